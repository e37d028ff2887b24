"""Entries and live alerts that were once misread: each stays told, or stays harmless."""

from __future__ import annotations

from typing import Any

import pytest

from infra.base.errors import AlertsError, ConfigError
from infra.base.redaction import remember_secret
from infra.base.urls import is_safe_url
from infra.config.settings import Settings
from infra.provider.state import inputs_of
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.from_document import from_document
from infra.rules.summary import summarise
from infra.rules.to_document import to_document
from infra.rules.to_entry import entry_of_rule
from tests.factories import NAMES, RECIPIENTS, alert, check, config, entry, replaced

ACTION = "actionFilters.0.actions.0"
COMPARISON = "actionFilters.0.conditions.0.comparison"
COUNT = "triggers.conditions.0.comparison"


def complaints(**changes: Any) -> list[str]:
    """Return the lines of the report on a config with these changes."""
    with pytest.raises(ConfigError) as caught:
        Settings.load(config(**changes), "raxx-alerts")
    return [line.strip() for line in caught.value.message.splitlines()[1:]]


def test_the_payload_does_not_depend_on_the_order_of_the_servers_keys() -> None:
    other = {"match": "co", "value": "No space left on device", "attribute": "message"}
    live = canonical(replaced(alert(), COMPARISON, other))
    assert inputs_of(live, NAMES, "o", "p") == inputs_of(canonical(alert()), NAMES, "o", "p")


def test_one_more_step_hides_a_secret_too() -> None:
    remember_secret("correct-horse-battery")
    error = AlertsError("it failed", "look")
    error.also_try("use correct-horse-battery")
    assert "battery" not in str(error)


@pytest.mark.parametrize("key", ["issue", "runbook", "environment", "created", "frequency"])
def test_a_key_whose_value_yaml_took_for_a_comment_is_told(key: str) -> None:
    assert complaints(alertRules=[{**entry(), key: None}]) == [
        f"raxx-alerts:alertRules[0].{key}: is empty (a value that begins with # needs quotes)"
    ]


def test_a_key_in_snake_case_is_unknown() -> None:
    (line,) = complaints(alertRules=[entry(matches_everything=True)])
    assert "unknown key (did you mean 'matchesEverything'?)" in line


def test_a_refused_url_does_not_show_its_password() -> None:
    (line,) = complaints(sentryUrl="https://user:hunter2hunter2@sentry.io")
    assert "hunter2" not in line


@pytest.mark.parametrize(
    "url",
    [
        "https://:password@sentry.io",
        "https://@sentry.io",
        "https://sentry.io/?a=b",
        "https://sentry.io#x",
        "https://sentry .io",
        "https://sentry.io\n",
    ],
)
def test_a_url_with_more_than_a_host_and_a_path_is_not_safe(url: str) -> None:
    assert not is_safe_url(url)


@pytest.mark.parametrize("written", ["5ms", "1 hs", "2 ds"])
def test_a_unit_that_nobody_writes_is_not_guessed(written: str) -> None:
    (line,) = complaints(alertRules=[entry(frequency=written)])
    assert "is not a duration" in line


@pytest.mark.parametrize("value", [None, {}, []])
def test_an_empty_filter_is_one_problem(value: object) -> None:
    assert len(complaints(alertRules=[{**entry(), "filter": value}])) == 1


@pytest.mark.parametrize("value", ["foo", {"a": 1}])
def test_rules_that_are_no_list_are_told_in_plain_words(value: object) -> None:
    (line,) = complaints(alertRules=value)
    assert line.endswith("is not a list of entries")


def test_missing_rules_are_one_problem_even_with_a_check() -> None:
    found = complaints(alertRules=None, configVarChecks=[check()])
    assert found == ["raxx-alerts:alertRules: is missing"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("<ops@raxx.app>", "is not an e-mail address"),
        ("ops@raxx.app,", "is not an e-mail address"),
        ("ops\u200b@raxx.app", "has characters that cannot be seen (U+200B); remove them"),
    ],
)
def test_an_address_with_more_than_the_address_is_told(address: str, reason: str) -> None:
    (line,) = complaints(alertRules=[entry(action={"email": address})])
    assert line.endswith(reason)


def test_a_secret_that_nothing_reads_is_told() -> None:
    (line,) = complaints(vaultPaths={"SENTRY_TOKEN": "/a/b"})
    assert "'SENTRY_TOKEN' is not one of SENTRY_AUTH_TOKEN, HEROKU_API_KEY" in line


@pytest.mark.parametrize(
    ("path", "value"), [(f"{ACTION}.status", "disabled"), ("triggers.logicType", "none")]
)
def test_an_alert_that_stays_silent_does_not_read_like_one_that_fires(
    path: str, value: str
) -> None:
    silent = summarise(canonical(replaced(alert(), path, value)), NAMES)
    assert silent != summarise(canonical(alert()), NAMES)


OWNERS = {"targetType": "issue_owners", "targetIdentifier": None, "targetDisplay": None}
ODD: list[tuple[str, object]] = [
    (f"{ACTION}.status", "disabled"),
    (f"{ACTION}.integrationId", "5"),
    (f"{ACTION}.config.targetDisplay", "x"),
    (f"{COUNT}.comparisonInterval", "1h"),
    (f"{COUNT}.interval", "1min"),
    (f"{COUNT}.value", "2"),
    ("config", {"frequency": 30, "x": 1}),
    ("config", {}),
    ("config", {"frequency": 0}),
    ("config", {"frequency": None}),
    (COMPARISON, {"attribute": "message", "match": "co"}),
    (f"{COMPARISON}.value", ""),
    (f"{COMPARISON}.value", " padded"),
    ("actionFilters.0.actions", []),
    ("actionFilters", []),
    ("name", "警报"),
    ("name", "a\u200bb"),
    (
        ACTION,
        {"type": "email", "integrationId": None, "data": {}, "status": "active", "config": OWNERS},
    ),
]


@pytest.mark.parametrize(("path", "value"), ODD)
def test_the_entry_of_an_odd_alert_declares_it_as_it_is(path: str, value: object) -> None:
    document = canonical(replaced(alert(), path, value))
    again = to_document(from_document(document, NAMES), [111], RECIPIENTS)
    assert canonical(again) == document


@pytest.mark.parametrize("group", ["triggers", "actionFilters.0"])
def test_a_logic_that_has_no_word_is_written_as_raw(group: str) -> None:
    document = canonical(replaced(alert(), f"{group}.logicType", "most"))
    entry = entry_of_rule(from_document(document, NAMES))
    key = "conditionMatch" if group == "triggers" else "filterMatch"
    assert entry[key] == {"raw": "most"}
    again = to_document(AlertRule.model_validate(entry), [111], RECIPIENTS)
    assert canonical(again) == document


@pytest.mark.parametrize(
    ("path", "value"),
    [(f"{COUNT}.value", "2"), (COMPARISON, {"attribute": "message", "match": "co"})],
)
def test_an_odd_live_alert_can_be_put_in_words(path: str, value: object) -> None:
    odd = summarise(canonical(replaced(alert(), path, value)), NAMES)
    assert odd != summarise(canonical(alert()), NAMES)


@pytest.mark.parametrize(
    ("path", "value"), [(f"{ACTION}.config.targetIdentifier", 222.0), (f"{COUNT}.filters", [])]
)
def test_what_says_the_same_is_no_drift(path: str, value: object) -> None:
    assert canonical(replaced(alert(), path, value)) == canonical(alert())


def test_a_lone_count_among_the_filters_means_the_same_whatever_joins_it() -> None:
    count = canonical(alert())["triggers"]["conditions"][0]
    among = replaced(alert(triggers=None), "actionFilters.0.conditions", [count])
    among = replaced(among, "actionFilters.0.logicType", "any-short")
    assert canonical(among) == canonical(replaced(alert(), "actionFilters.0.conditions", []))
