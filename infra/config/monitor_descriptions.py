"""What editors say of each key of a monitor; docs/monitors.md says more. Data only."""

from __future__ import annotations

from pydantic import BaseModel

from infra.monitors.assertions import Expectation, HeaderCheck, JsonCheck, StatusRange
from infra.monitors.cron import Cron
from infra.monitors.measures import MEASURES
from infra.monitors.metric import Aggregate, ApplicationMetric, Dynamic, Metric
from infra.monitors.monitor import Monitor
from infra.monitors.raw import RawBound, RawGroup, RawMonitor
from infra.monitors.uptime import Uptime
from infra.monitors.vault_value import VaultValue

_TEXT = {
    "is_": "It is this text",
    "is_not": "It is another text",
    "matches": "It is like this; * stands for any characters",
    "not_matches": "It is not like this; * stands for any characters",
    "above": "It is a number above this one",
    "below": "It is a number below this one",
    "exists": "true: it is there, whatever it is",
}

MONITOR_WORDS: dict[type[BaseModel], dict[str, str]] = {
    Monitor: {
        "cron": "A job that must check in on time",
        "uptime": "A URL that must answer",
        "metric": "A number that must stay within bounds",
        "raw": "What no other key says, as Sentry's API takes it",
        "name": "The monitor's name in Sentry; one of exactly this name and kind is adopted",
        "environment": "Of uptime and metric: the environment whose events are its own",
        "project": "The Sentry project's slug; left out: the stack's sentryProject",
        "owner": "Whom Sentry shows as responsible; left out: as it is in Sentry",
        "description": "What Sentry shows with its issues; left out: as it is in Sentry",
        "enabled": "false keeps the monitor in Sentry but watches nothing",
        "on_remove": "What becomes of the monitor when this entry is removed: delete or keep",
        "protect": "true: Pulumi refuses to delete the monitor until this is removed",
        "monitor": "The ID of the live monitor that this entry adopts, whatever its name",
        "key": "The monitor's name in Pulumi, by which rules link it: monitors: [key]",
    },
    Cron: {
        "schedule": "A crontab of 5 fields, or @hourly, @daily, @weekly, @monthly, @yearly",
        "every": "Instead of a crontab, an interval: 10 min, 1 h, 1 day, 1 month",
        "timezone": "Of the crontab, from the tz database: Europe/Berlin; left out: UTC",
        "grace": "How late a check-in may be; left out: 1 min",
        "max_runtime": "How long a run may take; left out: 30 min",
        "fail_after": "Failed check-ins in a row that make an issue; left out: 1",
        "recover_after": "Good check-ins in a row that resolve it; left out: 1",
        "slug": "What check-ins name; left out: Sentry makes it of the name, once",
        "name": "The name that Sentry's page of crons shows, if not the monitor's",
        "config_from": "stackFile or checkIns: who wins where both say it; left out: stackFile",
    },
    Uptime: {
        "url": "What is asked; a public address",
        "every": "1 min, 5 min, 10 min, 20 min, 30 min or 1 h; left out: 1 min",
        "timeout": "How long an answer may take, from 1 s to 60 s; left out: 5 s",
        "method": "GET, POST, HEAD, PUT, DELETE, PATCH or OPTIONS; left out: GET",
        "headers": "Sent with the request; a value may be {vault: /path}, or a list",
        "body": "Sent with the request; a text or {vault: /path}",
        "expect": "What the reply must be; left out: status 2xx, after redirects",
        "down_after": "Failed checks in a row that make an issue; left out: 3",
        "up_after": "Good checks in a row that resolve it; left out: 1",
        "trace_sampling": "true: the application may sample the traces of these requests",
    },
    Metric: {
        key: f"Sentry's page: {measure.page}. For example: {measure.example}"
        for key, measure in MEASURES.items()
    }
    | {
        "event_types": "Of errors: default, error or both; left out: both",
        "query": "Only events that match this search, such as is:unresolved",
        "extrapolation_mode": "Of sampled data; left out: Sentry's own choice",
        "dynamic": "Instead of bounds: what is unusual; {} for medium sensitivity, both ways",
        "percent_of_previous": "Bounds are per cent of the value this long ago; 100 is as before",
        "direction": "Which side is bad, above or below; left out: above",
        "high": "The bound beyond which the issue has high priority",
        "medium": "The bound beyond which it has medium priority",
        "resolve": "Where the issue is resolved; left out: at the lower of the two",
        "within": "The time over which is measured: 5 min, 1 h",
    },
    ApplicationMetric: {
        "name": "The metric's name, as the application sends it",
        "type": "counter, gauge or distribution",
        "of": "The function that makes one number of it: sum, avg, p95, per_second, …",
        "unit": "Its unit, if it has one",
    },
    Aggregate: {
        "of": "The function, as Sentry's API writes it: count_unique(user.email)",
        "dataset": "What it is a function of",
    },
    Dynamic: {
        "sensitivity": "low, medium or high; left out: medium",
        "direction": "above, below or both; left out: both",
    },
    Expectation: {
        "status": "2xx, a number such as 204, or {above: 199}",
        "header": "A header of the reply: {name: content-type, matches: application/*}",
        "json_": "A value in the reply's JSON: {path: $.status, is: ok}",
        "all": "All of these",
        "any": "One of these",
        "not_": "Not this",
        "raw": "What no other key says, as Sentry's checker takes it",
    },
    StatusRange: {
        "above": "More than this",
        "below": "Less than this",
        "is_not": "Any but this",
    },
    HeaderCheck: _TEXT | {"name": "The header's name; capitals do not matter"},
    JsonCheck: _TEXT | {"path": "A JSONPath, such as $.database.ok"},
    VaultValue: {"vault": "The path in Infisical: /folder/SECRET"},
    RawMonitor: {
        "type": "Sentry's name of the type, such as metric_issue",
        "data_sources": "What is watched",
        "config": "How it is judged",
        "condition_group": "When an issue gets which priority",
    },
    RawGroup: {
        "logic_type": "How the conditions are joined; left out: any",
        "conditions": "One for each priority",
    },
    RawBound: {
        "type": "How it is compared: gt, gte, lt, lte or anomaly_detection",
        "comparison": "With what",
        "condition_result": "The priority: 75 is high, 50 medium, 0 resolved",
    },
}
