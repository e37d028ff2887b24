"""Hypothesis strategies of monitors: every kind, as a stack file writes it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from infra.monitors.monitor import Monitor
from infra.rules.recipients import Recipient, names_of
from tests.strategies import lines, one_key

Drawn = st.SearchStrategy[Any]

IDS = {Recipient("team", "sre"): "7", Recipient("user", "ops@raxx.app"): "222"}
"""Sentry's ID of everybody whom a monitor of these tests may name."""
NAMES = names_of(IDS)
"""The same, the other way round."""


def one_of(*values: Any) -> Drawn:
    return st.sampled_from(values)


def mapping(required: dict[str, Drawn], optional: dict[str, Drawn]) -> Drawn:
    return st.fixed_dictionaries(required, optional=optional)


vault_texts = st.sampled_from(["/Team/probe/TOKEN", "/Team/body"]).map(lambda path: {"vault": path})
_minutes = st.sampled_from(["*", "*/5", "0", "7,37", "0-30/10"])
_hours = st.sampled_from(["*", "3", "*/2", "0-6"])
_days = st.sampled_from(["*", "1", "L", "29"])
_months = st.sampled_from(["*", "2", "jan-jun"])
_weekdays = st.sampled_from(["*", "mon-fri", "0", "5#2"])
crontabs = st.tuples(_minutes, _hours, _days, _months, _weekdays).map(" ".join) | one_of(
    "@daily", "@hourly", "@yearly", " 0   3 * * * "
)
intervals = st.builds(
    lambda number, unit: f"{number} {unit}",
    st.integers(1, 400),
    one_of("min", "h", "days", "weeks", "months", "year"),
)
_tolerance = st.integers(1, 720)
_cron_options = {
    "timezone": one_of("UTC", "Europe/Berlin", "US/Eastern"),
    "grace": st.integers(1, 40_320).map("{} min".format),
    "maxRuntime": st.integers(1, 10_080).map("{} min".format),
    "failAfter": _tolerance,
    "recoverAfter": _tolerance,
    "slug": st.from_regex(r"[a-z_][a-z0-9_-]{0,20}", fullmatch=True).filter(str.isascii),
    "name": lines,
    "configFrom": one_of("stackFile", "checkIns"),
}
crons = mapping({"schedule": crontabs}, _cron_options) | mapping(
    {"every": intervals}, _cron_options
)

_paths = st.text(st.sampled_from("abc/-_.?=&"), max_size=10)
urls = st.builds(
    lambda scheme, host, path: f"{scheme}://{host}/{path}",
    one_of("https", "http"),
    one_of("api.raxx.app", "localhost:8080", "192.0.2.1", "[2001:db8::1]", "bücher.example"),
    _paths,
)
_ascii = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
_header_values = _ascii | vault_texts
_header_names = one_of("Accept", "X-Env", "x-env", "User-Agent", "X-Probe")
headers = st.dictionaries(
    _header_names, _header_values | st.lists(_header_values, min_size=1, max_size=2), max_size=3
)
_secret_headers = st.dictionaries(one_of("Authorization", "X-Api-Key"), vault_texts, max_size=2)
_all_headers = st.builds(lambda plain, secret: {**plain, **secret}, headers, _secret_headers)
_compared = _ascii | st.integers(-5, 5) | st.booleans()
_checks = dict.fromkeys(["is", "isNot", "matches", "notMatches", "above", "below"], _compared)
_text_checks = one_key(**_checks, exists=st.just(True))
_status = (
    st.integers(100, 599)
    | one_of("1xx", "2xx", "3xx", "4xx", "5xx")
    | one_key(**dict.fromkeys(["above", "below", "isNot"], st.integers(0, 999)))
)
_leaves = one_key(
    status=_status,
    header=st.builds(lambda name, check: {"name": name, **check}, _header_names, _text_checks),
    json=st.builds(
        lambda path, check: {"path": path, **check}, one_of("$", "$.ok", "$.a[0].b"), _text_checks
    ),
    raw=st.just({"op": "next_year", "x": [1]}),
)
expectations = st.recursive(
    _leaves,
    lambda inner: one_key(
        **{
            "all": st.lists(inner, max_size=3),
            "any": st.lists(inner, min_size=1, max_size=3),
            "not": inner,
        }
    ),
    max_leaves=3,
)
_uptime_options = {
    "every": one_of("1 min", "5 min", "10 min", "20 min", "30 min", "1 h"),
    "timeout": st.integers(1000, 60_000).map("{} ms".format) | one_of("2.5 s", "1 min"),
    "headers": _all_headers,
    "expect": expectations,
    "downAfter": st.integers(1, 99),
    "upAfter": st.integers(1, 99),
    "traceSampling": st.booleans(),
}
_bodies = st.text(st.characters(exclude_categories=["C"]), max_size=9).filter(str.strip)
uptimes = mapping(
    {"url": urls}, {**_uptime_options, "method": one_of("GET", "HEAD", "OPTIONS")}
) | (
    mapping(
        {"url": urls, "method": one_of("POST", "PUT", "PATCH", "DELETE")},
        {**_uptime_options, "body": _bodies | vault_texts},
    )
)

_percentiles = one_of("p50", "p75", "p90", "p95", "p99", "p100", "avg", "max", "min", "sum")
_vitals = dict.fromkeys(["lcp", "fcp", "inp", "cls", "ttfb", "fid", "fp"], _percentiles)
_applications = mapping(
    {
        "name": one_of("orders.paid", "queue-depth"),
        "type": one_of("counter", "gauge", "distribution"),
        "of": one_of("sum", "per_second", "p95"),
    },
    {"unit": one_of("millisecond", "-")},
)
_functions = one_of("count_unique(user.email)", "epm()", "equation|sum(value,a,counter,-) / 2")
_event_types = st.lists(one_of("default", "error"), min_size=1, max_size=2, unique=True)


def _aggregates(*datasets: str) -> Drawn:
    return mapping({"of": _functions, "dataset": one_of(*datasets)}, {})


_measured = {
    "events": (
        one_key(errors=one_of("count", "users"), aggregate=_aggregates("errors")),
        one_of("1 min", "5 min", "1 h", "4 h", "1 day"),
    ),
    "spans": (
        one_key(
            throughput=st.just(True),
            duration=_percentiles,
            failureRate=st.just(True),
            **_vitals,
            logs=st.just("count"),
            applicationMetric=_applications,
            aggregate=_aggregates("spans", "logs", "applicationMetrics"),
        ),
        one_of("5 min", "3 h", "12 h", "1 day"),
    ),
    "sessions": (
        one_key(crashFree=one_of("sessions", "users"), aggregate=_aggregates("releases")),
        one_of("30 min", "1 h", "12 h", "1 day"),
    ),
}
numbers = st.integers(0, 10**6) | st.floats(0, 10**6).map(lambda number: round(number, 3))


@st.composite
def metrics(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what an entry says of a metric monitor."""
    dataset = draw(one_of(*_measured))
    measured, windows = _measured[dataset]
    said = {**draw(measured)}
    modes = one_of("unknown", "none", "client_and_server_weighted", "server_weighted")
    optional = {"query": one_of("", "is:unresolved", "a:b c"), "extrapolationMode": modes}
    if dataset == "events":
        optional["eventTypes"] = _event_types
    said |= draw(mapping({}, optional))
    if dataset != "sessions" and draw(st.booleans()):
        options = {"sensitivity": one_of("low", "medium", "high")}
        options["direction"] = one_of("above", "below", "both")
        return {
            **said,
            "within": draw(one_of("15 min", "30 min", "1 h")),
            "dynamic": draw(mapping({}, options)),
        }
    return {**said, "within": draw(windows), **draw(_bounds())}


@st.composite
def _bounds(draw: st.DrawFn) -> dict[str, Any]:
    below = draw(st.booleans())
    bounds = sorted(draw(st.lists(numbers, min_size=3, max_size=3, unique=True)), reverse=below)
    said: dict[str, Any] = {"direction": "below"} if below else {}
    if draw(st.booleans()):
        said["percentOfPrevious"] = draw(one_of("5 min", "1 h", "1 day", "1 week", "30 days"))
        bounds = [50, 30, 10] if below else [110, 150.5, 300]
    resolve, medium, high = bounds
    said["high"] = high
    return {**said, **draw(mapping({}, {"medium": st.just(medium), "resolve": st.just(resolve)}))}


_common = {
    "description": st.text(st.characters(exclude_categories=["C"]), max_size=9),
    "owner": one_of({"team": "sre"}, {"user": "ops@raxx.app"}),
    "enabled": st.booleans(),
}
_placed = {**_common, "environment": lines.filter(lambda text: len(text) <= 64)}
names = lines.map(lambda text: f"a {text}")


def entries() -> Drawn:
    """Draw any entry of a monitor in words, with nothing in it that Sentry does not store."""
    return st.one_of(
        mapping({"name": names, "cron": crons}, _common),
        mapping({"name": names, "uptime": uptimes}, _placed),
        mapping({"name": names, "metric": metrics()}, _placed),
    )


def monitors() -> st.SearchStrategy[Monitor]:
    """Draw any monitor that an entry says in words."""
    return entries().map(Monitor.model_validate)
