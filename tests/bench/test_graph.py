"""Promises of the graph: who is drawn where."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.bench.graph import graph
from tests.bench.plan import COMMANDS, FIRST_UP, NOTHING, OURS, SCRIPT, SIZES
from tests.bench.rows import Row
from tests.bench.test_bench import row

_SVG = "{http://www.w3.org/2000/svg}"


def drawn(rows: list[Row], element: str) -> list[ElementTree.Element]:
    """Return the elements of that name in the graph of these rows."""
    picture = ElementTree.fromstring(graph(rows))  # noqa: S314 (made here)
    return list(picture.iter(f"{_SVG}{element}"))


def test_each_measurement_without_latency_is_a_point() -> None:
    rows = [row(OURS, command, rules) for command in COMMANDS for rules in SIZES]
    others = [row(SCRIPT, FIRST_UP), row(OURS, FIRST_UP, latency=100)]
    failed = Row(NOTHING, FIRST_UP, 1, 0, None, "Error")
    assert len(drawn([*rows, *others, failed], "circle")) == len(rows)


def test_what_takes_longer_is_drawn_higher_and_more_rules_further_right() -> None:
    few, many = drawn(
        [row(OURS, FIRST_UP, 10, wall=3), row(OURS, FIRST_UP, 100, wall=70)], "circle"
    )
    assert float(few.attrib["cx"]) < float(many.attrib["cx"])
    assert float(few.attrib["cy"]) > float(many.attrib["cy"])


def test_a_tenfold_is_the_same_step_everywhere() -> None:
    rows = [row(OURS, FIRST_UP, rules, wall=rules) for rules in (1, 10, 100)]
    left, middle, right = (float(point.attrib["cx"]) for point in drawn(rows, "circle"))
    assert abs((middle - left) - (right - middle)) < 0.2


def test_a_graph_of_nothing_measured_has_its_axes_and_no_point() -> None:
    titles = [text.text for text in drawn([], "text")]
    assert set(COMMANDS) <= set(titles)
    assert drawn([], "circle") == []
