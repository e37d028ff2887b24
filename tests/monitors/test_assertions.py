"""Promises of what an entry expects of a reply: each word, and what Sentry's checker is sent."""

from __future__ import annotations

from typing import Any

import pytest

from infra.monitors.summary import summarise
from tests.monitors.entries import document, refusals, uptime


def _root(expect: Any) -> Any:
    assertion = document(uptime(expect=expect))["dataSources"][0]["assertion"]
    return assertion and assertion["root"]


def _status(comparison: str, value: int) -> Any:
    return {"op": "status_code_check", "value": value, "operator": {"cmp": comparison}}


def _header(comparison: str, **operand: Any) -> Any:
    return {
        "op": "header_check",
        "key_op": {"cmp": "equals"},
        "key_operand": {"header_op": "literal", "value": "content-type"},
        "value_op": {"cmp": comparison},
        "value_operand": operand,
    }


def _json(comparison: str, **operand: Any) -> Any:
    return {
        "op": "json_path",
        "value": "$.ok",
        "operator": {"cmp": comparison},
        "operand": operand,
    }


@pytest.mark.parametrize(
    ("expect", "children"),
    [
        ({"status": 204}, [_status("equals", 204)]),
        ({"status": "3xx"}, [_status("greater_than", 299), _status("less_than", 400)]),
        ({"status": {"above": 199}}, [_status("greater_than", 199)]),
        ({"status": {"below": 500}}, [_status("less_than", 500)]),
        ({"status": {"isNot": 404}}, [_status("not_equal", 404)]),
        (
            {"header": {"name": "Content-Type", "is": "text/html"}},
            [_header("equals", header_op="literal", value="text/html")],
        ),
        (
            {"header": {"name": "content-type", "notMatches": "text/*"}},
            [_header("not_equal", header_op="glob", pattern={"value": "text/*"})],
        ),
        (
            {"header": {"name": "content-type", "exists": True}},
            [_header("always", header_op="none")],
        ),
        (
            {"json": {"path": "$.ok", "is": True}},
            [_json("equals", jsonpath_op="literal", value="true")],
        ),
        (
            {"json": {"path": "$.ok", "above": 5}},
            [_json("greater_than", jsonpath_op="literal", value="5")],
        ),
        (
            {"json": {"path": "$.ok", "matches": "o*"}},
            [_json("equals", jsonpath_op="glob", pattern={"value": "o*"})],
        ),
        ({"raw": {"op": "next_year", "x": 1}}, [{"op": "next_year", "x": 1}]),
        ({"not": {"status": 404}}, [{"op": "not", "operand": _status("equals", 404)}]),
        (
            {"any": [{"status": 200}, {"status": 204}]},
            [{"op": "or", "children": [_status("equals", 200), _status("equals", 204)]}],
        ),
        (
            {"all": [{"status": "2xx"}, {"all": [{"status": {"isNot": 204}}]}]},
            [_status("greater_than", 199), _status("less_than", 300), _status("not_equal", 204)],
        ),
        ({"all": []}, []),
    ],
)
def test_a_check_is_sent_below_one_and_as_sentrys_page_draws_it(expect: Any, children: Any) -> None:
    assert _root(expect) == {"op": "and", "children": children}


def test_a_status_of_2xx_is_what_sentry_wants_without_an_assertion() -> None:
    assert _root({"status": "2xx"}) is None


def test_the_order_of_checks_is_kept_because_one_that_fails_to_run_ends_the_check() -> None:
    checks = [{"json": {"path": "$.ok", "is": 1}}, {"status": 503}]
    assert _root({"any": checks}) != _root({"any": checks[::-1]})


@pytest.mark.parametrize(
    ("expect", "place", "reason"),
    [
        ({}, "", "an expectation: no key of status, header, json, all, any, not, raw"),
        ({"status": 200, "any": [{"status": 1}]}, ".any[0].status", "1 is not a status"),
        ({"status": "2x"}, ".status", "'2x' is not a status; write 2xx, 204, or {above: 199}"),
        ({"status": 99}, ".status", "99 is not a status"),
        ({"status": {"under": 5}}, ".status.under", "unknown key"),
        ({"status": {"above": -1}}, ".status.above", "-1 is less than 0"),
        ({"header": {"name": "X"}}, ".header", "a header: no key of is, isNot"),
        ({"header": {"name": "X Y", "is": "a"}}, ".header.name", "'X Y' is not the name of a"),
        ({"json": {"path": "ok", "is": 1}}, ".json.path", "'ok' is not a JSONPath"),
        ({"json": {"path": "$\0", "is": 1}}, ".json.path", r"'$\x00' has the character U+0000"),
        ({"raw": {"op": "x", "a": ["\ud800"]}}, ".raw", r"'\ud800' has the character U+D800"),
        ({"json": {"path": "$", "is": 1, "above": 1}}, ".json", "a JSON value: both is and above"),
        ({"any": []}, ".any", "is empty; write at least one"),
        ({"raw": {"x": 1}}, ".raw", "has no 'op', such as 'op: header_check'"),
        ({"any": [{"status": n} for n in range(200, 216)]}, "", "has 18 parts"),
    ],
)
def test_an_expectation_that_the_checker_refuses_is_refused(
    expect: Any, place: str, reason: str
) -> None:
    (line,) = refusals(uptime(expect=expect))
    assert line.startswith(f"uptime.expect{place}: {reason}")


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"status": "2xx"}, "status 2xx"),
        ({"status": {"isNot": 404}}, "status not 404"),
        (
            {"all": [{"status": "2xx"}, {"json": {"path": "$.ok", "is": True}}]},
            "status 2xx and JSON $.ok is true",
        ),
        (
            {"any": [{"status": 204}, {"header": {"name": "ETag", "exists": True}}]},
            "status 204 or header etag is there",
        ),
        (
            {"all": [{"any": [{"status": 200}, {"status": 204}]}, {"not": {"status": 1 + 200}}]},
            "(status 200 or status 204) and not (status 201)",
        ),
        ({"all": []}, "anything"),
        ({"raw": {"op": "next_year"}}, '{"op": "next_year"}'),
    ],
)
def test_an_expectation_is_put_in_words(expect: Any, words: str) -> None:
    summary = summarise(document(uptime(expect=expect)), {})
    assert summary.fails_when == f"3 checks in a row without {words}"
    assert summary.recovers_when == f"1 check with {words}"
