"""The client of Postmark's API: whose server a token belongs to."""

from __future__ import annotations

from typing import NamedTuple

from infra.base.errors import ServiceError, UnexpectedReplyError
from infra.base.secret import Secret
from infra.base.terminal_text import printable
from infra.http.transport import Session

_BAD_TOKEN = "10"  # noqa: S105 (an error code: Postmark docs, "API overview", error codes)
_CLIENT_ERRORS = range(400, 500)


class Server(NamedTuple):
    """The part of a Postmark server that may be shown; the reply also lists its live tokens."""

    id: str
    name: str
    delivery_type: str


class PostmarkClient:
    """Postmark's API; the token is given to each call.

    Args:
        url: scheme and host of the API.
        user_agent: sent with every request.
    """

    def __init__(self, url: str, user_agent: str) -> None:
        self._session = Session("Postmark", url, user_agent, {})

    def server(self, token: Secret) -> Server | None:
        """Return the server that `token` belongs to, None if Postmark refuses the token.

        Raises:
            ServiceError: Postmark could not say whether the token is good.
        """
        # A token with other characters cannot be sent as a header, so it cannot be a token.
        text = token.get_secret_value().strip()
        if not text.isascii() or not text.isprintable():
            return None
        try:
            reply = self._session.get(
                f"{self._session.base_url}/server", headers={"X-Postmark-Server-Token": text}
            ).json()
        except ServiceError as error:
            # 401 today, 422 on older servers; a proxy's own 401 says nothing about the token.
            if error.code == _BAD_TOKEN and error.status in _CLIENT_ERRORS:
                return None
            raise
        try:
            name, kind = printable(str(reply["Name"])), printable(str(reply["DeliveryType"]))
            return Server(str(int(reply["ID"])), name, kind)
        except (TypeError, KeyError, ValueError, OverflowError):
            raise UnexpectedReplyError(
                "Postmark",
                "Postmark: GET /server: not the JSON its API document promises",
                "check postmarkApiUrl in the stack config",
            ) from None
