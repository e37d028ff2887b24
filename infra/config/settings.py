"""The stack config as typed models, and every complaint about it in one report."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError

from infra.base.errors import ConfigError
from infra.base.plural import count
from infra.base.redaction import remember_secret
from infra.base.terminal_text import printable
from infra.config.connections import (
    Connections,
    decode,
    expect_secret_name,
    expect_sentry_url,
    expect_url,
    expect_user_agent,
    expect_vault_path,
)
from infra.config.cross_checks import MOST_PROBLEMS, cross_entry_problems
from infra.config.token_patterns import tokens
from infra.monitors.monitor import Monitor
from infra.rules.alert_rule import AlertRule
from infra.rules.entry import Entry
from infra.rules.links import id_of_claim, monitor_keys
from infra.rules.problems import NO_FILES, Places, Problem, problems
from infra.rules.scalars import Line, Slug, like, matching

_LONGEST_LINE = 400  # characters of one complaint


SecretName = Annotated[str, AfterValidator(expect_secret_name)]
VaultPath = Annotated[str, AfterValidator(expect_vault_path), like(r"(/[^/\s]+)+")]
Url = Annotated[
    str,
    AfterValidator(expect_url),
    like(r"(https://|http://(127\.0\.0\.1|localhost|\[::1\])([:/]|$))[^\s@?#]*"),
]


_APP = r"[a-z][a-z0-9-]{1,28}[a-z0-9]"
"""Heroku's own pattern for an app's name (heroku/platform-api: schema.json, 2026-06-05)."""
App = Annotated[
    str,
    matching(
        _APP,
        "is not a name Heroku gives an app: 3 to 30 lowercase letters, digits and '-', "
        "first a letter, last no '-'",
    ),
    like(_APP),
]
_CONFIG_VAR = r"(?!HEROKU_|__|[0-9])[A-Za-z0-9_]+"
"""Heroku's rules for a config var's name (Dev Center, "Configuration and Config Vars")."""
ConfigVar = Annotated[
    str,
    matching(
        _CONFIG_VAR,
        "is not a config var's name: letters, digits and '_', "
        "not beginning with a digit, '__' or 'HEROKU_'",
    ),
    like(_CONFIG_VAR),
]


class ConfigVarCheck(Entry):
    """One Heroku config var that an alert rule watches over."""

    app: App
    config_var: ConfigVar
    minimum_length: Annotated[int, Field(ge=1)] = 5
    """Bytes; the runbook's `wc -c` counts the newline too, so its "more than 5" is 5 here."""
    validator: Literal["postmark"] | None = None
    guards: Line
    strict: bool = False

    @property
    def resource_name(self) -> str:
        """The check's name in Pulumi; a stack has one check of a config var at the most."""
        return f"{self.app}-{self.config_var}"


_USUAL = Connections()


class ConnectionSettings(Entry):
    """The part of the stack config that says where the services and their tokens are."""

    sentry_url: Annotated[Url, AfterValidator(expect_sentry_url)] = _USUAL.sentry_url
    heroku_api_url: Url = _USUAL.heroku_api_url
    postmark_api_url: Url = _USUAL.postmark_api_url
    user_agent: Annotated[Line, AfterValidator(expect_user_agent)] = _USUAL.user_agent
    vault_paths: dict[SecretName, VaultPath] = Field(default={})

    @property
    def connections(self) -> Connections:
        """The same for the clients."""
        return Connections(
            self.sentry_url,
            self.heroku_api_url,
            self.postmark_api_url,
            self.user_agent,
            self.vault_paths,
        )

    @classmethod
    def load(cls, config: Mapping[str, Any], namespace: str, places: Places = NO_FILES) -> Self:
        """Read the stack config.

        Args:
            config: key without its namespace to the text that Pulumi hands out for it.
            namespace: the Pulumi project's name, to write each key as the stack file does.
            places: where each entry is written, if not all are in the stack file (`rule_files`).

        Raises:
            ConfigError: with every problem of the config, one to a line.
        """
        for _, token in tokens(_decode(config)):
            remember_secret(token)  # a complaint shows the value that it is about, and may cut it
        settings, found = cls.examine(config, places)
        if settings is None or found:
            lines = (problem.with_namespace(namespace) for problem in found)
            unique = sorted({printable(line, _LONGEST_LINE) for line in lines})
            shown = unique[:MOST_PROBLEMS]
            if more := len(unique) - len(shown):
                shown.append(f"... and {more} more")
            listing = "".join(f"\n  {line}" for line in shown)
            raise ConfigError(
                f"the stack config has {count(len(unique), 'problem')}:{listing}",
                "correct the file Pulumi.<stack>.yaml; nothing was changed",
            )
        return settings

    @classmethod
    def examine(
        cls, config: Mapping[str, Any], places: Places = NO_FILES
    ) -> tuple[Self | None, list[Problem]]:
        """Return the settings, None if they cannot be read, and every problem; args as `load`."""
        data = _decode(config)
        settings, found = None, list(cross_entry_problems(data))
        try:
            settings = cls.model_validate(data, by_alias=True, by_name=False)
        except ValidationError as error:
            found += problems(error, data, cls)
        return settings, [problem.in_file(places) for problem in found]


class Settings(ConnectionSettings):
    """All of the stack config."""

    sentry_organization: Slug
    sentry_project: Slug
    sentry_api: Literal["workflows", "rules"] = "workflows"
    """`rules` is the old API, for servers that have no other: docs/sentry-api-rules.md."""
    alert_rules: Annotated[tuple[AlertRule, ...], Field(strict=False)]
    monitors: Annotated[tuple[Monitor, ...], Field(strict=False)] = ()
    config_var_checks: Annotated[tuple[ConfigVarCheck, ...], Field(strict=False)] = ()
    rule_files: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    """Files of further rules; `infra.config.rule_files` reads them."""

    @functools.cached_property
    def _names(self) -> Counter[str]:
        return Counter(rule.name for rule in self.alert_rules)

    @functools.cached_property
    def _places(self) -> Counter[tuple[str, str]]:
        return Counter(
            (rule.name, project) for rule in self.alert_rules for project in self.projects_of(rule)
        )

    def project_of(self, rule: AlertRule) -> str:
        """Return the project whose events a rule is about; of several the first."""
        return self.projects_of(rule)[0]

    def projects_of(self, rule: AlertRule) -> tuple[str, ...]:
        """Return the projects in which a rule's name is looked for."""
        return rule.projects or (rule.project or self.sentry_project,)

    def shares_name(self, rule: AlertRule) -> bool:
        """Tell whether another rule of one of its projects has the same name."""
        return any(self._places[rule.name, project] > 1 for project in self.projects_of(rule))

    def title(self, rule: AlertRule) -> str:
        """Return a rule's name, and its project or key where another rule has the same name."""
        if self._names[rule.name] == 1:
            return rule.name
        return f"{rule.name} ({rule.key if self.shares_name(rule) else self.project_of(rule)})"

    def project_of_monitor(self, monitor: Monitor) -> str:
        """Return the project that a monitor belongs to."""
        return monitor.project or self.sentry_project

    def monitor_shares_name(self, monitor: Monitor) -> bool:
        """Tell whether another monitor of its project has the same name and kind."""
        return self._monitor_places[self._monitor_place(monitor)] > 1

    def monitor_title(self, monitor: Monitor) -> str:
        """Return a monitor's name, and its key where another monitor has the same name."""
        named = sum(other.name == monitor.name for other in self.monitors)
        return monitor.name if named == 1 else f"{monitor.name} ({monitor.key})"

    @functools.cached_property
    def _monitor_places(self) -> Counter[tuple[str, str, str]]:
        return Counter(map(self._monitor_place, self.monitors))

    def _monitor_place(self, monitor: Monitor) -> tuple[str, str, str]:
        return self.project_of_monitor(monitor), monitor.type, monitor.name

    def monitors_named(self, rule: AlertRule) -> dict[str, list[str]]:
        """Return how each of the stack's monitors that a rule names is found in Sentry.

        Returns:
            Its ID if its entry says that, its name, its type and its project, by its key.
        """
        keys = monitor_keys(rule)
        return {
            monitor.key: [
                id_of_claim(monitor.monitor or ""),
                monitor.name,
                monitor.type,
                self.project_of_monitor(monitor),
            ]
            for monitor in self.monitors
            if monitor.key in keys
        }

    def guarded(self, check: ConfigVarCheck) -> AlertRule:
        """Return the rule that `check` guards, named by key or by name."""
        return next(rule for rule in self.alert_rules if check.guards in (rule.key, rule.name))


def _decode(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key: decode(value) for key, value in config.items()}
