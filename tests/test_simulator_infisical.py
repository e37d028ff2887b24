"""Promises of the Infisical simulator and of Cloudflare Access in front, refusals above all."""

from typing import Any

import pytest
import requests
from infisical_sdk import InfisicalSDKClient

from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_login import access_token
from tests.simulators.infisical_secrets import PROJECT_ID, PROJECT_SLUG

LOGIN = "/api/v1/auth/universal-auth/login"
V3 = "/api/v3/secrets/raw/SENTRY_API"
V4 = "/api/v4/secrets/SENTRY_API"
CREDENTIALS = {
    "clientId": tokens.INFISICAL_CLIENT_ID,
    "clientSecret": tokens.INFISICAL_CLIENT_SECRET,
}
PLACE = {"environment": "prod", "secretPath": "/MooseQuest/sentry"}
PROJECT = {V3: {"workspaceId": PROJECT_ID}, V4: {"projectId": PROJECT_ID}}
MALFORMED = (
    "The provided access token is malformed. Please use a valid token or generate a new one and"
    " try again."
)
SERVICE_TOKEN = {
    "CF-Access-Client-Id": tokens.CF_ACCESS_CLIENT_ID,
    "CF-Access-Client-Secret": tokens.CF_ACCESS_CLIENT_SECRET,
}
SECRET_KEYS = [
    "id",
    "_id",
    "workspace",
    "environment",
    "version",
    "type",
    "secretKey",
    "secretValue",
    "secretComment",
    "secretReminderNote",
    "secretReminderRepeatDays",
    "skipMultilineEncoding",
    "createdAt",
    "updatedAt",
    "secretValueHidden",
    "secretPath",
    "tags",
    "secretMetadata",
]

Refusal = tuple[int, dict[str, Any]]


def log_in(infisical: InfisicalSimulator, **change: object) -> requests.Response:
    """Log in, with some of the body changed."""
    return requests.post(infisical.url + LOGIN, json=CREDENTIALS | change, timeout=5)


def read(
    infisical: InfisicalSimulator, route: str = V4, /, **change: str | None
) -> requests.Response:
    """Log in when nobody has yet, and ask for a secret with some parameters changed."""
    if not infisical.state["accessTokens"]:
        log_in(infisical)
    params: dict[str, str | None] = {**PLACE, **PROJECT.get(route, PROJECT[V4]), **change}
    return requests.get(
        infisical.url + route,
        params=params,
        headers={"Authorization": f"Bearer {access_token(1)}"},
        timeout=5,
    )


def refusal(reply: requests.Response) -> Refusal:
    """Give status and body without the request id, which every refusal must have."""
    body = reply.json()
    assert body.pop("reqId").startswith("req-")
    assert body.pop("statusCode") == reply.status_code
    return reply.status_code, body


def refused(status: int, error: str, message: object, **more: object) -> Refusal:
    """Write a refusal as `refusal` gives it (plugins/error-handler.ts)."""
    return status, {"error": error, "message": message, **more}


INVALID_CREDENTIALS = refused(401, "UnauthorizedError", "Invalid credentials")
LOCKED = refused(
    401,
    "UnauthorizedError",
    "This identity auth method is temporarily locked, please try again later",
)


# Logins: services/identity-ua/identity-ua-service.ts, identity-universal-auth-router.ts.


def test_a_login_gives_a_bearer_token_for_thirty_days(infisical: InfisicalSimulator) -> None:
    reply = log_in(infisical)
    assert (reply.status_code, reply.json()) == (
        200,
        {
            "accessToken": f"{tokens.INFISICAL_ACCESS_TOKEN}.1",
            "expiresIn": 2592000,
            "accessTokenMaxTTL": 2592000,
            "tokenType": "Bearer",
        },
    )


def test_credentials_are_trimmed(infisical: InfisicalSimulator) -> None:
    assert log_in(infisical, clientId=f" {tokens.INFISICAL_CLIENT_ID}\n").status_code == 200


def test_every_login_gives_another_token(infisical: InfisicalSimulator) -> None:
    given = {log_in(infisical).json()["accessToken"] for _ in range(2)}
    assert len(given) == 2


@pytest.mark.parametrize("change", [{"clientId": "nobody"}, {"clientSecret": "wrong"}])
def test_wrong_credentials_are_refused(
    infisical: InfisicalSimulator, change: dict[str, str]
) -> None:
    assert refusal(log_in(infisical, **change)) == INVALID_CREDENTIALS


def test_a_sub_organization_nobody_has_is_not_found(infisical: InfisicalSimulator) -> None:
    assert refusal(log_in(infisical, subOrganizationName="other")) == refused(
        404, "NotFound", "Sub organization with name other not found"
    )


@pytest.mark.parametrize("key", ["clientId", "clientSecret"])
def test_a_login_without_a_credential_is_invalid(infisical: InfisicalSimulator, key: str) -> None:
    body = {name: value for name, value in CREDENTIALS.items() if name != key}
    reply = requests.post(infisical.url + LOGIN, json=body, timeout=5)
    issue = {
        "code": "invalid_type",
        "expected": "string",
        "received": "undefined",
        "path": [key],
        "message": "Required",
    }
    assert refusal(reply) == refused(422, "ValidationFailure", [issue])


@pytest.mark.parametrize(
    ("value", "kind"), [(1, "number"), (None, "null"), (True, "boolean"), ([], "array")]
)
def test_a_credential_of_another_type_is_invalid(
    infisical: InfisicalSimulator, value: object, kind: str
) -> None:
    issue = {
        "code": "invalid_type",
        "expected": "string",
        "received": kind,
        "path": ["clientSecret"],
        "message": f"Expected string, received {kind}",
    }
    reply = log_in(infisical, clientSecret=value)
    assert refusal(reply) == refused(422, "ValidationFailure", [issue])


def test_a_body_that_is_no_object_is_invalid(infisical: InfisicalSimulator) -> None:
    reply = requests.post(infisical.url + LOGIN, json=["clientId"], timeout=5)
    issue = {
        "code": "invalid_type",
        "expected": "object",
        "received": "array",
        "path": [],
        "message": "Expected object, received array",
    }
    assert refusal(reply) == refused(422, "ValidationFailure", [issue])


def test_a_body_that_is_no_json_goes_wrong(infisical: InfisicalSimulator) -> None:
    headers = {"Content-Type": "application/json"}
    reply = requests.post(infisical.url + LOGIN, data="{", headers=headers, timeout=5)
    assert refusal(reply) == refused(500, "InternalServerError", "Something went wrong")


def test_logins_are_counted(infisical: InfisicalSimulator) -> None:
    log_in(infisical)
    log_in(infisical, clientSecret="wrong")
    log_in(infisical)
    assert infisical.state["logins"] == {"succeeded": 2, "refused": 1}


def test_a_login_uses_the_client_secret_once(infisical: InfisicalSimulator) -> None:
    log_in(infisical)
    assert infisical.state["clientSecret"]["numUses"] == 1


def test_a_used_up_client_secret_is_refused(infisical: InfisicalSimulator) -> None:
    infisical.state["clientSecret"]["numUsesLimit"] = 1
    log_in(infisical)
    assert refusal(log_in(infisical)) == refused(
        401, "UnauthorizedError", "Access denied due to client secret usage limit reached"
    )


def test_an_expired_client_secret_is_refused(infisical: InfisicalSimulator) -> None:
    infisical.state["clientSecret"]["life"] = "expired"
    assert refusal(log_in(infisical)) == refused(
        401, "UnauthorizedError", "Access denied due to expired client secret"
    )


def test_a_client_secret_refused_for_its_age_is_revoked(infisical: InfisicalSimulator) -> None:
    infisical.state["clientSecret"]["life"] = "expired"
    log_in(infisical)
    assert refusal(log_in(infisical)) == INVALID_CREDENTIALS


# Lockout: three bad secrets, 300 s; the counter ends after 30 s (identity-ua-service.ts).


def fail(infisical: InfisicalSimulator, times: int) -> None:
    """Log in with a wrong secret, several times."""
    for _ in range(times):
        log_in(infisical, clientSecret="wrong")


def test_the_third_bad_secret_is_still_told_so(infisical: InfisicalSimulator) -> None:
    fail(infisical, 2)
    assert refusal(log_in(infisical, clientSecret="wrong")) == INVALID_CREDENTIALS


def test_after_three_bad_secrets_the_right_one_is_refused(infisical: InfisicalSimulator) -> None:
    fail(infisical, 3)
    assert refusal(log_in(infisical)) == LOCKED


def test_two_bad_secrets_lock_nothing(infisical: InfisicalSimulator) -> None:
    fail(infisical, 2)
    assert log_in(infisical).status_code == 200


def test_a_right_secret_forgives_the_bad_ones(infisical: InfisicalSimulator) -> None:
    fail(infisical, 2)
    log_in(infisical)
    fail(infisical, 2)
    assert log_in(infisical).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(290, 401), (300, 200)])
def test_a_lockout_lasts_300_seconds(
    infisical: InfisicalSimulator, seconds: int, status: int
) -> None:
    fail(infisical, 3)
    infisical.state["clockOffset"] = seconds
    assert log_in(infisical).status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(20, 401), (30, 200)])
def test_bad_secrets_are_forgotten_after_30_seconds(
    infisical: InfisicalSimulator, seconds: int, status: int
) -> None:
    fail(infisical, 2)
    infisical.state["clockOffset"] = seconds
    fail(infisical, 1)
    assert log_in(infisical).status_code == status


def test_an_unknown_client_id_locks_nobody(infisical: InfisicalSimulator) -> None:
    for _ in range(3):
        log_in(infisical, clientId="nobody")
    assert log_in(infisical).status_code == 200


# Access tokens: plugins/auth/inject-identity.ts, verify-auth.ts, identity-access-token-service.ts.


def with_header(infisical: InfisicalSimulator, authorization: str | None) -> requests.Response:
    """Ask for a secret with any Authorization header, or with none."""
    headers = {} if authorization is None else {"Authorization": authorization}
    params = PLACE | PROJECT[V4]
    return requests.get(infisical.url + V4, params=params, headers=headers, timeout=5)


def test_without_a_token_nothing_is_read(infisical: InfisicalSimulator) -> None:
    assert refusal(with_header(infisical, None)) == refused(
        401, "UnauthorizedError", "Token missing"
    )


@pytest.mark.parametrize(
    "authorization",
    [
        f"Bearer {tokens.SENTRY_TOKEN}",
        f"Bearer {tokens.INFISICAL_ACCESS_TOKEN}",
        f"Token {tokens.INFISICAL_ACCESS_TOKEN}.1",
        "Bearer",
    ],
)
def test_what_is_no_token_of_infisical_is_malformed(
    infisical: InfisicalSimulator, authorization: str
) -> None:
    log_in(infisical)
    assert refusal(with_header(infisical, authorization)) == refused(403, "TokenError", MALFORMED)


def test_a_revoked_token_is_unauthorized(infisical: InfisicalSimulator) -> None:
    log_in(infisical)
    infisical.state["accessTokens"] = []
    assert refusal(with_header(infisical, f"Bearer {access_token(1)}")) == refused(
        401, "UnauthorizedError", "You are not allowed to access this resource"
    )


def test_an_expired_token_is_a_403(infisical: InfisicalSimulator) -> None:
    read(infisical)
    infisical.state["accessTokens"][0]["life"] = "expired-403"
    assert refusal(read(infisical)) == refused(
        403, "TokenError", "Your token has expired. Please re-authenticate."
    )


def test_a_token_that_expired_on_the_server_is_a_401(infisical: InfisicalSimulator) -> None:
    read(infisical)
    infisical.state["accessTokens"][0]["life"] = "expired-401"
    assert refusal(read(infisical)) == refused(
        401, "UnauthorizedError", "Failed to renew MI access token due to TTL expiration"
    )


@pytest.mark.parametrize(("seconds", "status"), [(2591990, 200), (2592000, 403)])
def test_a_token_lives_as_long_as_the_login_said(
    infisical: InfisicalSimulator, seconds: int, status: int
) -> None:
    read(infisical)
    infisical.state["clockOffset"] = seconds
    assert read(infisical).status_code == status


def test_a_token_with_ttl_0_does_not_expire(infisical: InfisicalSimulator) -> None:
    infisical.state["accessTokenTTL"] = 0
    read(infisical)
    infisical.state["clockOffset"] = 10**9
    assert read(infisical).status_code == 200


def test_a_new_login_outlives_an_expired_token(infisical: InfisicalSimulator) -> None:
    read(infisical)
    infisical.state["accessTokens"][0]["life"] = "expired-403"
    fresh = log_in(infisical).json()["accessToken"]
    assert with_header(infisical, f"Bearer {fresh}").status_code == 200


def test_a_dead_token_spoils_a_login_it_is_sent_with(infisical: InfisicalSimulator) -> None:
    log_in(infisical)
    infisical.state["accessTokens"][0]["life"] = "expired-403"
    headers = {"Authorization": f"Bearer {access_token(1)}"}
    reply = requests.post(infisical.url + LOGIN, json=CREDENTIALS, headers=headers, timeout=5)
    assert refusal(reply) == refused(
        403, "TokenError", "Your token has expired. Please re-authenticate."
    )


# Secrets: server/routes/v3/deprecated-secret-router.ts, v4/secret-router.ts,
# services/secret-v2-bridge/secret-v2-bridge-service.ts.


@pytest.mark.parametrize("path", [V3, V4])
def test_a_secret_has_exactly_the_keys_of_the_router(
    infisical: InfisicalSimulator, path: str
) -> None:
    assert sorted(read(infisical, path).json()["secret"]) == sorted(SECRET_KEYS)


@pytest.mark.parametrize("path", [V3, V4])
def test_a_secret_is_read_in_clear(infisical: InfisicalSimulator, path: str) -> None:
    secret = read(infisical, path).json()["secret"]
    assert (secret["secretValue"], secret["secretValueHidden"]) == (tokens.SENTRY_TOKEN, False)


@pytest.mark.parametrize(
    ("folder", "name", "value"),
    [
        ("heroku", "HEROKU_API_KEY", tokens.HEROKU_TOKEN),
        ("postmark", "POSTMARK_SERVER_TOKEN", tokens.POSTMARK_TOKEN),
    ],
)
def test_every_folder_has_its_secret(
    infisical: InfisicalSimulator, folder: str, name: str, value: str
) -> None:
    reply = read(infisical, f"/api/v4/secrets/{name}", secretPath=f"/MooseQuest/{folder}")
    assert reply.json()["secret"]["secretValue"] == value


def test_v3_finds_the_project_by_its_slug(infisical: InfisicalSimulator) -> None:
    reply = read(infisical, V3, workspaceId=None, workspaceSlug=PROJECT_SLUG)
    assert reply.json()["secret"]["workspace"] == PROJECT_ID


def test_v3_knows_no_other_slug(infisical: InfisicalSimulator) -> None:
    reply = read(infisical, V3, workspaceId=None, workspaceSlug="other")
    assert refusal(reply) == refused(404, "NotFound", "No project found with slug other")


def test_v3_wants_a_project(infisical: InfisicalSimulator) -> None:
    assert refusal(read(infisical, V3, workspaceId=None)) == refused(
        400, "BadRequest", "You must provide projectSlug or workspaceId"
    )


def test_v4_wants_a_project_id(infisical: InfisicalSimulator) -> None:
    issue = {
        "code": "invalid_type",
        "expected": "string",
        "received": "undefined",
        "path": ["projectId"],
        "message": "Required",
    }
    assert refusal(read(infisical, V4, projectId=None)) == refused(
        422, "ValidationFailure", [issue]
    )


@pytest.mark.parametrize("path", [V3, V4])
def test_an_environment_is_needed(infisical: InfisicalSimulator, path: str) -> None:
    assert refusal(read(infisical, path, environment=None)) == refused(
        400, "BadRequest", "Missing environment"
    )


def test_a_trailing_slash_of_the_path_is_removed(infisical: InfisicalSimulator) -> None:
    reply = read(infisical, secretPath="/MooseQuest/sentry/")
    assert reply.json()["secret"]["secretPath"] == "/MooseQuest/sentry"


def test_an_unknown_project_is_not_found(infisical: InfisicalSimulator) -> None:
    assert refusal(read(infisical, projectId="nowhere")) == refused(
        404, "NotFound", "Project with nowhere not found"
    )


@pytest.mark.parametrize(
    ("environment", "path"), [("prod", "/MooseQuest/other"), ("staging", "/"), ("dev", "/x")]
)
def test_a_wrong_environment_looks_like_a_wrong_folder(
    infisical: InfisicalSimulator, environment: str, path: str
) -> None:
    reply = read(infisical, environment=environment, secretPath=path)
    message = f"Folder with path '{path}' in environment with slug '{environment}' not found"
    assert refusal(reply) == refused(404, "GetSecretByName", message)


@pytest.mark.parametrize(
    "change",
    [
        {"secretPath": "/MooseQuest/heroku"},
        {"secretPath": "/MooseQuest"},
        {"secretPath": None},
        {"environment": "dev", "secretPath": "/"},
        {"type": "personal"},
        {"version": "2"},
    ],
)
def test_a_secret_that_is_not_there_is_not_found(
    infisical: InfisicalSimulator, change: dict[str, str | None]
) -> None:
    assert refusal(read(infisical, **change)) == refused(
        404, "NotFound", "Secret with name 'SENTRY_API' not found"
    )


@pytest.mark.parametrize("key", ["viewSecretValue", "expandSecretReferences", "include_imports"])
def test_a_switch_is_true_or_false_in_lower_case(infisical: InfisicalSimulator, key: str) -> None:
    change: dict[str, str | None] = {key: "True"}
    issue = {
        "received": "True",
        "code": "invalid_enum_value",
        "options": ["true", "false"],
        "path": [key],
        "message": "Invalid enum value. Expected 'true' | 'false', received 'True'",
    }
    assert refusal(read(infisical, **change)) == refused(422, "ValidationFailure", [issue])


def test_a_type_is_shared_or_personal(infisical: InfisicalSimulator) -> None:
    issue = {
        "received": "secret",
        "code": "invalid_enum_value",
        "options": ["shared", "personal"],
        "path": ["type"],
        "message": "Invalid enum value. Expected 'shared' | 'personal', received 'secret'",
    }
    assert refusal(read(infisical, type="secret")) == refused(422, "ValidationFailure", [issue])


def test_a_version_is_a_number(infisical: InfisicalSimulator) -> None:
    issue = {
        "code": "invalid_type",
        "expected": "number",
        "received": "nan",
        "path": ["version"],
        "message": "Expected number, received nan",
    }
    assert refusal(read(infisical, version="latest")) == refused(422, "ValidationFailure", [issue])


def test_a_request_is_validated_after_its_token(infisical: InfisicalSimulator) -> None:
    assert requests.get(infisical.url + V4, timeout=5).status_code == 401


# Permissions: secret-v2-bridge-service.ts getSecretByName, permission-service.ts.


def hidden(reply: requests.Response) -> tuple[int, str, bool]:
    """Give what tells a masked secret from a real one."""
    secret = reply.json()["secret"]
    return reply.status_code, secret["secretValue"], secret["secretValueHidden"]


def test_a_value_may_be_masked_although_the_status_is_200(infisical: InfisicalSimulator) -> None:
    # Infisical/infisical PR #3190
    infisical.state["permission"] = "masked"
    assert hidden(read(infisical)) == (200, "<hidden-by-infisical>", True)


@pytest.mark.parametrize("permission", ["value", "describe"])
def test_who_asks_for_no_value_gets_the_mask(
    infisical: InfisicalSimulator, permission: str
) -> None:
    infisical.state["permission"] = permission
    reply = read(infisical, viewSecretValue="false")
    assert hidden(reply) == (200, "<hidden-by-infisical>", True)


def test_who_may_only_describe_is_refused_a_value(infisical: InfisicalSimulator) -> None:
    infisical.state["permission"] = "describe"
    assert refusal(read(infisical)) == refused(
        403,
        "ForbiddenReadSecretError",
        "You do not have permission to view secret value on secret with name 'SENTRY_API'",
    )


def test_who_may_do_nothing_is_told_the_rules(infisical: InfisicalSimulator) -> None:
    infisical.state["permission"] = "none"
    rule = {
        "action": "describeSecret",
        "inverted": False,
        "subject": "secrets",
        "conditions": {"environment": {"$eq": "dev"}},
    }
    assert refusal(read(infisical)) == refused(
        403,
        "PermissionDenied",
        "You are not allowed to describeSecret on secrets",
        details=[rule],
    )


def test_who_is_no_member_is_refused_the_project(infisical: InfisicalSimulator) -> None:
    infisical.state["permission"] = "stranger"
    assert refusal(read(infisical)) == refused(
        403,
        "ProjectMembershipNotFound",
        f"You are not a member of this project with ID {PROJECT_ID}. Please assign this identity"
        " to the project with the appropriate permissions, then try again.",
    )


# Cloudflare Access: Cloudflare docs "Service tokens".


def through_access(
    infisical: InfisicalSimulator, mode: str, **headers: str | None
) -> requests.Response:
    """Log in through Cloudflare Access with some headers changed, following nothing."""
    infisical.state["access"] = mode
    sent: dict[str, str | None] = {"User-Agent": "raxx-sre-ops/1.0", **SERVICE_TOKEN}
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.post(
        infisical.url + LOGIN,
        json=CREDENTIALS,
        headers=sent | changed,
        allow_redirects=False,
        timeout=5,
    )


NO_PAIR: list[dict[str, str | None]] = [
    {"CF_Access_Client_Id": None, "CF_Access_Client_Secret": None},
    {"CF_Access_Client_Id": None},
    {"CF_Access_Client_Secret": None},
    {"CF_Access_Client_Id": "someone.access"},
    {"CF_Access_Client_Secret": "wrong"},
]


@pytest.mark.parametrize("mode", ["redirect", "401", "403"])
def test_a_service_token_lets_through(infisical: InfisicalSimulator, mode: str) -> None:
    assert through_access(infisical, mode).status_code == 200


@pytest.mark.parametrize("headers", NO_PAIR)
def test_a_visitor_without_the_pair_is_sent_to_log_in(
    infisical: InfisicalSimulator, headers: dict[str, str | None]
) -> None:
    reply = through_access(infisical, "redirect", **headers)
    login = "https://raxx.cloudflareaccess.com/cdn-cgi/access/login/127.0.0.1?kid="
    assert (reply.status_code, reply.headers["Location"][: len(login)]) == (302, login)


@pytest.mark.parametrize("headers", NO_PAIR)
@pytest.mark.parametrize(("mode", "title"), [("401", "Unauthorized"), ("403", "Forbidden")])
def test_a_visitor_without_the_pair_gets_a_page(
    infisical: InfisicalSimulator, headers: dict[str, str | None], mode: str, title: str
) -> None:
    reply = through_access(infisical, mode, **headers)
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>"
    assert (reply.status_code, reply.headers["Content-Type"], reply.text) == (
        int(mode),
        "text/html",
        page,
    )


def test_a_doubled_header_is_no_pair(infisical: InfisicalSimulator) -> None:
    twice = f"{tokens.CF_ACCESS_CLIENT_ID},{tokens.CF_ACCESS_CLIENT_ID}"
    assert through_access(infisical, "403", CF_Access_Client_Id=twice).status_code == 403


@pytest.mark.parametrize(
    "agent", ["", None, "python-requests/2.34.2", "Python-urllib/3.11", "curl/8.5.0"]
)
def test_a_scripted_user_agent_is_blocked_before_access(
    infisical: InfisicalSimulator, agent: str | None
) -> None:
    # martymcenroe/AssemblyZero#1663; with None, urllib3 sends its own name.
    reply = through_access(infisical, "redirect", User_Agent=agent)
    assert (reply.status_code, reply.text) == (403, "error code: 1010")


def test_the_user_agent_rule_can_be_off(infisical: InfisicalSimulator) -> None:
    infisical.state["wafBlocksScriptedAgents"] = False
    assert through_access(infisical, "redirect", User_Agent=None).status_code == 200


def test_nobody_in_front_means_no_rule(infisical: InfisicalSimulator) -> None:
    reply = log_in(infisical)
    assert (reply.status_code, reply.headers.get("Server")) == (200, None)


@pytest.mark.parametrize("headers", [{}, NO_PAIR[0]])
def test_cloudflare_marks_every_answer(
    infisical: InfisicalSimulator, headers: dict[str, str | None]
) -> None:
    reply = through_access(infisical, "403", **headers)
    assert (reply.headers["Server"], "CF-RAY" in reply.headers) == ("cloudflare", True)


def test_a_refused_visitor_is_no_login(infisical: InfisicalSimulator) -> None:
    through_access(infisical, "403", **NO_PAIR[0])
    assert infisical.state["logins"] == {"succeeded": 0, "refused": 0}


# The official client, faults and the control side.


def test_the_official_client_logs_in_and_reads(infisical: InfisicalSimulator) -> None:
    with InfisicalSDKClient(host=infisical.url, cache_ttl=None) as client:
        client.auth.universal_auth.login(**sdk_credentials())
        secret = client.secrets.get_secret_by_name(
            secret_name="SENTRY_API",
            project_id=PROJECT_ID,
            environment_slug="prod",
            secret_path="/MooseQuest/sentry",
        )
        client.api.session.close()
    assert secret.secretValue == tokens.SENTRY_TOKEN


def sdk_credentials() -> dict[str, str]:
    """Give the credentials under the client's names."""
    return {
        "client_id": tokens.INFISICAL_CLIENT_ID,
        "client_secret": tokens.INFISICAL_CLIENT_SECRET,
    }


@pytest.mark.parametrize(
    ("status", "error", "message"),
    [
        (401, "UnauthorizedError", "You are not allowed to access this resource"),
        (404, "NotFound", "The requested entity is not found"),
        (429, "RateLimitExceeded", "Rate limit exceeded. Please try again in 42 seconds"),
        (500, "InternalServerError", "Something went wrong"),
    ],
)
def test_an_ordered_fault_has_infisicals_body(
    infisical: InfisicalSimulator, status: int, error: str, message: str
) -> None:
    fault = {"method": "POST", "path": LOGIN, "fault": str(status)}
    requests.post(f"{infisical.url}/_sim/faults", json=[fault], timeout=5)
    assert refusal(log_in(infisical)) == refused(status, error, message)


def test_an_ordered_503_is_a_page(infisical: InfisicalSimulator) -> None:
    fault = {"method": "POST", "path": LOGIN, "fault": "503"}
    requests.post(f"{infisical.url}/_sim/faults", json=[fault], timeout=5)
    reply = log_in(infisical)
    assert (reply.status_code, reply.headers["Content-Type"]) == (503, "text/html")


def test_the_state_shows_no_secret(infisical: InfisicalSimulator) -> None:
    read(infisical)
    shown = requests.get(f"{infisical.url}/_sim/state", timeout=5).text
    assert [name for name, secret in tokens.SECRETS.items() if secret in shown] == []


def put_state(infisical: InfisicalSimulator, **change: object) -> requests.Response:
    """Put the state with some keys changed."""
    state = infisical.state | change
    return requests.put(f"{infisical.url}/_sim/state", json=state, timeout=5)


def test_a_state_after_a_lockout_can_be_put_back(infisical: InfisicalSimulator) -> None:
    read(infisical)
    fail(infisical, 3)
    assert put_state(infisical).status_code == 204


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"access": "on"}, "access: expected one of"),
        ({"wafBlocksScriptedAgents": 1}, "wafBlocksScriptedAgents: expected true or false"),
        ({"clockOffset": 0.5}, "clockOffset: expected a whole number of seconds"),
        ({"accessTokenTTL": -1}, "accessTokenTTL: expected a whole number, 0 or more"),
        ({"accessTokens": [{"life": "dead"}]}, "accessTokens[0].life: expected one of"),
        (
            {"clientSecret": {"life": "old", "numUses": 0, "numUsesLimit": 0}},
            "clientSecret.life: expected one of",
        ),
        ({"lockout": {"failedAttempts": 0}}, "lockout: expected exactly the keys"),
        ({"permission": "all"}, "permission: expected one of"),
        ({"project": {"id": PROJECT_ID}}, "project: expected exactly the keys"),
    ],
)
def test_a_state_that_does_not_agree_with_itself_is_refused(
    infisical: InfisicalSimulator, change: dict[str, object], complaint: str
) -> None:
    reply = put_state(infisical, **change)
    assert (reply.status_code, reply.json()["error"][: len(complaint)]) == (400, complaint)


@pytest.mark.parametrize(
    ("path", "secret"), [("MooseQuest", "x"), ("/MooseQuest/", "x"), ("/MooseQuest", 1)]
)
def test_a_folder_that_cannot_be_is_refused(
    infisical: InfisicalSimulator, path: str, secret: object
) -> None:
    environments = {"prod": {path: {"SENTRY_API": secret}}}
    project = infisical.state["project"] | {"environments": environments}
    assert put_state(infisical, project=project).status_code == 400


@pytest.mark.expects_refusal
@pytest.mark.parametrize("path", ["/api/status", "/api/v3/secrets/raw", "/api/v4/secrets/A/B"])
def test_a_request_infisical_does_not_have_is_unexpected(
    infisical: InfisicalSimulator, path: str
) -> None:
    read(infisical, path)
    assert infisical.complaints() == [f"infisical: unexpected GET {path}"]


@pytest.mark.expects_refusal
@pytest.mark.parametrize(("path", "key"), [(V4, "workspaceId"), (V3, "projectId"), (V3, "path")])
def test_a_parameter_infisical_would_drop_is_unexpected(
    infisical: InfisicalSimulator, path: str, key: str
) -> None:
    read(infisical, path, **{key: "x"})
    assert infisical.complaints() == [f"infisical: unexpected GET {path}"]


@pytest.mark.expects_refusal
def test_a_key_a_login_would_drop_is_unexpected(infisical: InfisicalSimulator) -> None:
    log_in(infisical, client_id="x")
    assert infisical.complaints() == [f"infisical: unexpected POST {LOGIN}"]


@pytest.mark.expects_refusal
def test_a_login_that_is_not_sent_as_json_is_unexpected(infisical: InfisicalSimulator) -> None:
    requests.post(infisical.url + LOGIN, data=CREDENTIALS, timeout=5)
    assert infisical.complaints() == [f"infisical: unexpected POST {LOGIN}"]
