"""Promises of the document that Sentry is sent for a rule."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from infra.rules.alert_rule import AlertRule
from infra.rules.to_document import to_document
from tests.factories import RECIPIENTS, rule, rules

ROOT = Path(__file__).parents[2]
FIRST_RULE = """
{
  "name": "skipped_no_postmark_token — email silent failure",
  "enabled": true,
  "environment": null,
  "config": {"frequency": 60},
  "detectorIds": [111],
  "triggers": {
    "logicType": "any-short",
    "conditions": [
      {
        "type": "event_frequency_count",
        "comparison": {"value": 0, "interval": "5m"},
        "conditionResult": true
      }
    ]
  },
  "actionFilters": [
    {
      "logicType": "all",
      "conditions": [
        {
          "type": "event_attribute",
          "comparison": {
            "attribute": "message",
            "match": "co",
            "value": "skipped_no_postmark_token"
          },
          "conditionResult": true
        }
      ],
      "actions": [
        {
          "type": "email",
          "integrationId": null,
          "data": {},
          "config": {
            "targetType": "user",
            "targetIdentifier": "222",
            "targetDisplay": null
          },
          "status": "active"
        }
      ]
    }
  ]
}
"""


def sent(**overrides: Any) -> dict[str, Any]:
    return to_document(rule(**overrides), [111], RECIPIENTS)


def first_rule() -> AlertRule:
    stack = yaml.safe_load((ROOT / "Pulumi.prod.yaml").read_text(encoding="utf-8"))
    return AlertRule.model_validate(stack["config"]["raxx-alerts:alertRules"][0])


def test_the_teams_first_rule_is_sent_as_exactly_this() -> None:
    assert to_document(first_rule(), [111], RECIPIENTS) == json.loads(FIRST_RULE)


def test_the_em_dash_is_sent_byte_for_byte() -> None:
    name = to_document(first_rule(), [111], RECIPIENTS)["name"]
    assert name.encode() == b"skipped_no_postmark_token \xe2\x80\x94 email silent failure"


@pytest.mark.parametrize(("at_least", "value"), [(1, 0), (2, 1), (100, 99)])
def test_at_least_n_is_sent_as_more_than_n_minus_one(at_least: int, value: int) -> None:
    document = sent(condition={"atLeast": at_least, "within": "15m"})
    assert document["triggers"]["conditions"][0]["comparison"] == {
        "value": value,
        "interval": "15m",
    }


@pytest.mark.parametrize(("written", "minutes"), [("60 min", 60), ("3 h", 180), ("1 day", 1440)])
def test_the_frequency_is_sent_in_minutes(written: str, minutes: int) -> None:
    assert sent(frequency=written)["config"] == {"frequency": minutes}


@pytest.mark.parametrize(
    ("how", "match"),
    [("contains", "co"), ("equals", "eq"), ("startsWith", "sw"), ("notContains", "nc")],
)
def test_a_filter_is_sent_as_sentrys_own_match(how: str, match: str) -> None:
    document = sent(filter={"message": {how: "No space"}})
    assert document["actionFilters"][0]["conditions"] == [
        {
            "type": "event_attribute",
            "comparison": {"attribute": "message", "match": match, "value": "No space"},
            "conditionResult": True,
        }
    ]


def test_several_filters_must_all_match() -> None:
    (group,) = sent(filter=[{"message": {"contains": "a"}}, {"message": {"contains": "b"}}])[
        "actionFilters"
    ]
    assert group["logicType"] == "all"
    assert [c["comparison"]["value"] for c in group["conditions"]] == ["a", "b"]


def test_a_rule_that_matches_everything_is_sent_without_a_filter() -> None:
    assert sent(filter=None, matchesEverything=True)["actionFilters"][0]["conditions"] == []


@pytest.mark.parametrize(
    ("action", "target", "identifier", "data"),
    [
        ({"email": "ops@raxx.app"}, "user", "222", {}),
        ({"emailTeam": "sre"}, "team", "7", {}),
        (
            {"emailIssueOwners": "ActiveMembers"},
            "issue_owners",
            None,
            {"fallthroughType": "ActiveMembers"},
        ),
    ],
)
def test_an_action_is_sent_to_an_id_never_to_an_address(
    action: dict[str, str], target: str, identifier: str | None, data: dict[str, str]
) -> None:
    assert sent(action=action)["actionFilters"][0]["actions"] == [
        {
            "type": "email",
            "integrationId": None,
            "data": data,
            "config": {
                "targetType": target,
                "targetIdentifier": identifier,
                "targetDisplay": None,
            },
            "status": "active",
        }
    ]


def test_every_action_is_sent() -> None:
    document = sent(action=[{"email": "ops@raxx.app"}, {"emailTeam": "sre"}])
    actions = document["actionFilters"][0]["actions"]
    assert [action["config"]["targetIdentifier"] for action in actions] == ["222", "7"]


def test_a_disabled_rule_is_sent_as_disabled() -> None:
    assert sent(enabled=False)["enabled"] is False


def test_an_environment_is_sent_by_name() -> None:
    assert sent(environment="prod")["environment"] == "prod"


def test_monitors_are_sent_in_the_order_of_their_ids() -> None:
    assert to_document(rule(), [112, 9, 111], RECIPIENTS)["detectorIds"] == [9, 111, 112]


@given(rules())
def test_every_field_is_sent_whatever_the_rule(written: AlertRule) -> None:
    owner = {"owner"} if written.owner else set()
    assert to_document(written, [111], RECIPIENTS).keys() - owner == {
        "name",
        "enabled",
        "environment",
        "config",
        "detectorIds",
        "triggers",
        "actionFilters",
    }


@given(rules(), st.lists(st.integers(1), min_size=1, max_size=3, unique=True))
def test_what_is_sent_survives_json(written: AlertRule, detectors: list[int]) -> None:
    document = to_document(written, detectors, RECIPIENTS)
    assert json.loads(json.dumps(document, ensure_ascii=False).encode()) == document
