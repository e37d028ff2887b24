"""Promises of where credentials go: to the host they are for, and to no other."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from werkzeug import Response

from infra.base import redaction
from infra.base.errors import AlertsError
from infra.base.secret import Secret
from infra.heroku.client import HerokuClient
from infra.heroku.postmark import PostmarkClient
from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient, sentry_session
from infra.vault.vault import Vault
from tests.http.test_secrecy import PATHS, Parrot, fresh, leaks
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.simulators.server import json_response

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

PLAIN = [
    "http://192.0.2.1",
    "http://0.0.0.0",
    "http://127.0.0.1.nip.io",
    "http://localhost.example",
]
PLAIN += [
    "http://localhost@192.0.2.1",
    "http://[::ffff:192.0.2.1]",
    "ws://localhost",
    "//192.0.2.1",
]

Call = Callable[[str, str], object]


def _vault(url: str, secret: str) -> object:
    environ = {"INFISICAL_API_URL": url, "INFISICAL_PROJECT_ID": PROJECT_ID}
    return Vault(PATHS, "t/1", environ | {"INFISICAL_TOKEN": secret}).get("SENTRY_AUTH_TOKEN")


CALLS: dict[str, Call] = {
    "Sentry": lambda url, t: Alerts(
        SentryClient(sentry_session(url, Secret(t), "t/1", "x"), "moosequest")
    ).all(),
    "Heroku": lambda url, t: HerokuClient(url, Secret(t), "t/1", "x").config_var("app", "VAR"),
    "Postmark": lambda url, t: PostmarkClient(url, "t/1").server(Secret(t)),
    "Infisical": _vault,
}
each_service = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@pytest.fixture(autouse=True)
def _no_waiting_and_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(redaction, "_pieces", set())
    for name in (*PROXIES, *map(str.upper, PROXIES)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def elsewhere() -> Iterator[Parrot]:
    """Give another host, that must hear of nothing."""
    with Parrot() as other:
        other.words = lambda _: json_response([])
        yield other
        assert other.requests == []


@pytest.fixture
def asked() -> Iterator[Parrot]:
    with Parrot() as host:
        yield host


def refusal(call: Call, url: str, token: str = "") -> AlertsError:
    """Make a call that must fail, and return its error."""
    with pytest.raises(AlertsError) as caught:
        call(url, token or fresh())
    return caught.value


# The host that is configured.


@each_service
@pytest.mark.parametrize("url", PLAIN)
def test_no_token_is_sent_in_clear_over_a_network(call: Call, url: str) -> None:
    assert "would send a token unencrypted" in refusal(call, url).message


@each_service
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_no_token_elsewhere(
    asked: Parrot, elsewhere: Parrot, call: Call, status: int
) -> None:
    asked.words = lambda _: Response(status=status, headers={"Location": f"{elsewhere.url}/x"})
    assert "127.0.0.1, not followed" in refusal(call, asked.url).message
    assert len(asked.requests) == 1


def test_a_link_to_another_host_is_not_followed(asked: Parrot, elsewhere: Parrot) -> None:
    pages = iter(["true", "false"])

    def page(_: str) -> Response:
        link = f'<{elsewhere.url}/>; rel="next"; results="{next(pages)}"; cursor="0:100:0"'
        return json_response([], headers={"Link": link})

    asked.words = page
    CALLS["Sentry"](asked.url, fresh())
    assert asked.requests[1]["query"] == "per_page=100&cursor=0%3A100%3A0"


# Proxies.


@contextmanager
def listening(
    answer: bytes, context: ssl.SSLContext | None = None
) -> Iterator[tuple[int, list[bytes]]]:
    """Answer every connection with the same bytes; give the port, and what each one was sent."""
    heard: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                heard.append(b"")
                try:
                    plain = context.wrap_socket(connection, True) if context else connection
                    heard[-1] = plain.recv(65536)
                    plain.sendall(answer)
                    plain.close()
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1], heard
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
REFUSED = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"


@each_service
def test_a_proxy_is_used_and_is_told_no_token(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"token": fresh(), "password": fresh()}
    with listening(REFUSED) as (port, heard):
        monkeypatch.setenv("HTTPS_PROXY", f"http://somebody:{known['password']}@127.0.0.1:{port}")
        error = refusal(call, "https://service.invalid", known["token"])
    assert heard[0].startswith(b"CONNECT service.invalid:443 ")
    assert leaks(known, b"".join(heard)) == {"password"}
    assert "407 Proxy Authentication Required" in error.message
    assert leaks(known, told(error)) == set()


@pytest.mark.parametrize(
    "proxy",
    [
        *("http://x:{}@127.0.0.1:9", "http://x:%40{}@127.0.0.1:9", "socks5://x:{}@127.0.0.1:9"),
        *("http://x:{}@no-such-proxy.invalid:3128", "http://x:{}@h:99999", "x:{}@127.0.0.1:9"),
    ],
)
def test_no_broken_proxy_shows_its_password(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"token": fresh(), "password": fresh()}
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(known["password"]))
    error = refusal(CALLS["Sentry"], "https://service.invalid", known["token"])
    assert leaks(known, told(error)) == set()


@pytest.mark.parametrize("proxy", ["http://u:{}@[::1", "http://u:{}@h:99999", "http://u:{}@:80"])
def test_a_proxy_that_is_no_url_is_told_by_its_variable_and_not_shown(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = fresh()
    monkeypatch.setenv("HTTPS_PROXY", proxy.format(password))
    error = refusal(CALLS["Sentry"], "https://service.invalid")
    assert error.message == "the environment variable https_proxy is not the URL of a proxy"
    assert leaks({"password": password}, told(error)) == set()


def test_a_proxy_that_is_no_url_is_no_matter_to_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://[::1")
    with listening(EMPTY) as (port, _):
        assert CALLS["Sentry"](f"http://127.0.0.1:{port}", fresh()) == []


def test_a_proxy_that_repeats_its_password_does_not_get_it_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    password = fresh()
    with listening(b"HTTP/1.1 407 bad %b\r\n\r\n" % password.encode()) as (port, _):
        monkeypatch.setenv("HTTPS_PROXY", f"http://somebody:{password}@127.0.0.1:{port}")
        error = refusal(CALLS["Heroku"], "https://service.invalid")
    assert "407 bad [redacted]" in error.message


def told(error: AlertsError) -> bytes:
    return f"{error} {error!r} {''.join(traceback.format_exception(error))}".encode()


# Certificates.


def certificate(folder: Path, host: str) -> ssl.SSLContext:
    """Make a certificate that nobody but `folder/made.pem` vouches for."""
    key, made = str(folder / "key.pem"), str(folder / "made.pem")
    names = ["-subj", f"/CN={host}", "-addext", f"subjectAltName=IP:{host}"]
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command = [*request, "-keyout", key, "-out", made, *names]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (our own arguments)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context


needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl here")


@needs_openssl
@each_service
def test_a_certificate_nobody_vouches_for_is_told_and_tried_once(
    call: Call, tmp_path: Path
) -> None:
    with listening(REFUSED, certificate(tmp_path, "127.0.0.1")) as (port, heard):
        message = str(refusal(call, f"https://127.0.0.1:{port}"))
    assert "the TLS certificate is not trusted: " in message
    assert "self-signed certificate" in message
    assert "REQUESTS_CA_BUNDLE" in message
    assert heard == [b""]


@needs_openssl
def test_a_certificate_for_another_host_is_told_and_tried_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(REFUSED, certificate(tmp_path, "192.0.2.1")) as (port, heard):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "made.pem"))
        message = str(refusal(CALLS["Sentry"], f"https://127.0.0.1:{port}"))
    assert "IP address mismatch, certificate is not valid for '127.0.0.1'" in message
    assert heard == [b""]


@needs_openssl
def test_a_certificate_the_bundle_vouches_for_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(EMPTY, certificate(tmp_path, "127.0.0.1")) as (port, _):
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "made.pem"))
        assert CALLS["Sentry"](f"https://127.0.0.1:{port}", fresh()) == []
