"""One stack of rules over twenty projects: each alert at its own project's monitors."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Stack
from tests.engine.test_requests import asked, declare
from tests.engine.test_scenarios import alerts, up
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

RULES = 40


@pytest.fixture
def monitors(sentry: SentrySimulator) -> dict[str, str]:
    """Give Sentry twenty further projects; return the Error Monitor of each, by slug."""
    model = sentry.state["detectors"][0]
    found = {}
    for number in range(20):
        project, slug, monitor = f"{700 + number}", f"project-{number:02}", f"{8000 + number}"
        sentry.state["projects"].append({"id": project, "slug": slug})
        sentry.state["detectors"].append(model | {"id": monitor, "projectId": project})
        found[slug] = monitor
    return found


@pytest.fixture
def spread(stack: Stack, monitors: dict[str, str]) -> dict[str, str]:
    """Declare two rules for each of the projects; return each rule's monitor, by its name."""
    declare(stack, RULES)
    slugs = [*monitors, *monitors]
    rules = stack.config("alertRules")
    pairs = list(zip(rules, slugs, strict=True))
    stack.configure(alertRules=[rule | {"project": slug} for rule, slug in pairs])
    return {rule["name"]: monitors[slug] for rule, slug in pairs}


@pytest.mark.long
def test_every_alert_listens_to_the_monitor_of_its_own_project(
    stack: Stack, sentry: SentrySimulator, spread: dict[str, str]
) -> None:
    up(stack)
    assert {alert["name"]: alert["detectorIds"] for alert in alerts(sentry)} == {
        name: [monitor] for name, monitor in spread.items()
    }


@pytest.mark.usefixtures("spread")
def test_a_preview_without_changes_asks_for_the_monitors_of_each_project_once(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    sentry.requests.clear()
    outcome = stack.engine.preview(expect_no_changes=True)
    assert outcome.exit_code == 0, outcome.output
    assert asked(sentry) == {"workflows": 1, "detectors": 20, "members": 1}
