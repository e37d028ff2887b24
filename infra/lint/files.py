"""The project's stack files, read and judged: every finding of every check."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from infra.drafts import draft
from infra.entries import Location, Problem, path_of
from infra.errors import ConfigError, remember_secret
from infra.lint import advice, keys
from infra.lint.checks import Finding
from infra.lint.declared import Declared
from infra.lint.tokens import tokens
from infra.rules import AlertRule
from infra.settings import Settings
from infra.stack_files import ROOT, defaults, project_name, stack_names, text_of
from infra.stack_yaml import LINE_BREAKS, Span, StackYaml, UnreadableError, read

_TOP = Span(1, 1, 1)
_OF_KEYS = ("unknown-key", "namespace", "implicit-namespace")
_SAME_PROJECT = ("sentryUrl", "sentryOrganization", "sentryProject")


class Project(NamedTuple):
    """What `Pulumi.yaml` says, and where it stands."""

    root: Path
    namespace: str
    defaults: Mapping[str, Any]


class _Stack(NamedTuple):
    """One stack file, read, and what Pulumi would hand to the program of it."""

    file: str
    lines: list[str]
    yaml: StackYaml
    own: Mapping[str, str]
    config: Mapping[str, Any]
    rules: list[Declared]

    def finding(self, problem: Problem) -> Finding:
        """Return a problem of the config with its place in the file."""
        return self.at(_in_file(problem.location, self.own), problem)

    def at(self, location: Location, problem: Problem) -> Finding:
        """Return a problem with the place of the innermost part of `location` that is there."""
        steps = location
        while steps and steps not in self.yaml.places:
            steps = steps[:-1]
        place = self.yaml.places.get(steps)
        span = place.value if place else _TOP
        if place and place.key and steps == location and problem.check in _OF_KEYS:
            span = place.key
        return _finding(self.file, self.lines, span, problem)


def findings(root: Path = ROOT) -> list[Finding]:
    """Return what all checks find in all stack files, file by file from the top down.

    Raises:
        ConfigError: `Pulumi.yaml` cannot be read.
    """
    project = Project(root, project_name(root), defaults(root))
    found: list[Finding] = []
    stacks: list[_Stack] = []
    for name in stack_names(root):
        file = f"Pulumi.{name}.yaml"
        try:
            text = text_of(root / file)
        except ConfigError as error:
            told = error.message.removeprefix(f"{file}: ")
            found.append(Finding(file, _TOP, "yaml", "", told, ""))
            continue
        stack, told_of_it = judged(file, text, project)
        found += told_of_it
        stacks += [stack] if stack else []
    found += _rivals(stacks)
    return sorted(set(found))


def judged(file: str, text: str, project: Project) -> tuple[_Stack | None, list[Finding]]:
    """Run every check on one stack file.

    Args:
        file: its name.
        text: what is in it.
        project: what `Pulumi.yaml` says.
    """
    lines = LINE_BREAKS.split(text)
    try:
        yaml = read(text)
    except UnreadableError as error:
        return None, [_finding(file, lines, error.span, Problem("", error.text, (), "yaml"))]
    config = keys.config_of(yaml.value)
    own = keys.own_keys(config, project.namespace)
    handed_out = {**project.defaults, **keys.handed_out(config, own)}
    stack = _Stack(file, lines, yaml, own, handed_out, list(_rules(handed_out)))
    found = list(_of_file(stack, config, project))
    found += [stack.finding(problem) for problem in _of_config(stack, config)]
    found += [stack.finding(problem) for problem in _advice(stack, project.root)]
    return stack, found


def _of_file(stack: _Stack, config: Mapping[str, Any], project: Project) -> Iterator[Finding]:
    """Judge what needs no knowledge of what the keys mean."""
    for location, token in tokens(config, ("config",)):
        remember_secret(token)
        text = "looks like a token, and this file holds none; revoke it (docs/secrets.md)"
        yield stack.at(location, Problem(_words(location, stack.own), text, location, "secret"))
    for trap in stack.yaml.traps:
        problem = Problem(_words(trap.location, stack.own), trap.text, trap.location, trap.check)
        yield _finding(stack.file, stack.lines, trap.span, problem)
    known = [field.alias or name for name, field in Settings.model_fields.items()]
    for problem in (
        *keys.top_problems(stack.yaml.value),
        *keys.key_problems(config, project.namespace, known),
    ):
        yield stack.at(problem.location, problem)


def _of_config(stack: _Stack, config: Mapping[str, Any]) -> Iterator[Problem]:
    """Judge as the program does; what Pulumi alone knows is not missing."""
    document = stack.yaml.value
    elsewhere = isinstance(document, dict) and bool(document.get("environment"))
    hidden = {name for name, key in stack.own.items() if keys.is_encrypted(config[key])}
    for problem in Settings.examine(stack.config)[1]:
        alone = problem.check == "missing-key" and len(problem.location) == 1
        if not (alone and (elsewhere or problem.location[0] in hidden)):
            yield problem


def _advice(stack: _Stack, root: Path) -> Iterator[Problem]:
    for rule in stack.rules:
        yield from advice.on_rule(rule, root)
    yield from advice.on_pairs(stack.rules)
    yield from advice.on_checks(_entries(stack.config, "configVarChecks"), stack.rules)


def _rules(config: Mapping[str, Any]) -> Iterator[Declared]:
    """Yield the rules that can be read, whatever is wrong with the others."""
    for index, entry in enumerate(_entries(config, "alertRules")):
        try:
            rule = AlertRule.model_validate(entry, by_alias=True, by_name=False)
        except ValidationError:
            continue
        yield Declared(("alertRules", index), rule, draft(rule, str(config.get("sentryProject"))))


def _rivals(stacks: Sequence[_Stack]) -> Iterator[Finding]:
    """Yield each rule that two stacks would both bring to what they declare."""
    for first, second in itertools.combinations(stacks, 2):
        if any(_server(first, key) != _server(second, key) for key in _SAME_PROJECT):
            continue
        names = {declared.rule.name for declared in first.rules}
        for declared in second.rules:
            if declared.rule.name in names:
                where: Location = (*declared.location, "name")
                text = f"{first.file} declares this alert of the same project too; keep one of them"
                yield second.finding(Problem(path_of(where), text, where, "rival-stacks"))


def _server(stack: _Stack, key: str) -> str:
    return str(stack.config.get(key)).rstrip("/")


def _entries(config: Mapping[str, Any], key: str) -> list[Any]:
    value = config.get(key)
    return value if isinstance(value, list) else []


def _in_file(location: Location, own: Mapping[str, str]) -> Location:
    """Return where a part of the config stands in the file."""
    name = str(location[0]) if location else ""
    return ("config", own[name], *location[1:]) if name in own else ("config",)


def _words(location: Location, own: Mapping[str, str]) -> str:
    """Write a place in the file in the config's words, as `_in_file` read backwards."""
    if location[:1] != ("config",) or not location[1:]:
        return path_of(location)
    name = next((name for name, key in own.items() if key == location[1]), location[1])
    return path_of((name, *location[2:]))


def _finding(file: str, lines: Sequence[str], span: Span, problem: Problem) -> Finding:
    source = lines[span.line - 1] if span.line <= len(lines) else ""
    return Finding(file, span, problem.check, problem.path, problem.text, source)
