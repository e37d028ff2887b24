"""Promises of a config, or a live alert, that was made to do harm: it is a name or a refusal."""

from __future__ import annotations

import itertools
import json
import unicodedata
from typing import Any

import pytest

from infra.base import redaction
from infra.base.errors import AlertsError, ConfigError
from infra.base.secret import Secret
from infra.config.explanation import explain, sentences
from infra.config.settings import Settings
from infra.provider import notices
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.summary import summarise
from infra.rules.to_document import to_document
from infra.sentry.client import SentryClient, sentry_session
from infra.sentry.inventory import Inventory
from tests.factories import NAMES, RECIPIENTS, alert, check, config, entry, replaced
from tests.http.test_hosts import CALLS
from tests.http.test_secrecy import Parrot, echoed, fresh
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

LONG = 10**6
OWN = (7101, 7102)
FIRST = "skipped_no_postmark_token — email silent failure"

UNSEEN = {
    "a null": "a\0b",
    "an escape sequence": "\x1b[2Jb",
    "a one-byte escape sequence": "a\x9b31mb",
    "a line break": "a\nb",
    "a carriage return": "a\rb",
    "a line separator": "a\u2028b",
    "a right-to-left mark": "a\u202eb",
    "an isolate": "a\u2066b",
    "a zero-width joiner": "a\u200db",
    "a byte order mark": "\ufeffb",
    "a tag": "a\U000e0041b",
    "half a pair": "a\ud800b",
    "a private character": "a\ue000b",
}

STORED = {what: text for what, text in UNSEEN.items() if what not in ("a null", "half a pair")}
"""What Sentry keeps in a name, an environment or a filter's value."""


def refusal(**overrides: Any) -> str:
    """Load a config that must be refused, and return a report fit for a terminal."""
    with pytest.raises(ConfigError) as caught:
        Settings.load(config(**overrides), "raxx-alerts")
    report = str(caught.value)
    assert all(line.isprintable() for line in report.split("\n"))
    assert len(report) < 2000
    return report


# Too much of it.


BOMBS: dict[str, dict[str, Any]] = {
    "alertRules[0].name: has 1000000 characters": {"alertRules": [entry(name="x" * LONG)]},
    "alertRules[0].key: ": {"alertRules": [entry(key="X" * LONG)]},
    "alertRules[0].nnn": {"alertRules": [entry(**{"n" * LONG: 1})]},
    "nnn": {"n" * LONG: "1"},
    "alertRules[0].frequency: ": {"alertRules": [entry(frequency="1" * LONG)]},
    "alertRules[0].action.email: ": {"alertRules": [entry(action={"email": "a@" * LONG})]},
    ".email: 'a@a.": {"alertRules": [entry(action={"email": "a@" + "a." * 10**5})]},
    "alertRules: ": {"alertRules": "x" * LONG},
    "configVarChecks[0].guards: ": {"configVarChecks": [check(guards="x" * LONG)]},
    "configVarChecks[0].app: ": {"configVarChecks": [check(app="a" * LONG)]},
    "vaultPaths.SENTRY_AUTH_TOKEN": {"vaultPaths": {"SENTRY_AUTH_TOKEN": "/a." * LONG + "!"}},
    "sentryUrl: ": {"sentryUrl": "http://" + "a" * LONG},
}


@pytest.mark.parametrize("words", BOMBS)
def test_a_value_of_a_megabyte_is_refused_in_a_few_lines(words: str) -> None:
    assert words in refusal(**BOMBS[words])


def test_many_entries_of_one_name_are_refused_in_a_few_lines() -> None:
    assert "stack config has 2 problems" in refusal(alertRules=[entry()] * 10_000)


def test_a_value_of_900_levels_is_refused_in_a_few_lines() -> None:
    assert "alertRules[0].name" in refusal(alertRules='[{"name":' + "[" * 900 + "]" * 900 + "}]")


# What cannot be seen.


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize("key", ["key", "issue", "runbook", "frequency", "created", "onRemove"])
def test_a_rule_with_what_cannot_be_seen_is_refused(key: str, text: str) -> None:
    assert f"alertRules[0].{key}: " in refusal(alertRules=[entry(**{key: text})])


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_elsewhere_too_what_cannot_be_seen_is_refused(text: str) -> None:
    rules = [entry(action={"email": f"{text}@raxx.app"})]
    checks = [check(app=text, configVar=text, guards=text)]
    shown = refusal(alertRules=rules, configVarChecks=checks, sentryProject=text, userAgent=text)
    places = ("action.email", ".app", ".configVar", ".guards", "sentryProject", "userAgent")
    assert [place in shown for place in places] == [True] * 6


@pytest.mark.parametrize("text", [UNSEEN["a null"], UNSEEN["half a pair"]])
@pytest.mark.parametrize("key", ["name", "environment"])
def test_a_text_that_sentry_cannot_store_is_refused(key: str, text: str) -> None:
    assert f"alertRules[0].{key}: " in refusal(alertRules=[entry(**{key: text})])


@pytest.mark.parametrize("text", STORED.values(), ids=STORED)
def test_what_cannot_be_seen_in_an_alerts_own_texts_is_shown_as_escapes(text: str) -> None:
    said = entry(name=text, environment=text, filter={"message": {"contains": text}})
    settings = Settings.load(config(alertRules=[said]), "raxx-alerts")
    lines = sentences(explain(settings.alert_rules[0], settings))
    assert [line for line in lines if not line.isprintable()] == []


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_an_unknown_key_that_cannot_be_seen_is_shown_escaped(text: str) -> None:
    assert "alertRules[0]" in refusal(alertRules=[entry(**{text: 1})])


# Names that are something else elsewhere.


@pytest.fixture
def inventory(sentry: SentrySimulator) -> Inventory:
    """Give what a fresh Sentry holds."""
    token = Secret(tokens.SENTRY_TOKEN)
    client = SentryClient(sentry_session(sentry.url, token, "tests/1", "a test"), "moosequest")
    return Inventory(client, sentry.url, "moosequest", pytest.fail)


def declared(name: str) -> AlertRule:
    """Return a rule of that name once the config has let it through."""
    text = json.dumps([entry(name=name, key="a_key")])
    return Settings.load(config(alertRules=text), "raxx-alerts").alert_rules[0]


STRANGE = [
    *("../../../etc/passwd", "/", "..", "C:\\temp\\x", "file:///etc/passwd", "-rf", "~root"),
    *("https://evil.example/?a=b&c=%2F%00#x", "a@b.c", "//evil.example", "?query=1", "#1", "%s%n"),
    *('"quoted"', 'a\\"b', "back\\slash", "*", "name:*", "!a", "(a OR b)", "has:x", "a  b"),
    *("$(id)", "`id`", "${x}", "{0}", "{{x}}", "<script>alert(1)</script>", "' OR 1=1 --", "null"),
    *("true", "0", "名前", "🔥", "e\u0301", "x" * 256),
]


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_name_is_a_name_like_any_other(
    inventory: Inventory, sentry: SentrySimulator, name: str
) -> None:
    document = to_document(declared(name), [7101], dict.fromkeys(RECIPIENTS, "3001"))
    made = inventory.api.create(document)
    assert [live["name"] for live in sentry.state["workflows"]] == [name]
    found = inventory.namesake(OWN, name)
    assert found is not None
    assert found["id"] == made["id"]


ALIKE = {
    "a hyphen": FIRST.replace("—", "-"),
    "an en dash": FIRST.replace("—", "–"),
    "a horizontal bar": FIRST.replace("—", "―"),
    "two hyphens": FIRST.replace("—", "--"),
    "a no-break space": FIRST.replace(" —", "\u00a0—"),
    "a zero-width space": FIRST.replace("—", "—\u200b"),
    "a Cyrillic letter": FIRST.replace("e", "\u0435", 1),
    "a capital": FIRST.replace("email", "Email"),
    "full-width letters": FIRST.replace("email", "ｅmail"),
    "a right-to-left mark": FIRST + "\u200f",
    "mojibake": FIRST.encode().decode("cp1252"),
}


@pytest.mark.parametrize("other", ALIKE.values(), ids=ALIKE)
def test_a_name_that_looks_alike_is_another_alerts(
    inventory: Inventory, sentry: SentrySimulator, other: str
) -> None:
    sentry.state["workflows"] = [alert(name=other, detectorIds=["7101"])]
    assert inventory.namesake(OWN, FIRST) is None


def test_the_very_same_name_is_the_same_alerts(
    inventory: Inventory, sentry: SentrySimulator
) -> None:
    sentry.state["workflows"] = [alert(name=FIRST, detectorIds=["7101"])]
    found = inventory.namesake(OWN, FIRST)
    assert found is not None
    assert found["id"] == "9001"


def test_a_name_is_sent_byte_for_byte() -> None:
    sent = to_document(declared("e\u0301 — \u00e9"), [1], RECIPIENTS)["name"]
    assert sent == "e\u0301 — \u00e9" != unicodedata.normalize("NFC", sent)


# What a server says.


@pytest.mark.parametrize("service", CALLS)
@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_a_refusal_that_would_write_on_the_terminal_is_shown_escaped(
    monkeypatch: pytest.MonkeyPatch, service: str, text: str
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(redaction, "_pieces", set())
    with Parrot() as host:
        host.words = echoed(lambda _: text)
        with pytest.raises(AlertsError) as caught:
            CALLS[service](host.url, fresh())
    assert all(line.isprintable() for line in str(caught.value).split("\n"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        *itertools.product(["name", "environment"], UNSEEN.values()),
        # A reply with the others is refused before: tests/http/test_odd_replies.py.
        *itertools.product(["actionFilters.0.conditions.0.comparison.value"], STORED.values()),
    ],
)
def test_an_adopted_alert_that_would_write_on_the_terminal_is_shown_escaped(
    path: str, text: str
) -> None:
    before = summarise(canonical(replaced(alert(), path, text)), NAMES)
    after = summarise(canonical(alert()), NAMES)
    shown = notices.adoption("https://sentry.example/1/", "1", before, after)
    assert "it will change:" in shown
    assert all(line.isprintable() for line in shown.split("\n"))
