"""Promises of the HTTP session: where it sends, what it repeats, and what its errors say."""

import random
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import requests
from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from infra import errors, transport
from infra.errors import (
    ConfigError,
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedReplyError,
    WithdrawnError,
    WrongHostError,
)
from tests.simulators.faults import parse_faults
from tests.simulators.server import Simulator, json_response

TOKEN = "spurious-bearer-5JxWk9Tq"
ADVICE = "ask whoever runs it"
STATUSES = (302, 400, 401, 403, 404, 410, 418, 429, 500, 503)
RETRIES = 3


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

    def break_down(self, fault: str, times: int = transport.ATTEMPTS) -> None:
        """Order a fault for the next requests."""
        order = [{"method": "*", "path": "*", "fault": fault, "times": times}]
        self.faults = parse_faults(order)


@pytest.fixture(scope="module")
def running_service() -> Iterator[Service]:
    with Service() as started:
        yield started


@pytest.fixture
def service(running_service: Service) -> Iterator[Service]:
    running_service.reset()
    yield running_service
    assert not running_service.complaints()


@pytest.fixture
def session(service: Service) -> Iterator[transport.Session]:
    advice = dict.fromkeys(STATUSES, ADVICE)
    with transport.Session("Service", service.url, "tests/1", advice) as opened:
        opened.headers["Authorization"] = f"Bearer {TOKEN}"
        yield opened


@pytest.fixture
def deserted(session: transport.Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point the session to a port that is taken, so that nobody else answers there either."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(session, "base_url", f"http://127.0.0.1:{taken.getsockname()[1]}")
        yield


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Do not wait, but note for how long it would have been."""
    noted: list[float] = []
    monkeypatch.setattr(time, "sleep", noted.append)
    monkeypatch.setattr(random, "uniform", lambda *_: 0.0)
    return noted


def refusal(session: transport.Session, method: str = "GET", path: str = "/thing") -> ServiceError:
    """Send what must fail, and give the error."""
    with pytest.raises(ServiceError) as caught:
        session.request(method, session.base_url + path, json={} if method != "GET" else None)
    return caught.value


def unavailability(session: transport.Session, method: str = "GET") -> UnavailableError:
    """Send what must find the service unavailable, and give the error."""
    error = refusal(session, method)
    assert isinstance(error, UnavailableError)
    return error


# Where it sends.


def test_a_redirect_is_not_followed(service: Service, session: transport.Session) -> None:
    service.answer = lambda: Response(status=302, headers={"Location": f"{service.url}/other"})
    refusal(session)
    assert [entry["path"] for entry in service.requests] == ["/thing"]


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
def test_every_redirect_is_a_wrong_host(
    service: Service, session: transport.Session, status: int
) -> None:
    service.answer = lambda: Response(status=status)
    assert isinstance(refusal(session), WrongHostError)


def test_a_redirect_names_the_host_it_points_to(
    service: Service, session: transport.Session
) -> None:
    service.break_down("redirect")
    assert "redirected.invalid" in refusal(session).message


def test_a_redirect_without_a_location_is_a_wrong_host_too(
    service: Service, session: transport.Session
) -> None:
    service.answer = lambda: Response(status=302)
    assert "an unnamed host" in refusal(session).message


def test_another_host_is_refused(session: transport.Session) -> None:
    with pytest.raises(WrongHostError):
        session.get(session.base_url.replace("127.0.0.1", "localhost"))


def test_another_port_is_refused(session: transport.Session) -> None:
    with pytest.raises(WrongHostError):
        session.get("http://127.0.0.1:9/thing")


def test_another_scheme_is_refused(session: transport.Session) -> None:
    with pytest.raises(WrongHostError):
        session.get(session.base_url.replace("http:", "https:"))


def test_another_host_is_sent_nothing(service: Service, session: transport.Session) -> None:
    with pytest.raises(WrongHostError):
        session.get(service.url.replace("127.0.0.1", "localhost"))
    assert not service.requests


@pytest.mark.parametrize(
    "url",
    [
        "http://sentry.example",
        "http://127.0.0.1.example",
        "https://somebody:password@sentry.example",
        "ftp://127.0.0.1",
        "127.0.0.1",
        "https://",
        "https://[",
        "https://sentry.example:port",
        "",
    ],
)
def test_a_url_that_would_show_the_token_is_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        transport.Session("Service", url, "tests/1", {})


@pytest.mark.parametrize(
    "url",
    ["https://sentry.example", "http://localhost:1", "http://[::1]:1", "http://127.0.0.1"],
)
def test_a_url_that_keeps_the_token_is_taken(url: str) -> None:
    with transport.Session("Service", f"{url}/", "tests/1", {}) as session:
        assert session.base_url == url


def test_netrc_does_not_replace_the_token(
    service: Service, session: transport.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    session.get(f"{service.url}/thing")
    assert service.headers[0]["Authorization"] == f"Bearer {TOKEN}"


def test_the_user_agent_is_sent(service: Service, session: transport.Session) -> None:
    session.get(f"{service.url}/thing")
    assert service.headers[0]["User-Agent"] == "tests/1"


# What it repeats, and after how long.


@pytest.mark.parametrize("fault", ["429", "500", "502", "503", "reset", "half-body"])
def test_a_read_is_repeated(service: Service, session: transport.Session, fault: str) -> None:
    service.break_down(fault, RETRIES)
    assert session.get(f"{service.url}/thing").json() == {"fine": True}


@pytest.mark.parametrize("fault", ["429", "500", "502", "503", "reset", "half-body"])
def test_a_read_is_sent_four_times_at_most(
    service: Service, session: transport.Session, fault: str
) -> None:
    service.break_down(fault, 100)
    refusal(session)
    assert len(service.requests) == transport.ATTEMPTS == 4


def test_a_read_without_an_answer_is_repeated(
    service: Service, session: transport.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", (5.0, 0.1))
    service.break_down("timeout", 1)
    assert session.get(f"{service.url}/thing").json() == {"fine": True}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_a_refused_read_is_not_repeated(
    service: Service, session: transport.Session, status: int
) -> None:
    service.answer = lambda: json_response({}, status)
    refusal(session)
    assert len(service.requests) == 1


@pytest.mark.parametrize("fault", ["500", "503", "reset", "reset-after-write", "half-body"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_that_may_have_happened_is_not_repeated(
    service: Service, session: transport.Session, method: str, fault: str
) -> None:
    service.break_down(fault)
    refusal(session, method)
    assert len(service.requests) == 1


@pytest.mark.parametrize("fault", ["500", "503", "reset", "reset-after-write", "half-body"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_that_may_have_happened_has_an_unknown_outcome(
    service: Service, session: transport.Session, method: str, fault: str
) -> None:
    service.break_down(fault)
    assert unavailability(session, method).outcome_unknown


@pytest.mark.parametrize("fault", ["500", "reset"])
def test_a_read_has_no_unknown_outcome(
    service: Service, session: transport.Session, fault: str
) -> None:
    service.break_down(fault)
    assert not unavailability(session).outcome_unknown


def test_a_write_that_was_turned_away_is_repeated(
    service: Service, session: transport.Session
) -> None:
    service.break_down("429", RETRIES)
    assert session.post(f"{service.url}/thing", json={}).json() == {"fine": True}


def test_a_write_that_was_turned_away_has_a_known_outcome(
    service: Service, session: transport.Session
) -> None:
    service.break_down("429")
    assert not unavailability(session, "POST").outcome_unknown


@pytest.mark.usefixtures("deserted")
def test_a_write_that_reached_nobody_has_a_known_outcome(session: transport.Session) -> None:
    assert not unavailability(session, "POST").outcome_unknown


@pytest.mark.usefixtures("deserted")
def test_a_write_that_reached_nobody_is_repeated(
    session: transport.Session, waits: list[float]
) -> None:
    refusal(session, "POST")
    assert len(waits) == RETRIES


def test_a_write_that_never_got_a_connection_has_a_known_outcome(
    session: transport.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: object, **__: object) -> None:
        raise requests.ConnectTimeout("timed out")

    monkeypatch.setattr(requests.Session, "send", too_slow)
    assert not unavailability(session, "POST").outcome_unknown


def test_the_waits_double(service: Service, session: transport.Session, waits: list[float]) -> None:
    service.break_down("500")
    refusal(session)
    assert waits == [0.5, 1.0, 2.0]


def test_retry_after_is_waited_for(
    service: Service, session: transport.Session, waits: list[float]
) -> None:
    service.break_down("429:7", 1)
    session.get(f"{service.url}/thing")
    assert waits == [7.0]


def test_the_end_of_sentrys_rate_limit_is_waited_for(
    service: Service,
    session: transport.Session,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    headers = {"X-Sentry-Rate-Limit-Reset": "1004"}
    service.answer = lambda: json_response({}, 429, headers)
    refusal(session)
    assert waits == [4.0] * RETRIES


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, 0.0),
        ({"Retry-After": "3", "X-Sentry-Rate-Limit-Reset": "1009"}, 3.0),
        ({"Retry-After": "soon", "X-Sentry-Rate-Limit-Reset": "1009"}, 9.0),
        ({"X-Sentry-Rate-Limit-Reset": "991"}, 0.0),
    ],
)
def test_the_wait_is_read_from_the_headers(headers: dict[str, str], seconds: float | None) -> None:
    response = requests.Response()
    response.headers.update(headers)
    assert transport.server_wait(response, 1000.0) == seconds


def test_the_longest_wait_is_waited_for(
    service: Service, session: transport.Session, waits: list[float]
) -> None:
    service.break_down("429:30", 1)
    session.get(f"{service.url}/thing")
    assert waits == [30.0]


def test_a_longer_wait_is_not_waited_for(
    service: Service, session: transport.Session, waits: list[float]
) -> None:
    service.break_down("429:31")
    refusal(session)
    assert not waits


def test_a_longer_wait_is_told(service: Service, session: transport.Session) -> None:
    service.break_down("429:31")
    assert unavailability(session).retry_after == 31.0


# What its errors are and say.


@pytest.mark.parametrize(
    ("status", "rung"),
    [
        (400, ServiceError),
        (401, UnauthorizedError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (410, WithdrawnError),
        (418, ServiceError),
        (429, UnavailableError),
        (500, UnavailableError),
        (503, UnavailableError),
    ],
)
def test_every_status_has_its_rung(
    service: Service, session: transport.Session, status: int, rung: type[ServiceError]
) -> None:
    service.answer = lambda: json_response({}, status)
    assert type(refusal(session)) is rung


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 429, 500, 503])
def test_every_rung_carries_its_status(
    service: Service, session: transport.Session, status: int
) -> None:
    service.answer = lambda: json_response({}, status)
    assert refusal(session).status == status


def test_no_answer_has_no_status(service: Service, session: transport.Session) -> None:
    service.break_down("reset")
    assert refusal(session).status is None


@pytest.mark.parametrize("status", STATUSES)
def test_the_next_step_of_a_status_is_told(
    service: Service, session: transport.Session, status: int
) -> None:
    service.answer = lambda: json_response({}, status)
    assert str(refusal(session)).endswith(f"\n  Next: {ADVICE}")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 429, 500, 503])
def test_a_message_names_service_method_path_status_and_words(
    service: Service, session: transport.Session, status: int
) -> None:
    service.answer = lambda: json_response({"detail": "No such thing."}, status)
    assert refusal(session).message == f"Service: GET /thing: {status}: No such thing."


def test_no_answer_names_service_method_and_path(
    service: Service, session: transport.Session
) -> None:
    service.break_down("reset")
    assert refusal(session).message.startswith("Service: GET /thing: no answer: ")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"detail": "Sentry's"}, "Sentry's"),
        ({"message": "Heroku's and Infisical's"}, "Heroku's and Infisical's"),
        ({"Message": "Postmark's"}, "Postmark's"),
        ({"name": ["This field is required."]}, '{"name": ["This field is required."]}'),
        (["Invalid Condition Group ID 4"], '["Invalid Condition Group ID 4"]'),
        ({"detail": {"code": "moved"}}, '{"detail": {"code": "moved"}}'),
        ({"message": [{"code": "x"}]}, '{"message": [{"code": "x"}]}'),
    ],
)
def test_the_words_are_found_in_every_vendors_shape(
    service: Service, session: transport.Session, body: object, words: str
) -> None:
    service.answer = lambda: json_response(body, 400)
    assert refusal(session).message == f"Service: GET /thing: 400: {words}"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"id": "not_found"}, "not_found"),
        ({"ErrorCode": 10}, "10"),
        ({"error": "TokenError"}, "TokenError"),
        ([1], ""),
        ({}, ""),
    ],
)
def test_the_vendors_code_is_kept(
    service: Service, session: transport.Session, body: object, code: str
) -> None:
    service.answer = lambda: json_response(body, 400)
    assert refusal(session).code == code


@pytest.mark.parametrize("media_type", ["application/json", "text/plain"])
def test_a_message_is_one_line_that_moves_no_cursor(
    service: Service, session: transport.Session, media_type: str
) -> None:
    text = "a\nb\r\x1b[2Jc\x00\u202ed\u2028e"
    answer = json_response({"detail": text}, 400) if "json" in media_type else Response(text, 400)
    service.answer = lambda: answer
    assert refusal(session).message.isprintable()


def test_a_long_reply_is_cut(service: Service, session: transport.Session) -> None:
    service.answer = lambda: Response("x" * 5000, 400)
    assert len(refusal(session).message) < 400


def test_the_query_is_not_told(service: Service, session: transport.Session) -> None:
    service.answer = lambda: json_response({}, 400)
    assert "ops@" not in refusal(session, path="/thing?query=ops@raxx.app").message


def test_a_token_the_server_repeats_is_hidden(
    service: Service, session: transport.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "_pieces", set())
    errors.remember_secret(TOKEN)
    service.answer = lambda: json_response({"detail": f"Bearer {TOKEN} is bad"}, 400)
    assert refusal(session).message == "Service: GET /thing: 400: Bearer [redacted] is bad"


def test_a_page_instead_of_json_is_unexpected(service: Service, session: transport.Session) -> None:
    service.break_down("html")
    assert isinstance(refusal(session), UnexpectedReplyError)


def test_a_page_is_known_as_one(service: Service, session: transport.Session) -> None:
    service.break_down("html")
    assert refusal(session).html


def test_a_page_is_not_shown(service: Service, session: transport.Session) -> None:
    service.break_down("html")
    assert "<" not in refusal(session).message


def test_json_labelled_as_a_page_is_json(service: Service, session: transport.Session) -> None:
    service.answer = lambda: Response('{"detail": "Slow down."}', 400, content_type="text/html")
    assert refusal(session).message.endswith("400: Slow down.")


@pytest.mark.parametrize("text", ["fine", "{", b"\xff\xfe{"])
def test_what_is_no_json_is_unexpected(
    service: Service, session: transport.Session, text: str | bytes
) -> None:
    service.answer = lambda: Response(text, 200, content_type="application/json")
    assert isinstance(refusal(session), UnexpectedReplyError)


def test_no_content_is_a_good_answer_to_a_write(
    service: Service, session: transport.Session
) -> None:
    service.answer = lambda: Response(status=204)
    assert session.delete(f"{service.url}/thing").status_code == 204


def test_an_untrusted_certificate_is_named_as_such(
    session: transport.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def untrusted(*_: object, **__: object) -> None:
        raise requests.exceptions.SSLError("self-signed certificate")

    monkeypatch.setattr(requests.Session, "send", untrusted)
    told = "Service: GET /thing: the TLS certificate was refused: self-signed certificate"
    assert refusal(session).message == told
