"""Stack files for the lint's tests: a clean one, and what is found in a changed one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from infra.lint.codes import Finding
from infra.lint.files import Project, judge
from tests.factories import check, entry

NAMESPACE = "raxx-alerts"
DEFAULTS = {"sentryUrl": "https://sentry.io"}

_SURROGATES = re.compile(r"\\u(d[89ab]..)\\u(d[c-f]..)")


def clean(**overrides: Any) -> dict[str, Any]:
    """Return the config of a stack file of which nothing is to be said; None leaves a key out."""
    config = {
        "sentryOrganization": "moosequest",
        "sentryProject": "trademaster-raptor",
        "alertRules": [rule()],
        "configVarChecks": [check()],
    }
    return {key: value for key, value in (config | overrides).items() if value is not None}


def rule(**overrides: Any) -> dict[str, Any]:
    """Return an entry of `alertRules` of which nothing is to be said."""
    return entry(**{"frequency": "60 min", "runbook": "docs/page.md", **overrides})


def written(config: dict[str, Any]) -> str:
    """Write a config as a stack file, in the part of YAML that is JSON: what is text stays text."""
    keyed = {f"{NAMESPACE}:{key}": value for key, value in config.items()}
    text = json.dumps({"config": keyed}, indent=2)
    return _SURROGATES.sub(lambda m: f"\\U{_code_point(m[1], m[2]):08x}", text)


def found(text: str, root: Path) -> list[Finding]:
    """Return what is found in a stack file with this text."""
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/page.md").touch()
    return judge("Pulumi.test.yaml", text, Project(root, NAMESPACE, DEFAULTS))[1]


def codes(findings: list[Finding]) -> list[str]:
    """Return the checks that found something, in the order of the file."""
    return [one.check for one in sorted(findings)]


def marked(one: Finding) -> str:
    """Return the text that a finding underlines."""
    return one.source[one.span.column - 1 : one.span.end - 1]


def _code_point(high: str, low: str) -> int:
    return 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
