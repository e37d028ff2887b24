"""Promises of the least rights: these tokens are enough, and each right that lacks is named."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.monitor_provider import SentryMonitorProvider
from infra.program.resources import monitor_properties
from infra.provider.state import unpack, words_of
from infra.services import Services
from tests.engine.provider_process import ProviderError, ProviderProcess
from tests.http.test_secrecy import PATHS, Secrets, known, leaks, services
from tests.monitors.entries import cron, metric, monitor, uptime
from tests.provider.test_provider_process import check_of, reference, rule
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

__all__ = ["known", "services"]  # fixtures

ROOT = Path(__file__).parents[2]
HELD = {
    "SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN_LEAST,
    "HEROKU_API_KEY": tokens.HEROKU_TOKEN_READ_PROTECTED,
}
MAILS = [{"email": "ops@raxx.app"}, {"emailTeam": "sre"}]

Start = Callable[..., ProviderProcess]


@pytest.fixture
def log() -> list[str]:
    """Give what the providers say."""
    return []


@pytest.fixture
def start(
    sentry: SentrySimulator, heroku: HerokuSimulator, postmark: PostmarkSimulator, log: list[str]
) -> Iterator[Start]:
    """Give a function that starts a provider process with some variables; all end with the test."""
    config = {
        "raxx-alerts:sentryUrl": sentry.url,
        "raxx-alerts:herokuApiUrl": heroku.url,
        "raxx-alerts:postmarkApiUrl": postmark.url,
        "raxx-alerts:vaultPaths": json.dumps(PATHS),
    }
    with ExitStack() as started:

        def started_with(variables: dict[str, str]) -> ProviderProcess:
            environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables}
            process = ProviderProcess(
                "raxx-alerts", ROOT, environment, config, lambda _, text: log.append(text)
            )
            return started.enter_context(process)

        yield started_with


@pytest.fixture
def vault(infisical: InfisicalSimulator) -> dict[str, str]:
    """Put the least tokens in the vault, and return the variables that lead to them."""
    folders = infisical.state["project"]["environments"]["prod"]
    folders["/MooseQuest/sentry"]["SENTRY_API"] = {"$token": "SENTRY_TOKEN_LEAST"}
    folders["/MooseQuest/heroku"]["HEROKU_API_KEY"] = {"$token": "HEROKU_TOKEN_READ_PROTECTED"}
    return {
        "INFISICAL_API_URL": infisical.url,
        "INFISICAL_PROJECT_ID": PROJECT_ID,
        "INFISICAL_CLIENT_ID": tokens.INFISICAL_CLIENT_ID,
        "INFISICAL_CLIENT_SECRET": tokens.INFISICAL_CLIENT_SECRET,
    }


def life_of_a_rule(provider: ProviderProcess) -> str:
    """Check, create, read, change and delete a rule; return how it read after the change."""
    inputs, _ = provider.check({}, rule(action=MAILS))
    id_, outputs = provider.create(inputs)
    assert provider.read(id_, outputs, inputs)[0] == id_
    again, _ = provider.check(inputs, rule(action=MAILS, frequency="30 min"))
    assert provider.diff(id_, outputs, again).changes
    provider.update(id_, outputs, again)
    _, _, live = provider.read(id_, outputs, again)
    provider.delete(id_, outputs)
    return str(words_of(unpack(live or {}))["frequency"])


def life_of_a_monitor(provider: ProviderProcess, entry: dict[str, Any]) -> None:
    """Check, create, read, change and delete a monitor."""

    def declared(**changes: Any) -> dict[str, Any]:
        said = monitor_properties(monitor(entry, **changes), "moosequest", "trademaster-raptor")
        return {**said, "__provider": reference(SentryMonitorProvider)}

    inputs, _ = provider.check({}, declared())
    id_, outputs = provider.create(inputs)
    assert provider.read(id_, outputs, inputs)[0] == id_
    again, _ = provider.check(inputs, declared(description="Who runs it."))
    assert provider.diff(id_, outputs, again).changes
    provider.update(id_, outputs, again)
    provider.delete(id_, outputs)


def status(provider: ProviderProcess) -> str:
    """Look at the config var and return what is recorded."""
    inputs, _ = provider.check({}, check_of())
    return str(provider.create(inputs)[1]["status"])


def test_the_least_tokens_do_everything(start: Start, sentry: SentrySimulator) -> None:
    provider = start(HELD)
    assert (life_of_a_rule(provider), status(provider)) == ("30 min", "ok")
    assert sentry.state["workflows"] == []


def test_reading_values_is_enough_of_the_vault(
    start: Start, vault: dict[str, str], sentry: SentrySimulator
) -> None:
    provider = start(vault)
    assert (life_of_a_rule(provider), status(provider)) == ("30 min", "ok")
    assert sentry.state["workflows"] == []


def test_the_least_token_of_sentry_has_the_documented_scopes(sentry: SentrySimulator) -> None:
    scopes = sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"]
    page = (ROOT / "docs/secrets.md").read_text(encoding="utf-8")
    assert sorted(scopes) == ["alerts:read", "alerts:write", "member:read", "team:read"]
    assert [f"| `{scope}` |" in page for scope in scopes] == [True] * 4


OWNED = {"owner": {"team": "sre"}}
MONITORS = [
    pytest.param({**cron(slug="the-job"), "name": "the job"}, id="cron"),
    pytest.param(uptime() | OWNED, id="uptime"),
    pytest.param(metric() | OWNED, id="metric"),
]


@pytest.mark.parametrize("entry", MONITORS)
def test_the_least_token_and_project_read_do_everything_with_monitors(
    start: Start, sentry: SentrySimulator, entry: dict[str, Any]
) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"].append("project:read")
    life_of_a_monitor(start(HELD), entry)
    assert not [d for d in sentry.state["detectors"] if d["name"] == entry["name"]]


@pytest.mark.parametrize("entry", MONITORS[1:])
def test_monitors_other_than_cron_do_not_need_project_read(
    start: Start, entry: dict[str, Any]
) -> None:
    life_of_a_monitor(start(HELD), entry)


def test_a_cron_monitor_names_project_read_when_the_token_has_it_not(start: Start) -> None:
    with pytest.raises(ProviderError, match="give the token the scope project:read"):
        life_of_a_monitor(start(HELD), cron(slug="the-job") | {"name": "the job"})


@pytest.mark.parametrize("kind", [uptime(), metric()], ids=["uptime", "metric"])
def test_project_write_makes_a_monitor_and_does_not_change_it(
    start: Start, sentry: SentrySimulator, kind: dict[str, Any]
) -> None:
    scopes = sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"]
    scopes.append("project:write")
    scopes.remove("alerts:write")
    with pytest.raises(ProviderError, match=r"PUT .*: 403.*[\s\S]*alerts:write"):
        life_of_a_monitor(start(HELD), kind)
    assert [d["name"] for d in sentry.state["detectors"]].count(kind["name"]) == 1


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("alerts:read", "give the token the scope alerts:read"),
        ("alerts:write", "give the token the scope alerts:write"),
    ],
)
def test_a_scope_that_a_monitor_needs_is_named(
    start: Start, sentry: SentrySimulator, scope: str, words: str
) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"].remove(scope)
    with pytest.raises(ProviderError) as caught:
        life_of_a_monitor(start(HELD), uptime())
    assert words in str(caught.value)


def test_the_scope_that_cron_monitors_need_is_documented() -> None:
    page = (ROOT / "docs/secrets.md").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if "| `project:read` |" in line]
    assert "cron monitors" in row


@pytest.mark.expects_refusal
@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("alerts:read", "give the token the scope alerts:read"),
        ("alerts:write", "give the token the scopes alerts:read, alerts:write"),
        ("member:read", "give the token the scope member:read"),
        ("team:read", "give the token the scope team:read"),
    ],
)
def test_a_scope_that_the_sentry_token_lacks_is_named(
    start: Start, sentry: SentrySimulator, scope: str, words: str
) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"].remove(scope)
    with pytest.raises(ProviderError) as caught:
        life_of_a_rule(start(HELD))
    assert words in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_without_the_right_to_read_teams_a_rule_that_mails_none_is_managed(
    start: Start, sentry: SentrySimulator
) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"].remove("team:read")
    inputs, _ = start(HELD).check({}, rule())
    assert words_of(unpack(inputs))["action"] == "email ops@raxx.app"


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_right_to_write_is_named_by_every_write(
    start: Start, sentry: SentrySimulator, act: str
) -> None:
    provider = start(HELD)
    inputs, _ = provider.check({}, rule())
    id_, outputs = provider.create(inputs)
    sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"].remove("alerts:write")
    write: dict[str, Callable[[], Any]] = {
        "update": lambda: provider.update(id_, outputs, inputs),
        "delete": lambda: provider.delete(id_, outputs),
    }
    with pytest.raises(ProviderError, match="alerts:write"):
        write[act]()


@pytest.mark.parametrize("act", ["create", "update", "delete"])
def test_the_right_that_an_alert_on_all_projects_needs_is_named(
    start: Start, sentry: SentrySimulator, act: str
) -> None:
    provider, scopes = start(HELD), sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"]
    scopes.append("org:write")
    inputs, _ = provider.check({}, rule(allProjects=True))
    id_, outputs = provider.create(inputs)
    scopes.remove("org:write")
    another, _ = provider.check({}, rule(key="another", name="another", allProjects=True))
    write: dict[str, Callable[[], Any]] = {
        "create": lambda: provider.create(another),
        "update": lambda: provider.update(id_, outputs, inputs),
        "delete": lambda: provider.delete(id_, outputs),
    }
    with pytest.raises(ProviderError, match="give the token the scope org:write"):
        write[act]()


def test_a_rule_can_be_read_without_the_right_to_write(
    start: Start, sentry: SentrySimulator
) -> None:
    inputs, _ = start(HELD).check({}, rule())
    id_, outputs = start(HELD).create(inputs)
    sentry.state["tokens"]["SENTRY_TOKEN_LEAST"]["scopes"].remove("alerts:write")
    assert start(HELD).read(id_, outputs, inputs)[0] == id_


def test_the_scope_that_the_heroku_token_lacks_is_named(start: Start, log: list[str]) -> None:
    provider = start(HELD | {"HEROKU_API_KEY": tokens.HEROKU_TOKEN_UNPROTECTED})
    assert status(provider).startswith("unknown: Heroku: GET /apps/raxx-api-prod/config-vars: 403")
    assert "give the token the scope read-protected" in "".join(log)


MISSING = {
    "masked": "give it the permission to read secret values",
    "describe": "give the machine identity read access to that path in Infisical",
    "none": "give the machine identity read access to that path in Infisical",
    "stranger": "give the machine identity read access to that path in Infisical",
}


@pytest.mark.parametrize("permission", MISSING)
def test_a_right_that_the_vaults_identity_lacks_is_named(
    start: Start, vault: dict[str, str], infisical: InfisicalSimulator, permission: str
) -> None:
    infisical.state["permission"] = permission
    with pytest.raises(ProviderError) as caught:
        start(vault).check({}, rule())
    assert MISSING[permission] in str(caught.value)
    assert "/MooseQuest/sentry/SENTRY_API" in str(caught.value)


def test_each_service_is_sent_its_own_credentials_and_no_others(
    known: Secrets, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: dict[str, set[str]] = {}
    send = requests.adapters.HTTPAdapter.send

    def spy(self: Any, request: requests.PreparedRequest, *rest: Any, **more: Any) -> Any:
        seen = f"{request.url} {request.headers} {request.body!r}".encode()
        sent.setdefault(str(request.url).split("/")[2], set()).update(leaks(known, seen))
        return send(self, request, *rest, **more)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", spy)
    services.sentry("moosequest").alerts()
    assert services.look("raxx-api-prod", "POSTMARK_SERVER_TOKEN", 5, "postmark").status == "ok"
    pair = {"INFISICAL_CLIENT_ID", "INFISICAL_CLIENT_SECRET", "INFISICAL_ACCESS_TOKEN"}
    vault = pair | {"CF_ACCESS_CLIENT_ID", "CF_ACCESS_CLIENT_SECRET"}
    assert list(sent.values()) == [vault, {"SENTRY_TOKEN"}, {"HEROKU_TOKEN"}, {"POSTMARK_TOKEN"}]
