"""A stack file's YAML, read as Pulumi's engine reads it, with the place of each part.

What the engine refuses, merges and expands was seen on the CLI 3.260.0; plain words are in
`infra.config.yaml_scalars`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from infra.config.yaml_scalars import PATTERNS, meaning
from infra.rules.problems import Location

LINE_BREAKS = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_MOST_NODES = 400_000  # expanded; beyond it yaml.v3 takes aliases for an attack
_FEW_NODES, _ALIAS_SHARE = 1000, 0.99  # yaml.v3's own bounds ("excessive aliasing")


class Span(NamedTuple):
    """A stretch of one line; lines and columns count from 1, `end` is the column behind it."""

    line: int
    column: int
    end: int


class Spans(NamedTuple):
    """Where a part of the file is: its key, if it has one, and its value."""

    key: Span | None
    value: Span


class Trap(NamedTuple):
    """Something that YAML or the engine understands differently than a reader would."""

    span: Span
    location: Location
    check: str
    text: str


class UnreadableError(Exception):
    """The engine would not read the text as YAML; `span` says where it stops."""

    def __init__(self, text: str, span: Span) -> None:
        super().__init__(text)
        self.text = text
        self.span = span


@dataclass
class StackYaml:
    """What a file says, with the place of each part.

    Attributes:
        value: the document as the engine understands it.
        places: location, from the top of the file, to where it is.
        traps: what was found on the way.
    """

    value: Any = None
    places: dict[Location, Spans] = field(default_factory=dict)
    traps: list[Trap] = field(default_factory=list)


class _Resolver(yaml.SafeLoader):
    """PyYAML's scanner and parser with yaml.v3's idea of what a plain word is."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012 (PyYAML's own attribute)


for _tag, _pattern in PATTERNS.items():
    _Resolver.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"({_pattern})$"), None)


class _FastResolver(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same with the parser in C, whose places and messages are less exact."""

    yaml_implicit_resolvers = _Resolver.yaml_implicit_resolvers


def value_of(text: str) -> Any:
    """Return what a file says to the engine, without the places of its parts.

    Every preview reads the rule files and the other stacks' files so: 0.13 s instead of 0.55 s for
    1,000 rules, of which a no-op preview has one second to spare (docs/performance.md).

    Raises:
        UnreadableError: it is no YAML, or none that the engine takes.
    """
    try:
        node = yaml.compose(text, Loader=_FastResolver)
    except (yaml.YAMLError, RecursionError, ValueError):
        return read(text).value  # which tells the place
    if node is None:
        return None
    found = _build(node, LINE_BREAKS.split(text))
    for trap in found.traps:
        if trap.check == "duplicate-key":
            raise UnreadableError(f"{trap.location[-1]!r} {trap.text}", trap.span)
    return found.value


def read(text: str) -> StackYaml:
    """Read a stack file.

    Raises:
        UnreadableError: it is no YAML, or none that the engine takes.
    """
    lines = LINE_BREAKS.split(text)
    try:
        node = yaml.compose(text, Loader=_Resolver)
    except yaml.MarkedYAMLError as error:
        raise UnreadableError(_syntax(error), _point(error.problem_mark)) from None
    except yaml.reader.ReaderError as error:
        before = LINE_BREAKS.split(text[: error.position])
        span = Span(len(before), len(before[-1]) + 1, len(before[-1]) + 2)
        told = f"the character U+{ord(text[error.position]):04X} is not allowed in YAML; remove it"
        raise UnreadableError(told, span) from None
    except (RecursionError, ValueError):
        raise UnreadableError("is nested too deeply to be read", Span(1, 1, 2)) from None
    return _build(node, lines) if node is not None else StackYaml()


def _build(node: yaml.Node, lines: list[str]) -> StackYaml:
    builder = _Builder(lines)
    try:
        builder.read.value = builder.build(node, ())
    except RecursionError:
        raise UnreadableError("is nested too deeply to be read", Span(1, 1, 2)) from None
    return builder.read


class _Builder:
    """Turns PyYAML's nodes into values and notes the place of each."""

    def __init__(self, lines: list[str]) -> None:
        self.read = StackYaml()
        self._lines = lines
        self._open: set[int] = set()
        self._known: set[int] = set()
        self._built = 0
        self._aliased = 0

    def build(self, node: yaml.Node, location: Location, key: Span | None = None) -> Any:
        self._guard(node)
        self.read.places[location] = Spans(key, self._value_span(node, key))
        self._open.add(id(node))
        try:
            match node:
                case yaml.MappingNode():
                    return self._mapping(node, location)
                case yaml.SequenceNode():
                    return [self.build(v, (*location, i)) for i, v in enumerate(node.value)]
                case yaml.ScalarNode():
                    return self._scalar(node, location)
        finally:
            self._open.discard(id(node))

    def _guard(self, node: yaml.Node) -> None:
        """Refuse a file that aliases make too large, as the engine does."""
        self._built += 1
        self._aliased += id(node) in self._known
        self._known.add(id(node))
        share = self._aliased / self._built
        bomb = (self._built > _FEW_NODES and share > _ALIAS_SHARE) or self._built > _MOST_NODES
        if bomb or id(node) in self._open:
            text = "aliases (*name) make this far too large to read; write the parts out"
            raise UnreadableError(text, _point(node.start_mark))

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        merged = self._merge(node, location)
        own: dict[str, Any] = {}
        for key_node, value_node in node.value:
            span = self._span(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise UnreadableError("a key must be a word, not a list or a mapping", span)
            if key_node.tag.endswith(":merge"):
                continue
            here = (*location, str(key_node.value))
            if here[-1] in own:
                first = self.read.places[here].key or span
                text = f"is written twice, first on line {first.line}; Pulumi refuses the file"
                self.read.traps.append(Trap(span, here, "duplicate-key", text))
            own[str(key_node.value)] = self.build(value_node, here, span)
        return merged | own

    def _merge(self, node: yaml.MappingNode, location: Location) -> dict[str, Any]:
        """Return what `<<` brings in; the place of each part is where it is written."""
        merged: dict[str, Any] = {}
        place = self.read.places[location]
        for key_node, value_node in node.value:
            if key_node.tag.endswith(":merge"):
                listed = isinstance(value_node, yaml.SequenceNode)
                for part in value_node.value if listed else [value_node]:
                    brought = self.build(part, location)
                    merged = (brought if isinstance(brought, dict) else {}) | merged
        self.read.places[location] = place
        return merged

    def _scalar(self, node: yaml.ScalarNode, location: Location) -> Any:
        if node.style is None:
            self._notice_comment(node, location)
        kind = node.tag.rpartition(":")[2]
        value = meaning(kind, str(node.value))
        if kind == "timestamp" and value != node.value:
            text = (
                f"is a date without quotes, which Pulumi passes on as {value!r}; "
                f'write "{node.value}"'
            )
            self.read.traps.append(Trap(self._span(node), location, "unquoted-date", text))
        return value

    def _notice_comment(self, node: yaml.ScalarNode, location: Location) -> None:
        """Note a value such as `see #3135`, which ends before `#` as YAML reads it."""
        line = self._lines[node.end_mark.line] if node.end_mark.line < len(self._lines) else ""
        match = re.match(r"\s+(#[^\s#].*?)\s*$", line[node.end_mark.column :])
        if match and node.value:
            start = node.end_mark.column + match.start(1) + 1
            text = f"{match[1]!r} is a comment to YAML; quote the value if that is part of it"
            span = Span(node.end_mark.line + 1, start, start + len(match[1]))
            self.read.traps.append(Trap(span, location, "lost-comment", text))

    def _value_span(self, node: yaml.Node, key: Span | None) -> Span:
        """Return the value's place; a value that YAML took for a comment is that comment."""
        if isinstance(node, yaml.ScalarNode) and not node.value and node.style is None:
            line, column = node.start_mark.line, node.start_mark.column
            rest = self._lines[line][column:] if line < len(self._lines) else ""
            if match := re.match(r"\s*(#.*?)\s*$", rest):
                start = column + match.start(1) + 1
                return Span(line + 1, start, start + len(match[1]))
            return key or _point(node.start_mark)
        return self._span(node)

    def _span(self, node: yaml.Node) -> Span:
        start, end = node.start_mark, node.end_mark
        line = self._lines[start.line] if start.line < len(self._lines) else ""
        stop = end.column if end.line == start.line else len(line.rstrip())
        return Span(start.line + 1, start.column + 1, max(stop, start.column + 1) + 1)


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem)
    if "'\\t'" in problem:
        return "there is a tab here; YAML indents with spaces only"
    if "single document" in str(error.context):
        return "a second document begins here, which Pulumi does not read; remove the line ---"
    context = f"{error.context}: " if error.context else ""
    return f"is not YAML: {context}{problem}"


def _point(mark: yaml.Mark | None) -> Span:
    return Span(mark.line + 1, mark.column + 1, mark.column + 2) if mark else Span(1, 1, 2)
