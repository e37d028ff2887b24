"""Promises of reading where the services are: the same checks for the program and the provider."""

from __future__ import annotations

import json

import pytest

from infra.base.errors import ConfigError
from infra.config.connections import Connections
from infra.config.settings import ConnectionSettings
from infra.provider.configured import clients

PATHS = {"SENTRY_AUTH_TOKEN": "/MooseQuest/sentry/SENTRY_API"}
EVERYTHING = {
    "sentryUrl": "https://de.sentry.io/",
    "herokuApiUrl": "http://127.0.0.1:8742",
    "postmarkApiUrl": "https://api.postmarkapp.com",
    "userAgent": "raxx alerts/2.0",
    "vaultPaths": json.dumps(PATHS),
}
WRONG = [
    {"sentryUrl": "http://sentry.io"},
    {"herokuApiUrl": "https://name:password@api.heroku.com"},
    {"postmarkApiUrl": ""},
    {"postmarkApiUrl": "{}"},
    {"userAgent": "raxx\nX: y"},
    {"userAgent": "raxx é"},
    {"userAgent": " raxx"},
    {"userAgent": "[1]"},
    {"vaultPaths": '{"SENTRY_AUTH_TOKEN": "no path"}'},
    {"vaultPaths": '{"SENTRY_AUTH_TOKEN": 5}'},
    {"vaultPaths": '{"OTHER": "/a/b"}'},
    {"vaultPaths": "["},
    {"vaultPaths": "null"},
    {"vaultPaths": " {}"},
]


def test_everything_that_is_written_is_read() -> None:
    assert Connections.read(EVERYTHING) == Connections(
        "https://de.sentry.io",
        "http://127.0.0.1:8742",
        "https://api.postmarkapp.com",
        "raxx alerts/2.0",
        PATHS,
    )


def test_where_nothing_is_written_the_services_are_the_vendors_own() -> None:
    assert Connections.read({}) == Connections()


def test_a_text_that_only_looks_like_a_list_is_a_text() -> None:
    assert Connections.read({"userAgent": "[raxx"}).user_agent == "[raxx"


@pytest.mark.parametrize("wrong", WRONG)
def test_a_mistake_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"is|must be|has|begins"):
        Connections.read(wrong)


@pytest.mark.parametrize("wrong", WRONG)
def test_the_provider_process_tells_a_mistake_in_the_programs_words(
    wrong: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pulumi.get_project", lambda: "raxx-alerts")
    with pytest.raises(ConfigError) as program:
        ConnectionSettings.load(wrong, "raxx-alerts")
    with pytest.raises(ConfigError) as provider:
        clients(frozenset(wrong.items()))
    assert str(provider.value) == str(program.value)
    assert provider.value.__context__ is None  # the engine would print it too


@pytest.mark.parametrize("end", ["", "/", "/api", "/api/", "/api/0", "/api/0/"])
def test_sentrys_address_may_end_in_the_path_of_its_api(end: str) -> None:
    config = {"sentryUrl": f"https://sentry.example.org{end}"}
    assert Connections.read(config).sentry_url == "https://sentry.example.org"
    settings = ConnectionSettings.load(config, "raxx-alerts")
    assert settings.sentry_url == "https://sentry.example.org"


def test_only_the_path_of_the_api_is_left_out() -> None:
    url = "https://example.org/sentry-api"
    assert Connections.read({"sentryUrl": f"{url}/"}).sentry_url == url
