"""Pulumi's entry point."""

import atexit
import gc
import os

import pulumi.log

# All it makes lives to its end: looking for garbage took a quarter of its CPU (300 rules, 3.11).
gc.disable()
# Else Python seeks it all the same before it ends, for which the engine waits: 0.09 s (3.11).
atexit.register(gc.freeze)

# pydantic would look through every installed package for plugins of its own, of which it has none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _untold(*_: object, **__: object) -> None:
    """Say nothing, in place of `pulumi.log.debug`.

    The SDK tells the engine of three steps of each resource and waits each time until it is heard
    (3.272.0): half the program's time, for lines that nobody sees without `--debug`.
    """


pulumi.log.debug = _untold

from infra.program.main import main  # noqa: E402

main()
