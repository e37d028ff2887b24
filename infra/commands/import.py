"""`import`: config entries that take what is live into a stack. Only reads Sentry."""  # noqa: N999 (its name)

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

import click

from infra.base.errors import ConfigError, ForbiddenError, RuleError
from infra.base.terminal_text import printable
from infra.commands.console import say, show_json, waiting
from infra.commands.exit_codes import Exit
from infra.commands.import_many import Wish, import_many
from infra.commands.import_monitor import import_monitor
from infra.commands.opening import expect_alerts
from infra.commands.options import json_option, name_of, stack_option
from infra.config.stack_files import project_name, settings_of
from infra.config.yaml_writer import as_yaml
from infra.operate.live_counterparts import document_of_rule
from infra.operate.live_entries import links_of_alert, namesakes, projects_of, write_entry
from infra.operate.named_thing import expect_undeclared, find_named
from infra.operate.stack_outputs import selected_stack
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import Document
from infra.sentry.inventory import Inventory
from infra.services import Services

_ONE = ("alert", "rule_json")
_MANY = ("every", "from_terraform", "from_pulumi", "from_rules")
_text_file = click.File(encoding="utf-8")


@click.command("import")
@click.argument("alert", metavar="[ID|NAME|URL]", required=False)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Write an entry for every alert and monitor that no stack manages into the stack's files.",
)
@click.option(
    "--from-terraform",
    type=_text_file,
    metavar="FILE",
    help="The same for the alerts of a Terraform state: what `terraform show -json` prints.",
)
@click.option(
    "--from-pulumi",
    type=_text_file,
    metavar="FILE",
    help="The same for a stack of pulumi-sentry: what `pulumi stack export` prints.",
)
@click.option(
    "--from-rules",
    type=_text_file,
    metavar="FILE",
    help="The same for a list of rules in the format of the old API.",
)
@click.option(
    "--rule-json",
    type=_text_file,
    metavar="FILE",
    help="Print the entry of one rule in the format of the old API; - is standard input.",
)
@click.option(
    "--project",
    "projects",
    multiple=True,
    metavar="SLUG",
    help="With --all, only alerts of this project (may be given again); else the alert's project, "
    "if no rule of the stack names it yet.",
)
@click.option(
    "--into",
    metavar="FILE|FOLDER",
    help="Where the entries go: the stack file, a rule file, or a folder with a file for each "
    "project. By default the stack file while it has room, else rules/.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@stack_option
@json_option
def command(stack: str | None, as_json: bool, **given: Any) -> Exit:
    """Print the config entry for a live alert or monitor: its ID, name, or page's address.

    Once the entry is in the stack file, `pulumi preview` adopts the alert or monitor without
    changing it. The address of an old rule's page works too.

    With --all, or from another tool's state, the entries are written into the stack's files:
    docs/moving-in.md.
    """
    sources = [name for name in (*_ONE, *_MANY) if given[name]]
    if len(sources) != 1:
        raise click.UsageError("give what is live, --all, or one of the files: --help lists them")
    projects: tuple[str, ...] = given["projects"]
    (source,) = sources
    if source in _MANY:
        if source in ("from_terraform", "from_pulumi") and projects:
            raise click.UsageError("--project goes with --all and --from-rules")
        wish = Wish(source, given[source], projects, given["into"], given["dry_run"], as_json)
        return import_many(wish, stack or selected_stack())
    if len(projects) > 1 or given["into"] or given["dry_run"]:
        raise click.UsageError("--into, --dry-run and several projects go with --all and FILES")
    project = projects[0] if projects else None
    return _import_one(given["alert"], given["rule_json"], project, stack, as_json)


def _import_one(
    alert: str | None,
    rule_json: IO[str] | None,
    project: str | None,
    stack: str | None,
    as_json: bool,
) -> Exit:
    name = stack or selected_stack()
    settings = settings_of(name)
    expect_alerts(settings)
    with waiting("Asking Sentry …"):
        services = Services(settings.connections, say)
        sentry = services.sentry(settings.sentry_organization)
        live: Mapping[str, Any]
        home = settings.sentry_project
        if rule_json is not None:
            own = project or home
            live = _of_rule(rule_json, own, sentry)
            links = {} if own == home else {"project": own}
        else:
            monitors = services.monitors(settings.sentry_organization)
            found = find_named(alert or "", settings, sentry, monitors)
            if found.monitor:
                return import_monitor(found.monitor, name, settings, sentry, monitors, as_json)
            live = found.alert or {}
            known = [home, *(rule.project for rule in settings.alert_rules), project]
            links = links_of_alert(live, [slug for slug in known if slug], sentry)
            own = links.get("project") or links.get("projects", [home])[0]
        doubts = expect_undeclared(live, own, "alert" in links, settings, sentry)
        taken = {rule.key for rule in settings.alert_rules}
        entry, notes = write_entry(live, links, taken, sentry)
    for note in (*doubts, *notes):
        say(note)
    if as_json:
        show_json(entry)
    else:
        click.echo(as_yaml(entry), nl=False)
    _tell_namesakes(live, links, home, sentry)
    _tell_refused_names(entry, sentry)
    file = f"Pulumi.{name.rpartition('/')[2]}.yaml"
    say(f"  Next: paste it under {project_name()}:alertRules in {file}, then pulumi preview:")
    if "id" in live:
        say(f"  it adopts alert {live['id']} and leaves it as it is: {sentry.url(live['id'])}")
    else:
        say("  it adopts the alert of this name, or creates it where there is none")
    return Exit.IN_ORDER


def _of_rule(file: IO[str], project: str, sentry: Inventory) -> Document:
    """Return the alert that does what an old rule does.

    Raises:
        ConfigError: the file holds no rule.
        RuleError: no alert does that.
    """
    try:
        rule = json.load(file)
    except ValueError as error:
        raise ConfigError(
            f"{name_of(file)} is not the JSON of a rule: {printable(repr(error))}",
            "give what GET /projects/{organization}/{project}/rules/{rule}/ answered",
        ) from None
    return document_of_rule(rule, sentry.detectors(project), name_of(file))


def _tell_namesakes(
    live: Mapping[str, Any], links: Mapping[str, Any], home: str, sentry: Inventory
) -> None:
    others = namesakes(live, projects_of(links, home), sentry)
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
