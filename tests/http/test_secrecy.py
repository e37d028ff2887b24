"""Promises of secrecy within the program: fresh secrets, and nowhere a run of one afterwards."""

from __future__ import annotations

import base64
import logging
import secrets
import string
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from infra.base.errors import AlertsError, UnauthorizedError
from infra.base.redaction import remember_secret
from infra.base.secret import Secret
from infra.config.connections import Connections
from infra.heroku.client import HerokuClient
from infra.heroku.postmark import PostmarkClient
from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient, sentry_session
from infra.services import Services
from infra.vault.vault import Vault
from tests.simulators import cloudflare_access, infisical_login, postmark, references, tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.server import Simulator, json_response
from tests.vault.machine import PATHS as VAULT_PATHS

Secrets = dict[str, str]

PIECE = 16
PATHS = {key: VAULT_PATHS[key] for key in ("SENTRY_AUTH_TOKEN", "HEROKU_API_KEY")}


def fresh() -> str:
    """Return a secret that no run had before, of characters that stand for themselves in URLs."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(32))


def fresh_secrets(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """Give every secret that the simulators know a value that no run had before."""
    known = {name: fresh() for name in tokens.SECRETS}
    for name, value in known.items():
        for module in (tokens, infisical_login, cloudflare_access):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, value)
        monkeypatch.setitem(tokens.SECRETS, name, value)
        monkeypatch.setitem(references.NAMES, value, name)
    for name in ("INBOUND_HASH", "HOOK_PASSWORD"):
        known[name] = fresh()
        monkeypatch.setattr(postmark, name, known[name])
    return known


def leaks(known: Mapping[str, str], seen: bytes) -> set[str]:
    """Name the secrets of which `seen` holds a run, of the text itself, its base64 or its hex."""
    found = set()
    for name, value in known.items():
        raw = value.encode()
        forms = [raw, raw.hex().encode(), raw.hex().upper().encode()]
        forms += [base64.b64encode(b"." * shift + raw)[4:-4] for shift in range(3)]
        pieces = [form[i : i + PIECE] for form in forms for i in range(len(form) - PIECE + 1)]
        if any(piece in seen for piece in pieces):
            found.add(name)
    return found


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


@pytest.mark.parametrize("start", [0, 9, 16])
def test_the_search_finds_any_run_of_a_secret(start: int) -> None:
    it = fresh()
    assert leaks({"it": it}, b"." + it[start : start + 16].encode()) == {"it"}


@pytest.mark.parametrize("before", ["", "x", "user:", "Bearer "])
def test_the_search_finds_a_secret_in_base64(before: str) -> None:
    it = fresh()
    assert leaks({"it": it}, base64.b64encode(f"{before}{it}".encode())) == {"it"}


# A service that repeats what it was sent.


class Parrot(Simulator):
    """Any vendor, answering each request with `words`, given the secret that it came with."""

    vendor: ClassVar[str] = "parrot"
    variable: ClassVar[str] = "PARROT_URL"
    routes: ClassVar[Map] = Map([Rule("/<path:_>", methods=["GET", "POST"])])
    words: Callable[[str], Response]

    def initial_state(self) -> dict[str, Any]:
        """Know of no secret yet."""
        self.secret = ""
        return {}

    def handle(self, request: Request) -> Response:
        """Refuse a request in the words that the test chose."""
        sent = f"{request.headers}{request.get_data().decode()}"
        assert self.secret in sent
        return self.words(self.secret)


def echoed(text: Callable[[str], str]) -> Callable[[str], Response]:
    """Answer 400 with a text in the keys of all four vendors."""
    keys = ("detail", "message", "Message", "id", "ErrorCode", "error")
    return lambda secret: json_response(dict.fromkeys(keys, text(secret)), 400)


ECHOES: dict[str, Callable[[str], Response]] = {
    "whole": echoed(lambda s: f"no such token: {s}"),
    "first sixteen": echoed(lambda s: f"token {s[:16]}... is unknown"),
    "last sixteen": echoed(lambda s: f"token ...{s[-16:]}"),
    "all but the ends": echoed(lambda s: f"token {s[3:-3]} is unknown"),
    "cut short by the limit of a message": echoed(lambda s: "x" * 280 + s),
    "URL-encoded": echoed(lambda s: f"?token={quote('+/' + s + '=')}"),
    "base64": echoed(lambda s: f"unknown: {base64.b64encode(f'somebody:{s}'.encode()).decode()}"),
    "hex": echoed(lambda s: f"unknown: {s.encode().hex()}"),
    "deep": lambda s: json_response({"errors": [{"sent": {"token": [s]}}]}, 403),
    "plain text": lambda s: Response(f"unknown {s}", 500, content_type="text/plain"),
    "page": lambda s: Response(f"<html>{s}", 403, content_type="text/html"),
    "wrong shape, deep": lambda s: json_response([{"id": [s], s: s}]),
    "header": lambda s: Response(
        "{}", 410, {"X-Sentry-Replacement-Endpoint": f"/api/{s}/", "Retry-After": s}
    ),
    "redirect's path": lambda s: Response(status=302, headers={"Location": f"https://x/{s}"}),
    "redirect's query": lambda s: Response(status=307, headers={"Location": f"https://x/?t={s}"}),
    "redirect's user": lambda s: Response(status=308, headers={"Location": f"https://{s}@x/"}),
    "Link": lambda s: json_response(
        [], headers={"Link": f'<http://x/?{s}>; rel="next"; results="true"; cursor=""; x="{s}"'}
    ),
}


def _sentry(url: str, secret: str) -> object:
    session = sentry_session(url, Secret(secret), "tests/1", "a test")
    return Alerts(SentryClient(session, "moosequest")).all()


def _heroku(url: str, secret: str) -> object:
    return HerokuClient(url, Secret(secret), "tests/1", "a test").config_var("app", "VAR")


def _postmark(url: str, secret: str) -> object:
    remember_secret(secret)  # as HerokuClient does, where the token comes from
    return PostmarkClient(url, "tests/1").server(Secret(secret))


def _login(url: str, secret: str) -> object:
    return _vault(url, INFISICAL_CLIENT_ID="an-identity", INFISICAL_CLIENT_SECRET=secret)


def _ready_token(url: str, secret: str) -> object:
    return _vault(url, INFISICAL_TOKEN=secret)


def _access(url: str, secret: str) -> object:
    pair = {"CF_ACCESS_CLIENT_ID": "x.access", "CF_ACCESS_CLIENT_SECRET": secret}
    return _vault(url, INFISICAL_TOKEN="spurious-one", **pair)


def _vault(url: str, **environ: str) -> object:
    place = {"INFISICAL_API_URL": url, "INFISICAL_PROJECT_ID": PROJECT_ID}
    return Vault(PATHS, "tests/1", place | environ).require("SENTRY_AUTH_TOKEN")


VENDORS = [_sentry, _heroku, _postmark, _login, _ready_token, _access]


@pytest.fixture(scope="module")
def running_parrot() -> Iterator[Parrot]:
    with Parrot() as started:
        yield started


@pytest.mark.parametrize("call", VENDORS, ids=lambda call: call.__name__.strip("_"))
@pytest.mark.parametrize("echo", ECHOES)
def test_a_secret_that_a_vendor_repeats_is_hidden(
    running_parrot: Parrot, call: Callable[[str, str], object], echo: str
) -> None:
    running_parrot.reset()
    running_parrot.words, running_parrot.secret = ECHOES[echo], (secret := fresh())
    try:
        shown = repr(call(running_parrot.url, secret))
    except AlertsError as error:
        shown = f"{error} {error!r} {''.join(traceback.format_exception(error))} {vars(error)}"
    assert leaks({"it": secret}, shown.encode()) == set()
    assert (len(running_parrot.requests) > 0, running_parrot.crashes) == (True, [])


# What libraries log, and what objects print.


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, infisical: InfisicalSimulator) -> Secrets:
    """Give fresh secrets, and an environment that leads to them through the vault."""
    known = fresh_secrets(monkeypatch)
    infisical.state["access"] = "redirect"
    for name in ("INFISICAL_CLIENT", "CF_ACCESS_CLIENT"):
        monkeypatch.setenv(f"{name}_ID", known[f"{name}_ID"])
        monkeypatch.setenv(f"{name}_SECRET", known[f"{name}_SECRET"])
    monkeypatch.setenv("INFISICAL_API_URL", infisical.url)
    monkeypatch.setenv("INFISICAL_PROJECT_ID", PROJECT_ID)
    return known


@pytest.fixture
def services(
    known: Secrets,  # noqa: ARG001 (the clients find them in the environment)
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
) -> Services:
    """Give the clients of a process, whose tokens are in the vault."""
    return Services(Connections(sentry.url, heroku.url, postmark.url, "t/1", PATHS), pytest.fail)


def test_at_its_most_verbose_no_library_logs_a_secret(
    known: Secrets, services: Services, sentry: SentrySimulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    services.sentry("moosequest").user("ops@raxx.app")
    assert services.look("raxx-api-prod", "POSTMARK_SERVER_TOKEN", 5, "postmark").status == "ok"
    sentry.state["tokens"]["SENTRY_TOKEN"]["expired"] = True
    with pytest.raises(UnauthorizedError):
        services.sentry("moosequest").alerts()
    assert "/config-vars" in caplog.text
    assert leaks(known, caplog.text.encode()) == set()


def test_no_object_prints_a_secret(known: Secrets, services: Services) -> None:
    inventory = services.sentry("moosequest")
    finding = services.look("raxx-api-prod", "POSTMARK_SERVER_TOKEN", 5, "postmark")
    objects = [
        services,
        vars(services),
        inventory,
        vars(inventory),
        vars(inventory.api),
        finding,
    ]
    assert leaks(known, "".join(f"{o!r} {o}" for o in objects).encode()) == set()
