"""Promises of a monitor's life: made once, adopted, drifted and put back, replaced, removed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from infra.base.errors import RuleError, ServiceError, UnavailableError
from infra.monitors.canonical import TYPES
from infra.provider.monitor_state import PROBLEM, unpack
from tests.monitors.entries import cron, metric, monitor, uptime
from tests.provider.monitor_life import (
    LIST,
    OTHER_PROJECT,
    POST,
    Entry,
    Life,
    ids,
    live,
    methods,
    row,
)
from tests.simulators.faults import Fault
from tests.simulators.sentry import SentrySimulator

RAW: Entry = {
    "name": "raw error rate",
    "raw": {
        "type": "metric_issue",
        "dataSources": [
            {
                "queryType": 0,
                "dataset": "events",
                "query": "is:unresolved",
                "aggregate": "count()",
                "timeWindow": 3600,
                "environment": None,
                "eventTypes": ["error"],
            }
        ],
        "config": {"detectionType": "static"},
        "conditionGroup": {
            "logicType": "any",
            "conditions": [
                {"type": "gt", "comparison": 100, "conditionResult": 75},
                {"type": "lte", "comparison": 100, "conditionResult": 0},
            ],
        },
    },
}
JOB = {**cron(grace="5 min", slug="the-job"), "name": "the job"}
EVERY_KIND = [JOB, uptime(), metric(medium=50), RAW]
kinds = pytest.mark.parametrize("entry", EVERY_KIND, ids=lambda entry: [*entry][1])


@pytest.fixture
def life(monitor_life: Life) -> Life:
    """Give an entry's life, in which nobody waits."""
    return monitor_life


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


def by_hand(sentry: SentrySimulator, entry: Entry, **said: Any) -> str:
    """Make the monitor of an entry as a person did on Sentry's page."""
    made = Life(sentry)
    made.apply(entry, **said)
    return made.id


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


# Drift.

CHANGES_BY_HAND: list[tuple[Entry, list[str | int], Any, str]] = [
    (uptime(), ["config", "downtimeThreshold"], 5, "fails_when"),
    (uptime(), ["dataSources", 0, "queryObj", "timeoutMs"], 9000, "watches"),
    (uptime(), ["dataSources", 0, "queryObj", "url"], "https://other.raxx.app/", "watches"),
    (uptime(), ["enabled"], False, "enabled"),
    (uptime(), ["name"], "renamed", "name"),
    (metric(), ["dataSources", 0, "queryObj", "snubaQuery", "timeWindow"], 60, "watches"),
    (metric(), ["conditionGroup", "conditions", 0, "comparison"], 7, "fails_when"),
    (metric(), ["dataSources", 0, "queryObj", "snubaQuery", "query"], "level:error", "watches"),
]


@pytest.mark.parametrize(("entry", "path", "value", "field"), CHANGES_BY_HAND)
def test_a_field_changed_by_hand_is_named_and_put_back(
    life: Life,
    sentry: SentrySimulator,
    told: list[str],
    entry: Entry,
    path: list[Any],
    value: Any,
    field: str,
) -> None:
    life.apply(entry)
    place: Any = live(sentry, life.id)
    for step in path[:-1]:
        place = place[step]
    before, place[path[-1]] = place[path[-1]], value
    life.refresh()
    assert life.apply(entry) == "update"
    assert field in told[-1]
    place = live(sentry, life.id)
    for step in path:
        place = place[step]
    assert place == before


def test_a_schedule_changed_by_hand_is_told_and_put_back(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    life.apply(JOB)
    row(sentry, life.id)["config"]["schedule"] = "0 4 * * *"
    life.refresh()
    assert life.apply(JOB) == "update"
    assert told[-1].startswith("monitor the-job changes: watches ")
    assert row(sentry, life.id)["config"]["schedule"] == "0 3 * * *"


def test_a_monitor_deleted_by_hand_is_made_again(life: Life, sentry: SentrySimulator) -> None:
    life.apply(uptime())
    first = life.id
    sentry.state["detectors"] = [d for d in sentry.state["detectors"] if d["id"] != first]
    life.refresh()
    assert (life.id, life.state) == ("", {})
    assert life.apply(uptime()) == "create"
    assert ids(sentry, "api is up") == [life.id] != [first]


def test_what_sentry_took_and_did_not_keep_is_refused(life: Life, sentry: SentrySimulator) -> None:
    life.apply(uptime())
    handle = sentry.handle
    stored = copy.deepcopy(live(sentry, life.id))

    def forgetful(request: Any) -> Any:
        answer = handle(request)
        if request.method == "PUT":
            live(sentry, life.id).update(copy.deepcopy(stored))
        return answer

    sentry.handle = forgetful  # type: ignore[method-assign]
    try:
        with pytest.raises(RuleError, match=r"kept another watches: .* instead of") as caught:
            life.apply(uptime(timeout="9 s"))
    finally:
        sentry.handle = handle  # type: ignore[method-assign]
    assert f"/monitors/{life.id}/" in caught.value.next_step


@pytest.mark.parametrize("said", [{}, {"owner": {"team": "sre"}, "description": "Who runs it."}])
def test_owner_and_description_are_what_the_entry_says_and_else_left_as_they_are(
    life: Life, sentry: SentrySimulator, said: dict[str, Any]
) -> None:
    owner = {"type": "user", "id": "222", "name": "ops@raxx.app"}
    life.apply(uptime(), **said)
    live(sentry, life.id).update(owner=owner, description="By hand.")
    life.refresh()
    assert life.apply(uptime(), **said) == ("update" if said else "same")
    found = live(sentry, life.id)
    assert found["description"] == said.get("description", "By hand.")
    assert found["owner"]["type"] == ("team" if said else "user")


def test_an_owner_that_nobody_is_stops_this_monitor_alone(life: Life) -> None:
    assert "nobody@raxx.app" in life.problem(uptime(), owner={"user": "nobody@raxx.app"})


# Seats.


def test_a_monitor_without_a_seat_is_kept_disabled_and_the_way_out_is_told(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    sentry.state["seatsLeft"] = 0
    life.apply(uptime())
    assert "left it disabled, as the plan has no seat for it" in told[0]
    assert "Next: disable or delete another monitor, or raise the pay-as-you-go budget" in told[0]
    assert life.kept["document"]["enabled"] is False


def test_the_next_preview_shows_the_missing_seat_and_the_refusal_names_the_way_out(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    sentry.state["seatsLeft"] = 0
    life.apply(uptime())
    life.refresh()
    with pytest.raises(ServiceError, match="to create a new seat") as caught:
        life.apply(uptime())
    assert "enabled 'False' -> 'True'" in told[-1]
    assert "raise the pay-as-you-go budget" in caught.value.next_step


def test_a_seat_that_becomes_free_enables_the_monitor(life: Life, sentry: SentrySimulator) -> None:
    sentry.state["seatsLeft"] = 0
    life.apply(uptime())
    sentry.state["seatsLeft"] = 1
    life.refresh()
    assert life.apply(uptime()) == "update"
    assert live(sentry, life.id)["enabled"] is True


# A cron monitor's slug and its check-ins.


def test_a_rename_of_the_entry_never_changes_the_slug(life: Life, sentry: SentrySimulator) -> None:
    life.apply(cron(), name="the job")
    assert life.apply(cron(), name="another name", key="the-job") == "update"
    assert live(sentry, life.id)["name"] == "another name"
    assert (row(sentry, life.id)["slug"], life.kept["slug"]) == ("the-job", "the-job")


def test_a_declared_slug_is_kept_as_declared(life: Life, sentry: SentrySimulator) -> None:
    life.apply(JOB)
    row(sentry, life.id)["slug"] = "by-hand"
    life.refresh()
    assert life.apply(JOB) == "update"
    assert row(sentry, life.id)["slug"] == "the-job"


def test_a_slug_that_is_taken_is_refused_with_the_way_out(life: Life) -> None:
    with pytest.raises(ServiceError, match="is already in use") as caught:
        life.apply(cron(slug="nightly-backup"), name="the job")
    assert "write another slug, or adopt that monitor" in caught.value.next_step


def test_check_ins_that_overwrite_a_monitor_are_warned_of_with_the_way_out(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    life.apply(JOB)
    row(sentry, life.id)["isUpserting"] = True
    life.refresh()
    life.apply(JOB)
    assert "its check-ins carry a configuration of their own" in told[-1]
    assert "'configFrom: checkIns'" in told[-1]


def test_config_from_check_ins_leaves_to_them_what_they_say(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    entry = {**cron(configFrom="checkIns"), "name": "the job"}
    life.apply(entry)
    row(sentry, life.id)["config"]["schedule"] = "0 4 * * *"
    row(sentry, life.id)["isUpserting"] = True
    life.refresh()
    assert life.apply(entry) == "same"
    assert life.apply(entry, enabled=False) == "update"
    assert row(sentry, life.id)["config"]["schedule"] == "0 4 * * *"
    assert not [text for text in told if "its check-ins carry" in text]


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
