"""What a config var's value amounts to, and the sentence about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from infra.base.errors import AlertsError
    from infra.heroku.postmark import Server

OK = "ok"
UNSET = "unset"
TOO_SHORT = "too short"
INVALID = "invalid"
UNKNOWN = "unknown"
WRONG = frozenset({UNSET, TOO_SHORT, INVALID})
"""The statuses of a wrong value, as opposed to one that could not be checked."""


class Finding(NamedTuple):
    """What one look at a config var found.

    Attributes:
        status: `ok`, `unset`, `too short`, `invalid` or `unknown: <why>`.
        server: whose token it is, as the validator says; None if it does not.
        error: why the status is `unknown`, for the person who must act on it.
    """

    status: str
    server: Server | None = None
    error: AlertsError | None = None

    @property
    def delivers(self) -> bool:
        """True for a good value; a sandbox server accepts mail but delivers none."""
        return self.status == OK and not (self.server and self.server.delivery_type == "Sandbox")


def measure(value: str | None, minimum_length: int) -> str:
    """Return `unset`, `too short` or `ok` for a value alone.

    The runbook's `wc -c` counts bytes; white space alone is what a bare newline leaves behind.
    """
    if value is None or not value.strip():
        return UNSET
    return TOO_SHORT if len(value.strip().encode(errors="surrogatepass")) < minimum_length else OK


def sentence(app: str, config_var: str, finding: Finding, guards: str) -> str | None:
    """Return the warning about a finding, None if the value is fine."""
    place = f"config var {config_var} of Heroku app {app}"
    edit = f"heroku config:edit {config_var} --app {app}"
    if finding.status in WRONG:
        problem = {
            UNSET: "is unset",
            TOO_SHORT: "is too short to be a token",
            INVALID: "has a token that Postmark refuses",
        }[finding.status]
        return f"{place} {problem}; alert rule {guards} watches over it.\n  Next: {edit}"
    if finding.status != OK:
        return f"{place} could not be checked: {finding.error}"
    if finding.server and not finding.delivers:
        return (
            f"{place} has a token of the Postmark sandbox server {finding.server.name}, which "
            f"accepts mail but delivers none.\n  Next: {edit}"
        )
    return None
