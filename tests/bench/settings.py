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


class Trial(NamedTuple):
    """What is run with which settings.

    Attributes:
        rules: how many there are.
        latency: milliseconds for each API call.
        commands: in this order.
        settings: the first is what the others stand beside, if there are others.
    """

    rules: int
    latency: int
    commands: tuple[str, ...]
    settings: tuple[Setting, ...]


_NO_CHECKPOINTS = Setting("`PULUMI_SKIP_CHECKPOINTS=true`", {"PULUMI_SKIP_CHECKPOINTS": "true"})
_COMPRESSED = Setting("`PULUMI_DIY_BACKEND_ZSTD=true`", {"PULUMI_DIY_BACKEND_ZSTD": "true"})

TRIALS = (
    Trial(
        100,
        100,
        (FIRST_UP, PREVIEW, DESTROY),
        (
            Setting("none"),
            Setting("`--parallel 32`", flags=("--parallel", "32")),
            Setting("`--refresh=false`", flags=("--refresh=false",)),
            _NO_CHECKPOINTS,
        ),
    ),
    Trial(1000, 0, (FIRST_UP, DESTROY), (_NO_CHECKPOINTS, _COMPRESSED)),
)
NAMES = {setting.name for trial in TRIALS for setting in trial.settings}
