"""Who is notified: every kind of action, one field each.

Another kind begins here, as one more field of `Action` with its `Kind` (`infra.rules.kinds`); it is
written as a whole action. Chats are in `infra.rules.chats`, on-call services and
Sentry apps are in `infra.rules.on_call`, tickets in `infra.rules.tickets`.
Shapes: `getsentry/sentry: src/sentry/notifications/notification_action/action_handler_registry/`.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from infra.rules import chats, on_call, tickets
from infra.rules.canonical import Document
from infra.rules.chats import Discord, MsTeams, Slack
from infra.rules.entry import OneOf
from infra.rules.kinds import Kind, read_entry
from infra.rules.on_call import (
    OpsgenieTeam,
    PagerDutyService,
    SentryApp,
    action,
)
from infra.rules.raw import RAW_ACTION, RawAction
from infra.rules.recipients import Ids, Names, Recipient
from infra.rules.scalars import Address, Slug
from infra.rules.tickets import AzureDevOps, GitHub, Jira

Otherwise = Literal["ActiveMembers", "AllMembers", "NoOne"]


def _mail_to(kind: str, page: str, example: str, words: str) -> Kind:
    """Return the kind of a mail to a user or a team.

    Sentry has no plain address: a mail goes to a user ID, a team ID or the issue's owners.
    """

    def write(name: str, ids: Ids) -> Document:
        return action("email", kind, ids[Recipient(kind, name)])

    def read(sent: Any, names: Names) -> str | None:
        config = sent["config"]
        if config["targetType"] != kind:
            return None
        return names[f"{kind} {config['targetIdentifier']}"]

    return Kind(
        "email",
        page,
        example,
        write,
        read,
        lambda name: f"{words} {name}",
        lambda name: (Recipient(kind, name),),
    )


EMAIL = _mail_to("user", "Notify on preferred channel: Member", "ops@example.com", "email")
EMAIL_TEAM = _mail_to("team", "Notify on preferred channel: Team", "sre", "email team")
EMAIL_ISSUE_OWNERS = Kind(
    "email",
    "Notify on preferred channel: Suggested assignees",
    "ActiveMembers",
    lambda otherwise, _: action("email", "issue_owners", None, data={"fallthroughType": otherwise}),
    lambda sent, _: sent["data"]["fallthroughType"],
    lambda otherwise: f"email issue owners, else {otherwise}",
)
WEBHOOK = Kind(
    "webhook",
    "Webhook, or a legacy integration",
    "my-service",
    lambda slug, _: action("webhook", None, slug),
    lambda sent, _: sent["config"]["targetIdentifier"],
    lambda slug: f"webhook {slug}",
)


class Action(OneOf):
    """Who is notified."""

    what: ClassVar[str] = "an action"
    email: Annotated[Address | None, EMAIL] = None
    email_team: Annotated[Slug | None, EMAIL_TEAM] = None
    email_issue_owners: Annotated[Otherwise | None, EMAIL_ISSUE_OWNERS] = None
    slack: Annotated[Slack | None, chats.SLACK] = None
    discord: Annotated[Discord | None, chats.DISCORD] = None
    ms_teams: Annotated[MsTeams | None, chats.MS_TEAMS] = None
    pagerduty: Annotated[PagerDutyService | None, on_call.PAGERDUTY] = None
    opsgenie: Annotated[OpsgenieTeam | None, on_call.OPSGENIE] = None
    jira: Annotated[Jira | None, tickets.JIRA] = None
    jira_server: Annotated[Jira | None, tickets.JIRA_SERVER] = None
    github: Annotated[GitHub | None, tickets.GITHUB] = None
    github_enterprise: Annotated[GitHub | None, tickets.GITHUB_ENTERPRISE] = None
    azure_devops: Annotated[AzureDevOps | None, tickets.AZURE_DEVOPS] = Field(
        None, alias="azureDevOps"
    )
    webhook: Annotated[Slug | None, WEBHOOK] = None
    sentry_app: Annotated[SentryApp | None, on_call.SENTRY_APP] = None
    raw: Annotated[RawAction | None, RAW_ACTION] = None


def read_action(sent: Document, names: Names) -> Action:
    """Return what an entry says of a canonical action, `raw` where no other kind does."""
    return read_entry(Action, sent["type"], sent, names) or Action.model_validate(
        {"raw": _raw(sent)}
    )


def _raw(sent: Document) -> Document:
    config = {key: value for key, value in sent["config"].items() if value is not None}
    return {**sent, "config": config}
