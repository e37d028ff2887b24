"""Sentry's command line leads a life of alerts on the simulator."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.simulator_sentry import client
from tests.simulators.sentry import SentrySimulator
from tests.vendor_clis import alerts
from tests.vendor_clis.alerts import MAIL, MESSAGE, PROJECT, WITHOUT_A_CONDITION
from tests.vendor_clis.vendor_cli import VendorCli

pytestmark = pytest.mark.long


def subset(found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return of what was found the keys that are wanted."""
    return {key: found[key] for key in wanted}


def test_an_alert_with_a_condition_is_created_on_the_projects_error_monitor(
    sentry: SentrySimulator, sentry_cli: VendorCli
) -> None:
    made = client.read(sentry, alerts.create(sentry_cli, "first seen"))
    assert made["detectorIds"] == ["7101"]
    assert [one["type"] for one in made["triggers"]["conditions"]] == ["first_seen_event"]


def test_an_alert_without_a_condition_keeps_its_filters_and_has_no_trigger(
    sentry: SentrySimulator, sentry_cli: VendorCli
) -> None:
    made = client.read(sentry, alerts.create(sentry_cli, "any event", WITHOUT_A_CONDITION))
    (group,) = made["actionFilters"]
    assert made["triggers"]["conditions"] == []
    assert [subset(one, MESSAGE) for one in group["conditions"]] == [MESSAGE]
    assert [subset(one, MAIL) for one in group["actions"]] == [MAIL]


def test_an_alert_with_neither_a_condition_nor_a_filter_is_refused_before_anything_is_asked(
    sentry: SentrySimulator, sentry_cli: VendorCli
) -> None:
    nothing = ("--name", "nothing", "--action", '{"type":"email"}')
    assert sentry_cli.run("alert", "issues", "create", PROJECT, *nothing).exit_code != 0
    assert [one for one in sentry.requests if one["method"] != "GET"] == []


def test_what_the_simulator_refuses_is_shown_in_its_words(sentry_cli: VendorCli) -> None:
    options = ("--name", "nowhere", *alerts.WITH_A_CONDITION, "--environment", "nowhere")
    ran = sentry_cli.run("alert", "issues", "create", PROJECT, *options)
    assert ran.exit_code != 0
    assert "Environment is not part of this organization" in ran.words


def test_alerts_are_listed_newest_first(sentry: SentrySimulator, sentry_cli: VendorCli) -> None:
    made = [client.create(sentry, client.alert(name=name))["id"] for name in ("one", "two")]
    assert [alert["id"] for alert in alerts.listed(sentry_cli)] == made[::-1]


@pytest.mark.parametrize("by", ["id", "name"])
def test_an_alert_is_viewed_as_the_api_shows_it(
    sentry: SentrySimulator, sentry_cli: VendorCli, by: str
) -> None:
    made = client.create(sentry)
    viewed = sentry_cli.read("alert", "issues", "view", f"{PROJECT}/{made[by]}")
    assert {key: viewed[key] for key in made} == client.read(sentry, made["id"])


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(alerts.WITH_A_CONDITION, id="with a condition"),
        pytest.param(WITHOUT_A_CONDITION, id="without a condition"),
    ],
)
def test_an_edit_changes_what_was_asked_and_nothing_else(
    sentry: SentrySimulator, sentry_cli: VendorCli, options: tuple[str, ...]
) -> None:
    made = alerts.create(sentry_cli, "before", options)
    wanted = copy.deepcopy(client.read(sentry, made)) | {"name": "after", "enabled": False}
    edit = ("--name", "after", "--status", "disabled")
    sentry_cli.print("alert", "issues", "edit", f"{PROJECT}/{made}", *edit)
    edited = client.read(sentry, made)
    assert edited == wanted | {"dateUpdated": edited["dateUpdated"]}


def test_a_condition_is_given_to_an_alert_that_had_none(
    sentry: SentrySimulator, sentry_cli: VendorCli
) -> None:
    made = alerts.create(sentry_cli, "any event", WITHOUT_A_CONDITION)
    path = f"{PROJECT}/any event"
    sentry_cli.print("alert", "issues", "edit", path, "--condition", "regression")
    conditions = client.read(sentry, made)["triggers"]["conditions"]
    assert [one["type"] for one in conditions] == ["regression_event"]


def test_a_deleted_alert_is_gone_and_the_others_stay(
    sentry: SentrySimulator, sentry_cli: VendorCli
) -> None:
    made = [client.create(sentry, client.alert(name=name))["id"] for name in ("one", "two")]
    sentry_cli.print("alert", "issues", "delete", f"{PROJECT}/{made[0]}", "--yes")
    assert [alert["id"] for alert in sentry.state["workflows"]] == [made[1]]
