"""Heroku's list ranges: which part of a list a `Range` header asks for (pure).

Dev Center "Platform API Reference", Ranges: `id ..; order=desc,max=10;`, ascending by id unless
told otherwise, 200 a page, 1000 at most, 206 and `Next-Range` when the list was truncated. What
`Next-Range` holds is not documented, a client can only send it back: here `]` before the first
value means "after it".
"""

import re
from dataclasses import dataclass
from typing import Any

FIELDS = ("id", "version")
DEFAULT_PAGE = 200
LARGEST_PAGE = 1000
RANGE = re.compile(
    r"(?P<field>\w+) (?P<after>\]?)(?P<first>[^.;\]]*)\.\.(?P<last>[^.;]*)"
    r"(; *(?P<options>[^;]*))?;?"
)


@dataclass(frozen=True)
class Page:
    """One page of a list and the two headers that describe it."""

    items: list[dict[str, Any]]
    content_range: str
    next_range: str | None


def page_of(items: list[dict[str, Any]], header: str | None) -> Page:
    """Cut the page that a `Range` header asks for; ValueError when it makes no sense."""
    found = RANGE.fullmatch(header or "id ..")
    if found is None or found["field"] not in FIELDS:
        raise ValueError(header)
    field = found["field"]
    descending, size = _options(found["options"] or "")
    in_order = sorted(items, key=lambda item: item[field], reverse=descending)
    positions = {str(item[field]): position for position, item in enumerate(in_order)}
    start = _position(positions, found["first"], 0)
    if found["after"]:
        start += 1
    end = _position(positions, found["last"], len(in_order) - 1) + 1
    part = in_order[start:end][:size]
    more = start + len(part) < end
    order = "order=desc," if descending else ""
    bounds = f"{part[0][field]}..{part[-1][field]}" if part else ".."
    return Page(
        items=part,
        content_range=f"{field} {bounds}; {order}max={size}",
        next_range=f"{field} ]{part[-1][field]}..; {order}max={size}" if more else None,
    )


def _position(positions: dict[str, int], value: str, otherwise: int) -> int:
    if not value:
        return otherwise
    if value not in positions:
        raise ValueError(value)
    return positions[value]


def _options(text: str) -> tuple[bool, int]:
    descending, size = False, DEFAULT_PAGE
    for option in filter(None, (part.strip() for part in text.split(","))):
        match option.split("="):
            case ["order", ("asc" | "desc") as order]:
                descending = order == "desc"
            case ["max", number] if number.isdigit() and 1 <= int(number) <= LARGEST_PAGE:
                size = int(number)
            case _:
                raise ValueError(option)
    return descending, size
