"""What is deployed: the stack outputs `managed_rules` and `checks`, read as typed models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from infra.base.errors import ConfigError
from infra.base.terminal_text import printable


class _Row(BaseModel):
    # A newer release of this program may export more; what it adds is not looked at.
    model_config = ConfigDict(frozen=True, extra="ignore")


class ManagedRule(_Row):
    """An alert rule as the last update left it.

    Attributes:
        name: with the next five, the rule in the words of `infra.rules.summary`.
        project: whose events the rule is about; of several the first.
        linked_to: what the alert is linked to in words, where it is not that one project alone.
        monitors: Sentry's IDs of the monitors that the alert is linked to.
        recipients: `user 222` or `team 7` to the address or slug behind it.
        status: `live` or `disabled`, as it was declared.
    """

    key: str
    name: str
    filter: str
    condition: str
    action: str
    frequency: str
    environment: str
    organization: str
    project: str
    linked_to: str = ""
    monitors: tuple[int, ...]
    recipients: Mapping[str, str]
    created: str
    issue: str
    runbook: str
    id: str
    url: str
    status: str


class ManagedMonitor(_Row):
    """A monitor as the last update left it.

    Attributes:
        kind: `cron`, `uptime`, `metric`, or Sentry's type of a raw one.
        watches: with the next three, the monitor in the words of `infra.monitors.summary`.
        slug: what check-ins name, of a cron monitor.
        check_in: what the job calls, of a cron monitor.
        status: `live` or `disabled`, as it was declared.
    """

    key: str
    name: str
    kind: str
    watches: str
    fails_when: str
    recovers_when: str
    environment: str
    organization: str
    project: str
    slug: str = ""
    check_in: str = ""
    id: str
    url: str
    status: str


class CheckedConfigVar(_Row):
    """A config var check as the last update left it.

    Attributes:
        validator: `postmark`, or `none`.
        status: what the last update found; `check` looks again.
        guards: the name of the rule that watches over the config var.
    """

    app: str
    config_var: str
    minimum_length: int
    validator: str
    strict: bool
    guards: str
    status: str


class Deployed(_Row):
    """All that a stack has deployed.

    Attributes:
        stack: its name, as Pulumi shows it.
        dashboard: the web page of the organization's alerts.
    """

    stack: str
    managed_rules: tuple[ManagedRule, ...]
    checks: tuple[CheckedConfigVar, ...]
    monitors: tuple[ManagedMonitor, ...] = ()
    dashboard: str

    def rule(self, word: str) -> ManagedRule:
        """Return the rule of that key, name or ID.

        Raises:
            ConfigError: none has it.
        """
        for rule in self.managed_rules:
            if word in (rule.key, rule.name, rule.id):
                return rule
        known = ", ".join(rule.key for rule in self.managed_rules) or "none"
        raise ConfigError(
            f"stack {self.stack} has deployed no rule with the key, name or ID {word!r}; "
            f"keys: {known}",
            "name one of them",
        )

    def monitor(self, word: str) -> ManagedMonitor | None:
        """Return the monitor of that key, name or ID; None if there is none, or a rule has it."""
        if any(word in (rule.key, rule.name, rule.id) for rule in self.managed_rules):
            return None
        found = (one for one in self.monitors if word in (one.key, one.name, one.id))
        return next(found, None)

    def checks_of(self, rule: ManagedRule) -> tuple[CheckedConfigVar, ...]:
        """Return the checks of the config vars that a rule watches over."""
        return tuple(check for check in self.checks if check.guards == rule.name)


def parse_outputs(stack: str, outputs: Mapping[str, Any]) -> Deployed:
    """Read a stack's outputs.

    Args:
        stack: its name, for the messages.
        outputs: what `pulumi stack output --json` prints.

    Raises:
        ConfigError: nothing has been deployed, or an older release of this program did it.
    """
    if "managed_rules" not in outputs:
        raise ConfigError(f"stack {stack} has nothing deployed yet", f"pulumi up --stack {stack}")
    try:
        return Deployed.model_validate({"stack": stack, **outputs})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(
            f"the outputs of stack {stack} are of another release of this program: "
            f"{printable(where)}: {first['msg'].lower()}",
            f"pulumi up --stack {stack}",
        ) from None
