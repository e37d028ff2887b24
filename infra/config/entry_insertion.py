"""Puts items into a list of a YAML file by its text: every other character stays as it is.

A file that is written out again from its values would lose its comments and its line breaks.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any

import yaml

from infra.config.yaml_reader import UnreadableError, value_of
from infra.config.yaml_writer import as_yaml

Path = tuple[str, ...]
"""Keys from the top of a file to a list; none where the file is the list."""


class NoPlaceError(Exception):
    """The file is written in a way that an item cannot be put into without writing it again."""


def with_items(text: str, path: Path, items: Sequence[Any]) -> str:
    """Return a file's text with further items at the end of the list at a path.

    Keys of the path that the file does not have are added.

    Args:
        text: of a YAML file, with its own line breaks.
        path: to the list.
        items: entries, or texts.

    Raises:
        NoPlaceError: the list is written on one line with its entries, is an alias, or is text.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    plain = text.removeprefix(mark)
    plain = plain if not plain or plain.endswith("\n") else f"{plain}{_line_break(plain)}"
    changed = _insert(plain, path, items) if items else plain
    try:
        read = value_of(changed)
    except UnreadableError:
        raise NoPlaceError from None
    if read != _with_items(value_of(plain), path, items):
        raise NoPlaceError
    return mark + changed


def _with_items(value: Any, path: Path, items: Sequence[Any]) -> Any:
    """Return what the file must say then, from what it says now."""
    if not path:
        return [*(value or []), *items]
    key, *rest = path
    here = dict(value or {})
    return here | {key: _with_items(copy.copy(here.get(key)), tuple(rest), items)}


def _insert(text: str, path: Path, items: Sequence[Any]) -> str:
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    indent = 0
    for depth, key in enumerate(path):
        if not isinstance(node, yaml.MappingNode) or not node.value or node.flow_style:
            return _fill(text, node, indent, path[depth:], items)
        found = [(name, value) for name, value in node.value if name.value == key]
        column = _column(text, node.value[0][0].start_mark.index)
        if not found:
            end = _end_of_block(text, node.value[0][0].start_mark.index, column)
            return _put(text, end, _block(path[depth:], items, column))
        (name, node), indent = found[-1], column + 2
        if not name.end_mark.index <= node.start_mark.index:
            raise NoPlaceError  # an alias of something further up
    if isinstance(node, yaml.SequenceNode) and node.value:
        if node.flow_style:
            return _in_brackets(text, node, items)
        dash = _dash_before(text, node.value[0].start_mark.index)
        column = _column(text, dash)
        return _put(text, _end_of_block(text, dash, column), _block((), items, column))
    return _fill(text, node, indent, (), items)


def _fill(text: str, node: yaml.Node | None, indent: int, path: Path, items: Sequence[Any]) -> str:
    """Put keys and items where a file has nothing, `[]`, `{}` or no value."""
    if node is None:
        return text + _with_breaks(text, _block(path, items, indent))
    if node.value not in ("", "~", "null", []):
        raise NoPlaceError
    begin, end = node.start_mark.index, node.end_mark.index
    before, after = text[:begin].rstrip(" "), text[end:].lstrip(" ")
    lines = _block(path, items, indent)
    if not before or before.endswith("\n"):  # the whole file is one empty value
        return _put(before + after.lstrip("\r\n"), len(before), lines)
    whole = before + (" " if after.startswith("#") else "") + after
    return _put(whole, _next_line(whole, len(before)), lines)


def _in_brackets(text: str, node: yaml.SequenceNode, items: Sequence[Any]) -> str:
    if not all(isinstance(item, str) for item in items):
        raise NoPlaceError
    closing = node.end_mark.index - 1
    before = text[:closing].rstrip()
    comma = "" if before.endswith(",") else ","
    said = ", ".join(as_yaml(item, 0).removeprefix("- ").rstrip() for item in items)
    return f"{before}{comma} {said}{text[closing:]}"


def _block(path: Path, items: Sequence[Any], indent: int) -> str:
    """Return the lines of items, below the keys that lead to them."""
    keys = "".join(f"{' ' * (indent + 2 * depth)}{key}:\n" for depth, key in enumerate(path))
    return keys + "".join(as_yaml(item, indent + 2 * len(path)) for item in items)


def _end_of_block(text: str, begin: int, column: int) -> int:
    """Return where the line after a block begins.

    Args:
        text: of the file.
        begin: where the block's first dash or key is.
        column: its column; a comment that is indented further belongs to the block.
    """
    dashes = text.startswith("-", begin)
    end = here = _next_line(text, begin)
    while here < len(text):
        following = _next_line(text, here)
        line = text[here:following]
        own = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if own and (indent > column or (indent == column and _goes_on(own, dashes=dashes))):
            end = following
        elif own and not own.startswith("#"):
            break
        here = following
    return end


def _goes_on(line: str, *, dashes: bool) -> bool:
    """Tell whether a line in a block's own column is of the block."""
    if line.startswith("#"):
        return False
    return not dashes or line == "-" or line.startswith("- ")


def _dash_before(text: str, index: int) -> int:
    """Return where the dash of an item is, from where its value begins."""
    while True:
        begin = text.rfind("\n", 0, index) + 1
        line = text[begin : _next_line(text, begin)]
        if found := re.match(r" *(?=-\s)", line):
            return begin + len(found[0])
        if not begin:
            raise NoPlaceError
        index = begin - 1


def _column(text: str, index: int) -> int:
    return index - text.rfind("\n", 0, index) - 1


def _next_line(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _put(text: str, index: int, lines: str) -> str:
    return text[:index] + _with_breaks(text, lines) + text[index:]


def _with_breaks(text: str, lines: str) -> str:
    return lines.replace("\n", _line_break(text))


def _line_break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
