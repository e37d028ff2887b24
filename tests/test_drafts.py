"""Promises of drafts: with the IDs filled in, they are the documents that rules become."""

from __future__ import annotations

from hypothesis import given

from infra.canonical import canonical
from infra.documents import to_document
from infra.drafts import handed_over
from infra.planning import filled
from infra.properties import unpacked
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
