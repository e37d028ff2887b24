"""Promises of `sentryApi: rules` where pulumi-sentry is not installed, and of the default API."""

from collections.abc import Callable

import pytest

from tests.rules_api.conftest import PACKAGE_IS_THERE, Result
from tests.simulators.sentry import SentrySimulator

without_package = pytest.mark.skipif(
    PACKAGE_IS_THERE, reason="pulumiverse-sentry is installed here: make test runs without it"
)


@without_package
def test_the_one_error_says_what_to_install(
    sentry: SentrySimulator, program: Callable[..., Result]
) -> None:
    result = program()
    asked = sentry.requests
    assert (result.error, asked) == (
        "sentryApi: rules needs the package pulumiverse-sentry, and it is not installed\n"
        "  Next: .venv/bin/python -m pip install -r requirements-rules.txt",
        [],
    )


@pytest.mark.parametrize("module", ["pulumiverse_sentry", "requests"])
def test_the_default_api_loads_nothing_of_it(program: Callable[..., Result], module: str) -> None:
    result = program(sentryApi="workflows")
    assert not result.error
    assert module not in result.loaded


def test_the_engine_is_not_told_of_the_sdks_own_steps_of_a_resource(
    program: Callable[..., Result],
) -> None:
    result = program(sentryApi="workflows")
    assert [resource["name"] for resource in result.resources] == ["disk_full"]
    assert not [line for line in result.debug if "disk_full" in line]


def test_a_misspelled_api_is_refused(program: Callable[..., Result]) -> None:
    place = "raxx-alerts:sentryApi: 'rule' is not one of workflows, rules"
    assert place in program(sentryApi="rule").error


@pytest.mark.parametrize(("before", "now"), [("rules", "workflows"), ("workflows", "rules")])
def test_a_move_that_would_delete_the_rules_is_refused(
    program: Callable[..., Result], before: str, now: str
) -> None:
    row = {"key": "disk_full", "name": "disk full", "id": "15", "on_remove": "delete"}
    outputs = {"managed_rules": [{**row, "api": before, "url": ""}]}
    result = program(sentryApi=now, last_outputs=outputs, preview=True)
    assert "would delete what the other API has of 'disk full'" in result.error


@pytest.mark.parametrize("row", [{"api": "rules", "on_remove": "keep"}])
def test_a_move_that_keeps_the_rules_goes_on(
    program: Callable[..., Result], row: dict[str, str]
) -> None:
    last = {"key": "disk_full", "name": "disk full", "id": "15", "url": "x", **row}
    outputs = {"managed_rules": [last]}
    assert not program(sentryApi="workflows", last_outputs=outputs, preview=True).error
