"""What is proven of a fix, and what is missing: every gap is named, and only gaps are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.heroku.client import OLD_DYNOS, Holding, Release
from infra.heroku.config_var_status import INVALID, OK, UNSET, Finding
from infra.heroku.postmark import Server
from infra.operate.deployed import CheckedConfigVar
from infra.operate.proof import Proof, fires_again, lacking, left_to_watch, quiet_since
from infra.sentry.issues import Event, Issue

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LIVE = Server("4711001", "raxx-transactional", "Live")
SANDBOX = Server("4711002", "raxx-sandbox", "Sandbox")
ISSUE: Issue = {
    "id": "1",
    "shortId": "RAPTOR-1",
    "title": "skipped",
    "permalink": "https://moosequest.sentry.io/issues/1/",
    "status": "unresolved",
    "count": "2",
    "lastSeen": NOON,
}


def check(**changes: Any) -> CheckedConfigVar:
    """Give a check of a config var, as it was deployed."""
    clean = {
        "app": "raxx-api-prod",
        "config_var": "POSTMARK_SERVER_TOKEN",
        "minimum_length": 5,
        "validator": "postmark",
        "strict": False,
        "guards": "skipped",
        "status": "ok",
    }
    return CheckedConfigVar.model_validate(clean | changes)


def release(version: int = 4, status: Any = "succeeded", at: datetime = NOON) -> Release:
    """Give a release."""
    return {"version": version, "status": status, "created_at": at, "updated_at": at}


def holding(**changes: Any) -> Holding:
    """Give what releases say of a value that one of them has set."""
    return Holding(release(), newest_holds=True, setting=release(), read_at=NOON)._replace(
        **changes
    )


def proof(**changes: Any) -> Proof:
    """Give a whole proof, changed."""
    return Proof(check(), Finding(OK, LIVE), holding())._replace(**changes)


def event(at: datetime = NOON, message: str | None = "skipped: waitlist") -> Event:
    """Give an event."""
    return {"eventID": "ab12", "message": message, "title": "skipped", "dateCreated": at}


def test_a_whole_proof_lacks_nothing() -> None:
    assert lacking([proof()]) == []


def test_a_rule_that_nothing_checks_lacks_its_check() -> None:
    (gap,) = lacking([])
    assert "no config var check guards the rule" in gap


@pytest.mark.parametrize("status", [UNSET, INVALID, "too short", "unknown: Heroku: 503"])
def test_a_check_that_is_not_ok_is_named_with_its_status(status: str) -> None:
    (gap,) = lacking([proof(finding=Finding(status), holding=None)])
    assert gap == f"the check of POSTMARK_SERVER_TOKEN of raxx-api-prod is not ok: {status}"


def test_a_token_of_a_sandbox_server_is_no_fix() -> None:
    (gap,) = lacking([proof(finding=Finding(OK, SANDBOX))])
    assert "sandbox server raxx-sandbox" in gap


def test_a_token_that_postmark_has_not_judged_is_not_proven() -> None:
    (gap,) = lacking([proof(finding=Finding(OK))])
    assert "Postmark has not said" in gap


def test_a_value_without_a_validator_needs_none() -> None:
    assert lacking([proof(check=check(validator="none"), finding=Finding(OK))]) == []


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        (
            {"newest": release(5, "pending"), "newest_holds": False},
            "release v5 of raxx-api-prod is still running, and changes POSTMARK_SERVER_TOKEN",
        ),
        (
            {"newest": release(5, "pending"), "setting": None},
            "release v5 of raxx-api-prod, which sets POSTMARK_SERVER_TOKEN, is still running",
        ),
        (
            {"newest": release(5, "failed"), "setting": None},
            "release v5 of raxx-api-prod, which sets POSTMARK_SERVER_TOKEN, has not succeeded",
        ),
        (
            {"newest_holds": False, "setting": None},
            "no release of raxx-api-prod that succeeded has today's POSTMARK_SERVER_TOKEN",
        ),
    ],
)
def test_a_release_that_does_not_bear_the_value_is_named(changes: dict[str, Any], gap: str) -> None:
    assert lacking([proof(holding=holding(**changes))]) == [gap]


@pytest.mark.parametrize("status", ["pending", "failed"])
def test_a_later_release_with_the_same_value_is_in_nobodys_way(status: str) -> None:
    assert lacking([proof(holding=holding(newest=release(5, status)))]) == []


def test_every_gap_of_every_config_var_is_named() -> None:
    wrong = proof(finding=Finding(UNSET), holding=None)
    assert len(lacking([wrong, proof(), wrong])) == 2


def test_it_is_quiet_since_the_last_dyno_of_before_was_gone() -> None:
    assert quiet_since([proof()]) == NOON + OLD_DYNOS


def test_a_release_phase_counts_until_its_end() -> None:
    setting = release()
    setting["updated_at"] = NOON + timedelta(minutes=20)
    found = quiet_since([proof(holding=holding(setting=setting))])
    assert found == NOON + timedelta(minutes=20) + OLD_DYNOS


def test_of_several_config_vars_the_last_one_set_counts() -> None:
    late = holding(setting=release(at=NOON + timedelta(hours=1)))
    found = quiet_since([proof(holding=late), proof()])
    assert found == NOON + timedelta(hours=1) + OLD_DYNOS


@pytest.mark.parametrize("unset", [None, holding(setting=None)])
def test_while_one_config_var_is_not_set_nothing_is_quiet(unset: Holding | None) -> None:
    assert quiet_since([proof(), proof(holding=unset)]) is None


def test_without_a_config_var_nothing_is_quiet() -> None:
    assert quiet_since([]) is None


@pytest.mark.parametrize(
    ("minutes_ago", "left"), [(0, 780.0), (3, 600.0), (10, 180.0), (13, 0.0), (9999, 0.0)]
)
def test_quiet_time_that_has_passed_counts(minutes_ago: int, left: float) -> None:
    read_at = NOON + timedelta(minutes=minutes_ago)
    assert left_to_watch([proof(holding=holding(read_at=read_at))], 600) == left


def test_no_time_at_all_is_none_left() -> None:
    assert left_to_watch([proof()], 0) == 0


def test_without_herokus_clock_the_whole_time_is_watched() -> None:
    assert left_to_watch([proof(holding=holding(read_at=None))], 600) == 600


def test_an_issue_without_later_events_does_not_fire_again() -> None:
    assert fires_again(ISSUE, []) is None


def test_an_issue_that_fires_again_is_told_with_its_newest_event() -> None:
    later = [event(NOON + timedelta(minutes=1)), event()]
    assert fires_again(ISSUE, later) == (
        "RAPTOR-1 has had 2 events since the value took effect, the last at "
        "2026-11-24 12:01:00 UTC: skipped: waitlist "
        "(https://moosequest.sentry.io/issues/1/events/ab12/)"
    )


def test_a_message_cannot_rewrite_the_screen() -> None:
    told = fires_again(ISSUE, [event(message="gone\x1b[2J\nall\u202e in order")])
    assert told
    assert told.isprintable()


def test_an_event_without_a_message_has_its_title() -> None:
    assert "UTC: skipped (" in str(fires_again(ISSUE, [event(message=None)]))
