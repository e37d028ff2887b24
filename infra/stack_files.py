"""The project's stack files, read from disk as the engine reads them, without the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from infra.errors import ConfigError, printable
from infra.rule_files import gathered
from infra.settings import Settings
from infra.stack_yaml import UnreadableError, read

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
        key.removeprefix(f"{namespace}:"): as_text(value)
        for key, value in config.items()
        if key.startswith(f"{namespace}:")
    }
    whole, places = gathered(defaults(root) | own, root)
    return Settings.load(whole, namespace, places)


def project_name(root: Path = ROOT) -> str:
    """Return the Pulumi project's name, which stands before each key of a stack file."""
    return str(_mapping(root / "Pulumi.yaml").get("name"))


def defaults(root: Path = ROOT) -> dict[str, Any]:
    """Return the values of `Pulumi.yaml` for the keys that a stack file leaves out."""
    schema = _mapping(root / "Pulumi.yaml").get("config") or {}
    return {key: entry["default"] for key, entry in schema.items() if "default" in entry}


def as_text(value: Any) -> Any:
    """Return a key's value as Pulumi hands it out: a text, unless it is a list or mapping."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case _:
            return value


def text_of(path: Path) -> str:
    """Return a file's text.

    Raises:
        ConfigError: there is no such file, or it is no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{path.name}: {printable(str(error))}", "correct the file") from None


def _mapping(path: Path) -> dict[str, Any]:
    try:
        document = read(text_of(path)).value
    except UnreadableError as error:
        place = f"{path.name}:{error.span.line}:{error.span.column}"
        raise ConfigError(f"{place}: {error.text}", "correct the file") from None
    if not isinstance(document, dict):
        raise ConfigError(f"{path.name}: is not a mapping of keys to values", "correct the file")
    return document
