"""A client of the Sentry simulator, and what it sends, for tests of the client of Sentry's API."""

from typing import Any

from infra.base.secret import Secret
from infra.sentry.client import SentryClient, sentry_session
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

SOURCE = "Infisical /MooseQuest/sentry/SENTRY_API"


def client_of(
    sentry: SentrySimulator, token: str = tokens.SENTRY_TOKEN, organization: str = "moosequest"
) -> SentryClient:
    """Make a client as the program does."""
    session = sentry_session(sentry.url, Secret(token), "tests/1", SOURCE)
    return SentryClient(session, organization)


def document(name: str = "silent failure", detector: int = 7101) -> dict[str, Any]:
    """Write an alert that Sentry takes."""
    count = {"value": 0, "interval": "5m"}
    message = {"attribute": "message", "match": "co", "value": "skipped"}
    target = {"targetType": "user", "targetIdentifier": "3001", "targetDisplay": None}
    return {
        "name": name,
        "enabled": True,
        "environment": None,
        "config": {"frequency": 60},
        "detectorIds": [detector],
        "triggers": {"logicType": "any-short", "conditions": [_condition("count", count)]},
        "actionFilters": [
            {
                "logicType": "all",
                "conditions": [_condition("attribute", message)],
                "actions": [{"type": "email", "data": {}, "config": target, "status": "active"}],
            }
        ],
    }


def _condition(kind: str, comparison: dict[str, Any]) -> dict[str, Any]:
    types = {"count": "event_frequency_count", "attribute": "event_attribute"}
    return {"type": types[kind], "comparison": comparison, "conditionResult": True}
