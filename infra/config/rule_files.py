"""Rules and monitors that a stack keeps in files of their own beside its stack file.

The engine hands the whole stack config to the program as one environment variable, of which Linux
takes 128 KiB (`MAX_ARG_STRLEN`; seen with the CLI 3.260.0): some 300 rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from infra.base.errors import ConfigError
from infra.base.terminal_text import printable
from infra.config.yaml_reader import UnreadableError, value_of
from infra.rules.links import id_of_claim
from infra.rules.problems import Location, Place, Places

KEYS = ("alertRules", "monitors")
"""The keys of the stack config whose entries may be in files."""


def load_rule_files(config: Mapping[str, Any], root: Path) -> tuple[dict[str, Any], Places]:
    """Return the config with the entries of its `ruleFiles` behind those that it has itself.

    Args:
        config: as Pulumi hands it out.
        root: the folder of `Pulumi.yaml`, in which the files are.

    Returns:
        The config, and where each entry is written; no places where there are no rule files.

    Raises:
        ConfigError: a file is missing or has no list of entries. A rule that is not read would be
            deleted from Sentry.
    """
    patterns = list_of(config.get("ruleFiles"))
    own = {key: list_of(config.get(key, [])) for key in KEYS}
    if "alertRules" not in config or None in own.values() or not patterns:
        return dict(config), {}
    entries = {key: list(listed or []) for key, listed in own.items()}
    places = {
        key: [Place((key, index)) for index in range(len(listed))]
        for key, listed in entries.items()
    }
    for path in _files(patterns, root):
        for key, location, entry in _entries(root / path, path):
            entries[key].append(entry)
            places[key].append(Place(location, path))
    if not entries["monitors"]:
        del entries["monitors"]
    return {**config, **entries}, places


def names_of_rules(alert_rules: Any) -> frozenset[str]:
    """Return the names in `alertRules` as Pulumi hands it out, read leniently."""
    entries = list_of(alert_rules) or []
    return frozenset(str(entry.get("name")) for entry in entries if isinstance(entry, dict))


def claims_of(entries: Any, key: str) -> frozenset[str]:
    """Return the IDs that entries name, read leniently as `names_of_rules`.

    Args:
        entries: `alertRules` or `monitors` as Pulumi hands it out.
        key: of an entry, `alert` or `monitor`.
    """
    listed = list_of(entries) or []
    claims = (id_of_claim(entry.get(key)) for entry in listed if isinstance(entry, dict))
    return frozenset(id_ for id_ in claims if id_)


def list_of(value: Any) -> list[Any] | None:
    """Return a key's list as Pulumi hands it out or a file has it; None if it is none."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _files(patterns: list[Any], root: Path) -> Iterator[str]:
    """Give each file once, in the order of the patterns and then of the names."""
    seen: set[str] = set()
    for index, pattern in enumerate(patterns):
        where = f"ruleFiles[{index}]: {printable(repr(pattern), 60)}"
        step = "write a path below the folder of Pulumi.yaml, such as rules/payments.yaml"
        if not isinstance(pattern, str) or not pattern:
            raise ConfigError(f"{where} is not a path", step)
        steps = PurePosixPath(pattern)
        if steps.is_absolute() or ".." in steps.parts:
            raise ConfigError(f"{where} leads out of the project", step)
        found = sorted(p.relative_to(root).as_posix() for p in root.glob(pattern) if p.is_file())
        if not found:
            raise ConfigError(f"{where}: there is no such file", step)
        yield from (path for path in found if path not in seen)
        seen.update(found)


def _entries(path: Path, shown: str) -> Iterator[tuple[str, Location, Any]]:
    """Give the key, the place and the content of each entry of a file."""
    step = (
        "write a list of entries as under alertRules (docs/writing-rules.md), or a mapping with "
        f"{' and '.join(KEYS)}"
    )
    try:
        document = value_of(path.read_text(encoding="utf-8-sig"))
    except UnreadableError as error:
        place = f"{shown}:{error.span.line}:{error.span.column}"
        raise ConfigError(f"{place}: {printable(error.text)}", step) from None
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"{shown}: {printable(str(error))}", step) from None
    if isinstance(document, list):
        yield from (("alertRules", (index,), entry) for index, entry in enumerate(document))
        return
    if not isinstance(document, dict) or not document or not document.keys() <= set(KEYS):
        raise ConfigError(f"{shown}: is neither a list of rules nor a mapping of lists", step)
    for key, listed in document.items():
        if not isinstance(listed, list):
            raise ConfigError(f"{shown}: {key} is not a list", step)
        yield from ((key, (key, index), entry) for index, entry in enumerate(listed))
