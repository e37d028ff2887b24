"""What an entry leaves to Sentry, taken over from the live alert."""

from __future__ import annotations

from infra.rules.canonical import Document, sorted_json

_FORM = "dynamicFormFields"


def keep_forms(document: Document, live: Document) -> Document:
    """Return a document whose tickets have the form of the live alert's, where it says none.

    Sentry's page draws a ticket's custom fields from its form (getsentry/sentry#95192), and a PUT
    without one removes it.

    Args:
        document: canonical, as it is declared.
        live: canonical; empty where there is no alert yet.
    """
    known = {
        sorted_json(_without_form(action)): action
        for group in live.get("actionFilters", [])
        for action in group["actions"]
        if _FORM in action["data"]
    }
    groups = [
        {**group, "actions": [known.get(sorted_json(one), one) for one in group["actions"]]}
        for group in document["actionFilters"]
    ]
    return {**document, "actionFilters": groups}


def _without_form(action: Document) -> Document:
    return {**action, "data": {key: v for key, v in action["data"].items() if key != _FORM}}
