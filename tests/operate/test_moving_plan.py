"""An entry that would not leave its alert as it is, is left out before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.base.errors import ConfigError
from infra.config.stack_additions import StackFiles
from infra.operate.live_entries import links_of_alert, write_entry
from infra.operate.moving_in import Left, Moved
from infra.operate.moving_plan import MovingPlan, plan_move
from infra.program.resources import rule_properties
from infra.provider.state import unpack
from infra.sentry.inventory import Inventory
from tests.config.test_stack_additions import lay_out
from tests.sentry.client import client_of
from tests.simulator_sentry.client import alert, create
from tests.simulators.sentry import SentrySimulator

HOME = "trademaster-raptor"


@pytest.fixture
def files(tmp_path: Path, sentry: SentrySimulator) -> StackFiles:
    """Give a stack without rules, whose Sentry has alerts `one` and `two`."""
    for name in ("one", "two"):
        create(sentry, alert(name=name))
    return lay_out(tmp_path, {}, {"alertRules": [], "sentryUrl": sentry.url})


def move(
    files: StackFiles, sentry: SentrySimulator, into: str | None = None, **changes: Any
) -> MovingPlan:
    """Plan to move both alerts, whose entries are changed so."""
    inventory = Inventory(client_of(sentry), sentry.url, "moosequest", lambda _: None)
    found: list[Moved | Left] = []
    for live in inventory.alerts().values():
        entry, _ = write_entry(live, links_of_alert(live, [HOME], inventory), (), inventory)
        found.append(Moved(live, entry | changes, HOME, []))
    return plan_move(
        found,
        files,
        into,
        lambda rule, settings: unpack(
            rule_properties(rule, "moosequest", settings.project_of(rule))
        ),
        inventory,
        unchanged=True,
    )


def test_alerts_whose_entries_say_what_they_are_are_moved(
    files: StackFiles, sentry: SentrySimulator
) -> None:
    plan = move(files, sentry)
    assert (sorted(plan.expected.adopted), plan.left) == (["one", "two"], [])
    assert [change.path.name for change in plan.changes] == ["Pulumi.dev.yaml"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"key": "same"}, "2 rules have the key 'same'"),
        ({"frequency": "5 h"}, "no entry says all of it"),
        ({"name": "three"}, "no entry finds it"),
        ({"action": {"email": "nobody@raxx.app"}}, "no member of Sentry organization"),
    ],
)
def test_an_entry_that_a_preview_would_refuse_or_change_is_left_out(
    files: StackFiles, sentry: SentrySimulator, changes: dict[str, str], reason: str
) -> None:
    if "name" in changes:
        changes |= {"project": "other-project"}
    plan = move(files, sentry, **changes)
    assert [reason in one.reason for one in plan.left] == [True, True]
    assert (plan.moved, plan.changes, plan.expected.adopted) == ([], [], {})


def test_a_folder_may_be_that_of_the_project(files: StackFiles, sentry: SentrySimulator) -> None:
    plan = move(files, sentry, into=".")
    assert list(plan.layout.in_rule_files) == [f"{HOME}.yaml"]
    config = yaml.safe_load(plan.changes[-1].after)["config"]
    assert config["raxx-alerts:ruleFiles"] == [f"{HOME}.yaml"]


def test_a_file_that_no_entry_can_be_put_into_is_refused(
    files: StackFiles, sentry: SentrySimulator
) -> None:
    text = (
        (files.root / files.name).read_text("utf-8").replace("alertRules: []", "alertRules: '[]'")
    )
    (files.root / files.name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="nothing can be added without writing it again"):
        move(StackFiles("dev", files.root), sentry, into=files.name)
