"""The stack's page: `Pulumi.README.md` with the tables of what is managed and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Template

_RULE_COLUMNS = ("name", "filter", "condition", "action", "frequency", "created", "issue", "status")
_MONITOR_COLUMNS = ("name", "kind", "watches", "fails_when", "environment", "slug", "status")
_CHECK_COLUMNS = ("app", "config_var", "status", "server", "server_id", "guards")

_MONITORS = "## Monitors\n\n$monitors\n\n"

Row = Mapping[str, str | None]


def render(
    template: str, rules: Sequence[Row], checks: Sequence[Row], monitors: Sequence[Row] = ()
) -> str:
    """Return the page.

    Args:
        template: Markdown with `$managed_rules`, `$checks` and `$monitors` where the tables
            belong; the latter's section is left out where there are none.
        rules: the stack output `managed_rules`.
        checks: the stack output `checks`.
        monitors: the stack output `monitors`.
    """
    if not monitors:
        template = template.replace(_MONITORS, "")
    return Template(template).safe_substitute(
        managed_rules=_table(("id", *_RULE_COLUMNS), _with_links(rules)),
        checks=_table(_CHECK_COLUMNS, checks),
        monitors=_table(("id", *_MONITOR_COLUMNS), _with_links(monitors)),
    )


def _with_links(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "id": f"[{row['id']}]({row['url']})"} for row in rows]


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    head = [" | ".join(columns), " | ".join("---" for _ in columns)]
    body = [" | ".join(_cell(row.get(column)) for column in columns) for row in rows]
    return "\n".join(f"| {line} |" for line in (*head, *body)) if rows else "None."


def _cell(value: str | None) -> str:
    return (value or "").replace("|", "\\|").replace("\n", " ")
