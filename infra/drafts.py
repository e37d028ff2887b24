"""The Sentry document of a rule before Sentry was asked anything: names stand for IDs. Pure.

The program, which reads the rules, makes it; the provider, which asks Sentry, fills the IDs in
(`infra.planning`) and so needs none of the models that rules are read with.
"""

from __future__ import annotations

import json

from infra.canonical import Document
from infra.documents import to_document
from infra.properties import packed
from infra.recipients import Recipient
from infra.rules import AlertRule


def draft(rule: AlertRule, project: str) -> Document:
    """Return what Sentry would be sent, with names in angle brackets where its IDs belong."""
    document = to_document(rule, [], {who: placeholder(who) for who in rule.recipients})
    return document | {"detectorIds": [f"<ID of the error monitor of {project}>"]}


def placeholder(recipient: Recipient) -> str:
    """Return what stands for a recipient's ID."""
    return f"<ID of {recipient.kind} {recipient.label}>"


def handed_over(rule: AlertRule, organization: str, project: str) -> dict[str, str]:
    """Return what the program gives the engine of a rule, and `check` makes the properties of.

    Args:
        rule: what is declared.
        organization: slug of the Sentry organization.
        project: slug of the project whose events alert.
    """
    recipients = rule.recipients
    document = to_document(rule, [], {who: who.slot for who in recipients})
    return packed(
        {
            "organization": organization,
            "project": project,
            "name": rule.name,
            "key": rule.key,
            "on_remove": rule.on_remove,
            "document": json.dumps(document, ensure_ascii=False),
            "recipients": recipients,
        }
    )
