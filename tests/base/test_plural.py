"""Promises of a number with its noun."""

import pytest

from infra.base.plural import count


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 rules"), (1, "1 rule"), (2, "2 rules"), (1000, "1000 rules")]
)
def test_a_noun_is_in_the_plural_unless_there_is_one_of_it(number: int, shown: str) -> None:
    assert count(number, "rule") == shown
