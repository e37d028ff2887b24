"""Promises of the catalogue: what is found in it, and that no answer looks at every alert."""

import pytest

from infra.rules.canonical import Document, canonical
from infra.sentry import alert_index
from infra.sentry.alert_index import AlertIndex
from infra.sentry.replies import Alert
from tests.factories import alert, replaced

FILTER = "actionFilters.0.conditions.0.comparison.value"


def ids(alerts: list[Alert]) -> list[str]:
    return [found["id"] for found in alerts]


def test_alerts_are_found_by_their_exact_name() -> None:
    kept = AlertIndex([alert(id="1", name="a"), alert(id="2", name="A"), alert(id="3", name="a")])
    assert ids(kept.of_name("a")) == ["1", "3"]


def test_a_name_nobody_has_finds_nothing() -> None:
    assert AlertIndex([alert()]).of_name("another") == []


def test_a_renamed_alert_is_found_by_its_new_name_only() -> None:
    kept = AlertIndex([alert(id="1", name="old")])
    kept.put(alert(id="1", name="new"))
    assert (ids(kept.of_name("old")), ids(kept.of_name("new"))) == ([], ["1"])


def test_an_alert_that_is_put_again_keeps_its_place() -> None:
    kept = AlertIndex([alert(id="1"), alert(id="2")])
    kept.put(alert(id="1", enabled=False))
    assert [(a["id"], a["enabled"]) for a in kept.by_id.values()] == [("1", False), ("2", True)]


def test_alerts_with_the_same_filters_and_an_action_in_common_are_found() -> None:
    kept = AlertIndex([alert(id="1", name="a double")])
    assert ids(kept.mailing_alike(canonical(alert()))) == ["1"]


@pytest.mark.parametrize(
    ("path", "value"),
    [(FILTER, "other"), ("actionFilters.0.actions.0.config.targetIdentifier", "333")],
)
def test_alerts_of_other_events_or_people_are_not(path: str, value: str) -> None:
    other = replaced(alert(), path, value)
    assert AlertIndex([other]).mailing_alike(canonical(alert())) == []  # type: ignore[list-item]


def test_an_alert_that_mails_others_now_is_no_longer_found() -> None:
    kept = AlertIndex([alert()])
    kept.put(replaced(alert(), FILTER, "other"))  # type: ignore[arg-type]
    assert kept.mailing_alike(canonical(alert())) == []


def test_each_alert_is_read_once_however_often_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def noted(live: Alert) -> Document:
        seen.append(live["id"])
        return canonical(live)

    monkeypatch.setattr(alert_index, "canonical", noted)
    kept = AlertIndex(
        replaced(alert(id=str(n)), FILTER, f"failure {n}")  # type: ignore[misc]
        for n in range(50)
    )
    for found in kept.by_id.values():
        kept.mailing_alike(canonical(found))
        kept.of_name(found["name"])
    assert len(seen) == 50
