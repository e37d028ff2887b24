"""The Sentry document of a rule before Sentry was asked anything: names stand for IDs. Pure."""

from __future__ import annotations

from infra.documents import Document, to_document
from infra.rules import AlertRule, Recipient


def draft(rule: AlertRule, project: str) -> Document:
    """Return what Sentry would be sent, with names in angle brackets where its IDs belong."""
    document = to_document(rule, [], {who: placeholder(who) for who in recipients(rule)})
    return document | {"detectorIds": [f"<ID of the error monitor of {project}>"]}


def recipients(rule: AlertRule) -> list[Recipient]:
    """Return everybody whose ID Sentry must be asked for."""
    return [recipient for entry in rule.action if (recipient := entry.recipient)]


def placeholder(recipient: Recipient) -> str:
    """Return what stands for a recipient's ID."""
    return f"<ID of {recipient.kind} {recipient.name}>"
