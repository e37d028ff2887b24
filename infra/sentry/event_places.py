"""Where an event holds each text that a filter compares, and which texts Sentry takes there.

Sources: `getsentry/sentry: src/sentry/rules/conditions/event_attribute.py` (what is read of an
event), `src/sentry/services/eventstore/models.py` (what a message is searched in), `getsentry/
relay: relay-event-normalization/src/event.rs` (tags that are kept for Sentry itself), read 2026-11.
That a URL loses its query, and which releases and environments Relay drops, was not read.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

SIGNATURE = "(a test of python -m infra test-fire)"
FILLER = "test-fire"
_LONGEST = 200  # characters
_HOST = "https://test-fire.invalid"
_TAG = "tag "


def _is_text(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and len(text) <= _LONGEST


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or text.endswith(("?", "#")))
    return parts.scheme in ("http", "https") and bool(parts.netloc) and plain and _is_text(text)


def _is_ip_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_name(text: str) -> bool:
    """Tell whether a release or an environment may be called so."""
    odd = (".", "..", "None")
    return re.fullmatch(r"[^/\\\n\r\t\f]{1,64}", text) is not None and text not in odd


class Place(NamedTuple):
    """One text of an event.

    Attributes:
        path: the keys under which an SDK sends it.
        default: what it is where nothing is asked; None: it is left out.
        choices: all that may be sent; empty: any text that `takes` holds for.
        takes: tells whether Sentry keeps a text as it is.
        convert: makes of a text what is sent.
        shapes: what a text may be put into, so that `takes` holds.
        filled: whether the SDK fills it in where it is left out.
        filler: what is there where anything will do.
    """

    path: tuple[str, ...]
    default: str | None = None
    choices: tuple[str, ...] = ()
    takes: Callable[[str], bool] = _is_text
    convert: Callable[[str], Any] = str
    shapes: tuple[str, ...] = ("{}",)
    filled: bool = False
    filler: str = FILLER


def _is_true(text: str) -> bool:
    return text == "true"


_BOOLEAN = ("true", "false")
_CODES = tuple(map(str, range(100, 600)))
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT")
_PLATFORMS = (
    *("python", "javascript", "node", "php", "ruby", "java", "go", "csharp", "native", "cocoa"),
    *("rust", "elixir", "perl", "dart", "objc", "c", "other"),
)
_FRAME = ("exception", "stacktrace")
_IP_SHAPES = ("{}", "{}0.0.1", "{}.0.0.1", "{}0.1", "{}.0.1", "{}1", "{}.1")

PLACES = {
    "message": Place(("message",), SIGNATURE, takes=bool, filler=SIGNATURE),
    "level": Place(("level",), "error", ("error", "fatal", "warning", "info", "debug")),
    "environment": Place(("environment",), "production", takes=_is_name),
    "platform": Place(("platform",), "python", _PLATFORMS),
    "type": Place(("type",), None, ("default", "error")),
    "error.handled": Place(("exception", "mechanism", "handled"), None, _BOOLEAN, convert=_is_true),
    "error.unhandled": Place(
        ("exception", "mechanism", "handled"), None, _BOOLEAN, convert=lambda text: text == "false"
    ),
    "exception.type": Place(("exception", "type")),
    "exception.value": Place(("exception", "value")),
    "user.id": Place(("user", "id")),
    "user.email": Place(("user", "email")),
    "user.username": Place(("user", "username")),
    "user.ip_address": Place(
        ("user", "ip_address"), takes=_is_ip_address, shapes=_IP_SHAPES, filler="192.0.2.1"
    ),
    "http.method": Place(("request", "method"), None, _METHODS),
    "http.url": Place(
        ("request", "url"), takes=_is_url, shapes=("{}", f"{_HOST}{{}}", f"{_HOST}/{{}}")
    ),
    "http.status_code": Place(("contexts", "response", "status_code"), None, _CODES, convert=int),
    "sdk.name": Place(("sdk", "name"), filled=True),
    "stacktrace.code": Place((*_FRAME, "context_line")),
    "stacktrace.module": Place((*_FRAME, "module")),
    "stacktrace.filename": Place((*_FRAME, "filename")),
    "stacktrace.abs_path": Place((*_FRAME, "abs_path")),
    "stacktrace.package": Place((*_FRAME, "package")),
    "unreal.crash_type": Place(("contexts", "unreal", "crash_type")),
    "app.in_foreground": Place(
        ("contexts", "app", "in_foreground"), None, _BOOLEAN, convert=_is_true
    ),
    "os.distribution_name": Place(("contexts", "os", "distribution_name")),
    "os.distribution_version": Place(("contexts", "os", "distribution_version")),
    "ota_updates.channel": Place(("contexts", "ota_updates", "channel")),
    "ota_updates.runtime_version": Place(("contexts", "ota_updates", "runtime_version")),
    "ota_updates.update_id": Place(("contexts", "ota_updates", "update_id")),
    "tag release": Place(("release",), takes=_is_name),
    "tag server_name": Place(("server_name",), filled=True),
    **{
        f"tag {name}": Place(("tags", name), takes=lambda _: False)
        for name in ("dist", "user", "filename", "function")
    },
}
"""Every attribute that an SDK sends, and the tags that Sentry does not take among the tags."""

_SAME = {"tag environment": "environment", "tag level": "level"}


def name_of(place: str) -> str:
    """Return the one name of a place that goes by several; a tag's name has no case."""
    lower = place.lower() if place.startswith(_TAG) else place
    return _SAME.get(lower, lower)


def place_of(name: str) -> Place:
    """Return the place of a name that `name_of` has returned."""
    return PLACES.get(name) or Place(("tags", name.removeprefix(_TAG)))


def texts_at(event: dict[str, Any], name: str) -> list[str]:
    """Return the texts that Sentry reads of an event before it is finished."""
    if name == "type":
        return ["error" if "exception" in event else "default"]
    if name == "message":
        return [event["message"], _searchable_text(event)]
    found = _get(event, place_of(name).path)
    if found is None:
        return []
    if name == "error.unhandled":
        found = not found
    return [str(found).lower() if isinstance(found, bool) else str(found)]


def put(event: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Write a value of an event."""
    here = event
    for step in path[:-1]:
        here = here.setdefault(step, {})
    here[path[-1]] = value


def name_exception(event: dict[str, Any]) -> None:
    """Give an exception a type, where it has nothing by which Sentry could show it."""
    exception = event.get("exception")
    if exception is not None and not {"type", "value"} & exception.keys():
        exception["type"] = "TestFire"


def finish(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event as an SDK sends it: exceptions and frames are lists."""
    if "exception" not in event:
        return event
    exception = {**event["exception"]}
    if "mechanism" in exception:
        exception["mechanism"] = {"type": "generic", **exception["mechanism"]}
    if "stacktrace" in exception:
        exception["stacktrace"] = {"frames": [exception["stacktrace"]]}
    return {**event, "exception": {"values": [exception]}}


def _get(event: dict[str, Any], path: tuple[str, ...]) -> Any:
    here: Any = event
    for step in path:
        here = here.get(step) if isinstance(here, dict) else None
    return here


def _searchable_text(event: dict[str, Any]) -> str:
    """Return the text in which Sentry searches for a message: with the error and where it was."""
    paths = (
        *(("message",), ("exception", "type"), ("exception", "value"), ("request", "url")),
        *((*_FRAME, "filename"), (*_FRAME, "module")),
    )
    return " ".join(str(found) for path in paths if (found := _get(event, path)))
