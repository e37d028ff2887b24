"""Clean rules, alerts and configs that tests start from, so that each test breaks one thing."""

import copy
import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from infra.base.errors import ConfigError
from infra.config.connections import Connections
from infra.config.settings import Settings
from infra.provider import diagnostics
from infra.providers import SentryAlertRuleProvider
from infra.rules.alert_rule import AlertRule
from infra.sentry.replies import Alert
from infra.services import Services
from tests.strategies import NAMES, RECIPIENTS, rules

__all__ = ["NAMES", "RECIPIENTS", "rules"]
"""Whom a rule of these tests may name, and any rule."""


def entry(**overrides: Any) -> dict[str, Any]:
    """Return an entry of `alertRules` as a stack file writes it; `None` leaves a key out."""
    clean = {
        "key": "disk_full",
        "name": "disk full",
        "filter": {"message": {"contains": "No space left on device"}},
        "condition": {"atLeast": 3, "within": "1h"},
        "action": {"email": "ops@raxx.app"},
        "frequency": "30 min",
    }
    return {key: value for key, value in (clean | overrides).items() if value is not None}


def rule(**overrides: Any) -> AlertRule:
    """Return the rule that `entry(**overrides)` declares."""
    return AlertRule.model_validate(entry(**overrides))


def check(**overrides: Any) -> dict[str, Any]:
    """Return an entry of `configVarChecks` as a stack file writes it."""
    clean = {"app": "raxx-api-prod", "configVar": "POSTMARK_SERVER_TOKEN", "guards": "disk_full"}
    return clean | overrides


def config(**overrides: Any) -> dict[str, str]:
    """Return a stack config as Pulumi hands it out, JSON text for lists and mappings.

    `None` leaves a key out.
    """
    clean = {
        "sentryOrganization": "moosequest",
        "sentryProject": "trademaster-raptor",
        "alertRules": [entry()],
    }
    return {key: as_text(value) for key, value in (clean | overrides).items() if value is not None}


def refused(**overrides: Any) -> ConfigError:
    """Return the refusal of the config that `config(**overrides)` gives."""
    with pytest.raises(ConfigError) as caught:
        Settings.load(config(**overrides), "raxx-alerts")
    return caught.value


def complaints(**overrides: Any) -> list[str]:
    """Return what that config is refused for, one line for each problem."""
    return [line.strip() for line in refused(**overrides).message.splitlines()[1:]]


def rule_complaints(**overrides: Any) -> list[str]:
    """Return what a config is refused for whose one rule differs so; here None is YAML's null."""
    return complaints(alertRules=[{**entry(), **overrides}])


def as_text(value: Any) -> str:
    """Return a config value as Pulumi hands it out."""
    return value if isinstance(value, str) else json.dumps(value)


def rule_provider(sentry_url: str) -> SentryAlertRuleProvider:
    """Return the provider of `rule()` as its process has it."""
    made = SentryAlertRuleProvider()
    made.services = Services(Connections(sentry_url=sentry_url), diagnostics.warn)
    made.rule_names = frozenset({rule().name})
    made.claims = frozenset()
    return made


def issue_reply(**overrides: Any) -> dict[str, Any]:
    """Return an open issue as Sentry replies it."""
    clean = {
        "id": "77",
        "shortId": "RAPTOR-77",
        "title": "No space left on device",
        "permalink": "https://moosequest.sentry.io/issues/77/",
        "status": "unresolved",
        "count": "17",
        "lastSeen": "2026-11-24T06:50:00Z",
    }
    return clean | overrides


def alert(**overrides: Any) -> Alert:
    """Return the alert of `rule()` as Sentry replies it, with all that the server adds."""
    clean = {
        "id": "9001",
        "organizationId": "5",
        "name": "disk full",
        "createdBy": "222",
        "dateCreated": "2026-05-30T08:00:00.000001Z",
        "dateUpdated": "2026-06-01T08:00:00.000001Z",
        "triggers": {
            "id": "31",
            "organizationId": "5",
            "logicType": "any-short",
            "conditions": [
                {
                    "id": "41",
                    "type": "event_frequency_count",
                    "comparison": {"value": 2, "interval": "1h"},
                    "conditionResult": True,
                }
            ],
            "actions": [],
        },
        "actionFilters": [
            {
                "id": "32",
                "organizationId": "5",
                "logicType": "all",
                "conditions": [
                    {
                        "id": "42",
                        "type": "event_attribute",
                        "comparison": {
                            "attribute": "message",
                            "match": "co",
                            "value": "No space left on device",
                        },
                        "conditionResult": True,
                    }
                ],
                "actions": [
                    {
                        "id": "51",
                        "type": "email",
                        "integrationId": None,
                        "data": {},
                        "config": {
                            "targetType": "user",
                            "targetIdentifier": "222",
                            "targetDisplay": None,
                        },
                        "status": "active",
                    }
                ],
            }
        ],
        "environment": None,
        "config": {"frequency": 30},
        "detectorIds": ["111"],
        "enabled": True,
        "lastTriggered": None,
        "owner": None,
    }
    return cast(Alert, clean | overrides)


def rule_row(**overrides: Any) -> dict[str, Any]:
    """Return the row of the stack output `managed_rules` that `rule()` leaves as `alert()`."""
    clean = {
        "key": "disk_full",
        "name": "disk full",
        "filter": "message contains No space left on device",
        "condition": ">= 3 events in 1h",
        "action": "email ops@raxx.app",
        "frequency": "30 min",
        "environment": "all",
        "organization": "moosequest",
        "project": "trademaster-raptor",
        "monitors": [111],
        "recipients": {"user 222": "ops@raxx.app"},
        "created": "2026-05-30",
        "issue": "#3135",
        "runbook": "docs/runbooks/disk_full.md",
        "id": "9001",
        "url": "https://moosequest.sentry.io/monitors/alerts/9001/",
        "status": "live",
        "on_remove": "delete",
    }
    return clean | overrides


def check_row(**overrides: Any) -> dict[str, Any]:
    """Return a row of the stack output `checks`."""
    clean = {
        "app": "raxx-api-prod",
        "config_var": "POSTMARK_SERVER_TOKEN",
        "minimum_length": 5,
        "validator": "postmark",
        "strict": False,
        "status": "ok",
        "server": "raxx-transactional",
        "server_id": "1234567",
        "guards": "disk full",
    }
    return clean | overrides


def replaced(document: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy of `document` with `value` at a path such as `triggers.conditions.0.type`.

    A number one past the end of a list appends.
    """
    changed = copy.deepcopy(dict(document))
    here: Any = changed
    *way, last = path.split(".")
    for step in way:
        here = here[int(step)] if isinstance(here, list) else here[step]
    if not isinstance(here, list):
        here[last] = value
    elif int(last) == len(here):
        here.append(value)
    else:
        here[int(last)] = value
    return changed
