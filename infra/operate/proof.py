"""When an alert's issue may be resolved: what is proven of the fix, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from infra.base.plural import count
from infra.base.terminal_text import printable
from infra.heroku.config_var_status import OK, Finding
from infra.operate.deployed import CheckedConfigVar
from infra.operate.times import utc_second

if TYPE_CHECKING:
    from infra.heroku.client import Holding
    from infra.sentry.issues import Event, Issue


class Proof(NamedTuple):
    """What was found out of one config var behind a rule.

    Attributes:
        check: the check, as it was deployed.
        finding: what a look at the value found.
        holding: the releases that the value came with; None where there is no value.
    """

    check: CheckedConfigVar
    finding: Finding
    holding: Holding | None

    @property
    def place(self) -> str:
        """The config var and its app, in words."""
        return f"{self.check.config_var} of {self.check.app}"

    @property
    def good(self) -> bool:
        """True where the value is good and a release that succeeded has it."""
        return not list(_lacking(self))


def lacking(proofs: Sequence[Proof]) -> list[str]:
    """Return what is missing before a rule's issues may be resolved, one sentence each.

    Args:
        proofs: one for each config var that the rule watches over.
    """
    if not proofs:
        return ["no config var check guards the rule, so nothing proves that the cause is gone"]
    return [sentence for proof in proofs for sentence in _lacking(proof)]


def quiet_since(proofs: Sequence[Proof]) -> datetime | None:
    """Return the moment after which an event shows that the fix does not help; None for no fix."""
    moments = [proof.holding.since if proof.holding else None for proof in proofs]
    return None if None in moments else max((m for m in moments if m), default=None)


def left_to_watch(proofs: Sequence[Proof], seconds: float) -> float:
    """Return for how long events are still to be watched for; quiet time that has passed counts.

    Args:
        proofs: at least one; the clock is that of Heroku, which also dates the releases.
        seconds: of quiet that are wanted after `quiet_since`; 0 for none.
    """
    since = quiet_since(proofs)
    times = [proof.holding.read_at for proof in proofs if proof.holding]
    now = max((time for time in times if time), default=None)
    if since is None or now is None or seconds == 0:
        return seconds
    return max(0.0, (since - now).total_seconds() + seconds)


def fires_again(issue: Issue, later: Sequence[Event]) -> str | None:
    """Return what the events after a fix say of an issue; None where there are none.

    Args:
        issue: the issue.
        later: its events after `quiet_since`, the newest first.
    """
    if not later:
        return None
    newest = later[0]
    message = printable(newest["message"] or newest["title"], 120)
    return (
        f"{issue['shortId']} has had {count(len(later), 'event')} since the value took effect, "
        f"the last at {utc_second(newest['dateCreated'])}: {message} ({event_url(issue, newest)})"
    )


def event_url(issue: Issue, event: Event) -> str:
    """Return an event's web page; an issue's page ends in a slash."""
    return f"{issue['permalink'].rstrip('/')}/events/{event['eventID']}/"


def _lacking(proof: Proof) -> Iterator[str]:
    finding = proof.finding
    if finding.status != OK:
        yield f"the check of {proof.place} is not ok: {finding.status}"
    elif proof.check.validator != "none" and finding.server is None:
        yield f"{proof.place}: Postmark has not said that the token is valid"
    elif finding.server and not finding.delivers:
        yield (
            f"{proof.place}: the token is that of the sandbox server {finding.server.name}, which "
            "accepts mail but delivers none"
        )
    if proof.holding is None:
        return
    newest, app = proof.holding.newest, proof.check.app
    release = f"release v{newest['version']} of {app}"
    if newest["status"] == "pending" and not proof.holding.newest_holds:
        yield f"{release} is still running, and changes {proof.check.config_var}"
    elif proof.holding.setting is None and newest["status"] == "pending":
        yield f"{release}, which sets {proof.check.config_var}, is still running"
    elif proof.holding.setting is None and proof.holding.newest_holds:
        yield f"{release}, which sets {proof.check.config_var}, has not succeeded"
    elif proof.holding.setting is None:
        yield f"no release of {app} that succeeded has today's {proof.check.config_var}"
