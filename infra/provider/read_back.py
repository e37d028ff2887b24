"""Whether a live alert says what its rule declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.base.errors import RuleError
from infra.provider.state import WORDS, Properties, inputs_of, payload_of, words_of
from infra.rules.canonical import canonical

if TYPE_CHECKING:
    from infra.sentry.replies import Alert


def says(alert: Alert, declared: Properties) -> bool:
    """Tell whether an alert already is as declared, so that nothing need be written."""
    return bool(_live_inputs(alert, declared)["payload"] == declared["payload"])


def expect_kept(alert: Alert, declared: Properties, page: str) -> None:
    """See to it that the server has kept what was written.

    Args:
        alert: as it was read back.
        declared: the rule's properties.
        page: the alert's web page.

    Raises:
        RuleError: it kept something else.
    """
    if says(alert, declared):
        return
    live = _live_inputs(alert, declared)
    kept, meant = live | words_of(live), declared | words_of(declared)
    field = next(key for key in (*WORDS, "payload") if kept.get(key) != meant.get(key))
    raise RuleError(
        f"Sentry took alert {alert['id']} ({declared['name']!r}) but kept another {field}: "
        f"{kept.get(field)!r} instead of {meant.get(field)!r}",
        # Sentry gives no trigger to an alert made without a group of them (sentry#120426).
        f"the alert was made without triggers, and this server adds none: delete it, {page}, "
        "then run pulumi up, which makes it again"
        if field == "condition" and alert["triggers"] is None
        else f"compare it with the alert's page, {page}; then run the same command again",
    )


def _live_inputs(alert: Alert, declared: Properties) -> Properties:
    live = canonical(alert, owned="owner" in payload_of(declared))
    names, place = declared["recipients"], declared["project"]
    return inputs_of(live, names, declared["organization"], place)
