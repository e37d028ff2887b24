"""Promises of what is refused of `monitors` and of rules that name them, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import complaints, entry, refused
from tests.monitors.entries import cron, metric, uptime

AT = "raxx-alerts:monitors[0]"


def lines(*monitors: dict[str, Any], **config: Any) -> str:
    """Return what a config with these monitors is refused for."""
    return "\n".join(complaints(monitors=list(monitors), **config))


@pytest.mark.parametrize(
    ("monitor", "words"),
    [
        ({"name": "x", "heartbeat": {}}, "heartbeat"),
        (cron() | {"metric": metric()["metric"]}, "cron"),
        (cron(schedule="every night"), f"{AT}.cron.schedule: "),
        (cron(schedule="0 0 31 2 *"), f"{AT}.cron.schedule: "),
        (cron(timezone="Europe/Berlln"), "is not a timezone (did you mean 'Europe/Berlin'?)"),
        (uptime(every="2 min"), f"{AT}.uptime.every: "),
        (metric(high=50, medium=100), f"{AT}.metric"),
        (uptime(url="not a url"), f"{AT}.uptime.url: "),
        (uptime(url="https://u:p@api.raxx.app/"), "has a user or a password in it"),
    ],
)
def test_what_a_monitor_cannot_be_is_refused_at_its_place(
    monitor: dict[str, Any], words: str
) -> None:
    assert words in lines(monitor)


def test_a_password_in_a_url_is_not_repeated() -> None:
    assert "hunter2" not in str(refused(monitors=[uptime(url="https://u:hunter2@api.raxx.app/")]))


def test_a_key_that_two_monitors_have_is_refused() -> None:
    told = lines(cron() | {"key": "same"}, uptime() | {"key": "same"})
    assert "2 monitors have the key 'same'" in told


def test_a_name_that_two_monitors_of_a_kind_and_project_have_is_refused() -> None:
    told = lines(uptime() | {"key": "a"}, uptime() | {"key": "a2"}, uptime())
    assert "3 monitors have the name 'api is up'" in told


def test_a_slug_that_two_cron_monitors_have_is_refused() -> None:
    told = lines(cron(slug="job"), cron(slug="job") | {"name": "another"})
    assert "2 monitors have the slug 'job'" in told


def test_an_id_that_two_monitors_name_is_refused() -> None:
    told = lines(uptime() | {"monitor": 7114}, metric() | {"monitor": "7114"})
    assert "2 monitors have the monitor '7114'" in told


def test_a_rule_that_names_an_unknown_monitor_is_told_which_keys_there_are() -> None:
    told = lines(uptime(), alertRules=[entry(monitors=["api-is-pu"])])
    assert "alertRules[0].monitors[0]: no monitor of this stack has the key 'api-is-pu'" in told
    assert "did you mean 'api-is-up'" in told


def test_monitors_of_a_stack_on_the_old_api_are_refused() -> None:
    told = lines(uptime(), sentryApi="rules")
    assert "is nothing that the old API has (sentryApi: rules)" in told
