"""Promises of the HTTP session: where it sends, and what goes along."""

from pathlib import Path

import pytest
from werkzeug import Response

from infra.base.errors import ConfigError, WrongHostError
from infra.http import transport
from tests.http.service import TOKEN, Service, refusal


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
