"""Which error an answer is that is not the one that was asked for."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import requests

from infra.base.errors import (
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedReplyError,
    WithdrawnError,
    WrongHostError,
)
from infra.base.redaction import redact
from infra.base.terminal_text import printable
from infra.http.responses import Meaning, code, default_step, is_html, location, server_wait, words

REDIRECTIONS = range(300, 400)

_SERVER_ERRORS = range(500, 600)

_BY_STATUS: dict[int, type[ServiceError]] = {
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    410: WithdrawnError,
}


def refusal(
    service: str,
    call: str,
    response: requests.Response,
    next_steps: Mapping[int, str],
    meanings: Sequence[Meaning],
) -> ServiceError:
    """Return the error for an answer.

    Args:
        service: the service's name as it appears in messages.
        call: service, method and path.
        response: any but a 2xx with JSON.
        next_steps: HTTP status to a sentence that says what to do about it.
        meanings: refusals that only the service's words tell from others.
    """
    status = response.status_code
    step = next_steps.get(status) or default_step(status)
    message = f"{call}: {status}: {words(response)}"
    if replacement := response.headers.get("X-Sentry-Replacement-Endpoint"):
        message += f"; its replacement is {printable(replacement)}"
    if status in REDIRECTIONS:
        error = _wrong_host(service, call, response, step)
    elif status in _BY_STATUS:
        error = _BY_STATUS[status](service, message, step, status)
    elif status == HTTPStatus.TOO_MANY_REQUESTS or status in _SERVER_ERRORS:
        error = _unavailable(service, message, response, step)
    elif response.ok:
        error = UnexpectedReplyError(
            service,
            f"{call}: {status}, but not with JSON: {words(response)}",
            "check that the configured URL is the API, with no login page in front of it",
            status,
        )
    elif meaning := next((known for known in meanings if known.words in message), None):
        error = _known_refusal(service, message, meaning, status)
    else:
        error = ServiceError(service, message, step, status)
    error.html = is_html(response)
    error.code = redact(code(response))
    return error


def _wrong_host(service: str, call: str, response: requests.Response, step: str) -> ServiceError:
    status = response.status_code
    host, path = location(response)
    message = f"{call}: {status}: wrong host: it points to {host}, not followed"
    error = WrongHostError(service, message, step, status)
    error.location = redact(host + path)
    return error


def _known_refusal(service: str, message: str, meaning: Meaning, status: int) -> ServiceError:
    if meaning.wait is None:
        return ServiceError(service, message, meaning.next_step, status)
    error = UnavailableError(service, message, meaning.next_step, status)
    error.retry_after, error.turned_away = meaning.wait, True
    return error


def _unavailable(
    service: str, message: str, response: requests.Response, step: str
) -> ServiceError:
    status = response.status_code
    error = UnavailableError(service, message, step, status)
    error.retry_after = server_wait(response, time.time())
    error.turned_away = status == HTTPStatus.TOO_MANY_REQUESTS
    error.outcome_unknown = status in _SERVER_ERRORS and response.request.method != "GET"
    return error
