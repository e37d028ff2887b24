"""How often Sentry and the vault are asked, and what becomes of a run that is throttled."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.engine.cli import CliEngine
from tests.engine.conftest import Stack
from tests.engine.test_scenarios import alerts, up
from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

PAGE = 100


def declare(stack: Stack, count: int) -> None:
    """Declare rules that differ in key, name and filter."""
    first = stack.config("alertRules")[0]
    rules = [
        first
        | {
            "key": f"rule_{n:03}",
            "name": f"rule {n}",
            "filter": {"message": {"contains": f"failure {n}"}},
        }
        for n in range(count)
    ]
    stack.configure(alertRules=rules, configVarChecks=[])


def asked(sentry: SentrySimulator) -> Counter[str]:
    """Return how often Sentry was asked for what."""
    return Counter(map(_meaning, sentry.requests))


def _meaning(request: dict[str, object]) -> str:
    kind = str(request["path"]).split("/")[5]
    if request["method"] != "GET":
        return str(request["method"])
    return f"{kind} by name" if kind == "workflows" and "query" in str(request["query"]) else kind


@pytest.mark.parametrize(
    ("count", "pages"),
    [
        (1, 1),
        (101, 2),
        pytest.param(100, 1, marks=pytest.mark.long),
        pytest.param(250, 3, marks=pytest.mark.long),
    ],
)
def test_a_preview_without_changes_asks_for_pages_of_100_monitors_and_the_recipient(
    stack: Stack, sentry: SentrySimulator, count: int, pages: int
) -> None:
    declare(stack, count)
    up(stack)
    sentry.requests.clear()
    outcome = stack.engine.preview(expect_no_changes=True)
    assert outcome.exit_code == 0, outcome.output
    assert asked(sentry) == {"workflows": pages, "detectors": 1, "members": 1}


@pytest.mark.parametrize("count", [5, pytest.param(250, marks=pytest.mark.long)])
def test_a_first_up_asks_for_that_and_has_one_post_and_one_read_back_for_each_rule(
    stack: Stack, sentry: SentrySimulator, count: int
) -> None:
    declare(stack, count)
    up(stack)
    once = {"workflows": 1, "detectors": 1, "members": 1}
    assert asked(sentry) == once | {"POST": count, "workflows by name": count}


def test_a_change_of_one_rule_has_one_put_and_one_read_back(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare(stack, 5)
    up(stack)
    rules = stack.config("alertRules")
    stack.configure(alertRules=[*rules[:-1], rules[-1] | {"frequency": "30 min"}])
    sentry.requests.clear()
    up(stack)
    seen = asked(sentry)
    # The CLI refreshes in a process of its own, with the config of the last update.
    assert seen.pop("detectors") == (2 if isinstance(stack.engine, CliEngine) else 1)
    assert seen == {"workflows": 2, "members": 1, "PUT": 1}


MONITORS = [
    {
        "name": f"monitor {n}",
        "project": "other-project" if n % 2 else "trademaster-raptor",
        "uptime": {"url": f"https://{n}.raxx.app/"},
    }
    for n in range(6)
]


def declare_linked(stack: Stack) -> None:
    """Declare monitors of two projects, and a rule for each that is linked to it alone."""
    declare(stack, len(MONITORS))
    rules = [
        {**rule, "monitors": [f"monitor-{n}"]} for n, rule in enumerate(stack.config("alertRules"))
    ]
    stack.configure(monitors=MONITORS, alertRules=rules)


def test_a_preview_without_changes_lists_the_monitors_of_each_project_once_and_asks_for_none(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_linked(stack)
    up(stack)
    sentry.requests.clear()
    outcome = stack.engine.preview(expect_no_changes=True)
    assert outcome.exit_code == 0, outcome.output
    lists = [r["query"] for r in sentry.requests if r["path"].endswith("/detectors/")]
    assert sorted(query.partition("projectSlug=")[2] for query in lists) == sorted(
        {str(monitor["project"]) for monitor in MONITORS}
    )
    assert asked(sentry) == {"workflows": 1, "detectors": 2, "members": 1}


def test_a_first_up_has_one_post_and_one_read_back_for_each_monitor(
    stack: Stack, sentry: SentrySimulator
) -> None:
    declare_linked(stack)
    up(stack)
    count = len(MONITORS)
    writes = {"POST": 2 * count, "workflows by name": count}
    assert asked(sentry) == {"workflows": 1, "members": 1, "detectors": 2 + count} | writes


def test_a_destroy_has_one_delete_for_each_rule(stack: Stack, sentry: SentrySimulator) -> None:
    declare(stack, 5)
    up(stack)
    sentry.requests.clear()
    outcome = stack.engine.destroy()
    assert outcome.exit_code == 0, outcome.output
    assert asked(sentry)["DELETE"] == 5


def test_a_run_logs_in_to_the_vault_once(stack: Stack, infisical: InfisicalSimulator) -> None:
    declare(stack, 20)
    stack.use_environment(
        INFISICAL_API_URL=infisical.url,
        INFISICAL_PROJECT_ID=PROJECT_ID,
        INFISICAL_CLIENT_ID=tokens.INFISICAL_CLIENT_ID,
        INFISICAL_CLIENT_SECRET=tokens.INFISICAL_CLIENT_SECRET,
        CF_ACCESS_CLIENT_ID=tokens.CF_ACCESS_CLIENT_ID,
        CF_ACCESS_CLIENT_SECRET=tokens.CF_ACCESS_CLIENT_SECRET,
    )
    up(stack)
    assert Counter(request["method"] for request in infisical.requests) == {"POST": 1, "GET": 1}


def test_a_throttled_run_finishes_with_every_alert_once(
    stack: Stack, sentry: SentrySimulator
) -> None:
    sentry.state["requestsPerSecond"] = 3
    declare(stack, 12)
    up(stack)
    assert 429 in {request["status"] for request in sentry.requests}
    assert sorted(alert["name"] for alert in alerts(sentry)) == sorted(
        rule["name"] for rule in stack.config("alertRules")
    )
    assert stack.engine.outputs()["rule_ids"] == {a["name"]: a["id"] for a in alerts(sentry)}
