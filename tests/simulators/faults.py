"""Faults: what a test may order a simulator to do wrong, and how a connection is cut."""

import os
import re
import select
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, NoReturn

from werkzeug import Request, Response

KINDS = re.compile(
    r"429(:\d+)?|500|502|503|410|401|403|404|timeout|reset|reset-after-write|half-body"
    r"|slow:\d+|html|wrong-shape|redirect"
)
HOLD_SECONDS = 60.0
KEYS = {"method", "path", "times", "fault"}


class BadControl(ValueError):  # noqa: N818 - named after what is bad
    """A body that the control side refuses; the text says what is wrong with it."""


@dataclass
class Fault:
    """One ordered fault and how many requests it still hits."""

    method: str
    path: str
    fault: str
    times: int

    def hits(self, method: str, path: str) -> bool:
        """Tell whether a request is meant: the exact path, or a prefix ending in `*`."""
        if self.method not in ("*", method):
            return False
        if self.path.endswith("*"):
            return path.startswith(self.path[:-1])
        return path == self.path


def parse_faults(document: object) -> list[Fault]:
    """Read the body of `POST /_sim/faults`; BadControl says which entry is wrong and why."""
    if not isinstance(document, list):
        raise BadControl("faults: expected a list")
    return [_parse_fault(index, entry) for index, entry in enumerate(document)]


def _parse_fault(index: int, entry: object) -> Fault:
    where = f"faults[{index}]"
    if not isinstance(entry, dict):
        raise BadControl(f"{where}: expected an object")
    if unknown := set(entry) - KEYS:
        raise BadControl(f"{where}: unknown keys {sorted(unknown)}")
    for key in ("method", "path", "fault"):
        if not isinstance(entry.get(key), str):
            raise BadControl(f"{where}.{key}: expected a string")
    times = entry.get("times", 1)
    if type(times) is not int or times < 1:
        raise BadControl(f"{where}.times: expected an integer of at least 1")
    if not KINDS.fullmatch(entry["fault"]):
        raise BadControl(f"{where}.fault: unknown fault {entry['fault']!r}")
    return Fault(entry["method"], entry["path"], entry["fault"], times)


def take_fault(faults: list[Fault], method: str, path: str) -> str | None:
    """Use up one hit of the first fault that means this request."""
    for fault in faults:
        if fault.hits(method, path):
            fault.times -= 1
            if fault.times == 0:
                faults.remove(fault)
            return fault.fault
    return None


def cut(request: Request) -> NoReturn:
    """Close the connection with RST: SO_LINGER 0 makes the kernel drop it without a FIN."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())
    raise ConnectionResetError


def hold(request: Request, stopping: Event) -> NoReturn:
    """Answer nothing until the client goes away, the simulator stops or a minute has passed."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    until = time.monotonic() + HOLD_SECONDS
    while time.monotonic() < until and not stopping.is_set():
        readable, _, _ = select.select([connection], [], [], 0.05)
        if readable:
            break
    raise ConnectionAbortedError


def half(response: Response) -> Response:
    """Promise the whole body in Content-Length, send half of it, then drop the connection."""
    body = response.get_data()
    headers = response.headers.copy()
    headers["Content-Length"] = str(len(body))

    def pieces() -> Iterator[bytes]:
        yield body[: len(body) // 2]
        raise ConnectionAbortedError

    return Response(pieces(), status=response.status_code, headers=headers)


def login_page() -> Response:
    """Answer like a proxy that wants somebody to sign in: 200, but a page."""
    page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
    return Response(page, content_type="text/html; charset=utf-8")


def redirect(request: Request) -> Response:
    """Point to a host that is not ours; a client must not follow with its token."""
    location = f"http://redirected.invalid{request.full_path.rstrip('?')}"
    return Response(status=302, headers={"Location": location})


def wrong_shape(document: Any) -> Sequence[Any] | dict[str, Any]:
    """Give valid JSON of the other shape: a list for an object, an object for a list."""
    return {"unexpected": True} if isinstance(document, list) else [[]]
