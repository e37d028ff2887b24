"""Promises about config var checks, tokens and mistakes, kept on every engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.engine.conftest import TOKENS, Stack
from tests.engine.test_scenarios import alerts, up, writes
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.engine

APP, VAR = "raxx-api-prod", "POSTMARK_SERVER_TOKEN"


def set_config_var(heroku: HerokuSimulator, value: str | None) -> None:
    """Set or remove the config var as a person would, through Heroku itself."""
    requests.patch(
        f"{heroku.url}/apps/{APP}/config-vars",
        json={VAR: value},
        headers={
            "Accept": "application/vnd.heroku+json; version=3",
            "Authorization": f"Bearer {tokens.HEROKU_TOKEN}",
        },
        timeout=10,
    ).raise_for_status()


def check(stack: Stack) -> dict[str, Any]:
    """Return what the stack outputs say of the one check."""
    (found,) = stack.engine.outputs()["checks"]
    return dict(found)


def fail(url: str, fault: str, times: int = 99) -> None:
    """Make a simulator answer everything with `fault`."""
    faults = [{"method": "*", "path": "/*", "times": times, "fault": fault}]
    requests.post(f"{url}/_sim/faults", json=faults, timeout=10).raise_for_status()


WRONG: dict[str, tuple[object, str]] = {
    "ABSENT": (None, "unset"),
    "BARE_NEWLINE": ("\n", "unset"),
    "FOUR_CHARACTERS": ("abcd", "too short"),
    "REVOKED": ({"$token": "POSTMARK_TOKEN_REVOKED"}, "invalid"),
}
"""Values of config vars that no mail can be sent with, and what is said of each."""


def test_a_wrong_value_is_a_warning_and_the_rule_is_managed_all_the_same(
    stack: Stack, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    held = heroku.state["apps"][0]["configVars"]
    held |= {name: value for name, (value, _) in WRONG.items() if value is not None}
    first = stack.config("configVarChecks")[0]
    stack.configure(configVarChecks=[first | {"configVar": name} for name in WRONG])
    output = up(stack)
    assert {row["config_var"]: row["status"] for row in stack.engine.outputs()["checks"]} == {
        name: status for name, (_, status) in WRONG.items()
    }
    assert len(alerts(sentry)) == 1
    for name in WRONG:
        assert f"warning: config var {name} of Heroku app {APP} " in output
        assert f"Next: heroku config:edit {name} --app {APP}" in output


def test_each_preview_looks_afresh(stack: Stack, heroku: HerokuSimulator) -> None:
    up(stack)
    set_config_var(heroku, None)
    assert "is unset" in stack.engine.preview().output
    set_config_var(heroku, tokens.POSTMARK_TOKEN_REVOKED)
    assert "Postmark refuses" in stack.engine.preview().output
    set_config_var(heroku, tokens.POSTMARK_TOKEN)
    assert "warning" not in stack.engine.preview().output


def test_the_first_preview_warns_already(stack: Stack, heroku: HerokuSimulator) -> None:
    set_config_var(heroku, None)
    assert "is unset" in stack.engine.preview().output


def test_a_strict_check_fails_the_update_with_the_rule_in_place(
    stack: Stack, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    set_config_var(heroku, None)
    stack.configure(configVarChecks=[stack.config("configVarChecks")[0] | {"strict": True}])
    outcome = stack.engine.up()
    assert outcome.exit_code == 1
    assert "is unset, and its check is strict" in outcome.output
    assert len(alerts(sentry)) == 1


def test_a_strict_check_that_fails_later_is_a_change_that_is_not_expected(
    stack: Stack, heroku: HerokuSimulator
) -> None:
    stack.configure(configVarChecks=[stack.config("configVarChecks")[0] | {"strict": True}])
    up(stack)
    set_config_var(heroku, None)
    assert stack.engine.preview(expect_no_changes=True).exit_code == 7
    assert stack.engine.up().exit_code == 1


OUTAGES = [
    ("Heroku", "reset"),
    ("Postmark", "500"),
    *(
        pytest.param(*outage, marks=pytest.mark.long)
        for outage in (
            *(("Heroku", "500"), ("Heroku", "html")),
            *(("Postmark", "reset"), ("Postmark", "html")),
        )
    ),
]


@pytest.mark.parametrize(("service", "fault"), OUTAGES)
def test_an_outage_behind_the_check_keeps_no_rule_from_being_managed(
    stack: Stack,
    sentry: SentrySimulator,
    heroku: HerokuSimulator,
    postmark: PostmarkSimulator,
    service: str,
    fault: str,
) -> None:
    fail({"Heroku": heroku.url, "Postmark": postmark.url}[service], fault)
    up(stack)
    assert len(alerts(sentry)) == 1
    assert check(stack)["status"].startswith(f"unknown: {service}: GET ")


def test_without_a_heroku_token_the_rule_is_managed_and_the_status_says_why(
    stack: Stack, sentry: SentrySimulator
) -> None:
    stack.use_environment(SENTRY_AUTH_TOKEN=tokens.SENTRY_TOKEN)
    up(stack)
    assert len(alerts(sentry)) == 1
    assert check(stack)["status"] == "unknown: HEROKU_API_KEY is not set, and no vault has it."


def behind_access(infisical: InfisicalSimulator) -> dict[str, str]:
    """Put Cloudflare Access before the vault and return the environment that passes it."""
    with infisical.lock:
        infisical.state["access"] = "redirect"
    return {
        "INFISICAL_API_URL": infisical.url,
        "INFISICAL_PROJECT_ID": infisical.state["project"]["id"],
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": tokens.INFISICAL_CLIENT_ID,
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": tokens.INFISICAL_CLIENT_SECRET,
        "CF_ACCESS_CLIENT_ID": tokens.CF_ACCESS_CLIENT_ID,
        "CF_ACCESS_CLIENT_SECRET": tokens.CF_ACCESS_CLIENT_SECRET,
    }


def test_both_tokens_come_from_the_vault_behind_access(
    stack: Stack, sentry: SentrySimulator, infisical: InfisicalSimulator
) -> None:
    stack.use_environment(**behind_access(infisical))
    up(stack)
    assert len(alerts(sentry)) == 1
    assert check(stack)["status"] == "ok"


@pytest.mark.long
def test_a_run_logs_in_to_the_vault_once(stack: Stack, infisical: InfisicalSimulator) -> None:
    stack.use_environment(**behind_access(infisical))
    stack.engine.preview()
    paths = [request["path"] for request in infisical.requests]
    assert paths.count("/api/v1/auth/universal-auth/login") == 1


def test_without_any_token_one_error_names_every_variable_and_the_path(stack: Stack) -> None:
    stack.use_environment(INFISICAL_PROJECT_ID="some-project")
    outcome = stack.engine.preview()
    assert outcome.exit_code == 1
    assert "SENTRY_AUTH_TOKEN (not set)" in outcome.output
    assert "/MooseQuest/sentry/SENTRY_API, with INFISICAL_PROJECT_ID (set)" in outcome.output
    assert "Traceback" not in outcome.output


def test_an_expired_token_is_told_at_preview_with_where_it_lives(stack: Stack) -> None:
    stack.use_environment(**TOKENS | {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN_EXPIRED})
    outcome = stack.engine.preview()
    assert outcome.exit_code == 1
    assert "Token expired" in outcome.output
    assert "the environment variable SENTRY_AUTH_TOKEN" in outcome.output
    assert "Traceback" not in outcome.output


def test_a_preview_of_every_field_warns_of_a_rule_that_cannot_be_applied(stack: Stack) -> None:
    rule = stack.config("alertRules")[0]
    stack.configure(alertRules=[rule | {"action": {"email": "nobody@raxx.app"}}])
    outcome = stack.engine.preview(diff=True)
    assert f"rule {rule['key']} cannot be applied:" in outcome.output
    assert outcome.exit_code == 0


def test_a_recipient_who_cannot_be_mailed_is_told_at_preview(
    stack: Stack, sentry: SentrySimulator
) -> None:
    rule = stack.config("alertRules")[0]
    stranger = {"key": "stranger", "name": "stranger", "action": {"email": "nobody@raxx.app"}}
    invited = {"key": "invited", "name": "invited", "action": {"email": "newcomer@raxx.app"}}
    stack.configure(alertRules=[rule, rule | stranger, rule | invited])
    outcome = stack.engine.preview()
    for key, words in {
        "stranger": "no member of Sentry organization moosequest has the address nobody@raxx.app",
        "invited": "is invited to moosequest but has not joined",
    }.items():
        assert f"warning: rule {key} cannot be applied" in outcome.output
        assert words in outcome.output
    assert "Traceback" not in outcome.output
    assert writes(sentry) == []


def test_a_secondary_address_is_accepted_with_a_warning(
    stack: Stack, sentry: SentrySimulator
) -> None:
    rule = stack.config("alertRules")[0] | {"action": {"email": "oncall-alias@raxx.app"}}
    stack.configure(alertRules=[rule])
    assert "oncall-alias@raxx.app is a secondary address of kai@raxx.app" in up(stack)
    (action,) = alerts(sentry)[0]["actionFilters"][0]["actions"]
    assert action["config"]["targetIdentifier"] == "3002"


def test_every_mistake_of_the_config_is_in_one_report(
    stack: Stack, sentry: SentrySimulator
) -> None:
    rule = stack.config("alertRules")[0]
    wrong = rule | {"condition": {"atLeast": 0, "within": "5min"}, "frequency": "0 min"}
    stack.configure(alertRules=[wrong], sentryProject="No Slug")
    outcome = stack.engine.preview()
    assert outcome.exit_code == 1
    assert "the stack config has 4 problems:" in outcome.output
    assert "'5min' is not one of 1m, 5m, 15m, 1h, 1d, 1w, 30d" in outcome.output
    assert "Traceback" not in outcome.output
    assert sentry.requests == []


def test_a_misspelled_key_of_the_config_is_not_passed_over(stack: Stack) -> None:
    stack.configure(configVarCheck=[])
    outcome = stack.engine.preview()
    assert outcome.exit_code == 1
    assert "configVarCheck: unknown key (did you mean 'configVarChecks'?)" in outcome.output


def test_no_secret_is_in_the_state_the_output_or_any_file_of_the_run(
    stack: Stack, infisical: InfisicalSimulator, heroku: HerokuSimulator, tmp_path: Path
) -> None:
    stack.use_environment(**behind_access(infisical))
    printed = up(stack) + stack.engine.preview(diff=True).output
    set_config_var(heroku, tokens.POSTMARK_TOKEN_REVOKED)
    printed += up(stack) + json.dumps(stack.engine.state()) + json.dumps(stack.engine.outputs())
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    everything = b"\n".join([printed.encode(), *files])
    found = {
        name
        for name, secret in tokens.SECRETS.items()
        for start in range(len(secret) - 7)
        if secret[start : start + 8].encode() in everything
    }
    assert found == set()
