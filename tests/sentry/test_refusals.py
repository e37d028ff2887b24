"""Promises of the client of Sentry's API: the token, the API and the shape of replies."""

from typing import Any

import pytest

from infra.base.errors import (
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnexpectedReplyError,
    WithdrawnError,
)
from infra.sentry.client import SentryClient
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
    client.user("ops@raxx.app")
    client.team_id("sre")
    detector = client.default_detectors("trademaster-raptor")["error"]
    alert = client.create_alert(document(detector=detector))
    client.update_alert(alert["id"], document(detector=detector))
    client.alert(alert["id"])
    client.alerts()
    client.delete_alert(alert["id"])
    assert {entry["status"] for entry in sentry.requests} == {200, 201, 204}


def test_a_refused_token_is_told_with_where_it_came_from(sentry: SentrySimulator) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        client_of(sentry, tokens.SENTRY_TOKEN_EXPIRED).alerts()
    assert f"the token from {SOURCE} is expired" in caught.value.next_step


def test_a_refused_token_is_told_in_sentrys_words(sentry: SentrySimulator) -> None:
    with pytest.raises(UnauthorizedError, match="401: Token expired"):
        client_of(sentry, tokens.SENTRY_TOKEN_EXPIRED).alerts()


def test_a_token_without_the_scope_is_told_the_scopes(sentry: SentrySimulator) -> None:
    with pytest.raises(ForbiddenError) as caught:
        client_of(sentry, tokens.SENTRY_TOKEN_READ_ONLY).create_alert(document())
    assert "alerts:write" in caught.value.next_step


def test_an_unknown_organization_is_named(sentry: SentrySimulator) -> None:
    with pytest.raises(NotFoundError) as caught:
        client_of(sentry, organization="moosequest-us").alerts()
    assert "sentryOrganization (moosequest-us)" in caught.value.next_step


def test_a_withdrawn_api_is_named(sentry: SentrySimulator, client: SentryClient) -> None:
    order(sentry, "410")
    with pytest.raises(WithdrawnError, match=f"GET {ORG}/workflows/: 410: This API no longer"):
        client.alerts()


def test_a_withdrawn_api_says_which_setting_to_change(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    order(sentry, "410")
    with pytest.raises(WithdrawnError) as caught:
        client.alerts()
    assert "set sentryApi in the stack config" in caught.value.next_step


def test_a_withdrawn_api_is_told_with_its_replacement(client: SentryClient) -> None:
    with pytest.raises(WithdrawnError, match="its replacement is /api/0/organizations/moosequest/"):
        client.old_rules("trademaster-raptor")


def test_a_wrong_host_says_which_setting_to_change(
    sentry: SentrySimulator, client: SentryClient
) -> None:
    order(sentry, "redirect")
    with pytest.raises(ServiceError) as caught:
        client.alerts()
    assert "sentryUrl" in caught.value.next_step


@pytest.mark.parametrize(
    "call",
    ["alerts", "alert", "create_alert", "update_alert", "default_detectors", "user", "team_id"],
)
def test_a_reply_of_another_shape_is_one_clear_error(
    sentry: SentrySimulator, client: SentryClient, call: str
) -> None:
    alert = client.create_alert(document())["id"]
    arguments: dict[str, tuple[Any, ...]] = {
        "alerts": (),
        "alert": (alert,),
        "create_alert": (document(),),
        "update_alert": (alert, document()),
        "default_detectors": ("trademaster-raptor",),
        "user": ("ops@raxx.app",),
        "team_id": ("sre",),
    }
    order(sentry, "wrong-shape")
    with pytest.raises(UnexpectedReplyError, match="not the JSON its API document promises"):
        getattr(client, call)(*arguments[call])


def test_a_reply_of_another_shape_says_where(
    sentry: SentrySimulator, client: SentryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.create_alert(document())
    monkeypatch.setitem(sentry.state["workflows"][0]["actionFilters"][0]["actions"][0], "status", 5)
    place = r" \[0\]\.actionFilters\[0\]\.actions\[0\]\.status: "
    with pytest.raises(UnexpectedReplyError, match=place):
        client.alerts()
