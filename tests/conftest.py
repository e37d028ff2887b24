"""What all tests share: the four simulators, how much is made up, and which engines ran."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from infra.base import redaction
from infra.provider import diagnostics
from infra.providers import SentryAlertRuleProvider
from tests.factories import rule_provider
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.server import Simulator

settings.register_profile("quick", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("quick")  # `make test-long` asks for the other one


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many tests ran the whole program, and on which engine."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    ran = Counter(
        value
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == "engine"
    )
    for name, count in sorted(ran.items()):
        terminalreporter.write_line(f"engine tests: {count} on {name}")


@pytest.fixture(autouse=True)
def _no_secret_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what earlier tests remembered as secrets: a short one would hide parts of texts."""
    monkeypatch.setattr(redaction, "_pieces", set())
    monkeypatch.setattr(redaction, "_sizes", set())


@pytest.fixture(scope="session")
def running_sentry() -> Iterator[SentrySimulator]:
    """Start Sentry once."""
    with SentrySimulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def running_heroku() -> Iterator[HerokuSimulator]:
    """Start Heroku once."""
    with HerokuSimulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def running_postmark() -> Iterator[PostmarkSimulator]:
    """Start Postmark once."""
    with PostmarkSimulator() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def running_infisical() -> Iterator[InfisicalSimulator]:
    """Start Infisical, with Cloudflare Access in front, once."""
    with InfisicalSimulator() as simulator:
        yield simulator


@pytest.fixture
def sentry(
    running_sentry: SentrySimulator, request: pytest.FixtureRequest
) -> Iterator[SentrySimulator]:
    """Give a fresh Sentry; the test fails when it asked for something Sentry does not have."""
    running_sentry.reset()
    yield running_sentry
    _expect_no_complaints(running_sentry, request)


@pytest.fixture
def heroku(
    running_heroku: HerokuSimulator, request: pytest.FixtureRequest
) -> Iterator[HerokuSimulator]:
    """Give a fresh Heroku; the test fails when it asked for something Heroku does not have."""
    running_heroku.reset()
    yield running_heroku
    _expect_no_complaints(running_heroku, request)


@pytest.fixture
def postmark(
    running_postmark: PostmarkSimulator, request: pytest.FixtureRequest
) -> Iterator[PostmarkSimulator]:
    """Give a fresh Postmark; the test fails when it asked for something Postmark does not have."""
    running_postmark.reset()
    yield running_postmark
    _expect_no_complaints(running_postmark, request)


@pytest.fixture
def infisical(
    running_infisical: InfisicalSimulator, request: pytest.FixtureRequest
) -> Iterator[InfisicalSimulator]:
    """Give a fresh Infisical; the test fails when it asked for something Infisical lacks."""
    running_infisical.reset()
    yield running_infisical
    _expect_no_complaints(running_infisical, request)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what the person at the terminal is told."""
    found: list[str] = []
    monkeypatch.setattr(diagnostics, "_say", lambda text, _: found.append(text))
    return found


@pytest.fixture
def provider(
    sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> SentryAlertRuleProvider:
    """Give the alert rule's provider as its process has it, which waits for nothing."""
    assert told == []
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", tokens.SENTRY_TOKEN)
    monkeypatch.setattr("infra.http.transport.time.sleep", lambda _: None)
    return rule_provider(sentry.url)


def _expect_no_complaints(simulator: Simulator, request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("expects_refusal") is None:
        complaints = simulator.complaints()
        assert not complaints, "\n".join(complaints)
