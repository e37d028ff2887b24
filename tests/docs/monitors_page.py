"""Writes the tables of every kind of monitor into docs/monitors.md, from the models.

`python -m tests.docs.monitors_page`, or `make kinds`. What a key says is what editors say of it;
each example of a measure is read as a stack file's and written as Sentry would be sent it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from infra.config.monitor_descriptions import MONITOR_WORDS
from infra.monitors.assertions import Expectation, HeaderCheck, JsonCheck
from infra.monitors.cron import Cron
from infra.monitors.lengths import MINUTE, in_words
from infra.monitors.measures import DATASETS, MEASURES, WINDOWS
from infra.monitors.metric import Metric
from infra.monitors.monitor import Monitor
from infra.monitors.uptime import Uptime
from infra.rules.entry import OneOf

PAGE = Path(__file__).parents[2] / "docs/monitors.md"
START = "<!-- monitors: what follows is made from the models by `make kinds` -->\n"
END = "<!-- /monitors -->\n"
LEFT_OUT = "; left out: "
KEYS = ("Key", "Default", "What it says")
_UNITS = {(Cron, "grace"): MINUTE, (Cron, "max_runtime"): MINUTE, (Uptime, "every"): MINUTE} | {
    (Uptime, "timeout"): 1
}
"""The milliseconds of one, of the defaults that are lengths of time."""


def default_of(model: type[BaseModel], name: str) -> str:
    """Return a key's default as a stack file writes it; empty where there is none."""
    field = model.model_fields[name]
    value = None if field.is_required() else field.default
    if value is None or value in ("", {}, False):
        return ""
    unit = _UNITS.get((model, name))
    return in_words(value * unit) if unit else str(value).replace("True", "true")


def sections() -> str:
    """Return the tables of every kind."""
    measured = [_measure_row(name) for name in MEASURES]
    return "\n".join(
        (
            "### Of every monitor\n",
            *_table(KEYS, _keys(Monitor, Monitor.apart)),
            "\n### `cron`: a job that must check in\n",
            *_table(KEYS, _keys(Cron)),
            "\n### `uptime`: a URL that must answer\n",
            *_table(KEYS, _keys(Uptime)),
            "\nWhat `expect` may say; a header and a JSON value are compared in the same ways:\n",
            *_table(("Key", "What it says"), _words(Expectation)),
            *(
                "",
                *_table(("In `header` and `json`", "What it says"), _words(HeaderCheck, JsonCheck)),
            ),
            "\n### `metric`: a number that must stay within bounds\n",
            "One of these is measured:\n",
            *_table(("In the stack file", "On Sentry's page", "In its API"), measured),
            f"\n`within` may be, {_windows()}.\n",
            *_table(KEYS, _keys(Metric, Metric.apart)),
            "",
        )
    )


def rendered(page: str) -> str:
    """Return the page with the tables of now between its marks."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{sections()}\n{END}{after}"


def _keys(model: type[BaseModel], only: Iterable[str] | None = None) -> Iterator[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        if only is None or name in only:
            words = MONITOR_WORDS[model][name].partition(LEFT_OUT)
            default = default_of(model, name)
            said = words[0] if default or not words[2] else f"{words[0]}. Left out: {words[2]}"
            required = field.is_required() and not (issubclass(model, OneOf) and not only)
            shown = f"`{default}`" if default else "required" if required else ""
            yield f"`{field.alias or name}`", shown, said


def _words(*models: type[BaseModel]) -> Iterator[tuple[str, str]]:
    said: dict[str, str] = {}
    for model in models:
        for name, field in model.model_fields.items():
            said[field.alias or name] = MONITOR_WORDS[model][name]
    return ((f"`{key}`", words) for key, words in said.items())


def _measure_row(name: str) -> tuple[str, str, str]:
    measure = MEASURES[name]
    key = Metric.model_fields[name].alias or name
    entry = {key: yaml.safe_load(measure.example), "high": 1, "within": "1 h"}
    value: Any = Metric.model_validate(entry).chosen[1]
    dataset, _ = DATASETS[measure.dataset or value.dataset]
    return (
        f"`{key}: {measure.example}`{_others(name)}",
        measure.page,
        f"`{measure.write(value)}` of `{dataset}`",
    )


def _others(name: str) -> str:
    """Return the other words that may be written in the example's place."""
    options = [
        word for part in get_args(Metric.model_fields[name].annotation) for word in get_args(part)
    ]
    others = [f"`{word}`" for word in options if word not in (True, MEASURES[name].example)]
    return f", {', '.join(others)}" if others else ""


def _windows() -> str:
    listed = []
    for dataset, windows in WINDOWS.items():
        names = [f"`{name}`" for name, (api, _) in DATASETS.items() if api == dataset]
        lengths = ", ".join(in_words(window * MINUTE) for window in windows)
        listed.append(f"of {' and '.join(names)}: {lengths}")
    return "; ".join(listed)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
