"""Runs all simulators for people and demos: `python -m tests.simulators [--first-port N]`."""

import argparse
import signal
import sys
from contextlib import ExitStack

from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.server import Simulator

ALL: tuple[type[Simulator], ...] = (
    SentrySimulator,
    HerokuSimulator,
    PostmarkSimulator,
    InfisicalSimulator,
)
STOP = {signal.SIGTERM, signal.SIGINT}


def main() -> None:
    """Start every simulator, print its URL, and run until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulators", description=__doc__)
    parser.add_argument("--first-port", type=int, metavar="N", help="take N..N+3; default: any")
    first_port: int | None = parser.parse_args().first_port
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    with ExitStack() as started:
        for index, kind in enumerate(ALL):
            simulator = kind()
            url = simulator.start(first_port + index if first_port else 0)
            started.callback(simulator.stop)
            sys.stdout.write(f"{simulator.variable}={url}\n")
        sys.stdout.flush()
        signal.sigwait(STOP)


if __name__ == "__main__":
    main()
