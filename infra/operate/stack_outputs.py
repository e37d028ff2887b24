"""The selected stack's outputs, asked of the Pulumi CLI through its automation API."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pulumi.automation import CommandError, InvalidVersionError, LocalWorkspace, StackNotFoundError

from infra.base.errors import AlertsError, ConfigError, UnauthorizedError, UnavailableError
from infra.base.terminal_text import printable
from infra.config.stack_files import ROOT
from infra.operate.deployed import Deployed, parse_outputs

_NOT_LOGGED_IN = ("code: 3\n", "PULUMI_ACCESS_TOKEN", "pulumi login", "[401]")
"""How the CLI says so (3.260.0: exit code 3; older ones only in words)."""

_NOT_REACHED = (
    "dial tcp",
    "no such host",
    "deadline exceeded",
    "connection refused",
    "[5",
    "i/o timeout",
    "no route to host",
    "unable to open",
    "get identity",
)
"""Pieces of the CLI's messages when the state's backend does not answer."""


def read_deployed(stack: str | None, root: Path = ROOT) -> Deployed:
    """Return what a stack has deployed, as its last update left it.

    Args:
        stack: its name; None for the one that is selected.
        root: the folder of `Pulumi.yaml`.

    Raises:
        ConfigError: there is no CLI, no such stack, none is selected, or nothing is deployed.
        UnauthorizedError: nobody is logged in to Pulumi.
        UnavailableError: the backend that holds the state does not answer.
    """
    with _cli(stack):
        workspace = LocalWorkspace(work_dir=str(root))
        name = stack or _selected_name(workspace)
        outputs = workspace.stack_outputs(name)
    return parse_outputs(name, {key: output.value for key, output in outputs.items()})


def selected_stack(root: Path = ROOT) -> str:
    """Return the name of the stack that is selected; raises as `read_deployed`."""
    with _cli(None):
        return _selected_name(LocalWorkspace(work_dir=str(root)))


def read_others(known: Deployed, root: Path = ROOT) -> list[Deployed]:
    """Return what the project's other stacks have deployed, where `known` keeps its state too.

    Args:
        known: what `read_deployed` returned.
        root: the folder of `Pulumi.yaml`.

    A stack that has nothing deployed is left out. Raises as `read_deployed`.
    """
    return read_every(root, known.stack)


def read_every(root: Path = ROOT, but: str = "") -> list[Deployed]:
    """Return what each stack of the project has deployed, except one; see `read_others`."""
    with _cli(but or None):
        workspace = LocalWorkspace(work_dir=str(root))
        names = [stack.name for stack in workspace.list_stacks() if stack.name != but]
        outputs = {name: workspace.stack_outputs(name) for name in names}
    return [
        parse_outputs(name, {key: output.value for key, output in found.items()})
        for name, found in outputs.items()
        if found
    ]


@contextlib.contextmanager
def _cli(stack: str | None) -> Iterator[None]:
    """Turn what the automation API raises into the project's own errors."""
    try:
        yield
    except (FileNotFoundError, PermissionError):
        raise ConfigError(
            "the Pulumi CLI is not on PATH, and it alone knows what is deployed",
            "install it (https://www.pulumi.com/docs/install/), or add ~/.pulumi/bin to PATH",
        ) from None
    except InvalidVersionError as error:
        raise ConfigError(
            f"the Pulumi CLI is not compatible: {printable(str(error))}", "install a newer one"
        ) from None
    except StackNotFoundError:
        raise ConfigError(
            f"Pulumi has no stack {stack!r} of this project in the backend it is logged in to",
            "pulumi stack ls; then --stack NAME, or pulumi login to the right backend",
        ) from None
    except CommandError as error:
        raise _refusal(str(error)) from None
    except subprocess.CalledProcessError as error:
        raise ConfigError(f"pulumi version: exit code {error.returncode}", "pulumi about") from None


def _selected_name(workspace: LocalWorkspace) -> str:
    stack = workspace.stack()
    if stack is None:
        raise ConfigError("no stack is selected", "pulumi stack select NAME, or --stack NAME")
    return stack.name


def _refusal(text: str) -> AlertsError:
    """Return the error for a CLI that failed, from what it printed."""
    words = printable(text.partition("stderr:")[2]).removeprefix("error: ")
    if any(sign in text for sign in _NOT_LOGGED_IN):
        return UnauthorizedError(
            "Pulumi",
            f"Pulumi: nobody is logged in: {words}",
            "pulumi login, or set PULUMI_ACCESS_TOKEN (or PULUMI_BACKEND_URL for your own backend)",
        )
    if any(sign in text for sign in _NOT_REACHED):
        return UnavailableError(
            "Pulumi",
            f"Pulumi: the backend that holds the state cannot be read: {words}",
            "pulumi whoami -v shows which one is asked",
        )
    return ConfigError(f"Pulumi: {words}", "pulumi stack output shows the whole message")
