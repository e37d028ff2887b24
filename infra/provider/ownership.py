"""Whose a live alert or monitor is: this stack's own, or one that was there before."""

from __future__ import annotations

from infra.provider.state import Properties


def settle_owner(declared: Properties, id_: str, own: bool) -> Properties:
    """Return what the state keeps of an alert or monitor, once a create knows whose it is.

    One that somebody else made since the plan is not deleted with its entry.

    Args:
        declared: the planned properties.
        id_: Sentry's, of what the entry has now.
        own: this stack made it.
    """
    if own:
        return {key: value for key, value in declared.items() if key != "adopts"}
    if declared.get("adopts") == id_:
        return declared
    return declared | {"adopts": id_, "on_remove": "keep"}
