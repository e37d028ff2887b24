"""Promises of the Sentry simulator: which alerts it accepts, and how it replies with them."""

import re

import pytest

from tests.simulator_sentry.client import (
    EMAIL,
    FREQUENCY,
    MISSING,
    alert,
    create,
    read,
    update,
    with_action,
    with_trigger,
)
from tests.simulators.sentry import SentrySimulator


def test_a_created_alert_has_exactly_the_14_keys(sentry: SentrySimulator) -> None:
    assert sorted(create(sentry)) == [
        *("actionFilters", "config", "createdBy", "dateCreated", "dateUpdated", "detectorIds"),
        *("enabled", "environment", "id", "lastTriggered", "name", "organizationId", "owner"),
        "triggers",
    ]


def test_detectors_go_in_as_numbers_and_come_out_as_strings(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(detectorIds=[7102, "7101"]))["detectorIds"] == ["7101", "7102"]


def test_all_ids_are_strings(sentry: SentrySimulator) -> None:
    created = create(sentry)
    group = created["actionFilters"][0]
    parts = [created, created["triggers"], group, *group["conditions"], *group["actions"]]
    assert [type(part["id"]) for part in parts] == [str] * 5


def test_dates_are_utc_with_microseconds(sentry: SentrySimulator) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", create(sentry)["dateCreated"])


def test_what_was_created_is_read_back(sentry: SentrySimulator) -> None:
    created = create(sentry)
    assert read(sentry, created["id"]) == created


def test_a_reply_is_a_valid_request(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], created)
    assert {**updated, "dateUpdated": None} == {**created, "dateUpdated": None}


def test_equal_bodies_give_two_alerts(sentry: SentrySimulator) -> None:
    assert create(sentry)["id"] != create(sentry)["id"]


def test_snake_case_is_accepted_at_every_depth(sentry: SentrySimulator) -> None:
    condition = {
        "type": "latest_adopted_release",
        "comparison": {
            "environment": "production",
            "age_comparison": "older",
            "release_age_type": "oldest",
        },
        "condition_result": True,
    }
    action = {**EMAIL, "config": {"target_type": "team", "target_identifier": "801"}}
    group = {"logic_type": "all", "conditions": [condition], "actions": [action]}
    body = alert(actionFilters=MISSING, detectorIds=MISSING)
    created = create(sentry, {**body, "action_filters": [group], "detector_ids": [7101]})
    config = created["actionFilters"][0]["actions"][0]["config"]
    assert config == {"targetType": "team", "targetIdentifier": "801"}


def test_unknown_top_level_keys_are_ignored(sentry: SentrySimulator) -> None:
    assert "projects" not in create(sentry, {**alert(), "projects": ["trademaster-raptor"]})


def test_a_name_is_trimmed(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(name="  padded "))["name"] == "padded"


def test_an_alert_without_detectors_is_accepted(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(detectorIds=MISSING))["detectorIds"] == []


def test_an_alert_without_action_filters_is_accepted(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(actionFilters=MISSING))["actionFilters"] == []


def test_the_user_of_an_email_is_not_checked_on_write(sentry: SentrySimulator) -> None:
    config = {"targetType": "user", "targetIdentifier": "999999", "targetDisplay": None}
    action = create(sentry, with_action(config=config))["actionFilters"][0]["actions"][0]
    assert action["config"] == config


def test_a_key_that_was_not_sent_is_not_echoed(sentry: SentrySimulator) -> None:
    config = {"targetType": "user", "targetIdentifier": "3001"}
    action = create(sentry, with_action(config=config))["actionFilters"][0]["actions"][0]
    assert action["config"] == config


@pytest.mark.parametrize(
    ("kind", "comparison"),
    [
        ("event_frequency_count", {"value": 3, "interval": "30d", "filters": []}),
        (
            "event_frequency_count",
            {"value": 0, "interval": "1m", "filters": [{"key": "a", "match": "is"}]},
        ),
        (
            "event_frequency_percent",
            {"value": 10, "interval": "1h", "comparisonInterval": "1d"},
        ),
        ("percent_sessions_count", {"value": 0.5, "interval": "1h"}),
        ("event_attribute", {"attribute": "user.email", "match": "ns"}),
        ("tagged_event", {"key": "level", "match": "eq", "value": "error"}),
        ("age_comparison", {"time": "hour", "value": 1, "comparisonType": "older"}),
        ("assigned_to", {"targetType": "Unassigned", "targetIdentifier": ""}),
        ("issue_category", {"value": 1}),
        ("issue_priority_greater_or_equal", 75),
        ("latest_release", True),
        ("level", {"level": 40, "match": "gte"}),
        ("first_seen_event", True),
    ],
)
def test_a_comparison_comes_back_as_it_was_sent(
    sentry: SentrySimulator, kind: str, comparison: object
) -> None:
    created = create(sentry, with_trigger(comparison, kind))
    assert created["triggers"]["conditions"][0]["comparison"] == comparison


def test_an_integration_id_comes_back_as_a_string(sentry: SentrySimulator) -> None:
    config = {"targetType": "specific", "targetIdentifier": "", "targetDisplay": "#ops"}
    created = create(sentry, with_action(type="slack", integrationId=51, config=config))
    assert created["actionFilters"][0]["actions"][0]["integrationId"] == "51"


def test_third_party_field_names_keep_their_case(sentry: SentrySimulator) -> None:
    body = with_action(
        type="jira",
        integrationId="56",
        config={"targetType": "specific"},
        data={"additionalFields": {"fixVersions": 1, "issue_type": 2}},
    )
    data = create(sentry, body)["actionFilters"][0]["actions"][0]["data"]
    assert data == {"additionalFields": {"fixVersions": 1, "issue_type": 2}}


def test_conditions_are_shuffled_between_replies(sentry: SentrySimulator) -> None:
    conditions = [{**FREQUENCY, "comparison": {"value": n, "interval": "1h"}} for n in range(6)]
    created = create(sentry, alert(triggers={"logicType": "all", "conditions": conditions}))
    orders = {
        tuple(item["id"] for item in read(sentry, created["id"])["triggers"]["conditions"])
        for _ in range(10)
    }
    assert len(orders) > 1


def test_shuffling_can_be_turned_off(sentry: SentrySimulator) -> None:
    sentry.state["shuffle"] = False
    conditions = [{**FREQUENCY, "comparison": {"value": n, "interval": "1h"}} for n in range(6)]
    created = create(sentry, alert(triggers={"logicType": "all", "conditions": conditions}))
    values = [item["comparison"]["value"] for item in created["triggers"]["conditions"]]
    assert values == [0, 1, 2, 3, 4, 5]
