"""Promises of a monitor's first run: made once, or adopted."""

from __future__ import annotations

import copy

import pytest

from infra.base.errors import RuleError, UnavailableError
from tests.monitors.entries import cron, metric, uptime
from tests.provider.monitor_life import (
    LIST,
    OTHER_PROJECT,
    POST,
    Entry,
    Life,
    by_hand,
    ids,
    kinds,
    live,
    methods,
    row,
)
from tests.simulators.faults import Fault
from tests.simulators.sentry import SentrySimulator

# Made once.


@kinds
def test_what_was_made_is_no_change_at_the_next_run(
    life: Life, told: list[str], entry: Entry
) -> None:
    assert life.apply(entry) == "create"
    life.refresh()
    assert life.apply(entry) == "same"
    assert told == []


@pytest.mark.parametrize("kind", ["reset-after-write", "half-body"])
@kinds
def test_a_create_whose_answer_was_lost_finds_its_monitor_and_makes_no_second_one(
    life: Life, sentry: SentrySimulator, entry: Entry, kind: str
) -> None:
    life.plan(entry)
    sentry.faults = [Fault("POST", POST, kind, 1)]
    life.create()
    assert ids(sentry, entry["name"]) == [life.id]
    assert life.kept["on_remove"] == "delete"


def test_a_create_that_did_not_take_effect_is_told_and_not_repeated(
    life: Life, sentry: SentrySimulator
) -> None:
    life.plan(uptime())
    sentry.faults = [Fault("POST", POST, "500", 1)]
    with pytest.raises(UnavailableError, match=r"POST .*/detectors/: 500"):
        life.create()
    assert methods(sentry) == ["POST"]
    assert ids(sentry, "api is up") == []


@kinds
def test_of_two_runs_at_once_one_takes_its_own_monitor_back_and_adopts_the_others(
    life: Life, sentry: SentrySimulator, told: list[str], entry: Entry
) -> None:
    plain = copy.deepcopy(entry)
    plain.get("cron", {}).pop("slug", None)
    other = Life(sentry)
    life.plan(plain)
    other.plan(plain)
    other.create()
    life.create()  # its list is from before
    assert (life.id, ids(sentry, entry["name"])) == (other.id, [other.id])
    assert "made by another run at the same moment" in "".join(told)
    assert (life.kept["adopts"], life.kept["on_remove"]) == (other.id, "keep")


def test_the_cron_monitor_that_is_taken_back_frees_its_slug(
    life: Life, sentry: SentrySimulator
) -> None:
    other, entry = Life(sentry), {**cron(), "name": "the job"}
    life.plan(entry)
    other.plan(entry)
    other.create()
    life.create()
    assert row(sentry, life.id)["slug"] == "the-job"
    assert [r["slug"] for r in sentry.state["monitors"] if r["slug"].startswith("the-job-")] == []


def test_a_disabled_monitor_is_made_disabled_although_sentry_makes_them_enabled(
    life: Life, sentry: SentrySimulator
) -> None:
    life.apply(uptime(), enabled=False)
    assert live(sentry, life.id)["enabled"] is False
    assert methods(sentry) == ["POST", "PUT"]


def test_a_disabled_monitor_whose_answer_was_lost_is_disabled_all_the_same(
    life: Life, sentry: SentrySimulator
) -> None:
    life.plan(uptime(), enabled=False)
    sentry.faults = [Fault("POST", POST, "reset-after-write", 1)]
    life.create()
    assert live(sentry, life.id)["enabled"] is False


def test_a_monitor_that_could_not_be_disabled_is_recorded_and_the_next_run_disables_it(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    life.plan(uptime(), enabled=False)
    sentry.faults = [Fault("PUT", f"{LIST}*", "500", 1)]
    life.create()
    assert "is made and could not be disabled" in told[0]
    assert "it is still enabled" in told[1]
    life.refresh()
    assert life.apply(uptime(), enabled=False) == "update"
    assert live(sentry, life.id)["enabled"] is False


# Adopted.


@kinds
def test_the_monitor_of_the_name_and_type_is_adopted_as_it_is(
    life: Life, sentry: SentrySimulator, told: list[str], entry: Entry
) -> None:
    id_ = by_hand(sentry, entry)
    written = len(methods(sentry))
    assert (life.apply(entry), life.id) == ("create", id_)
    assert len(methods(sentry)) == written
    assert told[-1].startswith(f"{entry['name']!r} adopts the monitor {id_} that is there already")
    assert told[-1].endswith("it stays as it is")


def test_an_adoption_says_what_it_changes(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    id_ = by_hand(sentry, metric(high=80))
    life.apply(metric(high=100))
    assert life.id == id_
    assert "it will change:\n    fails_when: " in told[0]
    assert "80" in told[0]
    assert "100" in told[0]


def test_a_monitor_of_the_name_but_of_another_type_is_left_alone(
    life: Life, sentry: SentrySimulator
) -> None:
    other = by_hand(sentry, uptime(), name="error rate")
    life.apply(metric())
    assert sorted(ids(sentry, "error rate")) == sorted([other, life.id])


def test_a_monitor_of_the_name_in_another_project_is_left_alone(
    life: Life, sentry: SentrySimulator
) -> None:
    Life(sentry, OTHER_PROJECT).apply(metric())
    life.apply(metric())
    assert len(ids(sentry, "error rate")) == 2


def test_a_monitor_is_adopted_by_its_id_whatever_its_name(
    life: Life, sentry: SentrySimulator
) -> None:
    id_ = by_hand(sentry, uptime(), name="made by hand")
    life.apply(uptime(), monitor=int(id_))
    assert (life.id, live(sentry, id_)["name"]) == (id_, "api is up")


def test_a_monitor_is_adopted_by_the_address_of_its_page(
    life: Life, sentry: SentrySimulator
) -> None:
    id_ = by_hand(sentry, uptime(), name="made by hand")
    page = f"{sentry.url}/organizations/moosequest/monitors/{id_}/"
    life.apply(uptime(), monitor=page)
    assert life.id == id_


def test_the_page_of_another_organization_is_refused(life: Life, sentry: SentrySimulator) -> None:
    page = f"{sentry.url}/organizations/another/monitors/7114/"
    assert "is no page of a monitor of organization moosequest" in life.problem(
        uptime(), monitor=page
    )


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (9999, "has no monitor 9999"),
        (7114, "is of another project than trademaster-raptor"),
        (7111, "is of type metric_issue, and the entry's is uptime_domain_failure"),
    ],
)
def test_an_id_that_cannot_be_the_entrys_is_refused_with_what_to_do(
    life: Life, claim: int, words: str
) -> None:
    problem = life.problem(uptime(), monitor=claim)
    assert words in problem.partition("\n")[0]
    assert problem.partition("\n")[2]


def test_several_of_one_name_are_listed_and_none_is_taken(
    life: Life, sentry: SentrySimulator
) -> None:
    id_ = by_hand(sentry, uptime())
    sentry.state["detectors"].append({**live(sentry, id_), "id": "60002"})
    problem = life.problem(uptime())
    assert "2 monitors of project trademaster-raptor are named 'api is up'" in problem
    assert f"/monitors/{id_}/" in problem
    assert "/monitors/60002/" in problem
    assert f"write 'monitor: {id_}'" in problem


def test_a_monitor_that_another_entry_names_is_no_namesake(
    life: Life, sentry: SentrySimulator
) -> None:
    id_ = by_hand(sentry, uptime())
    life.another_run(id_)
    life.apply(uptime())
    assert life.id != id_


def test_entries_of_one_name_must_say_which_monitor_is_whose(
    life: Life, sentry: SentrySimulator
) -> None:
    id_ = by_hand(sentry, uptime())
    assert f"write 'monitor: {id_}'" in life.problem(uptime(), shares_name=True)


def test_a_monitor_made_by_somebody_else_since_the_preview_is_adopted_and_kept(
    life: Life, sentry: SentrySimulator
) -> None:
    life.plan(uptime())
    id_ = by_hand(sentry, uptime())
    life.another_run()
    life.create()
    assert life.id == id_
    life.remove()
    assert ids(sentry, "api is up") == [id_]


def test_naming_another_monitor_than_the_entry_has_is_refused(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    other = by_hand(sentry, uptime(), name="another")
    life.apply(uptime())
    with pytest.raises(RuleError, match=f"says monitor: {other}, and api-is-up has monitor"):
        life.apply(uptime(), monitor=int(other))
    assert "write 'monitor:" in "".join(told)
