"""A service to send requests to, for tests of the HTTP session."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from infra.base.errors import ServiceError
from infra.http import retries, transport
from tests.simulators.faults import parse_faults
from tests.simulators.server import Simulator, json_response

TOKEN = "spurious-bearer-5JxWk9Tq"
ADVICE = "ask whoever runs it"
STATUSES = (302, 400, 401, 403, 404, 410, 418, 429, 500, 503)


class Service(Simulator):
    """A service that answers every path as the test tells it, and remembers the headers it got."""

    vendor: ClassVar[str] = "service"
    variable: ClassVar[str] = "SERVICE_URL"
    routes: ClassVar[Map] = Map([Rule("/<path:_>", methods=["GET", "POST", "PUT", "DELETE"])])

    def initial_state(self) -> dict[str, Any]:
        """Answer as a service in order; nothing was sent yet."""
        self.answer: Callable[[], Response] = lambda: json_response({"fine": True})
        self.headers: list[dict[str, str]] = []
        return {}

    def check_state(self, state: dict[str, Any]) -> None:
        """Take any state: there is none."""

    def handle(self, request: Request) -> Response:
        """Give the answer that was told."""
        self.headers.append(dict(request.headers))
        return self.answer()

    def break_down(self, fault: str, times: int = retries.ATTEMPTS) -> None:
        """Order a fault for the next requests."""
        order = [{"method": "*", "path": "*", "fault": fault, "times": times}]
        self.faults = parse_faults(order)


def refusal(session: transport.Session, method: str = "GET", path: str = "/thing") -> ServiceError:
    """Send what must fail, and give the error."""
    with pytest.raises(ServiceError) as caught:
        session.request(method, session.base_url + path, json={} if method != "GET" else None)
    return caught.value
