"""Promises of the stack config under any input: settings that can be carried out, or one report."""

from __future__ import annotations

import copy
import json
from typing import Any

import requests
from hypothesis import example, given
from hypothesis import strategies as st

from infra.base.errors import ConfigError
from infra.config.monitor_explanation import explain_monitor, monitor_sentences
from infra.config.settings import ConnectionSettings, Settings
from infra.monitors.to_document import draft
from infra.rules.canonical import canonical
from infra.rules.summary import summarise
from infra.rules.to_document import to_document
from tests.factories import as_text, check, config, entry
from tests.monitors.entries import cron, metric, uptime

LONGEST = 20_000
"""Characters of a report, whatever the config."""

GOOD: dict[str, Any] = {
    "sentryOrganization": "moosequest",
    "sentryProject": "trademaster-raptor",
    "sentryUrl": "https://sentry.example",
    "herokuApiUrl": "http://127.0.0.1:8742",
    "postmarkApiUrl": "https://api.postmarkapp.com",
    "userAgent": "tests/1",
    "vaultPaths": {"SENTRY_AUTH_TOKEN": "/MooseQuest/sentry/SENTRY_API"},
    "alertRules": [
        entry(created="2026-05-30", issue="#1", runbook="a.md", environment="production"),
        entry(key="other", name="other", filter=[{"message": {"equals": "x"}}], onRemove="keep"),
        entry(key="third", name="third", project="web", monitors=["nightly-backup"]),
        entry(
            name="any JSON",
            filter={"raw": {"type": "next_year", "comparison": {"a": [1]}, "conditionResult": 75}},
            filterMatch={"raw": "most"},
            action=[
                {"raw": {"type": "email", "data": {"a": 1}, "config": {"targetType": "user"}}},
                {"sentryApp": {"app": "pager", "settings": [{"name": "a", "value": {"b": 1}}]}},
                {
                    "jira": {
                        "integration": "J",
                        "project": "1",
                        "issueType": "2",
                        "fields": {"a": 1},
                        "dynamicFormFields": [{"a": 1}],
                    }
                },
            ],
        ),
    ],
    "monitors": [
        cron(grace="5 min", slug="backup"),
        {
            **uptime(headers={"A": {"vault": "/T/x"}}, expect={"status": "2xx"}),
            "owner": {"team": "a"},
        },
        metric(medium=50, query="is:unresolved"),
        {
            "name": "raw",
            "raw": {"type": "metric_issue", "dataSources": [{"query": "", "eventTypes": []}]},
        },
    ],
    "configVarChecks": [check(minimumLength=5, validator="postmark", strict=False)],
}


def paths(document: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the way to every part of a JSON document, itself included."""
    parts: list[tuple[Any, Any]] = []
    if isinstance(document, dict):
        parts = list(document.items())
    elif isinstance(document, list):
        parts = list(enumerate(document))
    return [here, *(path for key, part in parts for path in paths(part, (*here, key)))]


PATHS = paths(GOOD)[1:]
NASTY = [
    "", " ", "\0", "\n", "\x1b[2J", "\x9b31m", "\u202e", "\u200b", "\ud800", "\U000e0041", "—", "é",
    "[", "{", "null", "true", "0x1", "1e999", "NaN", "9" * 5000, "../..", "https://", "http://[",
    "//", "a@b.c", "60 min", "1h", "5m", "2026-05-30", "${x}", "{0}", "%s", "disk_full", "other",
]  # fmt: skip

texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=()), max_size=12)
words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
numbers = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400), 2**63, 2**31])
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, str]:
    """Draw a copy of a good config with one or two parts replaced, removed or added."""
    data = copy.deepcopy(GOOD)
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=2)):
        here: Any = data
        try:
            for step in path[:-1]:
                here = here[step]
            match draw(st.sampled_from(["replace", "replace", "remove", "add"])):
                case "replace":
                    here[path[-1]] = draw(words | texts | values)
                case "remove":
                    del here[path[-1]]
                case "add" if isinstance(here, dict):
                    here[draw(texts)] = draw(values)
                case "add" if isinstance(here, list):
                    here.append(draw(values))
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took this path away
    return {key: as_text(value) for key, value in data.items()}


def loaded(kind: type[ConnectionSettings], data: dict[str, Any]) -> ConnectionSettings | None:
    """Load a config; None where it is refused with a report that a terminal can show."""
    try:
        return kind.load(data, "raxx-alerts")
    except ConfigError as error:
        shown = str(error)
    assert all(line.isprintable() for line in shown.split("\n"))
    assert len(shown) <= LONGEST
    assert shown.startswith("the stack config has ")
    return None


def can_be_carried_out(given: Settings) -> None:
    """Do with settings all that the program does before it asks anybody."""
    requests.Request("GET", given.sentry_url, {"User-Agent": given.user_agent}).prepare()
    given.user_agent.encode("ascii")
    given.model_dump_json(by_alias=True).encode()
    for rule in given.alert_rules:
        recipients = dict.fromkeys(rule.recipients, "1")
        document = canonical(to_document(rule, [1], recipients))
        _sendable([document, summarise(document, {})])
    for monitor in given.monitors:
        said = monitor_sentences(explain_monitor(monitor, given))
        _sendable([draft(monitor), said])
    for look in given.config_var_checks:
        assert given.guarded(look) in given.alert_rules


def _sendable(data: Any) -> None:
    json.dumps(data, ensure_ascii=False, allow_nan=False).encode()


@given(st.dictionaries(texts | st.sampled_from(sorted(GOOD)), values | texts, max_size=6))
@example({"alertRules": "[" * 900 + "]" * 900})
def test_any_config_is_read_or_refused_with_a_report(data: dict[str, Any]) -> None:
    for kind in (Settings, ConnectionSettings):
        loaded(kind, data)


@given(st.fixed_dictionaries({key: values.map(as_text) | values for key in GOOD}))
def test_any_value_of_a_known_key_is_read_or_refused_with_a_report(data: dict[str, Any]) -> None:
    for kind in (Settings, ConnectionSettings):
        loaded(kind, data)


@given(mutants())
@example(config())
@example({key: as_text(value) for key, value in GOOD.items()})
def test_any_change_of_a_good_config_can_be_carried_out_or_is_refused_with_a_report(
    data: dict[str, str],
) -> None:
    given = loaded(Settings, data)
    if isinstance(given, Settings):
        can_be_carried_out(given)
