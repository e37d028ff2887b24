"""Promises of the URLs: where a token may be sent, and which web page a person is given."""

import pytest

from infra.base.urls import alert_url, is_safe_url


@pytest.mark.parametrize(
    "url",
    [
        "https://sentry.io",
        "https://sentry.example.com:8443",
        "https://sentry.example.com/base",
        "http://127.0.0.1:8741",
        "http://localhost:8741",
        "http://[::1]:8741",
    ],
)
def test_a_token_may_go_over_tls_or_to_this_machine(url: str) -> None:
    assert is_safe_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://sentry.io",
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "http://127.0.0.1@evil.com",
        "http://evil.com#127.0.0.1",
        "http://evil.com/127.0.0.1",
        "http://10.0.0.1",
        "ftp://sentry.io",
        "file:///etc/passwd",
        "sentry.io",
        "//sentry.io",
        "https://",
        "",
    ],
)
def test_a_token_may_go_nowhere_else(url: str) -> None:
    assert not is_safe_url(url)


@pytest.mark.parametrize("url", ["https://user:password@sentry.io", "https://user@sentry.io"])
def test_a_url_carries_no_name_or_password(url: str) -> None:
    assert not is_safe_url(url)


@pytest.mark.parametrize("url", ["https://sentry.io:99999", "https://sentry.io:x", "https://[::1"])
def test_a_url_that_cannot_be_read_is_not_safe(url: str) -> None:
    assert not is_safe_url(url)


@pytest.mark.parametrize(
    ("server", "page"),
    [
        ("https://sentry.io", "https://moosequest.sentry.io/monitors/alerts/42/"),
        ("https://de.sentry.io", "https://moosequest.sentry.io/monitors/alerts/42/"),
        (
            "https://sentry.example.com",
            "https://sentry.example.com/organizations/moosequest/monitors/alerts/42/",
        ),
        (
            "http://127.0.0.1:8741",
            "http://127.0.0.1:8741/organizations/moosequest/monitors/alerts/42/",
        ),
        (
            "https://notsentry.io",
            "https://notsentry.io/organizations/moosequest/monitors/alerts/42/",
        ),
    ],
)
def test_an_alert_has_a_page_on_its_own_server(server: str, page: str) -> None:
    assert alert_url(server, "moosequest", "42") == page


def test_all_alerts_have_a_page() -> None:
    assert alert_url("https://sentry.io", "moosequest") == (
        "https://moosequest.sentry.io/monitors/alerts/"
    )
