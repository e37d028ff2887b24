"""`resolve`: only what is proven is resolved, and what is missing is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.commands.project import Project
from tests.sentry_fires import fire_for
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

pytestmark = pytest.mark.usefixtures("in_process")

RULE = "skipped_no_postmark_token"
RULES = "raxx-alerts:alertRules"
MESSAGE = "skipped_no_postmark_token: waitlist confirmation"
BEFORE = "2026-05-29T16:00:00.000000Z"
"""Before release v3 set the token."""


@pytest.fixture
def project(deployed: Project, sentry: SentrySimulator) -> Project:
    """Give a project whose token is good, with an issue from the time before."""
    store_event(sentry.state, MESSAGE, BEFORE)
    store_event(sentry.state, "something else", BEFORE)
    return deployed


def statuses(sentry: SentrySimulator) -> dict[str, str]:
    """Return what has become of each issue."""
    return {issue["title"]: issue["status"] for issue in sentry.state["issues"]}


def test_an_issue_whose_cause_is_gone_is_resolved(
    project: Project, sentry: SentrySimulator
) -> None:
    ran = project.run("resolve", RULE)
    assert ran.exit_code == 0
    assert statuses(sentry) == {MESSAGE: "resolved", "something else": "unresolved"}


def test_a_resolved_issue_is_printed_with_its_link(
    project: Project, sentry: SentrySimulator
) -> None:
    (issue, _) = sentry.state["issues"]
    assert project.run("resolve", RULE).data == (
        f"✓ {issue['shortId']} resolved: {MESSAGE}  "
        f"https://moosequest.sentry.io/issues/{issue['id']}/\n"
    )


@pytest.mark.parametrize(
    "entry_filter",
    [
        {"level": {"atLeast": "error"}},
        {"exception.type": {"equals": "SMTPError"}},
        {"tag": {"key": "job", "equals": "waitlist"}},
        {"latestRelease": True},
    ],
)
def test_of_a_filter_that_no_search_says_the_issues_it_fired_for_are_resolved(
    project: Project, sentry: SentrySimulator, entry_filter: dict[str, Any]
) -> None:
    (entry,) = yaml.safe_load(project.stack_file.read_text("utf-8"))["config"][RULES]
    project.configure(alertRules=[entry | {"filter": entry_filter}])
    project.deploy()
    fire_for(sentry, project.outputs["managed_rules"][0]["id"], MESSAGE)
    sentry.state["events"][-1]["dateCreated"] = BEFORE
    ran = project.run("resolve", RULE)
    assert ran.exit_code == 0
    assert statuses(sentry) == {MESSAGE: "resolved", "something else": "unresolved"}


def test_a_dry_run_resolves_nothing(project: Project, sentry: SentrySimulator) -> None:
    ran = project.run("resolve", RULE, "--dry-run", "--json")
    assert (ran.exit_code, statuses(sentry)[MESSAGE]) == (0, "unresolved")
    found = json.loads(ran.data)
    assert (found["resolved"], [i["title"] for i in found["issues"]]) == (False, [MESSAGE])


def test_without_an_issue_nothing_is_to_be_done(deployed: Project) -> None:
    ran = deployed.run("resolve", RULE)
    assert (ran.exit_code, ran.data) == (0, "")
    assert "has no unresolved issue" in ran.words


@pytest.mark.parametrize(
    ("token", "gap"),
    [
        ("\n", "the check of POSTMARK_SERVER_TOKEN of raxx-api-prod is not ok: unset"),
        ({"$token": "POSTMARK_TOKEN_REVOKED"}, "is not ok: invalid"),
        ({"$token": "POSTMARK_TOKEN_SANDBOX"}, "the sandbox server raxx-sandbox"),
    ],
)
def test_a_token_that_is_not_good_is_named_and_nothing_resolved(
    project: Project, sentry: SentrySimulator, heroku: HerokuSimulator, token: object, gap: str
) -> None:
    heroku.state["apps"][0]["configVars"]["POSTMARK_SERVER_TOKEN"] = token
    ran = project.run("resolve", RULE)
    assert (ran.exit_code, statuses(sentry)[MESSAGE]) == (1, "unresolved")
    assert gap in ran.words


def test_a_release_that_is_still_running_is_named(
    project: Project, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    app = heroku.state["apps"][0]
    changed = {**app["configVars"], "POSTMARK_SERVER_TOKEN": "x"}
    pending = {**app["releases"][-1], "version": 4, "status": "pending", "configVars": changed}
    app["releases"].append(pending)
    app["pendingReads"] = 99
    ran = project.run("resolve", RULE)
    assert (ran.exit_code, statuses(sentry)[MESSAGE]) == (1, "unresolved")
    assert "release v4 of raxx-api-prod is still running" in ran.words


def test_an_event_since_the_token_was_set_is_named_with_its_link(
    project: Project, sentry: SentrySimulator
) -> None:
    store_event(sentry.state, MESSAGE)
    ran = project.run("resolve", RULE, "--json")
    assert (ran.exit_code, statuses(sentry)[MESSAGE]) == (1, "unresolved")
    (gap,) = json.loads(ran.data)["missing"]
    assert "has had 1 event since the value took effect" in gap
    assert sentry.state["events"][-1]["eventID"] in gap


def test_the_clock_of_this_machine_plays_no_part(
    project: Project, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    heroku.state["apps"][0]["releases"][-1] |= {
        "createdAt": "2031-01-01T10:00:00Z",
        "updatedAt": "2031-01-01T10:02:00Z",
    }
    store_event(sentry.state, MESSAGE, "2031-01-01T10:04:59.000000Z")
    assert project.run("resolve", RULE).exit_code == 0


def test_an_alert_that_is_gone_is_told(project: Project, sentry: SentrySimulator) -> None:
    sentry.state["workflows"].clear()
    ran = project.run("resolve", RULE)
    assert ran.exit_code == 1
    assert "is no longer in Sentry" in ran.words


@pytest.mark.parametrize(
    ("token", "scope"),
    [
        (tokens.SENTRY_TOKEN_LEAST, "event:read"),
        (tokens.SENTRY_TOKEN_READ_ONLY, "event:write"),
        (tokens.SENTRY_TOKEN_EXPIRED, "is expired, revoked or mistyped"),
    ],
)
def test_a_token_that_may_not_is_told_the_scope_it_lacks(
    project: Project, sentry: SentrySimulator, token: str, scope: str
) -> None:
    ran = project.run("resolve", RULE, SENTRY_AUTH_TOKEN=token)
    assert (ran.exit_code, statuses(sentry)[MESSAGE]) == (4, "unresolved")
    assert scope in ran.words


@pytest.mark.parametrize("service", ["sentry", "heroku", "postmark"])
def test_while_a_service_is_down_nothing_is_resolved(
    project: Project,
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
    service: str,
) -> None:
    down = {"sentry": sentry, "heroku": heroku, "postmark": postmark}[service]
    down.faults = parse_faults([{"method": "GET", "path": "*", "fault": "503", "times": 99}])
    ran = project.run("resolve", RULE)
    assert (ran.exit_code, statuses(sentry)[MESSAGE]) == (3, "unresolved")


def test_an_unknown_rule_is_usage(project: Project) -> None:
    ran = project.run("resolve", "no_such_rule")
    assert (ran.exit_code, ran.data) == (2, "")
