"""An alert made by hand is imported, pasted and adopted, promised on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.commands.command_line import ROOT, run
from tests.engine.conftest import TOKENS, Stack
from tests.engine.test_kinds import RULE
from tests.engine.test_scenarios import alerts, proposes_nothing, up, writes
from tests.simulator_sentry.client import alert, create
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

NAME = "by hand — yes"


def entry_of(alert_id: str, stack: Stack, root: Path) -> str:
    """Return what the command prints for an alert, for the stack as it is."""
    root.mkdir()
    for name in ("infra", "Pulumi.yaml"):
        (root / name).symlink_to(ROOT / name)
    text = stack.engine.stack_file.read_text(encoding="utf-8")
    (root / "Pulumi.sandbox.yaml").write_text(text, encoding="utf-8")
    ran = run("import", alert_id, "--stack", "sandbox", root=root, **TOKENS)
    assert ran.exit_code == 0, ran.words
    return ran.data


def paste(stack: Stack, entry: str) -> None:
    """Put text below the rules of the stack file, which are its last key then."""
    path = stack.engine.stack_file
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    rules = document["config"].pop("raxx-alerts:alertRules")
    document["config"]["raxx-alerts:alertRules"] = []
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    own = "".join(f"    - {yaml.safe_dump(rule, default_flow_style=True)}" for rule in rules)
    head, key, _ = text.partition("  raxx-alerts:alertRules: []\n")
    assert key
    path.write_text(f"{head}  raxx-alerts:alertRules:\n{own}{entry}", encoding="utf-8")


def test_an_alert_made_by_hand_is_imported_and_adopted_as_it_is(
    stack: Stack, sentry: SentrySimulator, tmp_path: Path
) -> None:
    stack.configure(configVarChecks=[])
    up(stack)
    made = create(sentry, alert(name=NAME, detectorIds=[7102]))["id"]
    before = len(writes(sentry))
    paste(stack, entry_of(made, stack, tmp_path / "importing"))
    preview = stack.engine.preview().output
    assert f"adopts the alert {made} that is there already" in preview
    assert "it stays as it is" in preview
    up(stack)
    assert set(writes(sentry)[before:]) <= {"PUT"}
    assert len(alerts(sentry)) == 2
    assert stack.engine.outputs()["rule_ids"][NAME] == made
    assert proposes_nothing(stack)


def test_a_lost_rule_of_many_kinds_comes_back_from_its_alert(
    stack: Stack, sentry: SentrySimulator, tmp_path: Path
) -> None:
    stack.configure(alertRules=[RULE], configVarChecks=[])
    up(stack)
    (made,) = [one["id"] for one in alerts(sentry)]
    before = len(writes(sentry))
    stack.engine.forget()
    stack.configure(alertRules=[])
    paste(stack, entry_of(made, stack, tmp_path / "importing"))
    assert "it stays as it is" in stack.engine.preview().output
    up(stack)
    assert set(writes(sentry)[before:]) <= {"PUT"}
    assert [one["id"] for one in alerts(sentry)] == [made]
    assert proposes_nothing(stack)
