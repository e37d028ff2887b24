"""Promises of secrets: Sentry is sent them, and nothing else ever holds them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from infra.monitors.canonical import CONFIG_FROM, canonical
from infra.monitors.secrets import conceal, fill_secrets, is_safe_header, names_a_secret
from tests.monitors.entries import cron, document, uptime
from tests.monitors.replies import reply

SECRET = "hunter2-hunter2"
DECLARED = document(
    uptime(
        method="POST",
        headers={"Authorization": {"vault": "/probe"}, "X-Env": "prod", "Accept": "*/*"},
        body={"vault": "/body"},
    )
)


def _shown(headers: Any, body: Any = None, declared: Any = DECLARED, **source: Any) -> Any:
    live = reply(document(uptime()))
    live["dataSources"][0]["queryObj"] |= {"headers": headers, "body": body, **source}
    shown = conceal(canonical(live, declared), declared, lambda _, value: value == SECRET)
    return shown["dataSources"][0]


def test_sentry_is_sent_the_texts_that_are_in_the_vault() -> None:
    sent = fill_secrets(DECLARED, lambda path: f"text of {path}")["dataSources"][0]
    assert ["Authorization", "text of /probe"] in sent["headers"]
    assert sent["body"] == "text of /body"


def test_the_mark_that_check_ins_say_the_schedule_is_not_sent() -> None:
    left = document(cron(configFrom="checkIns"))
    assert CONFIG_FROM in left
    assert CONFIG_FROM not in fill_secrets(left, str)


def test_a_text_that_sentry_has_as_the_vault_has_it_is_its_path() -> None:
    shown = _shown([["authorization", SECRET]], SECRET)
    assert shown["headers"] == [["authorization", {"vault": "/probe"}]]
    assert shown["body"] == {"vault": "/body"}


def test_a_text_that_differs_from_the_vaults_is_said_to_and_not_kept() -> None:
    shown = _shown([["Authorization", "another"]], "another")
    assert shown["headers"] == [["Authorization", {"vault": "/probe", "differs": True}]]
    assert shown["body"] == {"vault": "/body", "differs": True}


@pytest.mark.parametrize("header", [["X-Env", SECRET], ["X-New", SECRET], ["Cookie", SECRET]])
def test_a_value_that_the_entry_does_not_have_is_hidden(header: Any) -> None:
    assert _shown([header])["headers"] == [[header[0], {"hidden": True}]]


def test_a_value_that_the_entry_has_is_shown() -> None:
    assert _shown([["X-Env", "prod"]])["headers"] == [["X-Env", "prod"]]


def test_a_value_of_a_header_that_is_never_secret_is_shown() -> None:
    assert _shown([["User-Agent", "probe"]])["headers"] == [["User-Agent", "probe"]]


def test_headers_of_one_name_are_compared_one_by_one() -> None:
    declared = document(uptime(headers={"X-Env": ["a", "b"]}))
    shown = _shown([["x-env", "a"], ["X-Env", "c"], ["X-Env", "b"]], declared=declared)
    assert [value for _, value in shown["headers"]] == [{"hidden": True}, "b", {"hidden": True}]


def test_a_user_in_a_url_is_hidden() -> None:
    url = f"https://ops:{SECRET}@api.raxx.app/health?a@b"
    shown = _shown([], url=url, declared=None)
    assert shown["url"] == "https://<hidden>@api.raxx.app/health?a@b"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://api.raxx.app/health", "https://api.raxx.app/health"),
        ("https://api.raxx.app/health?key=1", "https://api.raxx.app/health?key=1"),
        (f"https://api.raxx.app/health?key={SECRET}", "https://api.raxx.app/health?<hidden>"),
        (f"https://b.example?key={SECRET}#{SECRET}", "https://b.example?<hidden>"),
    ],
)
def test_the_query_of_a_url_is_hidden_unless_the_entry_has_it(url: str, shown: str) -> None:
    declared = document(uptime(url="https://api.raxx.app/health?key=1"))
    assert _shown([], url=url, declared=declared)["url"] == shown


def test_without_an_entry_everything_that_may_be_secret_is_hidden() -> None:
    shown = _shown([["X-Env", SECRET], ["Accept", "*/*"]], SECRET, declared=None)
    assert shown["headers"] == [["Accept", "*/*"], ["X-Env", {"hidden": True}]]
    assert shown["body"] == {"hidden": True}


def test_what_is_concealed_stays_so() -> None:
    live = reply(fill_secrets(DECLARED, str))
    once = conceal(canonical(live), DECLARED, lambda *_: False)
    assert conceal(once, DECLARED, lambda *_: True) == once
    without_entry = conceal(once, None, lambda *_: True)["dataSources"][0]
    kept = ["Authorization", {"vault": "/probe", "differs": True}]
    assert kept in without_entry["headers"]


def test_a_header_from_the_vault_is_not_shown_though_none_of_its_name_is_ever_secret() -> None:
    declared = document(uptime(headers={"User-Agent": {"vault": "/agent"}}))
    shown = _shown([["User-Agent", SECRET]], declared=declared)
    assert shown["headers"] == [["User-Agent", {"vault": "/agent"}]]


def test_no_header_is_both_safe_and_secret() -> None:
    names = ["Accept", "Content-Type", "User-Agent", "Referer", "Authorization", "X-Api-Key"]
    assert not [name for name in names if is_safe_header(name) and names_a_secret(name)]


def test_the_provider_process_needs_no_models_to_compare_and_conceal() -> None:
    code = (
        "import sys, infra.monitors.canonical, infra.monitors.secrets, infra.monitors.summary\n"
        "import json; print(json.dumps([m for m in sys.modules if m in ('pydantic', 'cronsim')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603
    assert json.loads(done.stdout) == []


def test_a_body_of_an_odd_shape_is_hidden() -> None:
    assert _shown([], {"password": SECRET})["body"] in (
        {"vault": "/body", "differs": True},
        {"hidden": True},
    )
