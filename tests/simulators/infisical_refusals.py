"""Infisical's error documents, as its error handler writes them.

Sources, below `backend/src` of Infisical/infisical: `lib/errors/index.ts` (the classes' names) and
`server/plugins/error-handler.ts` (statuses and keys).
"""

from typing import Any
from uuid import uuid4

from werkzeug import Response

from tests.simulators.server import json_response


class Refused(Exception):  # noqa: N818 - named after what happened
    """An answer that is an error: status, the error class's name, message and further keys."""

    def __init__(self, status: int, error: str, message: object, **more: object) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"statusCode": status, "message": message, "error": error, **more}

    def response(self) -> Response:
        """Write the error as Infisical sends it."""
        return json_response({"reqId": f"req-{uuid4().hex[:14]}", **self.body}, self.status)


def bad_request(message: str) -> Refused:
    """Refuse with 400."""
    return Refused(400, "BadRequest", message)


def unauthorized(message: str) -> Refused:
    """Refuse with 401."""
    return Refused(401, "UnauthorizedError", message)


def token_error(message: str) -> Refused:
    """Refuse a token that is no valid JWT (any more): 403, not 401."""
    return Refused(403, "TokenError", message)


def not_found(message: str, name: str = "NotFound") -> Refused:
    """Refuse with 404; a caller may have a name of its own for the class."""
    return Refused(404, name, message)


def something_went_wrong() -> Refused:
    """Refuse with 500, as for every error that the handler does not know."""
    return Refused(500, "InternalServerError", "Something went wrong")


def rate_limited() -> Refused:
    """Refuse with 429."""
    message = "Rate limit exceeded. Please try again in 42 seconds"
    return Refused(429, "RateLimitExceeded", message)


def invalid(issues: list[dict[str, Any]]) -> Refused:
    """Refuse with 422: the message is the list of zod's issues."""
    return Refused(422, "ValidationFailure", issues)


def wrong_type(path: list[str], expected: str, received: str) -> dict[str, Any]:
    """Write zod's issue for a value of the wrong type, or for a missing one."""
    missing = received == "undefined"
    message = "Required" if missing else f"Expected {expected}, received {received}"
    return {
        "code": "invalid_type",
        "expected": expected,
        "received": received,
        "path": path,
        "message": message,
    }


def wrong_choice(path: list[str], options: list[str], received: str) -> dict[str, Any]:
    """Write zod's issue for a value that is not among the options."""
    named = " | ".join(f"'{option}'" for option in options)
    return {
        "received": received,
        "code": "invalid_enum_value",
        "options": options,
        "path": path,
        "message": f"Invalid enum value. Expected {named}, received '{received}'",
    }


def js_type(value: object) -> str:
    """Name the type of a JSON value as zod does."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
