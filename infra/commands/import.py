"""`import`: the config entry that takes a live alert, or an old rule, into a stack. Only reads."""  # noqa: N999 (its name)

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

import click

from infra.base.errors import ConfigError, ForbiddenError, RuleError
from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import printable
from infra.commands.console import say, show_json, waiting
from infra.commands.exit_codes import Exit
from infra.commands.opening import expect_alerts
from infra.commands.options import json_option, stack_option
from infra.config.settings import Settings
from infra.config.stack_files import project_name, settings_of
from infra.config.yaml_writer import as_yaml
from infra.legacy.rules import NotInOldApiError, from_rule
from infra.operate.stack_outputs import selected_stack
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document, canonical
from infra.rules.links import id_of_claim
from infra.rules.to_entry import entry_of_alert, is_owner, people, raw_parts
from infra.sentry import adoption
from infra.sentry.entry_links import entry_links
from infra.sentry.inventory import Inventory
from infra.sentry.page_urls import alert_page
from infra.sentry.replies import Alert
from infra.services import Services


@click.command("import")
@click.argument("alert", metavar="[ID|NAME|URL]", required=False)
@click.option(
    "--rule-json",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="Instead of an alert: a rule in the format of the old API; - is standard input.",
)
@click.option(
    "--project", metavar="SLUG", help="The alert's project, if no rule of the stack names it yet."
)
@stack_option
@json_option
def command(
    alert: str | None,
    rule_json: IO[str] | None,
    project: str | None,
    stack: str | None,
    as_json: bool,
) -> Exit:
    """Print the config entry for a live alert: its ID, its name, or the address of its page.

    Once the entry is in the stack file, `pulumi preview` adopts the alert without changing
    it. The address of an old rule's page works too.
    """
    if (alert is None) == (rule_json is None):
        raise click.UsageError("give the ID, name or address of an alert, or --rule-json FILE")
    name = stack or selected_stack()
    settings = settings_of(name)
    expect_alerts(settings)
    with waiting("Asking Sentry …"):
        sentry = Services(settings.connections, say).sentry(settings.sentry_organization)
        live: Mapping[str, Any]
        if rule_json is not None:
            live, own = _of_rule(rule_json, project or settings.sentry_project, sentry)
            links = {} if own == settings.sentry_project else {"project": own}
        else:
            live = found = _find_alert(alert or "", settings, sentry)
            home = settings.sentry_project
            known = [home, *(rule.project for rule in settings.alert_rules), project]
            links = _links(found, [slug for slug in known if slug], sentry)
            own = links.get("project") or links.get("projects", [home])[0]
        entry = _entry(live, own, links, settings, sentry)
    if as_json:
        show_json(entry)
    else:
        click.echo(as_yaml(entry), nl=False)
    _tell_namesakes(live, links, settings.sentry_project, sentry)
    _tell_refused_names(entry, sentry)
    file = f"Pulumi.{name.rpartition('/')[2]}.yaml"
    say(f"  Next: paste it under {project_name()}:alertRules in {file}, then pulumi preview:")
    if "id" in live:
        say(f"  it adopts alert {live['id']} and leaves it as it is: {sentry.url(live['id'])}")
    else:
        say("  it adopts the alert of this name, or creates it where there is none")
    return Exit.IN_ORDER


def _of_rule(file: IO[str], project: str, sentry: Inventory) -> tuple[Document, str]:
    """Return the alert that does what an old rule does, and its project.

    Raises:
        ConfigError: the file holds no rule.
        RuleError: no alert does that.
    """
    try:
        rule = json.load(file)
        own = sentry.detectors(project)
        found = from_rule(rule, adoption.chosen_detectors((), own))
    except NotInOldApiError as error:
        lines = "".join(f"\n    {printable(f'{p.field}: {p.text}')}" for p in error.problems)
        raise RuleError(
            f"no alert does what the rule {rule.get('name')!r} does:{lines}",
            "write the entry by hand: docs/writing-rules.md",
        ) from None
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise ConfigError(
            f"{file.name} is not the JSON of a rule: {printable(repr(error))}",
            "give what GET /projects/{organization}/{project}/rules/{rule}/ answered",
        ) from None
    created = {"dateCreated": rule["dateCreated"]} if rule.get("dateCreated") else {}
    return found | created, project


def _find_alert(alert: str, settings: Settings, sentry: Inventory) -> Alert:
    """Return the one live alert that is meant.

    Raises:
        ConfigError: there is none, there are several, or the address is another Sentry's.
    """
    if alert.startswith(("https://", "http://")):
        return _at(alert, settings, sentry)
    if alert.isdecimal() and (found := sentry.alert(alert)):
        return found
    every = list(sentry.alerts().values())
    named = [one for one in every if one["name"] == alert]
    if len(named) == 1:
        return named[0]
    if named:
        lines = "".join(f"\n    {one['id']}  {sentry.url(one['id'])}" for one in named)
        raise ConfigError(
            f"{len(named)} alerts are named {alert!r}:{lines}", "give the ID of one of them"
        )
    guess = did_you_mean(alert, [one["name"] for one in every])
    organization = settings.sentry_organization
    raise ConfigError(
        f"Sentry organization {organization} has no alert with the ID or name {alert!r}{guess}",
        "python -m infra unmanaged lists those that no stack manages",
    )


def _at(url: str, settings: Settings, sentry: Inventory) -> Alert:
    page = alert_page(url, settings.sentry_url)
    if page is None or page.organization != settings.sentry_organization:
        raise ConfigError(
            f"{printable(url)} is no page of an alert of organization "
            f"{settings.sentry_organization} on {settings.sentry_url}, which the stack is about",
            f"copy the address from there: {sentry.url('ID')}; or name another --stack",
        )
    id_ = page.alert_id or sentry.api.of_old_rule(page.rule_id)
    found = sentry.alert(id_) if id_ else None
    if found is None:
        what = f"alert {id_}" if id_ else f"alert that rule {page.rule_id} has become"
        raise ConfigError(
            f"Sentry organization {settings.sentry_organization} has no {what}",
            "python -m infra unmanaged lists those that no stack manages",
        )
    return found


def _links(live: Alert, projects: list[str], sentry: Inventory) -> dict[str, Any]:
    """Return the keys of an entry that leave an alert linked as it is.

    Args:
        live: the alert.
        projects: slugs that the stack or the person names, the stack's own first.
        sentry: what the organization has.
    """
    for project in dict.fromkeys(projects):
        sentry.detectors(project)  # which tells whose monitors are whose
    linked = [int(id_) for id_ in live["detectorIds"]]
    keys = entry_links(linked, projects[0], sentry.monitors)
    # An entry finds its alert by a name without blanks at the ends, and by its monitors.
    padded = live["name"] != live["name"].strip()
    alone = padded or not linked or _namesakes(live, _projects_of(keys, projects[0]), sentry)
    return {"alert": live["id"]} | keys if alone else keys


def _projects_of(links: Mapping[str, Any], home: str) -> list[str]:
    """Return the slugs of the projects whose own monitors an entry means."""
    if "allProjects" in links or ("monitors" in links and not {"project", "projects"} & {*links}):
        return []
    return list(links.get("projects", [links.get("project", home)]))


def _namesakes(live: Mapping[str, Any], projects: list[str], sentry: Inventory) -> list[Alert]:
    """Return the other alerts that an entry of the same name could mean."""
    own = (sentry.detectors(project).values() for project in projects)
    monitors = {*map(int, live["detectorIds"])}.union(*own)
    found = adoption.namesakes(live["name"].strip(), sentry.alerts().values(), monitors)
    return [alert for alert in found if alert["id"] != live.get("id")]


def _entry(
    live: Mapping[str, Any],
    project: str,
    links: Mapping[str, Any],
    settings: Settings,
    sentry: Inventory,
) -> dict[str, Any]:
    _expect_undeclared(live, project, "alert" in links, settings, sentry)
    document = canonical(live, owned=bool(live.get("owner")))
    names = sentry.directory.names(document)
    names |= sentry.members.names_of(sorted(people(document)))
    owner = str(document.get("owner", ""))
    if owner and not is_owner(owner, names):
        say(f"owner: left out, as Sentry does not say who {printable(owner)} is; it stays")
        del document["owner"]
    created = {"created": str(live.get("dateCreated"))[:10]} if live.get("dateCreated") else {}
    taken = {rule.key for rule in settings.alert_rules}
    try:
        entry, raw = (
            entry_of_alert(document, names, taken, **links, **created),
            raw_parts(document, names),
        )
    except ValueError as error:  # a newer Sentry may have what this program does not know
        raise _refusal(live, [str(error)], sentry) from None
    for part in raw:
        say(printable(part, 1000))
    return entry


def _expect_undeclared(
    live: Mapping[str, Any], project: str, claims: bool, settings: Settings, sentry: Inventory
) -> None:
    """See to it that no rule of the stack has the alert; tell of one that may have it.

    Args:
        live: the alert.
        project: its own.
        claims: the new entry says the alert's ID.
        settings: the stack's.
        sentry: what the organization has.

    Raises:
        ConfigError: a rule has it.
    """
    for rule in settings.alert_rules:
        claim = id_of_claim(rule.alert or "")
        same = (rule.name, settings.project_of(rule)) == (live["name"].strip(), project)
        if (claim and claim == live.get("id")) or (same and not (claim or claims)):
            raise ConfigError(
                f"the rule {rule.key} already declares {live['name']!r} in {project}",
                f"pulumi preview shows what it changes: {sentry.url(live.get('id', ''))}",
            )
        if same and not claim:
            say(
                f"the rule {rule.key} has this name too: leave the entry out if that rule has "
                f"alert {live['id']} already, as python -m infra status shows"
            )


def _refusal(live: Mapping[str, Any], parts: list[str], sentry: Inventory) -> RuleError:
    lines = "".join(f"\n    {printable(part)}" for part in parts)
    what = f"alert {live['id']}" if "id" in live else "the rule"
    return RuleError(
        f"no entry can express everything in {what}, {live['name']!r}:{lines}",
        f"change that in Sentry, or leave it to its page: {sentry.url(live.get('id', ''))}",
    )


def _tell_namesakes(
    live: Mapping[str, Any], links: Mapping[str, Any], home: str, sentry: Inventory
) -> None:
    others = _namesakes(live, _projects_of(links, home), sentry)
    if "id" in live:
        for other in others:
            say(
                f"alert {other['id']} has the same name, {sentry.url(other['id'])}; the entry says "
                "'alert', so each of the two can have its own"
            )
    elif len(others) > 1:  # the one alert of an old rule's name is what the rule has become
        lines = "".join(f"\n    {other['id']}  {sentry.url(other['id'])}" for other in others)
        say(
            f"{len(others)} alerts have the rule's name:{lines}\n"
            f"  Next: add 'alert: {others[0]['id']}', or the ID of another, to the entry"
        )


def _tell_refused_names(entry: dict[str, Any], sentry: Inventory) -> None:
    """Look up whom the entry names as the preview will, and tell what it would refuse."""
    for recipient in AlertRule.model_validate(entry).recipients:
        try:
            sentry.identifier(recipient)
        except (RuleError, ForbiddenError) as error:
            say(f"preview will refuse this entry: {error}")
