"""Promises of Cloudflare Access in front of the Infisical simulator: who gets through."""

import pytest
import requests

from tests.simulator_infisical.client import CREDENTIALS, LOGIN, log_in
from tests.simulators import tokens
from tests.simulators.infisical import InfisicalSimulator

SERVICE_TOKEN = {
    "CF-Access-Client-Id": tokens.CF_ACCESS_CLIENT_ID,
    "CF-Access-Client-Secret": tokens.CF_ACCESS_CLIENT_SECRET,
}


# Cloudflare Access: Cloudflare docs "Service tokens".


def through_access(
    infisical: InfisicalSimulator, mode: str, **headers: str | None
) -> requests.Response:
    """Log in through Cloudflare Access with some headers changed, following nothing."""
    infisical.state["access"] = mode
    sent: dict[str, str | None] = {"User-Agent": "raxx-sre-ops/1.0", **SERVICE_TOKEN}
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.post(
        infisical.url + LOGIN,
        json=CREDENTIALS,
        headers=sent | changed,
        allow_redirects=False,
        timeout=5,
    )


NO_PAIR: list[dict[str, str | None]] = [
    {"CF_Access_Client_Id": None, "CF_Access_Client_Secret": None},
    {"CF_Access_Client_Id": None},
    {"CF_Access_Client_Secret": None},
    {"CF_Access_Client_Id": "someone.access"},
    {"CF_Access_Client_Secret": "wrong"},
]


@pytest.mark.parametrize("mode", ["redirect", "401", "403"])
def test_a_service_token_lets_through(infisical: InfisicalSimulator, mode: str) -> None:
    assert through_access(infisical, mode).status_code == 200


@pytest.mark.parametrize("headers", NO_PAIR)
def test_a_visitor_without_the_pair_is_sent_to_log_in(
    infisical: InfisicalSimulator, headers: dict[str, str | None]
) -> None:
    reply = through_access(infisical, "redirect", **headers)
    login = "https://raxx.cloudflareaccess.com/cdn-cgi/access/login/127.0.0.1?kid="
    assert (reply.status_code, reply.headers["Location"][: len(login)]) == (302, login)


@pytest.mark.parametrize("headers", NO_PAIR)
@pytest.mark.parametrize(("mode", "title"), [("401", "Unauthorized"), ("403", "Forbidden")])
def test_a_visitor_without_the_pair_gets_a_page(
    infisical: InfisicalSimulator, headers: dict[str, str | None], mode: str, title: str
) -> None:
    reply = through_access(infisical, mode, **headers)
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>"
    assert (reply.status_code, reply.headers["Content-Type"], reply.text) == (
        int(mode),
        "text/html",
        page,
    )


def test_a_doubled_header_is_no_pair(infisical: InfisicalSimulator) -> None:
    twice = f"{tokens.CF_ACCESS_CLIENT_ID},{tokens.CF_ACCESS_CLIENT_ID}"
    assert through_access(infisical, "403", CF_Access_Client_Id=twice).status_code == 403


@pytest.mark.parametrize(
    "agent", ["", None, "python-requests/2.34.2", "Python-urllib/3.11", "curl/8.5.0"]
)
def test_a_scripted_user_agent_is_blocked_before_access(
    infisical: InfisicalSimulator, agent: str | None
) -> None:
    # martymcenroe/AssemblyZero#1663; with None, urllib3 sends its own name.
    reply = through_access(infisical, "redirect", User_Agent=agent)
    assert (reply.status_code, reply.text) == (403, "error code: 1010")


def test_the_user_agent_rule_can_be_off(infisical: InfisicalSimulator) -> None:
    infisical.state["wafBlocksScriptedAgents"] = False
    assert through_access(infisical, "redirect", User_Agent=None).status_code == 200


def test_nobody_in_front_means_no_rule(infisical: InfisicalSimulator) -> None:
    reply = log_in(infisical)
    assert (reply.status_code, reply.headers.get("Server")) == (200, None)


@pytest.mark.parametrize("headers", [{}, NO_PAIR[0]])
def test_cloudflare_marks_every_answer(
    infisical: InfisicalSimulator, headers: dict[str, str | None]
) -> None:
    reply = through_access(infisical, "403", **headers)
    assert (reply.headers["Server"], "CF-RAY" in reply.headers) == ("cloudflare", True)


def test_a_refused_visitor_is_no_login(infisical: InfisicalSimulator) -> None:
    through_access(infisical, "403", **NO_PAIR[0])
    assert infisical.state["logins"] == {"succeeded": 0, "refused": 0}
