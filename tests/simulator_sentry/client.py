"""What the tests send to the Sentry simulator: paths, alerts, and the requests themselves."""

from copy import deepcopy
from typing import Any

import requests

from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

Body = dict[str, Any]
ORG = "/api/0/organizations/moosequest"
WORKFLOWS = f"{ORG}/workflows/"
DETECTORS = f"{ORG}/detectors/"
MEMBERS = f"{ORG}/members/"
TEAM = "/api/0/teams/moosequest/sre/"
RULES = "/api/0/projects/moosequest/trademaster-raptor/rules/"
FORBIDDEN = {"detail": "You do not have permission to perform this action."}
NOT_FOUND = {"detail": "The requested resource does not exist"}
FREQUENCY: Body = {
    "type": "event_frequency_count",
    "comparison": {"value": 0, "interval": "5m"},
    "conditionResult": True,
}
MESSAGE: Body = {
    "type": "event_attribute",
    "comparison": {"attribute": "message", "match": "co", "value": "skipped_no_postmark_token"},
    "conditionResult": True,
}
EMAIL: Body = {
    "type": "email",
    "integrationId": None,
    "data": {},
    "config": {"targetType": "user", "targetIdentifier": "3001", "targetDisplay": None},
    "status": "active",
}
MISSING = object()


def alert(**changes: Any) -> Body:
    """Give a valid alert, changed; MISSING leaves a key out."""
    body: Body = {
        "name": "skipped_no_postmark_token — email silent failure",
        "enabled": True,
        "environment": None,
        "config": {"frequency": 60},
        "detectorIds": [7101],
        "triggers": {"logicType": "any-short", "conditions": [FREQUENCY]},
        "actionFilters": [{"logicType": "all", "conditions": [MESSAGE], "actions": [EMAIL]}],
        **changes,
    }
    return deepcopy({key: value for key, value in body.items() if value is not MISSING})


def with_trigger(comparison: object, kind: str = "event_frequency_count") -> Body:
    condition = {**FREQUENCY, "type": kind, "comparison": comparison}
    return alert(triggers={"logicType": "any-short", "conditions": [condition]})


def with_action(**changes: object) -> Body:
    action = {key: value for key, value in {**EMAIL, **changes}.items() if value is not MISSING}
    return alert(actionFilters=[{"logicType": "all", "conditions": [], "actions": [action]}])


def ask(
    sentry: SentrySimulator,
    path: str,
    method: str = "GET",
    token: str = tokens.SENTRY_TOKEN,
    **options: Any,
) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, sentry.url + path, headers=headers, timeout=5, **options)


def create(sentry: SentrySimulator, body: Body | None = None) -> Body:
    answer = ask(sentry, WORKFLOWS, "POST", json=body or alert())
    assert answer.status_code == 201, answer.text
    created: Body = answer.json()
    return created


def update(sentry: SentrySimulator, identifier: str, body: Body) -> Body:
    answer = ask(sentry, f"{WORKFLOWS}{identifier}/", "PUT", json=body)
    assert answer.status_code == 200, answer.text
    updated: Body = answer.json()
    return updated


def read(sentry: SentrySimulator, identifier: str) -> Body:
    document: Body = ask(sentry, f"{WORKFLOWS}{identifier}/").json()
    return document


def first_lines(errors: object) -> object:
    """Cut each text to its first line: a schema's error goes on with the schema and the value."""
    if isinstance(errors, dict):
        return {key: first_lines(value) for key, value in errors.items()}
    if isinstance(errors, list):
        return [first_lines(value) for value in errors]
    return str(errors).partition("\n\nFailed validating ")[0]


def refusal(answer: requests.Response) -> tuple[int, object]:
    return answer.status_code, answer.json()


REQUIRED = ["This field is required."]


def three_alerts(sentry: SentrySimulator) -> None:
    create(sentry, alert(name="Alpha: one"))
    create(sentry, alert(name="beta", detectorIds=[7103], config={"frequency": 5}))
    create(sentry, alert(name="gamma ray", detectorIds=[], actionFilters=[]))


SPECIFIC: Body = {"targetType": "specific"}
PAGER: Body = {"targetType": "sentry_app", "targetIdentifier": "71"}


def action_body(kind: str, integration: str | None, config: Body, data: Body | None = None) -> Body:
    return with_action(type=kind, integrationId=integration, config=config, data=data or {})


def read_back(sentry: SentrySimulator, body: Body) -> Any:
    """Create an alert and give its action as it is read back."""
    return read(sentry, create(sentry, body)["id"])["actionFilters"][0]["actions"][0]


def refusal_of(sentry: SentrySimulator, body: Body) -> Any:
    status, found = refusal(ask(sentry, WORKFLOWS, "POST", json=body))
    assert (status, isinstance(found, dict)) == (400, True)
    return first_lines(found["actionFilters"]) if isinstance(found, dict) else None
