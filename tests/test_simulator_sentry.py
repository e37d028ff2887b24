"""Promises of the Sentry simulator: what it accepts, what it refuses, and in which words."""

import re
from copy import deepcopy
from typing import Any

import pytest
import requests

from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator

Body = dict[str, Any]
ORG = "/api/0/organizations/moosequest"
WORKFLOWS = f"{ORG}/workflows/"
DETECTORS = f"{ORG}/detectors/"
MEMBERS = f"{ORG}/members/"
TEAM = "/api/0/teams/moosequest/sre/"
RULES = "/api/0/projects/moosequest/trademaster-raptor/rules/"
FORBIDDEN = {"detail": "You do not have permission to perform this action."}
NOT_FOUND = {"detail": "The requested resource does not exist"}
FREQUENCY: Body = {
    "type": "event_frequency_count",
    "comparison": {"value": 0, "interval": "5m"},
    "conditionResult": True,
}
MESSAGE: Body = {
    "type": "event_attribute",
    "comparison": {"attribute": "message", "match": "co", "value": "skipped_no_postmark_token"},
    "conditionResult": True,
}
EMAIL: Body = {
    "type": "email",
    "integrationId": None,
    "data": {},
    "config": {"targetType": "user", "targetIdentifier": "3001", "targetDisplay": None},
    "status": "active",
}
MISSING = object()


def alert(**changes: Any) -> Body:
    """Give a valid alert, changed; MISSING leaves a key out."""
    body: Body = {
        "name": "skipped_no_postmark_token — email silent failure",
        "enabled": True,
        "environment": None,
        "config": {"frequency": 60},
        "detectorIds": [7101],
        "triggers": {"logicType": "any-short", "conditions": [FREQUENCY]},
        "actionFilters": [{"logicType": "all", "conditions": [MESSAGE], "actions": [EMAIL]}],
        **changes,
    }
    return deepcopy({key: value for key, value in body.items() if value is not MISSING})


def with_trigger(comparison: object, kind: str = "event_frequency_count") -> Body:
    condition = {**FREQUENCY, "type": kind, "comparison": comparison}
    return alert(triggers={"logicType": "any-short", "conditions": [condition]})


def with_filter(comparison: object, kind: str = "event_attribute") -> Body:
    condition = {**MESSAGE, "type": kind, "comparison": comparison}
    group = {"logicType": "all", "conditions": [condition], "actions": [EMAIL]}
    return alert(actionFilters=[group])


def with_action(**changes: object) -> Body:
    action = {key: value for key, value in {**EMAIL, **changes}.items() if value is not MISSING}
    return alert(actionFilters=[{"logicType": "all", "conditions": [], "actions": [action]}])


def ask(
    sentry: SentrySimulator,
    path: str,
    method: str = "GET",
    token: str = tokens.SENTRY_TOKEN,
    **options: Any,
) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, sentry.url + path, headers=headers, timeout=5, **options)


def create(sentry: SentrySimulator, body: Body | None = None) -> Body:
    answer = ask(sentry, WORKFLOWS, "POST", json=body or alert())
    assert answer.status_code == 201, answer.text
    created: Body = answer.json()
    return created


def update(sentry: SentrySimulator, identifier: str, body: Body) -> Body:
    answer = ask(sentry, f"{WORKFLOWS}{identifier}/", "PUT", json=body)
    assert answer.status_code == 200, answer.text
    updated: Body = answer.json()
    return updated


def read(sentry: SentrySimulator, identifier: str) -> Body:
    document: Body = ask(sentry, f"{WORKFLOWS}{identifier}/").json()
    return document


def refusal(answer: requests.Response) -> tuple[int, object]:
    return answer.status_code, answer.json()


def names(answer: requests.Response) -> list[str]:
    return [item["name"] for item in answer.json()]


def put_state(sentry: SentrySimulator, **changes: object) -> requests.Response:
    state = {**requests.get(f"{sentry.url}/_sim/state", timeout=5).json(), **changes}
    return requests.put(f"{sentry.url}/_sim/state", json=state, timeout=5)


# --- who may ask ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (None, "Authentication credentials were not provided."),
        ("Basic YTpi", "Authentication credentials were not provided."),
        ("Bearer", "Invalid token header. No credentials provided."),
        ("Bearer a b", "Invalid token header. Token string should not contain spaces."),
        ("Bearer unknown", "Invalid token"),
        ("Bearer sntrys_unknown", "Invalid org token"),
        (f"Bearer {tokens.SENTRY_TOKEN_EXPIRED}", "Token expired"),
        (f"Bearer {tokens.HEROKU_TOKEN}", "Invalid token"),
    ],
)
def test_a_bad_token_is_refused_in_sentrys_words(
    sentry: SentrySimulator, header: str | None, detail: str
) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(sentry.url + WORKFLOWS, headers=headers, timeout=5)
    assert refusal(answer) == (401, {"detail": detail})


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"inactive": True}, "User inactive or deleted"),
        ({"organization": "another"}, "Unauthorized organization access."),
    ],
)
def test_a_token_that_lost_its_right_is_refused(
    sentry: SentrySimulator, change: Body, detail: str
) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"].update(change)
    assert refusal(ask(sentry, WORKFLOWS)) == (401, {"detail": detail})


def test_a_401_names_the_scheme(sentry: SentrySimulator) -> None:
    answer = ask(sentry, WORKFLOWS, token="unknown")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_the_word_bearer_has_no_case(sentry: SentrySimulator) -> None:
    headers = {"Authorization": f"bEARER {tokens.SENTRY_TOKEN}"}
    assert requests.get(sentry.url + WORKFLOWS, headers=headers, timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("token", "method", "path"),
    [
        (tokens.SENTRY_TOKEN_NO_MEMBERS, "GET", MEMBERS),
        (tokens.SENTRY_TOKEN_NO_MEMBERS, "GET", TEAM),
        (tokens.SENTRY_TOKEN_READ_ONLY, "POST", WORKFLOWS),
        (tokens.SENTRY_TOKEN_READ_ONLY, "PUT", f"{WORKFLOWS}1/"),
        (tokens.SENTRY_TOKEN_READ_ONLY, "DELETE", f"{WORKFLOWS}1/"),
        (tokens.SENTRY_TOKEN_READ_ONLY, "POST", RULES),
    ],
)
def test_a_missing_scope_is_403(
    sentry: SentrySimulator, token: str, method: str, path: str
) -> None:
    assert refusal(ask(sentry, path, method, token, json=alert())) == (403, FORBIDDEN)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", WORKFLOWS, 200),
        ("POST", WORKFLOWS, 201),
        ("GET", DETECTORS, 200),
        ("GET", MEMBERS, 200),
        ("GET", TEAM, 200),
    ],
)
def test_the_least_token_suffices(
    sentry: SentrySimulator, method: str, path: str, status: int
) -> None:
    answer = ask(sentry, path, method, tokens.SENTRY_TOKEN_LEAST, json=alert())
    assert answer.status_code == status


@pytest.mark.parametrize("scope", ["org:read", "org:write", "org:admin", "alerts:read"])
def test_any_one_of_the_read_scopes_lists_alerts(sentry: SentrySimulator, scope: str) -> None:
    sentry.state["tokens"]["SENTRY_TOKEN"]["scopes"] = [scope]
    assert ask(sentry, WORKFLOWS).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/0/organizations/unknown/workflows/",
        f"{WORKFLOWS}999/",
        f"{WORKFLOWS}not-a-number/",
        "/api/0/teams/moosequest/unknown/",
        "/api/0/projects/moosequest/unknown/rules/",
    ],
)
def test_an_unknown_object_is_404(sentry: SentrySimulator, path: str) -> None:
    assert refusal(ask(sentry, path)) == (404, NOT_FOUND)


def test_the_organization_may_be_named_by_its_id(sentry: SentrySimulator) -> None:
    assert ask(sentry, "/api/0/organizations/4501/workflows/").status_code == 200


@pytest.mark.expects_refusal
def test_the_trailing_slash_is_part_of_the_path(sentry: SentrySimulator) -> None:
    assert ask(sentry, WORKFLOWS.rstrip("/"), allow_redirects=False).status_code == 500


@pytest.mark.expects_refusal
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_bulk_changes_are_not_simulated(sentry: SentrySimulator, method: str) -> None:
    ask(sentry, WORKFLOWS, method)
    assert sentry.complaints() == [f"Sentry: unexpected {method} {WORKFLOWS}"]


def test_success_carries_the_rate_limit_headers(sentry: SentrySimulator) -> None:
    headers = ask(sentry, WORKFLOWS).headers
    found = {key.removeprefix("X-Sentry-Rate-Limit-") for key in headers if "Rate-Limit" in key}
    assert found == {"Limit", "Remaining", "Reset", "ConcurrentLimit", "ConcurrentRemaining"}


def order(sentry: SentrySimulator, fault: str) -> None:
    document = [{"method": "*", "path": "*", "times": 1, "fault": fault}]
    assert requests.post(f"{sentry.url}/_sim/faults", json=document, timeout=5).ok


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"detail": "Invalid token"}),
        (403, FORBIDDEN),
        (404, NOT_FOUND),
        (410, {"message": "This API no longer exists."}),
        (
            429,
            {
                "detail": "You are attempting to use this endpoint too frequently. "
                "Limit is 40 requests in 1 seconds"
            },
        ),
    ],
)
def test_an_ordered_fault_speaks_like_sentry(
    sentry: SentrySimulator, status: int, body: Body
) -> None:
    order(sentry, str(status))
    assert refusal(ask(sentry, WORKFLOWS)) == (status, body)


def test_a_500_is_an_internal_error_with_an_id(sentry: SentrySimulator) -> None:
    order(sentry, "500")
    assert set(ask(sentry, WORKFLOWS).json()) == {"detail", "errorId"}


def test_a_429_says_when_but_not_in_retry_after(sentry: SentrySimulator) -> None:
    order(sentry, "429")
    headers = ask(sentry, WORKFLOWS).headers
    assert ("X-Sentry-Rate-Limit-Reset" in headers, "Retry-After" in headers) == (True, False)


def test_a_429_is_json_that_calls_itself_html(sentry: SentrySimulator) -> None:
    order(sentry, "429")
    assert ask(sentry, WORKFLOWS).headers["Content-Type"] == "text/html; charset=utf-8"


# --- what is accepted ----------------------------------------------------------------------------


def test_a_created_alert_has_exactly_the_14_keys(sentry: SentrySimulator) -> None:
    assert sorted(create(sentry)) == [
        *("actionFilters", "config", "createdBy", "dateCreated", "dateUpdated", "detectorIds"),
        *("enabled", "environment", "id", "lastTriggered", "name", "organizationId", "owner"),
        "triggers",
    ]


def test_detectors_go_in_as_numbers_and_come_out_as_strings(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(detectorIds=[7102, "7101"]))["detectorIds"] == ["7101", "7102"]


def test_all_ids_are_strings(sentry: SentrySimulator) -> None:
    created = create(sentry)
    group = created["actionFilters"][0]
    parts = [created, created["triggers"], group, *group["conditions"], *group["actions"]]
    assert [type(part["id"]) for part in parts] == [str] * 5


def test_dates_are_utc_with_microseconds(sentry: SentrySimulator) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", create(sentry)["dateCreated"])


def test_what_was_created_is_read_back(sentry: SentrySimulator) -> None:
    created = create(sentry)
    assert read(sentry, created["id"]) == created


def test_a_reply_is_a_valid_request(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], created)
    assert {**updated, "dateUpdated": None} == {**created, "dateUpdated": None}


def test_equal_bodies_give_two_alerts(sentry: SentrySimulator) -> None:
    assert create(sentry)["id"] != create(sentry)["id"]


def test_snake_case_is_accepted_at_every_depth(sentry: SentrySimulator) -> None:
    condition = {
        "type": "latest_adopted_release",
        "comparison": {
            "environment": "production",
            "age_comparison": "older",
            "release_age_type": "oldest",
        },
        "condition_result": True,
    }
    action = {**EMAIL, "config": {"target_type": "team", "target_identifier": "801"}}
    group = {"logic_type": "all", "conditions": [condition], "actions": [action]}
    body = alert(actionFilters=MISSING, detectorIds=MISSING)
    created = create(sentry, {**body, "action_filters": [group], "detector_ids": [7101]})
    config = created["actionFilters"][0]["actions"][0]["config"]
    assert config == {"targetType": "team", "targetIdentifier": "801"}


def test_unknown_top_level_keys_are_ignored(sentry: SentrySimulator) -> None:
    assert "projects" not in create(sentry, {**alert(), "projects": ["trademaster-raptor"]})


def test_a_name_is_trimmed(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(name="  padded "))["name"] == "padded"


def test_an_alert_without_detectors_is_accepted(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(detectorIds=MISSING))["detectorIds"] == []


def test_an_alert_without_action_filters_is_accepted(sentry: SentrySimulator) -> None:
    assert create(sentry, alert(actionFilters=MISSING))["actionFilters"] == []


def test_the_user_of_an_email_is_not_checked_on_write(sentry: SentrySimulator) -> None:
    config = {"targetType": "user", "targetIdentifier": "999999", "targetDisplay": None}
    action = create(sentry, with_action(config=config))["actionFilters"][0]["actions"][0]
    assert action["config"] == config


def test_a_key_that_was_not_sent_is_not_echoed(sentry: SentrySimulator) -> None:
    config = {"targetType": "user", "targetIdentifier": "3001"}
    action = create(sentry, with_action(config=config))["actionFilters"][0]["actions"][0]
    assert action["config"] == config


@pytest.mark.parametrize(
    ("kind", "comparison"),
    [
        ("event_frequency_count", {"value": 3, "interval": "30d", "filters": []}),
        (
            "event_frequency_count",
            {"value": 0, "interval": "1m", "filters": [{"key": "a", "match": "is"}]},
        ),
        (
            "event_frequency_percent",
            {"value": 10, "interval": "1h", "comparisonInterval": "1d"},
        ),
        ("percent_sessions_count", {"value": 0.5, "interval": "1h"}),
        ("event_attribute", {"attribute": "user.email", "match": "ns"}),
        ("tagged_event", {"key": "level", "match": "eq", "value": "error"}),
        ("age_comparison", {"time": "hour", "value": 1, "comparisonType": "older"}),
        ("assigned_to", {"targetType": "Unassigned", "targetIdentifier": ""}),
        ("issue_category", {"value": 1}),
        ("issue_priority_greater_or_equal", 75),
        ("latest_release", True),
        ("level", {"level": 40, "match": "gte"}),
        ("first_seen_event", True),
    ],
)
def test_a_comparison_comes_back_as_it_was_sent(
    sentry: SentrySimulator, kind: str, comparison: object
) -> None:
    created = create(sentry, with_trigger(comparison, kind))
    assert created["triggers"]["conditions"][0]["comparison"] == comparison


def test_an_integration_id_comes_back_as_a_string(sentry: SentrySimulator) -> None:
    config = {"targetType": "specific", "targetIdentifier": "", "targetDisplay": "#ops"}
    created = create(sentry, with_action(type="slack", integrationId=55, config=config))
    assert created["actionFilters"][0]["actions"][0]["integrationId"] == "55"


def test_third_party_field_names_keep_their_case(sentry: SentrySimulator) -> None:
    body = with_action(
        type="jira",
        integrationId="55",
        config={"targetType": "specific"},
        data={"additionalFields": {"fixVersions": 1, "issue_type": 2}},
    )
    data = create(sentry, body)["actionFilters"][0]["actions"][0]["data"]
    assert data == {"additionalFields": {"fixVersions": 1, "issue_type": 2}}


def test_conditions_are_shuffled_between_replies(sentry: SentrySimulator) -> None:
    conditions = [{**FREQUENCY, "comparison": {"value": n, "interval": "1h"}} for n in range(6)]
    created = create(sentry, alert(triggers={"logicType": "all", "conditions": conditions}))
    orders = {
        tuple(item["id"] for item in read(sentry, created["id"])["triggers"]["conditions"])
        for _ in range(10)
    }
    assert len(orders) > 1


def test_shuffling_can_be_turned_off(sentry: SentrySimulator) -> None:
    sentry.state["shuffle"] = False
    conditions = [{**FREQUENCY, "comparison": {"value": n, "interval": "1h"}} for n in range(6)]
    created = create(sentry, alert(triggers={"logicType": "all", "conditions": conditions}))
    values = [item["comparison"]["value"] for item in created["triggers"]["conditions"]]
    assert values == [0, 1, 2, 3, 4, 5]


# --- what is refused -----------------------------------------------------------------------------

REQUIRED = ["This field is required."]
NULL = ["This field may not be null."]


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"name": MISSING}, {"name": REQUIRED}),
        ({"name": None}, {"name": NULL}),
        ({"name": 5}, {"name": ["Not a valid string."]}),
        ({"name": "  "}, {"name": ["This field may not be blank."]}),
        (
            {"name": "x" * 257},
            {"name": ["Ensure this field has no more than 256 characters."]},
        ),
        ({"enabled": "yes"}, {"enabled": ["Must be a valid boolean."]}),
        ({"enabled": None}, {"enabled": NULL}),
        ({"config": None}, {"config": NULL}),
        ({"config": []}, {"config": ["[] is not of type 'object'"]}),
        ({"config": {"frequency": 5.0}}, {"config": ["5.0 is not of type 'integer'"]}),
        ({"config": {"frequency": True}}, {"config": ["True is not of type 'integer'"]}),
        ({"config": {"frequency": "60"}}, {"config": ["'60' is not of type 'integer'"]}),
        ({"config": {"frequency": -1}}, {"config": ["-1 is less than the minimum of 0"]}),
        (
            {"config": {"frequency": 60, "unit": "m"}},
            {"config": ["Additional properties are not allowed ('unit' was unexpected)"]},
        ),
        (
            {"environment": "prod"},
            {"environment": ["This environment has not been created."]},
        ),
        (
            {"owner": "ops"},
            {
                "owner": [
                    "Could not parse actor. Format should be `type:id` "
                    "where type is `team` or `user`."
                ]
            },
        ),
        ({"owner": "team:9"}, {"owner": ["Team is not a member of this organization"]}),
        ({"detectorIds": ["x"]}, {"detectorIds": {"0": ["A valid integer is required."]}}),
        ({"detectorIds": [1.5]}, {"detectorIds": {"0": ["A valid integer is required."]}}),
        ({"detectorIds": [True]}, {"detectorIds": {"0": ["A valid integer is required."]}}),
        (
            {"detectorIds": "7101"},
            {"detectorIds": ['Expected a list of items but got type "str".']},
        ),
        ({"detectorIds": [404]}, ["Some detectors do not exist: {404}"]),
        ({"triggers": None}, {"triggers": NULL}),
        ({"triggers": {"conditions": []}}, {"triggers": {"logicType": REQUIRED}}),
        (
            {"triggers": {"logicType": "some", "conditions": []}},
            {"triggers": {"logicType": ['"some" is not a valid choice.']}},
        ),
        (
            {"triggers": {"logicType": "all", "conditions": [{}]}},
            {
                "triggers": {
                    "conditions": {
                        "type": REQUIRED,
                        "comparison": REQUIRED,
                        "conditionResult": REQUIRED,
                    }
                }
            },
        ),
        ({"actionFilters": None}, {"actionFilters": NULL}),
        (
            {"actionFilters": {}},
            {"actionFilters": ['Expected a list of items but got type "dict".']},
        ),
        (
            {"actionFilters": ["x"]},
            {"actionFilters": {"0": ['Expected a dictionary of items but got type "str".']}},
        ),
        (
            {"actionFilters": [{"logicType": "all", "conditions": []}]},
            {"actionFilters": {"actions": REQUIRED}},
        ),
        (
            {"detector_ids": [7101]},
            {"detectorIds": "detectorIds collides with detector_ids, please pass only one value"},
        ),
    ],
)
def test_a_bad_field_is_refused_by_name(
    sentry: SentrySimulator, changes: Body, body: object
) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=alert(**changes))
    assert refusal(answer) == (400, body)


def test_all_bad_fields_are_named_at_once(sentry: SentrySimulator) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=alert(name="", enabled=1, config=1))
    assert set(answer.json()) == {"name", "enabled", "config"}


def test_both_spellings_are_refused_at_depth_too(sentry: SentrySimulator) -> None:
    body = alert(triggers={"logicType": "all", "logic_type": "all", "conditions": []})
    text = "logicType collides with logic_type, please pass only one value"
    assert refusal(ask(sentry, WORKFLOWS, "POST", json=body)) == (400, {"logicType": text})


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        ({"value": 1.5, "interval": "5m"}, "1.5 is not of type 'integer'"),
        ({"value": 1.0, "interval": "5m"}, "1.0 is not of type 'integer'"),
        ({"value": -1, "interval": "5m"}, "-1 is less than the minimum of 0"),
        ({"value": "0", "interval": "5m"}, "'0' is not of type 'integer'"),
        ({"value": True, "interval": "5m"}, "True is not of type 'integer'"),
        (
            {"value": 0, "interval": "5min"},
            "'5min' is not one of ['1m', '5m', '15m', '1h', '1d', '1w', '30d']",
        ),
        ({"interval": "5m"}, "'value' is a required property"),
        ({"value": 0}, "'interval' is a required property"),
        (
            {"value": 0, "interval": "5m", "unit": "x"},
            "Additional properties are not allowed ('unit' was unexpected)",
        ),
        (5, "5 is not of type 'object'"),
    ],
)
def test_a_bad_frequency_is_refused(sentry: SentrySimulator, comparison: object, text: str) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger(comparison))
    assert refusal(answer) == (400, {"triggers": {"conditions": {"comparison": [text]}}})


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        ({"attribute": "message", "match": "has", "value": "x"}, "'has' is not one of ['co', "),
        ({"attribute": "text", "match": "co", "value": "x"}, "'text' is not one of ['message', "),
        ({"attribute": "message", "match": "co"}, "'value' is a required property"),
        ({"attribute": "message", "match": "co", "value": 5}, "5 is not of type 'string'"),
        ({"match": "co", "value": "x"}, "'attribute' is a required property"),
        (
            {"attribute": "message", "match": "is", "value": "x"},
            "{'attribute': 'message', 'match': 'is', 'value': 'x'} should not be valid under "
            "{'required': ['value']}",
        ),
        (
            {"attribute": "message", "match": "ns", "value": ""},
            "{'attribute': 'message', 'match': 'ns', 'value': ''} should not be valid under ",
        ),
        (
            {"attribute": "message", "match": "co", "value": "x", "key": "y"},
            "Additional properties are not allowed ('key' was unexpected)",
        ),
    ],
)
def test_a_bad_attribute_filter_is_refused(
    sentry: SentrySimulator, comparison: object, text: str
) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_filter(comparison))
    found = answer.json()["actionFilters"]["conditions"]["comparison"][0]
    assert (answer.status_code, found[: len(text)]) == (400, text)


@pytest.mark.parametrize("kind", ["eq", "gt", "gte", "lt", "lte", "ne"])
def test_plain_operators_are_for_detectors_only(sentry: SentrySimulator, kind: str) -> None:
    text = "Condition Operators should implement their own validators for comparison"
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger(1, kind))
    assert answer.json()["triggers"]["conditions"]["comparison"] == [text]


def test_an_unknown_condition_type_is_refused(sentry: SentrySimulator) -> None:
    invalid = ["Invalid condition type: every_hour"]
    errors = {
        "type": ['"every_hour" is not a valid choice.'],
        "comparison": invalid,
        "conditionResult": invalid,
    }
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger(True, "every_hour"))
    assert refusal(answer) == (400, {"triggers": {"conditions": errors}})


@pytest.mark.parametrize(
    ("kind", "comparison"),
    [
        ("first_seen_event", {}),
        ("first_seen_event", 1),
        ("issue_priority_greater_or_equal", 75.0),
        ("age_comparison", {"time": "month", "value": 1, "comparisonType": "older"}),
        ("issue_category", {"value": 2}),
        ("issue_priority_greater_or_equal", 60),
        ("level", {"level": 45, "match": "gte"}),
        ("percent_sessions_count", {"value": 101, "interval": "1h"}),
        (
            "event_frequency_percent",
            {"value": 1, "interval": "1h", "comparisonInterval": "1m"},
        ),
        ("event_frequency_count", {"value": 1, "interval": "1h", "filters": [{"key": "a"}]}),
        ("tagged_event", {"key": "a", "match": "eq"}),
    ],
)
def test_a_comparison_outside_its_schema_is_refused(
    sentry: SentrySimulator, kind: str, comparison: object
) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_trigger(comparison, kind))
    assert list(answer.json()["triggers"]["conditions"]) == ["comparison"]


@pytest.mark.parametrize("logic", ["all", "any", "none"])
def test_lifecycle_triggers_want_any_short(sentry: SentrySimulator, logic: str) -> None:
    condition = {**FREQUENCY, "type": "first_seen_event", "comparison": True}
    body = alert(triggers={"logicType": logic, "conditions": [condition]})
    expected = (400, ["Triggers' logic type must be 'any-short'"])
    assert refusal(ask(sentry, WORKFLOWS, "POST", json=body)) == expected


def email_config(**changes: object) -> Body:
    return {"config": {"targetType": "user", "targetIdentifier": "3001", **changes}}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"data": MISSING}, {"data": REQUIRED}),
        ({"config": MISSING}, {"config": REQUIRED}),
        ({"type": MISSING}, {"type": REQUIRED}),
        ({"type": "sms"}, {"type": ['"sms" is not a valid choice.']}),
        (
            {"type": "plugin"},
            {"type": ["Action type plugin is deprecated and cannot be created."]},
        ),
        ({"integrationId": "x"}, {"integrationId": ["A valid integer is required."]}),
        (
            {"integrationId": "55"},
            {"nonFieldErrors": ["Integration ID is not allowed for action type email"]},
        ),
        (
            email_config(targetIdentifier=3001),
            {"config": ["3001 is not of type 'string', 'null'"]},
        ),
        (
            email_config(targetDisplay="ops"),
            {"config": ["'ops' is not of type 'null'"]},
        ),
        (
            email_config(targetType="address"),
            {"config": ["'address' is not one of ['user', 'team', 'issue_owners']"]},
        ),
        (
            email_config(email="ops@raxx.app"),
            {"config": ["Additional properties are not allowed ('email' was unexpected)"]},
        ),
        (
            {"config": {"targetIdentifier": "3001"}},
            {"config": ["'target_type' is a required property"]},
        ),
        (
            {"data": {"fallthroughType": "AllMembers"}},
            {"data": ["Additional properties are not allowed ('fallthrough_type' was unexpected)"]},
        ),
        (
            {"type": "pagerduty", **email_config(targetType="specific")},
            {"nonFieldErrors": ["Integration ID is required for action type pagerduty"]},
        ),
        (
            {
                "type": "sentry_app",
                "config": {"targetType": "sentry_app", "targetIdentifier": "1"},
                "data": {"settings": {}},
            },
            {"data": ["{} is not of type 'array'"]},
        ),
    ],
)
def test_a_bad_action_is_refused(sentry: SentrySimulator, changes: Body, errors: Body) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=with_action(**changes))
    assert refusal(answer) == (400, {"actionFilters": errors})


@pytest.mark.parametrize(
    "body",
    [
        alert(triggers=MISSING),
        alert(config=MISSING),
        alert(triggers={"logicType": "any-short"}),
        with_action(target="ops@raxx.app"),
    ],
    ids=["no triggers", "no config", "no conditions", "unknown action key"],
)
def test_what_sentry_reads_unguarded_is_a_500(sentry: SentrySimulator, body: Body) -> None:
    answer = ask(sentry, WORKFLOWS, "POST", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (500, "Internal Error")


@pytest.mark.parametrize(
    "body",
    [alert(triggers=MISSING), alert(detectorIds=[404]), alert(name="")],
    ids=["500", "array", "field"],
)
def test_a_refused_alert_is_not_stored(sentry: SentrySimulator, body: Body) -> None:
    ask(sentry, WORKFLOWS, "POST", json=body)
    assert sentry.state["workflows"] == []


def test_a_body_that_is_no_object_is_refused(sentry: SentrySimulator) -> None:
    text = "Invalid data. Expected a dictionary, but got list."
    answer = ask(sentry, WORKFLOWS, "POST", json=[])
    assert refusal(answer) == (400, {"nonFieldErrors": [text]})


def test_a_body_that_is_no_json_is_refused(sentry: SentrySimulator) -> None:
    headers = {"Authorization": f"Bearer {tokens.SENTRY_TOKEN}", "Content-Type": "application/json"}
    answer = requests.post(sentry.url + WORKFLOWS, data="{", headers=headers, timeout=5)
    assert answer.json()["detail"].startswith("JSON parse error - ")


def test_a_form_is_refused(sentry: SentrySimulator) -> None:
    text = 'Unsupported media type "application/x-www-form-urlencoded" in request.'
    answer = ask(sentry, WORKFLOWS, "POST", data={"name": "x"})
    assert refusal(answer) == (415, {"detail": text})


# --- what PUT does -------------------------------------------------------------------------------


def test_put_without_a_name_is_refused(sentry: SentrySimulator) -> None:
    created = create(sentry)
    answer = ask(sentry, f"{WORKFLOWS}{created['id']}/", "PUT", json={"enabled": True})
    assert refusal(answer) == (400, {"name": REQUIRED})


def test_put_without_enabled_enables_again(sentry: SentrySimulator) -> None:
    created = create(sentry, alert(enabled=False))
    assert update(sentry, created["id"], {"name": "x"})["enabled"] is True


@pytest.mark.parametrize(
    "field", ["config", "environment", "owner", "detectorIds", "triggers", "actionFilters"]
)
def test_put_leaves_alone_what_was_not_sent(sentry: SentrySimulator, field: str) -> None:
    created = create(sentry, alert(environment="production", owner="team:801"))
    assert update(sentry, created["id"], {"name": "x"})[field] == created[field]


def test_put_with_null_detectors_leaves_the_links_alone(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], {"name": "x", "detectorIds": None})
    assert updated["detectorIds"] == ["7101"]


def test_put_replaces_the_whole_set_of_detectors(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], {"name": "x", "detectorIds": [7102]})
    assert updated["detectorIds"] == ["7102"]


@pytest.mark.parametrize("field", ["environment", "owner"])
def test_put_clears_with_null(sentry: SentrySimulator, field: str) -> None:
    created = create(sentry, alert(environment="production", owner="team:801"))
    assert update(sentry, created["id"], {"name": "x", field: None})[field] is None


def test_put_keeps_the_ids_of_the_alert_and_its_trigger_group(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], alert())
    assert (updated["id"], updated["triggers"]["id"]) == (created["id"], created["triggers"]["id"])


def test_put_renews_nested_ids_that_were_not_sent(sentry: SentrySimulator) -> None:
    created = create(sentry)
    updated = update(sentry, created["id"], alert())
    assert not nested_ids(created) & nested_ids(updated)


def nested_ids(document: Body) -> set[str]:
    groups = document["actionFilters"]
    items = [
        *document["triggers"]["conditions"],
        *groups,
        *(item for group in groups for item in group["conditions"] + group["actions"]),
    ]
    return {item["id"] for item in items}


def test_put_keeps_nested_ids_that_were_sent(sentry: SentrySimulator) -> None:
    created = create(sentry)
    assert nested_ids(update(sentry, created["id"], created)) == nested_ids(created)


def test_put_drops_stored_conditions_that_were_not_sent(sentry: SentrySimulator) -> None:
    conditions = [FREQUENCY, {**FREQUENCY, "comparison": {"value": 5, "interval": "1h"}}]
    created = create(sentry, alert(triggers={"logicType": "all", "conditions": conditions}))
    created["triggers"]["conditions"].pop()
    updated = update(sentry, created["id"], created)
    assert updated["triggers"]["conditions"] == created["triggers"]["conditions"]


def test_put_loses_an_action_that_keeps_its_id_in_a_new_group(sentry: SentrySimulator) -> None:
    created = create(sentry)
    del created["actionFilters"][0]["id"]
    assert update(sentry, created["id"], created)["actionFilters"][0]["actions"] == []


def test_put_of_no_conditions_over_some_fails(sentry: SentrySimulator) -> None:
    created = create(sentry)
    body = alert(triggers={"logicType": "any-short", "conditions": []})
    answer = ask(sentry, f"{WORKFLOWS}{created['id']}/", "PUT", json=body)
    assert (answer.status_code, answer.json()["detail"]) == (500, "Internal Error")


def foreign(created: Body, where: str) -> Body:
    """Give the document a nested id that is not its own."""
    target = {
        "trigger group": created["triggers"],
        "condition": created["triggers"]["conditions"][0],
        "action filter": created["actionFilters"][0],
        "action": created["actionFilters"][0]["actions"][0],
    }[where]
    target["id"] = "404"
    return created


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("trigger group", "Invalid Condition Group ID 404"),
        ("condition", "Condition with id 404 not found."),
        ("action filter", "Action filter ID 404 does not belong to this workflow"),
        ("action", "Action ID 404 does not belong to this workflow"),
    ],
)
def test_put_refuses_foreign_ids(sentry: SentrySimulator, where: str, text: str) -> None:
    created = create(sentry)
    path = f"{WORKFLOWS}{created['id']}/"
    answer = ask(sentry, path, "PUT", json=foreign(deepcopy(created), where))
    assert refusal(answer) == (400, [text])


def test_a_refused_put_changes_nothing(sentry: SentrySimulator) -> None:
    created = create(sentry)
    body = {**foreign(deepcopy(created), "action"), "name": "other"}
    ask(sentry, f"{WORKFLOWS}{created['id']}/", "PUT", json=body)
    assert read(sentry, created["id"]) == created


def test_put_of_an_unknown_alert_is_404(sentry: SentrySimulator) -> None:
    assert refusal(ask(sentry, f"{WORKFLOWS}999/", "PUT", json=alert())) == (404, NOT_FOUND)


def test_delete_answers_204_without_a_body(sentry: SentrySimulator) -> None:
    answer = ask(sentry, f"{WORKFLOWS}{create(sentry)['id']}/", "DELETE")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_deleted_alert_is_gone_at_once(sentry: SentrySimulator, method: str) -> None:
    path = f"{WORKFLOWS}{create(sentry)['id']}/"
    ask(sentry, path, "DELETE")
    assert ask(sentry, path, method, json=alert()).status_code == 404


def test_an_ignored_field_is_answered_but_not_stored_on_put(sentry: SentrySimulator) -> None:
    created = create(sentry)
    sentry.state["ignoresOnWrite"] = ["config"]
    updated = update(sentry, created["id"], alert(config={"frequency": 5}))
    stored = read(sentry, created["id"])
    assert (updated["config"], stored["config"]) == ({"frequency": 5}, {"frequency": 60})


def test_an_ignored_field_is_answered_but_not_stored_on_post(sentry: SentrySimulator) -> None:
    sentry.state["ignoresOnWrite"] = ["detectorIds"]
    created = create(sentry)
    stored = read(sentry, created["id"])
    assert (created["detectorIds"], stored["detectorIds"]) == (["7101"], [])


# --- lists ---------------------------------------------------------------------------------------


def three_alerts(sentry: SentrySimulator) -> None:
    create(sentry, alert(name="Alpha: one"))
    create(sentry, alert(name="beta", detectorIds=[7103], config={"frequency": 5}))
    create(sentry, alert(name="gamma ray", detectorIds=[], actionFilters=[]))


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
        (WORKFLOWS, "project=999", 403, FORBIDDEN),
        (WORKFLOWS, "project=unknown", 403, FORBIDDEN),
        (WORKFLOWS, "projectSlug=unknown", 403, FORBIDDEN),
        (DETECTORS, "project=999", 403, FORBIDDEN),
        (DETECTORS, "project=611&project=999", 403, FORBIDDEN),
        (DETECTORS, "projectSlug=unknown", 403, FORBIDDEN),
        (
            DETECTORS,
            "project=trademaster-raptor",
            400,
            {"detail": "Invalid project parameter. Values must be numbers."},
        ),
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
        (DETECTORS, [["7101", "7102"], ["7103", "7104"]]),
        (MEMBERS, [["901", "902"], ["903"]]),
    ],
)
def test_every_list_is_cut_into_pages_of_the_cap(
    sentry: SentrySimulator, path: str, expected: list[list[str]]
) -> None:
    sentry.state["pageSize"] = 2
    assert pages(sentry, path) == expected


def test_alerts_are_paged_with_their_filter(sentry: SentrySimulator) -> None:
    three_alerts(sentry)
    first, second = (item["id"] for item in sentry.state["workflows"][:2])
    assert pages(sentry, WORKFLOWS, query="action:email", per_page="1") == [[first], [second]]


# --- detectors, members, teams -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["7101", "7102", "7103", "7104"]),
        ("project=611", ["7101", "7102"]),
        ("projectSlug=trademaster-raptor&query=type:error", ["7101"]),
        ("project=612&query=type:issue_stream", ["7104"]),
        ("query=type:metric", []),
        ("query=stream", ["7102", "7104"]),
        ("project=611&sortBy=-id", ["7102", "7101"]),
        ("id=7104&project=612", ["7104"]),
    ],
)
def test_detectors_are_found_by(sentry: SentrySimulator, query: str, found: list[str]) -> None:
    answer = ask(sentry, f"{DETECTORS}?{query}")
    assert [item["id"] for item in answer.json()] == found


def test_a_detector_names_its_alerts(sentry: SentrySimulator) -> None:
    created = create(sentry)
    assert ask(sentry, f"{DETECTORS}?id=7101").json()[0]["workflowIds"] == [created["id"]]


def test_a_detector_has_exactly_sentrys_keys(sentry: SentrySimulator) -> None:
    assert sorted(ask(sentry, DETECTORS).json()[0]) == [
        *("conditionGroup", "config", "createdBy", "dataSources", "dateCreated", "dateUpdated"),
        *("description", "enabled", "id", "latestGroup", "name", "owner", "projectId", "type"),
        "workflowIds",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email:ops@raxx.app", ["901"]),
        ("email:OPS@raxx.app", ["901"]),
        ("email:oncall-alias@raxx.app", ["902"]),
        ("email:newcomer@raxx.app", ["903"]),
        ("email:left@raxx.app", []),
        ("email:nobody@raxx.app", []),
        ("email:ops", []),
        ("isInvited:true", ["903"]),
        ("user.id:3002", ["902"]),
        ("id:903", ["903"]),
        ("raxx.app", ["901", "902", "903"]),
        ("mail:ops@raxx.app", []),
    ],
)
def test_members_are_found_by(sentry: SentrySimulator, query: str, found: list[str]) -> None:
    answer = ask(sentry, MEMBERS, params={"query": query})
    assert [item["id"] for item in answer.json()] == found


def test_a_secondary_address_shows_the_primary_one(sentry: SentrySimulator) -> None:
    answer = ask(sentry, MEMBERS, params={"query": "email:oncall-alias@raxx.app"})
    assert answer.json()[0]["email"] == "kai@raxx.app"


def test_a_pending_member_has_no_user(sentry: SentrySimulator) -> None:
    member = ask(sentry, MEMBERS, params={"query": "isInvited:true"}).json()[0]
    assert (member["pending"], member["user"]) == (True, None)


def test_a_deactivated_user_is_not_listed(sentry: SentrySimulator) -> None:
    assert "904" not in [item["id"] for item in ask(sentry, MEMBERS).json()]


def test_a_team_is_found_by_its_slug(sentry: SentrySimulator) -> None:
    assert ask(sentry, TEAM).json()["id"] == "801"


# --- the withdrawn rules API ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"), [("GET", RULES), ("POST", RULES), ("PUT", f"{RULES}5/")]
)
def test_the_rules_api_is_gone(sentry: SentrySimulator, method: str, path: str) -> None:
    answer = ask(sentry, path, method, json={})
    assert refusal(answer) == (410, {"message": "This API no longer exists."})


@pytest.mark.parametrize(
    ("mode", "path", "replacement"),
    [
        ("withdrawn", RULES, WORKFLOWS),
        ("withdrawn", f"{RULES}5/", f"{WORKFLOWS}:workflow_id/"),
        ("live", RULES, WORKFLOWS),
    ],
)
def test_the_rules_api_names_its_replacement(
    sentry: SentrySimulator, mode: str, path: str, replacement: str
) -> None:
    sentry.state["mode"] = mode
    headers = ask(sentry, path).headers
    found = (headers["X-Sentry-Deprecation-Date"], headers["X-Sentry-Replacement-Endpoint"])
    assert found == ("2026-05-14T00:00:00+00:00", replacement)


def test_a_living_rules_api_lists_nothing(sentry: SentrySimulator) -> None:
    sentry.state["mode"] = "live"
    assert refusal(ask(sentry, RULES)) == (200, [])


@pytest.mark.expects_refusal
def test_writing_to_a_living_rules_api_is_not_simulated(sentry: SentrySimulator) -> None:
    sentry.state["mode"] = "live"
    ask(sentry, RULES, "POST", json={})
    assert sentry.complaints() == [f"Sentry: unexpected POST {RULES}"]


def test_a_removed_rules_api_is_an_empty_404(sentry: SentrySimulator) -> None:
    sentry.state["mode"] = "removed"
    answer = ask(sentry, RULES, token="unknown")
    assert (answer.status_code, answer.content) == (404, b"")


# --- the control side ----------------------------------------------------------------------------


def test_a_state_that_was_read_is_accepted(sentry: SentrySimulator) -> None:
    three_alerts(sentry)
    assert put_state(sentry).status_code == 204


def broken_alert(sentry: SentrySimulator, **changes: object) -> list[Body]:
    return [{**create(sentry), **changes}]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mode": "gone"}, "mode: not one of ('withdrawn', 'live', 'removed')"),
        ({"pageSize": 0}, "pageSize: 1..100"),
        ({"nextId": "5"}, "nextId: a positive integer"),
        ({"shuffle": 1}, "shuffle: true or false"),
        ({"projects": []}, "detector 7101: unknown project"),
        ({"tokens": {"OTHER": {}}}, "tokens: OTHER is not in tests/simulators/tokens.py"),
        ({"tokens": {"SENTRY_TOKEN": {}}}, "tokens.SENTRY_TOKEN: keys"),
        ({"teams": [{"id": "1"}, {"id": "1"}]}, "teams: an id occurs twice"),
        ({"teams": [{"id": 1}]}, "teams: ids"),
        (
            {"members": [{"id": "1", "user": None, "pending": False}]},
            "member 1: pending without null user",
        ),
    ],
)
def test_a_state_that_does_not_agree_is_refused(
    sentry: SentrySimulator, changes: Body, reason: str
) -> None:
    assert refusal(put_state(sentry, **changes)) == (400, {"error": reason})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"extra": 1}, "workflow 52001: keys"),
        ({"detectorIds": ["404"]}, "workflow 52001: unknown detector"),
        (
            {"environment": "prod"},
            "workflow 52001: {'environment': ['This environment has not been created.']}",
        ),
        ({"id": "99999"}, "workflow 99999: ids reach nextId"),
        ({"id": "52002"}, "workflow 52002: an id occurs twice"),
    ],
)
def test_an_alert_that_sentry_could_not_hold_is_refused(
    sentry: SentrySimulator, changes: Body, reason: str
) -> None:
    answer = put_state(sentry, workflows=broken_alert(sentry, **changes))
    assert refusal(answer) == (400, {"error": reason})
