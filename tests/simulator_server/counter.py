"""A vendor with one number, for tests of what all simulators have in common."""

from typing import Any

import requests
from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.simulators.server import Simulator, json_response


class Counter(Simulator):
    """A vendor with one number: GET shows it, POST adds one, /list is a list, /boom crashes."""

    vendor = "Counter"
    variable = "COUNTER_URL"
    routes = Map(
        [
            Rule("/count", methods=["GET"], endpoint="show"),
            Rule("/count", methods=["POST"], endpoint="add"),
            Rule("/list", methods=["GET"], endpoint="list"),
            Rule("/boom", methods=["GET"], endpoint="boom"),
        ]
    )

    def initial_state(self) -> dict[str, Any]:
        """Start at zero."""
        return {"count": 0}

    def check_state(self, state: dict[str, Any]) -> None:
        """Refuse numbers below zero."""
        if state["count"] < 0:
            raise ValueError("count: below zero")

    def handle(self, request: Request) -> Response:
        """Count, list or crash."""
        endpoint, _ = self.route(request)
        if endpoint == "boom":
            raise ZeroDivisionError("boom")
        if endpoint == "add":
            self.state["count"] += 1
        return json_response([1, 2] if endpoint == "list" else self.state)


def order(simulator: Simulator, fault: str, **entry: object) -> None:
    document = [{"method": "*", "path": "*", "fault": fault, **entry}]
    assert requests.post(f"{simulator.url}/_sim/faults", json=document, timeout=5).ok


def ask(simulator: Simulator, path: str = "/count", method: str = "GET") -> requests.Response:
    url = simulator.url + path
    return requests.request(method, url, timeout=5, allow_redirects=False)


def log(simulator: Simulator) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = ask(simulator, "/_sim/requests").json()
    return entries
