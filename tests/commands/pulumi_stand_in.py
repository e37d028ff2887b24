"""Stands in for the Pulumi CLI where commands ask it for outputs; refuses whatever else is asked.

Its words and exit codes are those of CLI 3.260.0. `tests.commands.project` puts it on PATH.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

VERSION = "v3.260.0"
NO_SUCH_STACK = 6


def main(stacks_file: str, arguments: list[str]) -> None:
    """Answer one call from the file: `{"selected": …, "outputs": {stack: …}, "refusal": …}`."""
    if arguments == ["version"]:
        print(VERSION)  # noqa: T201 (a command)
        return
    said = json.loads(Path(stacks_file).read_text(encoding="utf-8"))
    if said["refusal"]:
        fail(said["refusal"]["words"], said["refusal"]["code"])
    match arguments:
        case ["--non-interactive", "stack", "ls", "--json"]:
            stacks = [{"name": n, "current": n == said["selected"]} for n in said["outputs"]]
            print(json.dumps(stacks))  # noqa: T201
        case ["--non-interactive", "stack", "output", "--json", *secrets, "--stack", stack]:
            if secrets not in ([], ["--show-secrets"]):
                fail(f"stand-in: unexpected {secrets}", 97)
            if stack not in said["outputs"]:
                fail(f"no stack named '{stack}' found", NO_SUCH_STACK)
            print(json.dumps(said["outputs"][stack]))  # noqa: T201
        case _:
            fail(f"stand-in: unexpected {arguments}", 97)


def fail(words: str, code: int) -> NoReturn:
    """End as the CLI does: the words on stderr, and a code that says of which kind they are."""
    print(f"error: {words}", file=sys.stderr)  # noqa: T201
    sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
