"""`verify` asks Sentry whether every rule that was deployed is there as it was deployed."""

from __future__ import annotations

import json

import pytest

from tests.commands.in_process import Here
from tests.commands.monitor_entries import API, JOB, deploy, live, remove
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.sentry import SentrySimulator

pytestmark = pytest.mark.usefixtures("in_process")

NAME = "skipped_no_postmark_token — email silent failure"


def with_second_rule(here: Here) -> None:
    """Deploy one more rule."""
    rule = here.project.settings.alert_rules[0].model_dump(mode="json", by_alias=True)
    given = {key: value for key, value in rule.items() if value is not None}
    given["filter"] = [{"message": {"contains": "disk full"}}]
    given["action"] = [{"email": "ops@raxx.app"}]
    first = given | {"filter": [{"message": {"contains": "skipped_no_postmark_token"}}]}
    here.project.configure(alertRules=[first, given | {"key": "disk", "name": "disk full"}])
    here.project.deploy()


def test_it_prints_the_name_and_the_id_of_each_rule(here: Here) -> None:
    rule_id = here.project.outputs["managed_rules"][0]["id"]
    assert here.run("verify").data == f"✓ {rule_id}  {NAME}\n"


def test_it_asks_sentry_once_however_many_rules_there_are(
    here: Here, sentry: SentrySimulator
) -> None:
    with_second_rule(here)
    sentry.requests.clear()
    assert here.run("verify").exit_code == 0
    assert [r["path"] for r in sentry.requests] == ["/api/0/organizations/moosequest/workflows/"]


def test_it_asks_nobody_but_sentry(here: Here, heroku: HerokuSimulator) -> None:
    here.run("verify")
    assert heroku.requests == []


def test_a_missing_rule_is_named_with_the_command_that_makes_it(
    here: Here, sentry: SentrySimulator
) -> None:
    sentry.state["workflows"].clear()
    ran = here.run("verify")
    assert ran.exit_code == 1
    assert f"{NAME}  missing" in ran.data
    assert "Next: pulumi up --stack sandbox" in ran.words


def test_only_the_rule_that_is_missing_is_called_so(here: Here, sentry: SentrySimulator) -> None:
    with_second_rule(here)
    gone = here.project.outputs["managed_rules"][0]["id"]
    sentry.state["workflows"] = [w for w in sentry.state["workflows"] if w["id"] != gone]
    lines = here.run("verify").data.splitlines()
    assert [line.endswith("missing") for line in lines] == [True, False]


def test_a_drifted_field_is_told_with_both_values(here: Here, sentry: SentrySimulator) -> None:
    sentry.state["workflows"][-1]["config"] = {"frequency": 30}
    ran = here.run("verify")
    assert ran.exit_code == 1
    assert "frequency: deployed 60 min, live 30 min" in ran.words


def test_an_alert_linked_to_another_project_has_drifted(
    here: Here, sentry: SentrySimulator
) -> None:
    sentry.state["workflows"][-1]["detectorIds"] = ["7103"]
    assert "live not trademaster-raptor" in here.run("verify").words


def test_an_alert_linked_to_the_projects_other_monitor_is_in_order(
    here: Here, sentry: SentrySimulator
) -> None:
    sentry.state["workflows"][-1]["detectorIds"] = ["7102"]
    assert here.run("verify").exit_code == 0


def test_a_rule_that_mails_somebody_else_says_whom(here: Here, sentry: SentrySimulator) -> None:
    action = sentry.state["workflows"][-1]["actionFilters"][0]["actions"][0]
    action["config"]["targetIdentifier"] = "3002"
    assert "action: deployed email ops@raxx.app, live email user 3002" in here.run("verify").words


@pytest.mark.parametrize(("enabled", "exit_code"), [(True, 0), (False, 1)])
def test_an_alert_disabled_by_hand_is_not_in_order(
    here: Here, sentry: SentrySimulator, enabled: bool, exit_code: int
) -> None:
    sentry.state["workflows"][-1]["enabled"] = enabled
    assert here.run("verify").exit_code == exit_code


def test_as_json_it_gives_each_rule_with_its_status_and_differences(
    here: Here, sentry: SentrySimulator
) -> None:
    sentry.state["workflows"][-1]["config"] = {"frequency": 30}
    (rule,) = json.loads(here.run("verify", "--json").data)
    assert (rule["name"], rule["status"], rule["differences"]) == (
        NAME,
        "drifted",
        [{"field": "frequency", "deployed": "60 min", "live": "30 min"}],
    )


def test_it_prints_the_name_and_the_id_of_each_monitor_below_the_rules(here: Here) -> None:
    ids = deploy(here.project, JOB, API)
    ran = here.run("verify")
    assert ran.data.splitlines()[1:] == [f"✓ {ids[0]}  nightly mail", f"✓ {ids[1]}  api is up"]
    assert (ran.exit_code, ran.words) == (0, "")


def test_a_missing_monitor_is_named_with_the_command_that_makes_it(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, API)
    remove(sentry, id_)
    ran = here.run("verify")
    assert ran.exit_code == 1
    assert f"✗ {id_}  api is up  missing" in ran.data
    assert "Next: pulumi up --stack sandbox" in ran.words


def test_a_drifted_field_of_a_monitor_is_told_with_both_values(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, API)
    live(sentry, id_)["config"]["downtimeThreshold"] = 5
    ran = here.run("verify")
    assert ran.exit_code == 1
    assert "fails_when: deployed 3 checks in a row without status 2xx, live 5 checks" in ran.words


def test_a_monitor_that_sentry_disabled_is_not_in_order(
    here: Here, sentry: SentrySimulator
) -> None:
    (id_,) = deploy(here.project, API)
    live(sentry, id_)["enabled"] = False
    ran = here.run("verify")
    assert (ran.exit_code, f"✗ {id_}  api is up  disabled" in ran.data) == (1, True)


def test_as_json_monitors_come_after_the_rules(here: Here) -> None:
    (id_,) = deploy(here.project, API)
    found = json.loads(here.run("verify", "--json").data)
    assert [(one["id"], one["status"]) for one in found[1:]] == [(id_, "live")]
