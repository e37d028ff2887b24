"""Who may ask the Sentry simulator, and how it says no.

Sources: `getsentry/sentry: src/sentry/api/authentication.py` (401 texts),
`src/sentry/api/exceptions.py` (404), `src/sentry/middleware/ratelimit.py` (rate limit headers,
429 without Retry-After), `src/sentry/api/helpers/deprecation.py` (410 and its headers),
`src/sentry/api/endpoints/system_health.py` (the health check).
Since 2026-09-18 sentry.io's 410 has the key `detail`, which the stored source calls `message`
(field reports). The 403 text and the 401 without a header are the framework's defaults.
"""

import json
import secrets
import time
from typing import Any

from werkzeug import Request, Response

from tests.simulators.server import json_response
from tests.simulators.tokens import SECRETS

REALM = {"WWW-Authenticate": 'Bearer realm="api"'}
FORBIDDEN = {"detail": "You do not have permission to perform this action."}
NOT_FOUND = {"detail": "The requested resource does not exist"}
GONE = {"detail": "This API no longer exists."}
TOO_MANY = {
    "detail": "You are attempting to use this endpoint too frequently. "
    "Limit is 40 requests in 1 seconds"
}
DEPRECATION_DATE = "2026-05-14T00:00:00+00:00"  # the live header's date, third-party report


class ApiError(Exception):
    """An answer other than success, with the vendor's own body."""

    def __init__(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = headers or {}

    def response(self) -> Response:
        """Turn it into the answer; a brown-out or catch-all 404 has its own shape."""
        if self.body is None:
            return Response(status=self.status, headers=self.headers)
        return json_response(self.body, self.status, self.headers)


def crash() -> ApiError:
    """Answer as Sentry does when its own code fails."""
    return ApiError(500, {"detail": "Internal Error", "errorId": secrets.token_hex(16)})


def forbidden() -> ApiError:
    """Answer as Sentry does when a scope or a project's access is missing."""
    return ApiError(403, FORBIDDEN)


def not_found() -> ApiError:
    """Answer as Sentry does for an object it does not know."""
    return ApiError(404, NOT_FOUND)


def array_error(text: str) -> ApiError:
    """Answer 400 in the array form: raised while writing, after the fields were found valid."""
    return ApiError(400, [text])


def _unauthorized(text: str) -> ApiError:
    return ApiError(401, {"detail": text}, REALM)


def authenticate(request: Request, state: dict[str, Any], org: str | None) -> dict[str, Any]:
    """Give the request's token, or refuse with 401; `org` is None where the path names none."""
    scheme, *rest = request.headers.get("Authorization", "").split() or [""]
    if scheme.lower() != "bearer":
        raise _unauthorized("Authentication credentials were not provided.")
    if not rest:
        raise _unauthorized("Invalid token header. No credentials provided.")
    if len(rest) > 1:
        raise _unauthorized("Invalid token header. Token string should not contain spaces.")
    known = (token for name, token in state["tokens"].items() if SECRETS[name] == rest[0])
    token = next(known, None)
    if token is None:
        organization_token = rest[0].startswith("sntrys_")
        raise _unauthorized("Invalid org token" if organization_token else "Invalid token")
    if token["expired"]:
        raise _unauthorized("Token expired")
    if token["inactive"]:
        raise _unauthorized("User inactive or deleted")
    if token["organization"] is not None and org is None:
        raise _unauthorized("This token access is limited to organization endpoints.")
    if token["organization"] not in (None, org):
        raise _unauthorized("Unauthorized organization access.")
    found: dict[str, Any] = token
    return found


def authorize(scopes: frozenset[str], wanted: frozenset[str]) -> None:
    """Refuse with 403 unless one of the wanted scopes is there."""
    if not scopes & wanted:
        raise forbidden()


def read_json(request: Request) -> Any:
    """Read a JSON body; other media types and broken JSON get the framework's answers."""
    if request.mimetype != "application/json":
        text = f'Unsupported media type "{request.content_type or ""}" in request.'
        raise ApiError(415, {"detail": text})
    try:
        return json.loads(request.get_data())
    except ValueError as error:
        raise ApiError(400, {"detail": f"JSON parse error - {error}"}) from error


def health(request: Request, state: dict[str, Any]) -> Response:
    """Answer 200 and nothing, as any token gets; only a superuser's browser is told more."""
    authenticate(request, state, state["organization"]["slug"])
    answer = Response(status=200)
    del answer.headers["Content-Type"]
    return answer


def rate_limit_headers(remaining: int) -> dict[str, str]:
    """Give the headers of a limited endpoint: on success too, and never Retry-After."""
    return {
        "X-Sentry-Rate-Limit-Limit": "40",
        "X-Sentry-Rate-Limit-Remaining": str(remaining),
        "X-Sentry-Rate-Limit-Reset": str(int(time.time()) + 1),
        "X-Sentry-Rate-Limit-ConcurrentLimit": "25",
        "X-Sentry-Rate-Limit-ConcurrentRemaining": str(min(remaining, 24)),
    }


class Window:
    """The second that a rate limit counts in: fixed, not sliding (`middleware/ratelimit.py`)."""

    def __init__(self) -> None:
        self._second = 0
        self._count = 0

    def admits(self, limit: int | None) -> bool:
        """Count a request and tell whether it is within the limit; None is no limit."""
        second = int(time.time())
        self._count = self._count + 1 if second == self._second else 1
        self._second = second
        return limit is None or self._count <= limit


def too_many_requests() -> Response:
    """Answer 429: JSON, but built as a plain response, hence text/html."""
    body = json.dumps(TOO_MANY)
    return Response(body, 429, rate_limit_headers(0), content_type="text/html; charset=utf-8")


def deprecation_headers(org: str, detail: bool) -> dict[str, str]:
    """Give the two headers of the withdrawn rules API, on 410 and on success."""
    replacement = f"/api/0/organizations/{org}/workflows/" + (":workflow_id/" if detail else "")
    return {
        "X-Sentry-Deprecation-Date": DEPRECATION_DATE,
        "X-Sentry-Replacement-Endpoint": replacement,
    }
