"""Promises of what the program hands over: with the IDs filled in, it is the rule's document."""

from __future__ import annotations

from hypothesis import given

from infra.canonical import canonical
from infra.documents import to_document
from infra.planning import filled
from infra.properties import unpacked
from infra.resources import handed_over
from infra.rules import AlertRule
from tests.factories import RECIPIENTS, rules, unhurried


@unhurried
@given(rules())
def test_a_draft_with_its_ids_is_the_document_of_the_rule(drawn: AlertRule) -> None:
    draft = unpacked(handed_over(drawn, "moosequest", "trademaster-raptor"))["document"]
    ids = {who: RECIPIENTS[who] for who in drawn.recipients}
    document = to_document(drawn, [], RECIPIENTS)
    owned = "owner" in document
    assert canonical(filled(draft, ids), owned) == canonical(document, owned)
