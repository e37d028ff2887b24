"""The rows of the stack outputs `managed_rules`, `monitors` and `checks`: the runbook's table."""

from __future__ import annotations

from typing import Any

from infra.config.settings import ConfigVarCheck, Settings
from infra.monitors.check_ins import check_in_command
from infra.monitors.monitor import Monitor
from infra.monitors.summary import summarise
from infra.provider import monitor_state
from infra.provider.linking import PENDING
from infra.provider.state import (
    ALERT,
    DIGEST,
    Properties,
    named_words,
    outputs_of,
    unpack,
    words_of,
)
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from infra.rules.links import link_words, links_of
from infra.rules.placeholders import slot
from infra.rules.recipients import ids_of, names_of
from infra.rules.summary import summarise as summarise_rule
from infra.rules.to_document import to_document

_SAID = ("filter", "condition", "action", "frequency", "environment", "recipients", "on_remove")
_MONITOR_WORDS = ("watches", "fails_when", "recovers_when", "environment", "owner")
_STATUS: dict[bool | None, str] = {True: "live", False: "disabled"}


def rule_row(settings: Settings, rule: AlertRule, alert: str, **known_last: Any) -> dict[str, Any]:
    """Return a rule's row; one that cannot be planned has no words yet.

    Args:
        settings: the stack config.
        rule: as it is declared.
        alert: its properties, packed: its outputs, or in a preview its inputs.
        known_last: what Sentry makes up, `id` and `url`, as Outputs where they are not known yet.
    """
    said = unpack({ALERT: alert})
    if DIGEST in said or "payload" in said:
        said = outputs_of(said) | _words(rule, said)
    project = settings.project_of(rule)
    links = links_of(rule, project)
    return {
        "key": rule.key,
        "name": rule.name,
        **{field: said.get(field) for field in _SAID},
        "organization": settings.sentry_organization,
        "project": project,
        **({"linked_to": ", ".join(link_words(links, project))} if links else {}),
        "monitors": [id_ for id_ in said.get("monitors", []) if id_ != PENDING],
        "created": rule.created.isoformat() if rule.created else "",
        "issue": rule.issue or "",
        "runbook": rule.runbook or "",
        "status": _STATUS.get(said.get("enabled")),
        "api": settings.sentry_api,
        **known_last,
    }


def monitor_row(
    settings: Settings, monitor: Monitor, kept: str, **known_last: Any
) -> dict[str, Any]:
    """Return a monitor's row; one that cannot be planned has no words yet.

    Args:
        settings: the stack config.
        monitor: as it is declared.
        kept: its properties, packed.
        known_last: what Sentry makes up, `id` and `url`, as Outputs where they are not known yet.
    """
    props = monitor_state.unpack({monitor_state.MONITOR: kept})
    document = monitor_state.document_of(props)
    said = summarise(document, props["names"])._asdict() if document else {}
    slug = props.get("slug")
    return {
        "key": monitor.key,
        "name": monitor.name,
        "kind": monitor.kind,
        **{field: said.get(field) for field in _MONITOR_WORDS},
        "organization": settings.sentry_organization,
        "project": settings.project_of_monitor(monitor),
        **({"slug": slug, "check_in": check_in_command(slug)} if slug else {}),
        "on_remove": props.get("on_remove"),
        "status": _STATUS.get(document.get("enabled")),
        **known_last,
    }


def _words(rule: AlertRule, said: Properties) -> Properties:
    """Return the rule in the table's words: the outputs do not have the document."""
    if "payload" in said:
        return words_of(said)
    names = said["recipients"]
    try:
        ids = ids_of(rule.recipients, names)
    except KeyError:  # two addresses of one member: Sentry's ID has one name
        ids = {who: slot(who) for who in rule.recipients}
        names = names_of(ids)
    document = canonical(to_document(rule, said["monitors"], ids), owned=rule.owner is not None)
    return named_words(summarise_rule(document, names))


def check_row(settings: Settings, check: ConfigVarCheck, **seen: Any) -> dict[str, Any]:
    """Return a check's row.

    Args:
        settings: the stack config.
        check: as it is declared.
        seen: what was found, `status`, `server` and `server_id`, as Outputs.
    """
    return {
        "app": check.app,
        "config_var": check.config_var,
        "minimum_length": check.minimum_length,
        "validator": check.validator or "none",
        "strict": check.strict,
        "guards": settings.guarded(check).name,
        **seen,
    }
