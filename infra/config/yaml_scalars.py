"""What a plain word of YAML means to Pulumi's engine, which reads with Go's yaml.v3.

PyYAML goes by the older YAML 1.1: `yes`, `on` and `60:00` are texts to the engine, true and 3600 to
PyYAML. Each line here was seen on the CLI 3.260.0.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any

PATTERNS = {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
    "timestamp": r"\d{4}-\d\d?-\d\d?([Tt ]\d\d?:\d\d?:\d\d?(\.\d+)?(Z|[-+]\d\d:\d\d)?)?",
    "merge": r"<<",
}
"""Each kind of plain word, the first that fits; any other word is text."""

_MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ](\d\d?):(\d\d?):(\d\d?)(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?"
)


def meaning(kind: str, text: str) -> Any:
    """Return the value of a plain word.

    Args:
        kind: which of `PATTERNS` it fits, or another word of YAML's for text.
        text: the word.
    """
    match kind:
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int":
            return _whole(text)
        case "float":
            number = float(text)
            return text if math.isinf(number) else _plain(number)
        case "timestamp":
            return _date(text)
        case _:
            return text


def _whole(text: str) -> int:
    """`014` is octal, `1_000` a thousand, as in Go."""
    plain = text.replace("_", "")
    octal = re.fullmatch(r"([-+]?)0([0-7]+)", plain)
    return int(f"{octal[1]}0o{octal[2]}" if octal else plain, 0)


def _plain(number: float) -> int | float:
    """Return a whole float as the integer that JSON shows it as."""
    return int(number) if number.is_integer() else number


def _date(text: str) -> str:
    """Write a moment as Go prints it; what is no moment stays as it is."""
    match = _MOMENT.fullmatch(text)
    if not match:
        return text
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return text
    return f"{moment:%Y-%m-%d %H:%M:%S} +0000 UTC"
