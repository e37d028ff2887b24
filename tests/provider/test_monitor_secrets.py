"""Promises of what is secret in a monitor: sent to Sentry, compared, and kept nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from infra.base.errors import SecretError, ServiceError
from infra.provider.monitor_state import pack
from tests.monitors.entries import uptime
from tests.provider.monitor_life import Entry, Life, live
from tests.simulators import tokens
from tests.simulators.faults import Fault
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.infisical_secrets import PROJECT_ID
from tests.simulators.sentry import SentrySimulator
from tests.simulators.server import json_response

HEADER = "counterfeit-probe-header-6XbQ2w"
BODY = "pretend-probe-body-9LmVz4"
STRANGE = "sham-value-set-by-hand-1KdTy8"
FOLDER = "/MooseQuest/probe"


@pytest.fixture
def life(life: Life, infisical: InfisicalSimulator, monkeypatch: pytest.MonkeyPatch) -> Life:
    """Give an entry's life with a vault that has the secrets of the probe."""
    folders = infisical.state["project"]["environments"]["prod"]
    folders[FOLDER] = {"HEADER": HEADER, "BODY": BODY}
    variables = {
        "INFISICAL_API_URL": infisical.url,
        "INFISICAL_PROJECT_ID": PROJECT_ID,
        "INFISICAL_CLIENT_ID": tokens.INFISICAL_CLIENT_ID,
        "INFISICAL_CLIENT_SECRET": tokens.INFISICAL_CLIENT_SECRET,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    life.another_run()
    return life


PROBE: Entry = uptime(
    method="POST",
    headers={
        "Authorization": {"vault": f"{FOLDER}/HEADER"},
        "X-Zone": "eu",
        "Accept": "application/json",
    },
    body={"vault": f"{FOLDER}/BODY"},
)


def query(sentry: SentrySimulator, life: Life) -> dict[str, Any]:
    """Return what the monitor asks for, as the server keeps it."""
    found: dict[str, Any] = live(sentry, life.id)["dataSources"][0]["queryObj"]
    return found


def set_header(sentry: SentrySimulator, life: Life, name: str, value: str) -> None:
    """Set a header by hand."""
    headers = [header for header in query(sentry, life)["headers"] if header[0] != name]
    query(sentry, life)["headers"] = [*headers, [name, value]]


def shown(life: Life, told: list[str]) -> str:
    """Return all that is stored and told."""
    return life.text_of_state + "".join(told)


def is_hidden(life: Life, told: list[str]) -> bool:
    """Tell whether none of the secrets is stored or told."""
    return not [secret for secret in (HEADER, BODY, STRANGE) if secret in shown(life, told)]


def test_sentry_is_sent_what_the_vault_has(life: Life, sentry: SentrySimulator) -> None:
    life.apply(PROBE)
    assert ["Authorization", HEADER] in query(sentry, life)["headers"]
    assert query(sentry, life)["body"] == BODY


def test_the_state_and_what_is_told_have_the_path_alone(life: Life, told: list[str]) -> None:
    life.apply(PROBE)
    life.refresh()
    assert is_hidden(life, told)
    assert f"{FOLDER}/HEADER" in shown(life, told)


def test_a_secret_that_sentry_still_has_is_no_change(life: Life, told: list[str]) -> None:
    life.apply(PROBE)
    life.refresh()
    assert life.apply(PROBE) == "same"
    assert told == []


@pytest.mark.parametrize("place", ["header", "body"])
def test_a_secret_changed_in_sentry_is_told_without_it_and_put_back(
    life: Life, sentry: SentrySimulator, told: list[str], place: str
) -> None:
    life.apply(PROBE)
    if place == "body":
        query(sentry, life)["body"] = STRANGE
    else:
        set_header(sentry, life, "Authorization", STRANGE)
    life.refresh()
    assert life.apply(PROBE) == "update"
    assert told[-1].startswith("monitor api-is-up changes: ")
    assert is_hidden(life, told)
    assert ["Authorization", HEADER] in query(sentry, life)["headers"]
    assert query(sentry, life)["body"] == BODY


def test_a_secret_changed_in_the_vault_is_told_and_sent(
    life: Life, sentry: SentrySimulator, infisical: InfisicalSimulator
) -> None:
    life.apply(PROBE)
    infisical.state["project"]["environments"]["prod"][FOLDER]["HEADER"] = "bogus-next-value-7Yq"
    life.refresh()
    assert life.apply(PROBE) == "update"
    assert ["Authorization", "bogus-next-value-7Yq"] in query(sentry, life)["headers"]


def test_a_header_that_the_entry_has_not_is_removed_and_its_value_never_shown(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    life.apply(uptime())
    set_header(sentry, life, "X-Api-Key", STRANGE)
    life.refresh()
    assert is_hidden(life, told)
    assert life.apply(uptime()) == "update"
    assert is_hidden(life, told)
    assert query(sentry, life)["headers"] == []


@pytest.mark.parametrize("change", ["body", "header", "url"])
def test_what_the_entry_writes_out_and_sentry_has_otherwise_is_hidden_too(
    life: Life, sentry: SentrySimulator, told: list[str], change: str
) -> None:
    entry = uptime(method="POST", headers={"X-Zone": "eu"}, body="ping")
    life.apply(entry)
    if change == "header":
        set_header(sentry, life, "X-Zone", STRANGE)
    else:
        value = STRANGE if change == "body" else f"https://ops:{STRANGE}@api.raxx.app/health"
        query(sentry, life)[change] = value
    life.refresh()
    assert life.apply(entry) == "update"
    assert is_hidden(life, told)
    assert query(sentry, life)["body"] == "ping"


def test_the_adoption_of_a_monitor_with_secrets_of_its_own_shows_none(
    life: Life, sentry: SentrySimulator, told: list[str]
) -> None:
    life.apply(PROBE)
    set_header(sentry, life, "Cookie", STRANGE)
    set_header(sentry, life, "Authorization", STRANGE)
    query(sentry, life)["body"] = STRANGE
    adopting = Life(sentry)
    adopting.apply(PROBE)
    assert "adopts the monitor" in told[0]
    assert is_hidden(adopting, told)
    assert sorted(query(sentry, adopting)["headers"]) == [
        ["Accept", "application/json"],
        ["Authorization", HEADER],
        ["X-Zone", "eu"],
    ]


def test_the_adoption_of_a_monitor_that_has_the_same_secrets_writes_nothing(
    life: Life, sentry: SentrySimulator
) -> None:
    life.apply(PROBE)
    before = len(sentry.requests)
    Life(sentry).apply(PROBE)
    assert {request["method"] for request in sentry.requests[before:]} == {"GET"}


def test_a_vault_that_is_down_at_a_refresh_is_warned_of_and_is_no_change(
    life: Life, infisical: InfisicalSimulator, told: list[str]
) -> None:
    life.apply(PROBE)
    infisical.faults = [Fault("*", "*", "500", 99)]
    life.refresh()
    assert f"whether Sentry still has the secret at {FOLDER}/HEADER cannot be said" in "".join(told)
    assert life.apply(PROBE) == "same"


def test_a_vault_that_is_down_when_the_monitor_is_made_stops_this_monitor_and_makes_nothing(
    life: Life, sentry: SentrySimulator, infisical: InfisicalSimulator
) -> None:
    infisical.faults = [Fault("*", "*", "500", 99)]
    life.plan(PROBE)
    with pytest.raises(SecretError):
        life.create()
    assert "POST" not in {request["method"] for request in sentry.requests}


def test_a_path_that_the_vault_has_not_is_told(life: Life) -> None:
    life.plan(uptime(headers={"Authorization": {"vault": f"{FOLDER}/TYPO"}}))
    with pytest.raises(SecretError, match=f"{FOLDER}/TYPO"):
        life.create()


@pytest.mark.parametrize("status", [400, 500])
def test_a_refusal_in_which_sentry_repeats_the_secret_does_not_show_it(
    life: Life, sentry: SentrySimulator, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    echo = json_response({"dataSources": {"headers": [f"bad {HEADER} {BODY}"]}}, status)
    life.plan(PROBE)
    monkeypatch.setattr(sentry, "_create_detector", lambda *_: echo)
    with pytest.raises(ServiceError, match=r"\[redacted\]") as caught:
        life.create()
    assert not [secret for secret in (HEADER, BODY) if secret in repr(caught.value.args)]


def test_a_state_whose_document_has_hidden_parts_is_never_sent(
    life: Life, sentry: SentrySimulator
) -> None:
    life.apply(uptime())
    set_header(sentry, life, "X-Api-Key", STRANGE)
    life.refresh()
    assert '"hidden":true' in pack(life.kept)["monitor"]
    life.apply(uptime(timeout="9 s"))
    assert query(sentry, life)["headers"] == []


def test_a_header_and_a_body_with_blanks_and_lines_come_out_of_the_vault(
    life: Life, sentry: SentrySimulator, infisical: InfisicalSimulator
) -> None:
    body = f'{{\n  "probe": "{BODY}"\n}}'
    folders = infisical.state["project"]["environments"]["prod"]
    folders[FOLDER] = {"HEADER": f"Bearer {HEADER}", "BODY": body}
    life.apply(PROBE)
    assert ["Authorization", f"Bearer {HEADER}"] in query(sentry, life)["headers"]
    assert query(sentry, life)["body"] == body
    life.refresh()
    assert life.apply(PROBE) == "same"
