"""Rules that a stack keeps in files of their own beside its stack file.

The engine hands the whole stack config to the program as one environment variable, of which Linux
takes 128 KiB (`MAX_ARG_STRLEN`; seen with the CLI 3.260.0): some 300 rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from infra.base.errors import ConfigError
from infra.base.terminal_text import printable
from infra.config.yaml_reader import UnreadableError, value_of
from infra.rules.links import id_of_claim
from infra.rules.problems import Place


def load_rule_files(config: Mapping[str, Any], root: Path) -> tuple[dict[str, Any], list[Place]]:
    """Return the config with the rules of its `ruleFiles` behind those of its `alertRules`.

    Args:
        config: as Pulumi hands it out.
        root: the folder of `Pulumi.yaml`, in which the files are.

    Returns:
        The config, and where each rule is written; no places where there are no rule files.

    Raises:
        ConfigError: a file is missing or is no list of rules. A rule that is not read would be
            deleted from Sentry.
    """
    listed, patterns = list_of(config.get("alertRules")), list_of(config.get("ruleFiles"))
    if listed is None or not patterns:
        return dict(config), []
    places = [Place(("alertRules", index)) for index in range(len(listed))]
    rules = list(listed)
    for path in _files(patterns, root):
        entries = _entries(root / path, path)
        rules += entries
        places += [Place((index,), path) for index in range(len(entries))]
    return {**config, "alertRules": rules}, places


def names_of_rules(alert_rules: Any) -> frozenset[str]:
    """Return the names in `alertRules` as Pulumi hands it out, read leniently."""
    entries = list_of(alert_rules) or []
    return frozenset(str(entry.get("name")) for entry in entries if isinstance(entry, dict))


def claims_of_rules(alert_rules: Any) -> frozenset[str]:
    """Return the IDs of the alerts that `alertRules` names, read leniently as `names_of_rules`."""
    entries = list_of(alert_rules) or []
    claims = (id_of_claim(entry.get("alert")) for entry in entries if isinstance(entry, dict))
    return frozenset(id_ for id_ in claims if id_)


def list_of(value: Any) -> list[Any] | None:
    """Return a key's list as Pulumi hands it out or a file has it; None if it is none."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _files(patterns: list[Any], root: Path) -> Iterator[str]:
    """Give each file once, in the order of the patterns and then of the names."""
    seen: set[str] = set()
    for index, pattern in enumerate(patterns):
        where = f"ruleFiles[{index}]: {printable(repr(pattern), 60)}"
        step = "write a path below the folder of Pulumi.yaml, such as rules/payments.yaml"
        if not isinstance(pattern, str) or not pattern:
            raise ConfigError(f"{where} is not a path", step)
        steps = PurePosixPath(pattern)
        if steps.is_absolute() or ".." in steps.parts:
            raise ConfigError(f"{where} leads out of the project", step)
        found = sorted(p.relative_to(root).as_posix() for p in root.glob(pattern) if p.is_file())
        if not found:
            raise ConfigError(f"{where}: there is no such file", step)
        yield from (path for path in found if path not in seen)
        seen.update(found)


def _entries(path: Path, shown: str) -> list[Any]:
    step = "write a list of entries as under alertRules (docs/writing-rules.md)"
    try:
        document = value_of(path.read_text(encoding="utf-8-sig"))
    except UnreadableError as error:
        place = f"{shown}:{error.span.line}:{error.span.column}"
        raise ConfigError(f"{place}: {printable(error.text)}", step) from None
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{shown}: {printable(str(error))}", step) from None
    if not isinstance(document, list):
        raise ConfigError(f"{shown}: is not a list of rules", step)
    return document
