"""Promises of an uptime monitor's entry: the words it is written in, and what Sentry is sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.monitors.entries import document, refusals, uptime

SECRET = "hunter2-hunter2"


def _source(**own: Any) -> Any:
    return document(uptime(**own))["dataSources"][0]


def test_an_entry_of_a_url_alone_has_the_defaults_of_sentrys_page() -> None:
    assert document(uptime()) == {
        "name": "api is up",
        "type": "uptime_domain_failure",
        "enabled": True,
        "dataSources": [
            {
                "url": "https://api.raxx.app/health",
                "intervalSeconds": 60,
                "timeoutMs": 5000,
                "method": "GET",
                "headers": [],
                "body": None,
                "traceSampling": False,
                "assertion": None,
            }
        ],
        "config": {
            "mode": 1,
            "environment": None,
            "recoveryThreshold": 1,
            "downtimeThreshold": 3,
        },
    }


def test_every_word_reaches_sentry() -> None:
    own = {"every": "1 h", "timeout": "2.5 s", "method": "POST", "traceSampling": True}
    found = document(uptime(**own, downAfter=2, upAfter=4, body="{}"), environment="prod")
    source, config = found["dataSources"][0], found["config"]
    assert [source[key] for key in ("intervalSeconds", "timeoutMs", "method", "body")] == [
        3600,
        2500,
        "POST",
        "{}",
    ]
    assert source["traceSampling"]
    assert [config[key] for key in ("environment", "downtimeThreshold", "recoveryThreshold")] == [
        "prod",
        2,
        4,
    ]


def test_a_header_may_have_several_values_and_one_from_the_vault() -> None:
    headers = {"X-Env": ["a", "b"], "Authorization": {"vault": "/Team/probe"}}
    assert _source(headers=headers)["headers"] == [
        ["Authorization", {"vault": "/Team/probe"}],
        ["X-Env", "a"],
        ["X-Env", "b"],
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://api.raxx.app",
        "http://localhost:8000/x?y=1",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://bücher.example/",
        " https://api.raxx.app/ ",
    ],
)
def test_a_url_that_sentry_takes_is_sent_without_blanks_around_it(url: str) -> None:
    assert _source(url=url)["url"] == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "api.raxx.app",
        "https://x",
        "https://a_b.example.com",
        "ws://api.raxx.app",
        "ftp://a.example",
        "https://api.raxx.app:x/",
        "https://",
        "https://a b.example/",
        "",
    ],
)
def test_what_is_no_url_that_can_be_checked_is_refused(url: str) -> None:
    (line,) = refusals(uptime(url=url))
    assert line.startswith(f"uptime.url: {url!r} is not a URL that Sentry can check")


@pytest.mark.parametrize(
    "url",
    [
        f"https://ops:{SECRET}@api.raxx.app/",
        f"https://{SECRET}@x",
        f"ftp://a:{SECRET}@h.example/",
        f" https://ops:{SECRET}@api.raxx.app/{'x' * 300}",
    ],
)
def test_a_url_with_a_password_is_refused_and_the_password_is_not_repeated(url: str) -> None:
    (line,) = refusals(uptime(url=url))
    assert line.startswith("uptime.url: has a user or a password in it")
    assert SECRET not in line


@pytest.mark.parametrize("name", ["Authorization", "cookie", "X-Api-Key", "PRIVATE-TOKEN"])
def test_a_secret_that_is_written_out_is_refused_and_not_repeated(name: str) -> None:
    (line,) = refusals(uptime(headers={name: SECRET}))
    assert line == (
        f"uptime.headers: {name} has its value written out, which may be secret; write "
        f"'{name}: {{vault: /path}}'"
    )


@pytest.mark.parametrize(
    ("headers", "line"),
    [
        ({"X": 5}, "uptime.headers.X: is not a text or {vault: /path}; put a number in quotes"),
        ({"X": {"vault": SECRET}}, "uptime.headers.X.vault: is not a path in the vault"),
        ({"X": {"vualt": SECRET}}, "uptime.headers.X.vault: is missing"),
        ({"X": "a\nb"}, "uptime.headers.X: has characters that no header can hold"),
        ({"X Y": "a"}, "uptime.headers: 'X Y' is not the name of a header"),
        ({"X": []}, "uptime.headers.X: is empty; write at least one"),
    ],
)
def test_a_header_that_is_none_is_refused_and_its_value_is_not_repeated(
    headers: Any, line: str
) -> None:
    lines = refusals(uptime(headers=headers))
    assert lines[0].startswith(line)
    assert SECRET not in str(lines)


def test_a_body_that_sentry_cannot_store_is_refused_and_not_repeated() -> None:
    (line,) = refusals(uptime(method="POST", body=f"{SECRET}\0"))
    assert line == "uptime.body: has a character that Sentry cannot store"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_body_is_refused_with_a_method_that_has_none(method: str) -> None:
    (line,) = refusals(uptime(method=method, body="x"))
    assert line.startswith(f"uptime.body: cannot be sent with {method}")


def test_an_empty_body_is_refused() -> None:
    (line,) = refusals(uptime(method="POST", body=" "))
    assert line == "uptime.body: is empty; leave the key out"


@pytest.mark.parametrize(
    ("key", "written", "reason"),
    [
        ("every", "2 min", "'2 min' is not one of 1 min, 5 min, 10 min, 20 min, 30 min, 1 h"),
        ("every", 60, "60 has no unit; write it as '5 min'"),
        ("timeout", "61 s", "'61 s' is not between 1 s and 1 min"),
        ("timeout", "500 ms", "'500 ms' is not between 1 s and 1 min"),
        ("method", "GOT", "'GOT' is not one of GET, POST"),
        ("downAfter", 0, "0 is less than 1"),
        ("upAfter", True, "True: input should be a valid integer"),
        ("url", "https://api.raxx.app/" + "x" * 300, "has 321 characters"),
    ],
)
def test_a_value_that_sentry_refuses_is_refused_at_its_place(
    key: str, written: Any, reason: str
) -> None:
    (line,) = refusals(uptime(**{key: written}))
    assert line.startswith(f"uptime.{key}: {reason}")


def test_a_request_is_at_most_as_large_as_sentry_sends_it() -> None:
    least = len("GET https://api.raxx.app/health HTTP/1.1\r\n") + len("Accept") + 2
    assert _source(headers={"Accept": "x" * (1000 - least)})
    (line,) = refusals(uptime(headers={"Accept": "x" * (1001 - least)}))
    assert line.startswith("uptime: the request has 1001 bytes; Sentry sends 1000 at the most")
