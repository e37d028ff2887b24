"""Promises of what a person is told of a rule: adoptions, changes, doubles, farewells."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.provider import notices
from infra.provider.state import inputs_of, payload_of
from infra.rules.summary import Summary
from tests.factories import NAMES, alert
from tests.provider.test_state import properties

SUMMARY = Summary(
    name="disk full",
    filter="message contains full",
    condition=">= 1 event in 5m",
    action="email ops@raxx.app",
    frequency="60 min",
    environment="all",
    enabled=True,
)


def test_an_adoption_cannot_write_on_the_terminal() -> None:
    before = SUMMARY._replace(filter="\x1b[31m\u202e")
    assert notices.adoption("https://u/9001/", "9001", before, SUMMARY).endswith(
        "\n    filter: \\x1b[31m\\u202e => message contains full"
    )


def test_an_adoption_that_changes_nothing_says_so() -> None:
    assert notices.adoption("https://u/9001/", "9001", SUMMARY, SUMMARY) == (
        "'disk full' adopts the alert 9001 that is there already, https://u/9001/; "
        "it stays as it is"
    )


def test_an_adoption_lists_every_change_as_before_and_after() -> None:
    before = SUMMARY._replace(action="email lead@raxx.app", frequency="5 min")
    assert notices.adoption("https://u/9001/", "9001", before, SUMMARY) == (
        "'disk full' adopts the alert 9001 that is there already, https://u/9001/; "
        "it will change:"
        "\n    action: email lead@raxx.app => email ops@raxx.app"
        "\n    frequency: 5 min => 60 min"
    )


def deployed(key: str, on_remove: str) -> dict[str, str]:
    """Return a row of the stack output `managed_rules`, as far as it matters here."""
    url = "https://u/9001/"
    return {"key": key, "name": "disk", "id": "9001", "url": url, "on_remove": on_remove}


@pytest.mark.parametrize(
    ("on_remove", "fate"),
    [
        ("delete", "is deleted ('onRemove: keep' would have left it alone)"),
        ("keep", "is left alone ('onRemove: delete' would have deleted it)"),
    ],
)
def test_what_becomes_of_the_alert_of_a_removed_rule_is_told(on_remove: str, fate: str) -> None:
    assert list(notices.farewells([deployed("disk", on_remove)], ["other"], [], "p")) == [
        f"'disk' is no longer declared: alert 9001, https://u/9001/, {fate}"
    ]


def test_of_a_rule_that_is_still_declared_nothing_is_told() -> None:
    assert list(notices.farewells([deployed("disk", "delete")], ["disk"], [], "p")) == []


def test_a_rule_of_the_same_name_in_another_project_is_no_reason_to_stay_silent() -> None:
    rows = [{**deployed("disk", "delete"), "project": "a"}]
    assert len(list(notices.farewells(rows, ["other"], [("b", "disk")], "b"))) == 1
    assert list(notices.farewells(rows, ["other"], [("a", "disk")], "b")) == []


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({}, ""),
        ({"frequency": "60 min"}, "frequency '30 min' -> '60 min'"),
        ({"enabled": False}, "enabled true -> false"),
        (
            {"name": "disc full", "condition": {"atLeast": 1, "within": "5m"}},
            "name 'disk full' -> 'disc full'; condition '>= 3 events in 1h' -> '>= 1 event in 5m'",
        ),
    ],
)
def test_a_change_is_told_field_by_field_from_what_to_what(
    overrides: dict[str, Any], said: str
) -> None:
    assert notices.change(properties(), properties(**overrides)) == said


def test_a_change_that_no_word_tells_points_to_where_it_is_seen() -> None:
    document = payload_of(properties()) | {"detectorIds": [7102]}
    other = properties() | {"payload": json.dumps(document)}
    assert notices.change(properties(), other) == "payload, see pulumi preview --diff"


def test_control_characters_in_a_name_are_told_as_escapes() -> None:
    changed = properties() | {"name": "\x1b[31mred"}
    assert "\x1b" not in notices.change(properties(), changed)


def renamed(address: str) -> dict[str, Any]:
    """Return the properties of a rule whose only recipient has got another address."""
    kept, names = properties(), {**NAMES, "user 222": address}
    return kept | inputs_of(payload_of(kept), names, "moosequest", "trademaster-raptor")


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (properties(frequency="60 min"), "frequency '30 min' -> '60 min'"),
        (properties() | {"on_remove": "keep"}, "on_remove 'delete' -> 'keep'"),
        (renamed("root@raxx.app"), "action 'email ops@raxx.app' -> 'email root@raxx.app'"),
    ],
)
def test_words_that_an_older_release_wrote_are_told_as_no_change_of_their_own(
    news: dict[str, Any], said: str
) -> None:
    older = properties() | {"filter": "the words of an older release"}
    assert notices.change(older, news) == said


@pytest.mark.parametrize(("linked", "place"), [(["7103"], "another project"), ([], "no project")])
def test_a_namesake_elsewhere_is_told_with_where_it_is_and_its_page(
    linked: list[str], place: str
) -> None:
    live = alert(id="52001", name="silent failure", detectorIds=linked)
    assert notices.namesake_elsewhere(live, "https://u/52001/") == (
        f"alert 52001 is also named 'silent failure' but is linked to {place}; it is left alone: "
        "https://u/52001/"
    )
