"""The ladder of errors that a person is shown."""

from __future__ import annotations

from infra.base.redaction import redact


class AlertsError(Exception):
    """What went wrong in words for the person on call, with every remembered secret hidden.

    Args:
        message: what failed, on which object, and what the server said.
        next_step: what to do about it; printed on a line of its own.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        self.message = redact(message)
        self.next_step = redact(next_step)
        super().__init__(f"{self.message}\n  Next: {self.next_step}" if next_step else self.message)

    def also_try(self, step: str) -> None:
        """Name one more thing to do about it."""
        self.args = (f"{self}\n  Or: {redact(step)}",)


class ConfigError(AlertsError):
    """The stack config or the environment says something that cannot be carried out."""


class SecretError(AlertsError):
    """A token could not be had, neither from the environment nor from the vault.

    Attributes:
        vault_failed: True when the vault could not be asked, so that it says nothing of the token.
    """

    vault_failed: bool = False


class RuleError(AlertsError):
    """An alert rule cannot be brought to what is declared (ambiguous name, no such recipient)."""


class CheckError(AlertsError):
    """A config var check declared `strict` found the value missing or wrong."""


class ServiceError(AlertsError):
    """A service did not do what it was asked.

    Attributes:
        service: the service's name as a person knows it.
        status: the HTTP status it answered with; None when there was no whole answer.
        code: the vendor's own short word for the refusal, when it gave one.
        html: True when a web page came instead of JSON, as login pages do.
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
        retry_after: seconds the server asked to wait, when it said so.
        outcome_unknown: True when the request may have taken effect all the same.
        lasting: True when it will be no different a moment later.
    """

    retry_after: float | None = None
    outcome_unknown: bool = False
    lasting: bool = False


class UnauthorizedError(ServiceError):
    """401: the token is missing, unknown, expired or revoked."""


class ForbiddenError(ServiceError):
    """403: the token is known and lacks a scope or access to the object."""


class NotFoundError(ServiceError):
    """404: no such object, or none that the token may see."""


class WithdrawnError(ServiceError):
    """410: the vendor has withdrawn this part of its API."""


class WrongHostError(ServiceError):
    """3xx: the request was sent to a host or path that is not the API; never followed.

    Attributes:
        location: host and path that the answer points to.
    """

    location: str = ""


class UnexpectedReplyError(ServiceError):
    """The answer is not what the API document promises (HTML, other JSON, cut short)."""
