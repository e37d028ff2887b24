"""Promises of the Sentry simulator: what an SDK sends is an event, and fires what it fulfils."""

import gzip
import json
from typing import Any

import pytest
import requests

from tests.simulator_sentry.client import MESSAGE, alert, create, read, refusal, with_trigger
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

PATH = "/api/611/envelope/"
EVENT_ID = "0123456789abcdef0123456789abcdef"
KEY = tokens.SENTRY_DSN_KEY


def envelope(message: str = "skipped_no_postmark_token: waitlist", **more: Any) -> bytes:
    """Write an envelope of one event."""
    event = {"event_id": EVENT_ID, "message": message, "level": "error", **more}
    payload = json.dumps(event).encode()
    header = json.dumps({"event_id": event["event_id"]}).encode()
    item = json.dumps({"type": "event", "length": len(payload)}).encode()
    return b"\n".join((header, item, payload, b""))


def post(
    sentry: SentrySimulator, body: bytes, *, path: str = PATH, auth: str = "", **headers: str
) -> requests.Response:
    """Send an envelope as an SDK does."""
    sent = {
        "Content-Type": "application/x-sentry-envelope",
        "X-Sentry-Auth": auth or f"Sentry sentry_key={KEY}, sentry_version=7, sentry_client=t/1",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    given = {name: value for name, value in sent.items() if value != "-"}
    return requests.post(sentry.url + path, body, headers=given, timeout=5)


def last_triggered(sentry: SentrySimulator, **changes: Any) -> object:
    """Create an alert, send an event, and tell when the alert triggered."""
    identifier = create(sentry, alert(**changes))["id"]
    assert post(sentry, envelope()).status_code == 200
    return read(sentry, identifier)["lastTriggered"]


def test_an_event_that_is_sent_opens_an_issue(sentry: SentrySimulator) -> None:
    assert refusal(post(sentry, envelope())) == (200, {"id": EVENT_ID})
    (issue,) = sentry.state["issues"]
    assert (issue["title"], issue["projectId"]) == ("skipped_no_postmark_token: waitlist", "611")


def test_a_packed_envelope_is_unpacked(sentry: SentrySimulator) -> None:
    post(sentry, gzip.compress(envelope()), Content_Encoding="gzip")
    assert len(sentry.state["events"]) == 1


def test_events_of_one_fingerprint_are_one_issue(sentry: SentrySimulator) -> None:
    post(sentry, envelope("one", fingerprint=["a"]))
    post(sentry, envelope("two", fingerprint=["a"], event_id="1" * 32))
    assert len(sentry.state["issues"]) == 1


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"auth": "-"}, (401, "missing authorization information")),
        ({"auth": "Bearer x"}, (401, "bad x-sentry-auth header")),
        ({"auth": "Sentry sentry_key=short"}, (400, "bad sentry DSN public key")),
        (
            {"auth": f"Sentry sentry_key={KEY}, sentry_version=6"},
            (400, "unsupported protocol version (6)"),
        ),
        (
            {"auth": f"Sentry sentry_key={'0' * 32}"},
            (403, "event submission rejected with_reason: ProjectId"),
        ),
        ({"path": "/api/612/envelope/"}, (403, "event submission rejected with_reason: ProjectId")),
    ],
)
def test_an_sdk_without_the_projects_key_is_refused(
    sentry: SentrySimulator, options: dict[str, Any], answer: tuple[int, str]
) -> None:
    status, detail = answer
    sent = post(sentry, envelope(), **options)
    assert refusal(sent) == (status, {"detail": detail, "causes": []})
    assert sentry.state["events"] == []


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "invalid event envelope"),
        (b"[]\n", "invalid event envelope"),
        (envelope()[:-9], "invalid event envelope"),
        (envelope(event_id="x"), "invalid event id"),
    ],
)
def test_an_envelope_that_is_none_is_refused(
    sentry: SentrySimulator, body: bytes, detail: str
) -> None:
    assert refusal(post(sentry, body)) == (400, {"detail": detail, "causes": []})


def test_an_item_that_is_not_simulated_fails_the_test(
    sentry: SentrySimulator, request: pytest.FixtureRequest
) -> None:
    request.applymarker("expects_refusal")
    assert post(sentry, b'{}\n{"type":"session"}\n{}\n').status_code == 500


# Alerts.


def test_an_event_that_an_alert_is_about_triggers_it(sentry: SentrySimulator) -> None:
    assert last_triggered(sentry) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"enabled": False},
        {"detectorIds": [7103]},
        {"detectorIds": []},
        {"environment": "staging"},
        {"triggers": with_trigger({"value": 1, "interval": "5m"})["triggers"]},
        {
            "actionFilters": [
                {
                    **alert()["actionFilters"][0],
                    "conditions": [
                        MESSAGE | {"comparison": {**MESSAGE["comparison"], "value": "other"}}
                    ],
                }
            ]
        },
        {"actionFilters": []},
    ],
    ids=["disabled", "elsewhere", "unlinked", "environment", "too few", "other text", "nobody"],
)
def test_an_event_that_an_alert_is_not_about_does_not(
    sentry: SentrySimulator, changes: dict[str, Any]
) -> None:
    assert last_triggered(sentry, **changes) is None


def test_an_alert_for_two_events_waits_for_the_second(sentry: SentrySimulator) -> None:
    identifier = create(sentry, with_trigger({"value": 1, "interval": "5m"}))["id"]
    post(sentry, envelope())
    post(sentry, envelope(event_id="1" * 32))
    assert len(sentry.state["notifications"]) == 1
    assert read(sentry, identifier)["lastTriggered"] is not None


def test_an_issue_is_told_of_once_in_the_frequency(sentry: SentrySimulator) -> None:
    create(sentry)
    post(sentry, envelope())
    post(sentry, envelope(event_id="1" * 32))
    assert len(sentry.state["notifications"]) == 1


def test_another_issue_is_told_of_all_the_same(sentry: SentrySimulator) -> None:
    create(sentry)
    post(sentry, envelope())
    post(sentry, envelope(event_id="1" * 32, fingerprint=["another"]))
    assert len(sentry.state["notifications"]) == 2


def test_an_alert_shows_only_after_a_while_that_it_has_triggered(sentry: SentrySimulator) -> None:
    identifier = create(sentry)["id"]
    sentry.state["alertLag"] = 1
    post(sentry, envelope())
    shown = [read(sentry, identifier)["lastTriggered"] is None for _ in range(2)]
    assert shown == [True, False]
