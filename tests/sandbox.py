"""The sandbox's stack file as tests start from it: its first rule and its check, no monitor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[1] / "Pulumi.sandbox.yaml"


def read_sandbox() -> dict[str, Any]:
    """Return what the stack file says, without the monitor and the rule that names it."""
    document: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    config = document["config"]
    del config["raxx-alerts:monitors"]
    rules = config["raxx-alerts:alertRules"]
    config["raxx-alerts:alertRules"] = [rule for rule in rules if "monitors" not in rule]
    return document
