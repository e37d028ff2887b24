"""Promises of the Sentry simulator: what a metric monitor may be, and what is made of it."""

from typing import Any

import pytest

from tests.simulator_sentry.client import DETECTORS, MISSING, REQUIRED, Body, ask, refusal
from tests.simulator_sentry.monitors import (
    QUERY,
    SPANS,
    THRESHOLDS,
    edit,
    make,
    metric,
    post,
    put,
    query_of,
    shown,
    thresholds,
)
from tests.simulators.sentry import SentrySimulator

HIGH, RESOLVED = THRESHOLDS
ANOMALY: Body = {
    "type": "anomaly_detection",
    "comparison": {"seasonality": "auto", "sensitivity": "low", "thresholdType": 0},
    "conditionResult": 75,
}
SPANS_INSTEAD = (
    "is disabled, as we migrate to the span dataset. Create span-based alerts "
    "(dataset: events_analytics_platform) with the is_transaction:true filter instead."
)
SESSIONS: Body = {
    **QUERY,
    "queryType": 2,
    "dataset": "metrics",
    "aggregate": "percentage(sessions_crashed, sessions) AS _crash_rate_alert_aggregate",
}
TRANSACTIONS: Body = {
    **QUERY,
    "queryType": 1,
    "dataset": "generic_metrics",
    "eventTypes": ["transaction"],
}
SPAN_TYPES = "['trace_item_log', 'trace_item_metric', 'trace_item_span', 'transaction']"


def wide(text: str) -> Body:
    return {"nonFieldErrors": [text]}


def snuba(document: Body) -> Body:
    query: Body = query_of(document)["snubaQuery"]
    return query


# The query.


@pytest.mark.parametrize(
    ("source", "errors"),
    [
        (QUERY | {"dataset": "spans"}, {"dataset": ["Invalid dataset, valid values are ["]}),
        (
            QUERY | {"aggregate": "upsampled_count()"},
            {"aggregate": ["upsampled_count() is not allowed as user input. Use count() instead"]},
        ),
        (QUERY | {"aggregate": "nonsense()"}, {"aggregate": ["Invalid Metric: nonsense() is not"]}),
        (QUERY | {"aggregate": "avg(colour)"}, {"aggregate": ["Invalid Metric: We do not"]}),
        (QUERY | {"aggregate": "count"}, wide("Invalid Metric: Please pass a valid function")),
        (
            QUERY | {"query": "is:unresolved release:latest"},
            {"query": ["Unsupported Query: We do not currently support the release:latest query"]},
        ),
        (QUERY | {"queryType": 9}, {"queryType": ["Invalid query type 9"]}),
        (
            QUERY | {"queryType": 1},
            wide(
                "Invalid dataset for this query type. Valid datasets are "
                "['eventsanalyticsplatform', 'performancemetrics', 'transactions']"
            ),
        ),
        (
            QUERY | {"environment": "nowhere"},
            {"environment": ["Environment is not part of this organization"]},
        ),
        (QUERY | {"eventTypes": ["x"]}, {"eventTypes": ["Invalid event_type, valid values are ["]}),
        (
            QUERY | {"eventTypes": ["transaction"]},
            wide(
                "Invalid event types for this dataset. Valid event types are ['default', 'error']"
            ),
        ),
        (
            SPANS | {"eventTypes": ["trace_item_span", "trace_item_log"]},
            wide(f"Multiple event types not allowed. Valid event types are {SPAN_TYPES}"),
        ),
        (
            QUERY | {"extrapolationMode": "x"},
            {"extrapolationMode": ["Invalid extrapolation mode: x"]},
        ),
        (
            QUERY | {"groupBy": ["a"]},
            wide("Group by Metric Alerts feature must be enabled to use this field"),
        ),
        (QUERY | {"timeWindow": "x"}, {"timeWindow": ["A valid integer is required."]}),
        (SPANS | {"timeWindow": 60}, wide("Invalid Time Window")),
        (SPANS | {"timeWindow": 450}, wide("Invalid Time Window")),
        (
            SESSIONS | {"timeWindow": 60},
            wide(
                "Invalid Time Window: Allowed time windows for crash rate alerts are: "
                "30min, 1h, 2h, 4h, 12h and 24h"
            ),
        ),
    ],
)
def test_a_bad_query_is_refused(sentry: SentrySimulator, source: Body, errors: Body) -> None:
    answer = post(sentry, metric(source))
    found: Any = answer.json()["dataSources"]
    assert (answer.status_code, list(found)) == (400, list(errors))
    ((text,),) = found.values()
    ((beginning,),) = errors.values()
    assert text.startswith(beginning)


@pytest.mark.parametrize(
    "field", ["dataset", "aggregate", "query", "timeWindow", "environment", "eventTypes"]
)
def test_a_query_has_six_fields_at_least(sentry: SentrySimulator, field: str) -> None:
    answer = post(sentry, metric({field: MISSING}))
    assert refusal(answer) == (400, {"dataSources": {field: REQUIRED}})


@pytest.mark.parametrize(
    ("kind", "feature", "text"),
    [
        ("trace_item_log", "ourlogs-enabled", "You do not have access to the log alerts feature."),
        (
            "trace_item_metric",
            "tracemetrics-enabled",
            "You do not have access to the metrics alerts feature.",
        ),
    ],
)
def test_some_event_types_are_behind_a_feature(
    sentry: SentrySimulator, kind: str, feature: str, text: str
) -> None:
    sentry.state["features"].remove(f"organizations:{feature}")
    answer = post(sentry, metric(SPANS | {"eventTypes": [kind]}))
    assert refusal(answer) == (400, {"dataSources": {"eventTypes": [text]}})


@pytest.mark.parametrize(
    ("aggregate", "status"),
    [
        ("sum(value,jobs,counter,-)", 201),
        ("equation|sum(value,jobs,counter,-) * 2", 201),
        ("count(trace.duration)", 400),
    ],
)
def test_a_metric_of_the_application_names_itself_its_type_and_its_unit(
    sentry: SentrySimulator, aggregate: str, status: int
) -> None:
    source = SPANS | {"aggregate": aggregate, "eventTypes": ["trace_item_metric"]}
    answer = post(sentry, metric(source))
    assert answer.status_code == status
    if status == 400:
        text = f"Invalid trace metrics aggregate: {aggregate}"
        assert answer.json() == {"aggregate": [text]}


def test_any_column_of_spans_is_taken(sentry: SentrySimulator) -> None:
    source = SPANS | {"aggregate": "avg(no.such.column)", "query": "no such:query ("}
    assert snuba(make(sentry, metric(source)))["aggregate"] == "avg(no.such.column)"


def test_any_window_of_errors_is_taken(sentry: SentrySimulator) -> None:
    assert snuba(make(sentry, metric({"timeWindow": 61})))["timeWindow"] == 61


def test_users_are_counted_by_their_tag(sentry: SentrySimulator) -> None:
    made = make(sentry, metric({"aggregate": "count_unique(user)"}))
    assert snuba(made)["aggregate"] == "count_unique(tags[sentry:user])"


def test_the_type_of_query_is_not_shown_again(sentry: SentrySimulator) -> None:
    assert sorted(snuba(make(sentry, metric()))) == [
        *("aggregate", "dataset", "environment", "eventTypes", "extrapolationMode", "id", "query"),
        "timeWindow",
    ]


def test_event_types_come_back_in_another_order(sentry: SentrySimulator) -> None:
    assert snuba(make(sentry, metric()))["eventTypes"] == ["error", "default"]


@pytest.mark.parametrize(
    ("sent", "stored"), [(MISSING, "unknown"), (None, "unknown"), ("none", "none")]
)
def test_an_extrapolation_that_is_not_said_is_unknown(
    sentry: SentrySimulator, sent: object, stored: str
) -> None:
    made = make(sentry, metric(SPANS | {"extrapolationMode": sent}))
    assert snuba(made)["extrapolationMode"] == stored


def test_a_query_of_sessions_has_no_event_types(sentry: SentrySimulator) -> None:
    assert snuba(make(sentry, metric(SESSIONS)))["eventTypes"] == []


def test_a_query_is_trimmed(sentry: SentrySimulator) -> None:
    assert snuba(make(sentry, metric({"query": " is:unresolved "})))["query"] == "is:unresolved"


def test_a_new_subscription_is_being_created_and_later_active(sentry: SentrySimulator) -> None:
    made = make(sentry, metric())
    found = query_of(shown(sentry, made["id"]))
    assert (query_of(made)["status"], query_of(made)["subscription"]) == (1, None)
    assert (found["status"], found["subscription"] is None) == (0, False)


def test_metrics_of_transactions_become_transactions(sentry: SentrySimulator) -> None:
    assert snuba(make(sentry, metric(TRANSACTIONS)))["dataset"] == "transactions"


def test_new_monitors_of_transactions_are_refused_where_they_are_deprecated(
    sentry: SentrySimulator,
) -> None:
    sentry.state["features"].append("organizations:discover-saved-queries-deprecation")
    text = f"Creation of transaction-based alerts {SPANS_INSTEAD}"
    assert refusal(post(sentry, metric(TRANSACTIONS))) == (400, [text])


def test_a_new_monitor_is_not_weighted_by_the_server(sentry: SentrySimulator) -> None:
    answer = post(sentry, metric(SPANS | {"extrapolationMode": "server_weighted"}))
    text = "server_weighted extrapolation mode is not supported for new detectors."
    assert refusal(answer) == (400, [text])


# The plan.


def test_without_the_plan_there_is_no_metric_monitor(sentry: SentrySimulator) -> None:
    sentry.state["features"].remove("organizations:incidents")
    text = "Unable to process request, confirm payment options."
    assert refusal(post(sentry, metric(name=""))) == (400, {"detail": text})


def test_a_dataset_that_the_plan_lacks_is_refused(sentry: SentrySimulator) -> None:
    sentry.state["features"].remove("organizations:visibility-explore-view")
    assert "does not have access" in post(sentry, metric(SPANS)).text


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("PUT", 404), ("DELETE", 204)])
def test_a_monitor_that_the_plan_lacks_can_only_be_deleted(
    sentry: SentrySimulator, method: str, status: int
) -> None:
    sentry.state["features"].remove("organizations:incidents")
    assert ask(sentry, f"{DETECTORS}7111/", method, json={}).status_code == status


def test_the_plans_limit_counts_all_metric_monitors(sentry: SentrySimulator) -> None:
    sentry.state["maxMetricMonitors"] = 2
    text = "Used 2/2 of allowed metric_issue monitors."
    assert refusal(post(sentry, metric())) == (400, [text])


# The config.


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({}, "'detection_type' is a required property"),
        ({"detectionType": "x"}, "'x' is not one of ['static', 'percent', 'dynamic']"),
        (
            {"detectionType": "percent", "comparisonDelta": 0},
            "0 is not one of [300, 900, 3600, 86400, 604800, 2592000, None]",
        ),
    ],
)
def test_a_bad_config_is_refused_in_short(sentry: SentrySimulator, config: Body, text: str) -> None:
    answer = post(sentry, metric(config=config))
    assert refusal(answer) == (400, {"config": [f"Invalid config: {text}"]})


def test_another_key_of_a_config_is_shown_again(sentry: SentrySimulator) -> None:
    config = {"detectionType": "static", "thresholdPeriod": 1}
    assert make(sentry, metric(config=config))["config"] == config


def test_a_static_monitor_that_compares_is_shown_as_percent(sentry: SentrySimulator) -> None:
    config = {"detectionType": "static", "comparisonDelta": 300}
    assert make(sentry, metric(config=config))["config"]["detectionType"] == "percent"


def test_a_config_that_is_edited_is_replaced(sentry: SentrySimulator) -> None:
    made = make(sentry, metric(config={"detectionType": "percent", "comparisonDelta": 300}))
    edited = edit(sentry, made["id"], {"config": {"detectionType": "static"}})
    assert edited["config"] == {"detectionType": "static"}


# The conditions.


@pytest.mark.parametrize(
    ("condition", "errors"),
    [
        ({"type": "foo"}, {"type": ['"foo" is not a valid choice.']}),
        ({"type": "eq"}, {"type": ["Unsupported type eq"]}),
        ({"comparison": "100"}, {"comparison": ["A valid number or dict is required."]}),
        ({"comparison": None}, {"comparison": ["This field may not be null."]}),
        (
            {"comparison": {"a": 1}},
            {
                "comparison": [
                    "Invalid json primitive value: {'a': 1}. Must be a string, number, or boolean."
                ]
            },
        ),
        ({"conditionResult": 25}, {"conditionResult": ["Unsupported condition result"]}),
        ({"conditionResult": "x"}, {"conditionResult": ["Unsupported condition result"]}),
    ],
)
def test_every_condition_has_its_own_errors_or_none(
    sentry: SentrySimulator, condition: Body, errors: Body
) -> None:
    answer = post(sentry, thresholds({**HIGH, **condition}, RESOLVED))
    expected = {"conditionGroup": {"conditions": [errors, {}]}}
    assert refusal(answer) == (400, expected)


def test_a_bad_anomaly_is_refused(sentry: SentrySimulator) -> None:
    comparison = {**ANOMALY["comparison"], "sensitivity": "super"}
    answer = post(sentry, thresholds({**ANOMALY, "comparison": comparison}))
    assert "'super' is not one of" in answer.text


@pytest.mark.parametrize("conditions", [[], [HIGH]])
def test_a_resolution_is_asked_for(sentry: SentrySimulator, conditions: list[Body]) -> None:
    text = "Resolution condition required for metric issue detector."
    answer = post(sentry, thresholds(*conditions))
    assert refusal(answer) == (400, {"conditionGroup": {"conditions": [text]}})


def test_an_anomaly_needs_no_resolution_and_is_shown_in_camel_case(
    sentry: SentrySimulator,
) -> None:
    body = thresholds(ANOMALY) | {"config": {"detectionType": "dynamic"}}
    (found,) = make(sentry, body)["conditionGroup"]["conditions"]
    assert found["comparison"] == ANOMALY["comparison"]


def test_a_fourth_condition_is_too_many(sentry: SentrySimulator) -> None:
    answer = post(sentry, thresholds(HIGH, HIGH, HIGH, RESOLVED))
    assert refusal(answer) == (400, {"nonFieldErrors": ["Too many conditions"]})


@pytest.mark.parametrize("group", [MISSING, {"logicType": "any"}])
def test_conditions_are_a_must(sentry: SentrySimulator, group: object) -> None:
    errors = REQUIRED if group is MISSING else {"conditions": REQUIRED}
    answer = post(sentry, metric(conditionGroup=group))
    assert refusal(answer) == (400, {"conditionGroup": errors})


@pytest.mark.parametrize(
    "conditions",
    [
        [{**HIGH, "comparison": 10}, {**RESOLVED, "comparison": 500}],
        [HIGH, HIGH, RESOLVED],
        [HIGH, {**HIGH, "type": "lt", "conditionResult": 50}, RESOLVED],
    ],
)
def test_the_order_and_direction_of_thresholds_are_not_checked(
    sentry: SentrySimulator, conditions: list[Body]
) -> None:
    assert post(sentry, thresholds(*conditions)).status_code == 201


@pytest.mark.parametrize("number", [100, 100.5, 0.05, True])
def test_a_number_is_stored_as_it_was_sent(sentry: SentrySimulator, number: float) -> None:
    made = make(sentry, thresholds({**HIGH, "comparison": number}, RESOLVED))
    (found,) = [c for c in made["conditionGroup"]["conditions"] if c["conditionResult"] == 75]
    assert repr(found["comparison"]) == repr(number)


def test_conditions_are_read_in_no_order(sentry: SentrySimulator) -> None:
    pages = [shown(sentry, "7111")["conditionGroup"]["conditions"] for _ in range(20)]
    assert len({tuple(item["id"] for item in page) for page in pages}) == 2


# Edits.


def test_conditions_without_ids_are_made_anew(sentry: SentrySimulator) -> None:
    made = make(sentry, metric())
    edited = edit(sentry, made["id"], metric())
    before, after = (
        {c["id"] for c in document["conditionGroup"]["conditions"]} for document in (made, edited)
    )
    assert (len(after), before & after) == (2, set())


def test_a_condition_with_its_id_keeps_it(sentry: SentrySimulator) -> None:
    sentry.state["shuffle"] = False
    made = make(sentry, metric())["conditionGroup"]["conditions"]
    group = {"logicType": "any", "conditions": [{**made[0], "comparison": 5}, RESOLVED]}
    edited = edit(sentry, sentry.state["detectors"][-1]["id"], {"conditionGroup": group})
    first, second = edited["conditionGroup"]["conditions"]
    assert (first["id"], first["comparison"]) == (made[0]["id"], 5)
    assert second["id"] != made[1]["id"]


def test_an_edit_keeps_the_groups_id_and_stores_its_logic_type(sentry: SentrySimulator) -> None:
    made = make(sentry, metric())
    group = {"logicType": "all", "conditions": THRESHOLDS}
    edited = edit(sentry, made["id"], {"conditionGroup": group})["conditionGroup"]
    assert (edited["id"], edited["logicType"]) == (made["conditionGroup"]["id"], "all")


def test_an_unknown_id_of_a_condition_is_refused(sentry: SentrySimulator) -> None:
    group = {"logicType": "any", "conditions": [{**HIGH, "id": 99999}, RESOLVED]}
    answer = put(sentry, "7111", {"conditionGroup": group})
    assert refusal(answer) == (400, ["Condition with id 99999 not found."])


@pytest.mark.parametrize(("method", "status"), [("POST", 201), ("PUT", 500)])
def test_an_unknown_key_of_a_condition_crashes_an_edit_alone(
    sentry: SentrySimulator, method: str, status: int
) -> None:
    body = thresholds({**HIGH, "label": "high"}, RESOLVED)
    answer = post(sentry, body) if method == "POST" else put(sentry, "7111", body)
    assert answer.status_code == status


def test_a_group_without_conditions_crashes_an_edit(sentry: SentrySimulator) -> None:
    assert put(sentry, "7111", {"conditionGroup": {"logicType": "any"}}).status_code == 500


@pytest.mark.parametrize("field", ["aggregate", "timeWindow", "query"])
def test_an_edit_with_a_part_of_the_query_crashes_sentry(
    sentry: SentrySimulator, field: str
) -> None:
    source = metric({field: MISSING})["dataSources"]
    assert put(sentry, "7111", {"dataSources": source}).status_code == 500


def test_an_edit_without_a_dataset_is_taken_for_one_of_errors(sentry: SentrySimulator) -> None:
    source = metric({"dataset": MISSING, "query": "new"})["dataSources"]
    assert snuba(edit(sentry, "7111", {"dataSources": source}))["query"] == "new"


def test_a_monitor_of_transactions_is_not_changed(sentry: SentrySimulator) -> None:
    made = make(sentry, metric(TRANSACTIONS))
    answer = put(sentry, made["id"], {"dataSources": [TRANSACTIONS | {"timeWindow": 300}]})
    text = f"Updates to transaction-based alerts {SPANS_INSTEAD}"
    assert refusal(answer) == (400, [text])


@pytest.mark.parametrize(("enabled", "status"), [(False, 4), (True, 0)])
def test_the_subscription_follows_the_monitor(
    sentry: SentrySimulator, enabled: bool, status: int
) -> None:
    assert query_of(edit(sentry, "7111", {"enabled": enabled}))["status"] == status
