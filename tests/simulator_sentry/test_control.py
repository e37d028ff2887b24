"""Promises of the Sentry simulator: which states its control side takes."""

import pytest
import requests

from tests.simulator_sentry.client import Body, create, refusal, three_alerts
from tests.simulators.sentry import SentrySimulator


def put_state(sentry: SentrySimulator, **changes: object) -> requests.Response:
    state = {**requests.get(f"{sentry.url}/_sim/state", timeout=5).json(), **changes}
    return requests.put(f"{sentry.url}/_sim/state", json=state, timeout=5)


def test_a_state_that_was_read_is_accepted(sentry: SentrySimulator) -> None:
    three_alerts(sentry)
    assert put_state(sentry).status_code == 204


def broken_alert(sentry: SentrySimulator, **changes: object) -> list[Body]:
    return [{**create(sentry), **changes}]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mode": "gone"}, "mode: not one of ('withdrawn', 'live', 'removed', 'self-hosted')"),
        ({"pageSize": 0}, "pageSize: 1..100"),
        ({"requestsPerSecond": 0}, "requestsPerSecond: above 0, null"),
        ({"nextId": "5"}, "nextId: a positive integer"),
        ({"shuffle": 1}, "shuffle: true or false"),
        ({"projects": []}, "detector 7101: unknown project"),
        ({"tokens": {"OTHER": {}}}, "tokens: OTHER is not in tests/simulators/tokens.py"),
        ({"tokens": {"SENTRY_TOKEN": {}}}, "tokens.SENTRY_TOKEN: keys"),
        ({"teams": [{"id": "1"}, {"id": "1"}]}, "teams: an id occurs twice"),
        ({"teams": [{"id": 1}]}, "teams: ids"),
        (
            {"members": [{"id": "1", "user": None, "pending": False}]},
            "member 1: pending without null user",
        ),
    ],
)
def test_a_state_that_does_not_agree_is_refused(
    sentry: SentrySimulator, changes: Body, reason: str
) -> None:
    assert refusal(put_state(sentry, **changes)) == (400, {"error": reason})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"extra": 1}, "workflow 52001: keys"),
        ({"detectorIds": ["404"]}, "workflow 52001: unknown detector"),
        (
            {"environment": "prod"},
            "workflow 52001: {'environment': ['Environment is not part of this organization']}",
        ),
        ({"id": "99999"}, "workflow 99999: ids reach nextId"),
        ({"id": "52002"}, "workflow 52002: an id occurs twice"),
    ],
)
def test_an_alert_that_sentry_could_not_hold_is_refused(
    sentry: SentrySimulator, changes: Body, reason: str
) -> None:
    answer = put_state(sentry, workflows=broken_alert(sentry, **changes))
    assert refusal(answer) == (400, {"error": reason})
