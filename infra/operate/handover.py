"""What another tool's state manages in Sentry, read from its own export; no secret of it is kept.

Terraform: `terraform show -json` (developer.hashicorp.com/terraform/internals/json-format) and
`jianyuan/terraform-provider-sentry: internal/provider/resource_*.go` (2026-07). Pulumi: `pulumi
stack export` and `pulumiverse/pulumi-sentry: provider/resources.go` (0.0.9).
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from infra.base.errors import ConfigError
from infra.base.terminal_text import printable
from infra.rules.scalars import derived_key

ALERT, OLD_RULE, MONITOR, OLD_METRIC = "alert", "rule", "monitor", "metric alert"
_KINDS = {
    "alert": ALERT,
    "issue_alert": OLD_RULE,
    "rule": OLD_RULE,  # the name of issue_alert until 2023
    "metric_alert": OLD_METRIC,  # Sentry made a monitor of each, and an alert that belongs to it
    "cron_monitor": MONITOR,
    "uptime_monitor": MONITOR,
    "metric_monitor": MONITOR,
}
"""What of the provider's types can be handed over, to what Sentry has for it."""


class Resource(NamedTuple):
    """Something in Sentry that the other tool manages.

    Attributes:
        address: as the tool names it.
        kind: `ALERT`, `OLD_RULE`, `MONITOR` or `OLD_METRIC`.
        id: Sentry's number of it.
        key: that its entry gets.
        organization: slug or number, as the tool was told.
        forget: the command by which the tool forgets it, and leaves it in Sentry.
    """

    address: str
    kind: str
    id: str
    key: str
    organization: str
    forget: str


class Handover(NamedTuple):
    """All that a state has.

    Attributes:
        tool: `Terraform` or `Pulumi`.
        resources: alerts, old rules and monitors.
        staying: the addresses of everything else.
    """

    tool: str
    resources: tuple[Resource, ...]
    staying: tuple[str, ...]

    def of(self, *kinds: str) -> list[Resource]:
        """Return what is of these kinds."""
        return [one for one in self.resources if one.kind in kinds]


def read_terraform(text: str, file: str, organization: str) -> Handover:
    """Read what `terraform show -json` printed of a state.

    Args:
        text: of the file.
        file: its name, for messages.
        organization: slug of the stack's.

    Raises:
        ConfigError: with everything that is wrong with it.
    """
    step = "give what 'terraform show -json' prints where the state is"
    document = _read(text, file, step)
    if "planned_values" in document or "resource_changes" in document:
        raise ConfigError(f"{file} is a plan, not a state", f"{step}, without the name of a plan")
    if "serial" in document and "lineage" in document:
        raise ConfigError(f"{file} is the state file itself, whose format may change", step)
    if "format_version" not in document:
        raise ConfigError(f"{file} is not what 'terraform show -json' prints", step)
    found, staying, problems = [], [], []
    for module, row in _in_module((document.get("values") or {}).get("root_module") or {}):
        address, type_ = str(row.get("address")), str(row.get("type"))
        kind = _KINDS.get(type_.removeprefix("sentry_")) if type_.startswith("sentry_") else None
        if kind is None:
            staying.append(address)
            continue
        values = row.get("values") or {}
        id_ = _number(values.get("internal_id")) or _number(values.get("id"))
        if not id_:
            problems.append(f"{address}: has no ID of Sentry's")
        forget = f"terraform state rm {_quote(address)}"
        of = str(values.get("organization"))
        found.append(Resource(address, kind, id_, _key(module, row), of, forget))
    _expect_usable(file, "Terraform", found, problems, organization)
    return Handover("Terraform", tuple(found), tuple(staying))


def read_pulumi(text: str, file: str, organization: str) -> Handover:
    """Read what `pulumi stack export` printed of a stack with pulumi-sentry; args as before."""
    step = "give what 'pulumi stack export --stack NAME' prints"
    document = _read(text, file, step)
    deployment = document.get("deployment")
    if not isinstance(deployment, dict):
        raise ConfigError(f"{file} is not what 'pulumi stack export' prints", step)
    found, staying, problems = [], [], []
    for row in deployment.get("resources") or []:
        urn, type_ = str(row.get("urn")), str(row.get("type"))
        if type_.startswith("pulumi:") or row.get("external") or row.get("delete"):
            continue
        kind = _KINDS.get(_snake_case(type_)) if type_.startswith("sentry:") else None
        if kind is None:
            staying.append(urn)
            continue
        outputs = row.get("outputs") or {}
        id_ = _number(outputs.get("internalId")) or _number(row.get("id"))
        if not id_:
            problems.append(f"{urn}: has no ID of Sentry's")
        stack, name = urn.split(":")[2], urn.rpartition("::")[2]
        force = " --force" if row.get("protect") else ""
        forget = f"pulumi state delete {_quote(urn)} --stack {shlex.quote(stack)} --yes{force}"
        of = str(outputs.get("organization"))
        found.append(Resource(urn, kind, id_, derived_key(name) or kind, of, forget))
    _expect_usable(file, "Pulumi", found, problems, organization)
    return Handover("Pulumi", tuple(found), tuple(staying))


def _read(text: str, file: str, step: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{file} is not JSON: {printable(str(error))}", step) from None
    if not isinstance(document, dict):
        raise ConfigError(f"{file} is no JSON object", step)
    return document


def _in_module(module: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what a module and those within it manage, each with its module's address.

    Data sources manage nothing.
    """
    for row in module.get("resources") or []:
        if row.get("mode") == "managed":
            yield str(module.get("address", "")), row
    for child in module.get("child_modules") or []:
        yield from _in_module(child)


def _expect_usable(
    file: str,
    tool: str,
    found: Sequence[Resource],
    problems: Sequence[str],
    organization: str,
) -> None:
    """Refuse a state that is of no use here, with every reason."""
    told = list(problems)
    # The provider takes an organization's number as well as its slug.
    others = sorted({one.organization for one in found if not one.organization.isdecimal()})
    if len(others) > 1:
        told.append(f"it is about {len(others)} organizations: {', '.join(others)}")
    elif others and others != [organization]:
        told.append(f"it is about organization {others[0]}, and the stack about {organization}")
    if not (found or told):
        told.append("it has no alert and no monitor of Sentry's")
    if told:
        lines = "".join(f"\n    {printable(line)}" for line in told)
        raise ConfigError(
            f"{file} cannot be taken over:{lines}",
            f"give a state of {tool} with alerts of {organization}; nothing was written",
        )


def _number(value: Any) -> str:
    """Return the number in `123` or `organization/project/123`; none where there is none."""
    found = re.fullmatch(r"(?:[^/]+/)*([0-9]{1,18})", str(value), re.ASCII)
    return found[1] if found else ""


def _key(module: str, row: dict[str, Any]) -> str:
    """Return the key for a resource: its name, with what tells it from others of that name.

    `module.web[0].sentry_alert.errors["eu"]` becomes `web-0-errors-eu`.
    """
    modules = re.sub(r"(^|[.])module[.]", " ", module)
    return derived_key(f"{modules} {row.get('name')} {row.get('index', '')}") or "alert"


def _snake_case(type_: str) -> str:
    """Return the provider's word for `sentry:index/sentryIssueAlert:SentryIssueAlert`."""
    name = type_.rpartition(":")[2].removeprefix("Sentry")
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _quote(address: str) -> str:
    """Quote for a shell, whether or not it is needed: one looks like the next."""
    quoted = shlex.quote(address)
    return quoted if quoted.startswith("'") else f"'{quoted}'"
