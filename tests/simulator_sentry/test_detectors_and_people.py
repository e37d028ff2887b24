"""Promises of the Sentry simulator: detectors, members and teams."""

import pytest

from tests.simulator_sentry.client import (
    DETECTORS,
    MEMBERS,
    NOT_FOUND,
    ORG,
    TEAM,
    ask,
    create,
    refusal,
)
from tests.simulators.sentry import SentrySimulator

PERSON = {"type": "user", "id": "3001", "name": "ops", "email": "ops@raxx.app"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["7101", "7102", "7103", "7104", "7111", "7112", "7113", "7114", "7190"]),
        ("project=-1&query=type:error", ["7101", "7103"]),
        ("project=611", ["7101", "7102", "7111", "7112", "7113", "7190"]),
        ("project=trademaster-raptor&query=type:error", ["7101"]),
        ("projectSlug=other-project&query=type:uptime", ["7114"]),
        ("project=611&query=type:issue_stream", ["7102", "7190"]),
        ("projectSlug=trademaster-raptor&query=type:error", ["7101"]),
        ("query=type:metric", ["7111", "7112"]),
        ("query=type:[cron,uptime_domain_failure]", ["7113", "7114"]),
        ("query=type:Error", []),
        ("query=type:err*", []),
        ("query=!type:[error]%20backup", ["7113"]),
        ("query=!type:issue_stream%20type:[error,issue_stream]", ["7101", "7103"]),
        ("type=metric&type=uptime", ["7111", "7112", "7114"]),
        ("type=nothing", []),
        ("enabled=false", ["7113"]),
        ("query=name:%22Error%20Monitor%22%20assignee:none", ["7103"]),
        ("query=assignee:me", ["7101"]),
        ("query=assignee:%23sre", ["7114"]),
        ("query=assignee:[ops@raxx.app,%23sre]", ["7101", "7114"]),
        ("query=assignee:nobody@raxx.app", []),
        ("query=name:*backup", ["7113"]),
        ("query=stream", ["7102", "7104", "7190"]),
        ("id=7104&project=612", ["7104"]),
        ("id=7104&id=7190&project=611&query=type:error", ["7104", "7190"]),
        ("id=404", []),
    ],
)
def test_detectors_are_found_by(sentry: SentrySimulator, query: str, found: list[str]) -> None:
    sentry.state["detectors"][0]["owner"] = PERSON
    sentry.state["detectors"][7]["owner"] = {"type": "team", "id": "801", "name": "sre"}
    sentry.state["detectors"][6]["enabled"] = False
    answer = ask(sentry, f"{DETECTORS}?{query}")
    assert sorted(item["id"] for item in answer.json()) == found


def test_a_page_of_monitors_has_an_order_only_if_asked_for(sentry: SentrySimulator) -> None:
    def orders(query: str) -> set[tuple[str, ...]]:
        pages = [ask(sentry, DETECTORS + query).json() for _ in range(10)]
        return {tuple(item["id"] for item in page) for page in pages}

    assert len(orders("")) > 1
    assert orders("?project=612&sortBy=-id") == {("7190", "7114", "7104", "7103")}


def test_one_monitor_is_read_by_its_id(sentry: SentrySimulator) -> None:
    found = ask(sentry, f"{DETECTORS}7113/").json()
    assert found["dataSources"][0]["queryObj"]["slug"] == "nightly-backup"


@pytest.mark.parametrize("path", ["404/", "x/"])
def test_an_unknown_monitor_is_404(sentry: SentrySimulator, path: str) -> None:
    assert refusal(ask(sentry, DETECTORS + path)) == (404, NOT_FOUND)


def test_the_monitor_of_all_projects_has_none(sentry: SentrySimulator) -> None:
    found = ask(sentry, f"{DETECTORS}7190/").json()
    assert (found["projectId"], found["config"]) == (None, {"organizationId": 4501})


def test_the_monitor_of_all_projects_is_behind_a_feature(sentry: SentrySimulator) -> None:
    sentry.state["features"].clear()
    listed = ask(sentry, f"{DETECTORS}?query=type:issue_stream").json()
    assert sorted(item["id"] for item in listed) == ["7102", "7104"]
    assert ask(sentry, f"{DETECTORS}7190/").status_code == 403


def test_a_token_sees_the_monitors_of_its_projects(sentry: SentrySimulator) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["projects"] = ["612"]
    found = ask(sentry, f"{DETECTORS}?query=type:error").json()
    assert [item["id"] for item in found] == ["7103"]
    assert ask(sentry, f"{DETECTORS}7101/").status_code == 403
    assert ask(sentry, f"{DETECTORS}?project=611").status_code == 403


def test_a_detector_names_its_alerts(sentry: SentrySimulator) -> None:
    created = create(sentry)
    assert ask(sentry, f"{DETECTORS}?id=7101").json()[0]["workflowIds"] == [created["id"]]


def test_a_detector_has_exactly_sentrys_keys(sentry: SentrySimulator) -> None:
    assert sorted(ask(sentry, DETECTORS).json()[0]) == [
        *("alertRuleId", "conditionGroup", "config", "createdBy", "dataSources", "dateCreated"),
        *("dateUpdated", "description", "enabled", "id", "latestGroup", "name", "owner"),
        *("projectId", "ruleId", "type", "workflowIds"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email:ops@raxx.app", ["901"]),
        ("email:OPS@raxx.app", ["901"]),
        ("email:oncall-alias@raxx.app", ["902"]),
        ("email:newcomer@raxx.app", ["903"]),
        ("email:left@raxx.app", []),
        ("email:nobody@raxx.app", []),
        ("email:ops", []),
        ("isInvited:true", ["903"]),
        ("user.id:3002", ["902"]),
        ("id:903", ["903"]),
        ("raxx.app", ["901", "902", "903"]),
        ("mail:ops@raxx.app", []),
    ],
)
def test_members_are_found_by(sentry: SentrySimulator, query: str, found: list[str]) -> None:
    answer = ask(sentry, MEMBERS, params={"query": query})
    assert [item["id"] for item in answer.json()] == found


def test_a_secondary_address_shows_the_primary_one(sentry: SentrySimulator) -> None:
    answer = ask(sentry, MEMBERS, params={"query": "email:oncall-alias@raxx.app"})
    assert answer.json()[0]["email"] == "kai@raxx.app"


def test_a_pending_member_has_no_user(sentry: SentrySimulator) -> None:
    member = ask(sentry, MEMBERS, params={"query": "isInvited:true"}).json()[0]
    assert (member["pending"], member["user"]) == (True, None)


def test_a_deactivated_user_is_not_listed(sentry: SentrySimulator) -> None:
    assert "904" not in [item["id"] for item in ask(sentry, MEMBERS).json()]


def test_a_team_is_found_by_its_slug(sentry: SentrySimulator) -> None:
    assert ask(sentry, TEAM).json()["id"] == "801"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["api", "sre"]),
        ("id:801", ["sre"]),
        ("id:801 id:802", ["api", "sre"]),
        ("id:999", []),
        ("slug:api", ["api"]),
        ("SR", ["sre"]),
        ("name:sre", []),
    ],
)
def test_teams_are_found_by(sentry: SentrySimulator, query: str, found: list[str]) -> None:
    sentry.state["teams"].append({"id": "802", "slug": "api", "name": "API"})
    answer = ask(sentry, f"{ORG}/teams/", params={"query": query})
    assert [team["slug"] for team in answer.json()] == found


def test_the_id_of_a_team_must_be_a_whole_number(sentry: SentrySimulator) -> None:
    answer = ask(sentry, f"{ORG}/teams/", params={"query": "id:sre"})
    assert refusal(answer) == (400, {"detail": "Invalid id value"})


RULES_ALERT = f"{ORG}/alert-rule-workflow/"


def test_an_old_rule_leads_to_its_alert(sentry: SentrySimulator) -> None:
    row = {"ruleId": "77", "alertRuleId": None, "workflowId": "52001"}
    sentry.state["ruleWorkflows"].append(row)
    assert ask(sentry, RULES_ALERT, params={"rule_id": "77"}).json() == row


def test_a_rule_that_is_no_alert_is_404(sentry: SentrySimulator) -> None:
    assert ask(sentry, RULES_ALERT, params={"rule_id": "77"}).status_code == 404


def test_the_alert_of_no_rule_at_all_is_400(sentry: SentrySimulator) -> None:
    text = "One of 'rule_id', 'alert_rule_id', or 'workflow_id' must be provided."
    assert refusal(ask(sentry, RULES_ALERT)) == (400, {"non_field_errors": [text]})
