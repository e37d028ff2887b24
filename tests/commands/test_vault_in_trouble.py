"""What every command does when Infisical, or Cloudflare Access before it, is down or refuses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import pytest

from tests.commands.command_line import Ran
from tests.commands.in_process import Here
from tests.commands.test_check import holds
from tests.commands.test_services_in_trouble import COMMANDS, assert_no_secret, refuse
from tests.heroku.test_releases import writes
from tests.simulators.cloudflare_access import MODES
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.sentry import SentrySimulator
from tests.vault.machine import WRONG, environment

RULE = "skipped_no_postmark_token"
FROM_VAULT = ("--vault", "/MooseQuest/postmark/SERVER_TOKEN", "--yes")
ASKING = {
    **{name: (name,) for name in (*COMMANDS, "unmanaged")},
    "import": ("import", RULE),
    "resolve": ("resolve", RULE),
    "fix": ("fix", RULE, "--watch", "0s", *FROM_VAULT),
    "set-token": ("set-token", *FROM_VAULT),
    "test-fire": ("test-fire", RULE, *FROM_VAULT),
}
"""Every command that needs a token."""

BARRED = "Cloudflare Access protects Infisical and refused the request"


class Gate(NamedTuple):
    """A way in which no token comes out of the vault.

    Attributes:
        exit_code: of every command.
        words: what is said of it.
        fault: what every request meets.
        state: how the vault, or Access, is set up.
        variables: what the machine has other than it should.
    """

    exit_code: int
    words: str
    fault: str = ""
    state: Mapping[str, str] = MappingProxyType({})
    variables: Mapping[str, str] = MappingProxyType({})


GATES = {
    "access-resets": Gate(3, "Infisical", "reset"),
    "access-is-silent": Gate(3, "Infisical", "timeout"),
    "access-has-no-origin": Gate(3, "Infisical", "502"),
    **{f"access-{mode}": Gate(4, BARRED, state={"access": mode}) for mode in MODES[1:]},
    "access-token-refused": Gate(
        4,
        "CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET are refused",
        state={"access": "redirect"},
        variables={"CF_ACCESS_CLIENT_ID": WRONG, "CF_ACCESS_CLIENT_SECRET": WRONG},
    ),
    "identity-refused": Gate(
        4,
        "the machine identity's client ID or secret is wrong, expired or locked",
        variables={"INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": WRONG},
    ),
    "not-permitted": Gate(4, "give the machine identity read access", state={"permission": "none"}),
    "value-hidden": Gate(4, "the permission to read secret values", state={"permission": "masked"}),
}


def ask_at(
    gate: Gate, here: Here, infisical: InfisicalSimulator, *arguments: str, **own: str
) -> Ran:
    """Run a command on a machine whose vault does so."""
    folders = infisical.state["project"]["environments"]["prod"]
    folders["/MooseQuest/postmark"] = {"SERVER_TOKEN": {"$token": "POSTMARK_TOKEN"}}
    infisical.state |= gate.state
    if gate.fault:
        refuse(infisical, gate.fault)
    if gate.fault == "timeout":
        here.be_impatient()
    return here.run(*arguments, **environment(infisical, **gate.variables, **own))


@pytest.mark.parametrize("gate", GATES.values(), ids=GATES)
@pytest.mark.parametrize("command", ASKING)
def test_without_the_vault_every_command_says_so_and_changes_nothing(
    here: Here,
    infisical: InfisicalSimulator,
    heroku: HerokuSimulator,
    sentry: SentrySimulator,
    gate: Gate,
    command: str,
) -> None:
    before = len(sentry.requests)
    none = {"SENTRY_AUTH_TOKEN": "", "HEROKU_API_KEY": ""}
    ran = ask_at(gate, here, infisical, *ASKING[command], **none)
    assert ran.exit_code == gate.exit_code, ran
    assert gate.words in ran.data + ran.words
    assert (len(sentry.requests), writes(heroku)) == (before, 0)
    assert_no_secret(ran)


@pytest.mark.parametrize("gate", GATES.values(), ids=GATES)
@pytest.mark.parametrize("command", ["fix", "set-token", "test-fire"])
def test_a_value_that_does_not_come_out_of_the_vault_is_not_set(
    here: Here, infisical: InfisicalSimulator, heroku: HerokuSimulator, gate: Gate, command: str
) -> None:
    holds(heroku, None)
    ran = ask_at(gate, here, infisical, *ASKING[command])
    assert (ran.exit_code, writes(heroku)) == (gate.exit_code, 0), ran
    assert gate.words in ran.words
    assert_no_secret(ran)
