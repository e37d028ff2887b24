"""Promises of the Sentry simulator: which actions it takes, and what comes back of them."""

from typing import Any

import pytest

from tests.simulator_sentry.client import (
    WORKFLOWS,
    Body,
    ask,
    create,
    first_lines,
    read,
    refusal,
    update,
    with_action,
)
from tests.simulators.sentry import SentrySimulator


def sent(kind: str, integration: str | None, config: Body, data: Body | None = None) -> Body:
    return with_action(type=kind, integrationId=integration, config=config, data=data or {})


def stored(sentry: SentrySimulator, body: Body) -> Any:
    """Create an alert and give its action as it is read back."""
    return read(sentry, create(sentry, body)["id"])["actionFilters"][0]["actions"][0]


def refused(sentry: SentrySimulator, body: Body) -> Any:
    status, found = refusal(ask(sentry, WORKFLOWS, "POST", json=body))
    assert (status, isinstance(found, dict)) == (400, True)
    return first_lines(found["actionFilters"]) if isinstance(found, dict) else None


SPECIFIC = {"targetType": "specific"}
NULLS = {**SPECIFIC, "targetIdentifier": None, "targetDisplay": None}
TICKETS = [("jira", "56"), ("jira_server", "57"), ("vsts", "60")]
REPO = {"repo": "raxx/api", "integration": "58", "labels": None, "assignee": None, "x": [1]}
FORM = [{"name": "project", "updatesForm": True, "choices": [["1", "API"]]}]
PAGER = {"targetType": "sentry_app", "targetIdentifier": "71"}


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
    action = stored(sentry, sent(kind, integration, config, data))
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
    assert refused(sentry, sent(kind, integration, config, data)) == errors


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "5"), (True, "true"), (["a", 1], '["a",1]'), ({"aKey": None}, '{"a_key":null}')],
)
def test_the_setting_of_an_app_becomes_a_text(
    sentry: SentrySimulator, value: object, text: str
) -> None:
    settings = [{"name": "priority", "value": value}]
    action = stored(sentry, sent("sentry_app", None, PAGER, {"settings": settings}))
    assert action["data"]["settings"] == [{"name": "priority", "value": text}]


@pytest.mark.parametrize("value", [None, "x", ""])
def test_the_setting_of_an_app_may_be_null_or_a_text(
    sentry: SentrySimulator, value: str | None
) -> None:
    settings = [{"name": "priority", "value": value, "label": None}]
    action = stored(sentry, sent("sentry_app", None, PAGER, {"settings": settings}))
    assert action["data"]["settings"] == settings


@pytest.mark.parametrize("data", [{}, {"settings": []}])
def test_an_app_with_a_form_wants_settings(sentry: SentrySimulator, data: Body) -> None:
    sentry.state["sentryApps"][0]["wantsSettings"] = True
    found = refused(sentry, sent("sentry_app", None, PAGER, data))
    assert found == {"nonFieldErrors": ["'settings' is a required property"]}


def test_an_app_is_asked_and_may_refuse(sentry: SentrySimulator) -> None:
    sentry.state["sentryApps"][0]["refusal"] = "pager: no such team"
    found = refused(sentry, sent("sentry_app", None, PAGER, {"settings": [{"name": "team"}]}))
    assert found == {"nonFieldErrors": ["pager: no such team"]}


def test_a_disabled_action_stays_so(sentry: SentrySimulator) -> None:
    assert stored(sentry, with_action(status="disabled"))["status"] == "disabled"


def test_the_first_word_of_a_key_comes_back_in_lower_case(sentry: SentrySimulator) -> None:
    webhook = {"targetIdentifier": "webhooks"}
    action = stored(sentry, sent("webhook", None, webhook, {"URLPart": 1, "_private": 2}))
    assert action["data"] == {"urlPart": 1, "private": 2}


SLACK_LIMIT = "Slack: Requests to Slack exceeded the rate limit. Please try again later."
NAME, ID = {"targetDisplay": "#ops"}, {"targetIdentifier": "C02"}


@pytest.mark.parametrize(
    ("config", "at", "text"),
    [
        (NAME, "users.list", SLACK_LIMIT),
        ({**ID, "targetDisplay": ""}, "users.list", SLACK_LIMIT),
        ({**ID, **NAME}, "users.list", "Slack: Rate limited"),
        (
            NAME,
            "probe",
            'Slack: The resource "ops" does not exist or has not been granted access in the Raxx '
            "Slack workspace.",
        ),
    ],
)
def test_slacks_own_limit_is_a_400_and_passes(
    sentry: SentrySimulator, config: Body, at: str, text: str
) -> None:
    sentry.state["slack"].update(refusals=1, refusesAt=at)
    body = sent("slack", "51", {**SPECIFIC, **config})
    assert refused(sentry, body) == {"all": [text]}
    assert create(sentry, body)["name"]


def test_a_channel_is_looked_up_again_on_every_put(sentry: SentrySimulator) -> None:
    created = create(sentry, sent("slack", "51", {**SPECIFIC, **NAME}))
    sentry.state["integrations"][0]["channels"].clear()
    answer = ask(sentry, f"{WORKFLOWS}{created['id']}/", "PUT", json=created)
    text = "Slack: Channel not found. Invalid ID provided."
    assert refusal(answer) == (400, {"actionFilters": {"all": [text]}})


@pytest.mark.parametrize(
    "config", [{**NAME}, {"targetDisplay": "ops"}, {**ID, "targetDisplay": ""}, {**ID, **NAME}]
)
def test_a_slack_channel_comes_back_with_its_id_and_its_sign(
    sentry: SentrySimulator, config: Body
) -> None:
    action = stored(sentry, sent("slack", "51", {**SPECIFIC, **config}))
    assert action["config"] == {**SPECIFIC, **NAME, **ID}


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({"targetDisplay": ""}, "Slack: Either a channel name or channel ID is required."),
        (
            {"targetDisplay": "#alerts", **ID},
            "Slack: Slack channel name from ID does not match input channel name.",
        ),
        ({"targetDisplay": "", "targetIdentifier": "C9"}, "Slack: Could not resolve channel name"),
    ],
)
def test_a_slack_channel_that_is_none_is_refused(
    sentry: SentrySimulator, config: Body, text: str
) -> None:
    found = refused(sentry, sent("slack", "51", {**SPECIFIC, **config}))
    assert found["all"][0].startswith(text)


def test_the_id_of_a_teams_channel_is_that_of_its_name(sentry: SentrySimulator) -> None:
    config = {**SPECIFIC, "targetDisplay": "Alerts", "targetIdentifier": "19:old"}
    assert stored(sentry, sent("msteams", "53", config))["config"]["targetIdentifier"] == "19:abc"


def test_a_disabled_integration_is_no_choice(sentry: SentrySimulator) -> None:
    sentry.state["integrations"][5]["status"] = "disabled"
    found = refused(sentry, sent("jira", "56", {}))
    text = "Select a valid choice. 56 is not one of the available choices."
    assert found == {"integration": [text]}


def test_no_answer_of_slack_is_a_list_of_no_channels(sentry: SentrySimulator) -> None:
    sentry.state["slack"]["answers"] = False
    answer = ask(sentry, "/api/0/organizations/moosequest/integrations/51/channels/")
    assert refusal(answer) == (200, {"results": []})


@pytest.mark.parametrize("config", [{}, {"frequency": 0}, {"frequency": 525600}])
def test_any_frequency_and_none_are_taken(sentry: SentrySimulator, config: Body) -> None:
    created = create(sentry, {**with_action(), "config": config})
    assert update(sentry, created["id"], created)["config"] == config


def test_an_alert_without_a_config_is_taken(sentry: SentrySimulator) -> None:
    body = with_action()
    del body["config"]
    assert create(sentry, body)["config"] == {}
