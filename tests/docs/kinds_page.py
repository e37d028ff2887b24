"""Writes the table of every kind into docs/writing-rules.md, from the models.

`python -m tests.docs.kinds_page`, or `make kinds`.

Each example of a kind is read as a stack file's and written as Sentry would be sent it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from infra.rules import frequencies
from infra.rules.actions import Action
from infra.rules.conditions import Trigger
from infra.rules.entry import OneOf
from infra.rules.event_matches import MATCHES, EventMatch
from infra.rules.filters import Filter, IssueFilter
from infra.rules.frequencies import Count
from infra.rules.kinds import Kind, kinds, recipients_of, write_entry
from infra.rules.placeholders import id_in_words

PAGE = Path(__file__).parents[2] / "docs/writing-rules.md"
START = "<!-- kinds: what follows is made from the models by `make kinds` -->\n"
END = "<!-- /kinds -->\n"
HEAD = ("In the stack file", "On Sentry's page", "In its API")
ATTRIBUTES = [f.alias or name for name, f in EventMatch.model_fields.items() if name != "tag"]


def sections() -> str:
    """Return the tables of every kind."""
    triggers = {k: v for k, v in kinds(Trigger).items() if k not in kinds(IssueFilter)}
    filters = {k: v for k, v in kinds(Filter).items() if k == "message" or k not in _attributes()}
    others = ", ".join(f"`{name}`" for name in ATTRIBUTES if name != "message")
    return "\n".join(
        (
            "### Conditions: when\n",
            *_table([_count(), *_rows(Trigger, triggers)]),
            "\nEvery filter below may stand here too. `conditionMatch: any` (left out), `all`, "
            "`none` joins several; with a new, regressed, escalating or resolved issue "
            "Sentry takes only `any` in a new alert.\n",
            "### Filters: of what\n",
            *_table(_rows(Filter, filters)),
            f"\nBeside `message` there are {others}, compared in the same ways:\n",
            *_table(_matches(), ("Match", "On Sentry's page", "In its API")),
            "\n`filterMatch: all` (left out), `any`, `none` joins several. Counts take `where:` "
            "with a list of matches of attributes and tags: only such events are counted.\n",
            "### Actions: who is notified\n",
            *_table(_rows(Action, kinds(Action))),
            "",
        )
    )


def rendered(page: str) -> str:
    """Return the page with the tables of now between its marks."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{sections()}\n{END}{after}"


def _attributes() -> set[str]:
    return set(EventMatch.model_fields) - {"tag"}


def _rows(model: type[OneOf], found: dict[str, Kind]) -> Iterator[tuple[str, str, str]]:
    for name, kind in found.items():
        key = model.model_fields[name].alias or name
        entry = model.model_validate({key: yaml.safe_load(kind.example)})
        sent = write_entry(entry, {who: id_in_words(who) for who in recipients_of(entry)})
        yield f"`{key}: {kind.example}`", kind.page, _sent(kind.type, sent)


def _count() -> tuple[str, str, str]:
    kind = frequencies.EVENTS
    count = Count.model_validate(yaml.safe_load(kind.example))
    return f"`{kind.example}`", kind.page, _sent(kind.type, kind.write(count, {}))


def _sent(kind: str, sent: Any) -> str:
    """Show what matters of what is sent: a comparison, or an action's config and data."""
    if not kind:
        return "just that"
    if isinstance(sent, dict) and "config" in sent:
        sent = {**sent["config"], **sent["data"]}
        sent = {key: value for key, value in sent.items() if value is not None}
    return f"`{kind}` `{json.dumps(sent, ensure_ascii=False)}`"


def _matches() -> Iterator[tuple[str, str, str]]:
    for how, (sign, words) in MATCHES.items():
        first, *rest = how.split("_")
        key = first + "".join(word.capitalize() for word in rest)
        example = "[a, b]" if how in ("is_in", "not_in") else "TEXT"
        yield f"`{key}: {example}`", words, f"`{sign}`"
    yield "`isSet: true`", "is set", "`is`"
    yield "`isSet: false`", "is not set", "`ns`"


def _table(
    rows: Iterable[tuple[str, str, str]], head: tuple[str, str, str] = HEAD
) -> Iterator[str]:
    for row in (head, ("---",) * 3, *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
