"""Promises of answers that are asked for once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from infra.base.once_per_key import OncePerKey


def test_threads_that_want_the_same_cause_one_call() -> None:
    calls: list[str] = []
    begun = Barrier(4, timeout=10)

    def noted(key: str) -> str:
        calls.append(key)
        return key.upper()

    asked = OncePerKey(noted)

    def ask() -> str:
        begun.wait()
        return asked("a")

    with ThreadPoolExecutor(4) as pool:
        answers = [future.result() for future in [pool.submit(ask) for _ in range(4)]]
    assert (calls, answers) == (["a"], ["A"] * 4)


def test_threads_that_want_different_things_do_not_wait_for_each_other() -> None:
    both_are_asking = Barrier(2, timeout=10)
    asked: OncePerKey[str, int] = OncePerKey(lambda _: both_are_asking.wait())
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(asked, ("a", "b"))) == [0, 1]


def test_a_call_that_failed_is_made_again() -> None:
    failures = [ValueError("not yet")]

    def ask(_: str) -> str:
        if failures:
            raise failures.pop()
        return "fine"

    asked = OncePerKey(ask)
    with pytest.raises(ValueError, match="not yet"):
        asked("a")
    assert asked("a") == "fine"
