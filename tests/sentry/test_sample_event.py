"""The events of a test make the alert fire, in an issue of their own, or the reason is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from infra.base.errors import RuleError
from infra.rules.alert_rule import AlertRule
from infra.rules.conditions import Trigger, sample_of
from infra.rules.event_matches import EventMatch
from infra.rules.filters import Filter
from infra.rules.kinds import kinds
from infra.rules.to_document import to_document
from infra.sentry.sample_event import MARK, sample_events
from tests.factories import RECIPIENTS, replaced, rule, rules
from tests.simulators.sentry_ingest import store_sent
from tests.simulators.sentry_state import initial_state
from tests.simulators.server import UnexpectedRequest

CONDITION = "actionFilters.0.conditions.0"
PROJECT = "611"


def document(**changes: Any) -> dict[str, Any]:
    """Give the document of a rule."""
    return to_document(rule(**changes), [7101], RECIPIENTS)


def sample(**changes: Any) -> dict[str, Any]:
    """Give the first event made up for a rule."""
    return sample_events(document(**changes), "m")[0]


def message(*filters: dict[str, str]) -> str:
    """Give the message made up for filters of a message."""
    text: str = sample(filter=[{"message": found} for found in filters])["message"]
    return text


def fires(sent: dict[str, Any]) -> bool:
    """Let the events made up for an alert come in, and tell whether it has fired."""
    state = initial_state()
    action: dict[str, Any] = {"type": "email", "integrationId": None, "config": {}, "data": {}}
    for group in sent["actionFilters"]:
        group["actions"] = [action | {"id": "1", "status": "active"}]
    state["workflows"] = [{**sent, "id": "9", "detectorIds": ["7101"], "enabled": True}]
    for number, event in enumerate(sample_events(sent, "m")):
        store_sent(state, PROJECT, {**event, "event_id": f"{number:032x}"})
    return bool(state["notifications"])


# Messages.


def test_a_message_contains_what_is_asked_for() -> None:
    assert message({"contains": "skipped"}).startswith("skipped (a test of")


def test_a_message_equals_what_is_asked_for() -> None:
    assert message({"equals": "Skipped it"}) == "Skipped it"


def test_a_message_starts_with_what_is_asked_for() -> None:
    assert message({"startsWith": "E42"}, {"contains": "disk"}).startswith("E42 disk (a test of")


def test_what_must_not_be_in_a_message_is_not() -> None:
    assert "retry" not in message({"contains": "disk"}, {"notContains": "retry"})


@pytest.mark.parametrize(
    "filters",
    [
        [{"equals": "a"}, {"equals": "b"}],
        [{"contains": "disk"}, {"notContains": "disk"}],
        [{"notContains": "test"}],
    ],
)
def test_where_no_message_fits_that_is_told(filters: list[dict[str, str]]) -> None:
    with pytest.raises(RuleError, match="no event can be made up"):
        message(*filters)


# Every other kind.


def _attributes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each attribute with each way to compare it."""
    values = {
        "level": "error",
        "http.method": "POST",
        "http.url": "https://raxx.app/waitlist",
        "http.status_code": "502",
        "user.ip_address": "10.0.0.7",
        "platform": "node",
        "type": "error",
        "error.handled": "false",
        "error.unhandled": "true",
        "app.in_foreground": "true",
    }
    for name, field in EventMatch.model_fields.items():
        key = field.alias or name
        if key not in ("tag", "error.main_thread", "symbolicated_in_app"):
            value = values.get(key, "SMTPError")
            for how in ("equals", "notEquals", "contains", "startsWith", "endsWith", "isIn"):
                yield key, {how: [value] if how == "isIn" else value}
            yield key, {"isSet": True}


@pytest.mark.parametrize(("key", "match"), [*_attributes()], ids=str)
def test_an_attribute_is_as_it_is_asked_for(key: str, match: dict[str, Any]) -> None:
    assert fires(document(filter={key: match}))


@pytest.mark.parametrize("name", ["release", "environment", "level", "server_name", "url", "Job"])
def test_a_tag_is_set_where_sentry_takes_it(name: str) -> None:
    value = {"level": "warning", "url": "https://raxx.app/x"}.get(name, "raxx@1.2")
    assert fires(document(filter={"tag": {"key": name, "equals": value}}))


def test_a_part_of_a_url_is_put_into_a_whole_one() -> None:
    event = sample(filter={"http.url": {"endsWith": "/checkout"}})
    assert event["request"]["url"] == "https://test-fire.invalid/checkout"


def test_a_part_of_an_ip_address_is_put_into_a_whole_one() -> None:
    event = sample(filter={"user.ip_address": {"startsWith": "192.168.4."}})
    assert event["user"]["ip_address"] == "192.168.4.1"


def test_all_that_is_asked_for_is_in_one_event() -> None:
    sent = document(
        filter=[
            {"exception.type": {"equals": "SMTPError"}},
            {"exception.value": {"contains": "refused"}},
            {"stacktrace.filename": {"endsWith": "mail.py"}},
            {"error.unhandled": {"equals": "true"}},
            {"level": {"equals": "fatal"}},
            {"tag": {"key": "job", "isIn": ["waitlist", "billing"]}},
            {"http.status_code": {"startsWith": "5"}},
        ],
        environment="staging",
    )
    assert fires(sent)


@pytest.mark.parametrize(
    "part",
    [
        {"level": {"atMost": "info"}},
        {"age": {"newerThan": "1 day"}},
        {"assignedTo": {"nobody": True}},
        {"issueCategory": {"is": "error"}},
        {"issueCategory": {"isNot": "feedback"}},
        {"issueType": {"is": "error"}},
        {"occurrences": {"atLeast": 4}},
        {"priority": {"atLeast": "high"}},
        {"users": {"atLeast": 3, "within": "1h"}},
    ],
    ids=str,
)
def test_a_filter_of_the_issue_is_met_where_a_new_one_can_meet_it(part: dict[str, Any]) -> None:
    assert fires(document(filter=part))


@pytest.mark.parametrize(
    "condition", [{"newIssue": True}, {"newHighPriorityIssue": True}, {"everyEvent": True}], ids=str
)
def test_a_trigger_is_met_where_a_new_issue_can_meet_it(condition: dict[str, Any]) -> None:
    assert fires(document(condition=condition))


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"age": {"olderThan": "1 day"}}, "Issue age: the issue of a test has only just begun"),
        ({"assignedTo": {"team": "sre"}}, "Issue assignment: .* assigned to nobody"),
        ({"issueCategory": {"is": "feedback"}}, "Issue category: .* of the kind error"),
        ({"issueType": {"is": "metric_issue"}}, "Issue type: .* of the kind error"),
        ({"deescalatedFrom": "high"}, "has not fallen"),
        ({"latestRelease": True}, "only the app knows its latest release"),
        ({"sessions": {"moreThanPercent": 5, "within": "1h"}}, "counts sessions of users"),
        ({"error.main_thread": {"equals": "true"}}, "Sentry fills it in itself"),
        ({"raw": {"type": "event_seen_count", "comparison": 5}}, "does not know event_seen_count"),
        ({"tag": {"key": "user", "equals": "id:7"}}, "Sentry takes no text"),
        ({"http.url": {"contains": "page?q=1"}}, "Sentry takes no text"),
        ({"http.status_code": {"equals": "teapot"}}, "http.status_code: Sentry takes no text"),
    ],
    ids=str,
)
def test_a_filter_that_no_test_meets_is_refused_with_the_reason(
    part: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RuleError, match=f"(?s)no event can be made up for 'disk full': .*{reason}"):
        sample(filter=part)


@pytest.mark.parametrize(
    "condition",
    [
        {"regressedIssue": True},
        {"escalatingIssue": True},
        {"resolvedIssue": True},
        {"existingHighPriorityIssue": True},
        {"seerActivity": "rca_completed"},
        {"eventIncrease": {"moreThanPercent": 100, "within": "1h", "comparedTo": "1w"}},
    ],
    ids=str,
)
def test_a_trigger_that_no_test_meets_is_refused(condition: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match="no event can be made up"):
        sample(condition=condition)


@pytest.mark.parametrize("model", [Filter, Trigger])
def test_every_kind_says_what_a_test_needs_or_why_none_can(model: Any) -> None:
    silent = [name for name, kind in kinds(model).items() if kind.sample is None]
    assert silent == []


@pytest.mark.parametrize("name", sorted(set(kinds(Trigger)) - {"raw"}))
def test_no_kind_is_unknown_to_a_test(name: str) -> None:
    kind = kinds(Trigger)[name]
    value = yaml.safe_load(kind.example)
    (condition,) = document(condition={Trigger.model_fields[name].alias: value})["triggers"][
        "conditions"
    ]
    assert sample_of(condition)[0].page == kind.page


# How filters are joined.


def test_of_filters_of_which_any_will_do_one_is_met() -> None:
    unmet, met = {"age": {"olderThan": "1 day"}}, {"level": {"equals": "fatal"}}
    assert fires(document(filter=[unmet, met], filterMatch="any"))


def test_of_filters_of_which_none_may_hold_none_does() -> None:
    filters = [{"level": {"atLeast": "error"}}, {"message": {"contains": "disk"}}]
    assert fires(document(filter=filters, filterMatch="none"))


def test_a_filter_that_a_test_always_meets_cannot_be_denied() -> None:
    with pytest.raises(RuleError, match="not Issue age: the issue of a test has only just begun"):
        sample(filter={"age": {"newerThan": "1 day"}}, filterMatch="none")


def test_another_group_is_taken_where_the_first_cannot_be_met() -> None:
    also = {"filter": {"level": {"equals": "fatal"}}, "action": {"email": "ops@raxx.app"}}
    event = sample(filter={"age": {"olderThan": "1 day"}}, also=[also])
    assert event["level"] == "fatal"


def test_another_trigger_is_taken_where_the_first_cannot_be_met() -> None:
    assert fires(document(condition=[{"regressedIssue": True}, {"newIssue": True}]))


def test_a_way_of_joining_that_is_not_known_is_told() -> None:
    with pytest.raises(RuleError, match="does not know how that joins"):
        sample_events(replaced(document(), "actionFilters.0.logicType", "most"), "m")


# The event itself.


def test_a_tag_that_is_asked_for_is_set() -> None:
    tag = {"type": "tagged_event", "comparison": {"key": "k", "match": "eq", "value": "v"}}
    tagged = replaced(document(), "actionFilters.0.conditions.1", tag | {"conditionResult": True})
    assert sample_events(tagged, "m")[0]["tags"] == {MARK: "m", "k": "v"}


def test_an_event_comes_from_the_environment_of_the_alert() -> None:
    assert sample(environment="staging")["environment"] == "staging"


def test_each_test_is_an_issue_of_its_own() -> None:
    fingerprints = [sample_events(document(), mark)[0]["fingerprint"] for mark in ("a", "b")]
    assert fingerprints[0] != fingerprints[1]


def test_an_event_is_sent_as_json() -> None:
    event = sample(filter={"http.status_code": {"equals": "502"}})
    assert json.loads(json.dumps(event))["contexts"]["response"]["status_code"] == 502


def test_a_count_of_what_no_event_has_is_told() -> None:
    where = {"error.main_thread": {"contains": "0"}}
    with pytest.raises(RuleError, match="Sentry fills it in itself, or never"):
        sample(condition={"atLeast": 1, "within": "1m", "where": where})


@given(rules())
def test_whatever_is_made_up_the_alert_fires_on(drawn: AlertRule) -> None:
    try:
        fired = fires(to_document(drawn, [7101], RECIPIENTS))
    except (RuleError, UnexpectedRequest):  # the simulator knows no releases and no sessions
        assume(False)
    assert fired


MATCHING = st.sampled_from(
    ["equals", "contains", "startsWith", "endsWith", "notEquals", "notContains", "notEndsWith"]
)


@given(st.lists(st.tuples(MATCHING, st.text("ab", min_size=1, max_size=3)), max_size=3))
def test_texts_that_are_made_up_are_as_they_are_asked_for(asked: list[tuple[str, str]]) -> None:
    filters = [{"exception.type": {how: value}} for how, value in asked]
    sent = document(filter=filters or None, matchesEverything=not filters or None)
    try:
        sample_events(sent, "m")
    except RuleError:
        assume(False)
    assert fires(sent)


# How many events.


@pytest.mark.parametrize("count", [1, 10])
def test_as_many_events_are_sent_as_make_it_fire(count: int) -> None:
    sent = document(condition={"atLeast": count, "within": "1h"})
    assert len(sample_events(sent, "m")) == count


def test_an_alert_that_needs_very_many_events_is_told() -> None:
    with pytest.raises(RuleError, match="fires after 11 events"):
        sample(condition={"atLeast": 11, "within": "1h"})


def test_a_count_among_the_filters_counts_as_well() -> None:
    count = {"type": "event_frequency_count", "comparison": {"value": 4, "interval": "5m"}}
    moved = replaced(document(), "actionFilters.0.conditions.1", count | {"conditionResult": True})
    assert len(sample_events(moved, "m")) == 5


def test_each_user_that_is_counted_is_another_one() -> None:
    events = sample_events(document(filter={"users": {"atLeast": 4, "within": "1h"}}), "m")
    assert len({event["user"]["id"] for event in events}) == 4


def test_one_user_that_is_counted_has_an_id() -> None:
    assert fires(document(filter={"users": {"atLeast": 1, "within": "1h"}}))


def test_a_user_who_is_counted_may_have_the_id_that_a_filter_asks_for() -> None:
    filters = [{"users": {"atLeast": 1, "within": "1h"}}, {"user.id": {"equals": "7"}}]
    assert sample(filter=filters)["user"]["id"] == "7"


def test_a_user_who_is_counted_cannot_be_without_an_id() -> None:
    filters = [{"users": {"atLeast": 1, "within": "1h"}}, {"user.id": {"isSet": False}}]
    with pytest.raises(RuleError, match=r"1 user and for no user\.id"):
        sample(filter=filters)


def test_several_users_cannot_have_one_id() -> None:
    filters = [{"users": {"atLeast": 2, "within": "1h"}}, {"user.id": {"equals": "7"}}]
    with pytest.raises(RuleError, match=r"2 users and for one user\.id"):
        sample(filter=filters)


def test_what_a_count_counts_is_sent() -> None:
    where = [{"platform": {"equals": "node"}}]
    events = sample_events(document(condition={"atLeast": 2, "within": "1h", "where": where}), "m")
    assert [event["platform"] for event in events] == ["node", "node"]
