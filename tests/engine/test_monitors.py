"""What the life of monitors and of the rules that name them is like, promised on every engine."""

from __future__ import annotations

import json

import pytest

from tests.engine.conftest import TOKENS, Stack
from tests.engine.monitor_entries import (
    API,
    EVERY_KIND,
    JOB,
    KEYS,
    RATE,
    declare_monitors,
    links,
    made,
    rules_of_monitors,
)
from tests.engine.test_scenarios import alerts, proposes_nothing, up, writes
from tests.simulators.faults import Fault
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

POST = "/api/0/organizations/moosequest/projects/trademaster-raptor/detectors/"


def test_a_preview_shows_rules_linked_to_monitors_that_are_yet_to_be_made(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, *EVERY_KIND, named=KEYS)
    outcome = stack.engine.preview(diff=True)
    assert outcome.exit_code == 0, outcome.output
    assert "monitor the-job" in outcome.output
    assert writes(sentry) == []


def test_one_up_makes_monitors_and_links_their_rules_and_the_next_preview_proposes_nothing(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, *EVERY_KIND, named=KEYS)
    up(stack)
    ids = made(sentry)
    of_name = {"the-job": "the job", "api-is-up": "api is up", "error-rate": "error rate"}
    assert {key: links(sentry)[f"of {key}"] for key in KEYS} == {
        key: [ids[name]] for key, name in of_name.items()
    }
    assert stack.engine.outputs()["monitor_ids"] == made(sentry)
    assert proposes_nothing(stack)


@pytest.mark.long
def test_the_outputs_say_what_the_job_must_call_and_the_readme_lists_the_monitors(
    stack: Stack,
) -> None:
    declare_monitors(stack, *EVERY_KIND, named=KEYS)
    up(stack)
    outputs = stack.engine.outputs()
    rows = {row["key"]: row for row in outputs["monitors"]}
    assert list(rows) == KEYS
    assert rows["the-job"]["check_in"] == "sentry-cli monitors run the-job -- COMMAND"
    assert [kind for row in rows.values() for kind in [row["kind"]]] == ["cron", "uptime", "metric"]
    assert "api is up" in outputs["readme"]


def test_a_monitor_deleted_by_hand_is_made_again_and_its_rule_linked_to_the_new_one(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, API, named=["api-is-up"])
    up(stack)
    first = made(sentry)["api is up"]
    sentry.state["detectors"] = [d for d in sentry.state["detectors"] if d["id"] != first]
    up(stack)
    second = made(sentry)["api is up"]
    assert second != first
    assert links(sentry)["of api-is-up"] == [second]
    assert proposes_nothing(stack)


@pytest.mark.long
def test_a_monitor_changed_by_hand_shows_its_field_and_is_put_back(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, RATE, named=["error-rate"])
    up(stack)
    (detector,) = [d for d in sentry.state["detectors"] if d["name"] == "error rate"]
    detector["conditionGroup"]["conditions"][0]["comparison"] = 7
    preview = stack.engine.preview(expect_no_changes=True)
    assert preview.exit_code == 7, preview.output
    assert "monitor error-rate changes: fails_when" in preview.output
    up(stack)
    assert proposes_nothing(stack)


def test_the_failure_of_a_monitor_stops_only_the_rules_that_name_it(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, RATE, API, named=["error-rate", "api-is-up"])
    sentry.state["maxMetricMonitors"] = 0
    failed = stack.engine.up()
    assert failed.exit_code == 1
    assert "of allowed metric_issue monitors" in failed.output
    assert "Traceback" not in failed.output
    assert list(made(sentry)) == ["api is up"]
    assert "of error-rate" not in links(sentry)
    assert links(sentry)["of api-is-up"] == [made(sentry)["api is up"]]
    sentry.state["maxMetricMonitors"] = None
    up(stack)
    assert links(sentry)["of error-rate"] == [made(sentry)["error rate"]]
    assert proposes_nothing(stack)


def test_a_monitor_that_cannot_be_planned_warns_in_the_preview_and_stops_no_other(
    stack: Stack, sentry: SentrySimulator
) -> None:
    strange = API | {"owner": {"user": "nobody@raxx.app"}}
    declare_monitors(stack, strange, RATE, named=["error-rate"])
    previewed = stack.engine.preview()
    assert previewed.exit_code == 0, previewed.output
    assert "warning: monitor api-is-up cannot be applied" in previewed.output
    assert stack.engine.up().exit_code == 1
    assert list(made(sentry)) == ["error rate"]
    assert links(sentry)["of error-rate"] == [made(sentry)["error rate"]]


def test_a_rule_that_names_a_monitor_no_longer_declared_is_a_config_error(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, API, RATE, named=["api-is-up"])
    up(stack)
    stack.configure(monitors=[RATE])
    for outcome in (stack.engine.preview(), stack.engine.up()):
        assert outcome.exit_code not in (0, 7)
        assert "no monitor of this stack has the key 'api-is-up'" in outcome.output
    assert sorted(made(sentry)) == ["api is up", "error rate"]


def test_a_preview_tells_which_monitors_go_and_an_up_deletes_only_those_that_it_made(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, *EVERY_KIND, named=[])
    up(stack)
    ids = made(sentry)
    stack.engine.forget()
    declare_monitors(stack, API, named=[])
    up(stack)  # the API's monitor counts as one that was there before
    declare_monitors(stack, API, RATE | {"name": "another rate"}, named=[])
    up(stack)
    declare_monitors(stack, named=[])
    output = stack.engine.preview().output
    assert f"'api is up' is no longer declared: monitor {ids['api is up']}" in output
    assert "is left alone ('onRemove: delete' would have deleted it)" in output
    assert "'another rate' is no longer declared: monitor" in output
    assert "is deleted ('onRemove: keep' would have left it alone)" in output
    up(stack)
    assert sorted(made(sentry)) == ["api is up", "error rate", "the job"]


def test_a_destroy_deletes_rules_before_the_monitors_that_they_name(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, *EVERY_KIND, named=KEYS)
    up(stack)
    names = {str(row["id"]): row["guid"] for row in sentry.state["monitors"]}
    ends = {
        detector["id"]: names.get(source["sourceId"], detector["id"])
        for detector in sentry.state["detectors"]
        for source in detector["dataSources"] or ()
    }
    named = [
        (a["id"], ends[id_]) for a in alerts(sentry) for id_ in a["detectorIds"] if id_ in ends
    ]
    sentry.requests.clear()
    outcome = stack.engine.destroy()
    assert outcome.exit_code == 0, outcome.output
    assert (made(sentry), alerts(sentry)) == ({}, [])
    deleted = [r["path"].split("/")[5:7] for r in sentry.requests if r["method"] == "DELETE"]
    kinds, order = zip(*deleted, strict=True)
    assert sorted(kinds) == ["detectors"] * 2 + ["monitors"] + ["workflows"] * 4
    assert len(named) == len(KEYS)
    assert all(order.index(rule) < order.index(monitor) for rule, monitor in named)


@pytest.mark.long
def test_a_lost_state_finds_every_monitor_again_and_makes_none(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, *EVERY_KIND, named=KEYS)
    up(stack)
    before, linked = made(sentry), links(sentry)
    stack.engine.forget()
    up(stack)
    assert (made(sentry), links(sentry)) == (before, linked)
    assert proposes_nothing(stack)


def test_another_project_makes_the_monitor_there_and_relinks_its_rule(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, JOB, API, named=["the-job", "api-is-up"])
    up(stack)
    before = made(sentry)
    stack.configure(monitors=[entry | {"project": "other-project"} for entry in (JOB, API)])
    up(stack)
    after = made(sentry)
    assert set(before.values()).isdisjoint(after.values())
    assert links(sentry)["of the-job"] == [after["the job"]]
    assert links(sentry)["of api-is-up"] == [after["api is up"]]
    assert {row["slug"] for row in sentry.state["monitors"] if row["name"] == "the job"} == {
        "the-job"
    }
    assert proposes_nothing(stack)


@pytest.mark.long
def test_another_key_keeps_the_monitor_and_its_links(stack: Stack, sentry: SentrySimulator) -> None:
    declare_monitors(stack, API, named=["api-is-up"])
    up(stack)
    before = made(sentry)
    declare_monitors(stack, API | {"key": "up"}, named=["up"])
    up(stack)
    assert made(sentry) == before
    assert links(sentry)["of up"] == [before["api is up"]]
    assert proposes_nothing(stack)


@pytest.mark.long
def test_a_protected_monitor_is_not_removed(stack: Stack, sentry: SentrySimulator) -> None:
    declare_monitors(stack, API | {"protect": True}, named=[])
    up(stack)
    declare_monitors(stack, named=[])
    outcome = stack.engine.up()
    assert outcome.exit_code != 0
    assert "because it is protected" in outcome.output
    assert list(made(sentry)) == ["api is up"]


def test_a_monitor_without_a_seat_shows_in_every_preview_until_there_is_one(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_monitors(stack, API, named=["api-is-up"])
    sentry.state["seatsLeft"] = 0
    assert "the plan has no seat for it" in up(stack)
    assert not proposes_nothing(stack)
    refused = stack.engine.up()
    assert refused.exit_code == 1
    assert "raise the pay-as-you-go budget" in refused.output
    sentry.state["seatsLeft"] = 1
    up(stack)
    assert proposes_nothing(stack)


@pytest.mark.long
def test_a_lost_answer_makes_no_second_monitor(stack: Stack, sentry: SentrySimulator) -> None:
    declare_monitors(stack, API, named=["api-is-up"])
    sentry.faults = [Fault("POST", POST, "reset-after-write", 1)]
    up(stack)
    assert stack.engine.outputs()["monitor_ids"] == made(sentry)
    assert proposes_nothing(stack)


@pytest.mark.long
def test_a_stack_without_monitors_gets_its_first_ones(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    before = alerts(sentry)[0]["id"]
    assert "monitors" not in stack.engine.outputs()
    stack.configure(
        monitors=[API],
        alertRules=[stack.config("alertRules")[0], *rules_of_monitors(stack, "api-is-up")],
    )
    up(stack)
    assert before in [alert["id"] for alert in alerts(sentry)]
    assert links(sentry)["of api-is-up"] == [made(sentry)["api is up"]]


@pytest.mark.long
def test_no_token_is_in_the_state_of_monitors(stack: Stack) -> None:
    declare_monitors(stack, *EVERY_KIND, named=KEYS)
    up(stack)
    text = json.dumps(stack.engine.state())
    assert "SentryMonitor" in text
    assert not [token for token in TOKENS.values() if token in text]
