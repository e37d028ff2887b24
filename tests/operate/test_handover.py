"""What another tool manages is read from its own export, and what is no use is refused at once."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.base.errors import ConfigError
from infra.operate.handover import (
    ALERT,
    MONITOR,
    OLD_METRIC,
    OLD_RULE,
    Handover,
    read_pulumi,
    read_terraform,
)

STATE = json.loads((Path(__file__).parent / "data" / "terraform_state.json").read_text("utf-8"))
"""Of the real provider (`tests/vendor_clis/terraform`), with the attributes that are read."""


def resource(type_: str, name: str = "x", **values: Any) -> dict[str, Any]:
    """Give a resource of a Terraform state."""
    own = {"id": "77", "organization": "moosequest", **values}
    address = {"address": f"{type_}.{name}", "mode": "managed", "type": type_, "name": name}
    return {**address, "provider_name": "registry.terraform.io/jianyuan/sentry", "values": own}


def state(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"format_version": "1.0", "values": {"root_module": {"resources": list(resources)}}}


def terraform(document: Any) -> Handover:
    return read_terraform(json.dumps(document), "state.json", "moosequest")


def pulumi(*resources: dict[str, Any]) -> Handover:
    document = {"version": 3, "deployment": {"manifest": {}, "resources": list(resources)}}
    return read_pulumi(json.dumps(document), "stack.json", "moosequest")


def exported(type_: str = "sentryIssueAlert", name: str = "errors", **more: Any) -> dict[str, Any]:
    """Give a resource of a stack of pulumi-sentry 0.0.9."""
    token = f"sentry:index/{type_}:{type_[0].upper()}{type_[1:]}"
    outputs = {"internalId": "77", "organization": "moosequest", "project": "web"}
    return {
        "urn": f"urn:pulumi:prod::alerts::{token}::{name}",
        "custom": True,
        "id": "moosequest/web/77",
        "type": token,
        "inputs": {},
        "outputs": outputs,
        **more,
    }


def test_each_alert_of_a_state_gets_its_name_there_as_its_key() -> None:
    found = {one.key: (one.kind, one.id) for one in terraform(STATE).resources}
    assert found == {
        "errors": (ALERT, "52008"),
        "old-0": (OLD_RULE, "52002"),
        "old-1": (OLD_RULE, "52001"),
        "eu-payments-failure": (ALERT, "52003"),
        "eu-web-shop-failure": (ALERT, "52014"),
    }


def test_what_is_no_alert_stays_and_data_sources_are_nothing() -> None:
    assert terraform(STATE).staying == ("terraform_data.note",)


def test_terraform_forgets_by_an_address_that_a_shell_reads_as_it_is() -> None:
    assert [one.forget for one in terraform(STATE).resources] == [
        "terraform state rm 'sentry_alert.errors'",
        "terraform state rm 'sentry_issue_alert.old[0]'",
        "terraform state rm 'sentry_issue_alert.old[1]'",
        """terraform state rm 'module.eu["payments"].sentry_alert.failure'""",
        """terraform state rm 'module.eu["web shop"].sentry_alert.failure'""",
    ]


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("sentry_alert", ALERT),
        ("sentry_issue_alert", OLD_RULE),
        ("sentry_rule", OLD_RULE),
        ("sentry_metric_alert", OLD_METRIC),
        ("sentry_cron_monitor", MONITOR),
        ("sentry_uptime_monitor", MONITOR),
        ("sentry_metric_monitor", MONITOR),
    ],
)
def test_each_type_of_the_provider_is_known(type_: str, kind: str) -> None:
    assert [one.kind for one in terraform(state(resource(type_))).resources] == [kind]


def test_an_old_rules_number_is_the_last_part_of_an_older_providers_id() -> None:
    old = resource("sentry_issue_alert", id="moosequest/web/78", internal_id="78")
    assert [one.id for one in terraform(state(old)).resources] == ["78"]
    del old["values"]["internal_id"]
    assert [one.id for one in terraform(state(old)).resources] == ["78"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no json", "is not JSON"),
        ("[]", "is no JSON object"),
        ('{"a": 1}', "is not what 'terraform show -json' prints"),
        ('{"format_version": "1.2", "planned_values": {}}', "is a plan, not a state"),
        ('{"version": 4, "serial": 1, "lineage": "x"}', "is the state file itself"),
        ('{"format_version": "1.0"}', "has no alert and no monitor of Sentry's"),
        (json.dumps(state(resource("aws_instance"))), "has no alert and no monitor"),
    ],
)
def test_what_is_no_state_with_sentry_in_it_is_refused(text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read_terraform(text, "state.json", "moosequest")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    rows = [resource("sentry_alert", id=None), resource("sentry_alert", "y", organization="other")]
    with pytest.raises(ConfigError) as refused:
        terraform(state(*rows))
    assert "sentry_alert.x: has no ID of Sentry's" in refused.value.message
    assert "it is about 2 organizations: moosequest, other" in refused.value.message


def test_another_organization_than_the_stacks_is_refused() -> None:
    with pytest.raises(ConfigError, match="about organization other, and the stack about moose"):
        terraform(state(resource("sentry_alert", organization="other")))


def test_an_organization_may_be_named_by_its_number() -> None:
    assert terraform(state(resource("sentry_alert", organization="4501"))).resources


def test_each_alert_of_a_pulumi_stack_gets_its_name_there_as_its_key() -> None:
    found = pulumi(exported(name="Errors of web"), exported("sentryRule", "old"))
    assert [(one.key, one.kind, one.id) for one in found.resources] == [
        ("errors-of-web", OLD_RULE, "77"),
        ("old", OLD_RULE, "77"),
    ]


def test_a_bridged_providers_own_names_of_the_types_are_known() -> None:
    found = pulumi(exported("alert"), exported("cronMonitor"), exported("metricAlert"))
    assert [one.kind for one in found.resources] == [ALERT, MONITOR, OLD_METRIC]


def test_pulumi_forgets_by_the_urn_in_the_stack_that_has_it() -> None:
    urn = "urn:pulumi:prod::alerts::sentry:index/sentryIssueAlert:SentryIssueAlert::errors"
    free, held = pulumi(exported(), exported(protect=True)).resources
    assert free.forget == f"pulumi state delete '{urn}' --stack prod --yes"
    assert held.forget == f"{free.forget} --force"


def test_a_pulumi_stacks_other_resources_stay_and_its_own_are_nothing() -> None:
    project = exported("sentryProject", "web")
    own = {"urn": "urn:pulumi:prod::a::pulumi:pulumi:Stack::a", "type": "pulumi:pulumi:Stack"}
    read = exported(external=True)
    found = pulumi(own, project, read, exported())
    assert (found.staying, len(found.resources)) == ((project["urn"],), 1)


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"deployment": {"resources": []}}'])
def test_what_is_no_pulumi_stack_with_sentry_in_it_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        read_pulumi(text, "stack.json", "moosequest")


@pytest.mark.parametrize("read", [read_terraform, read_pulumi])
def test_no_secret_of_a_state_is_shown(read: Callable[[str, str, str], Handover]) -> None:
    document = copy.deepcopy(STATE) | {"deployment": {"resources": [exported(id="s3cr3t")]}}
    document["values"]["root_module"]["resources"][1]["values"] = {"token": "s3cr3t"}
    document["deployment"]["resources"][0]["outputs"] = {"token": "s3cr3t"}
    with pytest.raises(ConfigError) as refused:
        read(json.dumps(document), "state.json", "moosequest")
    assert "s3cr3t" not in str(refused.value)
