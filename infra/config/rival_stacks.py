"""Stacks of the project that declare the same alert, which only one of them may keep.

An alert is found by its name within its Sentry project, so of two stacks that declare a name there
the second would adopt the first one's alert, and each update of one would undo the other's. Other
files are read leniently: what is wrong with a stack is said when that stack is run.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

from infra.base.errors import ConfigError
from infra.config.repeated import list_at
from infra.config.rule_files import load_rule_files
from infra.config.settings import Settings
from infra.config.stack_files import project_values, stack_names
from infra.config.yaml_reader import UnreadableError, value_of
from infra.rules.problems import NO_FILES, Place, Places

_SENTRY_URL = Settings.model_fields["sentry_url"].default


class Claims(NamedTuple):
    """The alerts that a stack wants to keep.

    Attributes:
        server: Sentry's URL, and the organization there.
        alerts: project and name of each rule, in the order of `alertRules`.
    """

    server: tuple[str, str]
    alerts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Self:
        """Read a stack's config leniently.

        Args:
            config: keys without their namespace, with what `Pulumi.yaml` and the rule files add.
        """
        server = str(config.get("sentryUrl", _SENTRY_URL)).rstrip("/")
        usual = config.get("sentryProject")
        entries = [rule if isinstance(rule, dict) else {} for rule in list_at(config, "alertRules")]
        return cls(
            (server, str(config.get("sentryOrganization"))),
            tuple((str(e.get("project") or usual), str(e.get("name") or "")) for e in entries),
        )

    def shared_with(self, other: Self) -> Iterator[int]:
        """Give the index of each rule whose alert the other stack wants to keep too."""
        theirs = set(other.alerts) if self.server == other.server else set()
        for index, (project, name) in enumerate(self.alerts):
            if name and (project, name) in theirs:
                yield index


def expect_no_clash(
    settings: Settings, stack: str, namespace: str, root: Path, places: Places = NO_FILES
) -> None:
    """Refuse rules that another stack file of the project declares for the same Sentry project.

    Args:
        settings: this stack's.
        stack: its name.
        namespace: the Pulumi project's name.
        root: the folder of `Pulumi.yaml`.
        places: where each rule is written, if not all are in the stack file (`rule_files`).

    Raises:
        ConfigError: with every such rule, one to a line.
    """
    rules = [(settings.project_of(rule), rule.name) for rule in settings.alert_rules]
    own = Claims((settings.sentry_url, settings.sentry_organization), tuple(rules))
    found = []
    for other, config in other_configs(root, namespace, stack):
        for index in own.shared_with(Claims.of(config)):
            project, name = own.alerts[index]
            place = Place(("alertRules", index, "name")).in_file(places).with_namespace(namespace)
            found.append(
                f"\n  {place}: {name!r} is a rule of Pulumi.{other}.yaml for project {project!r} "
                "too; both would manage the same alert"
            )
    if found:
        raise ConfigError(
            f"Pulumi.{stack}.yaml declares alerts of another stack:{''.join(found)}",
            "give the rule another name, or this stack another sentryProject "
            "(docs/team/staging.md); nothing was changed",
        )


def declared_elsewhere(
    settings: Settings, stack: str, namespace: str, root: Path
) -> dict[tuple[str, str], str]:
    """Return project and name of each rule that other stack files declare, to the file's name.

    Args as for `expect_no_clash`.
    """
    server = (settings.sentry_url, settings.sentry_organization)
    return {
        named: f"Pulumi.{other}.yaml"
        for other, config in other_configs(root, namespace, stack)
        for claims in [Claims.of(config)]
        if claims.server == server
        for named in claims.alerts
    }


def other_configs(root: Path, namespace: str, own: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each other stack and its file's config of this project, keys without the namespace."""
    others = [name for name in stack_names(root) if name != own]
    shared: dict[str, Any] = {}
    if others:
        with contextlib.suppress(ConfigError):
            shared = project_values(root)
    for name in others:
        try:
            document = value_of((root / f"Pulumi.{name}.yaml").read_text(encoding="utf-8"))
        except (UnreadableError, OSError, ValueError):
            continue
        config = document.get("config") if isinstance(document, dict) else None
        if isinstance(config, dict):
            prefix = f"{namespace}:"
            whole = shared | {key.removeprefix(prefix): value for key, value in config.items()}
            with contextlib.suppress(ConfigError):
                whole, _ = load_rule_files(whole, root)
            yield name, whole
