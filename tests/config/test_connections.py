"""Promises of reading where the services are without pydantic: the same, or not at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infra.config.connections import KEYS, Connections
from infra.config.settings import ConnectionSettings
from tests.factories import unhurried

PATHS = {"SENTRY_AUTH_TOKEN": "/MooseQuest/sentry/SENTRY_API"}
USUAL = {
    "sentryUrl": "https://de.sentry.io/",
    "herokuApiUrl": "http://127.0.0.1:8742",
    "postmarkApiUrl": "https://api.postmarkapp.com",
    "userAgent": "raxx alerts/2.0",
    "vaultPaths": json.dumps(PATHS),
}
WORDS = ["{}", "[1]", " {}", '{"OTHER": "/a/b"}', '{"HEROKU_API_KEY": "a"}', "", " x", "é", "null"]
texts = st.sampled_from([*USUAL.values(), *WORDS]) | st.text(max_size=8)


def test_what_is_usual_is_read() -> None:
    assert Connections.plain(USUAL) == Connections(
        "https://de.sentry.io",
        "http://127.0.0.1:8742",
        "https://api.postmarkapp.com",
        "raxx alerts/2.0",
        PATHS,
    )


def test_where_nothing_is_said_the_services_are_the_vendors_own() -> None:
    assert Connections.plain({}) == ConnectionSettings.load({}, "raxx-alerts").connections


@unhurried
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, texts)))
@example({"userAgent": "[1]"})
@example({"vaultPaths": " {}"})
def test_what_is_read_is_what_the_program_reads(config: dict[str, str]) -> None:
    plain = Connections.plain(config)
    assert plain is None or plain == ConnectionSettings.load(config, "raxx-alerts").connections


@pytest.mark.parametrize(
    "unusual",
    [
        {"sentryUrl": "http://sentry.io"},
        {"herokuApiUrl": "https://name:password@api.heroku.com"},
        {"postmarkApiUrl": ""},
        {"userAgent": "raxx\nX: y"},
        {"vaultPaths": '{"SENTRY_AUTH_TOKEN": "no path"}'},
        {"vaultPaths": '{"OTHER": "/a/b"}'},
        {"vaultPaths": "["},
    ],
)
def test_what_is_unusual_is_left_to_who_tells_what_is_wrong(unusual: dict[str, str]) -> None:
    assert Connections.plain(unusual) is None
