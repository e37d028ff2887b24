"""Promises that hold of any monitor: drawn from all that entries say, and all that Sentry has."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from infra.config.yaml_reader import read
from infra.config.yaml_writer import as_yaml
from infra.monitors.canonical import canonical
from infra.monitors.hidden_texts import without_hidden
from infra.monitors.monitor import Monitor
from infra.monitors.secrets import conceal, fill_secrets
from infra.monitors.summary import summarise
from infra.monitors.to_document import to_document
from infra.monitors.to_entry import to_entry
from infra.rules.canonical import Document, sorted_json
from infra.rules.recipients import ids_of
from tests.detector_strategies import SECRET_PREFIX, live_detectors
from tests.monitor_strategies import IDS, NAMES, entries, monitors
from tests.monitors.replies import reply


def _pasted(entry: dict[str, Any]) -> Document:
    """Return the document of an entry that was printed and pasted into a stack file."""
    (written,) = read("entries:\n" + as_yaml(entry)).value["entries"]
    monitor = Monitor.model_validate(json.loads(json.dumps(written)))
    return to_document(monitor, ids_of(monitor.recipients, NAMES))


def _said(document: Document, entry: dict[str, Any]) -> Document:
    """Return a document without what its entry leaves as it is in Sentry."""
    left = {"owner", "description"} - entry.keys()
    return {key: value for key, value in document.items() if key not in left}


@given(monitors())
def test_what_sentry_replies_of_a_monitor_is_what_it_was_sent(monitor: Monitor) -> None:
    declared = to_document(monitor, IDS)
    live = canonical(reply(fill_secrets(declared, lambda path: f"text of {path}")), declared)
    shown = conceal(live, declared, lambda path, text: text == f"text of {path}")
    assert sorted_json(shown) == sorted_json(declared)


@given(monitors())
def test_the_entry_of_a_declared_monitor_declares_the_same(monitor: Monitor) -> None:
    declared = to_document(monitor, IDS)
    entry = to_entry(declared, NAMES)
    assert sorted_json(_pasted(entry)) == sorted_json(_said(declared, entry))


@given(monitors())
def test_a_monitor_that_words_declare_is_not_imported_raw(monitor: Monitor) -> None:
    assert "raw" not in to_entry(to_document(monitor, IDS), NAMES)


@given(monitors())
def test_the_canonical_form_of_a_document_is_its_own_canonical_form(monitor: Monitor) -> None:
    declared = to_document(monitor, IDS)
    assert sorted_json(canonical(declared)) == sorted_json(declared)
    assert sorted_json(canonical(declared, declared)) == sorted_json(declared)


@given(entries())
def test_a_monitor_survives_the_json_of_its_entry(entry: dict[str, Any]) -> None:
    again = Monitor.model_validate(json.loads(json.dumps(entry)))
    assert to_document(again, IDS) == to_document(Monitor.model_validate(entry), IDS)


@given(live_detectors)
def test_every_live_monitor_is_declared_by_its_entry_without_a_change(live: Any) -> None:
    shown = conceal(canonical(live), None, lambda *_: False)
    entry = to_entry(shown, NAMES)
    assert sorted_json(_pasted(entry)) == sorted_json(_said(without_hidden(shown), entry))


@given(live_detectors)
def test_the_canonical_form_of_a_live_monitor_is_its_own_canonical_form(live: Any) -> None:
    once = canonical(live)
    assert sorted_json(canonical(once)) == sorted_json(once)


@given(live_detectors, monitors())
def test_no_secret_of_a_live_monitor_is_left_whatever_was_declared(
    live: Any, monitor: Monitor
) -> None:
    declared = to_document(monitor, IDS)
    for meant in (declared, None):
        shown = conceal(canonical(live, meant), meant, lambda *_: False)
        said = [shown, summarise(shown, NAMES), to_entry(shown, NAMES)]
        assert SECRET_PREFIX not in json.dumps(said)


@given(live_detectors)
def test_every_live_monitor_is_put_in_words_that_a_terminal_shows(live: Any) -> None:
    words = summarise(conceal(canonical(live), None, lambda *_: False), NAMES)
    assert all(str(word).isprintable() for word in words)
