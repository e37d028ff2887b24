"""A file of the project as it is read, and the places of its parts."""

from __future__ import annotations

from typing import NamedTuple

from infra.config.yaml_reader import LINE_BREAKS, Span, StackYaml, read
from infra.lint.codes import Finding
from infra.rules.problems import Location, Problem

TOP = Span(1, 1, 1)
_OF_KEYS = ("unknown-key", "namespace", "implicit-namespace")


class Page(NamedTuple):
    """A file by its name, its lines, and what YAML makes of it."""

    file: str
    lines: list[str]
    yaml: StackYaml

    @classmethod
    def of(cls, file: str, text: str) -> Page:
        """Read a file.

        Raises:
            UnreadableError: it is no YAML.
        """
        return cls(file, LINE_BREAKS.split(text), read(text))

    def at(self, location: Location, problem: Problem) -> Finding:
        """Return a problem with the lines of the innermost part of `location` that is there."""
        steps = location
        while steps and steps not in self.yaml.places:
            steps = steps[:-1]
        place = self.yaml.places.get(steps)
        span = place.value if place else TOP
        if place and place.key and steps == location and problem.check in _OF_KEYS:
            span = place.key
        return finding(self.file, self.lines, span, problem)


def finding(file: str, lines: list[str], span: Span, problem: Problem) -> Finding:
    """Return a problem with its place and the line of the file that it is on."""
    source = lines[span.line - 1] if span.line <= len(lines) else ""
    return Finding(file, span, problem.check, problem.path, problem.text, source)
