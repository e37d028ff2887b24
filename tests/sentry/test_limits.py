"""Promises of Sentry's limits, and of those of the chats behind it: who waits, what is told."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from infra.base.errors import ForbiddenError, RuleError, ServiceError, UnavailableError
from infra.rules.recipients import Recipient
from infra.sentry.alerts import Alerts
from infra.sentry.directory import Directory
from infra.sentry.monitors import Monitors
from tests.sentry.client import client_of, document
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Do not wait, but note for how long it would have been."""
    noted: list[float] = []
    monkeypatch.setattr(time, "sleep", noted.append)
    monkeypatch.setattr(random, "uniform", lambda *_: 0.0)
    return noted


def slack(channel: str = "#ops") -> dict[str, Any]:
    """Write an alert that tells a Slack channel by its name."""
    written = document()
    config = {"targetType": "specific", "targetIdentifier": "", "targetDisplay": channel}
    written["actionFilters"][0]["actions"] = [
        {"type": "slack", "integrationId": "51", "data": {}, "config": config, "status": "active"}
    ]
    return written


def test_slacks_own_rate_limit_is_waited_for(
    sentry: SentrySimulator, alerts: Alerts, waits: list[float]
) -> None:
    sentry.state["slack"]["refusals"] = 2
    assert alerts.create(slack())["id"] == sentry.state["workflows"][0]["id"]
    assert [wait for wait in waits if wait == 20.0] == [20.0, 20.0]


def test_slacks_own_rate_limit_is_not_waited_for_without_end(
    sentry: SentrySimulator, alerts: Alerts
) -> None:
    sentry.state["slack"]["refusals"] = 99
    with pytest.raises(UnavailableError, match="rate limit") as caught:
        alerts.create(slack())
    assert caught.value.next_step.startswith("Slack's own rate limit, which Sentry passes on")
    assert [caught.value.outcome_unknown, len(sentry.requests)] == [False, 4]


def test_other_calls_that_get_through_make_slacks_limit_no_endless_wait(
    sentry: SentrySimulator, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentry.state["slack"]["refusals"] = 99
    monkeypatch.setattr(time, "sleep", lambda _: alerts._client._session._pace.note_answer())
    with pytest.raises(UnavailableError):
        alerts.create(slack())
    assert len(sentry.requests) == 4


def test_a_channel_that_slack_does_not_show_is_not_taken_for_a_wrong_one(
    sentry: SentrySimulator, alerts: Alerts
) -> None:
    sentry.state["slack"] |= {"refusals": 1, "refusesAt": "probe"}
    with pytest.raises(ServiceError, match="does not exist or has not been granted") as caught:
        alerts.create(slack())
    assert "/invite @Sentry" in caught.value.next_step
    assert "Slack may have turned Sentry away" in caught.value.next_step


def test_a_chat_that_did_not_answer_is_not_a_chat_without_the_channel(
    sentry: SentrySimulator,
) -> None:
    sentry.state["slack"]["answers"] = False
    with pytest.raises(RuleError) as caught:
        Directory(client_of(sentry)).identifier(Recipient("slack channel", "#ops", "Raxx"))
    assert "a chat that did not answer Sentry looks the same" in caught.value.message
    assert "channelId" in caught.value.next_step


def test_the_limit_of_alerts_is_told_with_what_to_do(
    sentry: SentrySimulator, alerts: Alerts
) -> None:
    sentry.state["maxWorkflows"] = 1
    alerts.create(document())
    with pytest.raises(ServiceError, match="You may not exceed 1 workflows") as caught:
        alerts.create(document())
    assert "python -m infra unmanaged" in caught.value.next_step


ORGANIZATION_CALLS = {
    "alerts": lambda client: Alerts(client).all(),
    "monitors": lambda client: Monitors(client, "").own("trademaster-raptor"),
    "create": lambda client: Alerts(client).create(document()),
}


@pytest.mark.parametrize("call", ORGANIZATION_CALLS.values(), ids=ORGANIZATION_CALLS)
def test_an_organization_token_is_told_as_such_and_not_shown(
    sentry: SentrySimulator, call: Any
) -> None:
    with pytest.raises(ForbiddenError) as caught:
        call(client_of(sentry, tokens.SENTRY_TOKEN_ORGANIZATION))
    assert caught.value.next_step.startswith("the token is an organization token (sntrys_…)")
    assert tokens.SENTRY_TOKEN_ORGANIZATION.removeprefix("sntrys_") not in str(caught.value)
    assert "masquerade" not in str(caught.value)


def test_the_withdrawn_apis_own_words_are_told(alerts: Alerts) -> None:
    with pytest.raises(ServiceError, match="This API no longer exists"):
        alerts.old_rules("trademaster-raptor")
