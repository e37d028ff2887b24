"""Promises of the Sentry simulator: what an uptime monitor may be, and what is made of it."""

import pytest

from tests.simulator_sentry.client import MISSING, REQUIRED, Body, refusal
from tests.simulator_sentry.monitors import edit, make, post, put, query_of, uptime
from tests.simulators.sentry import SentrySimulator

URL = ["Enter a valid URL."]
NULL = ["This field may not be null."]
TUPLES = ["Expected array of header tuples."]
TOO_LARGE = {"nonFieldErrors": ["Request is too large, max size is 1000 bytes"]}
STATUS_200 = {"op": "status_code_check", "value": 200, "operator": {"cmp": "equals"}}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"url": MISSING}, {"url": REQUIRED}),
        ({"url": "api.raxx.app"}, {"url": URL}),
        ({"url": "https://x"}, {"url": URL}),
        ({"url": "https://a_b.raxx.app"}, {"url": URL}),
        ({"url": "https://-a.raxx.app"}, {"url": URL}),
        ({"url": "https://300.1.1.1/"}, {"url": URL}),
        ({"url": "ws://raxx.app"}, {"url": URL}),
        ({"url": "https://raxx.app/a b"}, {"url": URL}),
        (
            {"url": f"https://raxx.app/{'x' * 240}"},
            {"url": ["Ensure this field has no more than 255 characters."]},
        ),
        ({"intervalSeconds": MISSING}, {"intervalSeconds": REQUIRED}),
        ({"intervalSeconds": 61}, {"intervalSeconds": ['"61" is not a valid choice.']}),
        ({"intervalSeconds": 60.0}, {"intervalSeconds": ['"60.0" is not a valid choice.']}),
        ({"timeoutMs": MISSING}, {"timeoutMs": REQUIRED}),
        (
            {"timeoutMs": 999},
            {"timeoutMs": ["Ensure this value is greater than or equal to 1000."]},
        ),
        (
            {"timeoutMs": 60_001},
            {"timeoutMs": ["Ensure this value is less than or equal to 60000."]},
        ),
        ({"timeoutMs": 5000.5}, {"timeoutMs": ["A valid integer is required."]}),
        ({"method": "GOT"}, {"method": ['"GOT" is not a valid choice.']}),
        ({"method": "get"}, {"method": ['"get" is not a valid choice.']}),
        ({"headers": None}, {"headers": NULL}),
        ({"headers": {"a": "b"}}, {"headers": TUPLES}),
        ({"headers": [["a", 5]]}, {"headers": TUPLES}),
        ({"headers": ["a: b"]}, {"headers": TUPLES}),
        ({"body": ""}, {"body": ["This field may not be blank."]}),
        ({"traceSampling": "x"}, {"traceSampling": ["Must be a valid boolean."]}),
        ({"method": "POST", "body": "x" * 1000}, TOO_LARGE),
        ({"headers": [["a", "x" * 1000]]}, TOO_LARGE),
    ],
)
def test_a_bad_data_source_is_refused(sentry: SentrySimulator, changes: Body, errors: Body) -> None:
    assert refusal(post(sentry, uptime(changes))) == (400, {"dataSources": errors})


@pytest.mark.parametrize(
    "url",
    [
        *("https://user:pass@raxx.app/", "http://localhost:8000", "https://10.0.0.1/up"),
        *("http://[::1]/", "https://bücher.example", "ftp://raxx.app/file", "https://raxx.app."),
    ],
)
def test_these_addresses_are_taken(sentry: SentrySimulator, url: str) -> None:
    assert query_of(make(sentry, uptime({"url": f" {url} "})))["url"] == url


@pytest.mark.parametrize("headers", [[["a"]], [["a", "b", "c"]]])
def test_a_header_that_is_no_pair_crashes_sentry(sentry: SentrySimulator, headers: object) -> None:
    assert post(sentry, uptime({"headers": headers})).status_code == 500


@pytest.mark.parametrize(
    ("size", "status"),
    [(1000, 201), (1001, 400)],
)
def test_a_request_has_at_most_a_thousand_bytes(
    sentry: SentrySimulator, size: int, status: int
) -> None:
    line = len("POST https://raxx.app/ HTTP/1.1\r\n")
    source = {"url": "https://raxx.app/", "method": "POST", "headers": [["a", "ä"]]}
    body = "x" * (size - line - 5 - 2)
    assert post(sentry, uptime({**source, "body": body})).status_code == status


def test_a_body_of_a_get_is_taken(sentry: SentrySimulator) -> None:
    assert query_of(make(sentry, uptime({"body": " x "})))["body"] == "x"


def test_a_data_source_shows_eight_keys(sentry: SentrySimulator) -> None:
    assert query_of(make(sentry, uptime())) == {
        "url": "https://api.raxx.app/up",
        "method": "GET",
        "body": None,
        "headers": [],
        "intervalSeconds": 60,
        "timeoutMs": 5000,
        "traceSampling": False,
        "assertion": None,
    }


def test_other_keys_of_a_data_source_are_ignored(sentry: SentrySimulator) -> None:
    source = {"name": 5, "status": "x", "environment": [], "mode": 2, "owner": "x"}
    assert "name" not in query_of(make(sentry, uptime(source)))


def test_headers_are_shown_in_clear_in_their_order(sentry: SentrySimulator) -> None:
    headers = [["Authorization", "Bearer x"], ["A", "1"], ["A", "1"]]
    assert query_of(make(sentry, uptime({"headers": headers})))["headers"] == headers


@pytest.mark.parametrize(("field", "sent"), [("intervalSeconds", "300"), ("timeoutMs", "5000.0")])
def test_a_number_as_text_becomes_a_number(sentry: SentrySimulator, field: str, sent: str) -> None:
    assert query_of(make(sentry, uptime({field: sent})))[field] == int(float(sent))


def test_a_domain_is_watched_by_a_limited_number_of_monitors(sentry: SentrySimulator) -> None:
    sentry.state["maxUptimePerDomain"] = 1
    text = (
        "The domain *.raxx.app has already been used in 1 uptime monitoring alerts, "
        "which is the limit. You cannot create any additional alerts for this domain."
    )
    assert refusal(post(sentry, uptime())) == (400, {"dataSources": {"url": [text]}})


def test_at_the_limit_of_a_domain_an_edit_with_the_same_url_is_refused(
    sentry: SentrySimulator,
) -> None:
    sentry.state["maxUptimePerDomain"] = 1
    answer = put(sentry, "7114", {"dataSources": uptime()["dataSources"]})
    assert list(answer.json()["dataSources"]) == ["url"]


# The config.


def message(text: str) -> Body:
    return {"config": [f"Invalid config: {text}"]}


@pytest.mark.parametrize(
    ("config", "errors"),
    [
        (MISSING, message("'mode' is a required property")),
        ({}, message("'environment' is a required property")),
        ({"mode": 1}, message("'environment' is a required property")),
        (None, {"config": NULL}),
        (
            {"environment": None, "mode": 2},
            {"config": {"mode": ["Only superusers can modify `mode`"]}},
        ),
        (
            {"environment": None, "downtimeThreshold": 0},
            {"config": {"downtimeThreshold": ["Ensure this value is greater than or equal to 1."]}},
        ),
        (
            {"environment": "x" * 65},
            {"config": {"environment": ["Ensure this field has no more than 64 characters."]}},
        ),
    ],
)
def test_a_bad_config_is_refused(sentry: SentrySimulator, config: object, errors: Body) -> None:
    assert refusal(post(sentry, uptime(config=config))) == (400, errors)


def test_thresholds_and_mode_have_defaults(sentry: SentrySimulator) -> None:
    made = make(sentry, uptime(config={"environment": None}))
    assert made["config"] == {
        "environment": None,
        "mode": 1,
        "recoveryThreshold": 1,
        "downtimeThreshold": 3,
    }


def test_an_unknown_environment_is_stored_and_not_created(sentry: SentrySimulator) -> None:
    made = make(sentry, uptime(config={"environment": "nowhere"}))
    assert made["config"]["environment"] == "nowhere"
    assert "nowhere" not in sentry.state["environments"]


def test_a_config_that_is_edited_is_merged(sentry: SentrySimulator) -> None:
    edited = edit(sentry, "7114", {"config": {"downtimeThreshold": 9}})
    assert edited["config"] == {
        "environment": "production",
        "mode": 1,
        "recoveryThreshold": 1,
        "downtimeThreshold": 9,
    }


def test_a_monitor_that_sentry_made_becomes_a_manual_one(sentry: SentrySimulator) -> None:
    sentry.state["detectors"][7]["config"]["mode"] = 3
    assert edit(sentry, "7114", {"config": {"mode": 3}})["config"]["mode"] == 1


def test_a_manual_monitor_is_not_made_sentrys(sentry: SentrySimulator) -> None:
    errors = {"config": {"mode": ["Only superusers can modify `mode`"]}}
    assert refusal(put(sentry, "7114", {"config": {"mode": 3}})) == (400, errors)


# Conditions and edits.


@pytest.mark.parametrize("sent", [MISSING, {"logicType": "all", "conditions": []}])
def test_the_conditions_are_sentrys_own(sentry: SentrySimulator, sent: object) -> None:
    found = make(sentry, uptime(conditionGroup=sent))["conditionGroup"]["conditions"]
    assert sorted((c["type"], c["comparison"], c["conditionResult"]) for c in found) == [
        ("eq", "failure", 75),
        ("eq", "success", 0),
    ]


def test_an_edit_never_changes_the_conditions(sentry: SentrySimulator) -> None:
    sentry.state["shuffle"] = False
    made = make(sentry, uptime())
    condition = {"type": "gt", "comparison": 1, "conditionResult": 0}
    group = {"logicType": "all", "conditions": [condition]}
    assert (
        edit(sentry, made["id"], {"conditionGroup": group})["conditionGroup"]
        == (made["conditionGroup"])
    )


def test_a_part_of_the_data_source_is_edited_alone(sentry: SentrySimulator) -> None:
    made = make(sentry, uptime({"headers": [["A", "1"]]}))
    source = {"url": "https://api.raxx.app/new", "timeoutMs": 5000}
    query = query_of(edit(sentry, made["id"], {"dataSources": [source]}))
    assert (query["url"], query["headers"]) == ("https://api.raxx.app/new", [["A", "1"]])


def test_an_edit_of_the_data_source_without_url_and_timeout_crashes_sentry(
    sentry: SentrySimulator,
) -> None:
    assert put(sentry, "7114", {"dataSources": [{"method": "HEAD"}]}).status_code == 500


# Assertions.


@pytest.mark.parametrize(
    "root",
    [
        STATUS_200,
        {"op": "and", "children": [STATUS_200, {"op": "not", "operand": STATUS_200}]},
        {"op": "json_path", "value": "$.ok", "id": "made by the page"},
    ],
)
def test_an_assertion_is_shown_as_it_was_sent(sentry: SentrySimulator, root: Body) -> None:
    assert query_of(make(sentry, uptime({"assertion": {"root": root}})))["assertion"] == {
        "root": root
    }


@pytest.mark.parametrize(
    "assertion",
    [
        {},
        {"root": {"op": "nand", "children": []}},
        {"root": {**STATUS_200, "value": "200"}},
        {"root": {**STATUS_200, "operator": {"cmp": "is"}}},
        {"root": {"op": "not"}},
        {"root": {"op": "header_check"}},
        "2xx",
    ],
)
def test_an_assertion_that_the_checker_cannot_read_is_refused(
    sentry: SentrySimulator, assertion: object
) -> None:
    found = post(sentry, uptime({"assertion": assertion})).json()["dataSources"]["assertion"]
    assert found["error"] == "serialization_error"


def test_an_assertion_of_too_many_operations_is_refused(sentry: SentrySimulator) -> None:
    root = {"op": "and", "children": [STATUS_200] * 16}
    found = post(sentry, uptime({"assertion": {"root": root}})).json()["dataSources"]["assertion"]
    assert found["compileError"]["type"] == "too_many_operations"


def test_an_assertion_is_not_looked_at_without_the_feature(sentry: SentrySimulator) -> None:
    sentry.state["features"].remove("organizations:uptime-runtime-assertions")
    assert query_of(make(sentry, uptime({"assertion": "2xx"})))["assertion"] == "2xx"
