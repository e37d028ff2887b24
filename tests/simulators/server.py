"""The base of all simulators: one vendor on a real socket, its control side, its request log."""

import json
import traceback
from collections.abc import Iterable, Mapping
from threading import Event, RLock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from werkzeug import Request, Response
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.simulators import faults

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CONTROL = "/_sim/"


class UnexpectedRequest(Exception):  # noqa: N818 - named after what happened, not after a failure
    """A request for which the simulator has no route: the test must fail."""


def json_response(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Build a JSON answer."""
    return Response(json.dumps(body), status, headers, content_type="application/json")


class _Handler(WSGIRequestHandler):
    """A quiet HTTP/1.1 handler; werkzeug closes the connection after each answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Print no access log."""

    def send_response(self, code: int, message: str | None = None) -> None:
        """Name no server of our own: a simulator may name its vendor's."""
        self.send_response_only(code, message)
        self.send_header("Date", self.date_time_string())

    def connection_dropped(
        self,
        error: BaseException,  # noqa: ARG002 - werkzeug's signature
        environ: "WSGIEnvironment | None" = None,  # noqa: ARG002
    ) -> None:
        """Read no further request from a connection that a fault has cut."""
        self.close_connection = True


class Simulator:
    """One vendor on 127.0.0.1; `handle` is the vendor's side, `/_sim/` the control side."""

    vendor: ClassVar[str]
    variable: ClassVar[str]
    routes: ClassVar[Map]

    def __init__(self) -> None:
        self.lock = RLock()
        self.state: dict[str, Any] = self.initial_state()
        self.faults: list[faults.Fault] = []
        self.requests: list[dict[str, Any]] = []
        self.crashes: list[str] = []
        self.url = ""
        self._stopping = Event()
        self._server: BaseWSGIServer | None = None
        self._thread: Thread | None = None

    def initial_state(self) -> dict[str, Any]:
        """Give the state a fresh or reset simulator has."""
        raise NotImplementedError

    def check_state(self, state: dict[str, Any]) -> None:
        """Raise ValueError with a clear text when a PUT state does not agree with itself."""
        raise NotImplementedError

    def handle(self, request: Request) -> Response:
        """Answer one request as the vendor does; runs with the lock held."""
        raise NotImplementedError

    def fault_response(self, status: int, request: Request) -> Response:  # noqa: ARG002 - hook
        """Give the vendor's own body for an ordered status; gateways in front answer HTML."""
        if status in (502, 503):
            page = f"<html><body><h1>{status}</h1></body></html>"
            return Response(page, status, content_type="text/html")
        return json_response({"error": status}, status)

    def route(self, request: Request) -> tuple[str, dict[str, Any]]:
        """Look the request up in `routes`; give the endpoint's name and the path's values."""
        adapter = self.routes.bind("127.0.0.1")
        try:
            endpoint, values = adapter.match(request.path, request.method)
        except (NotFound, MethodNotAllowed, RequestRedirect) as error:
            raise UnexpectedRequest from error
        return str(endpoint), dict(values)

    def start(self, port: int = 0) -> str:
        """Listen on loopback (0 = any free port) and give the URL."""
        self._stopping.clear()
        self._server = make_server(
            "127.0.0.1", port, self._application, threaded=True, request_handler=_Handler
        )
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self.url

    def stop(self) -> None:
        """Let held connections go and stop listening."""
        self._stopping.set()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def reset(self) -> None:
        """Go back to the initial state, without faults, request log and crashes."""
        with self.lock:
            self.state = self.initial_state()
            self.faults.clear()
            self.requests.clear()
            self.crashes.clear()

    def complaints(self) -> list[str]:
        """List what a test must not leave behind: unexpected requests and crashes."""
        with self.lock:
            unexpected = [
                f"{self.vendor}: unexpected {entry['method']} {entry['path']}"
                for entry in self.requests
                if entry["unexpected"]
            ]
            return unexpected + self.crashes

    def _application(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        request = Request(environ)
        request.get_data()
        control = request.path.startswith(CONTROL)
        response = self._control(request) if control else self._vendor(request)
        return response(environ, start_response)

    def _control(self, request: Request) -> Response:
        try:
            with self.lock:
                match request.method, request.path.removeprefix(CONTROL):
                    case "GET", "state":
                        return json_response(self.state)
                    case "GET", "requests":
                        return json_response(self.requests)
                    case "PUT", "state":
                        self._replace_state(json.loads(request.get_data()))
                    case "POST", "faults":
                        self.faults += faults.parse_faults(json.loads(request.get_data()))
                    case "POST", "reset":
                        self.reset()
                    case _:
                        return json_response({"error": "no such control"}, 404)
        except ValueError as error:
            return json_response({"error": str(error)}, 400)
        return Response(status=204)

    def _replace_state(self, state: object) -> None:
        if not isinstance(state, dict):
            raise faults.BadControl("state: expected an object")
        known = set(self.initial_state())
        if known != set(state):
            raise ValueError(
                f"state: missing {sorted(known - set(state))}, unknown {sorted(set(state) - known)}"
            )
        try:
            self.check_state(state)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"state: {type(error).__name__}: {error}") from error
        self.state = state

    def _vendor(self, request: Request) -> Response:
        entry: dict[str, Any] = {
            "method": request.method,
            "path": request.path,
            "query": request.query_string.decode(),
            "status": None,
            "unexpected": False,
        }
        with self.lock:
            self.requests.append(entry)
            fault = faults.take_fault(self.faults, request.method, request.path)
        if fault == "half-body":
            return faults.half(self._handled(request, entry))
        response = self._answer(request, entry, fault)
        entry["status"] = response.status_code
        return response

    def _answer(self, request: Request, entry: dict[str, Any], fault: str | None) -> Response:
        kind, _, detail = (fault or "").partition(":")
        match kind:
            case "timeout":
                faults.hold(request, self._stopping)
            case "reset":
                faults.cut(request)
            case "reset-after-write":
                self._handled(request, entry)
                faults.cut(request)
            case "html":
                return faults.login_page()
            case "redirect":
                return faults.redirect(request)
            case "wrong-shape":
                replaced = self._handled(request, entry) if request.method == "GET" else None
                return json_response(faults.wrong_shape(replaced and replaced.get_json()))
            case "slow" | "":
                response = self._handled(request, entry)
                self._stopping.wait(int(detail or 0) / 1000)
                return response
        response = self.fault_response(int(kind), request)
        if detail:
            response.headers["Retry-After"] = detail
        return response

    def _handled(self, request: Request, entry: dict[str, Any]) -> Response:
        try:
            with self.lock:
                return self.handle(request)
        except UnexpectedRequest:
            entry["unexpected"] = True
            missing = f"{self.vendor} has no {request.method} {request.path}"
            known = sorted(str(rule) for rule in self.routes.iter_rules())
            return json_response({"simulator": missing, "known": known}, 500)
        except Exception:  # noqa: BLE001 - kept for the test, which fails on it
            entry["unexpected"] = True
            self.crashes.append(traceback.format_exc())
            return json_response({"simulator": f"{self.vendor} crashed"}, 500)
