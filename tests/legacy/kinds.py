"""Old rules and alerts of every kind, drawn at random or written down."""

from typing import Any

from hypothesis import strategies as st

from tests.simulators.sentry_enums import ISSUE_TYPES

Node = dict[str, Any]

CONDITIONS = "sentry.rules.conditions"
FILTERS = "sentry.rules.filters"
INTEGRATIONS = "sentry.integrations"
_SESSIONS = "EventFrequencyPercentCondition"

_ids = st.integers(1, 10**6).map(str)
_texts = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)
_tags = st.sampled_from(["browser.name", "os", "a:b-c_d"])
_interval = st.sampled_from(["1m", "5m", "15m", "1h", "1d", "1w", "30d"])
_earlier = st.sampled_from(["5m", "15m", "1h", "1d", "1w", "30d"])
_match = st.sampled_from(["co", "nc", "eq", "ne", "sw", "nsw", "ew", "new"])


def _node(identifier: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Node]:
    return st.fixed_dictionaries({"id": st.just(identifier), **fields})


def _just(**values: str) -> dict[str, st.SearchStrategy[str]]:
    """Draw the IDs that the simulator has."""
    return {key: st.just(value) for key, value in values.items()}


def _counted(name: str, highest: int = 10**6) -> st.SearchStrategy[Node]:
    identifier = f"{CONDITIONS}.event_frequency.{name}"
    # Of sessions the old API counts within other intervals; these two both APIs have.
    interval = st.sampled_from(["5m", "1h"]) if name == _SESSIONS else _interval
    fields = {"value": st.integers(0, highest).map(str), "interval": interval}
    return _node(identifier, comparisonType=st.just("count"), **fields) | _node(
        identifier, comparisonType=st.just("percent"), comparisonInterval=_earlier, **fields
    )


def _matched(identifier: str, **subject: st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    return _node(identifier, **subject, match=_match, value=_texts) | _node(
        identifier, **subject, match=st.sampled_from(["is", "ns"])
    )


_attribute = st.sampled_from(["message", "platform", "exception.type", "user.email"])
_level = {
    "level": st.sampled_from(["50", "40", "30", "20", "10", "0"]),
    "match": st.sampled_from(["eq", "gte", "lte"]),
}

begins = st.one_of(
    _node(f"{CONDITIONS}.first_seen_event.FirstSeenEventCondition"),
    _node(f"{CONDITIONS}.regression_event.RegressionEventCondition"),
    _node(f"{CONDITIONS}.reappeared_event.ReappearedEventCondition"),
    _node(f"{CONDITIONS}.high_priority_issue.NewHighPriorityIssueCondition"),
    _node(f"{CONDITIONS}.high_priority_issue.ExistingHighPriorityIssueCondition"),
)
counts = st.one_of(
    _counted("EventFrequencyCondition"),
    _counted("EventUniqueUserFrequencyCondition"),
    _counted(_SESSIONS, highest=100),
)
compared = st.one_of(
    _matched(f"{CONDITIONS}.event_attribute.EventAttributeCondition", attribute=_attribute),
    _matched(f"{CONDITIONS}.tagged_event.TaggedEventCondition", key=_tags),
    _node(f"{CONDITIONS}.level.LevelCondition", **_level),
)
of_events = st.one_of(
    _matched(f"{FILTERS}.event_attribute.EventAttributeFilter", attribute=_attribute),
    _matched(f"{FILTERS}.tagged_event.TaggedEventFilter", key=_tags),
)
filters = st.one_of(
    of_events,
    _node(f"{FILTERS}.level.LevelFilter", **_level),
    _node(
        f"{FILTERS}.age_comparison.AgeComparisonFilter",
        comparison_type=st.sampled_from(["older", "newer"]),
        value=_ids,
        time=st.sampled_from(["minute", "hour", "day", "week"]),
    ),
    _node(f"{FILTERS}.issue_occurrences.IssueOccurrencesFilter", value=_ids),
    _node(f"{FILTERS}.assigned_to.AssignedToFilter", targetType=st.just("Unassigned")),
    _node(
        f"{FILTERS}.assigned_to.AssignedToFilter",
        targetType=st.just("Member"),
        targetIdentifier=st.just("3001"),  # an alert's assignee must be in the organization
    ),
    _node(
        f"{FILTERS}.assigned_to.AssignedToFilter",
        targetType=st.just("Team"),
        targetIdentifier=st.just("801"),
    ),
    _node(
        f"{FILTERS}.latest_adopted_release_filter.LatestAdoptedReleaseFilter",
        oldest_or_newest=st.sampled_from(["oldest", "newest"]),
        older_or_newer=st.sampled_from(["older", "newer"]),
        environment=_texts,
    ),
    _node(f"{FILTERS}.latest_release.LatestReleaseFilter"),
    _node(f"{FILTERS}.issue_category.IssueCategoryFilter", value=st.sampled_from(["1", "6"])),
    _node(
        f"{FILTERS}.issue_type.IssueTypeFilter",
        value=st.sampled_from(ISSUE_TYPES),
        include=st.sampled_from(["true", "false"]),
    ),
)
_ticket = {"project": _texts, "issuetype": _texts}
_issue = {"repo": _texts, "assignee": _texts}
actions = st.one_of(
    _node(
        "sentry.mail.actions.NotifyEmailAction",
        targetType=st.sampled_from(["Member", "Team"]),
        targetIdentifier=_ids,
    ),
    _node(
        "sentry.mail.actions.NotifyEmailAction",
        targetType=st.just("IssueOwners"),
        fallthroughType=st.sampled_from(["ActiveMembers", "AllMembers", "NoOne"]),
    ),
    _node(
        f"{INTEGRATIONS}.slack.notify_action.SlackNotifyServiceAction",
        **_just(workspace="51", channel_id="C01", channel="#alerts"),
        **{"tags": _texts, "notes": _texts},
    ),
    _node(
        f"{INTEGRATIONS}.msteams.notify_action.MsTeamsNotifyServiceAction",
        **_just(team="53", channel_id="19:abc", channel="Alerts"),
    ),
    _node(
        f"{INTEGRATIONS}.discord.notify_action.DiscordNotifyServiceAction",
        **_just(server="52", channel_id="9001"),
        tags=_texts,
    ),
    _node(
        f"{INTEGRATIONS}.pagerduty.notify_action.PagerDutyNotifyServiceAction",
        **_just(account="54", service="61"),
        severity=st.sampled_from(["default", "critical"]),
    ),
    _node(
        f"{INTEGRATIONS}.opsgenie.notify_action.OpsgenieNotifyTeamAction",
        **_just(account="55", team="55-backend"),
        priority=st.sampled_from(["P1", "P5"]),
    ),
    _node(
        f"{INTEGRATIONS}.jira.notify_action.JiraCreateTicketAction",
        **_just(integration="56"),
        **_ticket,
    ),
    _node(
        f"{INTEGRATIONS}.jira_server.notify_action.JiraServerCreateTicketAction",
        **_just(integration="57"),
        **_ticket,
    ),
    _node(
        f"{INTEGRATIONS}.vsts.notify_action.AzureDevopsCreateTicketAction",
        **_just(integration="60"),
        **_ticket,
    ),
    _node(
        f"{INTEGRATIONS}.github.notify_action.GitHubCreateTicketAction",
        **_just(integration="58"),
        **_issue,
    ),
    _node(
        f"{INTEGRATIONS}.github_enterprise.notify_action.GitHubEnterpriseCreateTicketAction",
        **_just(integration="59"),
        **_issue,
    ),
    _node(
        "sentry.rules.actions.notify_event_service.NotifyEventServiceAction",
        service=_texts,
    ),
    _node("sentry.rules.actions.notify_event.NotifyEventAction"),
)


@st.composite
def old_rules(draw: st.DrawFn) -> Node:
    """Draw a rule as the old API takes it, that an alert can do as well."""
    first = draw(st.sampled_from(["nothing", "one beginning", "begins", "counts", "both", "users"]))
    found_filters = draw(st.lists(filters, max_size=3))
    filter_match = draw(st.sampled_from(["all", "any", "none"]))
    match = draw(st.sampled_from(["all", "any"]))
    if first == "nothing":
        conditions: list[Node] = []
    elif first == "one beginning":
        conditions = [draw(begins)]
    elif first == "begins":
        conditions, match = draw(st.lists(begins, min_size=2, max_size=3)), "any"
    elif first == "counts":
        conditions = draw(st.lists(counts | compared, min_size=1, max_size=3))
    elif first == "both":
        # What must hold besides a beginning becomes a filter, so all must hold.
        conditions, match, filter_match = [draw(begins), draw(counts)], "all", "all"
    else:
        users = draw(_counted("EventUniqueUserFrequencyConditionWithConditions"))
        found_filters = draw(st.lists(of_events, min_size=1, max_size=3))
        conditions, filter_match = [users], "all"
    return {
        "name": draw(_texts),
        "frequency": draw(st.integers(5, 43_200)),
        "environment": draw(st.none() | _texts),
        "actionMatch": "any" if len(conditions) <= 1 else match,
        "conditions": conditions,
        # One filter, or none, is the same for any and all: an alert says all.
        "filterMatch": "all" if len(found_filters) <= 1 and filter_match == "any" else filter_match,
        "filters": found_filters,
        "actions": draw(st.lists(actions, min_size=1, max_size=3)),
    }
