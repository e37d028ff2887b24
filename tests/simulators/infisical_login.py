"""The Infisical simulator's universal-auth logins and the access tokens that come of them.

Sources, below `backend/src` of Infisical/infisical: `services/identity-ua/identity-ua-service.ts`
(checks and their order, lockout, texts),
`services/identity-access-token/identity-access-token-service.ts` (dead tokens),
`server/plugins/auth/inject-identity.ts` and `verify-auth.ts` (how a token is read),
`server/routes/v1/identity-universal-auth-router.ts` (body, reply, defaults).

`clockOffset` moves the simulator's clock by so many seconds: lockouts end and tokens expire with
it. An access token is known by its `number`; one that the list does not have is a revoked one.
The body may have no other key: Infisical would silently drop it.
"""

import time
from typing import Any

from tests.simulators.infisical_refusals import (
    Refused,
    invalid,
    js_type,
    not_found,
    token_error,
    unauthorized,
    wrong_type,
)
from tests.simulators.server import UnexpectedRequest
from tests.simulators.tokens import (
    INFISICAL_ACCESS_TOKEN,
    INFISICAL_CLIENT_ID,
    INFISICAL_CLIENT_SECRET,
)

LOCKOUT_THRESHOLD = 3
LOCKOUT_SECONDS = 300
COUNTER_RESET_SECONDS = 30
THIRTY_DAYS = 2_592_000

REQUIRED = ("clientId", "clientSecret")
LIVES = ("live", "expired-401", "expired-403")
CLIENT_SECRETS = ("valid", "expired", "revoked")
NOBODY = {"failedAttempts": 0, "lockedOut": False, "endsAt": None}

MALFORMED = (
    "The provided access token is malformed. Please use a valid token or generate a new one and"
    " try again."
)

State = dict[str, Any]


def first_state() -> State:
    """Give the part of the state that logins read and write."""
    return {
        "clockOffset": 0,
        "clientSecret": {"life": "valid", "numUses": 0, "numUsesLimit": 0},
        "lockout": dict(NOBODY),
        "logins": {"succeeded": 0, "refused": 0},
        "accessTokenTTL": THIRTY_DAYS,
        "accessTokenMaxTTL": THIRTY_DAYS,
        "accessTokens": [],
    }


def check_state(state: State) -> None:
    """Raise ValueError when that part does not agree with itself."""
    counts = {
        "clientSecret.numUses": state["clientSecret"]["numUses"],
        "clientSecret.numUsesLimit": state["clientSecret"]["numUsesLimit"],
        "lockout.failedAttempts": state["lockout"]["failedAttempts"],
        "logins.succeeded": state["logins"]["succeeded"],
        "logins.refused": state["logins"]["refused"],
        "accessTokenTTL": state["accessTokenTTL"],
        "accessTokenMaxTTL": state["accessTokenMaxTTL"],
    }
    for where, count in counts.items():
        if type(count) is not int or count < 0:
            raise ValueError(f"{where}: expected a whole number, 0 or more")
    if type(state["clockOffset"]) is not int:
        raise ValueError("clockOffset: expected a whole number of seconds")
    if state["clientSecret"]["life"] not in CLIENT_SECRETS:
        raise ValueError(f"clientSecret.life: expected one of {CLIENT_SECRETS}")
    if set(state["lockout"]) != set(NOBODY):
        raise ValueError(f"lockout: expected exactly the keys {sorted(NOBODY)}")
    for index, token in enumerate(state["accessTokens"]):
        if token["life"] not in LIVES:
            raise ValueError(f"accessTokens[{index}].life: expected one of {LIVES}")


def access_token(number: int) -> str:
    """Give the access token of a login: INFISICAL_ACCESS_TOKEN, a dot, the number of the login."""
    return f"{INFISICAL_ACCESS_TOKEN}.{number}"


def log_in(state: State, body: object) -> dict[str, Any]:
    """Answer a login; every login is counted, a refused one towards the lockout too."""
    credentials = _valid_body(body)
    try:
        _check_credentials(state, credentials)
    except Refused:
        state["logins"]["refused"] += 1
        raise
    state["logins"]["succeeded"] += 1
    state["clientSecret"]["numUses"] += 1
    number = len(state["accessTokens"]) + 1
    ttl = state["accessTokenTTL"]
    state["accessTokens"].append(
        {"number": number, "life": "live", "expiresAt": _now(state) + ttl if ttl else None}
    )
    return {
        "accessToken": access_token(number),
        "expiresIn": ttl,
        "accessTokenMaxTTL": state["accessTokenMaxTTL"],
        "tokenType": "Bearer",
    }


def check_bearer(state: State, header: str | None) -> None:
    """Refuse a request without a living access token; what is no token at all is a TokenError."""
    if not header:
        raise unauthorized("Token missing")
    scheme, _, value = header.partition(" ")
    text, dot, number = value.rpartition(".")
    if scheme != "Bearer" or text + dot != f"{INFISICAL_ACCESS_TOKEN}." or not number.isdigit():
        raise token_error(MALFORMED)
    found = [token for token in state["accessTokens"] if str(token["number"]) == number]
    if not found:
        raise unauthorized("You are not allowed to access this resource")
    life, ends = found[0]["life"], found[0]["expiresAt"]
    if life == "expired-401":
        raise unauthorized("Failed to renew MI access token due to TTL expiration")
    if life == "expired-403" or (ends is not None and _now(state) >= ends):
        raise token_error("Your token has expired. Please re-authenticate.")


def _valid_body(body: object) -> dict[str, str]:
    if not isinstance(body, dict):
        raise invalid([wrong_type([], "object", js_type(body))])
    if set(body) - {*REQUIRED, "subOrganizationName"}:
        raise UnexpectedRequest
    issues = [
        wrong_type([key], "string", js_type(body[key]) if key in body else "undefined")
        for key in (*REQUIRED, "subOrganizationName")
        if (key in body or key in REQUIRED) and not isinstance(body.get(key), str)
    ]
    if issues:
        raise invalid(issues)
    return {key: value.strip() for key, value in body.items()}


def _check_credentials(state: State, credentials: dict[str, str]) -> None:
    if credentials["clientId"] != INFISICAL_CLIENT_ID:
        raise unauthorized("Invalid credentials")
    lockout, kept = state["lockout"], state["clientSecret"]
    if lockout["endsAt"] is not None and _now(state) >= lockout["endsAt"]:
        lockout.update(NOBODY)
    if lockout["lockedOut"]:
        raise unauthorized(
            "This identity auth method is temporarily locked, please try again later"
        )
    if kept["life"] == "revoked" or credentials["clientSecret"] != INFISICAL_CLIENT_SECRET:
        _count_failure(state)
        raise unauthorized("Invalid credentials")
    lockout.update(NOBODY)
    if kept["life"] == "expired":
        kept["life"] = "revoked"
        raise unauthorized("Access denied due to expired client secret")
    if 0 < kept["numUsesLimit"] <= kept["numUses"]:
        kept["life"] = "revoked"
        raise unauthorized("Access denied due to client secret usage limit reached")
    if name := credentials.get("subOrganizationName"):
        raise not_found(f"Sub organization with name {name} not found")


def _count_failure(state: State) -> None:
    lockout = state["lockout"]
    lockout["failedAttempts"] += 1
    lockout["lockedOut"] = lockout["failedAttempts"] >= LOCKOUT_THRESHOLD
    seconds = LOCKOUT_SECONDS if lockout["lockedOut"] else COUNTER_RESET_SECONDS
    lockout["endsAt"] = _now(state) + seconds


def _now(state: State) -> int:
    return int(time.time()) + int(state["clockOffset"])
