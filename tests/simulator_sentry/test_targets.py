"""Promises of the Sentry simulator: what an action reaches is looked up on every write."""

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
    refusal,
    refusal_of,
)
from tests.simulators.sentry import SentrySimulator

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
    body = action_body("slack", "51", {**SPECIFIC, **config})
    assert refusal_of(sentry, body) == {"all": [text]}
    assert create(sentry, body)["name"]


def test_a_channel_is_looked_up_again_on_every_put(sentry: SentrySimulator) -> None:
    created = create(sentry, action_body("slack", "51", {**SPECIFIC, **NAME}))
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
    action = read_back(sentry, action_body("slack", "51", {**SPECIFIC, **config}))
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
    found = refusal_of(sentry, action_body("slack", "51", {**SPECIFIC, **config}))
    assert found["all"][0].startswith(text)


def test_the_id_of_a_teams_channel_is_that_of_its_name(sentry: SentrySimulator) -> None:
    config = {**SPECIFIC, "targetDisplay": "Alerts", "targetIdentifier": "19:old"}
    assert (
        read_back(sentry, action_body("msteams", "53", config))["config"]["targetIdentifier"]
        == "19:abc"
    )


def test_a_disabled_integration_is_no_choice(sentry: SentrySimulator) -> None:
    sentry.state["integrations"][5]["status"] = "disabled"
    found = refusal_of(sentry, action_body("jira", "56", {}))
    text = "Select a valid choice. 56 is not one of the available choices."
    assert found == {"integration": [text]}


def test_no_answer_of_slack_is_a_list_of_no_channels(sentry: SentrySimulator) -> None:
    sentry.state["slack"]["answers"] = False
    answer = ask(sentry, "/api/0/organizations/moosequest/integrations/51/channels/")
    assert refusal(answer) == (200, {"results": []})


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "5"), (True, "true"), (["a", 1], '["a",1]'), ({"aKey": None}, '{"a_key":null}')],
)
def test_the_setting_of_an_app_becomes_a_text(
    sentry: SentrySimulator, value: object, text: str
) -> None:
    settings = [{"name": "priority", "value": value}]
    action = read_back(sentry, action_body("sentry_app", None, PAGER, {"settings": settings}))
    assert action["data"]["settings"] == [{"name": "priority", "value": text}]


@pytest.mark.parametrize("value", [None, "x", ""])
def test_the_setting_of_an_app_may_be_null_or_a_text(
    sentry: SentrySimulator, value: str | None
) -> None:
    settings = [{"name": "priority", "value": value, "label": None}]
    action = read_back(sentry, action_body("sentry_app", None, PAGER, {"settings": settings}))
    assert action["data"]["settings"] == settings


@pytest.mark.parametrize("data", [{}, {"settings": []}])
def test_an_app_with_a_form_wants_settings(sentry: SentrySimulator, data: Body) -> None:
    sentry.state["sentryApps"][0]["wantsSettings"] = True
    found = refusal_of(sentry, action_body("sentry_app", None, PAGER, data))
    assert found == {"nonFieldErrors": ["'settings' is a required property"]}


def test_an_app_is_asked_and_may_refuse(sentry: SentrySimulator) -> None:
    sentry.state["sentryApps"][0]["refusal"] = "pager: no such team"
    found = refusal_of(
        sentry, action_body("sentry_app", None, PAGER, {"settings": [{"name": "team"}]})
    )
    assert found == {"nonFieldErrors": ["pager: no such team"]}
