"""Promises of a monitor that is there: drift is put back, seats and slugs are minded."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from infra.base.errors import RuleError, ServiceError
from tests.monitors.entries import cron, metric, uptime
from tests.provider.monitor_life import (
    JOB,
    Entry,
    Life,
    ids,
    live,
    row,
)
from tests.simulators.sentry import SentrySimulator

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
