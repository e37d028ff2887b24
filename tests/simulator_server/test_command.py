"""Promises of the simulators' secrets, and of the command that starts all simulators."""

import json
import re
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from itertools import combinations

import pytest
import requests

from tests.simulator_server.counter import ask
from tests.simulators.server import Simulator
from tests.simulators.tokens import SECRETS


def test_every_secret_is_long_enough() -> None:
    assert [name for name, value in SECRETS.items() if len(value) < 24] == []


def test_no_two_secrets_share_a_piece() -> None:
    shared = [
        (one, other)
        for (one, value), (other, second) in combinations(SECRETS.items(), 2)
        if any(value[start : start + 8] in second for start in range(len(value) - 7))
    ]
    assert shared == []


def start_command(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.simulators", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603


def read_urls(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(4)]
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_command_ends_with_0_when_told_to_stop(stop: signal.Signals) -> None:
    with start_command() as process:
        read_urls(process)
        process.send_signal(stop)
        assert process.wait(10) == 0


def test_the_command_prints_the_four_urls() -> None:
    with start_command() as process:
        urls = read_urls(process)
        process.terminate()
    assert list(urls) == ["SENTRY_URL", "HEROKU_API_URL", "POSTMARK_API_URL", "INFISICAL_API_URL"]


def test_the_command_serves_what_it_prints() -> None:
    with start_command() as process:
        states = [
            requests.get(f"{url}/_sim/state", timeout=5).status_code
            for url in read_urls(process).values()
        ]
        process.terminate()
    assert states == [200, 200, 200, 200]


def four_free_ports() -> int:
    for first in range(23000, 32000, 4):
        with ExitStack() as held:
            try:
                for port in range(first, first + 4):
                    held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            return first
    raise OSError("no four free ports in a row")


def test_the_command_takes_the_ports_it_is_given() -> None:
    first = four_free_ports()
    with start_command("--first-port", str(first)) as process:
        urls = read_urls(process)
        process.terminate()
    ports = [int(re.sub(r".*:", "", url)) for url in urls.values()]
    assert ports == [first, first + 1, first + 2, first + 3]


@pytest.mark.parametrize("name", ["sentry", "heroku", "postmark", "infisical"])
def test_no_state_shows_a_secret_of_the_simulators(
    name: str, request: pytest.FixtureRequest
) -> None:
    simulator: Simulator = request.getfixturevalue(name)
    shown = json.dumps(ask(simulator, "/_sim/state").json())
    assert [secret for secret, value in SECRETS.items() if value in shown] == []
