"""`unmanaged` lists what fires in the stack's projects without being in any stack."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.commands.project import STACK, Project
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("in_process", "_without_monitors")

RULE = "skipped_no_postmark_token"


def put(sentry: SentrySimulator, **changes: Any) -> str:
    """Put another alert beside the rule's own, like it but for its ID and these changes."""
    with sentry.lock:
        alert = copy.deepcopy(sentry.state["workflows"][0])
        alert |= {"id": str(60001 + len(sentry.state["workflows"]))} | changes
        sentry.state["workflows"].append(alert)
    return str(alert["id"])


def listed(project: Project) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(project.run("unmanaged", "--json").data)
    return found


def silent(sentry: SentrySimulator) -> list[dict[str, Any]]:
    """Give action filters that tell other people than the rule's do."""
    groups: list[dict[str, Any]] = copy.deepcopy(sentry.state["workflows"][0]["actionFilters"])
    groups[0]["actions"][0]["config"]["targetIdentifier"] = "3002"
    return groups


def test_a_stacks_own_alert_is_not_listed(deployed: Project) -> None:
    ran = deployed.run("unmanaged")
    assert (ran.exit_code, ran.data) == (0, "")


def test_an_alert_made_by_hand_is_listed_with_its_link(
    deployed: Project, sentry: SentrySimulator
) -> None:
    made = put(sentry, name="by hand", actionFilters=silent(sentry), owner="team:801")
    (found,) = listed(deployed)
    assert found == {
        "id": made,
        "name": "by hand",
        "project": "trademaster-raptor",
        "url": f"{sentry.url}/organizations/moosequest/monitors/alerts/{made}/",
        "enabled": True,
        "last_triggered": None,
        "owner": "team:801",
        "doubles": [],
    }


def test_an_alert_made_by_hand_is_no_reason_to_fail(
    deployed: Project, sentry: SentrySimulator
) -> None:
    put(sentry, name="by hand", actionFilters=silent(sentry))
    assert deployed.run("unmanaged").exit_code == 0


def test_an_alert_that_sends_the_same_mail_is_a_double_of_the_rule(
    deployed: Project, sentry: SentrySimulator
) -> None:
    put(sentry, name="migrated", detectorIds=["7102"])
    assert [one["doubles"] for one in listed(deployed)] == [[RULE]]


def test_an_alert_of_the_rules_name_is_a_double_whatever_it_says(
    deployed: Project, sentry: SentrySimulator
) -> None:
    put(sentry, actionFilters=silent(sentry))
    assert [one["doubles"] for one in listed(deployed)] == [[RULE]]


def test_a_double_exits_with_1_and_names_the_link_to_look_at(
    deployed: Project, sentry: SentrySimulator
) -> None:
    made = put(sentry, name="migrated")
    ran = deployed.run("unmanaged")
    assert ran.exit_code == 1
    assert f"delete or disable it: {sentry.url}/organizations/moosequest/" in ran.words
    assert f"{made}: seems to be a second alert of {RULE}" in ran.words


def test_a_disabled_alert_is_no_double(deployed: Project, sentry: SentrySimulator) -> None:
    put(sentry, name="migrated", enabled=False)
    assert [one["doubles"] for one in listed(deployed)] == [[]]


def test_an_alert_of_another_project_is_not_listed(
    deployed: Project, sentry: SentrySimulator
) -> None:
    put(sentry, name="elsewhere", detectorIds=["7103"])
    assert listed(deployed) == []


@pytest.fixture
def outputs(deployed: Project) -> dict[str, Any]:
    """Give what the stack has deployed, to make another stack's outputs of."""
    known = json.loads((deployed.root / "stacks.json").read_text(encoding="utf-8"))["outputs"]
    found: dict[str, Any] = known[STACK]
    return found


def another_stack(outputs: dict[str, Any], alert_id: str, **changes: Any) -> dict[str, Any]:
    rules = [outputs["managed_rules"][0] | {"id": alert_id, "name": "of staging"}]
    return outputs | {"managed_rules": rules} | changes


def test_an_alert_that_another_stack_manages_is_not_listed(
    deployed: Project, sentry: SentrySimulator, outputs: dict[str, Any]
) -> None:
    made = put(sentry, name="of staging", actionFilters=silent(sentry))
    deployed.say(outputs={STACK: outputs, "staging": another_stack(outputs, made)})
    assert listed(deployed) == []


def test_a_stack_of_another_server_hides_nothing(
    deployed: Project, sentry: SentrySimulator, outputs: dict[str, Any]
) -> None:
    made = put(sentry, name="by hand", actionFilters=silent(sentry))
    foreign = another_stack(outputs, made, dashboard="https://other.sentry.io/monitors/alerts/")
    deployed.say(outputs={STACK: outputs, "foreign": foreign})
    assert [one["id"] for one in listed(deployed)] == [made]


def test_a_stack_with_nothing_deployed_is_passed_over(
    deployed: Project, outputs: dict[str, Any]
) -> None:
    deployed.say(outputs={STACK: outputs, "new": {}})
    assert listed(deployed) == []


def test_nothing_is_written_to_sentry(deployed: Project, sentry: SentrySimulator) -> None:
    put(sentry, name="migrated")
    before = len(sentry.requests)
    deployed.run("unmanaged")
    assert {request["method"] for request in sentry.requests[before:]} == {"GET"}


@pytest.mark.expects_refusal
def test_a_refused_token_is_told_as_that(deployed: Project) -> None:
    assert deployed.run("unmanaged", SENTRY_AUTH_TOKEN="no-such-token").exit_code == 4


def test_a_second_alert_on_all_projects_is_a_double(
    deployed: Project, sentry: SentrySimulator
) -> None:
    made = put(sentry, name="everywhere", detectorIds=["7190"])
    (found,) = listed(deployed)
    assert (found["id"], found["project"], bool(found["doubles"])) == (made, "all projects", True)
