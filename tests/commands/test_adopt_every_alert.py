"""The promise of adoption: every alert that Sentry can hold is imported and adopted as it is."""

from __future__ import annotations

import copy
import json
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from infra.base.errors import AlertsError
from infra.config.rule_files import claims_of
from infra.config.settings import Settings
from infra.program.resources import rule_properties
from infra.provider.notices import differences
from infra.provider.state import changed_fields, pack, unpack
from infra.provider.unplanned import PROBLEM
from infra.providers import SentryAlertRuleProvider
from infra.rules.canonical import canonical, sorted_json
from tests.commands.hand_changes import HAND_CHANGES, HandChange
from tests.commands.in_process import Here
from tests.commands.project import Project
from tests.factories import config, rule_provider
from tests.sentry_schema_strategies import stored
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.expects_refusal

ALERT = "51000"
MONITORS = ("7101", "7102", "7103", "7104", "7111", "7112", "7113", "7114", "7190", "7999")
"""Those of two projects, of all projects, of each type; the last is hidden from the token."""
linked = st.lists(st.sampled_from(MONITORS), unique=True) | st.sampled_from([["7101"], ["7102"]])
live_alerts = stored(linked, st.sampled_from([None, "production", "staging"]))
each_draw = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


class Adopting(NamedTuple):
    """A live alert on its way into a stack.

    Attributes:
        here: runs commands.
        sentry: has the alert, and no other.
        told: what the providers have told.
    """

    here: Here
    sentry: SentrySimulator
    told: list[str]

    def put(self, alert: dict[str, Any]) -> None:
        """Make the alert Sentry's only one."""
        with self.sentry.lock:
            self.sentry.state["workflows"] = [copy.deepcopy(alert)]
            self.sentry.requests.clear()

    @property
    def live(self) -> dict[str, Any]:
        """What Sentry has now."""
        (found,) = self.sentry.state["workflows"]
        return copy.deepcopy(found)

    def import_entry(self, alert_id: str) -> dict[str, Any]:
        """Return what `import` prints, as a stack file has it."""
        ran = self.here.run("import", alert_id, "--stack", "sandbox")
        assert ran.exit_code == 0, ran.words
        entries: list[dict[str, Any]] = yaml.safe_load(ran.data)
        return entries[0]

    def plan(
        self, entry: dict[str, Any], olds: dict[str, Any] | None = None
    ) -> tuple[SentryAlertRuleProvider, dict[str, Any]]:
        """Return the provider of a new run, and the properties that it makes of the entry."""
        provider = rule_provider(self.sentry.url)
        provider.claims = claims_of([entry], "alert")
        loaded = Settings.load(config(alertRules=[entry]), "raxx-alerts")
        (rule,) = loaded.alert_rules
        news = rule_properties(rule, loaded.sentry_organization, loaded.project_of(rule))
        inputs = unpack(provider.check(pack(olds) if olds else {}, news).inputs)
        assert PROBLEM not in inputs, inputs
        return provider, inputs

    def adopt(self, entry: dict[str, Any], alert_id: str) -> dict[str, Any]:
        """Return the state after an `up` that adopts the alert; see it adopted as it is."""
        self.told.clear()
        provider, inputs = self.plan(entry)
        (said,) = [text for text in self.told if f"adopts the alert {alert_id} " in text]
        assert said.endswith("it stays as it is"), said
        created = provider.create(pack(inputs))
        assert created.id == alert_id
        return unpack(created.outs or {})

    def refresh(
        self, entry: dict[str, Any], state: dict[str, Any]
    ) -> tuple[SentryAlertRuleProvider, dict[str, Any], dict[str, Any]]:
        """Return a new run's provider, what is live, and what is declared."""
        live = unpack(rule_provider(self.sentry.url).read(ALERT, pack(state)).inputs or {})
        provider, inputs = self.plan(entry, live)
        return provider, live, inputs

    def writes(self) -> list[str]:
        """Return what was asked of Sentry but reads."""
        return [one["method"] for one in self.sentry.requests if one["method"] != "GET"]


@pytest.fixture
def adopting(
    undeployed: Project,
    sentry: SentrySimulator,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    provider: SentryAlertRuleProvider,  # noqa: ARG001 (its token and its patience)
    told: list[str],
) -> Adopting:
    """Give an organization that has whom the drawn alerts name, and commands."""
    here = Here(undeployed, monkeypatch, capsys)
    member, team = copy.deepcopy(sentry.state["members"][0]), sentry.state["teams"][0]
    member |= {"id": "999", "email": "drawn@raxx.app"}
    addresses = [{"id": "2220", "email": "drawn@raxx.app", "is_verified": True}]
    member["user"] |= {"id": "222", "email": "drawn@raxx.app", "emails": addresses}
    sentry.state["members"].append(member)
    sentry.state["teams"].append({**team, "id": "7", "slug": "drawn"})
    return Adopting(here, sentry, told)


@each_draw
@given(live_alerts)
def test_every_alert_is_imported_and_adopted_without_a_write_or_a_change(
    adopting: Adopting, alert: dict[str, Any]
) -> None:
    adopting.put(alert)
    entry = adopting.import_entry(alert["id"])
    state = adopting.adopt(entry, alert["id"])
    provider, live, inputs = adopting.refresh(entry, state)
    assert not provider.diff(ALERT, pack(live), pack(inputs)).changes
    assert (adopting.writes(), adopting.live) == ([], alert)


alike = stored(st.lists(st.sampled_from(MONITORS), unique=True, max_size=2), st.just(None))


@each_draw
@given(st.lists(st.tuples(alike, st.sampled_from(["one", " One", "one!"])), min_size=2, max_size=5))
def test_alerts_of_alike_names_are_moved_in_together_and_each_is_adopted_as_it_is(
    adopting: Adopting, drawn: list[tuple[dict[str, Any], str]]
) -> None:
    with adopting.sentry.lock:
        adopting.sentry.state["workflows"] = [
            copy.deepcopy(alert) | {"id": str(51000 + number), "name": name}
            for number, (alert, name) in enumerate(drawn)
        ]
    ran = adopting.here.run("import", "--all", "--dry-run", "--json", "--stack", "sandbox")
    assert ran.exit_code == 0, ran.words
    found = json.loads(ran.data)
    assert len(found["adopted"]) == len(found["alertRules"]) == len(drawn)
    assert (found["changed"], found["created"], found["left"]) == ({}, [], [])


@each_draw
@given(live_alerts, st.sampled_from(HAND_CHANGES))
def test_what_is_changed_by_hand_is_told_and_put_back_and_nothing_else(
    adopting: Adopting, alert: dict[str, Any], change: HandChange
) -> None:
    adopting.put(alert)
    entry = adopting.import_entry(alert["id"])
    state = adopting.adopt(entry, alert["id"])
    changed = change.apply(copy.deepcopy(alert))
    if changed == alert:
        event(f"{change.name}: nothing to change")
        return
    adopting.put(changed)
    provider, live, inputs = adopting.refresh(entry, state)
    fields = set(changed_fields(live, inputs))
    if change.name == "owner" and "owner" not in entry:
        assert fields == set()
        return
    assert "payload" in fields
    told = {field for field, _, _ in differences(live, inputs)}
    # Several groups are listed in the order of what is in them.
    listed = {"filter", "action"} if len(alert["actionFilters"]) > 1 else set()
    assert told <= change.fields | listed, (told, change)
    if refusal := refusal_of(provider, live, inputs):
        event(f"{change.name}: refused")
        assert refusal.message
        assert adopting.live == changed
        assert refuses(adopting, alert), refusal
        return
    event(f"{change.name}: put back")
    meant = canonical(alert, owned=True)
    assert sorted_json(canonical(adopting.live, owned=True)) == sorted_json(meant)


def refusal_of(
    provider: SentryAlertRuleProvider, live: dict[str, Any], inputs: dict[str, Any]
) -> AlertsError | None:
    """Update the alert; return why Sentry does not take it."""
    try:
        provider.update(ALERT, pack(live), pack(inputs))
    except AlertsError as error:
        return error
    return None


def refuses(adopting: Adopting, alert: dict[str, Any]) -> bool:
    """Tell whether Sentry takes an alert back as it replies it."""
    adopting.put(alert)
    sentry = rule_provider(adopting.sentry.url).services.sentry("moosequest")
    try:
        sentry.api.update(alert["id"], canonical(alert, owned=True))
    except AlertsError:
        return True
    return False
