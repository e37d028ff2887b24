"""Stacks of the project that declare the same alert or monitor, which only one of them may keep.

Both are found by their names within their Sentry project, so of two stacks that declare a name
there the second would adopt what the first one has, and each update of one would undo the other's.
Other files are read leniently: what is wrong with a stack is said when that stack is run.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

from infra.base.errors import ConfigError
from infra.config.monitor_checks import type_of
from infra.config.repeated import list_at
from infra.config.rule_files import load_rule_files
from infra.config.settings import Settings
from infra.config.stack_files import project_values, stack_names
from infra.config.yaml_reader import UnreadableError, value_of
from infra.rules.links import id_of_claim
from infra.rules.problems import NO_FILES, Location, Place, Places

_SENTRY_URL = Settings.model_fields["sentry_url"].default
_NOUNS = {"alertRules": ("rule", "alert"), "monitors": ("monitor", "monitor")}
"""What an entry of each list is called, and what Sentry has for it."""


class Claim(NamedTuple):
    """One way in which an entry says which alert or monitor is its own.

    Attributes:
        location: the key of the entry that says it.
        meant: project, type and name of what is meant, or its ID alone; an alert has no type.
    """

    location: Location
    meant: tuple[str, ...]

    @property
    def thing(self) -> str:
        """`alert` or `monitor`."""
        return _NOUNS[str(self.location[0])][1]


class Claims(NamedTuple):
    """The alerts and monitors that a stack wants to keep.

    Attributes:
        server: Sentry's URL, and the organization there.
        entries: the claims of each entry, in the order of the stack.
    """

    server: tuple[str, str]
    entries: tuple[tuple[Claim, ...], ...]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Self:
        """Read a stack's config leniently.

        Args:
            config: keys without their namespace, with what `Pulumi.yaml` and the rule files add.
        """
        server = str(config.get("sentryUrl", _SENTRY_URL)).rstrip("/")
        entries = [
            tuple(_claims((listed, index), entry, str(config.get("sentryProject"))))
            for listed in _NOUNS
            for index, entry in enumerate(list_at(config, listed))
            if isinstance(entry, dict)
        ]
        return cls((server, str(config.get("sentryOrganization"))), tuple(entries))

    @classmethod
    def of_settings(cls, settings: Settings) -> Self:
        """Return those of a stack that is run."""
        rules = [
            {"project": settings.project_of(rule), "name": rule.name}
            for rule in settings.alert_rules
        ]
        monitors = [
            {
                "project": settings.project_of_monitor(monitor),
                "name": monitor.name,
                "raw": {"type": monitor.type},
                "monitor": monitor.monitor,
            }
            for monitor in settings.monitors
        ]
        return cls.of(
            {
                "sentryUrl": settings.sentry_url,
                "sentryOrganization": settings.sentry_organization,
                "alertRules": rules,
                "monitors": monitors,
            }
        )

    def shared_with(self, other: Self) -> Iterator[Claim]:
        """Give a claim of each entry that means what the other stack wants to keep too."""
        entries = other.entries if self.server == other.server else ()
        theirs = {claim.meant for entry in entries for claim in entry}
        for entry in self.entries:
            yield from [claim for claim in entry if claim.meant in theirs][:1]


def _claims(entry_at: tuple[str, int], entry: Mapping[str, Any], usual: str) -> Iterator[Claim]:
    project, name = str(entry.get("project") or usual), str(entry.get("name") or "")
    monitor = entry_at[0] == "monitors"
    if name:
        yield Claim((*entry_at, "name"), (project, type_of(entry) if monitor else "", name))
    if monitor and (id_ := id_of_claim(entry.get("monitor"))):
        yield Claim((*entry_at, "monitor"), (id_,))


def expect_no_clash(
    settings: Settings, stack: str, namespace: str, root: Path, places: Places = NO_FILES
) -> None:
    """Refuse rules and monitors that another stack file declares for the same Sentry project.

    Args:
        settings: this stack's.
        stack: its name.
        namespace: the Pulumi project's name.
        root: the folder of `Pulumi.yaml`.
        places: where each entry is written, if not all are in the stack file (`rule_files`).

    Raises:
        ConfigError: with every such entry, one to a line.
    """
    own = Claims.of_settings(settings)
    found, things = [], set()
    for other, config in other_configs(root, namespace, stack):
        for claim in own.shared_with(Claims.of(config)):
            place = Place(claim.location).in_file(places).with_namespace(namespace)
            found.append(f"\n  {place}: {_words(claim, f'Pulumi.{other}.yaml')}")
            things.add(claim.thing)
    if found:
        listed = " and ".join(f"{thing}s" for thing in sorted(things))
        raise ConfigError(
            f"Pulumi.{stack}.yaml declares {listed} of another stack:{''.join(found)}",
            f"give the {' or '.join(_nouns(things))} another name, or this stack another "
            "sentryProject (docs/team/staging.md); nothing was changed",
        )


def declared_elsewhere(
    settings: Settings, stack: str, namespace: str, root: Path
) -> dict[tuple[str, str, str], str]:
    """Return project, type and name of what other stack files declare, to the file's name.

    An alert's type is empty. Args as for `expect_no_clash`.
    """
    server = (settings.sentry_url, settings.sentry_organization)
    return {
        (claim.meant[0], claim.meant[1], claim.meant[2]): f"Pulumi.{other}.yaml"
        for other, config in other_configs(root, namespace, stack)
        for claims in [Claims.of(config)]
        if claims.server == server
        for entry in claims.entries
        for claim in entry
        if claim.meant[1:]
    }


def _nouns(things: set[str]) -> list[str]:
    return [noun for noun, thing in _NOUNS.values() if thing in things]


def _words(claim: Claim, other: str) -> str:
    noun = _NOUNS[str(claim.location[0])][0]
    match claim.meant:
        case (project, _, name):
            what = f"{name!r} is a {noun} of {other} for project {project!r} too"
        case _:
            what = f"{claim.meant[0]} is the ID of a {noun} of {other} too"
    return f"{what}; both would manage the same {claim.thing}"


def other_configs(root: Path, namespace: str, own: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each other stack and its file's config of this project, keys without the namespace."""
    others = [name for name in stack_names(root) if name != own]
    shared: dict[str, Any] = {}
    if others:
        with contextlib.suppress(ConfigError):
            shared = project_values(root)
    for name in others:
        try:
            document = value_of((root / f"Pulumi.{name}.yaml").read_text(encoding="utf-8"))
        except (UnreadableError, OSError, ValueError):
            continue
        config = document.get("config") if isinstance(document, dict) else None
        if isinstance(config, dict):
            prefix = f"{namespace}:"
            whole = shared | {key.removeprefix(prefix): value for key, value in config.items()}
            with contextlib.suppress(ConfigError):
                whole, _ = load_rule_files(whole, root)
            yield name, whole
