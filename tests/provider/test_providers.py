"""Promises of the alert rule's provider that an engine run cannot single out."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from infra.base.errors import UnavailableError
from infra.program.resources import rule_properties
from infra.provider.state import pack, unpack, words_of
from infra.providers import SentryAlertRuleProvider
from tests.factories import rule
from tests.simulators.sentry import SentrySimulator

PROJECT = "trademaster-raptor"
PATH = "/api/0/organizations/moosequest/workflows/"


def planned(provider: SentryAlertRuleProvider, olds: dict[str, Any] | None = None) -> Any:
    """Return the inputs that `check` makes of the team's own rule."""
    news = rule_properties(rule(), "moosequest", PROJECT)
    return provider.check(olds or {}, news).inputs


def with_organization(inputs: dict[str, Any], organization: str) -> dict[str, str]:
    """Return the inputs as those of a rule of another organization."""
    return pack(unpack(inputs) | {"organization": organization})


def fault(sentry: SentrySimulator, method: str, kind: str, path: str = PATH) -> None:
    body = [{"method": method, "path": path, "times": 1, "fault": kind}]
    requests.post(f"{sentry.url}/_sim/faults", json=body, timeout=10).raise_for_status()


def ids(sentry: SentrySimulator) -> list[str]:
    return [alert["id"] for alert in sentry.state["workflows"]]


@pytest.mark.parametrize("kind", ["reset-after-write", "half-body"])
def test_a_create_whose_answer_was_lost_finds_its_alert_and_makes_no_second_one(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, kind: str
) -> None:
    inputs = planned(provider)
    fault(sentry, "POST", kind)
    assert [provider.create(inputs).id] == ids(sentry)


def test_a_create_that_did_not_take_effect_is_told_and_not_repeated(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    inputs = planned(provider)
    fault(sentry, "POST", "500")
    with pytest.raises(UnavailableError, match=r"POST .*/workflows/: 500"):
        provider.create(inputs)
    assert ids(sentry) == []


def test_an_alert_made_by_somebody_else_since_the_preview_is_adopted_by_create(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    inputs = planned(provider)
    first = provider.create(inputs).id
    assert provider.create(inputs).id == first
    assert ids(sentry) == [first]


def test_an_alert_that_already_says_what_is_declared_is_adopted_without_a_write(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    inputs = planned(provider)
    provider.create(inputs)
    before = len(sentry.requests)
    provider.create(inputs)
    assert {request["method"] for request in sentry.requests[before:]} <= {"GET"}


def test_an_alert_that_create_found_is_recorded_as_adopted(
    provider: SentryAlertRuleProvider,
) -> None:
    inputs = planned(provider)
    first = provider.create(inputs)
    second = provider.create(inputs)
    assert first.outs is not None
    assert second.outs is not None
    assert "adopts" not in unpack(first.outs)
    assert unpack(second.outs)["adopts"] == first.id


def test_an_alert_that_create_found_outlives_its_entry(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    inputs = planned(provider)
    first = provider.create(inputs)
    found = provider.create(inputs)
    provider.delete(found.id, found.outs or {})
    assert ids(sentry) == [first.id]


@pytest.fixture
def migrated(provider: SentryAlertRuleProvider, sentry: SentrySimulator) -> dict[str, Any]:
    """Give the rule's alert as Sentry's migration linked it: to the issue stream monitor."""
    provider.create(planned(provider))
    alert = sentry.state["workflows"][0]
    alert["detectorIds"] = ["7102"]
    provider.services.sentry("moosequest").forget()
    return dict(alert)


def test_an_alert_on_the_issue_stream_monitor_is_adopted_with_its_link(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, migrated: dict[str, Any]
) -> None:
    provider.create(planned(provider))
    after = [(alert["id"], alert["detectorIds"]) for alert in sentry.state["workflows"]]
    assert after == [(migrated["id"], ["7102"])]


def test_an_alert_moved_to_the_issue_stream_monitor_has_not_drifted(
    provider: SentryAlertRuleProvider, migrated: dict[str, Any]
) -> None:
    live = provider.read(migrated["id"], planned(provider))
    assert live.inputs is not None
    assert not provider.diff(
        migrated["id"], live.outs or {}, planned(provider, live.inputs)
    ).changes


def test_what_was_adopted_stays_marked_as_adopted(
    provider: SentryAlertRuleProvider, migrated: dict[str, Any]
) -> None:
    inputs = planned(provider)
    live = provider.read(migrated["id"], inputs)
    assert unpack(planned(provider, live.inputs))["adopts"] == migrated["id"]


def test_an_organization_that_has_not_the_alert_is_another_one(
    provider: SentryAlertRuleProvider,
) -> None:
    inputs = planned(provider)
    olds, moved = with_organization(inputs, "b"), with_organization(inputs, "moosequest")
    assert provider.diff("1", olds, moved).replaces == ["organization"]


def test_an_alert_found_under_the_new_slug_is_kept_and_not_replaced(
    provider: SentryAlertRuleProvider,
) -> None:
    created = provider.create(planned(provider))
    olds = with_organization(planned(provider), "the-old-slug")
    changed = provider.diff(created.id, olds, planned(provider))
    assert (changed.changes, changed.replaces) == (True, [])


def test_a_preview_tells_what_of_a_live_alert_changes_from_what_to_what(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, told: list[str]
) -> None:
    created = provider.create(planned(provider))
    sentry.state["workflows"][0]["config"] = {"frequency": 5}
    provider.services.sentry("moosequest").forget()
    planned(provider, provider.read(created.id, created.outs or {}).inputs)
    assert told == ["rule disk_full changes: frequency '5 min' -> '30 min'"]


def test_nothing_is_told_of_an_alert_that_is_new_or_as_it_should_be(
    provider: SentryAlertRuleProvider, told: list[str]
) -> None:
    inputs = planned(provider)
    provider.create(inputs)
    planned(provider, inputs)
    assert told == []


def test_a_namesake_elsewhere_and_a_double_are_warned_of_before_a_rule_is_made(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, told: list[str]
) -> None:
    provider.create(planned(provider))
    (live,) = sentry.state["workflows"]
    namesake = {**live, "id": "7", "detectorIds": []}
    sentry.state["workflows"] = [namesake, {**live, "id": "8", "name": "made by hand"}]
    provider.services.sentry("moosequest").forget()
    planned(provider)
    assert [text.partition(":")[0] for text in told] == [
        "alert 7 is also named 'disk full' but is linked to no project; it is left alone",
        "alert 8, 'made by hand', mails the same people for the same events as 'disk full'",
    ]


def test_a_state_with_a_property_for_each_field_is_no_change_and_is_read_as_one_property(
    provider: SentryAlertRuleProvider,
) -> None:
    inputs = planned(provider)
    created = provider.create(inputs)
    apart = unpack(inputs) | {"url": "https://sentry.io/52001", "status": "live"}
    live = provider.read(created.id, apart)
    assert live.outs == created.outs
    assert not provider.diff(created.id, apart, planned(provider, apart)).changes


def test_words_that_an_older_release_wrote_are_no_reason_to_refuse_an_update(
    provider: SentryAlertRuleProvider,
) -> None:
    inputs = planned(provider)
    created = provider.create(inputs)
    olds = pack(unpack(inputs) | {"filter": "older words", "on_remove": "keep"})
    news = planned(provider, olds)
    updated = provider.update(created.id, olds, news)
    assert not provider.diff(created.id, updated.outs or {}, news).changes


def test_an_address_in_a_filter_is_not_taken_for_the_recipient(
    provider: SentryAlertRuleProvider,
) -> None:
    (address,) = [who.name for who in rule().recipients]
    declared = rule_properties(
        rule(filter={"message": {"contains": address}}), "moosequest", PROJECT
    )
    inputs = unpack(provider.check({}, declared).inputs)
    assert words_of(inputs)["filter"] == f"message contains {address}"
