"""The HTTP session under every client: time limits, bounded retries, no redirects, redaction.

Nothing here knows a vendor; what to do about a status comes in as `next_steps`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

import requests
from urllib3.exceptions import HTTPError, NewConnectionError

from infra.base.errors import (
    ConfigError,
    SecretError,
    UnavailableError,
    UnexpectedReplyError,
    WrongHostError,
)
from infra.base.redaction import remember_secret
from infra.base.urls import is_safe_url, is_url
from infra.http.refusals import REDIRECTIONS, refusal
from infra.http.responses import Meaning, cause, is_json, reason
from infra.http.retries import Pace, Repeats

TIMEOUT = (5.0, 20.0)
"""Seconds to connect, and seconds without a byte while reading."""

WHOLE_ANSWER = 60.0
"""Seconds for a whole answer, however steadily it arrives."""

LARGEST_ANSWER = 32 * 2**20
"""Bytes; a page of 100 alerts has about 200 thousand."""

WHOLE_RUN = 3600.0
"""Seconds from the start of the process after which no call is started."""

_STARTED = time.monotonic()


def sendable(token: str, where: str) -> str:
    """Return a token once it is known to fit in a header; requests would print one that does not.

    Args:
        token: remembered as a secret from now on.
        where: where it came from, for the message.

    Raises:
        SecretError: it has a line break, a space or a character outside ASCII.
    """
    remember_secret(token)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SecretError(
            f"{where}: the value has a line break, a space or a typographic character, so it is "
            "not a token",
            "copy the token again, without quotes",
        )
    return token


_DELETED = (HTTPStatus.NO_CONTENT, HTTPStatus.ACCEPTED)
"""Answers without a body."""


class Session(requests.Session):
    """A `requests.Session` bound to one service that raises the project's own errors.

    Args:
        service: the service's name as it appears in messages.
        base_url: scheme, host and path prefix; a request to any other origin is refused.
        user_agent: sent with every request.
        next_steps: HTTP status to a sentence that says what to do about it.
        meanings: refusals that only the service's words tell from others; the first that fits
            counts.

    Raises:
        ConfigError: `base_url` would send credentials unencrypted over a network.
    """

    def __init__(
        self,
        service: str,
        base_url: str,
        user_agent: str,
        next_steps: Mapping[int, str],
        meanings: Sequence[Meaning] = (),
    ) -> None:
        super().__init__()
        if not is_safe_url(base_url):
            raise ConfigError(
                f"{service}: its URL would send a token unencrypted, or contains one",
                "use https:// (http:// only for 127.0.0.1, ::1 or localhost)",
            )
        self.service = service
        self.base_url = base_url.rstrip("/")
        self.headers.update({"User-Agent": user_agent, "Accept": "application/json"})
        # Without an `auth` of our own, requests replaces our Authorization header by the
        # password that ~/.netrc holds for the host (requests' documentation, "netrc").
        self.auth = lambda request: request
        # A request to this machine must not go through a proxy, unencrypted, to another one.
        self.trust_env = not base_url.startswith("http:")
        self._next_steps = next_steps
        self._meanings = meanings
        self._pace = Pace()
        self._learn_of_proxies()

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send `request`, again if that is safe, and return its 2xx answer.

        Raises:
            ServiceError: of the kind that fits; its message has the service, the request, the
                server's own words and the next step.
        """
        if _origin(request.url or "") != _origin(self.base_url):
            raise WrongHostError(self.service, f"{self.service}: refused to call another host")
        kwargs.update(timeout=TIMEOUT, allow_redirects=False, stream=True)
        self._pace.keep()
        repeats = Repeats(self._pace, reads=request.method == "GET")
        response: requests.Response = repeats(self._send_once, request, kwargs)
        return response

    def _learn_of_proxies(self) -> None:
        """Remember the passwords of the proxies.

        Raises:
            ConfigError: one is not a URL; the message does not show it.
        """
        for kind, proxy in getproxies().items():
            name_and_password = proxy.rpartition("@")[0].rpartition("//")[2]
            password = name_and_password.partition(":")[2]
            for secret in (password, unquote(password), unquote(name_and_password)):
                remember_secret(secret)
            used = self.trust_env and kind in {"https", "all"}
            # Without a scheme it is http (requests: `get_proxy`).
            if used and not is_url(proxy if "//" in proxy else f"http://{proxy}"):
                raise ConfigError(
                    f"the environment variable {kind}_proxy is not the URL of a proxy",
                    "write it as http://HOST:PORT, http://NAME:PASSWORD@HOST:PORT, or unset it",
                )

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return None: requests would read the URL even though it is not followed."""

    def _send_once(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response:
        call = f"{self.service}: {request.method} {urlsplit(request.url or '').path}"
        if time.monotonic() - _STARTED > WHOLE_RUN:
            raise UnexpectedReplyError(
                self.service,
                f"{call}: not started, as this run has taken {WHOLE_RUN / 60:.0f} minutes",
                "run the same command again; finished work is recorded",
            )
        try:
            response = super().send(request, **kwargs)
            _read(response)
        except requests.exceptions.SSLError as error:
            unsafe = UnavailableError(
                self.service,
                f"{call}: the TLS certificate is not trusted: {cause(error)}",
                "check the host in the stack config, the clock and REQUESTS_CA_BUNDLE",
            )
            unsafe.lasting = True
            raise unsafe from None
        except requests.RequestException as error:
            unreached = isinstance(error, requests.ConnectTimeout) or isinstance(
                reason(error), NewConnectionError
            )
            unavailable = UnavailableError(
                self.service,
                f"{call}: no answer: {cause(error)}",
                "check the network and the service's status page, then run the same command again",
            )
            unavailable.outcome_unknown = not unreached and request.method != "GET"
            raise unavailable from None
        if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            self._pace.note_answer()
        deleted = request.method == "DELETE" and response.status_code in _DELETED
        understood = deleted or is_json(response)
        if response.ok and response.status_code not in REDIRECTIONS and understood:
            return response
        raise refusal(self.service, call, response, self._next_steps, self._meanings)


def _read(response: requests.Response) -> None:
    """Read the body; requests restarts its time limit at every byte, so this has its own.

    Raises:
        requests.Timeout: the whole answer takes too long.
        requests.RequestException: it is too large or breaks off.
    """
    began, body = time.monotonic(), bytearray()
    with response:
        try:
            while chunk := response.raw.read1(2**16, decode_content=True):
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise requests.RequestException(f"the answer is over {LARGEST_ANSWER} bytes")
                if time.monotonic() - began > WHOLE_ANSWER:
                    raise requests.Timeout(f"the answer took more than {WHOLE_ANSWER:.0f} seconds")
        except (HTTPError, OSError) as error:
            if isinstance(error, requests.RequestException):
                raise
            raise requests.ConnectionError(error) from None
    response._content = bytes(body)  # where requests keeps what it read


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
