"""Hypothesis strategies of monitors as Sentry's API may reply them, drawn from its own schemas.

They know nothing of the models under test. Schemas: `getsentry/sentry: src/sentry/monitors/
validators.py`, `src/sentry/uptime/endpoints/validators.py`, `src/sentry/incidents/
metric_issue_detector.py` and `src/sentry/workflow_engine/endpoints/serializers/*`, and
`getsentry/uptime-checker: src/assertions/mod.rs`, read 2026-11.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.monitor_strategies import Drawn, crontabs, mapping, names, numbers, one_of, urls
from tests.sentry_schema_strategies import json_values, texts

SECRET_PREFIX = "s3cret-"
"""What every drawn text that must never be shown begins with."""
secret_texts = st.text(st.sampled_from("abc123"), min_size=4, max_size=8).map(
    lambda text: SECRET_PREFIX + text
)


_or_null = st.none()
_schedules = st.tuples(
    st.just("crontab"), crontabs | one_of("0 0 31 2 1", "30 4 L * *")
) | st.tuples(
    st.just("interval"), st.tuples(st.integers(1, 90), one_of("minute", "month")).map(list)
)


@st.composite
def _cron_queries(draw: st.DrawFn) -> dict[str, Any]:
    kind, schedule = draw(_schedules)
    tolerance = _or_null | st.integers(1, 720)
    config = {
        "schedule_type": kind,
        "schedule": schedule,
        "checkin_margin": draw(_or_null | st.integers(0, 40_320)),
        "max_runtime": draw(_or_null | st.integers(1, 40_320)),
        "failure_issue_threshold": draw(tolerance),
        "recovery_threshold": draw(tolerance),
        **draw(
            mapping({}, {"timezone": one_of("UTC", "US/Eastern", ""), "alert_rule_id": st.just(3)})
        ),
    }
    return {
        "id": "11111111-2222-3333-4444-555555555555",
        "name": draw(names),
        "slug": draw(one_of("nightly", "a_b", "1a")),
        "status": draw(one_of("active", "disabled")),
        "isMuted": draw(st.booleans()),
        "isUpserting": draw(st.booleans()),
        "config": config,
        "dateCreated": "2026-11-01T00:00:00Z",
        "project": {"id": "4501", "slug": "trademaster-raptor"},
        "environments": [],
        "owner": draw(_or_null | st.just({"type": "team", "id": "7", "name": "sre"})),
    }


_cmp = one_of("always", "never", "less_than", "greater_than", "equals", "not_equal").map(
    lambda how: {"cmp": how}
)


def _operands(tag: str) -> Drawn:
    return st.one_of(
        st.just({tag: "none"}),
        texts.map(lambda text: {tag: "literal", "value": text}),
        texts.map(lambda text: {tag: "glob", "pattern": {"value": text}}),
    )


_ids = {"id": one_of("a1", "b2")}
_ops = st.recursive(
    st.one_of(
        mapping(
            {"op": st.just("status_code_check"), "value": st.integers(0, 65_535), "operator": _cmp},
            _ids,
        ),
        mapping(
            {"op": st.just("json_path"), "value": texts | st.just("$.ok")},
            {**_ids, "operator": _cmp, "operand": _operands("jsonpath_op")},
        ),
        mapping(
            {
                "op": st.just("header_check"),
                "key_op": _cmp,
                "key_operand": _operands("header_op"),
                "value_op": _cmp,
                "value_operand": _operands("header_op"),
            },
            _ids,
        ),
    ),
    lambda inner: st.one_of(
        mapping({"op": one_of("and", "or"), "children": st.lists(inner, max_size=3)}, _ids),
        mapping({"op": st.just("not"), "operand": inner}, _ids),
    ),
    max_leaves=5,
)
_live_headers = st.lists(
    st.tuples(one_of("X-Env", "x-env", "Authorization", "cookie", "X Y", ""), secret_texts)
    | st.tuples(one_of("Accept", "accept"), st.just("*/*")),
    max_size=4,
).map(lambda pairs: [list(pair) for pair in pairs])
_live_urls = urls | st.builds(
    lambda secret, host: f"https://ops:{secret}@{host}/", secret_texts, one_of("a.example", "h")
)
_uptime_queries = st.fixed_dictionaries(
    {
        "url": _live_urls | one_of("ftp://a.example/", "https://a_b.example/"),
        "method": one_of("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"),
        "body": _or_null | secret_texts,
        "headers": _live_headers,
        "intervalSeconds": one_of(60, 300, 600, 1200, 1800, 3600, 3600.0),
        "timeoutMs": st.integers(1000, 60_000),
        "traceSampling": st.booleans(),
        "assertion": _or_null | _ops.map(lambda op: {"root": op}),
    },
    optional={"responseCaptureEnabled": st.booleans()},
)
_queries = st.fixed_dictionaries(
    {
        "id": st.just("3"),
        "dataset": one_of("events", "events_analytics_platform", "metrics", "transactions"),
        "query": one_of("", "is:unresolved", " a:b "),
        "aggregate": one_of(
            *("count()", "count_unique(tags[sentry:user])", "p95(span.duration)", "failure_rate()"),
            *("sum(value,a,counter,-)", "count(message)", "p95(transaction.duration)"),
            "percentage(users_crashed, users) AS _crash_rate_alert_aggregate",
        ),
        "timeWindow": one_of(60, 300, 450, 3600, 86_400, 900.0),
        "environment": _or_null | st.just("production"),
        "eventTypes": st.lists(
            one_of("default", "error", "transaction", "trace_item_span", "trace_item_log"),
            max_size=3,
            unique=True,
        ),
        "extrapolationMode": one_of(None, "unknown", "none", "client_and_server_weighted"),
    }
)
_comparisons = (
    numbers
    | st.floats(-1e6, 1e6)
    | mapping(
        {
            "sensitivity": one_of("low", "high"),
            "seasonality": st.just("auto"),
            "thresholdType": one_of(0, 2),
        },
        {},
    )
)
_conditions = st.fixed_dictionaries(
    {
        "id": one_of("1", "2"),
        "type": one_of("gt", "gte", "lt", "lte", "anomaly_detection"),
        "comparison": _comparisons,
        "conditionResult": one_of(75, 50, 0),
    }
)
_groups = st.fixed_dictionaries(
    {
        "id": st.just("5"),
        "organizationId": st.just("1"),
        "logicType": one_of("any", "any-short", "all", "none"),
        "conditions": st.lists(_conditions, max_size=3),
        "actions": st.just([]),
    }
)
_metric_configs = mapping(
    {"detectionType": one_of("static", "percent", "dynamic")},
    {"comparisonDelta": one_of(None, 300, 3600, 2_592_000), "thresholdPeriod": st.just(1)},
)
_uptime_configs = st.fixed_dictionaries(
    {
        "mode": one_of(1, 3),
        "environment": _or_null | st.just("production"),
        "recoveryThreshold": st.integers(1, 9),
        "downtimeThreshold": st.integers(1, 9),
    }
)
_plain_keys = st.text(st.sampled_from("abcXY"), min_size=1, max_size=4)
_objects = st.dictionaries(_plain_keys, json_values, max_size=2)


def _sources(type_: str, query: Drawn) -> Drawn:
    one = st.fixed_dictionaries(
        {
            "id": st.just("90"),
            "organizationId": st.just("1"),
            "type": st.just(type_),
            "sourceId": st.just("80"),
            "queryObj": query,
        }
    )
    return (
        st.lists(one, min_size=1, max_size=1)
        | one_of(None, [])
        | one.map(lambda source: [{**source, "queryObj": None}])
    )


def _subscriptions(query: Drawn) -> Drawn:
    return query.map(
        lambda drawn: {"id": "4", "status": 1, "subscription": None, "snubaQuery": drawn}
    )


def _detector(type_: Drawn, sources: Drawn, config: Drawn, group: Drawn) -> Drawn:
    null = st.none()
    return st.fixed_dictionaries(
        {
            "id": st.just("7102"),
            "projectId": st.just("4501"),
            "name": names | st.just(" — "),
            "description": null | texts,
            "type": type_,
            "workflowIds": st.just(["60001"]),
            "owner": null
            | st.just({"type": "team", "id": "7", "name": "sre"})
            | st.just({"type": "user", "id": "999", "name": "gone", "email": "g@raxx.app"}),
            "createdBy": null,
            "dateCreated": st.just("2026-11-01T00:00:00Z"),
            "dateUpdated": st.just("2026-11-02T00:00:00Z"),
            "dataSources": sources,
            "conditionGroup": group,
            "config": config,
            "enabled": st.booleans(),
            "alertRuleId": null,
            "ruleId": null,
            "latestGroup": null,
        }
    )


live_detectors: Drawn = st.one_of(
    _detector(
        st.just("monitor_check_in_failure"),
        _sources("cron_monitor", _cron_queries()),
        _objects,
        _or_null | _groups,
    ),
    _detector(
        st.just("uptime_domain_failure"),
        _sources("uptime_subscription", _uptime_queries),
        _uptime_configs,
        _groups,
    ),
    _detector(
        st.just("metric_issue"),
        _sources("snuba_query_subscription", _subscriptions(_queries)),
        _metric_configs,
        _groups,
    ),
    _detector(
        one_of("error", "issue_stream", "next_year"),
        _sources("next_year", _objects),
        _objects,
        _or_null | _groups,
    ),
)
"""Any monitor as Sentry's API may reply it, also those that neither its page nor an entry makes."""
