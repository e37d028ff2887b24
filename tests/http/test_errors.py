"""Promises of the HTTP session: what its errors are and say."""

import pytest
import requests
from werkzeug import Response

from infra.base import redaction
from infra.base.errors import (
    ForbiddenError,
    NotFoundError,
    ServiceError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedReplyError,
    WithdrawnError,
)
from infra.http import transport
from tests.http.service import ADVICE, STATUSES, TOKEN, Service, refusal
from tests.simulators.server import json_response


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
    monkeypatch.setattr(redaction, "_pieces", set())
    redaction.remember_secret(TOKEN)
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
    told = "Service: GET /thing: the TLS certificate is not trusted: self-signed certificate"
    assert refusal(session).message == told
