"""A monitor of a stack file, beside the document that Sentry would be sent for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from infra.lint.readable_entries import readable
from infra.monitors.canonical import TYPES
from infra.monitors.monitor import Monitor
from infra.monitors.to_document import draft
from infra.rules.canonical import Document
from infra.rules.problems import Place, Places, Problem


class DeclaredMonitor(NamedTuple):
    """A monitor that could be read, where it is written, and its document."""

    place: Place
    monitor: Monitor
    project: str
    document: Document

    def problem(self, key: str, text: str, check: str) -> Problem:
        """Return a problem with one of the monitor's own keys."""
        return Problem(self.place.inside(key), text, check)

    def at(self, key: str) -> Place:
        """Return where a key of the monitor's kind is written; `raw` where the entry has that."""
        kind = self.monitor.kind
        return self.place.inside("raw") if kind == "raw" else self.place.inside(kind, key)

    def source(self, kind: str) -> Document | None:
        """Return what a monitor of this kind watches; None for another kind, and for an odd one."""
        sources = self.document["dataSources"]
        fits = self.document["type"] == TYPES[kind] and len(sources) == 1
        return dict(sources[0]) if fits else None


def read_monitors(config: Mapping[str, Any], places: Places) -> Iterator[DeclaredMonitor]:
    """Yield the monitors that can be read, whatever is wrong with the others.

    Args:
        config: keys without their namespace, with what `Pulumi.yaml` and the rule files add.
        places: where each entry is written.
    """
    for place, monitor in readable(Monitor, "monitors", config, places):
        project = monitor.project or str(config.get("sentryProject"))
        yield DeclaredMonitor(place, monitor, project, draft(monitor))
