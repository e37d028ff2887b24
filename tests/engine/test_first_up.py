"""What a first `up` leaves. Nothing here changes it, so one stack on each engine does for all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.engine.conftest import ENGINES, Stack, sandbox
from tests.engine.test_checks_and_secrets import APP, VAR, check
from tests.engine.test_scenarios import NAME, alerts, kept_of_the_rule, proposes_nothing, up, writes
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def sentry() -> Iterator[SentrySimulator]:
    """Give the stack's Sentry, which nothing empties between the tests."""
    with SentrySimulator() as simulator:
        yield simulator
        assert simulator.complaints() == []


@pytest.fixture(scope="module", params=ENGINES)
def deployed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sentry: SentrySimulator,
) -> Iterator[Stack]:
    """Give the sandbox stack after its first `up`."""
    sentry.reset()
    with ExitStack() as started:
        heroku = started.enter_context(HerokuSimulator())
        postmark = started.enter_context(PostmarkSimulator())
        urls = {"sentryUrl": sentry.url, "herokuApiUrl": heroku.url, "postmarkApiUrl": postmark.url}
        made = sandbox(request.param, tmp_path_factory.mktemp("first-up"), urls)
        up(made)
        yield made


@pytest.fixture
def stack(deployed: Stack, request: pytest.FixtureRequest) -> Stack:
    """Give the stack, and count the test as one of its engine."""
    request.node.user_properties.append(("engine", deployed.engine.name))
    return deployed


@pytest.mark.usefixtures("stack")
def test_up_creates_one_alert_with_every_field(sentry: SentrySimulator) -> None:
    (alert,) = alerts(sentry)
    said = [alert[key] for key in ("name", "enabled", "environment", "config", "detectorIds")]
    assert said == [NAME, True, None, {"frequency": 60}, ["7101"]]


def test_the_outputs_show_the_id_the_link_and_the_table(
    stack: Stack, sentry: SentrySimulator
) -> None:
    alert_id = alerts(sentry)[0]["id"]
    outputs = stack.engine.outputs()
    url = f"{sentry.url}/organizations/moosequest/monitors/alerts/{alert_id}/"
    assert outputs["rule_ids"] == {NAME: alert_id}
    assert outputs["managed_rules"] == [
        {
            "key": "skipped_no_postmark_token",
            "name": NAME,
            "filter": "message contains skipped_no_postmark_token",
            "condition": ">= 1 event in 5m",
            "action": "email ops@raxx.app",
            "frequency": "60 min",
            "environment": "all",
            "organization": "moosequest",
            "project": "trademaster-raptor",
            "monitors": [7101],
            "recipients": {"user 3001": "ops@raxx.app"},
            "created": "2026-05-30",
            "issue": "#3135",
            "runbook": "docs/runbooks/skipped_no_postmark_token.md",
            "id": alert_id,
            "url": url,
            "status": "live",
            "on_remove": "delete",
            "api": "workflows",
        }
    ]


def test_the_readme_output_is_the_page_with_the_rule_in_it(stack: Stack) -> None:
    assert "| message contains skipped_no_postmark_token |" in stack.engine.outputs()["readme"]


def test_a_preview_without_changes_asks_sentry_three_times(
    stack: Stack, sentry: SentrySimulator
) -> None:
    before = len(sentry.requests)
    assert proposes_nothing(stack)
    assert len(sentry.requests) - before == 3


def test_a_second_up_writes_nothing(stack: Stack, sentry: SentrySimulator) -> None:
    before = len(writes(sentry))
    up(stack)
    assert len(writes(sentry)) == before


def test_the_state_keeps_a_rule_as_one_property(stack: Stack) -> None:
    rule = kept_of_the_rule(stack)
    assert set(rule["inputs"]) == set(rule["outputs"]) == {"__provider", "alert"}


def test_a_good_token_is_ok_and_named_by_its_server(stack: Stack) -> None:
    assert check(stack) == {
        "app": APP,
        "config_var": VAR,
        "minimum_length": 5,
        "validator": "postmark",
        "strict": False,
        "status": "ok",
        "server": "raxx-transactional",
        "server_id": "4711001",
        "guards": "skipped_no_postmark_token — email silent failure",
    }
