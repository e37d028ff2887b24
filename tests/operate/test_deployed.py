"""What is deployed, read from the stack's outputs."""

from __future__ import annotations

from typing import Any

import pytest

from infra.base.errors import ConfigError
from infra.operate.deployed import Deployed, parse_outputs
from tests.factories import check_row, rule_row


def outputs(**overrides: Any) -> dict[str, Any]:
    """Return a stack's outputs."""
    clean = {
        "managed_rules": [rule_row(), rule_row(key="second", name="second rule", id="9002")],
        "checks": [check_row(), check_row(config_var="OTHER_TOKEN", guards="second rule")],
        "dashboard": "https://moosequest.sentry.io/monitors/alerts/",
    }
    return clean | overrides


def of(**overrides: Any) -> Deployed:
    return parse_outputs("prod", outputs(**overrides))


@pytest.mark.parametrize("word", ["second", "second rule", "9002"])
def test_a_rule_is_found_by_key_by_name_and_by_id(word: str) -> None:
    assert of().rule(word).key == "second"


def test_a_rule_that_is_not_deployed_is_refused_with_the_keys_that_are() -> None:
    with pytest.raises(ConfigError, match="keys: disk_full, second"):
        of().rule("third")


def test_a_rule_has_the_checks_that_it_guards() -> None:
    found = of()
    assert [c.config_var for c in found.checks_of(found.rule("second"))] == ["OTHER_TOKEN"]


def test_numbers_that_the_engine_turned_into_floats_are_whole_again() -> None:
    found = of(managed_rules=[rule_row(monitors=[111.0])], checks=[check_row(minimum_length=5.0)])
    assert (found.managed_rules[0].monitors, found.checks[0].minimum_length) == ((111,), 5)


def test_outputs_without_rules_say_that_nothing_is_deployed() -> None:
    with pytest.raises(ConfigError, match="has nothing deployed yet"):
        parse_outputs("prod", {})


def test_outputs_of_an_older_release_ask_for_an_update_and_name_what_is_missing() -> None:
    old = rule_row()
    del old["monitors"]
    with pytest.raises(ConfigError, match=r"managed_rules\.0\.monitors: field required"):
        of(managed_rules=[old])


def test_what_a_newer_release_exports_besides_is_not_looked_at() -> None:
    assert of(managed_rules=[rule_row(colour="red")]).managed_rules[0].key == "disk_full"
