"""What ticket an action opens: Jira, GitHub, Azure DevOps.

What a ticket says goes into `additionalFields`, whose names are the tracker's own
(`jianyuan/terraform-provider-sentry: internal/apiclient/api.yaml`, 2026-07).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue

from infra.rules.canonical import Document
from infra.rules.entry import Entry
from infra.rules.json_values import Json, JsonObject
from infra.rules.kinds import Kind
from infra.rules.on_call import action
from infra.rules.recipients import Ids, Names, Recipient
from infra.rules.scalars import Line, as_list


def _something(value: JsonValue) -> JsonValue:
    if value in (None, "", [], {}):
        raise ValueError("is empty; leave the field out instead")
    return value


Fields = dict[Line, Annotated[Json, AfterValidator(_something)]]
"""Further fields of the ticket, by the tracker's own names."""


FormFields = Annotated[tuple[JsonObject, ...], Field(strict=False)]
"""How Sentry's page draws the form of a ticket; without them it does not show custom fields."""


class Jira(Entry):
    """An issue in Jira; project and issue type are Jira's IDs of them."""

    integration: Line
    project: Line
    issue_type: Line
    fields: Fields = Field(default={})
    dynamic_form_fields: FormFields = ()


class GitHub(Entry):
    """An issue on GitHub."""

    integration: Line
    repository: Line
    assignee: Line | None = None
    labels: Annotated[tuple[Line, ...], BeforeValidator(as_list), Field(strict=False)] = ()
    fields: Fields = Field(default={})
    dynamic_form_fields: FormFields = ()


class AzureDevOps(Entry):
    """A work item in Azure DevOps; project and type are its own names of them."""

    integration: Line
    project: Line
    work_item_type: Line
    fields: Fields = Field(default={})
    dynamic_form_fields: FormFields = ()


def _ticket(provider: str, page: str, own: dict[str, str], example: str, words: str) -> Kind:
    """Return the kind of a ticket.

    Args:
        provider: Sentry's name of the tracker.
        page: what Sentry's web page calls it.
        own: the ticket's keys to the tracker's names of them.
        example: the value as a stack file writes it.
        words: the tracker in the words of the table.
    """
    github = provider in ("github", "github_enterprise")

    def write(ticket: Any, ids: Ids) -> Document:
        integration = ids[Recipient(provider, ticket.integration)]
        said = {theirs: getattr(ticket, ours) for ours, theirs in own.items()}
        given = {key: value for key, value in said.items() if value}
        listed = {k: list(v) if isinstance(v, tuple) else v for k, v in given.items()}
        # GitHub's form wants the integration a second time (.../github_handler.py, 2026-11).
        again = {"integration": integration} if github else {}
        data: Document = {"additionalFields": ticket.fields | listed | again}
        if ticket.dynamic_form_fields:
            data["dynamicFormFields"] = list(ticket.dynamic_form_fields)
        return action(provider, "specific", None, data=data, integration=integration)

    def read(sent: Any, names: Names) -> Document:
        fields = dict(sent["data"]["additionalFields"])
        found = {ours: fields.pop(theirs) for ours, theirs in own.items() if theirs in fields}
        if github:
            del fields["integration"]
        return {
            "integration": names[f"{provider} {sent['integrationId']}"],
            "fields": fields,
            "dynamic_form_fields": sent["data"].get("dynamicFormFields", []),
            **found,
        }

    def say(ticket: Any) -> str:
        place = ticket.repository if isinstance(ticket, GitHub) else f"project {ticket.project}"
        return f"{words} in {place} ({ticket.integration})"

    return Kind(
        provider,
        page,
        example,
        write,
        read,
        say,
        lambda ticket: (Recipient(provider, ticket.integration),),
    )


_JIRA = {"project": "project", "issue_type": "issuetype"}
_GITHUB = {"repository": "repo", "assignee": "assignee", "labels": "labels"}
_JIRA_EXAMPLE = '{integration: Example, project: "10000", issueType: "10001"}'
_GITHUB_EXAMPLE = "{integration: example, repository: example/api, labels: [bug]}"

JIRA = _ticket("jira", "Jira", _JIRA, _JIRA_EXAMPLE, "jira issue")
JIRA_SERVER = _ticket("jira_server", "Jira Server", _JIRA, _JIRA_EXAMPLE, "jira server issue")
GITHUB = _ticket("github", "GitHub", _GITHUB, _GITHUB_EXAMPLE, "github issue")
GITHUB_ENTERPRISE = _ticket(
    "github_enterprise",
    "GitHub Enterprise",
    _GITHUB,
    _GITHUB_EXAMPLE,
    "github enterprise issue",
)
AZURE_DEVOPS = _ticket(
    "vsts",
    "Azure DevOps",
    {"project": "project", "work_item_type": "work_item_type"},
    "{integration: Example, project: my-project, workItemType: Microsoft.VSTS.WorkItemTypes.Bug}",
    "azure devops work item",
)
