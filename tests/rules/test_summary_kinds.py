"""Promises of every kind in words: what a person reads in previews and outputs."""

from typing import Any

import pytest

from infra.rules.canonical import canonical
from infra.rules.summary import Summary, summarise
from infra.rules.to_document import to_document
from tests.factories import NAMES, RECIPIENTS, rule

COUNT = {"atLeast": 10, "within": "1h"}
INCREASE = {"moreThanPercent": 50, "within": "1h", "comparedTo": "1w"}


def declared(**overrides: Any) -> Summary:
    document = canonical(to_document(rule(**overrides), [111], RECIPIENTS), owned=True)
    return summarise(document, NAMES)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"user.email": {"endsWith": "@raxx.app"}}, "user.email ends with @raxx.app"),
        ({"http.url": {"isSet": False}}, "http.url is not set"),
        ({"exception.type": {"isIn": ["A", "B"]}}, "exception.type is one of A, B"),
        ({"tag": {"key": "os", "notEquals": "iOS"}}, "tag os does not equal iOS"),
        ({"level": {"atLeast": "error"}}, "level >= error"),
        ({"level": {"equals": "fatal"}}, "level is fatal"),
        ({"age": {"olderThan": "1 h"}}, "issue older than 1 hour"),
        ({"age": {"newerThan": "2 weeks"}}, "issue newer than 2 weeks"),
        ({"assignedTo": {"nobody": True}}, "assigned to nobody"),
        ({"assignedTo": {"user": "ops@raxx.app"}}, "assigned to ops@raxx.app"),
        ({"assignedTo": {"team": "sre"}}, "assigned to team sre"),
        ({"issueCategory": {"isNot": "feedback"}}, "issue category is not feedback"),
        ({"issueType": {"is": "metric_issue"}}, "issue type is metric_issue"),
        ({"occurrences": {"atLeast": 10}}, "happened >= 10 times"),
        ({"priority": {"atLeast": "high"}}, "priority >= high"),
        ({"deescalatedFrom": "high"}, "priority de-escalated from high"),
        ({"latestRelease": True}, "from the latest release"),
        (
            {"latestAdoptedRelease": {"release": "oldest", "is": "newer", "environment": "prod"}},
            "oldest release of the issue newer than the latest adopted in prod",
        ),
        ({"users": COUNT}, ">= 10 users in 1h"),
        ({"eventIncrease": INCREASE}, "> 50% more events in 1h than 1w ago"),
        ({"userIncrease": INCREASE}, "> 50% more users in 1h than 1w ago"),
        ({"sessions": {"moreThanPercent": 0.5, "within": "1h"}}, "> 0.5% of sessions in 1h"),
        ({"sessionIncrease": INCREASE}, "> 50% more of the sessions in 1h than 1w ago"),
        (
            {"users": {**COUNT, "where": [{"tag": {"key": "a", "equals": "b"}}]}},
            ">= 10 users in 1h where tag a equals b",
        ),
    ],
)
def test_a_filter_in_words(written: dict[str, Any], words: str) -> None:
    assert declared(filter=written).filter == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"newIssue": True}, "a new issue is created"),
        ({"regressedIssue": True}, "a resolved issue regresses"),
        ({"escalatingIssue": True}, "an issue escalates"),
        ({"resolvedIssue": True}, "an issue is resolved"),
        ({"newHighPriorityIssue": True}, "Sentry marks a new issue as high priority"),
        ({"existingHighPriorityIssue": True}, "Sentry marks an existing issue as high priority"),
        ({"seerActivity": "rca_completed"}, "Seer: rca_completed"),
        ({"everyEvent": True}, "every event"),
        ([{"newIssue": True}, COUNT], ">= 10 events in 1h or a new issue is created"),
    ],
)
def test_a_condition_in_words(written: Any, words: str) -> None:
    said = declared(condition=written).condition
    assert sorted(said.split(" or ")) == sorted(words.split(" or "))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"slack": {"workspace": "Raxx", "channel": "alerts"}}, "slack #alerts (Raxx)"),
        ({"discord": {"server": "Raxx", "channelId": "12"}}, "discord 12 (Raxx)"),
        ({"msTeams": {"team": "Raxx", "channel": "Alerts"}}, "ms teams Alerts (Raxx)"),
        (
            {"pagerduty": {"account": "Raxx", "service": "Backend", "severity": "critical"}},
            "pagerduty Backend (Raxx, critical)",
        ),
        ({"opsgenie": {"account": "Raxx", "team": "Backend"}}, "opsgenie Backend (Raxx)"),
        (
            {"jira": {"integration": "Raxx", "project": "1", "issueType": "2"}},
            "jira issue in project 1 (Raxx)",
        ),
        (
            {"github": {"integration": "raxx", "repository": "raxx/api"}},
            "github issue in raxx/api (raxx)",
        ),
        (
            {"azureDevOps": {"integration": "Raxx", "project": "p", "workItemType": "t"}},
            "azure devops work item in project p (Raxx)",
        ),
        ({"webhook": "hook"}, "webhook hook"),
        ({"sentryApp": {"app": "pager"}}, "sentry app pager"),
    ],
)
def test_an_action_in_words(written: dict[str, Any], words: str) -> None:
    assert declared(action=written).action == words


def test_several_groups_in_words() -> None:
    also = {"filter": {"latestRelease": True}, "action": {"emailTeam": "sre"}}
    said = declared(also=also)
    assert sorted(said.filter.split("; or ")) == [
        "from the latest release",
        "message contains No space left on device",
    ]


def test_an_owner_in_words() -> None:
    assert declared(owner={"team": "sre"}).owner == "team sre"
