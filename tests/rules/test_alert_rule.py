"""Promises of a rule's entry: the words it is written in, and what each of them comes to."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from infra.rules.actions import Action
from infra.rules.alert_rule import AlertRule
from infra.rules.frequencies import Count
from infra.rules.recipients import Recipient
from infra.rules.scalars import derived_key
from infra.rules.to_document import to_document
from tests.factories import RECIPIENTS, entry, rule


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("1 min", 1),
        ("60 min", 60),
        ("60min", 60),
        ("60m", 60),
        ("3 h", 180),
        ("1 hour", 60),
        ("2 hours", 120),
        ("1 d", 1440),
        ("1 day", 1440),
        ("30 days", 43_200),
        ("43200 min", 43_200),
        ("2 weeks", 20_160),
        ("90 days", 129_600),
        ("everyTime", 0),
    ],
)
def test_a_frequency_is_kept_in_minutes(written: str, minutes: int) -> None:
    assert rule(frequency=written).frequency == minutes


@pytest.mark.parametrize(
    "written", ["", "min", "60", "1.5 h", "-5 min", "60 s", "0 min", "6O min", "٦٠ min", 60, 60.0]
)
def test_what_is_no_duration_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="frequency"):
        rule(frequency=written)


@pytest.mark.parametrize(
    "written", ["2026-05-30", "2026-05-30 00:00:00 +0000 UTC", date(2026, 5, 30)]
)
def test_a_date_is_read_as_written_and_as_pulumi_rewrites_it(written: object) -> None:
    assert rule(created=written).created == date(2026, 5, 30)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("skipped_no_postmark_token", "skipped_no_postmark_token"),
        (
            "skipped_no_postmark_token — email silent failure",
            "skipped_no_postmark_token-email-silent-failure",
        ),
        ("Disk FULL (prod)", "disk-full-prod"),
        ("—", ""),
    ],
)
def test_a_name_gives_a_key_of_small_letters_digits_and_dashes(name: str, key: str) -> None:
    assert derived_key(name) == key


def test_a_rule_without_a_key_is_known_by_its_name() -> None:
    assert rule(key=None, name="Disk FULL").key == "disk-full"


def test_a_key_that_is_written_outlives_another_name() -> None:
    assert rule(name="Disk FULL").key == "disk_full"


def test_a_rule_is_enabled_and_for_every_environment_unless_it_says_otherwise() -> None:
    plain = rule()
    assert (plain.enabled, plain.environment, plain.matches_everything) == (True, None, False)


@pytest.mark.parametrize("written", ["delete", "keep", None])
def test_a_rule_says_what_becomes_of_its_alert_or_leaves_that_open(written: str | None) -> None:
    assert rule(onRemove=written).on_remove == written


@pytest.mark.parametrize(("written", "protect"), [(True, True), (False, False), (None, False)])
def test_a_rule_is_protected_only_where_it_says_so(written: bool | None, protect: bool) -> None:
    assert rule(protect=written).protect is protect


@pytest.mark.parametrize("written", [{"email": "ops@raxx.app"}, [{"email": "ops@raxx.app"}]])
def test_one_action_needs_no_list(written: object) -> None:
    assert rule(action=written).action == (Action(email="ops@raxx.app"),)


def test_one_filter_is_the_same_as_a_list_of_one() -> None:
    one = {"message": {"contains": "full"}}
    assert rule(filter=one) == rule(filter=[one])


def test_a_rule_may_have_several_filters_and_actions() -> None:
    several = rule(
        filter=[{"message": {"contains": "a"}}, {"message": {"notContains": "b"}}],
        action=[{"email": "ops@raxx.app"}, {"emailTeam": "sre"}],
    )
    assert (len(several.filter), len(several.action)) == (2, 2)


@pytest.mark.parametrize(
    ("written", "recipient"),
    [
        ({"email": "ops@raxx.app"}, Recipient("user", "ops@raxx.app")),
        ({"emailTeam": "sre"}, Recipient("team", "sre")),
    ],
)
def test_a_rule_knows_whom_sentry_must_be_asked_for(
    written: dict[str, str], recipient: Recipient
) -> None:
    assert rule(action=written).recipients == (recipient,)


def test_of_the_owners_of_an_issue_sentry_is_not_asked() -> None:
    assert rule(action={"emailIssueOwners": "NoOne"}).recipients == ()


@pytest.mark.parametrize("within", ["1m", "5m", "15m", "1h", "1d", "1w", "30d"])
def test_every_interval_of_sentry_can_be_written(within: str) -> None:
    (condition,) = rule(condition={"atLeast": 1, "within": within}).condition
    assert isinstance(condition, Count)
    assert condition.within == within


@pytest.mark.parametrize("how", ["contains", "equals", "startsWith", "notContains"])
def test_every_text_match_can_be_written(how: str) -> None:
    assert rule(filter={"message": {how: "full"}}).filter[0].chosen[1].chosen[1] == "full"


def test_a_rule_cannot_be_changed_once_it_is_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        rule().name = "another"  # type: ignore[misc]


def test_a_rule_survives_its_own_json() -> None:
    written = rule(**entry(created="2026-05-30", issue="#3135", environment="prod"))
    text = written.model_dump_json(by_alias=True, exclude_none=True)
    assert AlertRule.model_validate_json(text) == written


@pytest.mark.parametrize(
    ("written", "sent"), [(["a", "b"], "a,b"), ("a, b", "a, b"), ("a", "a"), ("a,,b", "a,,b")]
)
def test_a_list_is_joined_by_commas_and_a_text_is_sent_as_typed(written: Any, sent: str) -> None:
    document = to_document(rule(filter={"message": {"isIn": written}}), [], RECIPIENTS)
    assert document["actionFilters"][0]["conditions"][0]["comparison"]["value"] == sent


def test_a_service_is_sent_with_the_name_that_sentrys_page_shall_show() -> None:
    service = {"account": "Raxx", "service": "Backend"}
    shown = [
        to_document(rule(action={"pagerduty": called}), [], RECIPIENTS)["actionFilters"][0][
            "actions"
        ][0]["config"]["targetDisplay"]
        for called in (service, {**service, "shownAs": "x"}, {**service, "shownAs": ""})
    ]
    assert shown == ["Backend", "x", None]
