"""The JSON schema of a stack file agrees with the program, by the word of another validator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft7Validator

from infra.config.json_schema import FILE, stack_file_schema
from infra.config.monitor_descriptions import MONITOR_WORDS
from infra.config.settings import ConfigVarCheck, Settings
from infra.config.stack_files import descriptions
from infra.rules.actions import Action
from infra.rules.alert_rule import ActionGroup, AlertRule
from infra.rules.conditions import Trigger
from infra.rules.filters import Filter
from infra.rules.links import MonitorEntry
from tests.factories import as_text, check, entry
from tests.monitor_strategies import entries as monitor_entries
from tests.monitors.entries import cron, metric, uptime
from tests.strategies import entries

ROOT = Path(__file__).parents[2]
SCHEMA = stack_file_schema("raxx-alerts", descriptions())
VALIDATOR = Draft7Validator(SCHEMA)
CLEAN: dict[str, Any] = {
    "sentryOrganization": "moosequest",
    "sentryProject": "trademaster-raptor",
    "alertRules": [entry()],
}


def stack_file(config: dict[str, Any], **top: Any) -> dict[str, Any]:
    return {"config": {f"raxx-alerts:{key}": value for key, value in config.items()}, **top}


def complaints_of_the_program(config: dict[str, Any]) -> list[str]:
    texts = {key: as_text(value) for key, value in config.items()}
    return [str(problem) for problem in Settings.examine(texts)[1]]


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_the_committed_copy_is_current() -> None:
    assert json.loads((ROOT / FILE).read_text(encoding="utf-8")) == SCHEMA


@pytest.mark.parametrize("stack", ["prod", "sandbox"])
def test_a_stack_file_of_this_repository_is_accepted(stack: str) -> None:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    assert list(VALIDATOR.iter_errors(yaml.safe_load(text))) == []


@pytest.mark.parametrize("stack", ["prod", "sandbox"])
def test_a_stack_file_names_the_schema_in_its_first_line(stack: str) -> None:
    first = (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={FILE}"


@settings(suppress_health_check=list(HealthCheck))
@given(entries())
def test_every_rule_that_the_program_accepts_is_accepted(drawn: dict[str, Any]) -> None:
    config = {**CLEAN, "alertRules": [drawn]}
    assert complaints_of_the_program(config) == []
    assert [error.message for error in VALIDATOR.iter_errors(stack_file(config))] == []


@settings(suppress_health_check=list(HealthCheck))
@given(monitor_entries())
def test_every_monitor_that_the_program_accepts_is_accepted(drawn: dict[str, Any]) -> None:
    config = {**CLEAN, "monitors": [drawn]}
    assert complaints_of_the_program(config) == []
    assert [error.message for error in VALIDATOR.iter_errors(stack_file(config))] == []


@pytest.mark.parametrize("value", ["ok", 0, 1.5, True])
def test_a_value_of_a_reply_may_be_written_as_it_is(value: object) -> None:
    monitor = uptime(expect={"json": {"path": "$.ready", "is": value}})
    assert VALIDATOR.is_valid(stack_file({**CLEAN, "monitors": [monitor]}))


def test_a_rule_may_name_a_monitor_by_its_key() -> None:
    config = {**CLEAN, "monitors": [cron()], "alertRules": [entry(monitors=["nightly-backup"])]}
    assert complaints_of_the_program(config) == []
    assert VALIDATOR.is_valid(stack_file(config))


@pytest.mark.parametrize(
    "monitor",
    [
        {"name": "a"},
        {**cron(), **uptime()},
        {"cron": {"every": "1 h"}},
        cron(schedule=None),
        cron(every="1 h"),
        cron(grase="5 min"),
        cron(grace=5),
        cron(slug="Nightly"),
        cron(configFrom="both"),
        uptime(url="api.raxx.app"),
        uptime(every=60),
        uptime(downAfter=0),
        uptime(headers={"Authorization": 5}),
        uptime(expect={"status": "2xx", "header": {"name": "a", "exists": True}}),
        uptime(expect={"header": {"name": "a"}}),
        metric(errors="all"),
        metric(errors=None),
        metric(logs="count"),
        metric(within=None),
        metric(dynamic={"sensitivity": "extreme"}),
        {"name": "a", "raw": {"type": "x"}},
        {**cron(), "onRemove": "forget"},
    ],
)
def test_a_monitor_that_the_program_refuses_is_refused(monitor: dict[str, Any]) -> None:
    config = {**CLEAN, "monitors": [monitor]}
    assert complaints_of_the_program(config)
    assert not VALIDATOR.is_valid(stack_file(config))


@pytest.mark.parametrize(
    "top",
    [
        {"encryptionsalt": "v1:abc"},
        {"secretsprovider": "passphrase"},
        {"environment": ["shared"]},
    ],
)
def test_what_pulumi_keeps_in_the_file_is_accepted(top: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(stack_file(CLEAN, **top))


def test_the_config_of_another_program_is_accepted() -> None:
    document = stack_file(CLEAN)
    document["config"]["aws:region"] = "eu-west-1"
    assert VALIDATOR.is_valid(document)


BAD_RULES: list[dict[str, Any]] = [
    {"freqency": "60 min"},
    {"frequency": 60},
    {"frequency": "often"},
    {"condition": {"atLeast": 0, "within": "5m"}},
    {"condition": {"atLeast": 1, "within": "5min"}},
    {"condition": {"atLeast": 1}},
    {"filter": {"message": {"contains": "a", "equals": "b"}}},
    {"filter": {"mesage": {"contains": "a"}}},
    {"filter": {}},
    {"filter": []},
    {"action": {}},
    {"action": []},
    {"action": {"email": "ops"}},
    {"action": {"emailTeam": "On Call"}},
    {"action": {"emailIssueOwners": "Everyone"}},
    {"action": {"email": "ops@raxx.app", "emailTeam": "sre"}},
    {"enabled": "no"},
    {"created": "30.05.2026"},
    {"issue": None},
    {"name": ""},
    {"name": "a" * 257},
    {"key": "Disk Full"},
    {"onRemove": "forget"},
    {"project": "A B"},
]


@pytest.mark.parametrize("changes", BAD_RULES)
def test_a_rule_that_the_program_refuses_is_refused(changes: dict[str, Any]) -> None:
    config = {**CLEAN, "alertRules": [{**entry(), **changes}]}
    assert complaints_of_the_program(config)
    assert not VALIDATOR.is_valid(stack_file(config))


@pytest.mark.parametrize("key", ["name", "condition", "action", "frequency", "filter"])
def test_a_rule_without_what_it_needs_is_refused(key: str) -> None:
    config = {**CLEAN, "alertRules": [entry(**{key: None})]}
    assert complaints_of_the_program(config)
    assert not VALIDATOR.is_valid(stack_file(config))


@pytest.mark.parametrize(
    "changes",
    [
        {"sentryUrl": "http://sentry.io"},
        {"sentryUrll": "https://sentry.io"},
        {"sentryProject": "Trade Master"},
        {"alertRules": {}},
        {"vaultPaths": {"SENTRY_AUTH_TOKEN": "nowhere"}},
        {"configVarChecks": [check(app="X")]},
        {"configVarChecks": [check(configVar="HEROKU_APP")]},
        {"configVarChecks": [check(minimumLength=0)]},
        {"configVarChecks": [check(strict="yes")]},
        {"configVarChecks": [check(validater="postmark")]},
    ],
)
def test_a_config_that_the_program_refuses_is_refused(changes: dict[str, Any]) -> None:
    config = {**CLEAN, **changes}
    assert complaints_of_the_program(config)
    assert not VALIDATOR.is_valid(stack_file(config))


@pytest.mark.parametrize(
    "model",
    [
        *(AlertRule, ActionGroup, ConfigVarCheck, Action, Filter, Trigger, MonitorEntry),
        *MONITOR_WORDS,
    ],
)
def test_every_key_of_an_entry_is_described(model: type[Any]) -> None:
    properties = SCHEMA["definitions"][model.__name__]["properties"]
    silent = [key for key, value in properties.items() if "description" not in value]
    assert silent == []
