"""Promises of what an entry does not say of a ticket: the live alert's is kept."""

from __future__ import annotations

from typing import Any

from infra.rules.canonical import Document, canonical
from infra.rules.ticket_forms import keep_forms
from tests.factories import alert, replaced

FORM = [{"name": "customfield_10001", "type": "select"}]


def opening(**data: Any) -> Document:
    """Return a canonical document whose one action opens a ticket with this data."""
    fields = {"additionalFields": {"project": "1", "issuetype": "2"}}
    ticket = {
        "type": "jira",
        "integrationId": "56",
        "config": {"targetType": "specific"},
        "data": fields | data,
        "status": "active",
    }
    return canonical(replaced(alert(), "actionFilters.0.actions.0", ticket))


def test_the_form_of_a_live_ticket_stays_where_the_entry_has_none() -> None:
    live = opening(dynamicFormFields=FORM)
    assert keep_forms(opening(), live) == live


def test_the_form_that_the_entry_has_is_sent() -> None:
    declared = opening(dynamicFormFields=[{"name": "another"}])
    assert keep_forms(declared, opening(dynamicFormFields=FORM)) == declared


def test_the_form_of_another_ticket_is_not_taken_over() -> None:
    declared = opening(additionalFields={"project": "2", "issuetype": "2"})
    assert keep_forms(declared, opening(dynamicFormFields=FORM)) == declared


def test_of_two_tickets_of_which_one_has_no_form_none_gets_the_other_ones() -> None:
    groups = [*opening()["actionFilters"], *opening(dynamicFormFields=FORM)["actionFilters"]]
    live = canonical({**opening(), "actionFilters": groups})
    assert keep_forms(live, live) == live


def test_a_rule_without_an_alert_is_sent_as_it_is_declared() -> None:
    assert keep_forms(opening(), {}) == opening()
