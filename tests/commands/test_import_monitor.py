"""`import` prints the entry that takes a live monitor into the stack as it is."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml

from tests.commands.in_process import Here
from tests.commands.monitor_entries import API, JOB, RATE, check_in, deploy, live
from tests.commands.project import IN_VAULT
from tests.commands.test_import import put
from tests.provider.monitor_life import Life, methods
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.sentry import SentrySimulator
from tests.vault.machine import environment

pytestmark = pytest.mark.usefixtures("in_process")

PAGES = "/organizations/moosequest/monitors/"
ENTRY = """\
    - key: nightly-backup
      name: nightly backup
      cron: {schedule: 0 3 * * *, grace: 10 min, maxRuntime: 1 h, slug: nightly-backup}
"""


def printed(here: Here, word: str) -> dict[str, Any]:
    """Return the entry that is printed."""
    ran = here.run("import", word)
    assert ran.exit_code == 0, ran.words
    (entry,) = yaml.safe_load(ran.data)
    return dict(entry)


def made_by_hand(here: Here, entry: dict[str, Any]) -> str:
    """Make a monitor that no stack declares; return its ID."""
    (id_,) = deploy(here.project, entry)
    here.project.configure(monitors=[])
    return id_


def adopt(sentry: SentrySimulator, entry: dict[str, Any], id_: str, told: list[str]) -> None:
    """See the provider take over the monitor as it is, and propose nothing afterwards."""
    sentry.requests.clear()
    life = Life(sentry, entry.pop("project", "trademaster-raptor"))
    life.another_run(*filter(None, [entry.get("monitor")]))
    told.clear()
    life.apply(entry)
    (said,) = [text for text in told if f"adopts the monitor {id_} " in text]
    assert (life.id, said.endswith("it stays as it is")) == (id_, True)
    life.refresh()
    assert (life.apply(entry), methods(sentry)) == ("same", [])


@pytest.mark.parametrize("word", ["7113", "nightly backup", "PAGE"])
def test_a_monitor_is_printed_as_an_entry_by_its_id_name_or_page(
    here: Here, sentry: SentrySimulator, word: str
) -> None:
    assert here.run("import", word.replace("PAGE", f"{sentry.url}{PAGES}7113/")).data == ENTRY


def test_the_words_say_where_it_goes_and_what_the_preview_will_say(
    here: Here, sentry: SentrySimulator
) -> None:
    words = here.run("import", "7113").words
    assert "paste it under raxx-alerts:monitors in Pulumi.sandbox.yaml, then pulumi" in words
    assert f"it adopts monitor 7113 and leaves it as it is: {sentry.url}{PAGES}7113/" in words


def test_the_entry_is_printed_as_json_for_scripts(here: Here) -> None:
    assert [json.loads(here.run("import", "7113", "--json").data)] == yaml.safe_load(ENTRY)


@pytest.mark.parametrize("id_", ["7111", "7112", "7113", "7114"])
@pytest.mark.usefixtures("provider")
def test_a_monitor_of_each_kind_is_adopted_without_a_change(
    here: Here, sentry: SentrySimulator, told: list[str], id_: str
) -> None:
    adopt(sentry, printed(here, id_), id_, told)


@pytest.mark.parametrize("owner", [{"user": "ops@raxx.app"}, {"team": "sre"}])
def test_its_owner_and_description_come_along(here: Here, owner: dict[str, str]) -> None:
    said = {"owner": owner, "description": "who looks at it"}
    found = printed(here, made_by_hand(here, RATE | said))
    assert {key: found[key] for key in said} == said


def test_a_monitor_of_another_project_names_it(here: Here) -> None:
    assert printed(here, "7114")["project"] == "other-project"


def test_of_two_monitors_of_a_name_the_entry_says_which_one_is_meant(
    here: Here, sentry: SentrySimulator
) -> None:
    one, _ = deploy(here.project, API, API | {"key": "another", "name": "api is up again"})
    here.project.configure(monitors=[])
    live(sentry, one)["name"] = "api is up again"
    found = printed(here, one)
    assert found["monitor"] == one


@pytest.mark.usefixtures("provider")
def test_a_monitor_that_its_check_ins_configure_leaves_that_to_them(
    here: Here, sentry: SentrySimulator, told: list[str]
) -> None:
    sentry.state["monitors"][0]["isUpserting"] = True
    entry = printed(here, "7113")
    assert entry["cron"]["configFrom"] == "checkIns"
    adopt(sentry, entry, "7113", told)


def test_what_may_be_secret_is_not_printed_and_its_place_in_the_vault_is_asked_for(
    here: Here,
) -> None:
    ran = here.run("import", made_by_hand(here, API))
    (entry,) = yaml.safe_load(ran.data)
    assert IN_VAULT not in ran.data + ran.words
    path = {"vault": "/WRITE/ITS/PATH"}
    assert entry["uptime"]["headers"] == {"Authorization": path, "X-Team": path}
    assert "put each into the vault as Sentry has it" in ran.words
    assert "Next: write the paths in, paste it under raxx-alerts:monitors" in ran.words


@pytest.mark.usefixtures("provider")
def test_with_the_secrets_in_the_vault_it_is_adopted_without_a_change(
    here: Here,
    sentry: SentrySimulator,
    infisical: InfisicalSimulator,
    monkeypatch: pytest.MonkeyPatch,
    told: list[str],
) -> None:
    id_ = made_by_hand(here, API)
    query = live(sentry, id_)["dataSources"][0]["queryObj"]
    entry = printed(here, id_)
    folders = infisical.state["project"]["environments"]["prod"]
    folders["/Team/probe"] = {name.upper(): value for name, value in query["headers"]}
    entry["uptime"]["headers"] = {
        name: {"vault": f"/Team/probe/{name.upper()}"} for name, _ in query["headers"]
    }
    for name, value in environment(infisical).items():
        monkeypatch.setenv(name, value)
    adopt(sentry, entry, id_, told)


def test_a_password_in_its_url_is_a_header_out_of_the_vault(
    here: Here, sentry: SentrySimulator
) -> None:
    query = live(sentry, "7114")["dataSources"][0]["queryObj"]
    query["url"] = "https://somebody:hunter2@api.raxx.app/health"
    ran = here.run("import", "7114")
    assert "hunter2" not in ran.data + ran.words
    (entry,) = yaml.safe_load(ran.data)
    assert entry["uptime"]["url"] == "https://api.raxx.app/health"
    assert "which the entry says as the header Authorization" in ran.words


def test_an_id_that_an_alert_has_too_lists_both_pages(here: Here, sentry: SentrySimulator) -> None:
    put(sentry, id="7113")
    ran = here.run("import", "7113")
    assert (ran.exit_code, ran.data) == (2, "")
    assert "2 alerts and monitors have the ID '7113'" in ran.words
    assert f"monitor 7113  {sentry.url}{PAGES}7113/" in ran.words
    assert f"alert 7113  {sentry.url}{PAGES}alerts/7113/" in ran.words


def test_a_name_that_an_alert_has_too_lists_both_pages(here: Here, sentry: SentrySimulator) -> None:
    put(sentry, name="nightly backup")
    ran = here.run("import", "nightly backup")
    assert (ran.exit_code, ran.data) == (2, "")
    assert "2 alerts and monitors are named 'nightly backup'" in ran.words


def test_a_name_of_several_monitors_lists_them(here: Here, sentry: SentrySimulator) -> None:
    row = copy.deepcopy(live(sentry, "7111"))
    sentry.state["detectors"].append({**row, "id": "7115"})
    ran = here.run("import", "High error count")
    assert (ran.exit_code, ran.data) == (2, "")
    assert "2 monitors are named 'High error count'" in ran.words


@pytest.mark.parametrize("word", ["7101", "PAGE", "Error Monitor"])
def test_a_monitor_that_sentry_makes_for_each_project_has_no_entry(
    here: Here, sentry: SentrySimulator, word: str
) -> None:
    ran = here.run("import", word.replace("PAGE", f"{sentry.url}{PAGES}7101/"))
    assert (ran.exit_code, ran.data) == (2, "")


def test_a_monitor_that_is_gone_is_refused(here: Here, sentry: SentrySimulator) -> None:
    ran = here.run("import", f"{sentry.url}{PAGES}99999/")
    assert (ran.exit_code, "has no monitor 99999" in ran.words) == (2, True)


def test_the_page_of_another_organizations_monitor_is_refused(
    here: Here, sentry: SentrySimulator
) -> None:
    ran = here.run("import", f"{sentry.url}/organizations/another/monitors/7113/")
    assert (ran.exit_code, "is no page of a monitor of organization" in ran.words) == (2, True)


def test_a_monitor_that_the_stack_declares_is_refused(here: Here) -> None:
    (id_,) = deploy(here.project, JOB)
    ran = here.run("import", id_)
    assert ran.exit_code == 2
    assert "the monitor nightly-mail already declares 'nightly mail'" in ran.words


def test_nothing_is_written_to_sentry(here: Here, sentry: SentrySimulator) -> None:
    sentry.requests.clear()
    here.run("import", "7113")
    assert {request["method"] for request in sentry.requests} == {"GET"}


def test_how_the_job_is_does_not_matter(here: Here, sentry: SentrySimulator) -> None:
    check_in(sentry, "error", "nightly-backup")
    assert here.run("import", "7113").data == ENTRY
