"""Promises of the Sentry simulator: how alerts are found and lists are cut into pages."""

import pytest
import requests

from tests.simulator_sentry.client import (
    DETECTORS,
    FORBIDDEN,
    MEMBERS,
    WORKFLOWS,
    Body,
    ask,
    refusal,
    three_alerts,
)
from tests.simulators.sentry import SentrySimulator


def names(answer: requests.Response) -> list[str]:
    return [item["name"] for item in answer.json()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Alpha: one", "beta", "gamma ray"]),
        ({"query": 'name:"Alpha: one"'}, ["Alpha: one"]),
        ({"query": 'name:"alpha: ONE"'}, ["Alpha: one"]),
        ({"query": "name:alpha"}, []),
        ({"query": 'name:"*ra*"'}, ["gamma ray"]),
        ({"query": "name:b*"}, ["beta"]),
        ({"query": "!name:beta"}, ["Alpha: one", "gamma ray"]),
        ({"query": 'name:[beta,"gamma ray"]'}, ["beta", "gamma ray"]),
        ({"query": "action:email name:*a"}, ["beta"]),
        ({"query": "MMA r"}, ["gamma ray"]),
        ({"query": "email"}, ["Alpha: one", "beta"]),
        ({"id": "52001"}, ["Alpha: one"]),
        ({"id": "52001", "project": "612"}, ["Alpha: one"]),
        ({"project": "611"}, ["Alpha: one"]),
        ({"project": "other-project"}, ["beta"]),
        ({"project": "999"}, []),
        ({"projectSlug": "unknown"}, []),
        ({"detector": "7103"}, ["beta"]),
        ({"detector": ["7101", "7103"]}, ["Alpha: one", "beta"]),
        ({"detector": "404"}, []),
        ({"priorityDetector": "7103"}, ["beta", "Alpha: one", "gamma ray"]),
        ({"query": "created_by:me"}, ["Alpha: one", "beta", "gamma ray"]),
        ({"query": "created_by:ops@raxx.app name:beta"}, ["beta"]),
        ({"query": "created_by:3001"}, []),
        ({"query": "!created_by:[ops@raxx.app,me]"}, []),
        ({"query": "!name:[beta]"}, ["Alpha: one", "beta", "gamma ray"]),
        ({"query": "name:[b*]"}, []),
        ({"query": "!name:b*"}, ["Alpha: one", "beta", "gamma ray"]),
        ({"query": "name:a*e"}, []),
        ({"project": ["611", "612"]}, ["Alpha: one", "beta"]),
        ({"project": "-1"}, ["Alpha: one", "beta", "gamma ray"]),
        ({"projectSlug": "other-project"}, ["beta"]),
        ({"sortBy": "-name"}, ["gamma ray", "beta", "Alpha: one"]),
        ({"sortBy": "-connectedDetectors"}, ["beta", "Alpha: one", "gamma ray"]),
    ],
)
def test_alerts_are_found_by(
    sentry: SentrySimulator, query: dict[str, str | list[str]], found: list[str]
) -> None:
    three_alerts(sentry)
    assert names(ask(sentry, WORKFLOWS, params=query)) == found


@pytest.mark.parametrize(
    ("path", "query", "status", "body"),
    [
        (WORKFLOWS, "sortBy=frequency", 400, {"sortBy": ["Invalid sort field"]}),
        (DETECTORS, "sortBy=frequency", 400, {"sortBy": ["Invalid sort field"]}),
        (WORKFLOWS, "id=x", 400, {"id": "Value x is not a valid integer id"}),
        (WORKFLOWS, "query=color:x", 400, {"query": ["Invalid key for this search: color"]}),
        (WORKFLOWS, "query=name:", 400, {"query": ["Empty string after 'name:'"]}),
        (
            WORKFLOWS,
            "query=a OR b",
            400,
            {
                "query": [
                    'Boolean statements containing "OR" or "AND" are not supported in this search'
                ]
            },
        ),
        (
            WORKFLOWS,
            "per_page=101",
            400,
            {"detail": "Invalid per_page value. Must be between 1 and 100."},
        ),
        (
            MEMBERS,
            "per_page=0",
            400,
            {"detail": "Invalid per_page value. Must be between 1 and 100."},
        ),
        (DETECTORS, "per_page=x", 400, {"detail": "Invalid per_page parameter."}),
        (WORKFLOWS, "cursor=x", 400, {"detail": "Invalid cursor parameter."}),
        (WORKFLOWS, "detector=x", 400, {"detector": "Value x is not a valid integer id"}),
        (
            WORKFLOWS,
            "priorityDetector=x",
            400,
            {"priorityDetector": "Value x is not a valid integer id"},
        ),
        (DETECTORS, "query=color:x", 400, {"query": ["Invalid key for this search: color"]}),
        (
            DETECTORS,
            "query=description:x",
            400,
            {"query": ["Invalid key for this search: description"]},
        ),
        (DETECTORS, "enabled=maybe", 400, {"enabled": ["Must be a valid boolean."]}),
        (DETECTORS, "project=999", 403, FORBIDDEN),
        (DETECTORS, "project=611&project=999", 403, FORBIDDEN),
        (DETECTORS, "projectSlug=unknown", 403, FORBIDDEN),
        (
            DETECTORS,
            "project=611&projectSlug=other-project",
            400,
            {"detail": "Cannot query for both ids and slugs"},
        ),
    ],
)
def test_a_bad_list_parameter_is_refused(
    sentry: SentrySimulator, path: str, query: str, status: int, body: Body
) -> None:
    assert refusal(ask(sentry, f"{path}?{query}")) == (status, body)


def test_a_link_header_has_two_entries_on_a_foreign_host(sentry: SentrySimulator) -> None:
    three_alerts(sentry)
    base = f"https://sentry.invalid{WORKFLOWS}?per_page=2&cursor="
    assert ask(sentry, f"{WORKFLOWS}?per_page=2").headers["Link"] == (
        f'<{base}2%3A-1%3A1>; rel="previous"; results="false"; cursor="2:-1:1", '
        f'<{base}2%3A1%3A0>; rel="next"; results="true"; cursor="2:1:0"'
    )


def test_the_last_page_still_has_a_next_entry_without_results(sentry: SentrySimulator) -> None:
    link = ask(sentry, WORKFLOWS).headers["Link"]
    assert link.endswith('rel="next"; results="false"; cursor="100:1:0"')


def pages(sentry: SentrySimulator, path: str, **params: str) -> list[list[str]]:
    """Follow the cursors on our own host until there are no more results."""
    found: list[list[str]] = []
    cursor = ""
    while True:
        answer = ask(sentry, path, params={**params, "cursor": cursor})
        found.append([item["id"] for item in answer.json()])
        after = answer.headers["Link"].split(", <")[1]
        if 'results="false"' in after:
            return found
        cursor = after.split('cursor="')[1].rstrip('"')


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            DETECTORS,
            [["7101", "7102"], ["7103", "7104"], ["7111", "7112"], ["7113", "7114"], ["7190"]],
        ),
        (MEMBERS, [["901", "902"], ["903"]]),
    ],
)
def test_every_list_is_cut_into_pages_of_the_cap(
    sentry: SentrySimulator, path: str, expected: list[list[str]]
) -> None:
    sentry.state["pageSize"] = 2
    assert [sorted(page) for page in pages(sentry, path)] == expected


def test_alerts_are_paged_with_their_filter(sentry: SentrySimulator) -> None:
    three_alerts(sentry)
    first, second = (item["id"] for item in sentry.state["workflows"][:2])
    assert pages(sentry, WORKFLOWS, query="action:email", per_page="1") == [[first], [second]]


@pytest.mark.parametrize("path", [WORKFLOWS, DETECTORS])
def test_a_list_tells_how_many_there_are_in_all(sentry: SentrySimulator, path: str) -> None:
    three_alerts(sentry)
    whole = ask(sentry, path)
    assert whole.headers["X-Hits"] == str(len(whole.json()))


def test_a_slug_is_refused_as_a_project_by_a_server_before_26_8(sentry: SentrySimulator) -> None:
    sentry.state["server"]["version"] = "26.7.0"
    answer = ask(sentry, f"{DETECTORS}?project=trademaster-raptor")
    text = "Invalid project parameter. Values must be numbers."
    assert refusal(answer) == (400, {"detail": text})
