"""Promises of the Sentry simulator: integrations, their channels, apps, and checked targets."""

import pytest

from tests.simulator_sentry.client import (
    WORKFLOWS,
    Body,
    ask,
    create,
    first_lines,
    refusal,
    with_action,
)
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

ORG = "/api/0/organizations/moosequest"
CHOICE = "Select a valid choice. {} is not one of the available choices."


def action(kind: str, integration: int, **parts: Body) -> Body:
    config = {"targetType": "specific", **parts.get("config", {})}
    data = parts.get("data", {})
    return with_action(type=kind, integrationId=integration, config=config, data=data)


def test_the_list_can_be_narrowed_to_a_provider(sentry: SentrySimulator) -> None:
    found = ask(sentry, f"{ORG}/integrations/?providerKey=pagerduty").json()
    assert [(i["id"], i["provider"]["key"]) for i in found] == [("54", "pagerduty")]


def test_the_configuration_can_be_left_out(sentry: SentrySimulator) -> None:
    found = ask(sentry, f"{ORG}/integrations/?providerKey=pagerduty&includeConfig=0").json()
    assert found[0]["configData"] is None


def test_channels_are_those_of_the_integration(sentry: SentrySimulator) -> None:
    found = ask(sentry, f"{ORG}/integrations/53/channels/").json()
    assert [c["display"] for c in found["results"]] == ["Alerts"]


def test_what_is_no_chat_has_no_channels_and_says_so(sentry: SentrySimulator) -> None:
    found = ask(sentry, f"{ORG}/integrations/56/channels/").json()
    assert found["results"] == []
    assert "not supported for provider 'jira'" in found["warning"]


def test_an_unknown_integration_has_no_channels(sentry: SentrySimulator) -> None:
    assert ask(sentry, f"{ORG}/integrations/999/channels/").status_code == 404


@pytest.mark.parametrize(
    "path", ["integrations/", "integrations/51/channels/", "sentry-app-installations/"]
)
def test_the_scope_for_them_is_of_the_organization(sentry: SentrySimulator, path: str) -> None:
    answer = ask(sentry, f"{ORG}/{path}", token=tokens.SENTRY_TOKEN_LEAST)
    assert answer.status_code == 403


def test_a_channel_without_an_id_gets_its_own(sentry: SentrySimulator) -> None:
    body = action("slack", 51, config={"targetDisplay": "#ops"})
    config = create(sentry, body)["actionFilters"][0]["actions"][0]["config"]
    assert config["targetIdentifier"] == "C02"


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (
            action("slack", 99, config={"targetDisplay": "#ops"}),
            {
                "workspace": [CHOICE.format(99)],
                "all": ["Slack: Workspace is a required field."],
            },
        ),
        (
            action("discord", 51, config={"targetIdentifier": "9"}),
            {"server": [CHOICE.format(51)], "all": ["Discord: Server is a required field."]},
        ),
        (
            action("jira", 57, data={"additionalFields": {"project": "1"}}),
            {"integration": [CHOICE.format(57)]},
        ),
        (
            action("pagerduty", 54, config={"targetIdentifier": "99"}),
            {"service": [CHOICE.format(99)]},
        ),
        (
            action("opsgenie", 55, config={"targetIdentifier": "x"}),
            {
                "team": [CHOICE.format("x")],
                "all": ['The team "None" does not belong to the Raxx Opsgenie account.'],
            },
        ),
        (
            action("slack", 51, config={"targetDisplay": "#opps"}),
            {
                "all": [
                    'Slack: The resource "opps" does not exist or has not been granted access in '
                    "the Raxx Slack workspace."
                ]
            },
        ),
        (
            action("github", 58, data={"additionalFields": {"repo": "r/r"}}),
            {"data": ["'integration' is a required property"]},
        ),
        (
            action("pagerduty", 54, config={"targetIdentifier": "61"}, data={"priority": "high"}),
            {
                "data": [
                    "'high' is not one of [<PagerdutySeverity.DEFAULT: 'default'>, "
                    "<PagerdutySeverity.CRITICAL: 'critical'>, "
                    "<PagerdutySeverity.WARNING: 'warning'>, <PagerdutySeverity.ERROR: 'error'>, "
                    "<PagerdutySeverity.INFO: 'info'>]"
                ]
            },
        ),
        (
            with_action(
                type="sentry_app",
                config={"targetType": "sentry_app", "targetIdentifier": "pager"},
            ),
            {"config": ["'pager' does not match '^[0-9]+$'"]},
        ),
    ],
)
def test_a_target_that_is_not_there_is_refused(
    sentry: SentrySimulator, body: Body, errors: Body
) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=body)
    status, found = refusal(answer)
    assert (status, first_lines(found)) == (400, {"actionFilters": errors})
