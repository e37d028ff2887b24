"""Promises of the program with `sentryApi: rules`, on Pulumi's mocks."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from infra.legacy.rules import to_rule
from infra.rules.recipients import Recipient
from infra.rules.to_document import to_document
from tests.factories import entry, rule
from tests.rules_api.conftest import Result, needs_package
from tests.simulator_sentry.client import RULES, ask
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

pytestmark = needs_package

Run = Callable[..., Result]
OPS = {Recipient("user", "ops@raxx.app"): "3001"}


def made_by_hand(sentry: SentrySimulator, **changes: Any) -> str:
    """Make the rule of `entry()` on the server, changed, and return its ID."""
    body = to_rule(to_document(rule(), [], OPS)) | changes
    answer = ask(sentry, RULES, "POST", json=body)
    assert answer.status_code == 200, answer.text
    identifier: str = answer.json()["id"]
    return identifier


def row(identifier: str) -> dict[str, Any]:
    """Return the last update's outputs of the rule of `entry()`."""
    managed = {"key": "disk_full", "name": "disk full", "id": identifier, "api": "rules"}
    return {"managed_rules": [{**managed, "url": "", "on_remove": "delete"}]}


@pytest.mark.usefixtures("old_server")
def test_a_rule_is_declared_in_texts_alone(program: Run) -> None:
    (declared,) = program(alertRules=[entry(condition={"atLeast": 1, "within": "5m"})]).rules
    assert declared["inputs"] == {
        "organization": "moosequest",
        "project": "trademaster-raptor",
        "name": "disk full",
        "frequency": 30,
        "actionMatch": "any",
        "filterMatch": "all",
        "conditions": [
            {
                "id": "sentry.rules.conditions.event_frequency.EventFrequencyCondition",
                "comparisonType": "count",
                "value": "0",
                "interval": "5m",
            }
        ],
        "filters": [
            {
                "id": "sentry.rules.filters.event_attribute.EventAttributeFilter",
                "attribute": "message",
                "match": "co",
                "value": "No space left on device",
            }
        ],
        "actions": [
            {
                "id": "sentry.mail.actions.NotifyEmailAction",
                "targetType": "Member",
                "targetIdentifier": "3001",
            }
        ],
    }


def test_the_server_takes_what_is_declared(old_server: SentrySimulator, program: Run) -> None:
    (declared,) = program().rules
    sent = declared["inputs"] | {"frequency": int(declared["inputs"]["frequency"])}
    assert ask(old_server, RULES, "POST", json=sent).status_code == 200


def test_the_rule_of_that_name_is_imported(old_server: SentrySimulator, program: Run) -> None:
    identifier = made_by_hand(old_server)
    (declared,) = program().rules
    adopted = (declared["import"], declared["retain_on_delete"])
    assert adopted == (f"moosequest/trademaster-raptor/{identifier}", True)


def test_what_is_imported_and_how_it_changes_is_told(
    old_server: SentrySimulator, program: Run
) -> None:
    identifier = made_by_hand(old_server, frequency=99)
    said = "\n".join(program().said)
    assert f"'disk full' adopts the alert {identifier}" in said
    assert "frequency: 99 min => 30 min" in said


def test_a_rule_of_the_last_update_keeps_what_becomes_of_it(
    old_server: SentrySimulator, program: Run
) -> None:
    identifier = made_by_hand(old_server)
    result = program(last_outputs=row(identifier))
    assert [declared["retain_on_delete"] for declared in result.rules] == [False]
    assert not [line for line in result.said if "adopts" in line]


def test_a_rule_that_only_the_outputs_remember_is_not_made_again(
    old_server: SentrySimulator, program: Run
) -> None:
    identifier = made_by_hand(old_server, name="renamed by hand")
    (declared,) = program(last_outputs=row(identifier)).rules
    assert declared["import"] == f"moosequest/trademaster-raptor/{identifier}"


def test_two_rules_of_the_name_are_refused_with_their_ids(
    old_server: SentrySimulator, program: Run
) -> None:
    ids = [made_by_hand(old_server, frequency=minutes) for minutes in (8, 9)]
    result = program()
    assert "2 rules of trademaster-raptor are named 'disk full'" in result.error
    assert all(identifier in result.error for identifier in ids)


@pytest.mark.usefixtures("old_server")
def test_what_the_old_api_cannot_say_is_refused_before_anything_is_asked(
    sentry: SentrySimulator, program: Run
) -> None:
    result = program(alertRules=[entry(enabled=False)])
    place = "raxx-alerts:alertRules[0].enabled: the old API cannot switch a rule off"
    assert place in result.error
    assert sentry.requests == []


@pytest.mark.usefixtures("old_server")
def test_a_stranger_is_refused_as_on_the_other_api(program: Run) -> None:
    result = program(alertRules=[entry(action={"email": "nobody@raxx.app"})])
    assert "no member of Sentry organization moosequest has the address" in result.error


@pytest.mark.usefixtures("old_server")
def test_a_secondary_address_is_warned_of(program: Run) -> None:
    result = program(alertRules=[entry(action={"email": "oncall-alias@raxx.app"})])
    assert any(line.startswith("warning: oncall-alias@raxx.app is a") for line in result.said)


@pytest.mark.parametrize("mode", ["withdrawn", "removed"])
def test_sentry_io_is_refused_with_the_way_out(
    sentry: SentrySimulator, program: Run, mode: str
) -> None:
    sentry.state["mode"] = mode
    step = "Next: if the server is sentry.io, or 26.7 or newer, remove sentryApi: rules from the"
    assert step in program().error


@pytest.mark.usefixtures("old_server")
def test_the_outputs_have_the_shape_of_the_other_api(program: Run) -> None:
    rows = [program(sentryApi=api).outputs["managed_rules"][0] for api in ("rules", "workflows")]
    assert rows[0].keys() == rows[1].keys()


@pytest.mark.usefixtures("old_server")
def test_the_outputs_show_the_rule_as_its_page_does(program: Run) -> None:
    result = program()
    shown = result.outputs["managed_rules"][0]
    assert result.outputs["rule_ids"] == {"disk full": "900"}
    assert shown["url"].endswith(
        "/organizations/moosequest/alerts/rules/trademaster-raptor/900/details/"
    )


@pytest.mark.usefixtures("old_server")
@pytest.mark.parametrize(("on_remove", "kept"), [("keep", True), ("delete", False)])
def test_the_entry_decides_whether_the_rule_outlives_it(
    program: Run, on_remove: str, kept: bool
) -> None:
    (declared,) = program(alertRules=[entry(onRemove=on_remove)]).rules
    assert declared["retain_on_delete"] is kept


@pytest.mark.usefixtures("old_server")
def test_no_token_is_handed_to_pulumi(program: Run) -> None:
    result = program()
    handed = json.dumps([result.resources, result.outputs, result.said])
    assert result.rules
    assert tokens.SENTRY_TOKEN not in handed


@pytest.mark.usefixtures("old_server")
def test_the_variable_that_the_package_would_write_into_the_state_is_refused(
    program: Run,
) -> None:
    environment = {"SENTRY_AUTH_TOKEN": "x" * 30, "SENTRY_TOKEN": tokens.SENTRY_TOKEN}
    result = program(environment=environment)
    assert "SENTRY_TOKEN is set, and pulumi-sentry would write it into the state" in result.error


@pytest.mark.usefixtures("old_server")
def test_a_token_that_only_the_vault_has_is_refused(program: Run) -> None:
    result = program(environment={}, vaultPaths={"SENTRY_AUTH_TOKEN": "/x/SENTRY"})
    assert "needs SENTRY_AUTH_TOKEN in the environment of pulumi itself" in result.error


def test_what_was_added_by_hand_is_warned_of(old_server: SentrySimulator, program: Run) -> None:
    identifier = made_by_hand(old_server)
    old_server.state["rules"][0]["actions"] *= 2
    result = program(last_outputs=row(identifier))
    assert any("has 1 more actions in Sentry" in line for line in result.said)


@pytest.mark.usefixtures("old_server")
def test_a_channel_is_looked_up_by_its_name(program: Run) -> None:
    channel = {"slack": {"workspace": "Raxx", "channel": "#alerts"}}
    (declared,) = program(alertRules=[entry(action=channel)]).rules
    assert declared["inputs"]["actions"] == [
        {
            "id": "sentry.integrations.slack.notify_action.SlackNotifyServiceAction",
            "workspace": "51",
            "channel_id": "C01",
            "channel": "#alerts",
        }
    ]


@pytest.mark.usefixtures("old_server")
def test_a_wrong_name_is_told_with_the_right_ones(program: Run) -> None:
    channel = {"slack": {"workspace": "Raxx", "channel": "#alert"}}
    assert "(did you mean '#alerts'?)" in program(alertRules=[entry(action=channel)]).error


@pytest.mark.usefixtures("old_server")
def test_several_groups_are_refused_by_name(program: Run) -> None:
    also = {"filter": {"level": {"atLeast": "fatal"}}, "action": {"emailTeam": "sre"}}
    place = "raxx-alerts:alertRules[0].also: 2 groups of filters and actions"
    assert place in program(alertRules=[entry(also=also)]).error


def test_a_rule_is_looked_for_and_made_in_its_own_project(
    old_server: SentrySimulator, program: Run
) -> None:
    made_by_hand(old_server)
    other = old_server.state["projects"][1]["slug"]
    result = program(alertRules=[entry(), entry(key="theirs", project=other)])
    assert sorted((r["inputs"]["project"], bool(r["import"])) for r in result.rules) == sorted(
        [(other, False), ("trademaster-raptor", True)]
    )


def test_rules_of_one_name_are_told_apart_by_their_projects_in_the_outputs(
    old_server: SentrySimulator, program: Run
) -> None:
    other = old_server.state["projects"][1]["slug"]
    outputs = program(alertRules=[entry(), entry(key="theirs", project=other)]).outputs
    assert outputs["rule_ids"].keys() == {
        "disk full (trademaster-raptor)",
        f"disk full ({other})",
    }


def test_an_adopted_rule_that_calls_a_service_is_said_to_stay_as_it_is(
    old_server: SentrySimulator, program: Run
) -> None:
    called = {"pagerduty": {"account": "Raxx", "service": "Backend"}}
    node = {
        "id": "sentry.integrations.pagerduty.notify_action.PagerDutyNotifyServiceAction",
        "account": "54",
        "service": "61",
    }
    made_by_hand(old_server, actions=[node])
    said = "\n".join(program(alertRules=[entry(action=called)]).said)
    assert "it stays as it is" in said
