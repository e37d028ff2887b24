"""Promises of the Sentry simulator: who may write monitors, and what every kind of them refuses."""

from typing import Any

import pytest

from tests.simulator_sentry.client import (
    DETECTORS,
    FORBIDDEN,
    MISSING,
    NOT_FOUND,
    ORG,
    REQUIRED,
    Body,
    alert,
    ask,
    create,
    refusal,
)
from tests.simulator_sentry.monitors import (
    THRESHOLDS,
    changed,
    cron,
    edit,
    make,
    metric,
    post,
    put,
    shown,
    uptime,
)
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

BLANK = ["This field may not be blank."]
NULL = ["This field may not be null."]
NO_SEAT = ["You don't have enough pay-as-you-go available to create a new seat"]
CRASHED = "Internal Error"
LEVEL_AS_TEXT = {**THRESHOLDS[0], "conditionResult": "75"}
KINDS = pytest.mark.parametrize("body", [cron(), uptime(), metric()], ids=["cron", "up", "metric"])


def scopes(sentry: SentrySimulator, *given: str) -> None:
    """Give the test's token these scopes alone."""
    sentry.state["tokens"]["SENTRY_TOKEN"]["scopes"] = [*given]


# Creation: what is looked at first.


def test_a_monitor_of_an_unknown_project_is_404(sentry: SentrySimulator) -> None:
    answer = post(sentry, {}, path=f"{ORG}/projects/nowhere/detectors/")
    assert refusal(answer) == (404, NOT_FOUND)


def test_a_monitor_is_created_in_a_project_named_by_its_id(sentry: SentrySimulator) -> None:
    answer = post(sentry, uptime(), path=f"{ORG}/projects/612/detectors/")
    assert answer.json()["projectId"] == "612"


def test_a_monitor_of_a_project_closed_to_the_token_is_403(sentry: SentrySimulator) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["projects"] = ["612"]
    assert refusal(post(sentry, {})) == (403, FORBIDDEN)


@pytest.mark.parametrize("scope", ["alerts:write", "project:write", "project:admin"])
def test_each_of_three_scopes_lets_a_token_create(sentry: SentrySimulator, scope: str) -> None:
    scopes(sentry, scope)
    assert post(sentry, uptime()).status_code == 201


@pytest.mark.parametrize("scope", ["org:write", "org:admin", "alerts:read", "project:read"])
def test_no_other_scope_lets_a_token_create(sentry: SentrySimulator, scope: str) -> None:
    scopes(sentry, scope)
    assert refusal(post(sentry, uptime())) == (403, FORBIDDEN)


@pytest.mark.parametrize("kind", [MISSING, "", None])
def test_the_type_is_asked_for_before_all_else(sentry: SentrySimulator, kind: object) -> None:
    answer = post(sentry, uptime(type=kind, name=""))
    assert refusal(answer) == (400, {"type": REQUIRED})


def test_an_unknown_type_is_refused_alone_with_those_there_are(sentry: SentrySimulator) -> None:
    known = "error, issue_stream, metric_issue, monitor_check_in_failure, uptime_domain_failure"
    text = f"Unknown detector type 'cron'. Must be one of: {known}"
    assert refusal(post(sentry, cron(type="cron", name=""))) == (400, {"type": [text]})


def test_a_type_that_nobody_creates_is_refused(sentry: SentrySimulator) -> None:
    text = "Detector type not compatible with detectors"
    assert refusal(post(sentry, cron(type="feedback"))) == (400, {"type": [text]})


def test_a_body_that_is_no_object_crashes_sentry(sentry: SentrySimulator) -> None:
    answer = post(sentry, [])
    assert (answer.status_code, answer.json()["detail"]) == (500, CRASHED)


# Fields of every kind.


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": MISSING}, {"name": REQUIRED}),
        ({"name": " "}, {"name": BLANK}),
        ({"name": None}, {"name": NULL}),
        ({"name": True}, {"name": ["Not a valid string."]}),
        ({"name": []}, {"name": ["Not a valid string."]}),
        ({"name": "x" * 201}, {"name": ["Ensure this field has no more than 200 characters."]}),
        ({"description": 5.5, "name": None}, {"name": NULL}),
        ({"enabled": None}, {"enabled": NULL}),
        ({"enabled": "maybe"}, {"enabled": ["Must be a valid boolean."]}),
        (
            {"owner": "team:9"},
            {"owner": ["Team is not a member of this organization"]},
        ),
        ({"workflowIds": None}, {"workflowIds": NULL}),
        ({"workflowIds": ["x"]}, {"workflowIds": ["A valid integer is required."]}),
        (
            {"workflowIds": {}},
            {"workflowIds": ['Expected a list of items but got type "dict".']},
        ),
        (
            {"dataSources": MISSING},
            {"dataSources": ["This field is required when creating a detector."]},
        ),
        (
            {"dataSources": []},
            {"dataSources": ["This field is required when creating a detector."]},
        ),
        ({"dataSources": None}, {"dataSources": NULL}),
        (
            {"dataSources": [5]},
            {
                "dataSources": {
                    "nonFieldErrors": ["Invalid data. Expected a dictionary, but got int."]
                }
            },
        ),
        ({"name": "", "enabled": None}, {"name": BLANK, "enabled": NULL}),
        ({"conditionGroup": None}, {"conditionGroup": NULL}),
        (
            {"conditionGroup": []},
            {
                "conditionGroup": {
                    "nonFieldErrors": ["Invalid data. Expected a dictionary, but got list."]
                }
            },
        ),
        (
            {"conditionGroup": {"logicType": "xor", "conditions": THRESHOLDS}},
            {"conditionGroup": {"logicType": ['"xor" is not a valid choice.']}},
        ),
    ],
)
@KINDS
def test_a_bad_field_is_refused(
    sentry: SentrySimulator, body: Body, changes: Body, errors: Body
) -> None:
    assert refusal(post(sentry, changed(body, changes))) == (400, errors)


@KINDS
def test_both_spellings_of_a_key_at_once_are_refused(sentry: SentrySimulator, body: Body) -> None:
    text = "dataSources collides with data_sources, please pass only one value"
    answer = post(sentry, {**body, "data_sources": []})
    assert refusal(answer) == (400, {"dataSources": text})


@KINDS
def test_keys_may_be_spelled_in_snake_case(sentry: SentrySimulator, body: Body) -> None:
    sent = {k: v for k, v in body.items() if k != "dataSources"}
    assert make(sentry, {**sent, "data_sources": body["dataSources"]})["dataSources"]


@KINDS
def test_a_key_that_nobody_knows_is_ignored(sentry: SentrySimulator, body: Body) -> None:
    assert "projectSlug" not in make(sentry, {**body, "projectSlug": "x", "projectId": "612"})


@pytest.mark.parametrize("body", [cron(), uptime()], ids=["cron", "uptime"])
def test_a_second_data_source_is_refused(sentry: SentrySimulator, body: Body) -> None:
    second = {**body["dataSources"][0], "slug": "another"}
    text = "Only one data source is allowed for this detector type."
    answer = post(sentry, {**body, "dataSources": [*body["dataSources"], second]})
    assert refusal(answer) == (400, {"dataSources": [text]})


def test_only_the_first_bad_data_source_reports_and_without_its_index(
    sentry: SentrySimulator,
) -> None:
    answer = post(sentry, {**cron(), "dataSources": [{"name": "a"}, {"name": ""}]})
    assert refusal(answer) == (400, {"dataSources": {"config": REQUIRED}})


@pytest.mark.parametrize("body", [cron(), uptime(), metric()], ids=["cron", "uptime", "metric"])
def test_a_level_that_is_no_number_is_refused(sentry: SentrySimulator, body: Body) -> None:
    group = {"logicType": "any", "conditions": [THRESHOLDS[1], LEVEL_AS_TEXT]}
    text = "condition_result must be an integer corresponding to a valid detector priority level"
    answer = post(sentry, {**body, "conditionGroup": group})
    assert refusal(answer) == (400, {"conditionGroup": [text]})


# What a new monitor is.


@KINDS
def test_a_new_monitor_is_enabled_whatever_was_sent(sentry: SentrySimulator, body: Body) -> None:
    assert make(sentry, {**body, "enabled": False})["enabled"] is True


@KINDS
def test_a_name_is_not_unique_and_is_trimmed(sentry: SentrySimulator, body: Body) -> None:
    sources = [{k: v for k, v in body["dataSources"][0].items() if k != "slug"}]
    made = [make(sentry, {**body, "name": " same ", "dataSources": sources}) for _ in range(2)]
    assert [item["name"] for item in made] == ["same", "same"]


@KINDS
def test_a_reply_has_exactly_sentrys_keys_and_every_id_is_a_text(
    sentry: SentrySimulator, body: Body
) -> None:
    made = make(sentry, body)
    assert sorted(made) == sorted(shown(sentry, "7101"))
    source, group = made["dataSources"][0], made["conditionGroup"]
    ids = [made["id"], source["id"], source["sourceId"], group["id"], made["createdBy"]]
    assert [type(value) for value in ids] == [str] * 5


@KINDS
def test_a_monitor_is_read_back_as_it_was_created(sentry: SentrySimulator, body: Body) -> None:
    sentry.state["shuffle"] = False
    made = make(sentry, body)
    found = shown(sentry, made["id"])
    moving = {"status", "subscription"} if body["type"] == "metric_issue" else set()
    for document in (made, found):
        query = document["dataSources"][0]["queryObj"]
        document["dataSources"][0]["queryObj"] = {
            key: value for key, value in query.items() if key not in moving
        }
    assert found == made


def test_an_owner_is_shown_as_an_object(sentry: SentrySimulator) -> None:
    made = make(sentry, uptime(owner="team:801"))
    assert made["owner"] == {"type": "team", "id": "801", "name": "sre"}


def test_the_logic_type_of_a_new_monitor_is_any(sentry: SentrySimulator) -> None:
    group = {"logicType": "none", "conditions": THRESHOLDS}
    assert make(sentry, metric(conditionGroup=group))["conditionGroup"]["logicType"] == "any"


@KINDS
def test_a_monitor_is_linked_to_alerts_as_it_is_created(
    sentry: SentrySimulator, body: Body
) -> None:
    identifier = create(sentry)["id"]
    made = make(sentry, {**body, "workflowIds": [int(identifier)]})
    assert made["workflowIds"] == [identifier]


@KINDS
def test_an_unknown_alert_is_told_in_a_list_and_nothing_is_left_behind(
    sentry: SentrySimulator, body: Body
) -> None:
    before = len(sentry.state["detectors"]), len(sentry.state["monitors"])
    answer = post(sentry, {**body, "workflowIds": [999999]})
    assert refusal(answer) == (400, ["Some workflows do not exist: {999999}"])
    assert (len(sentry.state["detectors"]), len(sentry.state["monitors"])) == before


@KINDS
def test_the_state_with_a_new_monitor_agrees(sentry: SentrySimulator, body: Body) -> None:
    make(sentry, body)
    sentry.check_state(sentry.state)


# Seats.


@pytest.mark.parametrize("body", [cron(), uptime()], ids=["cron", "uptime"])
def test_without_a_seat_a_new_monitor_is_created_disabled(
    sentry: SentrySimulator, body: Body
) -> None:
    sentry.state["seatsLeft"] = 0
    assert make(sentry, body)["enabled"] is False


def test_without_a_seat_the_row_of_a_cron_monitor_is_disabled_too(sentry: SentrySimulator) -> None:
    sentry.state["seatsLeft"] = 0
    assert make(sentry, cron())["dataSources"][0]["queryObj"]["status"] == "disabled"


@pytest.mark.parametrize("body", [cron(), uptime()], ids=["cron", "uptime"])
def test_without_a_seat_a_monitor_is_not_enabled(sentry: SentrySimulator, body: Body) -> None:
    sentry.state["seatsLeft"] = 0
    identifier = make(sentry, body)["id"]
    assert refusal(put(sentry, identifier, {"enabled": True})) == (400, {"enabled": NO_SEAT})


@pytest.mark.parametrize("body", [cron(), uptime()], ids=["cron", "uptime"])
@pytest.mark.parametrize("how", ["disabled", "deleted"])
def test_a_seat_that_is_given_back_can_be_taken(
    sentry: SentrySimulator, body: Body, how: str
) -> None:
    sentry.state["seatsLeft"] = 1
    identifier = make(sentry, body)["id"]
    if how == "deleted":
        ask(sentry, f"{DETECTORS}{identifier}/", "DELETE")
    else:
        edit(sentry, identifier, {"enabled": False})
    assert sentry.state["seatsLeft"] == 1


def test_a_metric_monitor_needs_no_seat(sentry: SentrySimulator) -> None:
    sentry.state["seatsLeft"] = 0
    assert make(sentry, metric())["enabled"] is True


# Who may edit and delete.


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("scope", ["alerts:write", "org:write"])
def test_each_of_two_scopes_lets_a_token_edit_and_delete(
    sentry: SentrySimulator, method: str, scope: str
) -> None:
    scopes(sentry, scope)
    assert ask(sentry, f"{DETECTORS}7114/", method, json={}).ok


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("given", [["project:write"], ["org:read"], ["org:admin"]])
def test_a_token_that_creates_is_not_let_edit_or_delete(
    sentry: SentrySimulator, method: str, given: list[str]
) -> None:
    scopes(sentry, *given)
    assert refusal(ask(sentry, f"{DETECTORS}7114/", method, json={})) == (403, FORBIDDEN)


def test_rights_are_looked_at_before_the_body(sentry: SentrySimulator) -> None:
    scopes(sentry, "org:read")
    assert refusal(put(sentry, "7114", {"name": ""})) == (403, FORBIDDEN)


@pytest.mark.parametrize("identifier", ["7101", "7102"])
def test_a_projects_own_monitors_are_nobodys_to_delete(
    sentry: SentrySimulator, identifier: str
) -> None:
    answer = ask(sentry, f"{DETECTORS}{identifier}/", "DELETE")
    assert refusal(answer) == (403, FORBIDDEN)


def test_a_projects_own_monitors_are_not_edited_with_the_scope_of_alerts(
    sentry: SentrySimulator,
) -> None:
    scopes(sentry, "alerts:write")
    assert refusal(put(sentry, "7101", {"name": "x"})) == (403, FORBIDDEN)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("identifier", ["404", "x"])
def test_a_monitor_that_is_not_there_is_404(
    sentry: SentrySimulator, method: str, identifier: str
) -> None:
    answer = ask(sentry, f"{DETECTORS}{identifier}/", method, json={})
    assert refusal(answer) == (404, NOT_FOUND)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_monitor_of_a_closed_project_is_403(sentry: SentrySimulator, method: str) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["projects"] = ["611"]
    assert refusal(ask(sentry, f"{DETECTORS}7114/", method, json={})) == (403, FORBIDDEN)


@KINDS
def test_a_deleted_monitor_is_gone_at_once(sentry: SentrySimulator, body: Body) -> None:
    path = f"{DETECTORS}{make(sentry, body)['id']}/"
    answers = [ask(sentry, path, method).status_code for method in ("DELETE", "DELETE", "GET")]
    assert answers == [204, 404, 404]


def test_a_deleted_monitor_is_no_longer_linked(sentry: SentrySimulator) -> None:
    create(sentry, alert(detectorIds=[7114]))
    ask(sentry, f"{DETECTORS}7114/", "DELETE")
    assert sentry.state["workflows"][0]["detectorIds"] == []


# Edits of every kind.


@pytest.mark.parametrize(
    ("changes", "shown_as"),
    [
        ({"name": " new "}, {"name": "new"}),
        ({"description": "why"}, {"description": "why"}),
        ({"description": ""}, {"description": ""}),
        ({"description": None}, {"description": None}),
        ({"owner": None}, {"owner": None}),
        ({"enabled": False}, {"enabled": False}),
        ({}, {"name": "before", "description": "because", "enabled": True}),
    ],
)
@KINDS
def test_an_edit_changes_what_is_sent_and_keeps_the_rest(
    sentry: SentrySimulator, body: Body, changes: Body, shown_as: Body
) -> None:
    made = make(sentry, {**body, "name": "before", "description": "because", "owner": "team:801"})
    edited = edit(sentry, made["id"], changes)
    assert {key: edited[key] for key in shown_as} == shown_as
    kept = {"name", "description", "owner", "config", "type", "projectId"} - set(changes)
    assert {key: edited[key] for key in kept} == {key: made[key] for key in kept}


def test_every_edit_moves_the_date(sentry: SentrySimulator) -> None:
    made = make(sentry, uptime())
    assert edit(sentry, made["id"], {})["dateUpdated"] > made["dateUpdated"]


@pytest.mark.parametrize(("sent", "linked"), [([], []), (MISSING, ["52001"])])
def test_alerts_are_unlinked_by_an_empty_list_alone(
    sentry: SentrySimulator, sent: object, linked: list[str]
) -> None:
    identifier = create(sentry)["id"]
    made = make(sentry, uptime(workflowIds=[identifier]))
    changes: Body = {} if sent is MISSING else {"workflowIds": sent}
    assert edit(sentry, made["id"], changes)["workflowIds"] == [identifier for _ in linked]


@KINDS
def test_an_edit_with_an_empty_list_of_data_sources_crashes_sentry(
    sentry: SentrySimulator, body: Body
) -> None:
    answer = put(sentry, make(sentry, body)["id"], {"dataSources": []})
    assert (answer.status_code, answer.json()["detail"]) == (500, CRASHED)


@KINDS
def test_an_edit_refuses_an_unknown_type(sentry: SentrySimulator, body: Body) -> None:
    answer = put(sentry, make(sentry, body)["id"], {"type": "cron"})
    assert (answer.status_code, list(answer.json())) == (400, ["type"])


@KINDS
def test_what_an_edit_refuses_changes_nothing(sentry: SentrySimulator, body: Body) -> None:
    sentry.state["shuffle"] = False
    identifier = make(sentry, body)["id"]
    before: Any = shown(sentry, identifier)
    put(sentry, identifier, {"name": "new", "enabled": False, "workflowIds": [999999]})
    assert shown(sentry, identifier) == before


@pytest.mark.parametrize("token", [tokens.SENTRY_TOKEN_READ_ONLY, tokens.SENTRY_TOKEN_EXPIRED])
def test_a_token_that_only_reads_or_is_too_old_writes_no_monitor(
    sentry: SentrySimulator, token: str
) -> None:
    assert post(sentry, uptime(), token).status_code in (401, 403)
