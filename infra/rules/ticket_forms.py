"""What an entry leaves to Sentry, taken over from the live alert."""

from __future__ import annotations

from infra.rules.canonical import Document, canonical, sorted_json

_FORM = "dynamicFormFields"


def keep_forms(document: Document, live: Document) -> Document:
    """Return a document whose tickets have the form of the live alert's, where it says none.

    A ticket that the live alert opens twice, with a form and without one, stays as it is declared.

    Sentry's page draws a ticket's custom fields from its form (getsentry/sentry#95192), and a PUT
    without one removes it.

    Args:
        document: canonical, as it is declared.
        live: canonical; empty where there is no alert yet.
    """
    there = [action for group in live.get("actionFilters", []) for action in group["actions"]]
    known = {sorted_json(_without_form(one)): one for one in there if _FORM in one["data"]}
    if not known:
        return document
    for both in known.keys() & {sorted_json(one) for one in there}:
        del known[both]
    groups = [
        {**group, "actions": [known.get(sorted_json(one), one) for one in group["actions"]]}
        for group in document["actionFilters"]
    ]
    return canonical({**document, "actionFilters": groups}, owned="owner" in document)


def _without_form(action: Document) -> Document:
    return {**action, "data": {key: v for key, v in action["data"].items() if key != _FORM}}
