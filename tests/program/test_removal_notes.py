"""Promises of what a preview says of removed entries where it cannot be found out."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi.runtime.invoke import InvokeResult

from infra.config.settings import Settings
from infra.program.removal_notes import tell_what_is_removed
from tests.factories import config

UNREADABLE = "invocation of pulumi:pulumi:readStackOutputs returned an error: checkpoint: EOF"


def told(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[str]:
    """Return what is said where the engine answers this, or raises it."""
    texts: list[str] = []

    def invoke(*_: object) -> InvokeResult:
        if isinstance(answer, Exception):
            raise answer
        return InvokeResult(answer)

    monkeypatch.setattr(pulumi.runtime, "invoke", invoke)
    monkeypatch.setattr(pulumi, "info", texts.append)
    tell_what_is_removed(Settings.load(config(), "raxx-alerts"))
    return texts


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (Exception(f"invoke failed:\n{UNREADABLE}"), UNREADABLE),
        (TimeoutError(), "TimeoutError"),
        ({"outputs": {"managed_rules": [{"key": "gone", "name": "gone"}]}}, "'on_remove'"),
        ({"outputs": {"managed_rules": "gone"}}, "'str' object has no attribute 'get'"),
        (None, "'NoneType' object is not subscriptable"),
    ],
    ids=["unreadable state", "wordless", "other outputs", "no rules", "nothing"],
)
def test_what_cannot_be_found_out_is_told_in_one_line_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, answer: Any, cause: str
) -> None:
    (text,) = told(monkeypatch, answer)
    assert text.startswith("what becomes of the alerts of removed entries cannot be said now: ")
    assert text.endswith(cause)
    assert "\n" not in text


def test_a_stack_without_outputs_has_nothing_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, {"outputs": {}}) == []
