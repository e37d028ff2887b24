"""The options that several commands have."""

from __future__ import annotations

import re
from typing import Any

import click

_UNITS = {"s": 1, "m": 60, "h": 3600}


class Duration(click.ParamType[float]):
    """Seconds, written as `30s`, `10m` or `1h`."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a duration; a number that click has already read stays."""
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d{1,6})([smh])", str(value), re.ASCII)
        if not found:
            self.fail(f"{value!r} is not a duration; write it as 30s, 10m or 1h", param, ctx)
        return float(found[1]) * _UNITS[found[2]]


stack_option = click.option(
    "--stack",
    envvar="PULUMI_STACK",
    metavar="NAME",
    help="The stack; left out, the one that is selected (`pulumi stack select`).",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")

wait_option = click.option(
    "--wait",
    type=Duration(),
    default="10m",
    show_default=True,
    metavar="TIME",
    help="How long a release may take.",
)
