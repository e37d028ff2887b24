"""What a monitor's document says, in plain words; it needs no model."""

from __future__ import annotations

from typing import Any

from infra.base.terminal_text import escape
from infra.monitors.assertion_ops import TEXT_WORDS, read_children
from infra.monitors.lengths import MINUTE, SECOND, in_words
from infra.rules.canonical import Document, sorted_json

_COMPARISONS = {"greater_than": "above", "less_than": "below", "not_equal": "not", "equals": ""}
_TEXTS = {
    "is_": "is",
    "is_not": "is not",
    "matches": "matches",
    "not_matches": "does not match",
    "above": "is above",
    "below": "is below",
}
_BY_COMPARISON = {how: word for word, how in TEXT_WORDS.items()}


def cron_words(source: Document) -> str:
    """Say when a job must check in, and how long it may take."""
    config = source["config"]
    schedule = config["schedule"]
    if isinstance(schedule, list) and len(schedule) == len(("count", "unit")):
        count, unit = schedule
        when = f"every {unit}" if count == 1 else f"every {count} {unit}s"
    else:
        when = f"crontab {schedule!r} {config['timezone']}"
    grace, runtime = (
        in_words(config[key] * MINUTE) if isinstance(config[key], int) else str(config[key])
        for key in ("checkin_margin", "max_runtime")
    )
    slug = f"{source['slug']}: " if source.get("slug") else ""
    return escape(f"{slug}{when}, grace {grace}, at most {runtime}")


def uptime_words(source: Document) -> str:
    """Say what is asked, how often, and what the reply must be."""
    method = "" if source["method"] == "GET" else f"{source['method']} "
    every, timeout = source["intervalSeconds"], source["timeoutMs"]
    said = [
        f"{method}{source['url']} every {in_words((every or 0) * SECOND)}",
        f"timeout {in_words(timeout or 0)}",
    ]
    if source["headers"]:
        said.append("headers " + ", ".join(_header_words(*pair) for pair in source["headers"]))
    if source["body"] is not None:
        said.append(f"body {_text_words(source['body'])}")
    if source["traceSampling"]:
        said.append("sampling allowed")
    return escape(", ".join(said))


def _header_words(name: Any = "", value: Any = "", *_: Any) -> str:
    return f"{name}: {_text_words(value)}"


def _text_words(text: Any) -> str:
    if not isinstance(text, dict):
        return str(text)
    if "vault" in text:
        other = ", which differs in Sentry" if text.get("differs") else ""
        return f"(vault {text['vault']}{other})"
    return "(hidden)"


def reply_words(assertion: Document | None) -> str:
    """Say what a reply to an uptime check must be."""
    return escape(_op_words(assertion["root"]) if assertion else "status 2xx")


def _op_words(op: Any) -> str:
    match op:
        case {"op": "and" | "or" as kind, "children": [*children]}:
            read = read_children(kind, children)
            parts = [_part_words(part, alone=len(read) == 1) for part in read]
            joined = (" and " if kind == "and" else " or ").join(parts)
            nothing = "anything" if kind == "and" else "nothing"
            return joined or nothing
        case {"op": "not", "operand": operand}:
            return f"not ({_op_words(operand)})"
        case {"op": "status_code_check", "value": value, "operator": {"cmp": comparison}}:
            words = ("status", _COMPARISONS.get(comparison, comparison), str(value))
            return " ".join(word for word in words if word)
        case {"op": "json_path", "value": path, "operator": how, "operand": operand}:
            return f"JSON {path} {_check_words(how, operand, 'jsonpath_op')}"
        case {
            "op": "header_check",
            "key_op": {"cmp": "equals"},
            "key_operand": {"header_op": "literal", "value": name},
            "value_op": how,
            "value_operand": operand,
        }:
            return f"header {name} {_check_words(how, operand, 'header_op')}"
        case _:
            return sorted_json(op)


def _part_words(part: Any, alone: bool) -> str:
    if isinstance(part, str):
        return f"status {part}"
    joined = isinstance(part, dict) and part.get("op") in ("and", "or")
    return f"({_op_words(part)})" if joined and not alone else _op_words(part)


def _check_words(how: Any, operand: Any, tag: str) -> str:
    word = _BY_COMPARISON.get((how.get("cmp"), operand.get(tag)), "")
    if word == "exists":
        return "is there"
    value = operand.get("value", (operand.get("pattern") or {}).get("value"))
    return f"{_TEXTS[word]} {value}" if word in _TEXTS else f"{how.get('cmp')} {value}"
