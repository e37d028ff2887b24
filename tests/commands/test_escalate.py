"""`escalate` answers whether the operator must be woken: 1 and a line for each reason, else 0."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.commands.in_process import Here
from tests.commands.monitor_entries import API, deploy, live, remove
from tests.commands.test_check import holds
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event
from tests.simulators.sentry_uptime_health import take_down
from tests.vault.machine import environment

pytestmark = pytest.mark.usefixtures("in_process")

KEY = "skipped_no_postmark_token"
MESSAGE = "skipped_no_postmark_token: not sent"
BEFORE = (datetime.now(UTC) - timedelta(days=80)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def set_after(heroku: HerokuSimulator, moment: str) -> None:
    """Date the release that set the token."""
    release = heroku.state["apps"][0]["releases"][-1]
    for key in ("createdAt", "updatedAt"):
        if key in release:
            release[key] = moment


def test_without_a_reason_it_says_so_and_prints_nothing(here: Here) -> None:
    ran = here.run("escalate")
    assert (ran.exit_code, ran.data) == (0, "")
    assert "No reason to wake the operator." in ran.words


def test_a_missing_rule_is_a_reason(here: Here, sentry: SentrySimulator) -> None:
    sentry.state["workflows"].clear()
    ran = here.run("escalate")
    assert ran.exit_code == 1
    assert ran.data.startswith("missing: alert rule 'skipped_no_postmark_token — email silent")
    assert ran.data.count("\n") == 1


def test_a_rule_disabled_by_hand_is_a_reason(here: Here, sentry: SentrySimulator) -> None:
    sentry.state["workflows"][-1]["enabled"] = False
    assert here.run("escalate").data.startswith("disabled: ")


def test_a_rule_that_is_declared_disabled_is_none(here: Here, sentry: SentrySimulator) -> None:
    sentry.state["workflows"][-1]["enabled"] = False
    (rule,) = here.project.outputs["managed_rules"]
    changed = here.project.outputs | {"managed_rules": [rule | {"status": "disabled"}]}
    here.project.say(outputs={"sandbox": changed})
    assert here.run("escalate").exit_code == 0


def test_a_drifted_rule_is_no_reason(here: Here, sentry: SentrySimulator) -> None:
    sentry.state["workflows"][-1]["config"] = {"frequency": 30}
    assert here.run("escalate").exit_code == 0


def test_a_token_that_sentry_refuses_is_a_reason_that_names_its_place(
    here: Here, infisical: InfisicalSimulator, sentry: SentrySimulator
) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["expired"] = True
    ran = here.run("escalate", **environment(infisical, SENTRY_AUTH_TOKEN=""))
    assert ran.exit_code == 1
    assert ran.data.startswith("unauthorised: Sentry: ")
    assert "/MooseQuest/sentry/SENTRY_API is expired, revoked" in ran.data
    assert "error:" not in ran.words


def test_a_token_that_lacks_a_right_is_no_reason(here: Here) -> None:
    ran = here.run("escalate", SENTRY_AUTH_TOKEN=tokens.SENTRY_TOKEN_LEAST)
    assert (ran.exit_code, ran.data) == (4, "")
    assert "Cannot tell whether to wake the operator." in ran.words


def test_events_after_the_token_was_set_are_a_reason_with_the_newest_one(
    here: Here, sentry: SentrySimulator
) -> None:
    store_event(sentry.state, MESSAGE, BEFORE)
    issue = store_event(sentry.state, f"{MESSAGE}", eventID="a" * 32)
    ran = here.run("escalate")
    assert ran.exit_code == 1
    assert "for a reason the config var does not explain" in ran.data
    assert f"https://moosequest.sentry.io/issues/{issue['id']}/events/{'a' * 32}/" in ran.data
    assert MESSAGE in ran.data


def test_the_release_that_set_the_token_is_named(here: Here, sentry: SentrySimulator) -> None:
    store_event(sentry.state, MESSAGE)
    assert "since release v3 set POSTMARK_SERVER_TOKEN at 2026-05-29" in here.run("escalate").data


def test_events_from_before_the_token_was_set_are_no_reason(
    here: Here, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    store_event(sentry.state, MESSAGE, BEFORE)
    set_after(heroku, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert here.run("escalate").exit_code == 0


def test_a_release_that_set_another_var_does_not_count_as_the_setting(
    here: Here, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    store_event(sentry.state, MESSAGE)
    app = heroku.state["apps"][0]
    app["releases"][-1]["configVars"] = dict(app["configVars"])
    later = app["releases"][-1] | {"version": 4, "configVars": None}
    app["releases"].append(later)
    set_after(heroku, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert "since release v3" in here.run("escalate").data


@pytest.mark.parametrize("value", [None, {"$token": "POSTMARK_TOKEN_REVOKED"}])
def test_a_rule_that_fires_because_of_a_wrong_token_is_for_the_person_on_call(
    here: Here, sentry: SentrySimulator, heroku: HerokuSimulator, value: Any
) -> None:
    store_event(sentry.state, MESSAGE)
    holds(heroku, value)
    ran = here.run("escalate")
    assert (ran.exit_code, ran.data) == (0, "")
    assert f"Next: python -m infra fix {KEY} --stack sandbox" in ran.words


def test_as_json_each_reason_has_its_kind_rule_and_link(
    here: Here, sentry: SentrySimulator
) -> None:
    sentry.state["workflows"].clear()
    found = json.loads(here.run("escalate", "--json").data)
    assert found["escalate"] is True
    assert [(reason["kind"], reason["rule"]) for reason in found["reasons"]] == [("missing", KEY)]


def test_a_missing_monitor_is_a_reason(here: Here, sentry: SentrySimulator) -> None:
    (id_,) = deploy(here.project, API)
    remove(sentry, id_)
    ran = here.run("escalate")
    assert ran.exit_code == 1
    assert ran.data.startswith(f"missing: monitor 'api is up' ({id_}) is missing in Sentry")


def test_a_monitor_that_was_disabled_is_a_reason_that_names_its_page(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, API)
    live(sentry, id_)["enabled"] = False
    ran = here.run("escalate")
    assert ran.data.startswith(f"disabled: monitor 'api is up' ({id_}) is disabled in Sentry")
    assert f"/organizations/moosequest/monitors/{id_}/" in ran.data


def test_a_monitor_that_is_declared_disabled_is_none(here: Here) -> None:
    deploy(here.project, API | {"enabled": False})
    assert here.run("escalate").exit_code == 0


def test_a_url_that_is_down_is_for_the_person_whom_its_rule_wakes(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, API)
    take_down(sentry.state, id_)
    assert (here.run("escalate").exit_code, here.run("status").exit_code) == (0, 1)
