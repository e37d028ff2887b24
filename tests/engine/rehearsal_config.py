"""The stack config of a rehearsal: read from the YAML files, handed out as the engine does it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any, NamedTuple

import yaml


class StackConfig(NamedTuple):
    """What a program and its providers are told.

    Attributes:
        project: the Pulumi project's name.
        stack: the stack's name.
        values: `project:key` to text; lists and mappings are JSON text.
    """

    project: str
    stack: str
    values: dict[str, str]


def read_config(project_root: Path, stack_file: Path) -> StackConfig:
    """Read the stack file, and what `Pulumi.yaml` says of its keys.

    Raises:
        ValueError: a key without a default is missing.
    """
    project = yaml.safe_load((project_root / "Pulumi.yaml").read_text(encoding="utf-8"))
    name, stack = project["name"], stack_file.stem.removeprefix("Pulumi.")
    written = yaml.safe_load(stack_file.read_text(encoding="utf-8"))["config"]
    declared = {f"{name}:{key}": said for key, said in project["config"].items()}
    shared = {
        key: said[word]
        for key, said in declared.items()
        for word in ("default", "value")
        if word in said
    }
    values = {key: _text(value) for key, value in (shared | written).items()}
    for key in declared:
        if key not in values:
            plain = key.removeprefix(f"{name}:")
            raise ValueError(
                f"validating stack config: Stack '{stack}' is missing configuration value '{plain}'"
            )
    return StackConfig(name, stack, values)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.date):
        return _go_date(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_go_date
    )


def _go_date(value: datetime.date) -> str:
    """Write an unquoted date as the engine does (seen with 3.260.0)."""
    return f"{value:%Y-%m-%d} 00:00:00 +0000 UTC"
