"""A stack of one rule, or one monitor, and one check, run as the engine runs it, in this process.

The engine's part is small here: it reads what the state has, plans, and creates, updates or
deletes. The providers, clients and sockets are the real ones.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from pulumi.dynamic import Config, ConfigureRequest

from infra.monitor_provider import SentryMonitorProvider
from infra.program.resources import monitor_properties, rule_properties
from infra.provider import configured
from infra.providers import HerokuConfigVarCheckProvider, SentryAlertRuleProvider
from tests.factories import entry, rule
from tests.faults.wire import Wire, tapped
from tests.monitors.entries import monitor
from tests.simulators import tokens
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.simulators.server import Simulator

Properties = dict[str, Any]

ORGANIZATION = "moosequest"
PROJECT = "trademaster-raptor"
FIRST_MADE = 50_000
"""No monitor that a fresh organization has is numbered so high."""
NAME = rule().name
VARIABLES = {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN, "HEROKU_API_KEY": tokens.HEROKU_TOKEN}
VAULT_PATHS = {
    "SENTRY_AUTH_TOKEN": "/MooseQuest/sentry/SENTRY_API",
    "HEROKU_API_KEY": "/MooseQuest/heroku/HEROKU_API_KEY",
}


@dataclass
class Stack:
    """The stack: what it declares, its state, and the machine that it runs on."""

    simulators: Mapping[str, Simulator]
    wire: Wire
    waits: list[float]
    said: list[str]
    rule: dict[str, Any] = field(default_factory=dict)
    """What the declared rule has other than the usual one."""
    monitor: dict[str, Any] = field(default_factory=dict)
    """The entry of the declared monitor; where there is one, the stack has no rule."""
    state: tuple[str, Properties] | None = None
    """The ID and outputs of the rule or monitor, once there are any."""
    inputs: Properties = field(default_factory=dict)
    """What the state has as its inputs."""

    def clear(self) -> None:
        """Begin anew, on a machine that has every token in its environment."""
        for simulator in self.simulators.values():
            simulator.reset()
        self.wire.mend()
        self.waits.clear()
        self.said.clear()
        self.rule, self.monitor, self.inputs, self.state = {}, {}, {}, None
        os.environ.update(VARIABLES)

    def without_tokens(self) -> None:
        """Leave only the vault to give a token."""
        for variable in VARIABLES:
            del os.environ[variable]

    def alerts(self) -> list[dict[str, Any]]:
        """Return what Sentry holds."""
        held: list[dict[str, Any]] = self.simulators["Sentry"].state["workflows"]
        return held

    def found(self) -> list[dict[str, Any]]:
        """Return what Sentry holds of the kind that the stack declares."""
        if not self.monitor:
            return self.alerts()
        monitors = self.simulators["Sentry"].state["detectors"]
        return [one for one in monitors if int(one["id"]) > FIRST_MADE]

    def process(self) -> Process:
        """Return a provider process, which knows nothing yet."""
        config = {
            "sentryUrl": self.simulators["Sentry"].url,
            "herokuApiUrl": self.simulators["Heroku"].url,
            "postmarkApiUrl": self.simulators["Postmark"].url,
            "vaultPaths": json.dumps(VAULT_PATHS),
            "sentryOrganization": ORGANIZATION,
            "alertRules": json.dumps([entry(**self.rule)]),
        }
        raw = {f"raxx-alerts:{key}": value for key, value in config.items()}
        configured.clients.cache_clear()
        made = Process(
            self,
            SentryAlertRuleProvider(),
            SentryMonitorProvider(),
            HerokuConfigVarCheckProvider(),
        )
        with mock.patch.object(sys, "tracebacklimit", 0, create=True):  # set by `configure`
            for provider in (made.rules, made.monitors, made.checks):
                provider.configure(ConfigureRequest(Config(raw, "raxx-alerts")))
        return made

    def declared(self, **changes: Any) -> Properties:
        """Return what the program hands over for the monitor, or a rule that differs so."""
        if self.monitor:
            return monitor_properties(monitor(self.monitor), ORGANIZATION, PROJECT)
        return rule_properties(rule(**self.rule | changes), ORGANIZATION, PROJECT)


@dataclass
class Process:
    """One provider process: what it has asked once, it does not ask again."""

    stack: Stack
    rules: SentryAlertRuleProvider
    monitors: SentryMonitorProvider
    checks: HerokuConfigVarCheckProvider

    @property
    def provider(self) -> SentryAlertRuleProvider | SentryMonitorProvider:
        """The provider of what the stack declares."""
        return self.monitors if self.stack.monitor else self.rules

    def up(self) -> str:
        """Bring the rule's alert, or the monitor, to what is declared, and return its ID."""
        stack = self.stack
        if stack.state is not None:
            live = self.provider.read(*stack.state)
            stack.state = (stack.state[0], live.outs or {}) if live.id else None
            stack.inputs = live.inputs or {}
        news = self.provider.check(stack.inputs, stack.declared()).inputs
        if stack.state is None:
            made = self.provider.create(news)
            stack.state = made.id, made.outs or {}
        elif self.provider.diff(*stack.state, news).changes:
            updated = self.provider.update(*stack.state, news)
            stack.state = stack.state[0], updated.outs or {}
        stack.inputs = news
        return stack.state[0]

    def destroy(self) -> str:
        """Delete the rule's alert, or the monitor."""
        assert self.stack.state is not None
        self.provider.delete(*self.stack.state)
        return ""

    def look(self) -> str:
        """Look at the config var, from the preview to the next refresh, and return its status."""
        declared = {
            "app": "raxx-api-prod",
            "config_var": "POSTMARK_SERVER_TOKEN",
            "minimum_length": 5,
            "validator": "postmark",
            "guards": NAME,
            "strict": False,
        }
        inputs = self.checks.check({}, declared).inputs
        created = self.checks.create(inputs)
        seen: str = (self.checks.read(created.id, created.outs or {}).outs or {})["status"]
        return seen


@contextmanager
def running(simulators: Mapping[str, Simulator]) -> Iterator[Stack]:
    """Give a stack; while it is there, nobody waits, and its warnings and notes are kept."""
    variables = {
        "INFISICAL_API_URL": simulators["Infisical"].url,
        "INFISICAL_PROJECT_ID": PROJECT_ID,
        "INFISICAL_CLIENT_ID": tokens.INFISICAL_CLIENT_ID,
        "INFISICAL_CLIENT_SECRET": tokens.INFISICAL_CLIENT_SECRET,
    }
    waits: list[float] = []
    said: list[str] = []
    with (
        mock.patch.dict(os.environ, variables, clear=True),
        mock.patch("infra.http.transport.time.sleep", waits.append),
        mock.patch("infra.http.retries.Pace.keep"),  # the one thread there is has waited already
        mock.patch("infra.provider.diagnostics._say", lambda text, _: said.append(text)),
        mock.patch("infra.base.redaction._pieces", set()),
        tapped(simulators) as wire,
    ):
        yield Stack(simulators, wire, waits, said)
