"""Promises of the Infisical simulator: what a reader without the right is told."""

import pytest
import requests

from tests.simulator_infisical.client import read, refusal, refused
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID

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
