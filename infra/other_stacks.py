"""What the project's other stack files declare: two stacks must not keep one alert.

An alert is found by its name within its Sentry project, so of two stacks that declare a name there
the second would adopt the first one's alert, and each update of one would undo the other's. Other
files are read leniently: what is wrong with a stack is told when that stack is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from infra.errors import ConfigError
from infra.settings import Settings, names_of_rules

# The loader in C, where PyYAML has it, reads the file of 1,000 rules in 0.2 s instead of 1.3 s.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
        for other, config in _configs(root, namespace)
        if other != stack
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
    keys = "sentryOrganization", "sentryProject", "sentryUrl"
    place = settings.sentry_organization, settings.sentry_project, settings.sentry_url
    default = Settings.model_fields["sentry_url"].default
    theirs = [str(config.get(key, default)).rstrip("/") for key in keys]
    if theirs == list(place):
        names = names_of_rules(config.get("alertRules"))
        for index, rule in enumerate(settings.alert_rules):
            if rule.name in names:
                yield (
                    f"alertRules[{index}].name: {rule.name!r} is a rule of Pulumi.{other}.yaml for "
                    f"project {settings.sentry_project!r} too; both would keep the same alert"
                )


def _configs(root: Path, namespace: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each stack file's stack and its config of this project, keys without the namespace."""
    for path in sorted(root.glob("Pulumi.*.yaml")):
        try:
            document = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 (safe)
        except (yaml.YAMLError, OSError, ValueError, RecursionError):
            continue
        config = document.get("config") if isinstance(document, dict) else None
        if isinstance(config, dict):
            prefix = f"{namespace}:"
            own = {str(key).removeprefix(prefix): value for key, value in config.items()}
            yield path.name.removeprefix("Pulumi.").removesuffix(".yaml"), own
