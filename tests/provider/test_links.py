"""Promises of the links of a rule: what its alert is linked to, and what is told of it."""

from __future__ import annotations

from typing import Any

import pytest

from infra.base.errors import RuleError
from infra.program.resources import rule_properties
from infra.provider.state import pack, payload_of, unpack
from infra.provider.unplanned import PROBLEM
from infra.providers import SentryAlertRuleProvider
from infra.sentry.entry_links import entry_links
from tests.factories import rule
from tests.simulators.sentry import SentrySimulator

PROJECT = "trademaster-raptor"
OTHER = "other-project"
CRON = "monitor_check_in_failure"


@pytest.fixture(autouse=True)
def monitors(sentry: SentrySimulator) -> None:
    """Give a cron and an uptime monitor, and the monitor of all projects."""
    model = sentry.state["detectors"][0]
    own = [d for d in sentry.state["detectors"] if d["id"] in ("7101", "7102", "7103", "7104")]
    sentry.state["detectors"] = [
        *own,
        {**model, "id": "7113", "type": CRON, "name": "nightly backup"},
        {**model, "id": "7115", "type": "uptime_domain_failure", "name": "nightly backup"},
        {**model, "id": "7114", "type": CRON, "name": "weekly report", "projectId": "612"},
        {**model, "id": "7190", "type": "issue_stream", "name": "All", "projectId": None},
    ]


def checked(
    provider: SentryAlertRuleProvider, olds: dict[str, Any] | None = None, **said: Any
) -> dict[str, Any]:
    """Return the properties that `check` makes of a rule that says this of its links."""
    home = (said.get("projects") or (said.get("project", PROJECT),))[0]
    news = rule_properties(rule(**said), "moosequest", home)
    return unpack(provider.check(pack(olds) if olds else {}, news).inputs)


def links(props: dict[str, Any]) -> tuple[str, list[int]]:
    """Return what the properties say of the links: words and IDs."""
    return props["project"], payload_of(props)["detectorIds"]


CRON_ENTRY = {"name": "nightly backup", "type": "cron"}
CRON_WORDS = f"cron monitor 'nightly backup' of {PROJECT}"


@pytest.mark.parametrize(
    ("said", "words", "ids"),
    [
        ({"project": OTHER}, OTHER, [7103]),
        ({"projectMonitor": "issue_stream"}, PROJECT, [7102]),
        ({"projectMonitor": ["error", "issue_stream"]}, PROJECT, [7101, 7102]),
        ({"projects": [PROJECT, OTHER]}, f"{PROJECT}, {OTHER}", [7101, 7103]),
        (
            {"projects": [PROJECT, OTHER], "projectMonitor": "issue_stream"},
            f"{PROJECT}, {OTHER}",
            [7102, 7104],
        ),
        ({"allProjects": True}, "all projects", [7190]),
        ({"monitors": [CRON_ENTRY]}, CRON_WORDS, [7113]),
        ({"monitors": CRON_ENTRY, "project": PROJECT}, f"{PROJECT}, {CRON_WORDS}", [7101, 7113]),
        ({"monitors": [{"id": 7113}]}, "monitor 7113", [7113]),
        ({"monitors": []}, "no monitor", []),
        (
            {"monitors": [{"name": "weekly report", "project": OTHER}]},
            f"monitor 'weekly report' of {OTHER}",
            [7114],
        ),
        (
            {"monitors": [CRON_ENTRY], "allProjects": True},
            f"all projects, {CRON_WORDS}",
            [7113, 7190],
        ),
    ],
)
def test_a_new_alert_is_linked_to_what_its_entry_names(
    provider: SentryAlertRuleProvider, said: dict[str, Any], words: str, ids: list[int]
) -> None:
    assert links(checked(provider, **said)) == (words, ids)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"monitors": [{"name": "nightly backup"}]}, "2 monitors of project"),
        ({"monitors": [{"id": "9"}]}, "no monitor with the ID 9"),
        ({"projects": [PROJECT, "gone"]}, "the monitors of project gone"),
    ],
)
def test_a_rule_whose_monitor_is_not_known_cannot_be_planned(
    provider: SentryAlertRuleProvider, said: dict[str, Any], message: str
) -> None:
    assert message in checked(provider, **said)[PROBLEM]["message"]


def test_a_server_without_a_monitor_of_all_projects_is_told_as_such(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    sentry.state["detectors"] = [d for d in sentry.state["detectors"] if d["projectId"]]
    problem = checked(provider, allProjects=True)[PROBLEM]
    assert "shows no monitor of all projects" in problem["message"]


def test_an_own_monitor_that_a_project_has_not_is_told(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    sentry.state["detectors"] = [d for d in sentry.state["detectors"] if d["id"] != "7102"]
    problem = checked(provider, projectMonitor="issue_stream")[PROBLEM]
    assert f"project {PROJECT} has no issue_stream monitor of its own" in problem["message"]


def made(provider: SentryAlertRuleProvider, **said: Any) -> tuple[str, dict[str, Any]]:
    """Create the alert of a rule; return its ID and the state's properties."""
    result = provider.create(pack(checked(provider, **said)))
    return result.id, unpack(result.outs or {})


EVERY_WAY = [
    {"projects": [PROJECT, OTHER]},
    {"allProjects": True},
    {"monitors": [CRON_ENTRY]},
    {"monitors": [CRON_ENTRY], "project": PROJECT},
    {"projectMonitor": "issue_stream"},
]


@pytest.mark.parametrize("said", EVERY_WAY)
def test_what_was_made_is_no_change_at_the_next_preview(
    provider: SentryAlertRuleProvider, told: list[str], said: dict[str, Any]
) -> None:
    id_, state = made(provider, **said)
    live = provider.read(id_, pack(state))
    again = checked(provider, unpack(live.inputs or {}), **said)
    assert not provider.diff(id_, live.outs or {}, pack(again)).changes
    assert told == []


@pytest.mark.parametrize("said", EVERY_WAY)
def test_an_alert_that_is_linked_so_already_is_adopted_as_it_is(
    provider: SentryAlertRuleProvider, told: list[str], said: dict[str, Any]
) -> None:
    id_, _ = made(provider, **said)
    assert checked(provider, **said)["adopts"] == id_
    assert [text.rpartition("; ")[2] for text in told] == ["it stays as it is"]


def relinked(provider: SentryAlertRuleProvider, sentry: SentrySimulator, *ids: str) -> None:
    """Link the one live alert to other monitors, as a person does in Sentry."""
    (alert,) = sentry.state["workflows"]
    alert["detectorIds"] = list(ids)
    provider.services.sentry("moosequest").forget()


def test_an_adoption_names_each_link_that_goes(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, told: list[str]
) -> None:
    made(provider)
    relinked(provider, sentry, "7101", "7113", "7190")
    assert links(checked(provider)) == (PROJECT, [7101])
    assert told[0].endswith(f"\n    it will no longer be linked to the {CRON_WORDS}, all projects")


def test_an_adoption_that_only_moves_links_does_not_say_that_the_alert_stays_as_it_is(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, told: list[str]
) -> None:
    made(provider)
    relinked(provider, sentry, "7102")
    checked(provider, projectMonitor="error")
    assert "stays as it is" not in told[0]
    assert f"will be linked to the error monitor of {PROJECT}" in told[0]


def test_a_link_made_by_hand_is_drift_that_names_the_monitor(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, told: list[str]
) -> None:
    id_, state = made(provider)
    relinked(provider, sentry, "7101", "7113")
    live = provider.read(id_, pack(state))
    kept = unpack(live.inputs or {})
    assert kept["project"] == f"{PROJECT} and {CRON_WORDS}"
    checked(provider, kept)
    assert told == [
        f"rule disk_full changes: project {f'{PROJECT} and {CRON_WORDS}'!r} -> {PROJECT!r}; "
        f"it will no longer be linked to the {CRON_WORDS}"
    ]


def test_drift_that_was_recorded_is_still_read_as_the_rules_project(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    id_, state = made(provider)
    relinked(provider, sentry, "7101", "7113")
    drifted = provider.read(id_, pack(state)).inputs or {}
    relinked(provider, sentry, "7101")
    assert unpack(provider.read(id_, drifted).inputs or {})["project"] == PROJECT


def test_a_second_alert_on_the_monitor_of_all_projects_is_told_as_a_double(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, told: list[str]
) -> None:
    id_, _ = made(provider)
    (live,) = sentry.state["workflows"]
    other = {**live, "id": "8", "name": "made by hand", "detectorIds": ["7190"]}
    sentry.state["workflows"].append(other)
    provider.services.sentry("moosequest").forget()
    checked(provider)
    assert id_ != "8"
    assert "alert 8, 'made by hand', mails the same people" in told[0]


def test_a_namesake_on_the_monitor_of_all_projects_is_told_and_left_alone(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, told: list[str]
) -> None:
    made(provider)
    relinked(provider, sentry, "7190")
    assert "adopts" not in checked(provider)
    assert "is linked to all projects; it is left alone" in told[0]


def test_a_preview_without_an_alert_alike_asks_nothing_of_all_projects(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    id_, state = made(provider)
    provider.services.sentry("moosequest").forget()
    sentry.requests.clear()
    live = provider.read(id_, pack(state))
    checked(provider, unpack(live.inputs or {}))
    assert [entry["path"].split("/")[-2] for entry in sentry.requests] == ["workflows"]


def test_the_links_of_a_rule_that_cannot_be_planned_are_not_made(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    with pytest.raises(RuleError, match="no monitor with the ID 9"):
        provider.create(pack(checked(provider, monitors=[{"id": "9"}])))
    assert sentry.state["workflows"] == []


def test_an_alert_that_takes_no_trigger_names_the_way_out(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator
) -> None:
    id_, state = made(provider)
    sentry.state["workflows"][0]["triggers"] = None
    sentry.state["server"]["version"] = "26.7.0"
    with pytest.raises(RuleError, match="kept another condition") as caught:
        provider.update(id_, pack(state), pack(checked(provider, state)))
    assert caught.value.next_step.startswith("the alert was made without triggers")
    assert "then run pulumi up, which makes it again" in caught.value.next_step


@pytest.mark.parametrize(
    "linked",
    [
        ["7102"],
        ["7101", "7102"],
        ["7103"],
        ["7102", "7103"],
        ["7190"],
        ["7101", "7190"],
        ["7113", "7114"],
        ["7103", "7113"],
        ["7101", "7103", "7113", "7114", "7115"],
        [],
    ],
)
def test_an_imported_entry_leaves_the_alert_linked_as_it_is(
    provider: SentryAlertRuleProvider, sentry: SentrySimulator, told: list[str], linked: list[str]
) -> None:
    made(provider)
    relinked(provider, sentry, *linked)
    live = sentry.state["workflows"][0]
    monitors = provider.services.sentry("moosequest").monitors
    keys = entry_links([int(id_) for id_ in linked], PROJECT, monitors)
    keys |= {} if linked else {"alert": live["id"]}
    inputs = checked(provider, **keys)
    assert told[0].endswith("it stays as it is")
    provider.create(pack(inputs))
    assert sentry.state["workflows"][0]["detectorIds"] == linked


@pytest.mark.parametrize(
    ("found_by", "ids"),
    [
        (["", "nightly backup", CRON, PROJECT], [7113]),
        (["7115", "renamed since", "uptime_domain_failure", PROJECT], [7115]),
        (["", "yet to be made", CRON, PROJECT], [0]),
    ],
)
def test_a_monitor_of_the_stack_that_a_preview_finds_is_linked_by_its_id(
    provider: SentryAlertRuleProvider, found_by: list[str], ids: list[int]
) -> None:
    news = rule_properties(
        rule(monitors=["own"]), "moosequest", PROJECT, False, {}, {"own": found_by}
    )
    assert links(unpack(provider.check({}, news).inputs))[1] == ids
