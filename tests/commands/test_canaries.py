"""No part of a token that is set, that was there before, or that is refused is left anywhere."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from typing import NamedTuple

import psutil
import pytest

from tests.commands import project as deploying
from tests.commands.monitor_entries import API, deploy, live
from tests.commands.project import TOKENS, Project
from tests.commands.terminal import OnTerminal
from tests.heroku.test_releases import use_release_phase
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

PIECE = 16
RULE = "skipped_no_postmark_token"


def canary() -> str:
    """Make up a token that no other text shares a run of characters with."""
    return secrets.token_hex(24)


class World(NamedTuple):
    """A project whose app has a revoked token, beside another secret of the same app."""

    project: Project
    heroku: HerokuSimulator
    postmark: PostmarkSimulator
    new: str
    old: str
    neighbour: str


@pytest.fixture
def world(deployed: Project, heroku: HerokuSimulator, postmark: PostmarkSimulator) -> World:
    """Give a project whose secrets no other test has, one of them known to Postmark."""
    made = World(deployed, heroku, postmark, canary(), canary(), canary())
    postmark.state["servers"][0]["ApiTokens"].append(made.new)
    config_vars = heroku.state["apps"][0]["configVars"]
    config_vars |= {"POSTMARK_SERVER_TOKEN": made.old, "NEIGHBOUR": made.neighbour}
    return made


def left(text: str, *values: str) -> list[str]:
    """Return the runs of 16 characters of secrets that a text holds, and secrets in base64."""
    pieces = {
        value[start : start + PIECE] for value in values for start in range(len(value) - PIECE + 1)
    }
    whole = {base64.b64encode(value.encode()).decode() for value in values}
    return sorted(piece for piece in pieces | whole if piece in text)


def files(project: Project) -> str:
    """Return all that stands in the project's own files."""
    found = [path for path in project.root.iterdir() if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in found)


def order(heroku: HerokuSimulator, method: str, fault: str) -> None:
    """Let a fault hit every such request."""
    heroku.faults = parse_faults([{"method": method, "path": "*", "fault": fault, "times": 9}])


TROUBLES: dict[str, Callable[[World], object]] = {
    "none": lambda _: None,
    "revoked": lambda world: world.postmark.state["servers"][0]["ApiTokens"].pop(),
    "release fails": lambda world: use_release_phase(world.heroku, "fails"),
    "release stalls": lambda world: use_release_phase(world.heroku, "succeeds", reads=999),
    "write fails": lambda world: order(world.heroku, "PATCH", "500"),
    "answer is cut": lambda world: order(world.heroku, "PATCH", "half-body"),
    "another shape": lambda world: order(world.heroku, "*", "wrong-shape"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("command", [("set-token",), ("fix", RULE, "--watch", "0s")])
def test_no_value_is_printed_or_kept(
    world: World, sentry: SentrySimulator, command: tuple[str, ...], trouble: str
) -> None:
    store_event(sentry.state, RULE, "2026-05-29T16:00:00Z")
    TROUBLES[trouble](world)
    ran = world.project.run(
        *command, "--stdin", "--yes", "--wait", "1s", "--json", stdin=f"{world.new}\n"
    )
    assert (ran.exit_code == 0) is (trouble in ("none", "answer is cut")), ran.words
    shown = ran.data + ran.words + files(world.project)
    assert left(shown, world.new, world.old, world.neighbour, *TOKENS.values()) == []


def test_a_value_that_is_no_token_is_not_repeated(deployed: Project) -> None:
    value = f"{canary()} {canary()}"
    ran = deployed.run("set-token", "--stdin", "--yes", stdin=value)
    assert (ran.exit_code, left(ran.data + ran.words, *value.split())) == (2, [])


def test_no_process_has_the_value_among_its_arguments(world: World) -> None:
    use_release_phase(world.heroku, "succeeds", reads=999)
    terminal = OnTerminal(world.project, ["set-token", "--yes"])
    terminal.answer("POSTMARK_SERVER_TOKEN of raxx-api-prod:", f"{world.new}\n")
    terminal.answer("waiting until it succeeds", "")
    process = psutil.Process(terminal.pid)
    lines = [" ".join(one.cmdline()) for one in (process, *process.children(recursive=True))]
    terminal.kill()
    seen = "\n".join(lines) + terminal.shown + files(world.project)
    assert left(seen, world.new, world.old) == []


def test_a_dsn_is_neither_printed_nor_kept(deployed: Project, sentry: SentrySimulator) -> None:
    host = sentry.url.removeprefix("http://")
    dsn = f"http://{tokens.SENTRY_DSN_KEY}@{host}/611"
    ran = deployed.run("test-fire", RULE, "--stdin", "--yes", stdin=dsn)
    assert ran.exit_code == 0
    assert left(ran.data + ran.words + files(deployed), tokens.SENTRY_DSN_KEY) == []


MONITOR_COMMANDS = [
    *(("status",), ("status", "--json"), ("verify",), ("verify", "--json")),
    *(("report",), ("report", "--json"), ("escalate", "--json")),
    *(("unmanaged",), ("unmanaged", "--json")),
]


@pytest.mark.parametrize("command", MONITOR_COMMANDS, ids=" ".join)
def test_no_text_of_a_monitors_requests_is_shown(
    deployed: Project,
    sentry: SentrySimulator,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    in_vault, by_hand, password = canary(), canary(), canary()
    monkeypatch.setattr(deploying, "IN_VAULT", in_vault)
    (id_,) = deploy(deployed, API)
    query = live(sentry, id_)["dataSources"][0]["queryObj"]
    query["headers"] += [["X-Made-By-Hand", by_hand]]
    query |= {"url": f"https://somebody:{password}@api.raxx.app/up", "body": by_hand}
    ran = deployed.run(*command)
    assert left(ran.data + ran.words + files(deployed), in_vault, by_hand, password) == []
