"""What becomes of an alert when its entry is taken out of the config, promised on every engine."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from tests.engine.conftest import Stack
from tests.engine.test_scenarios import NAME, alerts, changed_fields, up, writes
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine


def take_out(stack: Stack) -> None:
    """Take the rule out of the config, and the check that guards it."""
    stack.configure(alertRules=[], configVarChecks=[])


def adopted(stack: Stack) -> None:
    """Bring the stack up so that its alert counts as one that was there before."""
    up(stack)
    stack.engine.forget()
    up(stack)


def say(stack: Stack, **changes: object) -> None:
    """Change keys of the rule's entry."""
    stack.configure(alertRules=[stack.config("alertRules")[0] | changes])


def test_a_preview_says_that_a_created_alert_is_deleted(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    take_out(stack)
    output = stack.engine.preview().output
    assert "is no longer declared: alert " + alerts(sentry)[0]["id"] in output
    assert "is deleted ('onRemove: keep' would have left it alone)" in output


@pytest.mark.long
def test_a_preview_says_that_an_adopted_alert_is_left_alone(stack: Stack) -> None:
    adopted(stack)
    take_out(stack)
    assert "is left alone ('onRemove: delete'" in stack.engine.preview().output


def test_an_entry_taken_out_deletes_the_alert_that_it_created_and_no_other(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    created = alerts(sentry)[0]["id"]
    alerts(sentry).append({**alerts(sentry)[0], "id": "77", "name": "made by hand"})
    take_out(stack)
    assert f"alert {created} ({NAME!r}) is deleted in Sentry" in up(stack)
    assert [alert["id"] for alert in alerts(sentry)] == ["77"]


def test_an_adopted_alert_outlives_its_entry(stack: Stack, sentry: SentrySimulator) -> None:
    adopted(stack)
    before = alerts(sentry)[0]["id"]
    take_out(stack)
    assert f"alert {before} ({NAME!r}) is left in Sentry, no longer managed" in up(stack)
    assert [alert["id"] for alert in alerts(sentry)] == [before]


def test_on_remove_delete_deletes_an_adopted_alert(stack: Stack, sentry: SentrySimulator) -> None:
    adopted(stack)
    say(stack, onRemove="delete")
    up(stack)
    take_out(stack)
    up(stack)
    assert alerts(sentry) == []


def test_on_remove_keep_keeps_a_created_alert(stack: Stack, sentry: SentrySimulator) -> None:
    say(stack, onRemove="keep")
    up(stack)
    take_out(stack)
    up(stack)
    assert len(alerts(sentry)) == 1


@pytest.mark.parametrize(
    ("bring_up", "said"),
    [
        pytest.param(up, "keep", id="created"),
        pytest.param(adopted, "delete", id="adopted", marks=pytest.mark.long),
    ],
)
def test_another_on_remove_alone_is_an_update_and_no_new_alert(
    stack: Stack, sentry: SentrySimulator, bring_up: Callable[[Stack], object], said: str
) -> None:
    bring_up(stack)
    before = [alert["id"] for alert in alerts(sentry)]
    say(stack, onRemove=said)
    preview = stack.engine.preview(expect_no_changes=True)
    assert preview.exit_code == 7, preview.output
    assert changed_fields(preview.output) == {"on_remove"}
    up(stack)
    assert [alert["id"] for alert in alerts(sentry)] == before
    assert writes(sentry).count("POST") == 1
    assert stack.engine.preview(expect_no_changes=True).exit_code == 0


def test_a_protected_rule_is_not_removed_until_protect_is_taken_back(
    stack: Stack, sentry: SentrySimulator
) -> None:
    say(stack, protect=True)
    up(stack)
    entries, checks = stack.config("alertRules"), stack.config("configVarChecks")
    take_out(stack)
    for outcome in (stack.engine.preview(), stack.engine.up(), stack.engine.destroy()):
        assert outcome.exit_code not in (0, 7)
        assert "cannot be deleted\nbecause it is protected" in "\n".join(
            line.strip() for line in outcome.output.splitlines()
        )
    assert len(alerts(sentry)) == 1
    stack.configure(alertRules=entries, configVarChecks=checks)
    say(stack, protect=False)
    up(stack)
    take_out(stack)
    up(stack)
    assert alerts(sentry) == []


def test_an_alert_that_doubles_the_mail_is_reported(stack: Stack, sentry: SentrySimulator) -> None:
    up(stack)
    double = {**alerts(sentry)[0], "id": "77", "name": "made by hand long ago"}
    alerts(sentry).append(double)
    output = stack.engine.preview().output
    assert "alert 77, 'made by hand long ago', mails the same people" in output
    assert "a mail may come twice" in output


@pytest.mark.long
def test_a_copy_under_the_same_name_is_reported(stack: Stack, sentry: SentrySimulator) -> None:
    up(stack)
    alerts(sentry).append({**alerts(sentry)[0], "id": "77"})
    assert "a mail may come twice" in stack.engine.preview().output


def test_an_alert_that_sends_no_second_mail_is_not_reported(
    stack: Stack, sentry: SentrySimulator
) -> None:
    up(stack)
    disabled, elsewhere = copy.deepcopy(alerts(sentry)[0]), copy.deepcopy(alerts(sentry)[0])
    disabled |= {"id": "77", "name": "disabled by hand", "enabled": False}
    elsewhere |= {"id": "78", "name": "to another recipient"}
    elsewhere["actionFilters"][0]["actions"][0]["config"]["targetIdentifier"] = "9"
    alerts(sentry).extend([disabled, elsewhere])
    assert "twice" not in stack.engine.preview().output
