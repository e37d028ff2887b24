"""What to do about each way in which Infisical, or Cloudflare Access before it, refuses."""

from __future__ import annotations

import re
from http import HTTPStatus

from infra.base.errors import (
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    WrongHostError,
)

ACCESS = ("CF_ACCESS_CLIENT_ID", "CF_ACCESS_CLIENT_SECRET")
"""The two variables that hold a Cloudflare Access service token."""

_LOGIN_PAGE = re.compile(r"^[^/]*\.cloudflareaccess\.com/|/cdn-cgi/access/login")


def advice(error: ServiceError, *, access_is_set: bool) -> str:
    """Return the next step after a refusal; Access and Infisical both use 401 and 403.

    Args:
        error: how the request ended.
        access_is_set: whether a Cloudflare Access service token was sent.
    """
    expired = isinstance(error, UnauthorizedError) or error.code == "TokenError"
    steps = (
        # Cloudflare's bot rules answer before Access does (martymcenroe/AssemblyZero#1663).
        (
            "error code: 1010" in error.message,
            "Cloudflare's bot rules refuse the User-Agent: set userAgent in the stack config",
        ),
        (
            _is_access(error),
            "Cloudflare Access protects Infisical and refused the request: "
            f"{' and '.join(ACCESS)} {'are refused' if access_is_set else 'are not set'}; "
            "set the service token's two values, or renew it in Cloudflare Zero Trust",
        ),
        (
            isinstance(error, UnauthorizedError) and "/universal-auth/login" in error.message,
            "the machine identity's client ID or secret is wrong, expired or locked (three wrong "
            "tries lock it for five minutes; this was one, and is not repeated): check it in "
            "Infisical before you try again",
        ),
        (
            expired,
            "the Infisical token is expired or revoked: make a new one and set INFISICAL_TOKEN",
        ),
        (
            isinstance(error, NotFoundError),
            "check the path in vaultPaths, INFISICAL_ENVIRONMENT and INFISICAL_PROJECT_ID (a "
            "wrong environment looks like a missing folder)",
        ),
        (
            isinstance(error, ForbiddenError),
            "give the machine identity read access to that path in Infisical",
        ),
    )
    return next((text for applies, text in steps if applies), error.next_step)


def _is_access(error: ServiceError) -> bool:
    """Infisical's own refusals are JSON; a gateway's 5xx page is not from Access either."""
    page = error.html and (error.status or 0) < HTTPStatus.INTERNAL_SERVER_ERROR
    return page or (isinstance(error, WrongHostError) and bool(_LOGIN_PAGE.search(error.location)))
