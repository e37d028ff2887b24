"""Promises of the benchmark: which rows its page gets, and what it makes of them. Never a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import contenders, measuring, page, plan, programs, settings
from tests.bench.meter import Cost
from tests.bench.plan import DESTROY, FIRST_UP, NOTHING, OURS, PREVIEW, SCRIPT, TERRAFORM, WAITING
from tests.bench.rows import MIB, Row
from tests.bench.targets import growth_table, targets, targets_table
from tests.engine.conftest import ENGINES


def row(who: str, command: str, rules: int = 1, latency: int = 0, **cost: float) -> Row:
    """Return a measurement; what is not told cost 1."""
    requests = {"Sentry": int(cost.pop("sentry", 1))}
    figures = {"wall": 1.0, "cpu": 1.0, "tree": MIB, "provider": MIB} | cost
    found = Cost(
        figures["wall"],
        figures["cpu"],
        int(figures["tree"]),
        int(figures["provider"]),
        requests,
        int(cost.get("state", 0)),
    )
    return Row(who, command, rules, latency, found)


def cells(path: Path, columns: int) -> list[list[str]]:
    """Return the rows of the page's tables that have so many columns, without their heads."""
    tables = [line for line in path.read_text("utf-8").splitlines() if line.startswith("| ")]
    split = [[cell.strip() for cell in line.strip("|").split("|")] for line in tables]
    return [row for row in split if len(row) == columns and row[0] != "Command"]


def contents(folder: Path) -> dict[str, str]:
    """Return the text of each of the folder's files."""
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run on each engine; without Terraform, which is not ours to keep at work."""
    monkeypatch.delenv(contenders.TERRAFORM_PROVIDER, raising=False)
    if request.param == "rehearsal":
        for module in (bench, contenders, page):
            monkeypatch.setattr(module, "find_cli", lambda: None)


@pytest.mark.long
@pytest.mark.engine
@pytest.mark.usefixtures("engine")
def test_a_run_of_one_rule_fills_the_page_with_what_everybody_cost_and_asked(
    tmp_path: Path,
) -> None:
    output = tmp_path / "performance.md"
    output.write_text(f"before\n{page.EMPTY}after\n", "utf-8")
    bench.run([1], [0], output, once=True)
    text = output.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert {(row[0], row[2]): row[7] for row in cells(output, 8)} == {
        (FIRST_UP, OURS): "Sentry 5, Heroku 1, Postmark 1",
        (PREVIEW, OURS): "Sentry 3, Heroku 1, Postmark 1",
        (plan.CHANGE, OURS): "Sentry 5, Heroku 1, Postmark 1",
        (DESTROY, OURS): "Sentry 3, Heroku 1, Postmark 1",
        **{(command, NOTHING): "" for command in plan.COMMANDS},
        **{(command, plan.EMPTY_PROGRAM): "" for command in (FIRST_UP, PREVIEW, DESTROY)},
        (FIRST_UP, SCRIPT): "Sentry 2",
    }


def test_a_contender_that_fails_is_told_on_the_page_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise RuntimeError("Planning ...\n╷\n│ Error: no such | thing\n╵\n")

    def works() -> None:
        pass

    monkeypatch.setattr(plan, "contenders", lambda *_: (NOTHING, plan.EMPTY_PROGRAM))
    builders = {
        NOTHING: lambda: {FIRST_UP: fails, PREVIEW: works, DESTROY: works},
        plan.EMPTY_PROGRAM: lambda: {FIRST_UP: works, PREVIEW: works, DESTROY: fails},
    }
    monkeypatch.setattr(measuring, "_builders", lambda *_: builders)
    output = tmp_path / "performance.md"
    bench.run([1], [0], output, once=True)
    told = {(row[0], row[2]): row[3] for row in cells(output, 8)}
    assert set(told) == {
        (FIRST_UP, NOTHING),
        *((command, plan.EMPTY_PROGRAM) for command in (FIRST_UP, PREVIEW, DESTROY)),
    }
    assert told[FIRST_UP, NOTHING] == "failed: Error: no such / thing"
    assert told[DESTROY, plan.EMPTY_PROGRAM] == "failed: Error: no such / thing"


def test_a_run_that_is_stopped_leaves_what_it_had_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    commands = {FIRST_UP: lambda: None, PREVIEW: stopped}
    monkeypatch.setattr(plan, "contenders", lambda *_: (NOTHING,))
    monkeypatch.setattr(measuring, "_builders", lambda *_: {NOTHING: lambda: commands})
    output = tmp_path / "performance.md"
    with pytest.raises(KeyboardInterrupt):
        bench.run([1], [0], output, once=True)
    assert [row[:3] for row in cells(output, 8)] == [[FIRST_UP, "1", NOTHING]]


def test_contenders_preview_and_change_in_turns_so_that_a_slow_minute_slows_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, str]] = []

    def commands(who: str) -> dict[str, Callable[[], None]]:
        return {command: partial(done.append, (who, command)) for command in (PREVIEW, plan.CHANGE)}

    monkeypatch.setattr(plan, "contenders", lambda *_: (WAITING, NOTHING))
    builders = {who: partial(commands, who) for who in (WAITING, NOTHING)}
    monkeypatch.setattr(measuring, "_builders", lambda *_: builders)
    bench.run([1], [0], tmp_path / "performance.md", once=False)
    turns = [(who, command) for command in (PREVIEW, plan.CHANGE) for who in 9 * (WAITING, NOTHING)]
    assert done == turns


@pytest.mark.parametrize("contender", ["ours", "nothing"])
def test_a_rule_that_was_changed_is_changed_back_by_the_next_change(
    contender: str, tmp_path: Path
) -> None:
    folder = tmp_path / contender
    if contender == "ours":
        folder.mkdir()
        programs.write_entries(folder, programs.rules(2, ["raptor"]))
    else:
        programs.lay_nothing(folder, 2)
    before = contents(folder)
    programs.change_first(folder)
    assert contents(folder) != before
    programs.change_first(folder)
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("rows", "met"),
    [
        ([row(OURS, PREVIEW, wall=1.15), row(NOTHING, PREVIEW)], True),
        ([row(OURS, PREVIEW, wall=1.16), row(NOTHING, PREVIEW)], False),
        ([row(OURS, PREVIEW, 1000, wall=1.1, sentry=31), row(NOTHING, PREVIEW, 1000)], True),
        ([row(OURS, PREVIEW, 1000, wall=1.11, sentry=31), row(NOTHING, PREVIEW, 1000)], False),
        ([row(OURS, PREVIEW, 1000, sentry=32)], False),
        ([row(OURS, PREVIEW, 101, sentry=4)], True),
        ([row(OURS, FIRST_UP, 10, sentry=23)], True),
        ([row(OURS, FIRST_UP, 10, sentry=24)], False),
        ([row(OURS, FIRST_UP, 100, 100, wall=1.3), row(WAITING, FIRST_UP, 100, 100)], True),
        ([row(OURS, FIRST_UP, 100, 100, wall=1.31), row(WAITING, FIRST_UP, 100, 100)], False),
        ([row(OURS, DESTROY, 1000, wall=1.3), row(NOTHING, DESTROY, 1000)], True),
        ([row(OURS, DESTROY, 1000, wall=1.31), row(NOTHING, DESTROY, 1000)], False),
        ([row(OURS, plan.CHANGE, 1000, cpu=1.15), row(NOTHING, plan.CHANGE, 1000)], True),
        ([row(OURS, plan.CHANGE, 1000, cpu=1.16), row(NOTHING, plan.CHANGE, 1000)], False),
        ([row(OURS, FIRST_UP, 1000, state=20), row(NOTHING, FIRST_UP, 1000, state=10)], True),
        ([row(OURS, FIRST_UP, 1000, state=21), row(NOTHING, FIRST_UP, 1000, state=10)], False),
        ([row(OURS, DESTROY), row(OURS, DESTROY, 1000, provider=1.5 * MIB)], True),
        ([row(OURS, DESTROY), row(OURS, DESTROY, 1000, provider=1.6 * MIB)], False),
    ],
)
def test_a_target_is_met_up_to_its_limit(rows: list[Row], met: bool) -> None:
    found = targets(rows)
    assert found
    assert all(target.met for target in found) is met
    assert ("| missed |" in targets_table(rows)) is not met


def test_a_target_whose_other_side_is_not_measured_is_neither_met_nor_missed() -> None:
    failed = Row(NOTHING, PREVIEW, 1, 0, None, "Error")
    assert not targets([row(OURS, PREVIEW, latency=100), row(OURS, DESTROY), failed])


def test_what_a_further_rule_costs_is_the_difference_of_two_sizes() -> None:
    rows = [
        row(OURS, FIRST_UP, 1, wall=9, cpu=9),
        row(OURS, FIRST_UP, 10, wall=1, cpu=2),
        row(OURS, FIRST_UP, 100, wall=10, cpu=2.9),
        row(OURS, FIRST_UP, 100, latency=100, wall=99),
        row(TERRAFORM, FIRST_UP, 100),
    ]
    lines = [line for line in growth_table(rows).splitlines() if line.startswith(f"| {FIRST_UP}")]
    assert lines == [
        f"| {FIRST_UP} | {OURS} | 100 / 10 |",
        f"| {FIRST_UP} | {TERRAFORM} | not measured |",
    ]


def test_a_thousand_rules_are_spread_over_twenty_projects() -> None:
    assert [plan.projects(size) for size in plan.SIZES] == [1, 1, 1, 20]


@pytest.mark.parametrize("latency", plan.LATENCIES)
@pytest.mark.parametrize("size", plan.SIZES)
def test_this_program_is_measured_at_every_size(size: int, latency: int) -> None:
    assert OURS in plan.contenders(size, latency)
    assert {FIRST_UP, PREVIEW} <= set(plan.commands(OURS, size, latency))


@pytest.mark.parametrize("size", plan.SIZES)
def test_terraform_is_measured_at_every_size(size: int) -> None:
    assert TERRAFORM in plan.contenders(size, 0)
    assert {FIRST_UP, PREVIEW} <= set(plan.commands(TERRAFORM, size, 0))


def test_a_setting_of_the_engine_is_told_in_a_table_of_its_own() -> None:
    trial = settings.TRIALS[0]
    rows = [
        row(setting.name, command, trial.rules, trial.latency)
        for setting in trial.settings
        for command in trial.commands
    ]
    text = page.rendered("", [row(OURS, FIRST_UP), *rows])
    assert "| 1.0 | 1.0 | 1 | 1 | Sentry 1 |\n\n### Settings of the engine: 100 rules" in text
    assert "| `--refresh=false` | 1.0 / 1.0 | 1.0 / 1.0 | 1.0 / 1.0 |\n" in text


def test_a_setting_is_tried_at_a_size_that_is_measured() -> None:
    for trial in settings.TRIALS:
        assert OURS in plan.contenders(trial.rules, trial.latency)
