"""Promises of what the state keeps of a rule, and of what a preview says of a change."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.provider.state import ALERT, change_in_words, inputs_of, packed, payload_of, unpacked
from infra.rules.canonical import canonical
from infra.rules.to_document import to_document
from tests.factories import NAMES, RECIPIENTS, rule


def properties(**overrides: Any) -> dict[str, Any]:
    """Return the properties of a rule, each by its name."""
    document = canonical(to_document(rule(**overrides), [7101], RECIPIENTS))
    own = {"key": "disk_full", "on_remove": "delete"}
    return inputs_of(document, NAMES, "moosequest", "trademaster-raptor") | own


def test_the_engine_is_given_one_property_from_which_all_are_read_back() -> None:
    kept = packed(properties())
    assert (list(kept), unpacked(kept)) == ([ALERT], properties())


def test_where_the_state_has_nothing_there_are_no_properties() -> None:
    assert unpacked({}) == {}


def test_a_state_that_has_each_field_as_a_property_is_read_alike() -> None:
    computed = {"__provider": "gASV", "url": "https://sentry.io/52001", "status": "live"}
    assert unpacked(properties() | computed) == properties()


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
    assert change_in_words(properties(), properties(**overrides)) == said


def test_a_change_that_no_word_tells_points_to_where_it_is_seen() -> None:
    document = payload_of(properties()) | {"detectorIds": [7102]}
    other = properties() | {"payload": json.dumps(document)}
    assert change_in_words(properties(), other) == "payload, see pulumi preview --diff"


def test_control_characters_in_a_name_are_told_as_escapes() -> None:
    changed = properties() | {"name": "\x1b[31mred"}
    assert "\x1b" not in change_in_words(properties(), changed)


def renamed(address: str) -> dict[str, Any]:
    """Return the properties of a rule whose only recipient has got another address."""
    kept, names = properties(), {**NAMES, "user 222": address}
    return kept | inputs_of(payload_of(kept), names, "moosequest", "trademaster-raptor", kept)


OLDER = {"filter": "the words of an older release"}


def test_words_that_an_older_release_wrote_are_kept_while_the_alert_says_the_same() -> None:
    olds = properties() | OLDER
    again = inputs_of(payload_of(olds), NAMES, "moosequest", "trademaster-raptor", olds)
    assert again["filter"] == OLDER["filter"]


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (properties(frequency="60 min"), "frequency '30 min' -> '60 min'"),
        (properties() | {"on_remove": "keep"} | OLDER, "on_remove 'delete' -> 'keep'"),
        (renamed("root@raxx.app"), "action 'email ops@raxx.app' -> 'email root@raxx.app'"),
    ],
)
def test_words_that_an_older_release_wrote_are_told_as_no_change_of_their_own(
    news: dict[str, Any], said: str
) -> None:
    assert change_in_words(properties() | OLDER, news) == said
