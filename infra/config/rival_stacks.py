"""What the project's other stack files declare: two stacks must not keep one alert.

An alert is found by its name within its Sentry project, so of two stacks that declare a name there
the second would adopt the first one's alert, and each update of one would undo the other's. Other
files are read leniently: what is wrong with a stack is told when that stack is run.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.base.errors import ConfigError
from infra.config.rule_files import load_rule_files
from infra.config.settings import Settings
from infra.config.stack_files import project_values
from infra.config.yaml_reader import UnreadableError, value_of


def expect_no_clash(settings: Settings, stack: str, namespace: str, root: Path) -> None:
    """Refuse rules that another stack file of the project declares for the same Sentry project.

    Args:
        settings: this stack's.
        stack: its name.
        namespace: the Pulumi project's name.
        root: the folder of `Pulumi.yaml`.

    Raises:
        ConfigError: with every such rule, one to a line.
    """
    found = [
        f"\n  {namespace}:{line}"
        for other, config in _configs(root, namespace, stack)
        for line in clashes(settings, other, config)
    ]
    if found:
        raise ConfigError(
            f"Pulumi.{stack}.yaml declares what another stack keeps:{''.join(found)}",
            "give the rule another name, or this stack another sentryProject "
            "(docs/team/staging.md); nothing was changed",
        )


def clashes(settings: Settings, other: str, config: Mapping[str, Any]) -> Iterator[str]:
    """Tell which rules another stack declares for the same Sentry project too. Pure.

    Args:
        settings: this stack's.
        other: the other stack's name.
        config: the other stack's config as its file has it, keys without their namespace.
    """
    default = Settings.model_fields["sentry_url"].default
    server = str(config.get("sentryUrl", default)).rstrip("/")
    if (server, config.get("sentryOrganization")) != (
        settings.sentry_url,
        settings.sentry_organization,
    ):
        return
    rules = config.get("alertRules")
    entries = [e for e in rules if isinstance(e, dict)] if isinstance(rules, list) else []
    usual = config.get("sentryProject")
    theirs = {(str(e.get("project") or usual), str(e.get("name"))) for e in entries}
    for index, rule in enumerate(settings.alert_rules):
        project = settings.project_of(rule)
        if (project, rule.name) in theirs:
            yield (
                f"alertRules[{index}].name: {rule.name!r} is a rule of Pulumi.{other}.yaml for "
                f"project {project!r} too; both would keep the same alert"
            )


def _configs(root: Path, namespace: str, own: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each other stack and its file's config of this project, keys without the namespace."""
    files = [path for path in root.glob("Pulumi.*.yaml") if path.name != f"Pulumi.{own}.yaml"]
    shared: dict[str, Any] = {}
    if files:
        with contextlib.suppress(ConfigError):
            shared = project_values(root)
    for path in sorted(files):
        try:
            document = value_of(path.read_text(encoding="utf-8"))
        except (UnreadableError, OSError, ValueError):
            continue
        config = document.get("config") if isinstance(document, dict) else None
        if isinstance(config, dict):
            prefix = f"{namespace}:"
            said = {str(key).removeprefix(prefix): value for key, value in config.items()}
            whole = shared | said
            with contextlib.suppress(ConfigError):
                whole, _ = load_rule_files(whole, root)
            yield path.name.removeprefix("Pulumi.").removesuffix(".yaml"), whole
