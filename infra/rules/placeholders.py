"""The Sentry document of a rule before Sentry was asked anything: names stand for IDs. Pure."""

from __future__ import annotations

from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.rules.recipients import Recipient
from infra.rules.to_document import to_document


def draft(rule: AlertRule, project: str) -> Document:
    """Return what Sentry would be sent, with names in angle brackets where its IDs belong."""
    document = to_document(rule, [], {who: placeholder(who) for who in rule.recipients})
    return document | {"detectorIds": [f"<ID of the error monitor of {project}>"]}


def placeholder(recipient: Recipient) -> str:
    """Return what stands for a recipient's ID."""
    return f"<ID of {recipient.kind} {recipient.label}>"
