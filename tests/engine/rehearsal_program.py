"""The process that rehearses one operation: a second `Stack` in one process would hang.

`tests.engine.rehearsal` starts it; what it prints is what a person would see.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import rpc, set_all_config, set_mocks
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.settings import get_root_resource
from pulumi.runtime.stack import Stack, run_pulumi_func

from tests.engine.provider_process import Properties, ProviderError, ProviderProcess, whole
from tests.engine.rehearsal_config import StackConfig, read_config
from tests.engine.rehearsal_display import HEADLINE, show, show_counts, show_log, show_outputs
from tests.engine.rehearsal_state import State
from tests.engine.rehearsal_steps import PARALLEL, StepError, Steps

CHANGES_PROPOSED = 7

_PROGRAM = "__main__.py"


class _RealProvider(Mocks):
    """Hands every resource of the program to the steps, and so to the provider process."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, Properties]:
        """Bring a resource about."""
        return self._steps.register(args.typ, args.name, args.inputs)

    def call(self, args: MockCallArgs) -> tuple[Properties, list[tuple[str, str]] | None]:
        """Answer the one function of the engine that the program calls."""
        if args.token != "pulumi:pulumi:readStackOutputs":
            raise pulumi.RunError(f"a rehearsal knows no function {args.token}")
        if not self._steps.preview:
            # The engine may be writing the state at that moment (file backend of 3.260.0).
            raise RuntimeError(f"{args.token} in an update: failed to load checkpoint: EOF")
        outputs = self._steps.last_outputs
        return {"name": args.args["name"], "outputs": outputs, "secretOutputNames": []}, []


class _Monitor(MockMonitor):
    """The test runtime's engine; it would keep a resource's options to itself."""

    def __init__(self, steps: Steps) -> None:
        super().__init__(_RealProvider(steps))
        self._steps = steps

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 (the protocol's name)
        """Take note of the options, then register."""
        options = {"protect": request.protect, "retainOnDelete": request.retainOnDelete}
        declared = {option: True for option, value in options.items() if value}
        self._steps.options[request.type, request.name] = declared
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


class _Shown(logging.Handler):
    """Shows what the program itself logs, as the engine would."""

    def emit(self, record: logging.LogRecord) -> None:
        """Show one message."""
        show_log(record.levelname.lower(), record.getMessage())


def main() -> int:
    """Rehearse one operation and return its exit code."""
    arguments = _arguments()
    sys.argv = [str(arguments.root)]
    sys.path.insert(0, str(arguments.root))
    os.chdir(arguments.root)
    show(HEADLINE)
    try:
        config = read_config(arguments.root, arguments.stack_file)
        with ProviderProcess(
            config.project, arguments.root, os.environ, config.values, show_log
        ) as provider:
            return _rehearsed(arguments, config, provider)
    except (ValueError, ProviderError) as error:
        show(f"error: {error}")
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operation", choices=["preview", "up", "refresh", "destroy"])
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--stack-file", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--expect-no-changes", action="store_true")
    parser.add_argument("--diff", action="store_true")
    return parser.parse_args()


def _rehearsed(
    arguments: argparse.Namespace, config: StackConfig, provider: ProviderProcess
) -> int:
    preview = arguments.operation == "preview"
    state = State(arguments.state, frozen=preview)
    prefix = f"urn:pulumi:{config.stack}::{config.project}"
    steps = Steps(provider, state, prefix, preview=preview, diff=arguments.diff)
    stack = f"{prefix}::pulumi:pulumi:Stack::{config.project}-{config.stack}"
    try:
        refreshed = steps.refresh()
        if arguments.operation == "refresh":
            steps.done += refreshed
        elif arguments.operation == "destroy":
            steps.delete_rest()
            state.finish(stack, None)
        else:
            outputs = _run_program(steps, config, preview=preview)
            steps.delete_rest()
            state.finish(stack, outputs)
            show_outputs(outputs)
    except StepError:
        show(f"error: {'preview' if preview else 'update'} failed")
        return 1
    except pulumi.RunError as error:
        show(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        show("error: interrupted")
        return 1
    except Exception as error:  # noqa: BLE001 (the program's own, whatever it is)
        show(f"error: Program failed with an unhandled exception:\n{_own_traceback(error)}")
        return 1
    show_counts(steps.done, done=not preview)
    if arguments.expect_no_changes and set(steps.done) - {"same"}:
        show("error: no changes were expected for preview but changes were proposed")
        return CHANGES_PROPOSED
    return 0


def _own_traceback(error: Exception) -> str:
    """Tell an exception from the program's first line on, without what ran the program."""
    frames = traceback.extract_tb(error.__traceback__)
    first = next((i for i, frame in enumerate(frames) if frame.filename == _PROGRAM), 0)
    return "".join(traceback.format_exception(error, limit=first - len(frames)))


def _run_program(steps: Steps, config: StackConfig, *, preview: bool) -> dict[str, Any]:
    """Run the program and return the stack outputs, once every step that began has ended."""
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # futures of what failed, as the engine
    # Pulumi's test runtime wants a loop in every thread, and closes none of those it makes.
    with contextlib.ExitStack() as loops:

        def new_loop() -> asyncio.AbstractEventLoop:
            loop = loops.enter_context(contextlib.closing(asyncio.new_event_loop()))
            asyncio.set_event_loop(loop)
            return loop

        main_loop = new_loop()
        with ThreadPoolExecutor(PARALLEL, initializer=new_loop) as threads:
            main_loop.set_default_executor(threads)
            try:
                return main_loop.run_until_complete(_outputs(steps, config, preview=preview))
            except BaseException as error:
                if steps.failed and isinstance(error, Exception):
                    raise StepError from error
                steps.failed = True  # nothing more is begun
                raise


async def _outputs(steps: Steps, config: StackConfig, *, preview: bool) -> dict[str, Any]:
    monitor = _Monitor(steps)
    log = logging.getLogger(__name__)
    log.setLevel(logging.INFO)
    log.addHandler(_Shown())
    set_mocks(monitor.mocks, config.project, config.stack, preview, log, monitor)
    set_all_config(config.values, [])
    await run_pulumi_func(_run_main)
    stack = get_root_resource()
    outputs = stack.outputs if isinstance(stack, Stack) else {}
    struct = await rpc.serialize_properties(outputs, {})
    found: dict[str, Any] = whole(rpc.deserialize_properties(struct, keep_unknowns=True))
    return found


def _run_main() -> None:
    runpy.run_path(_PROGRAM, run_name="__main__")


if __name__ == "__main__":
    sys.exit(main())
