"""The project's stack files, read and judged: every finding of every check."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from infra.base.errors import ConfigError
from infra.base.redaction import remember_secret
from infra.config.repeated import list_at
from infra.config.rival_stacks import Claims
from infra.config.rule_files import load_rule_files
from infra.config.settings import Settings
from infra.config.stack_files import ROOT, project_name, project_values, stack_names, text_of
from infra.config.token_patterns import tokens
from infra.config.yaml_reader import LINE_BREAKS, UnreadableError
from infra.lint import advice, keys, monitor_advice, monitor_links, overlap, wrong_monitor
from infra.lint.codes import Finding
from infra.lint.located import TOP, Page, finding
from infra.lint.readable_monitor import DeclaredMonitor, read_monitors
from infra.lint.readable_rule import Declared, read_rules
from infra.rules.problems import Location, Place, Places, Problem


class Project(NamedTuple):
    """What `Pulumi.yaml` says, and where it stands."""

    root: Path
    namespace: str
    values: Mapping[str, Any]


class _Stack(NamedTuple):
    """One stack file, and what Pulumi and the program make of it."""

    page: Page
    own: Mapping[str, str]
    config: Mapping[str, Any]
    rules: list[Declared]
    monitors: list[DeclaredMonitor]
    places: Places
    rule_pages: Mapping[str, Page]

    def finding(self, problem: Problem) -> Finding:
        """Return a problem with the config and its lines, in the stack file or a rule file."""
        location, file = problem.place
        if file:
            return self.rule_pages[file].at(location, problem)
        return self.page.at(_in_stack_file(location, self.own), problem)


def findings(root: Path = ROOT) -> list[Finding]:
    """Return what all checks find in all stack files, file by file from the top down.

    Raises:
        ConfigError: `Pulumi.yaml` cannot be read.
    """
    project = Project(root, project_name(root), project_values(root))
    found: list[Finding] = []
    stacks: list[_Stack] = []
    for name in stack_names(root):
        file = f"Pulumi.{name}.yaml"
        try:
            text = text_of(root / file)
        except ConfigError as error:
            told = error.message.removeprefix(f"{file}: ")
            found.append(Finding(file, TOP, "yaml", "", told, ""))
            continue
        stack, told_of_it = judge(file, text, project)
        found += told_of_it
        stacks += [stack] if stack else []
    found += _rivals(stacks)
    return sorted(set(found))


def judge(file: str, text: str, project: Project) -> tuple[_Stack | None, list[Finding]]:
    """Run every check on one stack file.

    Args:
        file: its name.
        text: what is in it.
        project: what `Pulumi.yaml` says.
    """
    try:
        page = Page.of(file, text)
    except UnreadableError as error:
        return None, [_unreadable(file, text, error)]
    config = keys.config_of(page.yaml.value)
    own = keys.own_keys(config, project.namespace)
    given = {**project.values, **keys.values_for_program(config, own)}
    found = []
    try:
        whole, places = load_rule_files(given, project.root)
        rule_pages = _rule_pages(places, project.root)
    except ConfigError as error:
        whole, places, rule_pages = given, {}, {}
        problem = Problem(Place(("ruleFiles",)), error.message.removeprefix("ruleFiles"), "value")
        found.append(page.at(_in_stack_file(("ruleFiles",), own), problem))
    rules, monitors = list(read_rules(whole, places)), list(read_monitors(whole, places))
    stack = _Stack(page, own, whole, rules, monitors, places, rule_pages)
    found += _of_file(stack, config, project)
    found += [stack.finding(problem) for problem in _of_config(stack, config)]
    found += [stack.finding(problem) for problem in _advice(stack, project.root)]
    return stack, found


def _of_file(stack: _Stack, config: Mapping[str, Any], project: Project) -> Iterator[Finding]:
    """Judge what needs no knowledge of what the keys mean."""
    for location, token in tokens(config, ("config",)):
        remember_secret(token)
        text = "looks like a token, which must not be in this file; revoke it (docs/secrets.md)"
        yield stack.page.at(location, Problem(_in_config(location, stack.own), text, "secret"))
    for trap in stack.page.yaml.traps:
        problem = Problem(_in_config(trap.location, stack.own), trap.text, trap.check)
        yield finding(stack.page.file, stack.page.lines, trap.span, problem)
    for page in stack.rule_pages.values():
        yield from _of_rule_file(page)
    known = [field.alias or name for name, field in Settings.model_fields.items()]
    for problem in keys.top_problems(stack.page.yaml.value):
        yield stack.page.at(problem.place.location, problem)
    for problem in keys.key_problems(config, project.namespace, known):
        yield stack.page.at(("config", *problem.place.location), problem)


def _of_rule_file(page: Page) -> Iterator[Finding]:
    """Judge a rule file, which is read by the rules of the stack file."""
    top = () if isinstance(page.yaml.value, dict) else ("alertRules",)
    for location, token in tokens(page.yaml.value, top):
        remember_secret(token)
        here = location[len(top) :]
        text = "looks like a token, which must not be in this file; revoke it (docs/secrets.md)"
        yield page.at(here, Problem(Place(here, page.file), text, "secret"))
    for trap in page.yaml.traps:
        problem = Problem(Place(trap.location, page.file), trap.text, trap.check)
        yield finding(page.file, page.lines, trap.span, problem)


def _rule_pages(places: Places, root: Path) -> dict[str, Page]:
    """Read the rule files again, for the lines of their parts.

    Raises:
        ConfigError: one is no YAML that the engine would read.
    """
    found: dict[str, Page] = {}
    for file in dict.fromkeys(p.file for entries in places.values() for p in entries if p.file):
        try:
            found[file] = Page.of(file, text_of(root / file))
        except UnreadableError as error:
            raise ConfigError(f"{file}:{error.span.line}: {error.text}") from None
    return found


def _of_config(stack: _Stack, config: Mapping[str, Any]) -> Iterator[Problem]:
    """Judge as the program does; what Pulumi alone knows is not missing."""
    document = stack.page.yaml.value
    elsewhere = isinstance(document, dict) and bool(document.get("environment"))
    hidden = {name for name, key in stack.own.items() if keys.is_encrypted(config[key])}
    for problem in Settings.examine(stack.config, stack.places)[1]:
        location = problem.place.location
        alone = problem.check == "missing-key" and len(location) == 1
        if not (alone and (elsewhere or location[0] in hidden)):
            yield problem


def _advice(stack: _Stack, root: Path) -> Iterator[Problem]:
    for rule in stack.rules:
        yield from advice.on_rule(rule, root)
        if stack.config.get("sentryApi") != "rules":
            yield from wrong_monitor.on_rule(rule)
    home = str(stack.config.get("sentryProject"))
    yield from overlap.overlaps(stack.rules)
    yield from advice.on_names(stack.rules, home)
    for monitor in stack.monitors:
        yield from monitor_advice.on_monitor(monitor, stack.config.get("sentryUrl"))
    yield from monitor_advice.on_names(stack.monitors)
    if len(stack.rules) == len(list_at(stack.config, "alertRules")):
        yield from monitor_links.on_links(stack.monitors, stack.rules, home)
    yield from advice.on_checks(list_at(stack.config, "configVarChecks"), stack.rules)


def _rivals(stacks: Sequence[_Stack]) -> Iterator[Finding]:
    """Yield each rule or monitor that two stacks would both keep in Sentry."""
    for first, second in itertools.combinations(stacks, 2):
        for claim in Claims.of(second.config).shared_with(Claims.of(first.config)):
            place = Place(claim.location).in_file(second.places)
            text = f"{first.page.file} declares this {claim.thing} too; keep one of them"
            yield second.finding(Problem(place, text, "rival-stacks"))


def _in_stack_file(location: Location, own: Mapping[str, str]) -> Location:
    """Return where a part of the config is in the file."""
    name = str(location[0]) if location else ""
    return ("config", own[name], *location[1:]) if name in own else ("config",)


def _in_config(location: Location, own: Mapping[str, str]) -> Place:
    """Return the part of the config that a place in the file is, as `_in_stack_file` reversed."""
    if location[:1] != ("config",) or not location[1:]:
        return Place(location)
    name = next((name for name, key in own.items() if key == location[1]), location[1])
    return Place((name, *location[2:]))


def _unreadable(file: str, text: str, error: UnreadableError) -> Finding:
    return finding(
        file, LINE_BREAKS.split(text), error.span, Problem(Place(()), error.text, "yaml")
    )
