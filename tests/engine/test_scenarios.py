"""What a stack's life is like, promised on every engine: rules first, then their edges."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from infra.provider.state import unpack, words_of
from tests.engine.conftest import Stack
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

NAME = "skipped_no_postmark_token — email silent failure"


def writes(sentry: SentrySimulator) -> list[str]:
    """Return the methods of all requests that may have changed something."""
    return [r["method"] for r in sentry.requests if r["method"] != "GET"]


def alerts(sentry: SentrySimulator) -> list[dict[str, Any]]:
    """Return what Sentry holds."""
    found: list[dict[str, Any]] = sentry.state["workflows"]
    return found


def up(stack: Stack) -> str:
    """Bring the stack up and return what was printed."""
    outcome = stack.engine.up()
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def proposes_nothing(stack: Stack) -> bool:
    outcome = stack.engine.preview(expect_no_changes=True)
    assert outcome.exit_code in (0, 7), outcome.output
    return outcome.exit_code == 0


def test_a_preview_shows_the_document_that_would_be_sent(stack: Stack) -> None:
    output = stack.engine.preview(diff=True).output
    assert "skipped_no_postmark_token" in output
    assert "targetIdentifier" in output


def test_a_preview_writes_nothing(stack: Stack, sentry: SentrySimulator) -> None:
    stack.engine.preview()
    assert writes(sentry) == []


def test_what_the_server_shuffles_and_adds_is_no_drift(stack: Stack) -> None:
    texts = ["alpha", "beta", "gamma", "delta"]
    rule = stack.config("alertRules")[0]
    rule["filter"] = [{"message": {"contains": text}} for text in texts]
    rule["action"] = [{"email": "ops@raxx.app"}, {"emailTeam": "sre"}]
    stack.configure(alertRules=[rule])
    up(stack)
    assert [proposes_nothing(stack) for _ in range(3)] == [True, True, True]


DRIFTS: dict[str, dict[str, Any]] = {
    "name": {"name": "renamed by hand"},
    "enabled": {"enabled": False},
    "environment": {"environment": "staging"},
    "frequency": {"config": {"frequency": 30}},
    "project": {"detectorIds": []},
    "condition": {"triggers.comparison": {"value": 9, "interval": "1h"}},
    "filter": {"filter.comparison": {"attribute": "message", "match": "co", "value": "other"}},
    "action": {"action.targetIdentifier": "3002"},
}
"""How a person changes a live alert, by the field of the rule that no longer holds."""


def test_each_field_changed_by_hand_shows_as_that_field_of_its_rule_and_is_put_back(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare(stack, *DRIFTS)
    up(stack)
    declared = as_declared(sentry)
    for alert in alerts(sentry):
        drift(alert, DRIFTS[alert["name"]])
    preview = stack.engine.preview(expect_no_changes=True)
    assert preview.exit_code == 7, preview.output
    assert changes(preview.output) == {field: {field} for field in DRIFTS}
    up(stack)
    assert as_declared(sentry) == declared
    assert proposes_nothing(stack)


def declare(stack: Stack, *names: str) -> None:
    """Declare rules that differ in their names and in what they look for."""
    first = stack.config("alertRules")[0]
    filters = {name: {"message": {"contains": f"{name} failed"}} for name in names}
    rules = [first | {"key": n, "name": n, "filter": f} for n, f in filters.items()]
    stack.configure(alertRules=rules, configVarChecks=[])


def as_declared(sentry: SentrySimulator) -> dict[str, Any]:
    """Return what Sentry holds, by ID, without what it gives anew to each part at each write."""
    given = {"id", "dateUpdated"}

    def kept(part: Any) -> Any:
        if isinstance(part, list):
            return [kept(item) for item in part]
        if isinstance(part, dict):
            return {key: kept(value) for key, value in part.items() if key not in given}
        return part

    return {alert["id"]: kept(alert) for alert in alerts(sentry)}


def changes(output: str) -> dict[str, set[str]]:
    """Return the fields that a preview says are to change, by the key of the rule."""
    said = dict(re.findall(r"rule (\S+) changes: (.*)", output))
    return {key: set(re.findall(r"(?:^|; )(\w+) \S.*? -> ", text)) for key, text in said.items()}


def changed_fields(output: str) -> set[str]:
    """Return the fields of the one rule that a preview says is to change."""
    return set().union(*changes(output).values())


def kept_of_the_rule(stack: Stack) -> dict[str, Any]:
    """Return what the state has of the one rule."""
    resources = stack.engine.state()["deployment"]["resources"]
    (rule,) = [found for found in resources if "Sentry" in found["type"]]
    return dict(rule)


def drift(alert: dict[str, Any], change: dict[str, Any]) -> None:
    """Change a live alert as a person does on Sentry's page."""
    ((key, value),) = change.items()
    group = alert["actionFilters"][0]
    if key == "triggers.comparison":
        alert["triggers"]["conditions"][0]["comparison"] = value
    elif key == "filter.comparison":
        group["conditions"][0]["comparison"] = value
    elif key == "action.targetIdentifier":
        group["actions"][0]["config"]["targetIdentifier"] = value
    else:
        alert[key] = value


@pytest.mark.long
def test_a_rule_deleted_by_hand_is_found_missing(stack: Stack, sentry: SentrySimulator) -> None:
    up(stack)
    alerts(sentry).clear()
    assert stack.engine.preview(expect_no_changes=True).exit_code == 7


def test_a_rule_deleted_by_hand_is_created_again_under_its_name(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    alerts(sentry).clear()
    up(stack)
    assert [alert["name"] for alert in alerts(sentry)] == [NAME]


@pytest.mark.long
def test_after_a_lost_state_the_preview_says_which_alert_it_adopts(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    stack.engine.forget()
    alert_id = alerts(sentry)[0]["id"]
    assert f"adopts the alert {alert_id}" in stack.engine.preview().output


def test_after_a_lost_state_the_alert_keeps_its_id_and_has_no_double(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    alert_id = alerts(sentry)[0]["id"]
    stack.engine.forget()
    up(stack)
    assert [alert["id"] for alert in alerts(sentry)] == [alert_id]
    assert stack.engine.outputs()["rule_ids"] == {NAME: alert_id}


def test_an_adopted_alert_is_brought_to_what_is_declared(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    stack.engine.forget()
    alerts(sentry)[0]["config"] = {"frequency": 30}
    assert "frequency: 30 min => 60 min" in stack.engine.preview().output
    up(stack)
    assert alerts(sentry)[0]["config"] == {"frequency": 60}


def test_two_alerts_of_one_name_are_refused_with_their_ids_and_links(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    stack.engine.forget()
    alerts(sentry).append(copy.deepcopy(alerts(sentry)[0]) | {"id": "99999"})
    before = len(writes(sentry))
    outcome = stack.engine.up()
    assert outcome.exit_code == 1
    assert f"99999  {sentry.url}/organizations/moosequest/monitors/alerts/99999/" in outcome.output
    assert len(writes(sentry)) == before


def test_a_namesake_elsewhere_is_reported_and_left_alone(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare(stack, "in_no_project", "in_another")
    up(stack)
    stack.engine.forget()
    others = {alert["name"]: alert for alert in copy.deepcopy(alerts(sentry))}
    others["in_no_project"]["detectorIds"] = []
    others["in_another"]["detectorIds"] = ["7103"]
    sentry.state["workflows"] = copy.deepcopy(list(others.values()))
    output = up(stack)
    for other in others.values():
        assert f"alert {other['id']} is also named" in output
    assert alerts(sentry)[:2] == list(others.values())
    assert [alert["detectorIds"] for alert in alerts(sentry)[2:]] == [["7101"], ["7101"]]


def test_a_changed_entry_updates_the_alert_in_place(stack: Stack, sentry: SentrySimulator) -> None:
    up(stack)
    before = alerts(sentry)[0]["id"]
    rule = stack.config("alertRules")[0] | {"frequency": "3 h", "environment": "production"}
    stack.configure(alertRules=[rule])
    up(stack)
    (alert,) = alerts(sentry)
    changed = (before, {"frequency": 180}, "production")
    assert (alert["id"], alert["config"], alert["environment"]) == changed


def test_a_rule_renamed_with_its_key_kept_is_updated_in_place(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    before = alerts(sentry)[0]["id"]
    stack.configure(alertRules=[stack.config("alertRules")[0] | {"name": "another name"}])
    up(stack)
    assert [(a["id"], a["name"]) for a in alerts(sentry)] == [(before, "another name")]


def test_a_rule_given_another_key_keeps_its_alert(stack: Stack, sentry: SentrySimulator) -> None:
    up(stack)
    before = alerts(sentry)[0]["id"]
    rule = stack.config("alertRules")[0] | {"key": "another_key"}
    check = stack.config("configVarChecks")[0] | {"guards": "another_key"}
    stack.configure(alertRules=[rule], configVarChecks=[check])
    up(stack)
    assert [(alert["id"], alert["name"]) for alert in alerts(sentry)] == [(before, NAME)]


def test_one_more_entry_is_one_more_alert_with_its_id_in_the_outputs(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    first = stack.config("alertRules")[0]
    second = first | {"key": "second", "name": "second rule", "action": {"emailTeam": "sre"}}
    stack.configure(alertRules=[first, second])
    up(stack)
    ids = {alert["name"]: alert["id"] for alert in alerts(sentry)}
    assert sorted(ids) == sorted([NAME, "second rule"])
    assert stack.engine.outputs()["rule_ids"] == ids


def test_an_entry_taken_out_deletes_its_alert(stack: Stack, sentry: SentrySimulator) -> None:
    up(stack)
    stack.configure(alertRules=[], configVarChecks=[])
    up(stack)
    assert alerts(sentry) == []


def test_destroy_deletes_the_alerts(stack: Stack, sentry: SentrySimulator) -> None:
    up(stack)
    assert stack.engine.destroy().exit_code == 0
    assert alerts(sentry) == []


def test_refresh_records_what_is_live(stack: Stack, sentry: SentrySimulator) -> None:
    up(stack)
    alerts(sentry)[0]["config"] = {"frequency": 30}
    stack.engine.refresh()
    assert words_of(unpack(kept_of_the_rule(stack)["inputs"]))["frequency"] == "30 min"


def test_a_write_that_the_server_did_not_keep_fails_and_says_which_field(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    sentry.state["ignoresOnWrite"] = ["config"]
    stack.configure(alertRules=[stack.config("alertRules")[0] | {"frequency": "30 min"}])
    outcome = stack.engine.up()
    assert outcome.exit_code == 1
    assert "kept another frequency: '60 min' instead of '30 min'" in outcome.output
