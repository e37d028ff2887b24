"""What a preview says of alerts whose entries are gone; an update tells it where it deletes them.

The engine shows a removal as such, and asks the provider about it only when it carries it out.
"""

from __future__ import annotations

import pulumi

from infra import adoption
from infra.errors import printable
from infra.settings import Settings


def tell_what_is_removed(settings: Settings) -> None:
    """Say what becomes of the alerts of removed entries, from the outputs of the last update.

    For previews: an update rewrites the state, which cannot be read at that moment ("failed to
    load checkpoint: EOF", file backend of 3.260.0).
    """
    # What a StackReference to the stack itself would read, without a resource of its own.
    stack = {"name": pulumi.get_stack()}
    keys = {rule.key for rule in settings.alert_rules}
    names = {rule.name for rule in settings.alert_rules}
    try:
        reply = pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", stack)
        deployed = reply.value["outputs"].get("managed_rules", [])
        texts = list(adoption.farewells(deployed, keys, names))
    except Exception as error:  # noqa: BLE001 (the SDK raises plain ones; a note fails nothing)
        cause = printable(str(error)) or type(error).__name__
        texts = [f"what becomes of the alerts of removed entries cannot be said now: {cause}"]
    for text in texts:
        pulumi.info(text)
