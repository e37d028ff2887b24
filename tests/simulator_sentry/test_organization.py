"""Promises of the Sentry simulator: what Sentry's own CLI reads, and people as they are shown."""

from typing import Any

import pytest

from tests.simulator_sentry.client import (
    DETECTORS,
    MEMBERS,
    NOT_FOUND,
    ORG,
    TEAM,
    WORKFLOWS,
    alert,
    ask,
    create,
    refusal,
    update,
)
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

PROJECT = "/api/0/projects/moosequest/trademaster-raptor/"


def get(sentry: SentrySimulator, path: str, **query: str) -> Any:
    answer = ask(sentry, path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_region_of_the_organization_is_the_simulator(sentry: SentrySimulator) -> None:
    assert get(sentry, f"{ORG}/")["links"]["regionUrl"] == sentry.url


def test_the_organizations_of_a_token_are_listed(sentry: SentrySimulator) -> None:
    assert [found["slug"] for found in get(sentry, "/api/0/organizations/")] == ["moosequest"]


def test_a_token_of_one_organization_lists_none(sentry: SentrySimulator) -> None:
    answer = ask(sentry, "/api/0/organizations/", token=tokens.SENTRY_TOKEN_ORGANIZATION)
    text = "This token access is limited to organization endpoints."
    assert refusal(answer) == (401, {"detail": text})


@pytest.mark.parametrize("name", ["trademaster-raptor", "611"])
def test_a_project_is_found_by_slug_and_by_id(sentry: SentrySimulator, name: str) -> None:
    found = get(sentry, f"/api/0/projects/moosequest/{name}/")
    assert (found["id"], found["organization"]["slug"]) == ("611", "moosequest")


def test_an_unknown_project_is_404(sentry: SentrySimulator) -> None:
    assert refusal(ask(sentry, "/api/0/projects/moosequest/none/")) == (404, NOT_FOUND)


def test_a_closed_project_is_neither_shown_nor_listed(sentry: SentrySimulator) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["projects"] = ["612"]
    assert ask(sentry, PROJECT).status_code == 403
    assert [p["slug"] for p in get(sentry, f"{ORG}/projects/")] == ["other-project"]


def test_the_way_of_sentrys_cli_through_an_alert(sentry: SentrySimulator) -> None:
    slug = get(sentry, PROJECT, collapse="organization")["slug"]
    monitor = get(sentry, DETECTORS, project=slug, query="type:error")[0]["id"]
    created = create(sentry, alert(detectorIds=[int(monitor)]))
    (listed,) = get(sentry, WORKFLOWS, project=slug, sortBy="-id", per_page="25")
    (viewed,) = get(sentry, WORKFLOWS, project=slug, id=created["id"], per_page="1")
    assert listed["id"] == viewed["id"] == update(sentry, created["id"], created)["id"]
    assert ask(sentry, f"{WORKFLOWS}{created['id']}/", "DELETE").status_code == 204


def test_a_members_user_has_all_of_sentrys_keys(sentry: SentrySimulator) -> None:
    assert {
        *("avatarUrl", "dateJoined", "email", "emails", "experiments", "has2fa", "id", "isActive"),
        *("hasPasswordAuth", "isManaged", "isStaff", "isSuperuser", "isSuspended", "lastActive"),
        *("lastLogin", "name", "username"),
    } <= set(get(sentry, MEMBERS)[0]["user"])


@pytest.mark.parametrize("path", [TEAM, f"{ORG}/teams/"])
def test_a_team_has_all_of_sentrys_keys(sentry: SentrySimulator, path: str) -> None:
    found = get(sentry, path)
    assert {
        *("access", "avatar", "dateCreated", "flags", "hasAccess", "id", "isMember", "isPending"),
        *("memberCount", "name", "slug", "teamRole"),
    } <= set(found[0] if isinstance(found, list) else found)
