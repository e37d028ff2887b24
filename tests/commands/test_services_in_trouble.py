"""What the looking commands do when a service is down, slow or refuses: exit code, and no secret.

docs/operations.md lists the exit codes; 1 comes before 4, and 4 before 3.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.commands.command_line import Ran
from tests.commands.in_process import Here
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator
from tests.vault.machine import environment

COMMANDS = ("status", "verify", "check", "escalate", "report")


class Case(NamedTuple):
    """A service's trouble and the exit code of each of `COMMANDS`."""

    service: str
    fault: str
    exits: tuple[int, int, int, int, int]


DOWN = ("reset", "503", "timeout")
CASES = [
    *(Case("sentry", fault, (3, 3, 0, 3, 3)) for fault in DOWN),
    Case("sentry", "401", (4, 4, 0, 1, 4)),
    Case("sentry", "403", (4, 4, 0, 4, 4)),
    *(Case("heroku", fault, (3, 0, 3, 3, 3)) for fault in DOWN),
    Case("heroku", "401", (4, 0, 4, 4, 4)),
    Case("heroku", "403", (4, 0, 4, 4, 4)),
    *(Case("postmark", fault, (3, 0, 3, 3, 3)) for fault in DOWN),
    Case("postmark", "401", (1, 0, 1, 0, 1)),
    Case("postmark", "403", (4, 0, 4, 4, 4)),
    *(Case("infisical", fault, (3, 3, 3, 3, 3)) for fault in DOWN),
    Case("infisical", "401", (4, 4, 4, 4, 4)),
    Case("infisical", "403", (4, 4, 4, 4, 4)),
    Case("infisical", "html", (4, 4, 4, 4, 4)),
    Case("infisical", "redirect", (4, 4, 4, 4, 4)),
]
RUNS = [
    pytest.param(
        case.service, case.fault, command, code, id=f"{case.service}-{case.fault}-{command}"
    )
    for case in CASES
    for command, code in zip(COMMANDS, case.exits, strict=True)
]


@pytest.mark.parametrize(("service", "fault", "command", "exit_code"), RUNS)
def test_the_exit_code_tells_what_kind_of_trouble_it_is(
    here: Here,
    request: pytest.FixtureRequest,
    service: str,
    fault: str,
    command: str,
    exit_code: int,
) -> None:
    simulator: Any = request.getfixturevalue(service)
    refuse(simulator, fault)
    if fault == "timeout":
        here.be_impatient()
    variables = {}
    if service == "infisical":
        variables = environment(simulator, SENTRY_AUTH_TOKEN="", HEROKU_API_KEY="")
    ran = here.run(command, **variables)
    assert ran.exit_code == exit_code, ran
    assert_no_secret(ran)


def assert_no_secret(ran: Ran) -> None:
    assert not [secret for secret in tokens.SECRETS.values() if secret in ran.data + ran.words]


def refuse(simulator: Any, fault: str) -> None:
    order = {"method": "*", "path": "*", "times": 1000, "fault": fault}
    simulator.faults += parse_faults([order])


def test_a_service_that_is_down_hides_nothing_of_the_others(
    here: Here, heroku: HerokuSimulator
) -> None:
    refuse(heroku, "503")
    ran = here.run("status")
    assert "live" in ran.data
    assert "unknown" in ran.data


def test_what_is_known_to_be_wrong_comes_before_a_refused_token(
    here: Here, sentry: SentrySimulator, heroku: HerokuSimulator
) -> None:
    refuse(heroku, "401")
    sentry.state["workflows"].clear()
    assert here.run("status").exit_code == 1


def test_a_refused_token_comes_before_a_service_that_is_down(
    here: Here, heroku: HerokuSimulator, sentry: SentrySimulator
) -> None:
    refuse(heroku, "401")
    refuse(sentry, "503")
    assert here.run("status").exit_code == 4


def test_an_error_that_concerns_several_rows_is_told_once(
    here: Here, sentry: SentrySimulator
) -> None:
    rules = here.project.outputs["managed_rules"]
    second = rules[0] | {"key": "second", "id": "99"}
    here.project.say(
        outputs={"sandbox": here.project.outputs | {"managed_rules": [*rules, second]}}
    )
    refuse(sentry, "503")
    assert here.run("verify").words.count("error:") == 1


def test_a_token_that_may_not_read_issues_still_shows_the_rules(here: Here) -> None:
    ran = here.run("status", SENTRY_AUTH_TOKEN=tokens.SENTRY_TOKEN_LEAST)
    assert ran.exit_code == 4
    assert "live" in ran.data
    assert "event:read" in ran.words


def test_a_missing_token_is_no_authorisation(here: Here) -> None:
    assert here.run("verify", SENTRY_AUTH_TOKEN="").exit_code == 4


def test_tokens_from_the_vault_do_as_well(here: Here, infisical: InfisicalSimulator) -> None:
    own = environment(infisical, SENTRY_AUTH_TOKEN="", HEROKU_API_KEY="")
    assert here.run("status", **own).exit_code == 0


def test_without_trouble_every_command_is_in_order(here: Here, postmark: PostmarkSimulator) -> None:
    assert postmark.faults == []
    assert [here.run(command).exit_code for command in COMMANDS] == [0] * len(COMMANDS)
