"""The engine's settings that might make a run quicker, each measured on a stack of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.bench.plan import DESTROY, FIRST_UP, PREVIEW


class Setting(NamedTuple):
    """A way to call the CLI.

    Attributes:
        name: as the page shows it.
        variables: of the environment.
        flags: of `up`, `preview` and `destroy`.
    """

    name: str
    variables: Mapping[str, str] = {}
    flags: tuple[str, ...] = ()


RULES = 100
LATENCY = 100  # milliseconds
COMMANDS = (FIRST_UP, PREVIEW, DESTROY)

SETTINGS = (
    Setting("none"),
    Setting("`--parallel 4`", flags=("--parallel", "4")),
    Setting("`--parallel 32`", flags=("--parallel", "32")),
    Setting("`--refresh=false`", flags=("--refresh=false",)),
    Setting("`PULUMI_SKIP_CHECKPOINTS=true`", {"PULUMI_SKIP_CHECKPOINTS": "true"}),
    Setting(
        "`PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS=true`",
        {"PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true"},
    ),
)
"""The first is what the others stand beside."""
