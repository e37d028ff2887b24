"""Promises of any monitor that an entry may declare: taken by Sentry, adopted, and put back."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from infra.base.secret import Secret
from infra.monitors.canonical import canonical
from infra.monitors.to_entry import to_entry
from tests.monitor_strategies import entries
from tests.monitors.entries import monitor
from tests.provider.monitor_life import Entry, Life, live, row
from tests.simulators.sentry import SentrySimulator

NAMES = {"user 3001": "ops@raxx.app", "team 801": "sre"}
any_entry = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@st.composite
def placed(draw: st.DrawFn) -> Entry:
    """Draw an entry whose environment Sentry has, of a measure and a check that it knows."""
    entry: Entry = copy.deepcopy(draw(entries()))
    assume("aggregate" not in entry.get("metric", {}))
    assume("next_year" not in json.dumps(entry))
    if "environment" in entry:
        entry["environment"] = "production"
    if entry.get("metric", {}).get("extrapolationMode") == "server_weighted":
        del entry["metric"]["extrapolationMode"]  # Sentry takes it for none but old monitors
    return entry


@pytest.fixture
def begin(life: Life, sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give what begins a life on a fresh Sentry, with a vault that has every path."""
    assert life.id == ""
    monkeypatch.setattr("infra.services.Services.secret_at", lambda _, path: Secret(f"at {path}"))

    def fresh() -> Life:
        sentry.reset()
        return Life(sentry)

    return fresh


@any_entry
@given(entry=placed())
def test_any_monitor_is_made_and_is_no_change_afterwards(begin: Any, entry: Entry) -> None:
    life = begin()
    assert life.apply(entry) == "create"
    life.refresh()
    assert life.apply(entry) == "same"


@any_entry
@given(entry=placed())
def test_an_entry_made_from_a_live_monitor_adopts_it_without_a_write(
    begin: Any, sentry: SentrySimulator, entry: Entry
) -> None:
    assume(not monitor(entry).vault_paths)
    life = begin()
    life.apply(entry)
    imported = to_entry(canonical(live_reply(life)), NAMES)
    before = len(sentry.requests)
    adopting = Life(sentry)
    assert adopting.apply(imported) == "create"
    assert adopting.id == life.id
    assert {request["method"] for request in sentry.requests[before:]} == {"GET"}


CHANGES = {
    "cron": ("checkin_margin", "max_runtime", "failure_issue_threshold", "recovery_threshold"),
    "uptime": ("timeoutMs", "intervalSeconds", "url", "traceSampling"),
    "metric": ("query", "timeWindow"),
}
"""What a person changes by hand, beside the monitor's name and whether it is enabled."""


def change(sentry: SentrySimulator, id_: str, kind: str, field: str) -> None:
    """Change a field of a live monitor as a person does."""
    found = live(sentry, id_)
    if field in ("name", "enabled"):
        found[field] = not found[field] if field == "enabled" else f"{found[field]} by hand"
        return
    query = row(sentry, id_)["config"] if kind == "cron" else found["dataSources"][0]["queryObj"]
    query = query.get("snubaQuery", query)
    value = query.get(field)
    if isinstance(value, bool):
        query[field] = not value
    else:
        query[field] = f"{value}x" if isinstance(value, str) else (value or 0) + 60


@any_entry
@given(entry=placed(), data=st.data())
def test_any_field_changed_by_hand_is_told_and_put_back(
    begin: Any, sentry: SentrySimulator, told: list[str], entry: Entry, data: st.DataObject
) -> None:
    declared = monitor(entry)
    assume(declared.kind in CHANGES)
    life = begin()
    life.apply(entry)
    config_from = entry.get("cron", {}).get("configFrom")
    fields = () if config_from == "checkIns" else CHANGES[declared.kind]
    field = data.draw(st.sampled_from(("name", "enabled", *fields)))
    before = canonical(live_reply(life))
    change(sentry, life.id, declared.kind, field)
    told.clear()
    life.refresh()
    assert life.apply(entry) == "update"
    assert any(text.startswith("monitor ") and " changes: " in text for text in told)
    assert canonical(live_reply(life)) == before


def live_reply(life: Life) -> Any:
    """Return the monitor as Sentry replies it now."""
    life.another_run()
    return life.provider.services.monitors("moosequest").api.get(life.id)
