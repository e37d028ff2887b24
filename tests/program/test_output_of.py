"""Promises of the one Output that stands for a table with many Outputs in it."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
from pulumi.runtime.settings import SETTINGS

from infra.program.output_of import output_of_tree


async def _of(value: Any) -> Any:
    return value


def _output(value: Any, *, known: bool = True) -> pulumi.Output[Any]:
    return pulumi.Output(set(), _of(value), _of(known))


def test_a_table_has_the_values_of_the_outputs_in_it() -> None:
    async def run() -> None:
        rows = [{"id": _output("1"), "name": "a", "strict": True}, {"ids": [_output("2")]}]
        table = output_of_tree([rows, []])
        assert await table.future() == [
            [{"id": "1", "name": "a", "strict": True}, {"ids": ["2"]}],
            [],
        ]
        assert await table.is_known()

    asyncio.run(run())


def test_a_table_is_unknown_while_one_value_in_it_is() -> None:
    async def run() -> None:
        rows = [{"id": _output(None, known=False), "name": "a"}, {"id": _output("2")}]
        table = output_of_tree([rows])
        assert not await table.is_known()

    asyncio.run(run())


def test_outputs_within_an_outputs_value_are_looked_at_too() -> None:
    async def run() -> None:
        row = _output({"name": "a", "id": _output("1")})
        unknown = _output({"name": "a", "id": _output(None, known=False)})
        assert await output_of_tree([row]).future() == [{"name": "a", "id": "1"}]
        assert not await output_of_tree([unknown]).is_known()

    asyncio.run(run())


def test_a_table_is_one_output_however_many_values_it_has() -> None:
    async def run() -> None:
        before = len(SETTINGS.outputs)
        table = output_of_tree([{"name": f"rule {n}", "project": "p"} for n in range(100)])
        assert len(SETTINGS.outputs) == before + 1
        await table.future()

    asyncio.run(run())
