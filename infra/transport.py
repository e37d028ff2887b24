"""The one HTTP session under every client: time limits, bounded retries, no redirects, redaction.

Nothing here knows a vendor; what a status means for a vendor's user comes in as `next_steps`.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
import tenacity

from infra.errors import (
    ConfigError,
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedReplyError,
    WithdrawnError,
    WrongHostError,
    printable,
)
from infra.urls import is_safe_url

TIMEOUT = (5.0, 20.0)
"""Seconds to connect, and seconds of silence while reading."""

ATTEMPTS = 4
"""How often one call is sent at the most."""

LONGEST_WAIT = 30.0
"""Seconds a server may ask us to wait; asked for longer, the call fails and says so."""

_BY_STATUS: dict[int, type[ServiceError]] = {
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    410: WithdrawnError,
}
_REDIRECTIONS = range(300, 400)
_SERVER_ERRORS = range(500, 600)


def server_wait(response: requests.Response, now: float) -> float | None:
    """Return the seconds a refused caller was asked to wait, None when the reply does not say.

    Sentry's rate limiter sends no `Retry-After` but the epoch second at which the window ends
    (`getsentry/sentry: src/sentry/middleware/ratelimit.py`, read 2026-11).
    """
    for header, base in (("Retry-After", 0.0), ("X-Sentry-Rate-Limit-Reset", now)):
        try:
            return max(0.0, float(response.headers[header]) - base)
        except (KeyError, ValueError):
            continue
    return None


class Session(requests.Session):
    """A `requests.Session` bound to one service that raises the project's own errors.

    Args:
        service: the service's name as it appears in messages.
        base_url: scheme, host and path prefix; a request to any other origin is refused.
        user_agent: sent with every request.
        next_steps: HTTP status to the sentence that tells what to do about it.

    Raises:
        ConfigError: `base_url` would carry credentials in clear over a network.
    """

    def __init__(
        self, service: str, base_url: str, user_agent: str, next_steps: Mapping[int, str]
    ) -> None:
        super().__init__()
        if not is_safe_url(base_url):
            raise ConfigError(
                f"{service}: {printable(base_url)} is refused, it would send a token in clear",
                "use https:// (http:// only for 127.0.0.1, ::1 or localhost)",
            )
        self.service = service
        self.base_url = base_url.rstrip("/")
        self.headers.update({"User-Agent": user_agent, "Accept": "application/json"})
        # Without an `auth` of our own, requests replaces our Authorization header by the
        # password that ~/.netrc holds for the host (requests' documentation, "netrc").
        self.auth = lambda request: request
        self._next_steps = next_steps

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send `request`, again where that is safe, and return its 2xx answer.

        Raises:
            ServiceError: the rung of the ladder that fits; its message names the service, the
                request, the server's own words and the next step.
        """
        if urlsplit(request.url or "")[:2] != urlsplit(self.base_url)[:2]:
            raise WrongHostError(self.service, f"{self.service}: refused to call another host")
        kwargs.update(timeout=TIMEOUT, allow_redirects=False, stream=False)
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: _may_repeat(request, error)),
            wait=_wait,
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            sleep=time.sleep,
            reraise=True,
        )
        return retrying(self._send_once, request, kwargs)

    def _send_once(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response:
        call = f"{self.service}: {request.method} {urlsplit(request.url or '').path}"
        try:
            response = super().send(request, **kwargs)
        except requests.exceptions.SSLError as error:
            raise UnavailableError(
                self.service,
                f"{call}: the TLS certificate was refused: {_cause(error)}",
                "check the host in the stack config, the clock and REQUESTS_CA_BUNDLE",
            ) from None
        except requests.RequestException as error:
            unreached = isinstance(error, requests.ConnectTimeout) or "NewConnection" in repr(error)
            unavailable = UnavailableError(
                self.service,
                f"{call}: no answer: {_cause(error)}",
                "check the network and the service's status page, then run the same command again",
            )
            unavailable.outcome_unknown = not unreached and request.method != "GET"
            raise unavailable from None
        understood = not response.content or _is_json(response)
        if response.ok and response.status_code not in _REDIRECTIONS and understood:
            return response
        refusal = self._refusal(call, request, response)
        refusal.html = _is_html(response)
        refusal.code = _code(response)
        raise refusal

    def _refusal(
        self, call: str, request: requests.PreparedRequest, response: requests.Response
    ) -> ServiceError:
        status = response.status_code
        advice = self._next_steps.get(status, "")
        message = f"{call}: {status}: {_words(response)}"
        if status in _REDIRECTIONS:
            host = urlsplit(response.headers.get("Location", "")).hostname or "an unnamed host"
            message = f"{call}: {status}: wrong host: it points to {printable(host)}, not followed"
            return WrongHostError(self.service, message, advice, status)
        if status in _BY_STATUS:
            return _BY_STATUS[status](self.service, message, advice, status)
        if status == HTTPStatus.TOO_MANY_REQUESTS or status in _SERVER_ERRORS:
            unavailable = UnavailableError(
                self.service, message, advice or "run the same command again later", status
            )
            unavailable.retry_after = server_wait(response, time.time())
            unavailable.outcome_unknown = status in _SERVER_ERRORS and request.method != "GET"
            return unavailable
        if response.ok:
            return UnexpectedReplyError(
                self.service,
                f"{call}: {status}, but not with JSON: {_words(response)}",
                "check that the configured URL is the API, without a login page before it",
                status,
            )
        return ServiceError(self.service, message, advice, status)


def _may_repeat(request: requests.PreparedRequest, error: BaseException) -> bool:
    """Repeat a read; a write only when the server certainly did not take it."""
    if not isinstance(error, UnavailableError) or error.outcome_unknown:
        return False
    if error.retry_after is not None and error.retry_after > LONGEST_WAIT:
        return False
    return request.method == "GET" or error.status in {None, HTTPStatus.TOO_MANY_REQUESTS}


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, UnavailableError) else None
    pause: float = 0.5 * 2 ** (state.attempt_number - 1) if asked is None else asked
    return pause + random.uniform(0, 0.5)  # noqa: S311 (jitter, not a secret)


def _cause(error: requests.RequestException) -> str:
    reason = getattr(error.args[0], "reason", error) if error.args else error
    return printable(str(reason) or type(reason).__name__, 200)


def _is_json(response: requests.Response) -> bool:
    try:
        response.json()
    except ValueError:
        return False
    return True


def _is_html(response: requests.Response) -> bool:
    """Sentry labels its 429, which is JSON, as HTML: only what is not JSON counts as a page."""
    return "html" in response.headers.get("Content-Type", "") and not _is_json(response)


def _code(response: requests.Response) -> str:
    body = response.json() if _is_json(response) else None
    words = (
        [body.get(key) for key in ("id", "ErrorCode", "error")] if isinstance(body, dict) else []
    )
    return printable(str(next((word for word in words if word is not None), "")), 60)


def _words(response: requests.Response) -> str:
    """Return what the server said, from the error shapes that the four vendors use."""
    if _is_html(response):
        return f"an HTML page instead of JSON ({response.reason or 'no reason given'})"
    if not _is_json(response):
        return printable(response.text) or response.reason or "no words"
    body = response.json()
    if isinstance(body, dict):
        for key in ("detail", "message", "Message"):
            if isinstance(body.get(key), str):
                return printable(body[key])
    return printable(json.dumps(body, ensure_ascii=False))
