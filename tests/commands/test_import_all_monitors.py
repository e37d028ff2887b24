"""`import --all` writes an entry for every monitor too, and links the alerts to them by key."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml

from tests.commands.in_process import Here
from tests.commands.monitor_entries import API, JOB, deploy, live
from tests.commands.project import IN_VAULT, STACK
from tests.commands.test_import import put
from tests.commands.test_import_all import RULE, keys, move, put_two, several, stack_text
from tests.commands.test_import_handover import give
from tests.operate.test_handover import resource, state
from tests.simulators.sentry import SentrySimulator


def watched(here: Here) -> dict[str, str]:
    """Return the kinds of the stack's monitors by their keys."""
    return {monitor.key: monitor.kind for monitor in here.project.settings.monitors}


def linked(here: Here, key: str = "by-hand") -> list[str | None]:
    """Return the keys of the monitors that a rule names."""
    (rule,) = [rule for rule in here.project.settings.alert_rules if rule.key == key]
    return [entry.key for entry in rule.monitors or ()]


ALL = {
    "failure-rate": "raw",
    "high-error-count": "metric",
    "nightly-backup": "cron",
    "uptime-of-the-api": "uptime",
}


def test_every_monitor_but_those_that_sentry_makes_is_written_by_name(here: Here) -> None:
    words = move(here).words
    assert watched(here) == ALL
    assert "The entries of 4 monitors are in Pulumi.sandbox.yaml (" in words
    assert "pulumi preview will say: 4 monitors adopted, none changed." in words


def test_an_alert_names_its_monitors_by_their_keys(here: Here, sentry: SentrySimulator) -> None:
    put(sentry, detectorIds=["7101", "7113"])
    words = move(here).words
    assert "The entries of 1 alert and 4 monitors are in" in words
    assert "1 alert and 4 monitors adopted, none changed" in words
    assert linked(here) == ["nightly-backup"]
    assert "monitors: [nightly-backup]" in stack_text(here)


def test_an_alert_of_one_monitor_alone_is_adopted_as_it_is(
    here: Here, sentry: SentrySimulator
) -> None:
    put(sentry, detectorIds=["7114"])
    assert "1 alert and 4 monitors adopted, none changed" in move(here).words
    assert linked(here) == ["uptime-of-the-api"]


def test_a_monitor_that_the_stack_declares_already_is_named_by_its_key(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, JOB)
    here.project.configure(monitors=[{"key": "own", **JOB}])
    here.project.say(outputs={STACK: {}})
    put(sentry, detectorIds=[id_])
    move(here, code=1)  # two alerts have the name of the stack's rule
    assert linked(here) == ["own"]


def test_a_monitor_of_another_stack_is_left_to_it_and_named_as_before(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, JOB)
    outputs = here.project.outputs
    here.project.configure(monitors=[])
    mine = {key: value for key, value in outputs.items() if key != "monitors"}
    here.project.say(outputs={STACK: mine, "other": outputs | {"managed_rules": []}})
    put(sentry, detectorIds=[id_])
    move(here)
    assert "nightly-mail" not in watched(here)
    (rule,) = [rule for rule in here.project.settings.alert_rules if rule.key == "by-hand"]
    assert [(entry.name, entry.type) for entry in rule.monitors or ()] == [("nightly mail", "cron")]


def test_only_the_alerts_of_a_project_are_written(here: Here, sentry: SentrySimulator) -> None:
    put_two(sentry)
    put(sentry, name="on a monitor of it", detectorIds=["7114"])
    move(here, "--project", "other-project")
    assert keys(here) == [RULE, "another", "on-a-monitor-of-it"]


def test_only_the_monitors_of_a_project_are_written(here: Here) -> None:
    move(here, "--project", "other-project")
    assert watched(here) == {"uptime-of-the-api": "uptime"}


def test_monitors_of_one_name_are_told_apart_by_their_ids(
    here: Here, sentry: SentrySimulator
) -> None:
    sentry.state["detectors"].append(copy.deepcopy(live(sentry, "7111")) | {"id": "7115"})
    assert "5 monitors adopted, none changed" in move(here).words
    said = {m.key: m.monitor for m in here.project.settings.monitors if m.monitor}
    assert said == {"high-error-count": "7111", "high-error-count-2": "7115"}


def test_a_monitor_of_a_type_that_no_key_says_is_raw(here: Here, sentry: SentrySimulator) -> None:
    live(sentry, "7111")["type"] = "next_year"
    move(here)
    assert watched(here)["high-error-count"] == "raw"


def test_a_second_run_finds_nothing_left(here: Here, sentry: SentrySimulator) -> None:
    put(sentry, detectorIds=["7113"])
    move(here)
    before = stack_text(here)
    assert move(here).words == "Every alert and monitor has an entry already.\n"
    assert stack_text(here) == before


def test_what_may_be_secret_is_asked_for_in_the_vault(here: Here, sentry: SentrySimulator) -> None:
    (id_,) = deploy(here.project, API)
    here.project.configure(monitors=[])
    outputs = {key: value for key, value in here.project.outputs.items() if key != "monitors"}
    here.project.say(outputs={STACK: outputs})
    ran = move(here)
    assert f"monitor {id_}, 'api is up': it sends texts that may be secret" in ran.words
    assert "1 monitor cannot be brought up before that: write the paths" in ran.words
    assert "Next: write the paths in, then pulumi preview --stack sandbox" in ran.words
    assert IN_VAULT not in stack_text(here) + ran.words
    assert live(sentry, id_)["name"] == "api is up"


def test_a_password_in_a_url_leaves_its_monitor_out(here: Here, sentry: SentrySimulator) -> None:
    query = live(sentry, "7114")["dataSources"][0]["queryObj"]
    query["url"] = "https://somebody:hunter2@api.raxx.app/health"
    ran = move(here, code=1)
    assert "monitor 7114, 'Uptime of the API' is left out: no entry says all of it" in ran.words
    assert "hunter2" not in stack_text(here) + ran.words


def test_a_monitor_that_another_stack_file_declares_is_left(here: Here) -> None:
    other = yaml.safe_load(stack_text(here))
    other["config"]["raxx-alerts:alertRules"] = []
    other["config"]["raxx-alerts:monitors"] = [JOB | {"name": "nightly backup"}]
    path = here.project.root / "Pulumi.other.yaml"
    path.write_text(yaml.safe_dump(other), encoding="utf-8")
    words = move(here, code=1).words
    assert "Pulumi.other.yaml declares a monitor of its name" in words
    assert "nightly-backup" not in watched(here)


def test_rule_files_have_the_rules_and_monitors_of_a_project(
    here: Here, sentry: SentrySimulator
) -> None:
    put(sentry, detectorIds=["7103", "7114"])
    move(here, "--into", "rules")
    written = yaml.safe_load((here.project.root / "rules/other-project.yaml").read_text("utf-8"))
    assert [*written] == ["alertRules", "monitors"]
    assert (keys(here), watched(here)) == ([RULE, "by-hand"], ALL)


def test_monitors_have_a_file_of_their_own_beside_a_list_of_rules(
    here: Here, sentry: SentrySimulator
) -> None:
    path = here.project.root / "rules" / "other-project.yaml"
    path.parent.mkdir()
    path.write_text("[]\n", encoding="utf-8")
    here.project.configure(ruleFiles=["rules/*.yaml"])
    put_two(sentry)
    move(here, "--into", "rules", "--project", "other-project")
    assert isinstance(yaml.safe_load(path.read_text("utf-8")), list)
    assert (path.parent / "other-project-monitors.yaml").exists()
    assert watched(here) == {"uptime-of-the-api": "uptime"}


def test_a_dry_run_shows_the_entries_and_writes_nothing(here: Here) -> None:
    before = stack_text(here)
    ran = move(here, "--dry-run")
    assert "+    - key: nightly-backup\n" in ran.data
    assert "The entries of 4 monitors would go into Pulumi.sandbox.yaml" in ran.words
    assert stack_text(here) == before


def test_scripts_get_the_monitors_too(here: Here) -> None:
    found = json.loads(move(here, "--json").data)
    assert [entry["key"] for entry in found["monitors"]] == [*ALL]
    assert found["adoptedMonitors"]["nightly-backup"] == "7113"


@pytest.mark.parametrize("count", [250, pytest.param(1000, marks=pytest.mark.long)])
def test_monitors_cost_no_request_for_each(here: Here, sentry: SentrySimulator, count: int) -> None:
    several(sentry, count - 1, projects=20)
    with sentry.lock:
        model = live(sentry, "7114")
        for number, alert in enumerate(sentry.state["workflows"][1:]):
            own = {"id": str(90000 + number), "name": f"api {number}"}
            project = live(sentry, alert["detectorIds"][0])["projectId"]
            sentry.state["detectors"].append(model | own | {"projectId": project})
            alert["detectorIds"] = [own["id"]]
    sentry.requests.clear()
    words = move(here).words
    assert f"{count - 1} alerts and {count + 3} monitors adopted, none changed" in words
    asked = [str(request["path"]).split("/")[5] for request in sentry.requests]
    pages = -(-count // 100)
    found = {kind: asked.count(kind) for kind in asked}
    detectors = -(-len(sentry.state["detectors"]) // 100)
    assert found == {"workflows": pages, "detectors": detectors, "projects": 1, "members": 1}


def cron_of_terraform(id_: str = "7113", **more: Any) -> dict[str, Any]:
    return resource("sentry_cron_monitor", "nightly", id=id_, project="trademaster-raptor", **more)


def test_terraforms_monitors_are_handed_over_under_their_names_there(here: Here) -> None:
    own = [
        cron_of_terraform(),
        resource("sentry_uptime_monitor", "api", id="7114"),
        resource("sentry_metric_monitor", "errors", id="7111"),
    ]
    ran = give(here, state(*own))
    assert watched(here) == {"api": "uptime", "errors": "metric", "nightly": "cron"}
    assert "Terraform and stack sandbox list the same 3 monitors: 7111, 7113, 7114" in ran.words
    assert ran.data.splitlines() == [
        "terraform state rm 'sentry_cron_monitor.nightly'",
        "terraform state rm 'sentry_uptime_monitor.api'",
        "terraform state rm 'sentry_metric_monitor.errors'",
    ]


def test_terraforms_alert_names_its_monitor_by_the_key(here: Here, sentry: SentrySimulator) -> None:
    made = put(sentry, detectorIds=["7113"])
    give(here, state(cron_of_terraform(), resource("sentry_alert", "wake", id=made)))
    assert linked(here, "wake") == ["nightly"]


def test_an_alert_and_a_monitor_of_one_number_are_two_things(
    here: Here, sentry: SentrySimulator
) -> None:
    put(sentry, id="7113", detectorIds=["7103"])
    words = give(
        here, state(cron_of_terraform(), resource("sentry_alert", "wake", id="7113"))
    ).words
    assert "list the same 1 alert: 7113" in words
    assert "list the same 1 monitor: 7113" in words


def test_a_monitor_of_terraform_that_is_gone_is_told_and_nothing_is_written(here: Here) -> None:
    words = give(here, state(cron_of_terraform("59999")), code=2).words
    assert "sentry_cron_monitor.nightly: Sentry has no monitor 59999 any more" in words
    assert watched(here) == {}


def test_a_second_hand_over_proves_the_same(here: Here) -> None:
    first = give(here, state(cron_of_terraform()))
    again = give(here, state(cron_of_terraform()))
    assert (again.data, "list the same 1 monitor: 7113" in again.words) == (first.data, True)
