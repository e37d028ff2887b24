"""Promises of entries that nobody would write: each is refused in words, and none is a crash."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from infra.monitors.monitor import Monitor
from infra.monitors.summary import summarise
from infra.monitors.to_document import to_document
from infra.rules.problems import problems
from tests.detector_strategies import secret_texts
from tests.monitor_strategies import IDS, NAMES, entries
from tests.monitors.entries import refusals, uptime
from tests.sentry_schema_strategies import json_values


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each mapping or list within a part, with each of its keys or indexes."""
    inner = part.items() if isinstance(part, dict) else enumerate(part)
    for step, value in list(inner):
        yield part, step
        if isinstance(value, dict | list):
            yield from _places(value)


@st.composite
def _spoilt_entries(draw: st.DrawFn) -> Any:
    """Draw an entry with anything in the place of one of its values."""
    entry = copy.deepcopy(draw(entries()))
    place, step = draw(st.sampled_from(list(_places(entry))))
    place[step] = draw(json_values | st.just("") | st.integers() | st.text(max_size=3))
    return entry


@given(_spoilt_entries())
def test_an_entry_is_declared_or_every_problem_has_a_place_and_words(entry: Any) -> None:
    try:
        monitor = Monitor.model_validate(entry)
    except ValidationError as error:
        found = problems(error, entry, Monitor)
        assert found
        assert all(str(problem).isprintable() and problem.text for problem in found)
    else:
        summarise(to_document(monitor, IDS), NAMES)


@given(secret_texts, st.sampled_from(["Authorization", "Cookie", "X-Api-Key"]), json_values)
def test_a_refusal_never_repeats_what_a_header_or_a_body_holds(
    secret: str, name: str, other: Any
) -> None:
    for headers in ({name: secret}, {name: [secret, other]}, {"X": {"vault": f"a {secret}"}}):
        own = {"headers": headers, "body": [secret], "url": f"https://a:{secret}@b.example"}
        assert secret not in str(refusals(uptime(**own)))


def test_checks_within_checks_without_end_are_refused() -> None:
    expect: Any = {"status": 200}
    for _ in range(300):
        expect = {"not": expect}
    assert refusals(uptime(expect=expect))
