"""The stack's page: `Pulumi.README.md` with the tables of what is managed and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Template

_RULE_COLUMNS = ("name", "filter", "condition", "action", "frequency", "created", "issue", "status")
_CHECK_COLUMNS = ("app", "config_var", "status", "server", "server_id", "guards")

Row = Mapping[str, str | None]


def render(template: str, rules: Sequence[Row], checks: Sequence[Row]) -> str:
    """Return the page.

    Args:
        template: Markdown with `$managed_rules` and `$checks` where the tables belong.
        rules: the stack output `managed_rules`.
        checks: the stack output `checks`.
    """
    linked = [{**rule, "id": f"[{rule['id']}]({rule['url']})"} for rule in rules]
    return Template(template).safe_substitute(
        managed_rules=_table(("id", *_RULE_COLUMNS), linked), checks=_table(_CHECK_COLUMNS, checks)
    )


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    head = [" | ".join(columns), " | ".join("---" for _ in columns)]
    body = [" | ".join(_cell(row.get(column)) for column in columns) for row in rows]
    return "\n".join(f"| {line} |" for line in (*head, *body)) if rows else "None."


def _cell(value: str | None) -> str:
    return (value or "").replace("|", "\\|").replace("\n", " ")
