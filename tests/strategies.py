"""Hypothesis strategies of rules: every kind of condition, filter and action, as written."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from infra.rules.alert_rule import AlertRule
from infra.rules.conditions import Stage
from infra.rules.event_matches import EventMatch
from infra.rules.frequencies import Before, Interval
from infra.rules.issue_matches import CATEGORIES, Level, Priority
from infra.rules.recipients import Recipient, names_of
from tests.sentry_schema_strategies import texts
from tests.simulators.sentry_enums import ISSUE_TYPES

RECIPIENTS = {
    Recipient("user", "ops@raxx.app"): "222",
    Recipient("user", "lead@raxx.app"): "333",
    Recipient("team", "sre"): "7",
    Recipient("slack", "Raxx"): "51",
    Recipient("slack channel", "#alerts", "Raxx"): "C01",
    Recipient("discord", "Raxx"): "52",
    Recipient("discord channel", "#alerts", "Raxx"): "9001",
    Recipient("msteams", "Raxx"): "53",
    Recipient("msteams channel", "Alerts", "Raxx"): "19:abc",
    Recipient("pagerduty", "Raxx"): "54",
    Recipient("pagerduty service", "Backend", "Raxx"): "61",
    Recipient("opsgenie", "Raxx"): "55",
    Recipient("opsgenie team", "Backend", "Raxx"): "55-backend",
    Recipient("jira", "Raxx"): "56",
    Recipient("jira_server", "Raxx"): "57",
    Recipient("github", "raxx"): "58",
    Recipient("github_enterprise", "raxx"): "59",
    Recipient("vsts", "Raxx"): "60",
    Recipient("sentry_app", "pager"): "71",
}
"""Sentry's ID of everybody and everything that a rule of these tests may name."""

NAMES = names_of(RECIPIENTS)
"""The same, the other way round."""

_visible = st.characters(exclude_categories=["C", "Z"])
lines = st.lists(st.text(_visible, min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join)
_plain = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=","), min_size=1)
_true = st.just(True)


def _of(literal: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(literal.__args__)


def one_key(**choices: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a mapping of one of these keys."""
    return st.one_of(*(st.fixed_dictionaries({key: value}) for key, value in choices.items()))


def _lists(items: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(items, min_size=least, max_size=3)


_TEXTS = ["contains", "equals", "startsWith", "notContains", "notEquals", "notStartsWith"]
matches = one_key(
    **dict.fromkeys([*_TEXTS, "endsWith", "notEndsWith"], lines),
    isSet=st.booleans(),
    isIn=_lists(_plain, 1),
    notIn=_lists(_plain, 1),
)
ATTRIBUTES = [f.alias or name for name, f in EventMatch.model_fields.items() if name != "tag"]
_tags = st.builds(
    lambda key, match: {"key": key, **match},
    st.from_regex(r"[\w.:-]{1,9}", fullmatch=True).filter(str.isascii),
    matches,
)
events = st.one_of(one_key(**dict.fromkeys(ATTRIBUTES, matches)), one_key(tag=_tags))
_where = {"where": _lists(events)}
_within = {"within": _of(Interval)}
_sessions = {"within": st.sampled_from(["1m", "5m", "10m", "30m", "1h"])}
_before = {"comparedTo": _of(Before)}
_whole = st.integers(0, 10**6)
_percents = st.integers(0, 100) | st.floats(0, 100)
counts = st.fixed_dictionaries({"atLeast": st.integers(1, 10**6), **_within}, optional=_where)
_increases = st.fixed_dictionaries(
    {"moreThanPercent": _whole, **_within, **_before}, optional=_where
)
_ages = st.builds(
    lambda n, unit: f"{n} {unit}", _whole, st.sampled_from(["min", "h", "days", "week"])
)
_categories = st.sampled_from(sorted(CATEGORIES))
_included = {"is": _categories, "isNot": _categories}
_issue_types = st.sampled_from(ISSUE_TYPES)
_types = {"is": _issue_types, "isNot": _issue_types}
_assignees = one_key(
    user=st.sampled_from(["ops@raxx.app", "lead@raxx.app"]), team=st.just("sre"), nobody=_true
)
ISSUES: dict[str, st.SearchStrategy[Any]] = {
    "level": one_key(**dict.fromkeys(["atLeast", "atMost", "equals"], _of(Level))),
    "age": one_key(olderThan=_ages, newerThan=_ages),
    "assignedTo": _assignees,
    "issueCategory": one_key(**_included),
    "issueType": one_key(**_types),
    "occurrences": st.fixed_dictionaries({"atLeast": st.integers(1, 10**6)}),
    "priority": st.fixed_dictionaries({"atLeast": _of(Priority)}),
    "deescalatedFrom": _of(Priority),
    "latestRelease": _true,
    "latestAdoptedRelease": st.fixed_dictionaries(
        {
            "release": st.sampled_from(["oldest", "newest"]),
            "is": st.sampled_from(["older", "newer"]),
            "environment": lines,
        }
    ),
    "eventIncrease": _increases,
    "users": counts,
    "userIncrease": _increases,
    "sessions": st.fixed_dictionaries({"moreThanPercent": _percents, **_sessions}, optional=_where),
    "sessionIncrease": st.fixed_dictionaries(
        {"moreThanPercent": _percents, **_sessions, **_before}, optional=_where
    ),
}
filters = st.one_of(events, one_key(**ISSUES, events=counts))
LIFECYCLE = ["newIssue", "regressedIssue", "escalatingIssue", "resolvedIssue"]
_triggers = dict.fromkeys(["newHighPriorityIssue", "existingHighPriorityIssue"], _true)
_stages = st.lists(_of(Stage), min_size=1, unique=True).map(sorted)
conditions = st.one_of(counts, events, one_key(**ISSUES, **_triggers, seerActivity=_stages))
lifecycle = one_key(**dict.fromkeys(LIFECYCLE, _true))

_tag_lists = {"tags": _lists(_plain)}
_raxx = st.just("Raxx")
_id = {"channelId": st.just("C77")}
_fields = {
    "fields": st.dictionaries(
        st.sampled_from(["priority", "fixVersions"]), lines | st.integers() | _lists(lines, 1)
    )
}
_channels = st.just("#alerts")
_jira = st.fixed_dictionaries(
    {"integration": _raxx, "project": lines, "issueType": lines}, optional=_fields
)
_github = st.fixed_dictionaries(
    {"integration": st.just("raxx"), "repository": lines},
    optional={"assignee": lines, "labels": _lists(lines), **_fields},
)
ACTIONS: dict[str, st.SearchStrategy[Any]] = {
    "email": st.sampled_from(["ops@raxx.app", "lead@raxx.app"]),
    "emailTeam": st.just("sre"),
    "emailIssueOwners": st.sampled_from(["ActiveMembers", "AllMembers", "NoOne"]),
    "slack": st.fixed_dictionaries(
        {"workspace": _raxx, "channel": _channels}, optional={**_id, **_tag_lists, "notes": lines}
    ),
    "discord": st.fixed_dictionaries(
        {"server": _raxx, "channel": _channels}, optional={**_id, **_tag_lists}
    )
    | st.fixed_dictionaries({"server": _raxx, **_id}, optional=_tag_lists),
    # No ID: Sentry stores the one that the name has, whatever was sent.
    "msTeams": st.fixed_dictionaries({"team": _raxx, "channel": st.just("Alerts")}),
    "pagerduty": st.fixed_dictionaries(
        {"account": _raxx, "service": st.just("Backend")},
        optional={"severity": st.sampled_from(["default", "critical", "info"])},
    ),
    "opsgenie": st.fixed_dictionaries(
        {"account": _raxx, "team": st.just("Backend")},
        optional={"priority": st.sampled_from(["P1", "P5"])},
    ),
    "jira": _jira,
    "jiraServer": _jira,
    "github": _github,
    "githubEnterprise": _github,
    "azureDevOps": st.fixed_dictionaries(
        {"integration": _raxx, "project": lines, "workItemType": lines}, optional=_fields
    ),
    "webhook": st.sampled_from(["webhooks", "my-service"]),
    "sentryApp": st.fixed_dictionaries(
        {"app": st.just("pager")},
        optional={
            "settings": _lists(
                st.fixed_dictionaries({"name": lines, "value": texts}, optional={"label": lines})
            )
        },
    ),
}
actions = one_key(**ACTIONS)


@st.composite
def _groups(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(_lists(filters))
    joined = draw(st.sampled_from(["all", "any", "none"]))
    return {
        "filter": found,
        "filterMatch": joined,
        "matchesEverything": not found,
        "action": draw(_lists(actions, 1)),
    }


FOR_ACTIVITIES = {
    *("email", "emailTeam", "emailIssueOwners", "slack", "discord", "msTeams"),
    *("sentryApp", "webhook"),
}
"""The actions that Sentry takes beside a trigger by Seer (getsentry/sentry#118026)."""


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """Draw any entry of `alertRules`, with nothing in it that Sentry does not store."""
    joined = draw(st.sampled_from(["any", "all", "none"]))
    triggers = conditions | lifecycle if joined == "any" else conditions
    group = draw(_groups())
    also = draw(st.lists(_groups(), max_size=2))
    if not all(action.keys() <= FOR_ACTIVITIES for g in (group, *also) for action in g["action"]):
        triggers = triggers.filter(lambda trigger: "seerActivity" not in trigger)
    every = joined == "any" and draw(st.booleans())
    entry = {
        "name": "a " + draw(lines),
        "condition": {"everyEvent": True} if every else draw(_lists(triggers, 1)),
        "conditionMatch": joined,
        **group,
        "also": also,
        "frequency": f"{draw(st.integers(1, 43_200))} min",
        "enabled": draw(st.booleans()),
        "environment": draw(st.none() | lines),
        "owner": draw(st.none() | st.just({"team": "sre"}) | st.just({"user": "ops@raxx.app"})),
    }
    return {key: value for key, value in entry.items() if value is not None}


def rules() -> st.SearchStrategy[AlertRule]:
    """Draw any rule."""
    return entries().map(AlertRule.model_validate)
