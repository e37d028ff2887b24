"""Nodes of Sentry's old rules: which classes there are, and what each one's form takes.

Sources: `getsentry/sentry: src/sentry/rules/{conditions,filters,actions}` and
`src/sentry/integrations/*/actions` (classes and forms; texts are Django's own),
`src/sentry/rules/conditions/event_frequency.py` (comparison by percent),
`src/sentry/mail/forms/member_team.py` (e-mail targets),
`src/sentry/api/serializers/rest_framework/rule.py` (falsy fields are dropped first).
It does not simulate integrations (any ID is taken), Slack's channel look-up or Sentry apps.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Node = dict[str, Any]
Clean = Callable[[Any], Any]


class NodeError(Exception):
    """A node is refused, in the server's words."""


def choice(*allowed: str) -> Clean:
    """Take one of some texts; a number is compared by its text."""

    def clean(value: Any) -> Any:
        if str(value) not in allowed:
            text = f"Select a valid choice. {value} is not one of the available choices."
            raise NodeError(text)
        return str(value)

    return clean


def whole(value: Any) -> Any:
    """Take a whole number, or its text, and store the number."""
    try:
        return int(str(value).strip())
    except ValueError:
        raise NodeError("Enter a whole number.") from None


def decimal(value: Any) -> Any:
    """Take a number, or its text, and store the number."""
    try:
        return float(str(value).strip())
    except ValueError:
        raise NodeError("Enter a number.") from None


def text(value: Any) -> Any:
    """Take anything as a text."""
    return str(value)


class Form(NamedTuple):
    """The fields a class's form has: those required, those not."""

    place: str
    required: Mapping[str, Clean] = {}
    optional: Mapping[str, Clean] = {}


INTERVALS = choice("1m", "5m", "15m", "1h", "1d", "1w", "30d")
MATCHES = choice(
    *("co", "nc", "eq", "ne", "sw", "nsw", "ew", "new", "is", "ns", "in", "nin"),
    *("gt", "gte", "lt", "lte"),
)
COMPARED = {
    "comparisonType": choice("count", "percent"),
    "comparisonInterval": choice("5m", "15m", "1h", "1d", "1w", "30d"),
}
COUNTED = {"value": whole, "interval": INTERVALS}
LEVELS = choice("50", "40", "30", "20", "10", "0")
AGES, COMPARISONS = choice("oldest", "newest"), choice("older", "newer")
CATEGORIES = choice("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14")

_EVENT = {"match": MATCHES}
_ATTRIBUTE = ({"attribute": text, **_EVENT}, {"value": text})
_TAG = ({"key": text, **_EVENT}, {"value": text})
_LEVEL = {"level": LEVELS, "match": choice("eq", "gte", "lte")}
_CONDITIONS, _FILTERS = "sentry.rules.conditions", "sentry.rules.filters"
_FREQUENCY = f"{_CONDITIONS}.event_frequency"


def _integration(*required: str, **optional: Clean) -> Form:
    return Form("action", dict.fromkeys(required, text), optional)


CLASSES: dict[str, Form] = {
    **{
        f"{_CONDITIONS}.{name}": Form("condition")
        for name in (
            "every_event.EveryEventCondition",
            "first_seen_event.FirstSeenEventCondition",
            "regression_event.RegressionEventCondition",
            "reappeared_event.ReappearedEventCondition",
            "high_priority_issue.NewHighPriorityIssueCondition",
            "high_priority_issue.ExistingHighPriorityIssueCondition",
        )
    },
    f"{_FREQUENCY}.EventFrequencyCondition": Form("condition", COUNTED, COMPARED),
    f"{_FREQUENCY}.EventUniqueUserFrequencyCondition": Form("condition", COUNTED, COMPARED),
    f"{_FREQUENCY}.EventUniqueUserFrequencyConditionWithConditions": Form(
        "condition", COUNTED, COMPARED
    ),
    f"{_FREQUENCY}.EventFrequencyPercentCondition": Form(
        "condition", {"value": decimal, "interval": choice("5m", "10m", "30m", "1h")}, COMPARED
    ),
    f"{_CONDITIONS}.event_attribute.EventAttributeCondition": Form("condition", *_ATTRIBUTE),
    f"{_CONDITIONS}.tagged_event.TaggedEventCondition": Form("condition", *_TAG),
    f"{_CONDITIONS}.level.LevelCondition": Form("condition", _LEVEL),
    f"{_FILTERS}.event_attribute.EventAttributeFilter": Form("filter", *_ATTRIBUTE),
    f"{_FILTERS}.tagged_event.TaggedEventFilter": Form("filter", *_TAG),
    f"{_FILTERS}.level.LevelFilter": Form("filter", _LEVEL),
    f"{_FILTERS}.age_comparison.AgeComparisonFilter": Form(
        "filter",
        {
            "comparison_type": COMPARISONS,
            "value": whole,
            "time": choice("minute", "hour", "day", "week"),
        },
    ),
    f"{_FILTERS}.issue_occurrences.IssueOccurrencesFilter": Form("filter", {"value": whole}),
    f"{_FILTERS}.assigned_to.AssignedToFilter": Form(
        "filter",
        {"targetType": choice("Unassigned", "Team", "Member")},
        {"targetIdentifier": text},
    ),
    f"{_FILTERS}.latest_adopted_release_filter.LatestAdoptedReleaseFilter": Form(
        "filter", {"oldest_or_newest": AGES, "older_or_newer": COMPARISONS, "environment": text}
    ),
    f"{_FILTERS}.latest_release.LatestReleaseFilter": Form("filter"),
    f"{_FILTERS}.issue_category.IssueCategoryFilter": Form("filter", {"value": CATEGORIES}),
    f"{_FILTERS}.issue_type.IssueTypeFilter": Form(
        "filter", {"value": text}, {"include": choice("true", "false")}
    ),
    "sentry.mail.actions.NotifyEmailAction": Form(
        "action",
        {"targetType": choice("IssueOwners", "Team", "Member")},
        {
            "targetIdentifier": text,
            "fallthroughType": choice("ActiveMembers", "AllMembers", "NoOne"),
        },
    ),
    "sentry.rules.actions.notify_event.NotifyEventAction": Form("action"),
    "sentry.rules.actions.notify_event_service.NotifyEventServiceAction": _integration("service"),
    "sentry.integrations.slack.notify_action.SlackNotifyServiceAction": _integration(
        "workspace", "channel", channel_id=text, tags=text, notes=text
    ),
    "sentry.integrations.msteams.notify_action.MsTeamsNotifyServiceAction": _integration(
        "team", "channel", channel_id=text
    ),
    "sentry.integrations.discord.notify_action.DiscordNotifyServiceAction": _integration(
        "server", "channel_id", tags=text
    ),
    "sentry.integrations.pagerduty.notify_action.PagerDutyNotifyServiceAction": _integration(
        "account", "service", severity=text
    ),
    "sentry.integrations.opsgenie.notify_action.OpsgenieNotifyTeamAction": _integration(
        "account", "team", priority=choice("P1", "P2", "P3", "P4", "P5")
    ),
    **{
        f"sentry.integrations.{name}CreateTicketAction": _integration("integration")
        for name in (
            "jira.notify_action.Jira",
            "jira_server.notify_action.JiraServer",
            "vsts.notify_action.AzureDevops",
            "github.notify_action.GitHub",
            "github_enterprise.notify_action.GitHubEnterprise",
        )
    },
}


def cleaned(node: object, place: str, state: Mapping[str, Any]) -> Node:
    """Give a node as the server stores it: without falsy fields, with numbers for texts."""
    if not isinstance(node, dict):
        kind = type(node).__name__
        raise NodeError(f"Incorrect type. Expected a mapping, but got {kind}")
    if "id" not in node:
        raise NodeError("Missing attribute 'id'")
    form = CLASSES.get(node["id"])
    if form is None or form.place != place:
        raise NodeError(f"Invalid node. Could not find '{node['id']}'")
    kept = {key: value for key, value in node.items() if value}
    if any(field not in kept for field in form.required):
        raise NodeError("Ensure all required fields are filled in.")
    fields = {**form.required, **form.optional}
    kept |= {key: fields[key](value) for key, value in kept.items() if key in fields}
    _check_together(kept, state)
    return kept


def _check_together(node: Node, state: Mapping[str, Any]) -> None:
    if node.get("comparisonType") == "percent" and "comparisonInterval" not in node:
        raise NodeError("comparisonInterval is required when comparing by percent")
    if "older_or_newer" in node and node["environment"] not in state["environments"]:
        raise NodeError("environment does not exist or is not associated with this organization")
    if node["id"].endswith(("NotifyEmailAction", "AssignedToFilter")):
        _check_target(node, state)


def _check_target(node: Node, state: Mapping[str, Any]) -> None:
    target, identifier = node["targetType"], node.get("targetIdentifier")
    if target not in ("Member", "Team"):
        return
    if identifier is None:
        raise NodeError("You need to specify a Team or Member.")
    users = {
        member["user"]["id"]
        for member in state["members"]
        if member["user"] and member["user"]["isActive"]
    }
    if target == "Member" and identifier not in users:
        raise NodeError("This user is not part of the project.")
    if target == "Team" and identifier not in {team["id"] for team in state["teams"]}:
        raise NodeError("This team is not part of the project.")
