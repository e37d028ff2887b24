"""The keys of a stack file: whose they are, and what the program is handed of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from infra.base.suggestions import did_you_mean
from infra.config.stack_files import as_text
from infra.rules.problems import Place, Problem

PULUMI_KEYS = ("config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt")
"""What Pulumi itself keeps at the top of a stack file (pulumi/pulumi: sdk/go/common/workspace/
project.go, ProjectStack)."""

_CONFIG_KEY = re.compile(r"[^:]+(:config)?(:[^:]*)?")


def top_problems(document: Any) -> Iterator[Problem]:
    """Complain of what stands at the top of the file and is nothing to Pulumi."""
    if not isinstance(document, dict):
        if document is not None:
            yield Problem(Place(()), "the file is not a mapping of keys to values", "yaml")
        return
    for key in document:
        if key not in PULUMI_KEYS:
            known = ", ".join(PULUMI_KEYS)
            text = f"unknown key{did_you_mean(key, PULUMI_KEYS)}; Pulumi reads {known}"
            yield Problem(Place((key,)), text, "unknown-key")
    if not isinstance(document.get("config") or {}, dict):
        yield Problem(Place(("config",)), "is not a mapping of keys to values", "yaml")


def config_of(document: Any) -> dict[str, Any]:
    """Return the mapping under `config`, empty where there is none."""
    config = document.get("config") if isinstance(document, dict) else None
    return config if isinstance(config, dict) else {}


def own_keys(config: Mapping[str, Any], namespace: str) -> dict[str, str]:
    """Return the program's own keys: each without its namespace, to the key as it is written.

    Pulumi takes a key without a namespace for the project's (3.260.0).
    """
    own = {key: key for key in config if ":" not in key}
    for key in config:
        owner, _, name = key.replace(":config:", ":", 1).partition(":")
        if owner == namespace and ":" in key and ":" not in name:
            own[name] = key
    return own


def values_for_program(config: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, Any]:
    """Return what Pulumi hands to the program, but for what only Pulumi can decrypt."""
    values = {name: config[key] for name, key in own.items()}
    return {name: as_text(value) for name, value in values.items() if not is_encrypted(value)}


def is_encrypted(value: Any) -> bool:
    """Tell whether `pulumi config set --secret` wrote this."""
    return isinstance(value, dict) and value.keys() == {"secure"}


def key_problems(
    config: Mapping[str, Any], namespace: str, known: Collection[str]
) -> Iterator[Problem]:
    """Complain of config keys that reach nobody, or the program by luck.

    Args:
        config: the mapping under `config`.
        namespace: the Pulumi project's name.
        known: the program's own keys.
    """
    for key in config:
        here = Place((key,))
        owner, colon, name = key.replace(":config:", ":", 1).partition(":")
        if not _CONFIG_KEY.fullmatch(key):
            example = f"{namespace}:{name or 'x'}"
            text = f"is not a config key; Pulumi expects PROJECT:NAME, such as {example}"
            yield Problem(here, text, "namespace")
        elif not colon:
            text = f"Pulumi reads it as {namespace}:{key}, other readers do not; write that"
            yield Problem(here, text, "implicit-namespace")
        elif owner != namespace and (name in known or did_you_mean(owner, [namespace])):
            wanted = f"{namespace}:{name}"
            text = f"no program reads it (did you mean '{wanted}'?)"
            yield Problem(here, text, "namespace")
