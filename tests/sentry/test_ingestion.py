"""Sending events with Sentry's SDK: what is refused is told, and the key is shown nowhere."""

from __future__ import annotations

import traceback

import pytest

from infra.base.errors import ConfigError, ServiceError, UnauthorizedError, UnavailableError
from infra.base.redaction import redact
from infra.base.secret import Secret
from infra.sentry.ingestion import Destination, destination, send
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.sentry import SentrySimulator

EVENT = {"message": "disk full", "level": "error", "tags": {"a": "b"}}


def dsn_of(sentry: SentrySimulator, key: str = tokens.SENTRY_DSN_KEY) -> Secret:
    """Give the DSN of the project."""
    return Secret(f"http://{key}@{sentry.url.removeprefix('http://')}/611")


def refused(dsn: Secret) -> ServiceError:
    """Send what is not taken, and give the error."""
    with pytest.raises(ServiceError) as caught:
        send(dsn, [EVENT], "tests/1")
    return caught.value


@pytest.mark.parametrize(
    ("dsn", "place"),
    [
        ("https://abc@o1.ingest.us.sentry.io/4501", ("o1.ingest.us.sentry.io", "4501")),
        ("https://abc@sentry.raxx.app:8443/prefix/7", ("sentry.raxx.app:8443", "7")),
        ("http://abc@127.0.0.1:9000/1", ("127.0.0.1:9000", "1")),
        ("http://abc@[::1]:9000/1", ("::1:9000", "1")),
    ],
)
def test_a_dsn_tells_host_and_project(dsn: str, place: tuple[str, str]) -> None:
    assert destination(Secret(dsn)) == Destination(*place)


@pytest.mark.parametrize(
    "dsn",
    [
        "",
        "4501",
        "https://o1.ingest.us.sentry.io/4501",
        "http://abc@o1.ingest.us.sentry.io/4501",
        "https://abc@o1.ingest.us.sentry.io/raptor",
        "https://abc@o1.ingest.us.sentry.io:port/1",
        "https://abc@/1",
    ],
)
def test_what_is_no_dsn_is_refused_without_being_shown(dsn: str) -> None:
    with pytest.raises(ConfigError) as caught:
        destination(Secret(dsn))
    assert not dsn or dsn not in str(caught.value)


def test_a_key_is_hidden_from_then_on(sentry: SentrySimulator) -> None:
    destination(dsn_of(sentry))
    assert redact(tokens.SENTRY_DSN_KEY) == "[redacted]"


def test_events_arrive(sentry: SentrySimulator) -> None:
    send(dsn_of(sentry), [EVENT, EVENT], "tests/1")
    assert [event["message"] for event in sentry.state["events"]] == ["disk full"] * 2


def test_a_refused_key_is_no_authorisation(sentry: SentrySimulator) -> None:
    error = refused(dsn_of(sentry, "0" * 32))
    assert isinstance(error, UnauthorizedError)
    assert "status_403" in error.message


@pytest.mark.parametrize("fault", ["429", "503", "reset"])
def test_a_sentry_that_takes_nothing_is_told(sentry: SentrySimulator, fault: str) -> None:
    sentry.faults = parse_faults([{"method": "*", "path": "*", "fault": fault, "times": 99}])
    assert isinstance(refused(dsn_of(sentry)), UnavailableError)


def test_no_error_shows_the_key(sentry: SentrySimulator) -> None:
    shown = "".join(traceback.format_exception(refused(dsn_of(sentry, "0" * 32))))
    assert "0" * 32 not in shown
