"""Promises of what the program hands over: with the IDs filled in, it is the rule's document."""

from __future__ import annotations

from hypothesis import given

from infra.program.resources import rule_properties
from infra.provider.state import unpack
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.placeholders import fill_ids
from infra.rules.to_document import to_document
from tests.factories import RECIPIENTS, rules


@given(rules())
def test_a_draft_with_its_ids_is_the_document_of_the_rule(drawn: AlertRule) -> None:
    draft = unpack(rule_properties(drawn, "moosequest", "trademaster-raptor"))["document"]
    ids = {who: RECIPIENTS[who] for who in drawn.recipients}
    document = to_document(drawn, [], RECIPIENTS)
    owned = "owner" in document
    assert canonical(fill_ids(draft, ids), owned) == canonical(document, owned)
