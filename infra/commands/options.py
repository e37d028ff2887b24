"""The options that several commands have."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO, Any, TypeVar

import click

T = TypeVar("T")

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
    help="The stack; by default the selected one (`pulumi stack select`).",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def duration_option(
    *names: str, default: str, text: str
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Return an option that takes a duration; the command gets seconds."""
    return click.option(
        *names, type=Duration(), default=default, show_default=True, metavar="TIME", help=text
    )


def name_of(file: IO[str]) -> str:
    """Return the name of a file that was given, for messages."""
    return getattr(file, "name", "standard input")


wait_option = duration_option("--wait", default="10m", text="How long a release may take.")
