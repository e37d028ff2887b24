"""What a rehearsal shows: one line for each step, differences, outputs and counts."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pulumi.dynamic.dynamic import PROVIDER_KEY
from pulumi.output import Unknown
from pulumi.runtime.rpc import UNKNOWN

HEADLINE = (
    "Rehearsal: no Pulumi CLI here; Pulumi's test runtime runs the program and the real provider "
    "process."
)
SIGNS = {
    "create": "+",
    "update": "~",
    "replace": "+-",
    "delete": "-",
    "refresh": "~",
    "refresh: gone": "-",
}
DONE = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}

_LONGEST_TEXT = 100  # characters of one output's text
_lock = threading.Lock()


def show(text: str) -> None:
    """Write whole lines, one caller at a time."""
    with _lock:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def show_log(severity: str, text: str) -> None:
    """Show what a provider logs; the engine writes no word before a mere note."""
    if severity != "debug":
        show(text if severity == "info" else f"{severity}: {text}")


def show_step(
    operation: str, urn: str, old: dict[str, Any], new: dict[str, Any], *, done: bool, diff: bool
) -> None:
    """Show one step.

    Args:
        operation: a key of `SIGNS`.
        urn: the resource.
        old: its properties before; empty for a new one.
        new: its properties after; empty for one that goes.
        done: True when it has been done, False when it is only proposed.
        diff: also show every property that changes.
    """
    kind, name = urn.split("::")[-2:]
    verb = DONE.get(operation, operation) if done else operation
    line = f" {SIGNS[operation]:2} {kind.rpartition(':')[2]} {name} {verb}"
    changes = list(_changes("", _shown(old), _shown(new)))
    if old and new and changes:
        line += f" [diff: {_summary(old, new)}]"
    show("\n".join([line, *(f"    {change}" for change in changes if diff)]))


def show_outputs(outputs: dict[str, Any]) -> None:
    """Show the stack outputs, sorted."""
    lines = [f"    {key}: {_text(outputs[key], 1)}" for key in sorted(outputs)]
    show("\n".join(["Outputs:", *lines]))


def show_counts(operations: Iterable[str], *, done: bool) -> None:
    """Show how many resources each operation concerned."""
    counts = Counter(operations)
    parts = [
        f"{SIGNS[operation]} {counts[operation]} {DONE[operation] if done else f'to {operation}'}"
        for operation in DONE
        if counts[operation]
    ]
    unchanged = [f"{counts['same']} unchanged"] if counts["same"] else []
    show(f"Resources: {', '.join([*parts, *unchanged]) or 'none'}")


def _shown(properties: dict[str, Any]) -> dict[str, Any]:
    return {key: _parsed(value) for key, value in properties.items() if key != PROVIDER_KEY}


def _parsed(value: Any) -> Any:
    """Take the JSON text of a mapping apart, and what is text in it, so that each field shows."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            return {key: _parsed(inner) for key, inner in json.loads(value).items()}
        except ValueError:
            return value
    return value


def _summary(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Name the properties as the CLI does: `+added-removed~changed`."""
    keys = sorted({*old, *new} - {PROVIDER_KEY})
    groups = {
        "+": [key for key in keys if key not in old],
        "-": [key for key in keys if key not in new],
        "~": [key for key in keys if key in old and key in new and old[key] != new[key]],
    }
    return "".join(f"{sign}{','.join(names)}" for sign, names in groups.items() if names)


def _changes(path: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each property that differs; a mapping on both sides is entered."""
    for key in sorted({*old, *new}):
        place = f"{path}{key}"
        if key not in old:
            yield f"+ {place}: {_text(new[key], 2)}"
        elif key not in new:
            yield f"- {place}: {_text(old[key], 2)}"
        elif isinstance(old[key], dict) and isinstance(new[key], dict):
            yield from _changes(f"{place}.", old[key], new[key])
        elif old[key] != new[key]:
            yield f"~ {place}: {_text(old[key], 2)} => {_text(new[key], 2)}"


def _placeholder(value: Any) -> str:
    if isinstance(value, Unknown):
        return UNKNOWN
    raise TypeError(f"not a property value: {value!r}")


def _text(value: Any, level: int) -> str:
    """Write a value as indented JSON, what is not known yet as `[unknown]`."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        value = value[:_LONGEST_TEXT] + "..."
    text = json.dumps(value, ensure_ascii=False, indent=4, sort_keys=True, default=_placeholder)
    return text.replace(f'"{UNKNOWN}"', "[unknown]").replace("\n", "\n" + "    " * level)
