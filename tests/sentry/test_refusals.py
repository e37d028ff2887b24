"""Promises of the client of Sentry's API: the token, the API and the shape of replies."""

from collections.abc import Callable

import pytest

from infra.base.errors import (
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnexpectedReplyError,
    WithdrawnError,
)
from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient
from infra.sentry.members import Members
from infra.sentry.monitors import Monitors
from tests.sentry.client import SOURCE, client_of, document
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator

ORG = "/api/0/organizations/moosequest"


def order(sentry: SentrySimulator, fault: str, method: str = "*", path: str = "*") -> None:
    """Let a fault hit every request from now on."""
    sentry.faults = parse_faults([{"method": method, "path": path, "fault": fault, "times": 99}])


def test_the_least_token_does_all_that_a_rule_needs(sentry: SentrySimulator) -> None:
    client = client_of(sentry, tokens.SENTRY_TOKEN_LEAST)
    members, alerts = Members(client), Alerts(client)
    members.user("ops@raxx.app")
    members.team_id("sre")
    detector = Monitors(client, sentry.url).own("trademaster-raptor")["error"]
    alert = alerts.create(document(detector=detector))
    alerts.update(alert["id"], document(detector=detector))
    alerts.get(alert["id"])
    alerts.all()
    alerts.delete(alert["id"])
    assert {entry["status"] for entry in sentry.requests} == {200, 201, 204}


def test_a_refused_token_is_told_with_where_it_came_from(sentry: SentrySimulator) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        Alerts(client_of(sentry, tokens.SENTRY_TOKEN_EXPIRED)).all()
    assert f"the token from {SOURCE} is expired" in caught.value.next_step


def test_a_refused_token_is_told_in_sentrys_words(sentry: SentrySimulator) -> None:
    with pytest.raises(UnauthorizedError, match="401: Token expired"):
        Alerts(client_of(sentry, tokens.SENTRY_TOKEN_EXPIRED)).all()


def test_a_token_without_the_scope_is_told_the_scopes(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError) as caught:
        Alerts(client_of(sentry, tokens.SENTRY_TOKEN_READ_ONLY)).create(document())
    assert "alerts:write" in caught.value.next_step


def test_an_unknown_organization_is_named(sentry: SentrySimulator) -> None:
    with pytest.raises(NotFoundError, match="/organizations/moosequest-us/") as caught:
        Alerts(client_of(sentry, organization="moosequest-us")).all()
    assert "check sentryOrganization" in caught.value.next_step


def test_a_withdrawn_api_is_named(sentry: SentrySimulator, alerts: Alerts) -> None:
    order(sentry, "410")
    with pytest.raises(WithdrawnError, match=f"GET {ORG}/workflows/: 410: This API no longer"):
        alerts.all()


def test_a_withdrawn_api_says_which_setting_to_change(
    sentry: SentrySimulator, alerts: Alerts
) -> None:
    order(sentry, "410")
    with pytest.raises(WithdrawnError) as caught:
        alerts.all()
    assert "set sentryApi in the stack config" in caught.value.next_step


def test_a_withdrawn_api_is_told_with_its_replacement(alerts: Alerts) -> None:
    with pytest.raises(WithdrawnError, match="its replacement is /api/0/organizations/moosequest/"):
        alerts.old_rules("trademaster-raptor")


def test_a_wrong_host_says_which_setting_to_change(sentry: SentrySimulator, alerts: Alerts) -> None:
    order(sentry, "redirect")
    with pytest.raises(ServiceError) as caught:
        alerts.all()
    assert "sentryUrl" in caught.value.next_step


CALLS: dict[str, Callable[[SentryClient], object]] = {
    "all alerts": lambda client: Alerts(client).all(),
    "one alert": lambda client: Alerts(client).get("52001"),
    "create": lambda client: Alerts(client).create(document()),
    "update": lambda client: Alerts(client).update("52001", document()),
    "monitors": lambda client: Monitors(client, "").own("trademaster-raptor"),
    "user": lambda client: Members(client).user("ops@raxx.app"),
    "team": lambda client: Members(client).team_id("sre"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_reply_of_another_shape_is_one_clear_error(
    sentry: SentrySimulator, client: SentryClient, call: Callable[[SentryClient], object]
) -> None:
    assert Alerts(client).create(document())["id"] == "52001"
    order(sentry, "wrong-shape")
    with pytest.raises(UnexpectedReplyError, match="not the JSON its API document promises"):
        call(client)


def test_a_reply_of_another_shape_says_where(
    sentry: SentrySimulator, alerts: Alerts, monkeypatch: pytest.MonkeyPatch
) -> None:
    alerts.create(document())
    monkeypatch.setitem(sentry.state["workflows"][0]["actionFilters"][0]["actions"][0], "status", 5)
    place = r" \[0\]\.actionFilters\[0\]\.actions\[0\]\.status: "
    with pytest.raises(UnexpectedReplyError, match=place):
        alerts.all()
