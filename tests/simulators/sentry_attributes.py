"""What the Sentry simulator reads of an event that was sent: its attributes and its tags.

Sources: `getsentry/sentry: src/sentry/rules/conditions/event_attribute.py` (each attribute),
`src/sentry/services/eventstore/models.py` (`search_message`), `src/sentry/event_manager.py` (tags
that follow from an event); `getsentry/relay: relay-event-normalization/src/event.rs` (tags that a
client may not send), read 2026-11; that a URL loses its query was not read. What Relay would drop
or change fails the test instead.
"""

import ipaddress
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.server import UnexpectedRequest

Item = dict[str, Any]
INTERFACES = ("exception", "user", "request", "contexts", "sdk", "release", "server_name")
RESERVED = ("", "release", "dist", "user", "filename", "function", "environment")
CODE = {"code": "context_line"}
PATHS = {
    "user": ("user",),
    "sdk": ("sdk",),
    "http": ("request",),
    "http.status_code": ("contexts", "response"),
    **{name: ("contexts", name) for name in ("unreal", "app", "os", "ota_updates")},
}
"""Where an event has the attributes of a name."""
METHOD = re.compile(r"[A-Z_-]{3,32}")
NAME = re.compile(r"[^\n\r\t\f/\\]{1,200}")


def kept_tags(sent: Item) -> list[list[str]]:
    """Give the tags that Sentry keeps of an event, with those that follow from the rest of it."""
    _check(sent)
    own = {key: value for key, value in sent.get("tags", {}).items() if key not in RESERVED}
    derived = {
        "level": sent.get("level"),
        "environment": sent.get("environment", "production"),
        "release": sent.get("release"),
        "server_name": sent.get("server_name"),
        "url": (sent.get("request") or {}).get("url"),
    }
    tags = {key: value for key, value in derived.items() if value} | own
    return [[key, str(value)] for key, value in tags.items()]


def values_of(event: Item, attribute: str) -> list[str]:
    """Give the texts of an attribute of a stored event, in lower case."""
    return [str(value).lower() for value in _values(event, attribute) if value is not None]


def _values(event: Item, attribute: str) -> list[Any]:
    exceptions = (event["data"].get("exception") or {}).get("values", [])
    first, _, rest = attribute.partition(".")
    if first in ("environment", "platform"):
        return [event[first]]
    of_exceptions: dict[str, Callable[[], list[Any]]] = {
        "message": lambda: [event["message"], _searched(event, exceptions)],
        "type": lambda: ["error" if exceptions else "default"],
        "exception": lambda: [one.get(rest) for one in exceptions],
        "error": lambda: _handled(exceptions, rest),
        "stacktrace": lambda: [frame.get(CODE.get(rest, rest)) for frame in _frames(exceptions)],
        "symbolicated_in_app": list,
    }
    if first in of_exceptions:
        return of_exceptions[first]()
    return [_at(event["data"], PATHS.get(attribute) or PATHS[first], rest)]


def _at(data: Item, path: tuple[str, ...], key: str) -> Any:
    for step in path:
        data = data.get(step) or {}
    return data.get(key)


def _handled(exceptions: list[Item], which: str) -> list[bool]:
    """Give whether each exception was handled; Sentry reads no `error.main_thread`."""
    if which == "main_thread":
        return []
    found = [(one.get("mechanism") or {}).get("handled") for one in exceptions]
    return [value != (which == "unhandled") for value in found if value is not None]


def _frames(exceptions: list[Item]) -> list[Item]:
    stacks = [one.get("stacktrace") or {} for one in exceptions]
    return [frame for stack in stacks for frame in stack.get("frames", [])]


def _searched(event: Item, exceptions: list[Item]) -> str:
    url = (event["data"].get("request") or {}).get("url")
    error = [one.get(key) for one in exceptions for key in ("type", "value")]
    frames = [frame.get(key) for frame in _frames(exceptions) for key in ("filename", "module")]
    return " ".join(str(part) for part in (event["message"], *error, *frames, url) if part)


def _check(sent: Item) -> None:
    """Fail where Relay would drop or change what was sent, so that no rule could see it."""
    request, user = sent.get("request") or {}, sent.get("user") or {}
    url = urlsplit(request.get("url", "https://host"))
    named = [sent[key] for key in ("release", "environment") if sent.get(key)]
    exceptions = (sent.get("exception") or {}).get("values", [])
    kept = (
        url.netloc and not url.query and not url.fragment,
        METHOD.fullmatch(request.get("method", "GET")),
        all(NAME.fullmatch(name) for name in named),
        all(one.get("type") or one.get("value") for one in exceptions),
    )
    if not all(kept):
        raise UnexpectedRequest
    ipaddress.ip_address(user.get("ip_address", "127.0.0.1"))
