"""What is advised about monitors that are carried out as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infra.lint.codes import Finding
from infra.lint.files import judge
from infra.monitors.canonical import TYPES
from tests.config.test_fuzz_config import values
from tests.lint.files import clean, codes, found, marked, rule, written
from tests.lint.test_files import stacks, with_rule_file
from tests.lint.test_places import PROJECT
from tests.monitors.entries import cron, document, metric, uptime

RULE = rule(monitors=["the-monitor"])
SOURCE_KEYS = (
    *("schedule", "config", "url", "headers", "body", "timeoutMs", "intervalSeconds", "query"),
    *("aggregate", "dataset", "eventTypes", "timeWindow", "environment", "assertion"),
)
SECRET = "sk9f8a7b6c5d4e3f2a1b"


def named(entry: dict[str, Any], **overrides: Any) -> dict[str, Any]:
    return {**entry, "key": "the-monitor", **overrides}


def advice(
    root: Path, entry: dict[str, Any], *rules: dict[str, Any], **config: Any
) -> list[Finding]:
    """Return what is found in a file with one monitor, and a rule that names it unless told."""
    rules = rules or (RULE,)
    return found(written(clean(monitors=[named(entry)], alertRules=list(rules), **config)), root)


def only(root: Path, entry: dict[str, Any], *rules: dict[str, Any], **config: Any) -> Finding:
    (one,) = advice(root, entry, *rules, **config)
    return one


def raw(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a monitor as its API takes it."""
    sent = document(entry)
    kept = ("type", "dataSources", "config", "conditionGroup")
    return {"name": entry["name"], "raw": {key: sent[key] for key in kept if key in sent}}


@pytest.mark.parametrize("entry", [cron(), uptime(), metric(), cron(schedule=None, every="10 min")])
def test_of_a_clean_monitor_nothing_is_said(tmp_path: Path, entry: dict[str, Any]) -> None:
    assert advice(tmp_path, entry) == []


# A rule that receives its issues


def test_a_monitor_that_no_rule_names_is_told(tmp_path: Path) -> None:
    one = only(tmp_path, cron(), rule())
    assert (one.check, one.path, "write 'monitors: [the-monitor]' in a rule" in one.text) == (
        "no-rule",
        "monitors[0].name",
        True,
    )


@pytest.mark.parametrize(
    ("links", "more"),
    [
        ({"monitors": ["the-monitor"]}, {}),
        ({"monitors": [{"name": "nightly backup"}]}, {}),
        ({"monitors": [{"name": "nightly backup", "type": "cron"}]}, {}),
        ({"monitors": [{"id": 7102}]}, {"monitor": "7102"}),
        ({"projectMonitor": "issue_stream"}, {}),
        ({"allProjects": True}, {}),
        ({"projects": ["web", "api"], "projectMonitor": "issue_stream"}, {"project": "api"}),
        ({"monitors": [{"name": "nightly backup", "project": "web"}]}, {"project": "web"}),
    ],
)
def test_a_rule_that_receives_its_issues_is_enough(
    tmp_path: Path, links: dict[str, Any], more: dict[str, Any]
) -> None:
    assert "no-rule" not in codes(advice(tmp_path, {**cron(), **more}, rule(**links)))


@pytest.mark.parametrize(
    ("links", "more"),
    [
        ({"monitors": [{"name": "nightly backup", "type": "uptime"}]}, {}),
        ({"monitors": [{"name": "nightly backup"}]}, {"project": "web"}),
        ({"monitors": [{"id": 7103}]}, {"monitor": "7102"}),
        ({"projectMonitor": "issue_stream"}, {"project": "web"}),
        ({"projectMonitor": "error"}, {}),
    ],
)
def test_a_rule_that_receives_the_issues_of_another_monitor_is_not_enough(
    tmp_path: Path, links: dict[str, Any], more: dict[str, Any]
) -> None:
    assert "no-rule" in codes(advice(tmp_path, {**cron(), **more}, rule(**links)))


def test_while_a_rule_cannot_be_read_no_monitor_is_said_to_have_none(tmp_path: Path) -> None:
    assert codes(advice(tmp_path, cron(), {**RULE, "frequency": 60})) == ["value"]


def test_a_disabled_monitor_is_told_and_needs_no_rule(tmp_path: Path) -> None:
    one = only(tmp_path, {**cron(), "enabled": False}, rule())
    assert (one.check, one.path) == ("disabled", "monitors[0].enabled")


@pytest.mark.parametrize("its", [None, "staging"])
def test_a_rule_of_another_environment_than_its_uptime_monitor_is_told(
    tmp_path: Path, its: str | None
) -> None:
    entry = {**uptime(), "environment": its} if its else uptime()
    one = only(tmp_path, entry, {**RULE, "environment": "production"})
    assert (one.check, one.path) == ("other-environment", "alertRules[0].environment")


def test_a_rule_of_the_environment_of_its_uptime_monitor_is_not_told(tmp_path: Path) -> None:
    entry = {**uptime(), "environment": "production"}
    assert advice(tmp_path, entry, {**RULE, "environment": "production"}) == []


# When a cron monitor expects check-ins


@pytest.mark.parametrize(
    ("own", "key"),
    [
        ({"schedule": "0 0 * 2 1#5"}, "schedule"),
        ({"schedule": None, "every": "9 years"}, "every"),
    ],
)
def test_a_schedule_that_hardly_ever_comes_is_told(
    tmp_path: Path, own: dict[str, Any], key: str
) -> None:
    one = only(tmp_path, cron(**own))
    assert (one.check, one.path) == ("never-due", f"monitors[0].cron.{key}")


@pytest.mark.parametrize("schedule", ["0 0 29 2 *", "0 0 1 1 *", "@yearly", "0 0 * * 5#5"])
def test_a_schedule_that_comes_seldom_is_not_told(tmp_path: Path, schedule: str) -> None:
    assert advice(tmp_path, cron(schedule=schedule)) == []


@pytest.mark.parametrize("key", ["grace", "maxRuntime"])
@pytest.mark.parametrize(
    ("when", "interval"),
    [
        ({"schedule": "*/20 * * * *"}, "20 min"),
        ({"schedule": "0 9,10 * * *"}, "1 h"),
        ({"schedule": None, "every": "1 day"}, "1 day"),
    ],
)
def test_a_tolerance_longer_than_the_shortest_interval_is_told(
    tmp_path: Path, key: str, when: dict[str, Any], interval: str
) -> None:
    one = only(tmp_path, cron(**when, **{key: "25 h"}))
    assert (one.check, one.path) == ("late-notice", f"monitors[0].cron.{key}")
    assert f"write {interval} or less" in one.text


def test_a_tolerance_as_long_as_the_interval_is_not_told(tmp_path: Path) -> None:
    assert advice(tmp_path, cron(schedule="0 * * * *", grace="1 h", maxRuntime="1 h")) == []


# An uptime monitor's request


def test_a_timeout_as_long_as_the_interval_is_told(tmp_path: Path) -> None:
    one = only(tmp_path, uptime(every="1 min", timeout="60 s"))
    assert (one.check, one.path) == ("slow-check", "monitors[0].uptime.timeout")


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]"),
        *("[fd00::1]", "api.internal", "printer.local", "api.raxx.lan", "100.64.0.1"),
    ],
)
def test_a_url_that_sentry_cannot_reach_is_told(tmp_path: Path, host: str) -> None:
    one = only(tmp_path, uptime(url=f"https://{host}:8080/health"))
    assert (one.check, marked(one)) == ("unreachable", f'"https://{host}:8080/health"')


@pytest.mark.parametrize("host", ["api.raxx.app", "1.1.1.1", "[2606:4700::1111]", "local.raxx.app"])
def test_a_url_that_it_may_reach_is_not_told(tmp_path: Path, host: str) -> None:
    assert advice(tmp_path, uptime(url=f"https://{host}/")) == []


def test_a_server_of_ones_own_may_reach_addresses_of_ones_own(tmp_path: Path) -> None:
    entry = uptime(url="https://10.1.2.3/")
    assert advice(tmp_path, entry, sentryUrl="https://sentry.raxx.app") == []
    assert codes(advice(tmp_path, entry, sentryUrl="https://de.sentry.io")) == ["unreachable"]


@pytest.mark.parametrize(
    ("own", "path"),
    [
        ({"headers": {"X-Probe": SECRET}}, "headers.X-Probe"),
        ({"headers": {"X-Probe": "Bearer abc"}}, "headers.X-Probe"),
        ({"url": f"https://api.raxx.app/?token={SECRET}"}, "url"),
        ({"method": "POST", "body": json.dumps({"password": "x"})}, "body"),
        ({"method": "POST", "body": "user=a&api_key=x"}, "body"),
    ],
)
def test_a_text_that_looks_secret_is_told(tmp_path: Path, own: dict[str, Any], path: str) -> None:
    one = only(tmp_path, uptime(**own))
    assert (one.check, one.path) == ("looks-secret", f"monitors[0].uptime.{path}")
    assert SECRET not in one.text


@pytest.mark.parametrize(
    "own",
    [
        {"headers": {"X-Probe": {"vault": "/Team/PROBE"}}},
        {"headers": {"X-Probe": "sentry", "User-Agent": SECRET}},
        {"url": "https://api.raxx.app/?page=2"},
        {"method": "POST", "body": '{"query": "{ me { name } }"}'},
        {"method": "POST", "body": {"vault": "/Team/BODY"}},
    ],
)
def test_a_plain_text_and_one_in_the_vault_are_not_told(
    tmp_path: Path, own: dict[str, Any]
) -> None:
    assert advice(tmp_path, uptime(**own)) == []


# Raw monitors, and names


@pytest.mark.parametrize(
    ("kind", "entry"), [("cron", cron()), ("uptime", uptime()), ("metric", metric())]
)
def test_a_raw_monitor_that_a_key_says_is_told(
    tmp_path: Path, kind: str, entry: dict[str, Any]
) -> None:
    one = only(tmp_path, raw(entry))
    assert (one.check, one.path, one.text[:20]) == (
        "raw",
        "monitors[0].raw",
        f"'{kind}' says the same"[:20],
    )


def test_a_raw_monitor_that_no_key_says_is_not_told(tmp_path: Path) -> None:
    entry = raw(metric())
    entry["raw"]["dataSources"][0]["groupBy"] = ["release"]
    assert advice(tmp_path, entry) == []


def bounds(*conditions: tuple[str, int, int]) -> dict[str, Any]:
    """Return a raw metric monitor with these comparisons, values and results."""
    entry = raw(metric())
    entry["raw"]["conditionGroup"]["conditions"] = [
        {"type": type_, "comparison": value, "conditionResult": result}
        for type_, value, result in conditions
    ]
    return entry


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            bounds(("gt", 5, 75), ("gt", 9, 50), ("lte", 5, 0)),
            "the medium threshold 9 is not below",
        ),
        (
            bounds(("lt", 9, 75), ("lt", 5, 50), ("gte", 9, 0)),
            "the medium threshold 5 is not above",
        ),
        (bounds(("gt", 9, 75), ("gt", 5, 50), ("lte", 7, 0)), "the issue is resolved at 7"),
        (bounds(("gt", 9, 75), ("gt", 5, 75), ("lte", 5, 0)), "2 conditions have the result 75"),
    ],
)
def test_raw_thresholds_that_contradict_each_other_are_told(
    tmp_path: Path, entry: dict[str, Any], told: str
) -> None:
    texts = {one.check: one.text for one in advice(tmp_path, entry)}
    assert texts["thresholds"].startswith(told)


def test_raw_thresholds_in_order_are_not_told(tmp_path: Path) -> None:
    entry = bounds(("gt", 9, 75), ("gt", 5, 50), ("lte", 5, 0))
    assert "thresholds" not in codes(advice(tmp_path, entry))


def test_two_monitors_of_one_name_of_which_one_says_no_id_are_told(tmp_path: Path) -> None:
    pair = [named(cron(), monitor="7102"), named(cron(), key="another")]
    rules = [rule(monitors=["the-monitor", "another"])]
    (one,) = found(written(clean(monitors=pair, alertRules=rules)), tmp_path)
    assert (one.check, one.path) == ("same-name", "monitors[1].name")


# Places and tokens, in stack files and in files of their own


def test_a_monitor_that_two_stacks_declare_is_told(tmp_path: Path) -> None:
    first = written(clean(monitors=[named(cron())], alertRules=[RULE]))
    second = written(clean(monitors=[named(cron())], alertRules=[{**RULE, "name": "another"}]))
    (one,) = stacks(tmp_path, a=first, b=second)
    assert (one.check, one.file, one.path) == (
        "rival-stacks",
        "Pulumi.b.yaml",
        "monitors[0].name",
    )


@pytest.mark.parametrize("token", ["sntryu_0123456789", "HRKU-0123-4567"])
def test_a_token_in_a_monitor_is_told(tmp_path: Path, token: str) -> None:
    assert only(tmp_path, metric(query=f"message:{token}")).check == "secret"


def test_an_id_in_a_query_is_no_token_and_in_a_header_it_is(tmp_path: Path) -> None:
    guid = "01234567-89ab-cdef-0123-456789abcdef"
    assert advice(tmp_path, metric(query=f"tenant:{guid}")) == []
    assert "secret" in codes(advice(tmp_path, uptime(headers={"X-Probe": guid})))


def test_monitors_in_a_file_of_their_own_are_judged_in_that_file(tmp_path: Path) -> None:
    bad = named(cron(schedule="0 3 * *"), description="sntryu_0123456789")
    text = json.dumps(
        {"alertRules": [rule(key="b", monitors=["the-monitor"])], "monitors": [bad]}, indent=2
    )
    findings = with_rule_file(tmp_path, text, alertRules=[], configVarChecks=None)
    assert {(one.check, one.file, one.path) for one in findings} == {
        ("value", "rules/a.yaml", "rules/a.yaml:monitors[0].cron.schedule"),
        ("secret", "rules/a.yaml", "rules/a.yaml:monitors[0].description"),
    }
    assert {marked(one) for one in findings} == {'"0 3 * *"', '"sntryu_0123456789"'}


def test_what_yaml_misreads_in_a_file_of_monitors_is_told_there(tmp_path: Path) -> None:
    text = "alertRules: []\nmonitors:\n- name: a #b\n  cron: {every: 1 h}\n- name: a#b c #d\n"
    findings = with_rule_file(tmp_path, text, configVarChecks=None)
    assert ("lost-comment", "rules/a.yaml:monitors[1].name") in {
        (f.check, f.path) for f in findings
    }


@given(
    st.sampled_from([*TYPES.values(), "another"]),
    st.dictionaries(
        st.sampled_from(SOURCE_KEYS),
        values | st.lists(values, max_size=2),
        max_size=4,
    ),
    st.dictionaries(st.sampled_from(["schedule", "schedule_type", "environment"]), values),
    values,
)
@example("metric_issue", {"eventTypes": [None, False]}, {}, None)
@example("uptime_domain_failure", {"headers": [[None, None], []]}, {}, None)
@example("uptime_domain_failure", {"url": [None]}, {}, None)
def test_no_raw_monitor_makes_lint_fail(
    type_: str, source: dict[str, Any], config: dict[str, Any], value: Any
) -> None:
    condition = {"type": "gt", "comparison": value, "conditionResult": value}
    said = {
        "type": type_,
        "dataSources": [{**source, "config": config}],
        "config": config,
        "conditionGroup": {"conditions": [condition, condition]},
    }
    text = written(clean(monitors=[{"name": "x", "raw": said}]))
    judge("Pulumi.test.yaml", text, PROJECT)
