"""The project's stack files, read from disk as the engine reads them, without the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from infra.errors import ConfigError, printable
from infra.settings import Settings

ROOT = Path(__file__).parents[1]
"""The folder of `Pulumi.yaml`."""


def stack_names(root: Path = ROOT) -> list[str]:
    """Return the stacks that have a file `Pulumi.<stack>.yaml` in the project."""
    return sorted(path.name.split(".")[1] for path in root.glob("Pulumi.*.yaml"))


def settings_of(stack: str, root: Path = ROOT) -> Settings:
    """Return what a stack's file says.

    Args:
        stack: its name, with or without `organization/project/` before it.
        root: the folder of `Pulumi.yaml`.

    Raises:
        ConfigError: there is no such file, it is no YAML, or with every problem of what it says.
    """
    name = stack.rpartition("/")[2]
    if name not in stack_names(root):
        known = ", ".join(stack_names(root)) or "none"
        raise ConfigError(f"there is no stack {name!r}; stacks: {known}", "name one with --stack")
    namespace = project_name(root)
    config = _mapping(root / f"Pulumi.{name}.yaml").get("config") or {}
    own = {
        key.removeprefix(f"{namespace}:"): value
        for key, value in config.items()
        if key.startswith(f"{namespace}:")
    }
    return Settings.load(_defaults(root) | own, namespace)


def project_name(root: Path = ROOT) -> str:
    """Return the Pulumi project's name, which stands before each key of a stack file."""
    return str(_mapping(root / "Pulumi.yaml")["name"])


def _defaults(root: Path) -> dict[str, Any]:
    schema = _mapping(root / "Pulumi.yaml")["config"]
    return {key: entry["default"] for key, entry in schema.items() if "default" in entry}


def _mapping(path: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path.name}: {printable(str(error))}", "correct the file") from None
    if not isinstance(document, dict):
        raise ConfigError(f"{path.name}: is not a mapping of keys to values", "correct the file")
    return document
