"""Promises of looking up what a rule's actions name: found once, and told what there is."""

from typing import Any

import pytest

from infra.base.errors import RuleError
from infra.rules.canonical import canonical
from infra.rules.from_document import from_document
from infra.rules.recipients import Recipient, names_of
from infra.rules.to_document import to_document
from infra.sentry.client import SentryClient
from infra.sentry.directory import Directory
from infra.sentry.inventory import Inventory
from tests.factories import rule
from tests.simulators.sentry import SentrySimulator

FOUND = [
    (Recipient("slack", "Raxx"), "51"),
    (Recipient("slack channel", "#ops", "Raxx"), "C02"),
    (Recipient("discord channel", "#alerts", "Raxx"), "9001"),
    (Recipient("msteams channel", "Alerts", "Raxx"), "19:abc"),
    (Recipient("pagerduty service", "Backend", "Raxx"), "61"),
    (Recipient("opsgenie team", "Backend", "Raxx"), "55-backend"),
    (Recipient("jira", "Raxx"), "56"),
    (Recipient("jira_server", "Raxx"), "57"),
    (Recipient("github", "raxx"), "58"),
    (Recipient("github_enterprise", "raxx"), "59"),
    (Recipient("vsts", "Raxx"), "60"),
    (Recipient("sentry_app", "pager"), "71"),
]
SLACK = {"workspace": "Raxx", "channel": "#alerts"}


@pytest.fixture
def directory(client: SentryClient) -> Directory:
    return Directory(client)


def refused(directory: Directory, *recipient: str) -> str:
    """Return the refusal of a recipient, whole."""
    with pytest.raises(RuleError) as caught:
        directory.identifier(Recipient(*recipient))
    return str(caught.value)


@pytest.mark.parametrize(("recipient", "identifier"), FOUND)
def test_a_name_is_found(inventory: Inventory, recipient: Recipient, identifier: str) -> None:
    assert inventory.identifier(recipient) == identifier


def test_everything_is_asked_for_once(directory: Directory, sentry: SentrySimulator) -> None:
    for _ in range(3):
        directory.identifier(Recipient("slack channel", "#ops", "Raxx"))
        directory.identifier(Recipient("sentry_app", "pager"))
    assert len(sentry.requests) == 3


@pytest.mark.parametrize(
    ("recipient", "told"),
    [
        (
            ("slack", "Rax"),
            "no Slack workspace named 'Rax' (did you mean 'Raxx'?); it has: Raxx (51)",
        ),
        (
            ("slack channel", "#opps", "Raxx"),
            "no channel in the Slack workspace Raxx named '#opps' (did you mean '#ops'?); it has: "
            "#alerts (C01), #ops (C02)",
        ),
        (
            ("pagerduty service", "Frontend", "Raxx"),
            "no service in the PagerDuty account Raxx named 'Frontend'; it has: Backend (61)",
        ),
        (("sentry_app", "x"), "no Sentry app named 'x'; it has: pager (71)"),
    ],
)
def test_a_wrong_name_is_told_with_those_there_are(
    directory: Directory, recipient: tuple[str, ...], told: str
) -> None:
    assert told in refused(directory, *recipient)


def test_where_sentry_lists_no_channel_the_way_out_is_told(
    directory: Directory, sentry: SentrySimulator
) -> None:
    sentry.state["integrations"][0]["channels"] = []
    told = refused(directory, "slack channel", "#secret", "Raxx")
    assert "none that the token may see" in told
    assert "write its channelId too" in told


def test_two_integrations_of_a_name_are_told_apart_by_their_ids(
    directory: Directory, sentry: SentrySimulator
) -> None:
    sentry.state["integrations"].append({**sentry.state["integrations"][0], "id": "99"})
    assert "Raxx (51), Raxx (99)" in refused(directory, "slack", "Raxx")
    assert directory.identifier(Recipient("slack", "99")) == "99"


def test_a_disabled_integration_is_refused(directory: Directory, sentry: SentrySimulator) -> None:
    sentry.state["integrations"][0]["status"] = "disabled"
    assert "'Raxx' is disabled" in refused(directory, "slack", "Raxx")


@pytest.mark.parametrize(
    "action",
    [
        {"slack": SLACK},
        {"pagerduty": {"account": "Raxx", "service": "Backend"}},
        {"github": {"integration": "raxx", "repository": "raxx/api"}},
        {"sentryApp": {"app": "pager"}},
    ],
)
def test_the_names_of_a_live_alert_are_found_again(
    directory: Directory, action: dict[str, Any]
) -> None:
    written = rule(key=None, action=action)
    ids = {who: directory.identifier(who) for who in written.recipients}
    document = canonical(to_document(written, [1], ids))
    assert directory.names(document) == names_of(ids)
    assert from_document(document, directory.names(document)) == written
