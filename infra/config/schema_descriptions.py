"""What editors say of each key of an entry; docs/writing-rules.md says more. Data only.

Kinds of conditions, filters and actions bring their own words (`infra.rules.kinds`), the stack's
own keys have them in `Pulumi.yaml`.
"""

from __future__ import annotations

from pydantic import BaseModel

from infra.config.monitor_descriptions import MONITOR_WORDS
from infra.config.settings import ConfigVarCheck
from infra.rules.alert_rule import ActionGroup, AlertRule
from infra.rules.frequencies import Count
from infra.rules.links import MonitorEntry

_GROUP = {
    "filter": "Which events and issues count: one filter or a list of them",
    "filter_match": "How the filters are joined: all, any or none of them",
    "matches_everything": "true instead of a filter, if every event of the project is meant",
    "action": "Whom it notifies: one action or a list of them",
    "notifies_nobody": "true instead of an action, if nobody is meant to be notified",
}

WORDS: dict[type[BaseModel], dict[str, str]] = {
    **MONITOR_WORDS,
    AlertRule: _GROUP
    | {
        "name": "The alert's name in Sentry; an alert of exactly this name is adopted",
        "condition": "What fires the rule: one condition or a list of them",
        "condition_match": "How the conditions are joined: any, all or none of them",
        "frequency": "At most one notification per issue in this time: 60 min, 1 day; or everyTime",
        "created": 'For people: when the rule was made, in quotes: "2026-05-30"',
        "issue": 'For people: the issue that asked for it, in quotes: "#3135"',
        "runbook": "The page that says what to do, from the project's folder, or a URL",
        "enabled": "false keeps the rule in Sentry but silent",
        "environment": "Only events of this environment; left out: of all",
        "project": "The Sentry project's slug; left out: the stack's sentryProject",
        "projects": "Slugs of several Sentry projects, for an alert on all of them",
        "all_projects": "true: all projects of the organization, new ones too",
        "project_monitor": "Which of the project's own monitors: error, issue_stream or both",
        "monitors": "Cron, uptime and metric monitors: the key of one of this stack, or {name: …}",
        "alert": "The ID of the live alert that this rule adopts, whatever its name",
        "owner": "Whom Sentry shows as responsible",
        "also": "Further filters with actions of their own",
        "on_remove": "What becomes of the alert when this entry is removed: delete or keep",
        "protect": "true: Pulumi refuses to delete the alert until this is removed",
        "key": "The rule's name in Pulumi; with it the rule can be renamed and keep its ID",
    },
    ActionGroup: _GROUP,
    MonitorEntry: {
        "key": "A monitor of this stack; the key alone, without a mapping, says the same",
        "id": "The number in the address of the monitor's page",
        "name": "The monitor's name in Sentry",
        "type": "cron, uptime or metric; left out: the name is enough",
        "project": "The monitor's project; left out: the rule's",
    },
    Count: {
        "at_least": "This many or more; Sentry counts each issue separately",
        "within": "The interval that is counted in",
        "where": "Which events count, where not all of them do",
    },
    ConfigVarCheck: {
        "app": "The Heroku app",
        "config_var": "The config var's name",
        "minimum_length": "Bytes; `wc -c` counts the newline too: its 'more than 5' is 5 here",
        "validator": "Who is asked whether the token is good",
        "guards": "Key or name of the rule that fires when the value is wrong",
        "strict": "true: an update fails while the value is unset, too short or refused",
    },
}
