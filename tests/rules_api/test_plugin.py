"""Promises of the whole program with pulumi-sentry's own plugin, on the Pulumi CLI.

Skipped where the CLI, the package or the plugin is not installed. The plugin is looked for on PATH
and where `pulumi plugin install` puts it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.cli import CliEngine, find_cli
from tests.factories import entry
from tests.rules_api.conftest import ROOT, needs_package
from tests.rules_api.test_program import made_by_hand
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

_NAME = "pulumi-resource-sentry"
_INSTALLED = Path.home() / ".pulumi/plugins/resource-sentry-v0.0.9"
PLUGIN = shutil.which(_NAME) or shutil.which(_NAME, path=str(_INSTALLED))
pytestmark = [
    needs_package,
    pytest.mark.engine,
    pytest.mark.skipif(
        PLUGIN is None, reason="pulumi-sentry's plugin is not installed (pulumi plugin install)"
    ),
]

DEFAULT = entry(condition={"atLeast": 1, "within": "5m"})
Configure = Callable[..., CliEngine]


@pytest.fixture
def configure(tmp_path: Path, old_server: SentrySimulator) -> Configure:
    """Give a function that writes the stack config and returns the engine on it."""
    cli = find_cli()
    if cli is None or PLUGIN is None:
        pytest.skip("no Pulumi CLI on PATH or in ~/.pulumi")
    path = f"{Path(PLUGIN).parent}{os.pathsep}{os.environ['PATH']}"

    def configured(*rules: dict[str, Any], **changes: Any) -> CliEngine:
        settings = {
            "sentryOrganization": "moosequest",
            "sentryProject": "trademaster-raptor",
            "sentryUrl": old_server.url,
            "sentryApi": "rules",
            "alertRules": list(rules),
            **changes,
        }
        config = {"config": {f"raxx-alerts:{key}": value for key, value in settings.items()}}
        text = yaml.safe_dump(config, allow_unicode=True)
        stack_file = tmp_path / "Pulumi.sandbox.yaml"
        stack_file.write_text(text, encoding="utf-8")
        variables = {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        variables["SENTRY_AUTH_TOKEN"] = tokens.SENTRY_TOKEN
        engine = CliEngine(cli, tmp_path, stack_file, ROOT, variables)
        engine.stack_file.write_text(text, encoding="utf-8")
        return engine

    return configured


def done(engine: CliEngine) -> str:
    """Run `pulumi up` and return what it showed."""
    outcome = engine.up()
    assert outcome.exit_code == 0, outcome.output
    return outcome.output


def live(sentry: SentrySimulator) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = sentry.state["rules"]
    return rules


def test_a_rule_for_one_event_is_made_and_stays_unchanged(
    old_server: SentrySimulator, configure: Configure
) -> None:
    engine = configure(DEFAULT)
    done(engine)
    again = engine.preview(expect_no_changes=True)
    assert (live(old_server)[0]["conditions"][0]["value"], again.exit_code) == (0, 0), again.output


def test_its_id_is_in_the_outputs(old_server: SentrySimulator, configure: Configure) -> None:
    engine = configure(DEFAULT)
    done(engine)
    assert engine.outputs()["rule_ids"] == {"disk full": live(old_server)[0]["id"]}


def test_a_rule_made_by_hand_is_taken_over_and_none_is_made_beside_it(
    old_server: SentrySimulator, configure: Configure
) -> None:
    identifier = made_by_hand(old_server, frequency=99)
    engine = configure(DEFAULT)
    done(engine)
    assert [(rule["id"], rule["frequency"]) for rule in live(old_server)] == [(identifier, 30)]


def test_a_changed_entry_changes_the_rule_under_its_id(
    old_server: SentrySimulator, configure: Configure
) -> None:
    done(configure(DEFAULT))
    before = live(old_server)[0]["id"]
    done(configure(DEFAULT | {"name": "disk very full", "frequency": "45 min"}))
    kept = [(rule["id"], rule["name"], rule["frequency"]) for rule in live(old_server)]
    assert kept == [(before, "disk very full", 45)]


def test_a_rule_deleted_by_hand_is_made_again(
    old_server: SentrySimulator, configure: Configure
) -> None:
    engine = configure(DEFAULT)
    done(engine)
    live(old_server).clear()
    missing = engine.preview(expect_no_changes=True).exit_code
    done(engine)
    assert (missing, len(live(old_server))) == (7, 1)


@pytest.mark.parametrize(("on_remove", "left"), [("delete", 0), ("keep", 1)])
def test_a_removed_entry_does_with_its_rule_as_it_said(
    old_server: SentrySimulator, configure: Configure, on_remove: str, left: int
) -> None:
    done(configure(DEFAULT | {"onRemove": on_remove}))
    done(configure())
    assert len(live(old_server)) == left


def test_no_token_is_in_the_state(configure: Configure) -> None:
    engine = configure(DEFAULT)
    done(engine)
    state = json.dumps(engine.state())
    assert "disk full" in state
    assert tokens.SENTRY_TOKEN not in state


def test_a_move_to_the_other_api_adopts_the_alert_and_deletes_nothing(
    old_server: SentrySimulator, configure: Configure
) -> None:
    done(configure(DEFAULT))
    kept = DEFAULT | {"onRemove": "keep"}
    done(configure(kept))
    old_server.state["mode"] = "live"
    engine = configure(kept, sentryApi="workflows")
    outcome = engine.up()
    assert outcome.exit_code == 0, outcome.output
    assert (len(live(old_server)), len(old_server.state["workflows"])) == (1, 1)


def test_a_move_that_would_delete_the_rule_is_refused(
    old_server: SentrySimulator, configure: Configure
) -> None:
    done(configure(DEFAULT))
    old_server.state["mode"] = "live"
    outcome = configure(DEFAULT, sentryApi="workflows").preview()
    assert "would delete what the other API has of 'disk full'" in outcome.output
    assert len(live(old_server)) == 1
