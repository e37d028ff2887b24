"""The promise of import: every alert that Sentry's API can answer is declared by its entry."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from infra.config.yaml_writer import as_yaml
from infra.rules.canonical import canonical, sorted_json
from infra.rules.recipients import ids_of
from infra.rules.summary import summarise
from infra.rules.to_document import to_document
from infra.rules.to_entry import entry_of_alert
from tests.factories import NAMES
from tests.rules.test_to_entry import pasted
from tests.sentry_schema_strategies import alerts


@given(alerts)
def test_every_alert_is_declared_by_its_entry_without_a_change(live: dict[str, Any]) -> None:
    document = canonical(live, owned=True)
    rule = pasted(as_yaml(entry_of_alert(document, NAMES, ())))
    again = to_document(rule, document["detectorIds"], ids_of(rule.recipients, NAMES))
    declared = {"owner": None, **canonical(again, owned=rule.owner is not None)}
    assert sorted_json(declared) == sorted_json(document)


@given(alerts)
def test_the_canonical_form_of_any_alert_is_its_own_canonical_form(live: dict[str, Any]) -> None:
    once = canonical(live, owned=True)
    assert sorted_json(canonical(once, owned=True)) == sorted_json(once)


@given(alerts)
def test_every_alert_is_put_in_words_that_a_terminal_shows(live: dict[str, Any]) -> None:
    words = summarise(canonical(live, owned=True), NAMES)
    assert all(str(word).isprintable() for word in words[1:])
