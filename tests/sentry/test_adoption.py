"""Promises of adoption: which live alert a declared rule stands for, and when none is taken."""

from typing import cast

import pytest

from infra.base.errors import RuleError
from infra.rules.canonical import canonical
from infra.sentry import adoption
from infra.sentry.replies import Alert
from tests.factories import alert, replaced

OWN = {"error": 111, "issue_stream": 112}
NAME = "skipped_no_postmark_token — email silent failure"


def test_an_alert_of_the_name_in_the_project_is_found() -> None:
    live = alert(name=NAME, detectorIds=["111"])
    assert adoption.namesakes(NAME, [live], OWN.values()) == [live]


@pytest.mark.parametrize(
    "other",
    [
        "Skipped_no_postmark_token — email silent failure",
        "skipped_no_postmark_token - email silent failure",
        "skipped_no_postmark_token – email silent failure",  # an en dash
        "skipped_no_postmark_token ― email silent failure",  # a horizontal bar
        "skipped_no_postmark_token — email silent failure 2",
        "skipped_no_postmark_token  —  email silent failure",
        "skipped_no_postmark_token",
    ],
)
def test_a_name_that_only_looks_alike_is_another_alert(other: str) -> None:
    assert adoption.namesakes(NAME, [alert(name=other)], OWN.values()) == []


@pytest.mark.parametrize("linked", [["111"], ["112"], ["111", "112"], ["112", "999"]])
def test_an_alert_on_any_of_the_projects_monitors_is_the_projects(linked: list[str]) -> None:
    live = alert(name=NAME, detectorIds=linked)
    assert adoption.namesakes(NAME, [live], OWN.values()) == [live]


@pytest.mark.parametrize("linked", [["999"], []])
def test_a_namesake_in_another_project_or_in_none_is_not_taken(linked: list[str]) -> None:
    assert adoption.namesakes(NAME, [alert(name=NAME, detectorIds=linked)], OWN.values()) == []


@pytest.mark.parametrize("linked", [["999"], []])
def test_a_namesake_in_another_project_or_in_none_is_reported(linked: list[str]) -> None:
    live = alert(name=NAME, detectorIds=linked)
    assert adoption.elsewhere(NAME, [live], OWN.values()) == [live]


def test_the_projects_own_alert_is_not_reported_as_elsewhere() -> None:
    assert adoption.elsewhere(NAME, [alert(name=NAME)], OWN.values()) == []


def test_an_alert_elsewhere_of_another_name_is_nobodys_business() -> None:
    assert adoption.elsewhere(NAME, [alert(name="x", detectorIds=["999"])], OWN.values()) == []


def test_no_candidate_is_nothing_to_adopt() -> None:
    assert adoption.only([], "https://sentry.io", "moosequest") is None


def test_one_candidate_is_the_alert() -> None:
    live = alert()
    assert adoption.only([live], "https://sentry.io", "moosequest") is live


def test_several_candidates_are_refused_with_the_id_and_link_of_each() -> None:
    twins = [alert(id="9001"), alert(id="9002")]
    with pytest.raises(RuleError) as caught:
        adoption.only(twins, "https://sentry.io", "moosequest")
    assert str(caught.value) == (
        "2 alerts of the project are named 'disk full':"
        "\n    9001  https://moosequest.sentry.io/monitors/alerts/9001/"
        "\n    9002  https://moosequest.sentry.io/monitors/alerts/9002/"
        "\n  Next: write 'alert: 9001', or the ID of another, into the rule's entry, then run the "
        "same command again"
    )


def test_a_new_alert_is_linked_to_the_error_monitor() -> None:
    assert adoption.chosen_detectors([], OWN) == [111]


def test_a_project_without_an_error_monitor_links_to_its_issue_stream() -> None:
    assert adoption.chosen_detectors([], {"issue_stream": 112}) == [112]


@pytest.mark.parametrize(
    ("live", "kept"), [([111], [111]), ([112], [112]), ([112, 111], [111, 112])]
)
def test_a_link_that_sentry_made_is_kept(live: list[int], kept: list[int]) -> None:
    assert adoption.chosen_detectors(live, OWN) == kept


@pytest.mark.parametrize(
    ("live", "own"), [([999], [111]), ([111, 999], [111]), ([112, 999], [112])]
)
def test_a_link_to_another_project_is_undone_and_the_projects_own_kept(
    live: list[int], own: list[int]
) -> None:
    assert adoption.chosen_detectors(live, OWN) == own


@pytest.mark.parametrize(
    ("live", "words"),
    [
        ([111], "raptor"),
        ([112], "raptor"),
        ([111, 112], "raptor"),
        ([111, 999], "raptor and others"),
        ([999], "not raptor"),
        ([], "not raptor"),
    ],
)
def test_only_a_link_that_is_in_order_is_told_as_the_project_itself(
    live: list[int], words: str
) -> None:
    assert adoption.project_words(live, OWN, "raptor") == words


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("triggers.conditions.0.comparison.value", 99),
        ("config.frequency", 5),
        ("detectorIds", ["111", "999"]),
        ("detectorIds", ["112"]),
        ("name", "disk full"),
    ],
)
def test_an_alert_that_mails_the_same_people_of_the_same_events_is_a_double(
    path: str, value: object
) -> None:
    other = cast(Alert, replaced(alert(id="9002", name="old rule"), path, value))
    assert adoption.doubles(canonical(alert()), [other], ["disk full"], (111, 112)) == [other]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("enabled", False),
        ("detectorIds", ["999"]),
        ("detectorIds", []),
        ("actionFilters.0.conditions.0.comparison.value", "quota"),
        ("actionFilters.0.logicType", "none"),
        ("actionFilters.0.actions.0.config.targetIdentifier", "333"),
        ("actionFilters", []),
        ("name", "quota full"),
    ],
)
def test_an_alert_that_does_another_thing_or_is_declared_is_no_double(
    path: str, value: object
) -> None:
    other = cast(Alert, replaced(alert(id="9002", name="old rule"), path, value))
    assert (
        adoption.doubles(canonical(alert()), [other], ["disk full", "quota full"], (111, 112)) == []
    )


def test_one_person_in_common_is_enough_for_a_double() -> None:
    action = alert()["actionFilters"][0]["actions"][0]
    to_team = {**action, "config": {"targetType": "team", "targetIdentifier": "7"}}
    other = alert(id="9002", name="old rule")
    both = replaced(other, "actionFilters.0.actions", [to_team, action])
    found = adoption.doubles(canonical(alert()), [cast(Alert, both)], ["disk full"], (111, 112))
    assert [double["id"] for double in found] == ["9002"]
