"""Promises of the address of an alert's page: it names one alert of one Sentry, or none."""

import pytest

from infra.sentry.page_urls import alert_page


@pytest.mark.parametrize(
    ("url", "server", "page"),
    [
        ("https://acme.sentry.io/monitors/alerts/12/", "https://sentry.io", ("acme", "12", "")),
        ("https://acme.sentry.io/monitors/alerts/12/", "https://de.sentry.io", ("acme", "12", "")),
        (
            "https://us.sentry.io/organizations/acme/monitors/alerts/12",
            "https://sentry.io",
            ("acme", "12", ""),
        ),
        (
            "https://acme.sentry.io/issues/alerts/rules/web/7/details/?a=b#c",
            "https://sentry.io",
            ("acme", "", "7"),
        ),
        (
            "https://sentry.example.com/base/organizations/acme/alerts/rules/web/7/",
            "https://sentry.example.com/base",
            ("acme", "", "7"),
        ),
    ],
)
def test_the_address_of_an_alerts_page_names_it(
    url: str, server: str, page: tuple[str, str, str]
) -> None:
    assert alert_page(url, server) == page


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://acme.sentry.io.evil.com/monitors/alerts/12/", "https://sentry.io"),
        ("https://evilsentry.io/organizations/acme/monitors/alerts/12/", "https://sentry.io"),
        ("https://acme.sentry.io/monitors/alerts/12/", "https://sentry.example.com"),
        ("https://sentry.example.com/monitors/alerts/12/", "https://sentry.example.com"),
        (
            "https://sentry.example.com:81/organizations/acme/monitors/alerts/12/",
            "https://sentry.example.com",
        ),
        ("https://acme.sentry.io/monitors/12/", "https://sentry.io"),
        ("https://acme.sentry.io/issues/alerts/rules/details/12/", "https://sentry.io"),
        ("https://acme.sentry.io/monitors/alerts/1e2/", "https://sentry.io"),
        ("https://[/monitors/alerts/12/", "https://sentry.io"),
    ],
)
def test_the_address_of_another_page_names_none(url: str, server: str) -> None:
    assert alert_page(url, server) is None
