"""Runs the contenders, each in turn, and yields what every command cost."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import contenders, plan, programs, settings
from tests.bench.contenders import Commands, Stack, Terraform
from tests.bench.meter import Cost, measured
from tests.bench.plan import CHANGE, DESTROY, FIRST_UP, PREVIEW
from tests.bench.rows import Row, problem
from tests.bench.services import Services
from tests.engine.cli import STACK

Builder = Callable[[], Commands]

_FOLDERS = {plan.OURS: "real", plan.NOTHING: "nothing"}
"""Those whose states are compared, and the folder of each."""


def measured_at(size: int, latency: int, *, once: bool) -> Iterator[Row]:
    """Measure all contenders with so many rules and so many milliseconds for each API call.

    A contender that fails is told in its row, and runs no further command.
    """
    with ExitStack() as started, tempfile.TemporaryDirectory() as folder:
        chosen = plan.contenders(size, latency)
        services = {
            who: started.enter_context(Services(latency, plan.projects(size)))
            for who in chosen
            if who in plan.REAL
        }
        field = _Field(size, latency, services, Path(folder))
        yield from field.build(_builders(Path(folder), size, latency, services), chosen)
        yield from field.each(FIRST_UP)
        for command in (PREVIEW, CHANGE):
            yield from field.in_turns(command, once=once)
        yield from field.each(DESTROY)


def measured_settings(trial: settings.Trial) -> Iterator[Row]:
    """Measure this program with each of the trial's settings of the engine."""
    for setting in trial.settings:
        projects = plan.projects(trial.rules)
        with Services(trial.latency, projects) as own, tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            stack_file = programs.lay_real(root / "root", trial.rules, own.projects, own.urls)
            stack = Stack(root, stack_file, setting.variables, setting.flags)
            field = _Field(trial.rules, trial.latency, {setting.name: own}, root)
            yield from field.build({setting.name: stack.commands}, (setting.name,))
            for command in trial.commands:
                yield from field.each(command)


class _Field:
    """The contenders that are still running.

    Args:
        size: number of rules.
        latency: milliseconds for each API call.
        services: the simulators of each contender that has some.
        folder: where the contenders' programs are laid out.
    """

    def __init__(
        self, size: int, latency: int, services: dict[str, Services], folder: Path
    ) -> None:
        self._size, self._latency, self._services = size, latency, services
        self._folder = folder
        self._running: dict[str, Commands] = {}

    def build(self, builders: dict[str, Builder], chosen: tuple[str, ...]) -> Iterator[Row]:
        """Lay out the chosen contenders' programs, and yield those that could not be."""
        for who in chosen:
            if who in builders:
                try:
                    self._running[who] = builders[who]()
                except RuntimeError as error:
                    yield self._failure(who, FIRST_UP, error)

    def each(self, command: str) -> Iterator[Row]:
        """Run a command of every contender that has it, and yield its cost."""
        for who in self._able(command):
            yield self._row(who, command)

    def in_turns(self, command: str, *, once: bool) -> Iterator[Row]:
        """Run a command of every contender, as often as is planned, and yield the medians."""
        rounds = {
            who: 1 if once else plan.rounds(who, self._size, self._latency)
            for who in self._able(command)
        }
        found: dict[str, list[Cost]] = {who: [] for who in rounds}
        for turn in range(max(rounds.values(), default=0)):
            for who in self._able(command):
                if turn < rounds[who]:
                    row = self._row(who, command)
                    if row.cost is None:
                        yield row
                    else:
                        found[who].append(row.cost)
        for who in self._able(command):
            yield Row(who, command, self._size, self._latency, _median(found[who]))

    def _able(self, command: str) -> list[str]:
        """Return who has not failed and runs this command."""
        return [
            who
            for who, commands in self._running.items()
            if command in commands and command in plan.commands(who, self._size, self._latency)
        ]

    def _row(self, who: str, command: str) -> Row:
        own = self._services.get(who)
        ignored = {services.pid for services in self._services.values()}
        try:
            asked = own.asked if own else Counter[str]
            cost = measured(self._running[who][command], asked, ignored)
        except RuntimeError as error:
            del self._running[who]
            return self._failure(who, command, error)
        state = _state_size(self._folder / _FOLDERS[who]) if who in _FOLDERS else 0
        return Row(who, command, self._size, self._latency, cost._replace(state=state))

    def _failure(self, who: str, command: str, error: RuntimeError) -> Row:
        sys.stderr.write(f"{who}, {command}: {str(error)[-3000:]}\n")
        return Row(who, command, self._size, self._latency, None, problem(str(error)))


def _builders(
    folder: Path, size: int, latency: int, services: dict[str, Services]
) -> dict[str, Builder]:
    def nothing(name: str, count: int, seconds: float = 0) -> Commands:
        stack_file = programs.lay_nothing(folder / name / "root", count, seconds)
        return Stack(folder / name, stack_file).commands()

    def waiting() -> Commands:
        # A create of a rule is two calls, one after the other.
        commands = nothing("waiting", size + 1, 2 * latency / 1000)
        return {FIRST_UP: commands[FIRST_UP]}

    def ours() -> Commands:
        own = services[plan.OURS]
        root = folder / _FOLDERS[plan.OURS]
        stack_file = programs.lay_real(root / "root", size, own.projects, own.urls)
        return Stack(root, stack_file).commands()

    def mixed() -> Commands:
        own, root = services[plan.MIXED], folder / "mixed"
        watched = plan.monitors(size)
        stack_file = programs.lay_real(root / "root", size, own.projects, own.urls, watched)
        return Stack(root, stack_file).commands()

    def monitors(own: Services) -> list[str]:
        return [own.monitors[number % len(own.monitors)] for number in range(size)]

    def script() -> Commands:
        own = services[plan.SCRIPT]
        return contenders.script(monitors(own), own.urls["SENTRY_URL"])

    def terraform() -> Commands:
        own = services[plan.TERRAFORM]
        return Terraform(folder / "tf", monitors(own), own.urls["SENTRY_URL"]).commands()

    builders: dict[str, Builder] = {
        plan.OURS: ours,
        plan.MIXED: mixed,
        plan.NOTHING: lambda: nothing(_FOLDERS[plan.NOTHING], size + 1),
        plan.WAITING: waiting,
        plan.EMPTY_PROGRAM: lambda: nothing("empty", 0),
        plan.SCRIPT: script,
    }
    if not contenders.terraform_is_missing():
        builders[plan.TERRAFORM] = terraform
    return builders


def _state_size(folder: Path) -> int:
    """Return the bytes of the state that the CLI keeps below a folder; 0 on the test runtime."""
    return sum(path.stat().st_size for path in folder.rglob(f"backend/**/{STACK}.json"))


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
        max(cost.tree for cost in costs),
        max(cost.provider for cost in costs),
        costs[0].requests,
        costs[0].state,
    )
