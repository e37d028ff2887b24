"""What an action of a Sentry alert reaches: looked up when the alert is written, on PUT as on POST.

Sources, all in `getsentry/sentry`: `src/sentry/notifications/notification_action/
action_validation.py` (which form checks what; errors of the whole form come under `all`),
`src/sentry/integrations/{slack,msteams,opsgenie,pagerduty}/actions/form.py`,
`.../discord/actions/issue_alert/form.py`, `.../slack/utils/{channel,constants}.py`,
`.../discord/utils/channel.py`. The text for an unknown choice is Django's own.
"""

import json
from typing import Any

Item = dict[str, Any]
Errors = dict[str, list[str]]
CHOICE = "Select a valid choice. {} is not one of the available choices."
LIMITED = "Slack: Requests to Slack exceeded the rate limit. Please try again later."
FIELDS = {
    **{"slack": "workspace", "discord": "server", "msteams": "team"},
    **{"pagerduty": "account", "opsgenie": "account"},
}
"""The form's field for the integration; tickets call it `integration`."""
WITHOUT_INTEGRATION = {
    "slack": "Slack: Workspace is a required field.",
    "discord": "Discord: Server is a required field.",
    "msteams": "Team is a required field.",
    "opsgenie": "The Opsgenie integration does not exist.",
}


def check_target(action: Item, state: Item) -> Errors:
    """Check that what an action reaches is there; a channel's name and ID are completed."""
    kind = action["type"]
    if kind == "sentry_app":
        return _check_sentry_app(action, state)
    if kind == "webhook":
        return _check_service(action, state)
    return {} if kind == "email" else _check_integration(action, state)


def _check_integration(action: Item, state: Item) -> Errors:
    kind = action["type"]
    wanted = str(action["integration_id"])
    known = {
        i["id"]: i
        for i in state["integrations"]
        if i["provider"] == kind and i["status"] == "active"
    }
    if wanted not in known:
        errors = {FIELDS.get(kind, "integration"): [CHOICE.format(wanted)]}
        if kind in WITHOUT_INTEGRATION:
            errors["all"] = [WITHOUT_INTEGRATION[kind]]
        return errors
    found, config = known[wanted], action["config"]
    checks = {
        "slack": lambda: _check_slack(config, found, state["slack"]),
        "msteams": lambda: _check_teams(config, found),
        "discord": lambda: _check_discord(config, found),
        **dict.fromkeys(
            ("pagerduty", "opsgenie"), lambda: _check_on_call(action, found, [*known.values()])
        ),
    }
    # What a ticket holds is not checked at the tracker.
    return checks[kind]() if kind in checks else {}


def _check_slack(config: Item, integration: Item, slack: Item) -> Errors:
    """Look a channel up by ID, by name, or one against the other."""
    name, target = config.get("target_display", "").strip(), config.get("target_identifier")
    bare = name.lstrip("@#")
    by_id = {channel["id"]: channel["name"] for channel in integration["channels"]}
    by_name = {channel["name"]: channel["id"] for channel in integration["channels"]}
    missing = (
        f'The resource "{bare}" does not exist or has not been granted access in the '
        f"{integration['name']} Slack workspace."
    )
    error = None
    if not name and not target:
        error = "Either a channel name or channel ID is required."
    elif slack["refusals"] > 0:
        slack["refusals"] -= 1
        if not target and slack["refusesAt"] == "probe":
            error = missing  # the first of two look-ups: its refusal looks like a wrong name
        elif target and name:
            error = "Rate limited"
        else:
            return {"all": [LIMITED]}
    elif target and not name:
        if target not in by_id:
            error = (
                "Could not resolve channel name from the provided channel ID. "
                "The channel may not exist or the integration may not have access."
            )
        bare = by_id.get(target, "")
    elif target:
        if target not in by_id:
            error = "Channel not found. Invalid ID provided."
        elif by_id[target] != bare:
            error = "Slack channel name from ID does not match input channel name."
    elif bare not in by_name:
        error = missing
    if error:
        return {"all": [f"Slack: {error}"]}
    sign = "@" if name.startswith("@") else "#"
    config.update(target_display=f"{sign}{bare}", target_identifier=target or by_name[bare])
    return {}


def _check_teams(config: Item, integration: Item) -> Errors:
    """Look a channel of Teams up by its name, whatever ID was sent."""
    name = config["target_display"]
    if not name.strip():
        return {"channel": ["This field is required."]}
    for channel in integration["channels"]:
        if channel["name"] == name:
            config["target_identifier"] = channel["id"]
            return {}
    team = integration["name"]
    return {"all": [f'The channel or user "{name}" could not be found in the {team} Team.']}


def _check_discord(config: Item, integration: Item) -> Errors:
    target = config["target_identifier"].strip()
    if not target:
        return {"channelId": ["This field is required."]}
    if target not in {channel["id"] for channel in integration["channels"]}:
        return {"all": ["Discord: Discord channel can not be found."]}
    return {}


def _check_on_call(action: Item, integration: Item, all_of_kind: list[Item]) -> Errors:
    """Check a service or an on-call team: known at all, and of this account."""
    pagerduty = action["type"] == "pagerduty"
    table, name = ("service_table", "service") if pagerduty else ("team_table", "team")
    target, account = action["config"]["target_identifier"], integration["name"]
    rows = {str(r["id"]): r[name] for i in all_of_kind for r in i["config"].get(table, [])}
    own = {str(row["id"]) for row in integration["config"].get(table, [])}
    if pagerduty:
        foreign = f'The service "{rows.get(target)}" has not been granted access in the {account} '
        foreign += "Pagerduty account."
    else:
        foreign = (
            f'The team "{rows.get(target)}" does not belong to the {account} Opsgenie account.'
        )
    if target and target not in rows:
        unknown = {name: [CHOICE.format(target)]}
        return unknown if pagerduty else {**unknown, "all": [foreign]}
    if target in own or (pagerduty and not target):
        return {}
    return {"all": [foreign]}


def _check_sentry_app(action: Item, state: Item) -> Errors:
    """Check that the app is installed; its settings become texts, and the app may refuse them."""
    identifier, settings = action["config"]["target_identifier"], action["data"].get("settings")
    app = next((app for app in state["sentryApps"] if int(app["id"]) == int(identifier)), None)
    if app is None:
        return {"nonFieldErrors": ["Sentry app installation not found."]}
    if not settings:
        needed = app.get("wantsSettings", False)
        return {"nonFieldErrors": ["'settings' is a required property"]} if needed else {}
    for setting in settings:
        value = setting.get("value")
        if value is not None and not isinstance(value, str):
            setting["value"] = json.dumps(value, separators=(",", ":"))
    return {"nonFieldErrors": [app["refusal"]]} if app.get("refusal") else {}


def _check_service(action: Item, state: Item) -> Errors:
    """Check a webhook's service: a notification plugin, or an app that can be alerted."""
    service = action["config"]["target_identifier"]
    known = {*state["services"], *(app["slug"] for app in state["sentryApps"])}
    return {} if service in known else {"service": [CHOICE.format(service)]}
