"""The wire between the project and the simulators, on which chosen requests meet with a fault.

Every request goes over a real socket. A fault is ordered from the simulator right before the
request that it is meant for, so that calls of one path can be told apart by their query.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from werkzeug import Request, Response

from infra.http import transport
from tests.simulators import faults
from tests.simulators.server import Simulator, json_response

CONNECT = "connect"
SILENCE = "timeout"
AFTER = "after:"
"""Before a fault: the request takes effect first, and then this is the answer to it."""

_CREATED_AT = ("/workflows/", "/detectors/")
_SOON = 0.1  # seconds, instead of the project's own limits, where nothing will come


class Target(NamedTuple):
    """The requests that one call consists of."""

    service: str
    method: str
    path: str
    query: str = ""
    """What the query holds; a path alone stands for requests without `query=`."""

    def is_hit_by(self, request: requests.PreparedRequest) -> bool:
        """Tell whether a request is one of them; the path may end in `*`."""
        parts = urlsplit(request.url or "")
        meant = faults.Fault(self.method, self.path, "", 1).hits(request.method or "", parts.path)
        asked = "query=" in parts.query
        return meant and (self.query in parts.query if self.query else not asked)


@dataclass
class Wire:
    """What was sent, and what is to befall the next requests of a call."""

    simulators: Mapping[str, Simulator]
    nobody: str = ""
    """The URL of a machine that takes no more connections."""
    target: Target | None = None
    fault: str = ""
    hits: int = 0
    tries: int = 0
    creates: int = 0

    def order(self, target: Target, fault: str, hits: int) -> None:
        """Let the next `hits` requests of a call meet with a fault."""
        self.target, self.fault, self.hits = target, fault, hits
        self.tries = self.creates = 0

    def mend(self) -> None:
        """Let every request through."""
        self.hits = self.creates = 0

    def carry(
        self, adapter: HTTPAdapter, request: requests.PreparedRequest, **how: Any
    ) -> requests.Response:
        """Stand in for requests' own way to a socket."""
        assert how["timeout"] == transport.TIMEOUT, "a request without the project's time limits"
        path = urlsplit(request.url or "").path
        self.creates += request.method == "POST" and path.endswith(_CREATED_AT)
        if self.target and self.target.is_hit_by(request):
            self.tries += 1
            if self.hits:
                self.hits -= 1
                return self._spoil(self.target, adapter, request, how)
        return _send(adapter, request, **how)

    def _spoil(
        self,
        target: Target,
        adapter: HTTPAdapter,
        request: requests.PreparedRequest,
        how: dict[str, Any],
    ) -> requests.Response:
        simulator = self.simulators[target.service]
        if self.fault == CONNECT:
            request = request.copy()
            request.url = f"{self.nobody}{urlsplit(request.url or '').path}"
            return _send(adapter, request, **how | {"timeout": (_SOON, _SOON)})
        if self.fault.startswith(AFTER):
            with _answering_late(simulator, self.fault.removeprefix(AFTER)):
                return _send(adapter, request, **how)
        path = urlsplit(request.url or "").path
        simulator.faults = [faults.Fault(target.method, path, self.fault, 1)]
        if self.fault == SILENCE:
            how |= {"timeout": (transport.TIMEOUT[0], _SOON)}
        return _send(adapter, request, **how)


_send: Callable[..., requests.Response] = HTTPAdapter.send


@contextmanager
def tapped(simulators: Mapping[str, Simulator]) -> Iterator[Wire]:
    """Give the wire through which every request goes meanwhile."""
    wire = Wire(simulators)

    def carry(
        adapter: HTTPAdapter, request: requests.PreparedRequest, **how: Any
    ) -> requests.Response:
        return wire.carry(adapter, request, **how)

    with _crowded() as wire.nobody, mock.patch.object(HTTPAdapter, "send", carry):
        yield wire


@contextmanager
def _crowded() -> Iterator[str]:
    """Listen without ever taking a connection, with the queue full: a new one is not answered."""
    with ExitStack() as opened:
        listener = opened.enter_context(closing(socket.socket()))
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = opened.enter_context(closing(socket.socket()))
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def _answering_late(simulator: Simulator, fault: str) -> Iterator[None]:
    """Let a simulator do what it is asked and then answer as if it had not."""
    answers: dict[str, Callable[[], Response]] = {
        "html": faults.login_page,
        "wrong-shape": lambda: json_response([[]]),
    }
    handle = simulator.handle

    def handled(request: Request) -> Response:
        handle(request)
        return (
            answers[fault]() if fault in answers else simulator.fault_response(int(fault), request)
        )

    with mock.patch.object(simulator, "handle", handled):
        yield
