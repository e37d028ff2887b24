"""The project's stack files, read from disk as the engine reads them, without the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from infra.base.errors import ConfigError
from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import printable
from infra.config.rule_files import load_rule_files
from infra.config.settings import Settings
from infra.config.yaml_reader import UnreadableError, read
from infra.monitors.monitor import Monitor
from infra.rules.alert_rule import AlertRule

ROOT = Path(__file__).parents[2]
"""The folder of `Pulumi.yaml`."""


class Declaration(NamedTuple):
    """A rule or monitor, and the stack's settings that it is declared in."""

    entry: AlertRule | Monitor
    settings: Settings

    @property
    def project(self) -> str:
        """Slug of the project that it belongs to."""
        if isinstance(self.entry, Monitor):
            return self.settings.project_of_monitor(self.entry)
        return self.settings.project_of(self.entry)


def stack_names(root: Path = ROOT) -> list[str]:
    """Return the stacks that have a file `Pulumi.<stack>.yaml` in the project."""
    return sorted(path.name[len("Pulumi.") : -len(".yaml")] for path in root.glob("Pulumi.*.yaml"))


def settings_of(stack: str, root: Path = ROOT) -> Settings:
    """Return what a stack's file says.

    Args:
        stack: its name, with or without `organization/project/` before it.
        root: the folder of `Pulumi.yaml`.

    Raises:
        ConfigError: there is no such file, it is no YAML, or with every problem of what it says.
    """
    whole, places = load_rule_files(config_of(stack, root), root)
    return Settings.load(whole, project_name(root), places)


def config_of(stack: str, root: Path = ROOT) -> dict[str, Any]:
    """Return a stack's config as Pulumi hands it out, keys without their namespace.

    Raises:
        ConfigError: there is no such file, or it is no YAML.
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
    return project_values(root) | own


def declarations(name: str, stack: str | None, root: Path = ROOT) -> list[dict[str, Declaration]]:
    """Return what the stacks' files say of a rule or a monitor, stack by stack.

    Args:
        name: its key or its name; a rule and a monitor may both have it.
        stack: the only stack to look in; None for all of them.
        root: the folder of `Pulumi.yaml`.

    Raises:
        ConfigError: no file has such an entry, or two say different things of it.
    """
    rules: dict[str, Declaration] = {}
    monitors: dict[str, Declaration] = {}
    keys: list[str] = []
    for place in [stack] if stack else stack_names(root):
        settings = settings_of(place, root)
        entries: list[tuple[AlertRule | Monitor, dict[str, Declaration]]] = [
            *((rule, rules) for rule in settings.alert_rules),
            *((monitor, monitors) for monitor in settings.monitors),
        ]
        keys += [entry.key for entry, _ in entries]
        for entry, found in entries:
            if name in (entry.key, entry.name):
                found[place] = Declaration(entry, settings)
    if not rules and not monitors:
        known = ", ".join(dict.fromkeys(keys)) or "none"
        raise ConfigError(
            f"no stack file has a rule or monitor with the key or name {name!r}"
            f"{did_you_mean(name, keys)}",
            f"name one of these keys: {known}",
        )
    for found in (rules, monitors):
        said = [(one.entry, one.project) for one in found.values()]
        if any(other != said[0] for other in said):
            raise ConfigError(
                f"the stacks {', '.join(found)} declare {name!r} differently",
                "name one with --stack",
            )
    return [found for found in (rules, monitors) if found]


def project_name(root: Path = ROOT) -> str:
    """Return the Pulumi project's name, which begins each key of a stack file."""
    return str(_mapping(root / "Pulumi.yaml").get("name"))


def project_values(root: Path = ROOT) -> dict[str, Any]:
    """Return what `Pulumi.yaml` gives each stack for the keys that its file leaves out.

    `KEY: {value: …}`, `KEY: {default: …}` and, of a text, number or list, `KEY: …`; a key of the
    stack file replaces all of it, mappings too (seen with the CLI 3.260.0).
    """
    found: dict[str, Any] = {}
    for key, said in _project_config(root).items():
        if not isinstance(said, dict):
            found[key] = as_text(said)
        elif given := said.keys() & {"value", "default"}:
            found[key] = as_text(said[given.pop()])  # Pulumi refuses both at once
    return found


def descriptions(root: Path = ROOT) -> dict[str, str]:
    """Return what `Pulumi.yaml` says of each key of a stack file."""
    return {
        key: str(said["description"])
        for key, said in _project_config(root).items()
        if isinstance(said, dict) and "description" in said
    }


def _project_config(root: Path) -> dict[str, Any]:
    """Return the program's own keys of `Pulumi.yaml`, which may have the project before them."""
    document = _mapping(root / "Pulumi.yaml")
    config = document.get("config")
    prefix = f"{document.get('name')}:"
    own = {key.removeprefix(prefix): said for key, said in (config or {}).items()}
    return {key: said for key, said in own.items() if ":" not in key}


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
