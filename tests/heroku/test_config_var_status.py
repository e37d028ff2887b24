"""Promises of the config var checks: what a value amounts to, and the warning it deserves."""

import pytest

from infra.base.errors import AlertsError
from infra.heroku.config_var_status import WRONG, Finding, measure, sentence
from infra.heroku.postmark import Server

APP, VAR, RULE = "raxx-api-prod", "POSTMARK_SERVER_TOKEN", "skipped_no_postmark_token"
PLACE = "config var POSTMARK_SERVER_TOKEN of Heroku app raxx-api-prod"
NEXT = "\n  Next: heroku config:edit POSTMARK_SERVER_TOKEN --app raxx-api-prod"


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (None, "unset"),
        ("", "unset"),
        ("\n", "unset"),
        ("   ", "unset"),
        (" \t\r\n", "unset"),
        ("a", "too short"),
        ("abcd", "too short"),
        ("abcd\n", "too short"),
        ("  ab  ", "too short"),
        ("éé", "too short"),
        ("abcde", "ok"),
        ("abcde\n", "ok"),
        ("abcé", "ok"),
        ("€é", "ok"),
    ],
)
def test_a_value_is_measured_in_bytes_without_the_space_around_it(
    value: str | None, status: str
) -> None:
    assert measure(value, 5) == status


@pytest.mark.parametrize(("minimum", "status"), [(1, "ok"), (3, "ok"), (4, "too short")])
def test_the_shortest_good_value_can_be_chosen(minimum: int, status: str) -> None:
    assert measure("abc", minimum) == status


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        ("unset", "is unset"),
        ("too short", "is too short to be a token"),
        ("invalid", "has a token that Postmark refuses"),
    ],
)
def test_a_warning_names_app_var_rule_and_the_next_command(status: str, problem: str) -> None:
    assert sentence(APP, VAR, Finding(status), RULE) == (
        f"{PLACE} {problem}; alert rule skipped_no_postmark_token watches over it.{NEXT}"
    )


def test_a_check_that_could_not_be_made_says_why() -> None:
    finding = Finding(
        "unknown: Heroku did not answer", error=AlertsError("Heroku: no answer", "try again")
    )
    assert sentence(APP, VAR, finding, RULE) == (
        f"{PLACE} could not be checked: Heroku: no answer\n  Next: try again"
    )


def test_a_token_of_a_sandbox_server_is_warned_of() -> None:
    finding = Finding("ok", Server("77", "raxx staging", "Sandbox"))
    assert sentence(APP, VAR, finding, RULE) == (
        f"{PLACE} has a token of the Postmark sandbox server raxx staging, which accepts mail "
        f"but delivers none.{NEXT}"
    )


@pytest.mark.parametrize("server", [None, Server("77", "raxx production", "Live")])
def test_where_all_is_in_order_nothing_is_said(server: Server | None) -> None:
    assert sentence(APP, VAR, Finding("ok", server), RULE) is None


def test_only_a_wrong_value_fails_a_strict_check() -> None:
    assert {"unset", "too short", "invalid"} == WRONG
