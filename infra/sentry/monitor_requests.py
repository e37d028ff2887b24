"""How an entry names a monitor; the program loads this, and no HTTP library with it."""

from __future__ import annotations

from typing import NamedTuple


class Wanted(NamedTuple):
    """A monitor as an entry names it: by its ID alone, or by name, type and project."""

    id: str = ""
    name: str = ""
    type: str = ""
    project: str = ""
