"""Promises of a monitor's end: moved, retyped, removed, or its project gone."""

from __future__ import annotations

import pytest

from infra.base.errors import RuleError
from infra.monitors.canonical import TYPES
from infra.provider.monitor_state import unpack
from infra.provider.unplanned import PROBLEM
from tests.monitors.entries import cron, metric, monitor, uptime
from tests.provider.monitor_life import (
    JOB,
    OTHER_PROJECT,
    Entry,
    Life,
    by_hand,
    ids,
    kinds,
    live,
    row,
)
from tests.simulators.sentry import SentrySimulator

# Moved, retyped, removed.


@kinds
def test_another_project_makes_the_monitor_there_and_deletes_the_one_here(
    life: Life, sentry: SentrySimulator, entry: Entry
) -> None:
    life.apply(entry)
    life.project = OTHER_PROJECT
    life.another_run()
    assert life.apply(entry) == "replace"
    assert ids(sentry, entry["name"]) == [life.id]
    assert live(sentry, life.id)["projectId"] == "612"


@pytest.mark.parametrize("slug", [None, "the-job"])
def test_a_cron_monitor_takes_its_slug_to_another_project(
    life: Life, sentry: SentrySimulator, slug: str | None
) -> None:
    entry = {**cron(slug=slug), "name": "the job"}
    life.apply(entry)
    life.project = OTHER_PROJECT
    life.another_run()
    life.apply(entry)
    assert row(sentry, life.id)["slug"] == "the-job"


def test_an_adopted_monitor_stays_where_it_is_when_its_entry_moves(
    life: Life, sentry: SentrySimulator
) -> None:
    old = by_hand(sentry, uptime())
    life.apply(uptime())
    life.project = OTHER_PROJECT
    life.another_run()
    assert life.apply(uptime()) == "replace"
    assert sorted(ids(sentry, "api is up")) == sorted([old, life.id])
    assert (life.kept.get("adopts"), life.kept["on_remove"]) == (None, "delete")


def test_a_project_whose_slug_was_renamed_keeps_its_monitor(
    life: Life, sentry: SentrySimulator
) -> None:
    life.apply(uptime())
    first = life.id
    sentry.state["projects"][0]["slug"] = life.project = "raptor"
    life.another_run()
    assert life.apply(uptime()) == "update"
    assert life.id == first


def test_another_kind_makes_the_monitor_again(life: Life, sentry: SentrySimulator) -> None:
    life.apply(uptime(), key="x", name="x")
    first = life.id
    assert life.apply(metric(), key="x", name="x") == "replace"
    assert ids(sentry, "x") == [life.id] != [first]
    assert live(sentry, life.id)["type"] == TYPES["metric"]


def test_an_entry_under_another_key_has_the_same_monitor(
    life: Life, sentry: SentrySimulator
) -> None:
    life.apply(uptime())
    renamed = Life(sentry)
    renamed.provider = life.provider
    renamed.apply(uptime(), key="up")
    life.remove()
    assert ids(sentry, "api is up") == [renamed.id] == [life.id]


@kinds
def test_a_monitor_that_this_stack_made_is_deleted_with_its_entry(
    life: Life, sentry: SentrySimulator, told: list[str], entry: Entry
) -> None:
    life.apply(entry)
    life.another_run()
    life.remove()
    assert ids(sentry, entry["name"]) == []
    assert told == [f"monitor {life.id} ({entry['name']!r}) is deleted in Sentry"]


def test_a_monitor_that_was_there_before_outlives_its_entry(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    id_ = by_hand(sentry, uptime())
    life.apply(uptime())
    life.remove()
    assert ids(sentry, "api is up") == [id_]
    assert told[-1] == f"monitor {id_} ('api is up') is left in Sentry, no longer managed"


@pytest.mark.parametrize("said", ["keep", "delete"])
def test_on_remove_says_what_becomes_of_the_monitor(
    life: Life, sentry: SentrySimulator, said: str
) -> None:
    if said == "delete":
        by_hand(sentry, uptime())
    life.apply(uptime(), onRemove=said)
    life.remove()
    assert bool(ids(sentry, "api is up")) is (said == "keep")


def test_a_deleted_cron_monitor_frees_its_slug(life: Life, sentry: SentrySimulator) -> None:
    life.apply(JOB)
    life.remove()
    again = Life(sentry)
    again.apply(JOB)
    assert row(sentry, again.id)["slug"] == "the-job"


@kinds
def test_a_monitor_that_is_gone_already_counts_as_deleted(
    life: Life, sentry: SentrySimulator, entry: Entry
) -> None:
    life.apply(entry)
    sentry.state["detectors"] = [d for d in sentry.state["detectors"] if d["id"] != life.id]
    life.another_run()
    life.remove()


# Projects that are gone or closed.


def test_a_project_that_the_token_may_not_see_stops_this_monitor_alone(
    life: Life, sentry: SentrySimulator
) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["projects"] = ["611"]
    life.project = OTHER_PROJECT
    problem = life.problem(uptime())
    assert "the monitors of project other-project" in problem
    assert "check that moosequest has a project other-project that the token may see" in problem


def test_a_monitor_in_a_project_that_was_closed_to_the_token_is_warned_of_and_stops_no_other(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    life.project = OTHER_PROJECT
    life.apply(uptime())
    before = life.state
    sentry.state["tokens"]["SENTRY_TOKEN"]["projects"] = ["611"]
    life.refresh()
    assert life.state == before
    assert f"monitor {life.id} ('api is up') cannot be read" in told[-1]
    assert PROBLEM in life.plan(uptime())


def test_a_monitor_whose_project_is_gone_leaves_the_state(
    life: Life, sentry: SentrySimulator
) -> None:
    life.project = OTHER_PROJECT
    life.apply(uptime())
    kept = life.id, life.state
    sentry.state["projects"] = [p for p in sentry.state["projects"] if p["id"] != "612"]
    sentry.state["detectors"] = [d for d in sentry.state["detectors"] if d["projectId"] != "612"]
    life.refresh()
    assert (life.id, life.state) == ("", {})
    life.id, life.state = kept
    life.another_run()
    life.remove()


def test_a_monitor_that_cannot_be_planned_keeps_what_the_state_has(life: Life) -> None:
    life.apply(uptime())
    kept = life.plan(uptime(), owner={"user": "nobody@raxx.app"})
    assert kept["document"] == life.kept["document"]
    with pytest.raises(RuleError, match=r"nobody@raxx\.app"):
        life.apply(uptime(), owner={"user": "nobody@raxx.app"})


def test_the_documents_of_a_plan_and_of_the_entry_are_one(life: Life) -> None:
    planned = life.plan(uptime())
    assert planned["type"] == monitor(uptime()).type
    assert unpack(life.inputs) == planned
