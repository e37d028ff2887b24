"""Promises of what the state keeps of a rule."""

from __future__ import annotations

import json
from typing import Any

from infra.provider.state import ALERT, changed_fields, inputs_of, outputs_of, pack, unpack
from infra.rules.canonical import canonical
from infra.rules.to_document import to_document
from tests.factories import NAMES, RECIPIENTS, rule

REGRESSED = {"regressedIssue": True}


def properties(**overrides: Any) -> dict[str, Any]:
    """Return the properties of a rule, each by its name."""
    document = canonical(to_document(rule(**overrides), [7101], RECIPIENTS))
    own = {"key": "disk_full", "on_remove": "delete"}
    return inputs_of(document, NAMES, "moosequest", "trademaster-raptor") | own


def test_the_engine_is_given_one_property_from_which_all_are_read_back() -> None:
    kept = pack(properties())
    assert (list(kept), unpack(kept)) == ([ALERT], properties())


def test_where_the_state_has_nothing_there_are_no_properties() -> None:
    assert unpack({}) == {}


def test_a_state_that_has_each_field_as_a_property_is_read_alike() -> None:
    computed = {"__provider": "gASV", "url": "https://sentry.io/52001", "status": "live"}
    assert unpack(properties() | computed) == properties()


def test_a_state_that_has_the_document_as_text_is_read_alike() -> None:
    older = {ALERT: json.dumps(properties())}
    assert unpack(older) == properties()


def test_words_that_an_older_release_wrote_are_no_change() -> None:
    older = properties() | {"filter": "the words of an older release"}
    assert changed_fields(older, properties()) == []


def test_the_outputs_have_the_document_as_a_digest_alone() -> None:
    outputs = outputs_of(properties())
    assert "No space left" not in json.dumps(outputs)
    assert changed_fields(outputs, properties()) == []
    assert changed_fields(outputs, properties(frequency="60 min")) == ["payload"]


def test_the_outputs_are_made_of_outputs_as_they_are() -> None:
    outputs = outputs_of(properties())
    assert outputs_of(outputs) == outputs


def test_a_recipient_of_another_name_is_a_change() -> None:
    renamed = properties() | {"recipients": {"user 222": "root@raxx.app"}}
    assert changed_fields(outputs_of(properties()), renamed) == ["recipients"]


def test_a_rule_of_every_event_that_an_older_release_wrote_without_a_trigger_is_unchanged() -> None:
    now = properties(condition={"everyEvent": True})
    older = json.loads(now["payload"])
    older["triggers"]["conditions"] = []
    before = now | {"payload": json.dumps(older), "condition": "every event"}
    assert changed_fields(before, now) == []


def test_another_condition_is_a_change_of_the_payload() -> None:
    one, other = properties(condition={"everyEvent": True}), properties(condition=REGRESSED)
    assert "payload" in changed_fields(one, other)
