"""What becomes of an entry that cannot be planned: it waits in its inputs, and fails alone."""

from __future__ import annotations

from typing import Any

from infra.base.errors import RuleError, SecretError, ServiceError
from infra.provider import diagnostics

PROBLEM = "problem"
"""Why an entry cannot be planned, in the inputs of a preview: the `message` and the `next_step` of
its `RuleError`. It reaches no state."""


def with_problem(
    word: str, declared: dict[str, Any], olds: dict[str, Any], error: RuleError
) -> dict[str, Any]:
    """Warn of an entry that cannot be planned, and return its inputs.

    Args:
        word: what the entry is called, `rule` or `monitor`.
        declared: as the program hands it over.
        olds: what the state has of it; empty where it has nothing.
        error: why it cannot be planned.
    """
    diagnostics.warn(f"{word} {declared['key']} cannot be applied: {error}")
    new = {key: declared[key] for key in ("organization", "project", "name", "key")}
    return (olds or new) | {PROBLEM: {"message": error.message, "next_step": error.next_step}}


def refuse_unplanned(declared: dict[str, Any]) -> None:
    """Raise the `RuleError` for which an entry could not be planned, if there is one."""
    if PROBLEM in declared:
        raise RuleError(**declared[PROBLEM])


def advise_on_refresh(error: ServiceError | SecretError) -> None:
    """Say what helps where a refresh still has the config of the last update (3.260.0)."""
    error.also_try(
        "if sentryUrl, sentryOrganization or vaultPaths have just been changed: "
        "pulumi up --refresh=false, once"
    )
