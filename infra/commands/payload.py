"""`payload RULE`: the document that Sentry would be sent, without asking Sentry anything."""

from __future__ import annotations

from typing import Any

import click

from infra.commands.console import say, show_json
from infra.commands.options import stack_option
from infra.drafts import draft
from infra.errors import ConfigError
from infra.stack_files import settings_of, stack_names


@click.command("payload")
@click.argument("rule")
@stack_option
def command(rule: str, stack: str | None) -> None:
    """Print the JSON that Sentry would be sent for RULE (its key or its name).

    No network, no secret. What only Sentry knows, its IDs, is shown in angle brackets. Without
    --stack every stack file is looked through.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in [stack] if stack else stack_names():
        settings = settings_of(name)
        for entry in settings.alert_rules:
            if rule in (entry.key, entry.name):
                found[name] = draft(entry, settings.project_of(entry))
    if not found:
        raise ConfigError(
            f"no stack file has a rule with the key or name {rule!r}",
            "see alertRules in Pulumi.<stack>.yaml for the keys",
        )
    first, *others = found.values()
    if any(other != first for other in others):
        raise ConfigError(
            f"the stacks {', '.join(found)} say different things of {rule!r}",
            "name one with --stack",
        )
    show_json(first)
    say("Sentry fills in the IDs that stand in <angle brackets>.")
