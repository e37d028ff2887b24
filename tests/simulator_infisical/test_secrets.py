"""Promises of the Infisical simulator: how a secret is read, and what is not found."""

import pytest
import requests

from tests.simulator_infisical.client import V3, V4, read, refusal, refused
from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID, PROJECT_SLUG

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
