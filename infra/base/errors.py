"""The errors that a person is shown.

AlertsError
├── ConfigError                 the stack config or the environment is wrong
├── SecretError                 there is no token
├── RuleError                   a rule cannot be applied
├── CheckError                  a strict config var check failed
└── ServiceError                a service did not do what it was asked
    ├── UnavailableError        no answer, 429, 5xx
    ├── UnauthorizedError       401
    ├── ForbiddenError          403
    ├── NotFoundError           404
    ├── WithdrawnError          410
    ├── WrongHostError          3xx, or another host
    └── UnexpectedReplyError    an answer that the API document does not promise
"""

from __future__ import annotations

from infra.base.redaction import redact


class AlertsError(Exception):
    """What went wrong, for the person on call, with every remembered secret hidden.

    Args:
        message: what failed, on which object, and what the server said.
        next_step: what to do about it.

    Attributes:
        other_steps: what else may help.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        self.message = redact(message)
        self.next_step = redact(next_step)
        self.other_steps: list[str] = []
        super().__init__(self.message, self.next_step)

    def also_try(self, step: str) -> None:
        """Add something else that may help."""
        self.other_steps.append(redact(step))

    def __str__(self) -> str:
        """Return the message, and each step on a line of its own."""
        lines = [f"Next: {self.next_step}"] if self.next_step else []
        lines += [f"Or: {step}" for step in self.other_steps]
        return "\n  ".join([self.message, *lines])


class ConfigError(AlertsError):
    """The stack config or the environment says something that cannot be done."""


class SecretError(AlertsError):
    """Neither the environment nor the vault gave a token.

    Attributes:
        vault_failed: True if the vault could not be asked, so the token may well be there.
    """

    vault_failed: bool = False


class RuleError(AlertsError):
    """An alert rule cannot be applied: its name is ambiguous, a recipient does not exist."""


class CheckError(AlertsError):
    """A config var check declared `strict` found the value missing or wrong."""


class ServiceError(AlertsError):
    """A service did not do what it was asked.

    Attributes:
        service: the service's name, for people.
        status: the HTTP status of its answer; None if there was no complete answer.
        code: the vendor's own short code for the refusal, if it gave one.
        html: True if the answer was a web page, such as a login page, instead of JSON.
    """

    code: str = ""
    html: bool = False

    def __init__(
        self, service: str, message: str, next_step: str = "", status: int | None = None
    ) -> None:
        self.service = service
        self.status = status
        super().__init__(message, next_step)


class UnavailableError(ServiceError):
    """The service could not be reached, was too slow, or said that it cannot answer now.

    Attributes:
        retry_after: seconds that the server asked to wait, if it said so.
        outcome_unknown: True if the request may have taken effect anyway.
        lasting: True if trying again a moment later cannot help.
        turned_away: True if the service was asked too often and did not take the request.
    """

    retry_after: float | None = None
    outcome_unknown: bool = False
    lasting: bool = False
    turned_away: bool = False


class UnauthorizedError(ServiceError):
    """401: the token is missing, unknown, expired or revoked."""


class ForbiddenError(ServiceError):
    """403: the token is known and lacks a scope or access to the object."""


class NotFoundError(ServiceError):
    """404: no such object, or the token may not see it."""


class WithdrawnError(ServiceError):
    """410: the vendor has removed this part of its API."""


class WrongHostError(ServiceError):
    """3xx, never followed: the host or path that was asked is not the API.

    Attributes:
        location: host and path that the answer points to.
    """

    location: str = ""


class UnexpectedReplyError(ServiceError):
    """The answer is not what the API document promises: HTML, other JSON, cut short."""
