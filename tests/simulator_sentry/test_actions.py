"""Promises of the Sentry simulator: which actions it takes, and what comes back of them."""

import pytest

from tests.simulator_sentry.client import (
    PAGER,
    SPECIFIC,
    WORKFLOWS,
    Body,
    action_body,
    ask,
    create,
    read_back,
    refusal_of,
    update,
    with_action,
)
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_fields import to_camel

NULLS = {**SPECIFIC, "targetIdentifier": None, "targetDisplay": None}
TICKETS = [("jira", "56"), ("jira_server", "57"), ("vsts", "60")]
REPO = {"repo": "raxx/api", "integration": "58", "labels": None, "assignee": None, "x": [1]}
FORM = [{"name": "project", "updatesForm": True, "choices": [["1", "API"]]}]


@pytest.mark.parametrize(
    ("kind", "integration", "config", "data"),
    [
        *((*ticket, config, {}) for ticket in TICKETS for config in ({}, SPECIFIC, NULLS)),
        ("jira", "56", {**NULLS, "more": 1}, {"dynamicFormFields": FORM, "additionalFields": {}}),
        ("github", "58", NULLS, {"additionalFields": REPO, "dynamicFormFields": FORM}),
        ("pagerduty", "54", {**SPECIFIC, "targetIdentifier": "61"}, {"priority": "info", "x": 1}),
        (
            "opsgenie",
            "55",
            {**SPECIFIC, "targetIdentifier": "55-backend", "targetDisplay": None},
            {"priority": "P5", "x": 1},
        ),
        ("discord", "52", {**SPECIFIC, "targetIdentifier": "9001", "targetDisplay": None}, {}),
        ("email", None, {"targetType": "issue_owners"}, {}),
        ("email", None, {"targetType": "issue_owners", "targetIdentifier": ""}, {}),
        (
            "email",
            None,
            {"targetType": "issue_owners", "targetIdentifier": None, "targetDisplay": None},
            {"fallthroughType": "NoOne"},
        ),
        (
            "email",
            None,
            {"targetType": "team", "targetIdentifier": "999"},
            {"fallthroughType": "AllMembers"},
        ),
        ("sentry_app", None, {**PAGER, "targetDisplay": "Pager"}, {}),
        ("sentry_app", None, PAGER, {"settings": []}),
        ("sentry_app", None, PAGER, {"settings": [{"anything": 1}]}),
        (
            "webhook",
            None,
            {"targetIdentifier": "webhooks", "targetType": None, "targetDisplay": None},
            {"anything": [1]},
        ),
        ("webhook", None, {"targetIdentifier": "pager", "more": 1}, {}),
    ],
)
def test_it_is_taken_and_comes_back(
    sentry: SentrySimulator, kind: str, integration: str | None, config: Body, data: Body
) -> None:
    action = read_back(sentry, action_body(kind, integration, config, data))
    assert (action["config"], action["data"]) == (config, data)


@pytest.mark.parametrize(
    ("kind", "integration", "config", "data", "errors"),
    [
        *(
            (*ticket, {**SPECIFIC, key: ""}, {}, {"config": ["'' is not of type 'null'"]})
            for ticket in TICKETS
            for key in ("targetIdentifier", "targetDisplay")
        ),
        (
            "jira",
            "56",
            {},
            {"project": "1"},
            {"data": ["Additional properties are not allowed ('project' was unexpected)"]},
        ),
        ("jira", "56", {}, {"dynamicFormFields": [1]}, {"data": ["1 is not of type 'object'"]}),
        ("github", "58", {}, {}, {"data": ["'additional_fields' is a required property"]}),
        (
            "slack",
            "51",
            {**SPECIFIC, "targetDisplay": "#ops", "targetIdentifier": None},
            {"notes": None},
            {
                "data": ["None is not of type 'string'"],
                "config": ["None is not of type 'string'"],
            },
        ),
        ("slack", "51", SPECIFIC, {}, {"config": ["'target_display' is a required property"]}),
        (
            "sentry_app",
            None,
            {**PAGER, "sentryAppIdentifier": "sentry_app_id"},
            {},
            {
                "config": [
                    "Additional properties are not allowed ('sentry_app_identifier' was unexpected)"
                ]
            },
        ),
        (
            "sentry_app",
            None,
            {**PAGER, "targetIdentifier": "72"},
            {},
            {"nonFieldErrors": ["Sentry app installation not found."]},
        ),
        (
            "webhook",
            None,
            {"targetIdentifier": "unknown"},
            {},
            {"service": ["Select a valid choice. unknown is not one of the available choices."]},
        ),
        (
            "email",
            None,
            {"targetType": "issue_owners", "targetDisplay": "owners"},
            {"fallthroughType": "Everybody"},
            {
                "data": [
                    "'Everybody' is not one of [<FallthroughChoiceType.ALL_MEMBERS: 'AllMembers'>,"
                    " <FallthroughChoiceType.ACTIVE_MEMBERS: 'ActiveMembers'>, "
                    "<FallthroughChoiceType.NO_ONE: 'NoOne'>]"
                ],
                "config": ["'owners' is not of type 'null'"],
            },
        ),
        (
            "discord",
            "52",
            {**SPECIFIC, "targetIdentifier": ""},
            {},
            {"channelId": ["This field is required."]},
        ),
        (
            "discord",
            "52",
            {**SPECIFIC, "targetIdentifier": "404"},
            {},
            {"all": ["Discord: Discord channel can not be found."]},
        ),
        (
            "msteams",
            "53",
            {**SPECIFIC, "targetDisplay": "Nowhere", "targetIdentifier": "19:abc"},
            {},
            {"all": ['The channel or user "Nowhere" could not be found in the Raxx Team.']},
        ),
    ],
)
def test_it_is_refused(
    sentry: SentrySimulator,
    kind: str,
    integration: str | None,
    config: Body,
    data: Body,
    errors: Body,
) -> None:
    assert refusal_of(sentry, action_body(kind, integration, config, data)) == errors


def test_a_disabled_action_stays_so(sentry: SentrySimulator) -> None:
    assert read_back(sentry, with_action(status="disabled"))["status"] == "disabled"


def test_the_first_word_of_a_key_comes_back_in_lower_case(sentry: SentrySimulator) -> None:
    webhook = {"targetIdentifier": "webhooks"}
    action = read_back(sentry, action_body("webhook", None, webhook, {"URLPart": 1, "_private": 2}))
    assert action["data"] == {"urlPart": 1, "private": 2}


@pytest.mark.parametrize("config", [{}, {"frequency": 0}, {"frequency": 525600}])
def test_any_frequency_and_none_are_taken(sentry: SentrySimulator, config: Body) -> None:
    created = create(sentry, {**with_action(), "config": config})
    assert update(sentry, created["id"], created)["config"] == config


def test_an_alert_without_a_config_is_taken(sentry: SentrySimulator) -> None:
    body = with_action()
    del body["config"]
    assert create(sentry, body)["config"] == {}


SEER: Body = {"type": "seer_activity_trigger", "comparison": ["rca_completed"]}


@pytest.mark.parametrize(("kind", "status"), [("pagerduty", 400), ("email", 201)])
def test_an_activity_of_seers_is_told_to_people_not_to_on_call_services(
    sentry: SentrySimulator, kind: str, status: int
) -> None:
    pager = action_body("pagerduty", "54", {**SPECIFIC, "targetIdentifier": "61"})
    body = {"email": with_action(), "pagerduty": pager}[kind]
    conditions = [{**SEER, "conditionResult": True}]
    body["triggers"] = {"logicType": "any", "conditions": conditions}
    answer = ask(sentry, WORKFLOWS, "POST", json=body)
    assert answer.status_code == status
    assert ("is not supported for activity triggers" in answer.text) == (status == 400)


def test_a_key_that_a_migration_stored_in_camel_case_is_answered_in_lower_case() -> None:
    assert to_camel("updatesForm") == "updatesform"
