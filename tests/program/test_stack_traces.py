"""Promises of what the SDK sees of the program that declares a resource."""

from __future__ import annotations

import sys
import traceback

import pytest
from pulumi.runtime import resource

from infra.program.stack_traces import no_stack_traces


class Base:
    """Stands for the SDK's `Resource`, which asks for the trace."""

    def __init__(self) -> None:
        self.trace = resource._get_stack_trace()


class Custom(Base):
    """Stands for `CustomResource`."""

    def __init__(self) -> None:
        super().__init__()


class Own(Custom):
    """Stands for a resource of the program."""

    def __init__(self) -> None:
        super().__init__()


def test_a_resource_is_declared_without_a_trace_and_later_ones_with_theirs() -> None:
    with no_stack_traces():
        declared = Own()
    assert (len(declared.trace.frames), len(Own().trace.frames) > 1) == (0, True)


def test_an_exception_shows_its_whole_traceback_afterwards() -> None:
    with pytest.raises(ZeroDivisionError) as caught, no_stack_traces():
        Own().trace.frames[1 // 0]
    assert not hasattr(sys, "tracebacklimit")
    assert "1 // 0" in "".join(traceback.format_exception(caught.value))
