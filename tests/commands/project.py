"""A copy of the project whose sandbox stack is deployed: on simulators, without an engine."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import yaml

from infra.base.secret import Secret
from infra.base.urls import alert_url, monitor_url
from infra.config.settings import Settings
from infra.config.stack_files import settings_of
from infra.monitors.secrets import fill_secrets
from infra.monitors.to_document import to_document as monitor_document
from infra.program.output_rows import check_row, monitor_row, rule_row
from infra.program.resources import monitor_properties
from infra.provider import monitor_state
from infra.provider.monitor_planning import facts_of
from infra.provider.state import ALERT, inputs_of, pack
from infra.rules.canonical import canonical
from infra.rules.links import monitor_keys
from infra.rules.recipients import Recipient
from infra.rules.to_document import to_document
from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient, sentry_session
from infra.sentry.monitor_api import MonitorApi
from tests.commands import pulumi_stand_in
from tests.commands.command_line import ROOT, Ran, run
from tests.sandbox import read_sandbox
from tests.simulators import tokens

STACK = "sandbox"
TOKENS = {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN, "HEROKU_API_KEY": tokens.HEROKU_TOKEN}
RECIPIENTS = {Recipient("user", "ops@raxx.app"): "3001", Recipient("team", "sre"): "801"}
NAMES = {
    f"{recipient.kind} {identifier}": recipient.name for recipient, identifier in RECIPIENTS.items()
}
MONITOR = 7101
IN_VAULT = "Bearer kQ7x"
"""What each path of the vault has, of which a monitor's entry speaks."""


class Project:
    """The project's files in a folder, and a Pulumi CLI that knows what its stack has deployed.

    Args:
        root: where the files go.
        urls: the stack config's keys for the services.
    """

    def __init__(self, root: Path, urls: dict[str, str]) -> None:
        self.root = root
        for name in ("infra", "Pulumi.yaml"):
            (root / name).symlink_to(ROOT / name)
        document = read_sandbox()
        document["config"] |= {f"raxx-alerts:{key}": url for key, url in urls.items()}
        self.stack_file = root / f"Pulumi.{STACK}.yaml"
        self.stack_file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        self.bin = root / "bin"
        self.bin.mkdir()
        self._stacks = root / "stacks.json"
        shim = self.bin / "pulumi"
        stand_in = f"{sys.executable} {pulumi_stand_in.__file__} {self._stacks}"
        shim.write_text(f'#!/bin/sh\nexec {stand_in} "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        self.say(selected=STACK, outputs={STACK: {}}, refusal=None)

    @property
    def settings(self) -> Settings:
        """What the stack file says."""
        return settings_of(STACK, self.root)

    def configure(self, **changes: Any) -> None:
        """Set keys of the stack config, as an editor would."""
        document = yaml.safe_load(self.stack_file.read_text(encoding="utf-8"))
        document["config"] |= {f"raxx-alerts:{key}": value for key, value in changes.items()}
        self.stack_file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")

    @property
    def outputs_of(self) -> dict[str, dict[str, Any]]:
        """What each stack has deployed."""
        found: dict[str, Any] = json.loads(self._stacks.read_text("utf-8"))["outputs"]
        return found

    @property
    def outputs(self) -> dict[str, Any]:
        """What the stack has deployed."""
        return self.outputs_of[STACK]

    def say(self, **changes: Any) -> None:
        """Make the CLI say other things: `selected`, `outputs` by stack, `refusal`."""
        said = json.loads(self._stacks.read_text("utf-8")) if self._stacks.exists() else {}
        self._stacks.write_text(json.dumps(said | changes), encoding="utf-8")

    def deploy(self) -> None:
        """Create in Sentry what the stack file declares, and let the CLI know of it."""
        settings = self.settings
        token = Secret(tokens.SENTRY_TOKEN)
        session = sentry_session(settings.sentry_url, token, "tests", "the tests")
        client = SentryClient(session, settings.sentry_organization)
        monitors = _deploy_monitors(settings, MonitorApi(client))
        ids = {row["key"]: int(row["id"]) for row in monitors}
        seen = {"status": "ok", "server": "raxx-transactional", "server_id": "1"}
        outputs = {
            "managed_rules": _deploy_rules(settings, Alerts(client), ids),
            "checks": [check_row(settings, check, **seen) for check in settings.config_var_checks],
            "dashboard": alert_url(settings.sentry_url, settings.sentry_organization),
            **({"monitors": monitors} if monitors else {}),
        }
        self.say(outputs={STACK: outputs})

    def run(self, *arguments: str, stdin: str = "", **variables: str) -> Ran:
        """Run a command here with both tokens in the environment; a blank variable is none."""
        path = f"{self.bin}{os.pathsep}{os.environ['PATH']}"
        environment = {"PATH": path, **TOKENS, **variables}
        given = {name: value for name, value in environment.items() if value}
        return run(*arguments, root=self.root, stdin=stdin, **given)


def _deploy_monitors(settings: Settings, api: MonitorApi) -> list[dict[str, Any]]:
    rows = []
    for monitor in settings.monitors:
        place = settings.sentry_organization, settings.project_of_monitor(monitor)
        document = monitor_document(monitor, RECIPIENTS)
        live = api.create(place[1], fill_secrets(document, lambda _: IN_VAULT))
        if not monitor.enabled:
            live = api.update(live["id"], {"enabled": False})
        props = monitor_state.unpack(monitor_properties(monitor, *place))
        props |= {"document": document, "names": NAMES, **facts_of(live)}
        kept = monitor_state.pack(props)[monitor_state.MONITOR]
        page = monitor_url(settings.sentry_url, settings.sentry_organization, live["id"])
        rows.append(monitor_row(settings, monitor, kept, id=live["id"], url=page))
    return rows


def _deploy_rules(
    settings: Settings, api: Alerts, monitors: dict[str, int]
) -> list[dict[str, Any]]:
    rows = []
    for rule in settings.alert_rules:
        linked = [monitors[key] for key in monitor_keys(rule)] or [MONITOR]
        alert = api.create(to_document(rule, linked, RECIPIENTS))
        place = settings.sentry_organization, settings.project_of(rule)
        said = inputs_of(canonical(alert), NAMES, *place) | {"on_remove": "delete"}
        page = alert_url(settings.sentry_url, settings.sentry_organization, alert["id"])
        rows.append(rule_row(settings, rule, pack(said)[ALERT], id=alert["id"], url=page))
    return rows
