"""Promises of what the state keeps of a rule."""

from __future__ import annotations

from typing import Any

from infra.provider.state import ALERT, inputs_of, packed, payload_of, unpacked
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


OLDER = {"filter": "the words of an older release"}


def test_words_that_an_older_release_wrote_are_kept_while_the_alert_says_the_same() -> None:
    olds = properties() | OLDER
    again = inputs_of(payload_of(olds), NAMES, "moosequest", "trademaster-raptor", olds)
    assert again["filter"] == OLDER["filter"]
