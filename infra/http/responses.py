"""What an HTTP answer says, or why there is none."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
import requests

from infra.base.terminal_text import printable

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A date and time with its zone."""

DEEPEST = 50
"""Levels that JSON may be nested; an alert has about 10."""


class Meaning(NamedTuple):
    """What a 400 means whose body has these words.

    Attributes:
        words: a part of the service's answer.
        next_step: what to do about it.
        wait: seconds after which the request is sent again; None where that cannot help.
    """

    words: str
    next_step: str
    wait: float | None = None


def server_wait(response: requests.Response, now: float) -> float | None:
    """Return the seconds a refused caller was asked to wait, None if the reply does not say.

    Sentry's rate limiter sends no `Retry-After` but the epoch second at which the window ends
    (`getsentry/sentry: src/sentry/middleware/ratelimit.py`, read 2026-11).
    """
    asked = response.headers.get("Retry-After", "")
    with contextlib.suppress(ValueError):
        return max(0.0, float(asked))
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(asked).timestamp() - now)
    with contextlib.suppress(ValueError):
        return max(0.0, float(response.headers.get("X-Sentry-Rate-Limit-Reset", "")) - now)
    return None


def reason(error: requests.RequestException) -> BaseException:
    """Return what urllib3 says is behind an error of requests."""
    inner = error.args[0] if error.args else None
    behind = getattr(inner, "reason", inner)
    return behind if isinstance(behind, BaseException) else error


def cause(error: requests.RequestException) -> str:
    """Return why there is no whole answer, in one line."""
    behind = reason(error)
    return printable(str(behind) or type(behind).__name__, 200)


def location(response: requests.Response) -> tuple[str, str]:
    """Return host and path of a redirect; its query may repeat a secret, so it is left out."""
    try:
        parts = urlsplit(response.headers.get("Location", ""))
        return printable(parts.hostname or "an unnamed host"), printable(parts.path)
    except ValueError:
        return "no valid address", ""


def is_json(response: requests.Response) -> bool:
    """Tell whether the body is usable JSON, whatever its label says.

    U+0000 or half a surrogate pair makes it unusable: no service can store one.
    """
    try:
        body = response.json()
        text = json.dumps(body, ensure_ascii=False)
        text.encode()
    except (ValueError, RecursionError):
        return False
    # Two backslashes are one, and no beginning of U+0000.
    return r"\u0000" not in text.replace(r"\\", "") and not _is_deep(body)


def _is_deep(body: Any) -> bool:
    """Tell whether JSON has more than `DEEPEST` levels."""
    level = [body]
    for _ in range(DEEPEST):
        if not level:
            return False
        level = [inner for outer in level for inner in _inside(outer)]
    return bool(level)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def is_html(response: requests.Response) -> bool:
    """Tell whether the body is a web page.

    Sentry labels its 429 as HTML although it is JSON: only what is not JSON counts.
    """
    return "html" in response.headers.get("Content-Type", "") and not is_json(response)


def code(response: requests.Response) -> str:
    """Return the vendor's short word for a refusal: Heroku's id, Postmark's code, Infisical's."""
    body = response.json() if is_json(response) else None
    words = (
        [body.get(key) for key in ("id", "ErrorCode", "error")] if isinstance(body, dict) else []
    )
    return printable(str(next((word for word in words if word is not None), "")), 60)


def words(response: requests.Response) -> str:
    """Return what the server said, in any of the error formats of the four vendors."""
    if is_html(response):
        return f"an HTML page instead of JSON ({printable(response.reason or 'no reason given')})"
    if not is_json(response):
        return printable(response.text or response.reason or "no words")
    body = response.json()
    if isinstance(body, dict):
        for key in ("detail", "message", "Message"):
            if isinstance(body.get(key), str):
                return printable(body[key])
    return printable(json.dumps(body, ensure_ascii=False))


def default_step(status: int) -> str:
    """Return what to do about a status if the client has nothing more specific to say."""
    if status in range(300, 400):
        return "set the service's URL in the stack config to the host that serves its API"
    if status == HTTPStatus.GONE:
        return "this part of the API no longer exists: look for a newer release of this program"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "run the same command again later"
    return "correct what the message says, then run the same command again"
