"""The command line, `python -m infra COMMAND`: finds the command and turns errors into exit codes.

What a command does is in `infra.commands`; each module is loaded when its command is run.
"""

from __future__ import annotations

import importlib
import sys

import click

from infra.base.errors import AlertsError
from infra.base.terminal_text import printable
from infra.commands.console import say
from infra.commands.exit_codes import Exit, exit_code

_COMMANDS = {
    "status": "Show which rules are managed, live and firing.",
    "verify": "Ask Sentry whether every alert rule is live.",
    "check": "Check the config vars behind the rules.",
    "set-token": "Set a config var without showing it, and prove that it works.",
    "resolve": "Resolve a rule's Sentry issues, once the fix is proven.",
    "fix": "Repair a firing rule: diagnose, set the token, validate, watch, resolve.",
    "escalate": "Decide whether to wake the operator, and say why.",
    "report": "Write one HTML page of what is managed, checked and firing.",
    "test-fire": "Send an event that matches a rule's filter, and see whether it alerts.",
    "lint": "Check every stack file offline: errors with their lines, and advice.",
    "explain": "Explain when a rule fires, whom it notifies and how often.",
    "diff": "Show how the rules of two stacks differ, offline.",
    "schema": "Print the JSON schema of a stack file, for editors.",
    "payload": "Print the document that would be sent to Sentry for a rule.",
    "unmanaged": "List live alerts that no stack manages, and duplicates of managed ones.",
    "import": "Bring live alerts into a stack: one as an entry to paste, or all at once.",
}
"""Each command and its line in the help, in the order in which a person on call needs them."""


class _Commands(click.Group):
    """Loads `infra.commands.<name>` when `<name>` is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"infra.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Manage Sentry alert rules as code: check, inspect and repair what Pulumi deployed.

    Exit codes: 0 all is well; 1 a rule, issue or config var needs attention; 2 usage or
    config error; 3 a service is unavailable; 4 not authorised.
    """


def run() -> None:
    """Run the command line; an error is a message and an exit code, never a traceback."""
    try:
        code = main.main(prog_name="python -m infra", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        code = Exit.WRONG
    except AlertsError as error:
        say(f"error: {error}")
        code = exit_code(error)
    except Exception as error:  # noqa: BLE001 (whatever it is, the person gets a sentence)
        say(f"error: unexpected failure: {printable(repr(error))}")
        say("  Next: run it again; if it fails again, report the line above")
        code = Exit.UNAVAILABLE
    sys.exit(int(code or 0))


if __name__ == "__main__":
    run()
