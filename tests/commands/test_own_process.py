"""Every command as a script starts it: in a process of its own, data and words apart.

Most tests of the commands run them in the test's process, which takes a tenth of the time.
"""

from __future__ import annotations

import pytest

from infra.__main__ import _COMMANDS
from tests.commands.project import Project
from tests.commands.test_import import put
from tests.commands.test_resolve import BEFORE, MESSAGE, RULE
from tests.commands.test_test_fire import dsn_of
from tests.simulators import tokens
from tests.simulators.sentry import SentrySimulator
from tests.simulators.sentry_events import store_event

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "set-token": ("--stdin", "--yes"),
    "resolve": (RULE,),
    "fix": (RULE, "--watch", "0s"),
    "test-fire": (RULE, "--stdin", "--yes"),
    "explain": (RULE,),
    "diff": ("sandbox", "sandbox"),
    "payload": (RULE,),
    "import": ("by hand",),
}
SHOWN = {
    "status": "skipped_no_postmark_token",
    "verify": "52001  skipped_no_postmark_token",
    "check": "POSTMARK_SERVER_TOKEN",
    "set-token": "Postmark token valid",
    "resolve": "resolved",
    "fix": "resolved",
    "escalate": "",
    "report": "<html",
    "test-fire": "has triggered at",
    "lint": "",
    "explain": "skipped_no_postmark_token",
    "diff": "",
    "schema": '"title": "Stack file of raxx-alerts"',
    "payload": '"triggers"',
    "unmanaged": "",
    "import": "name: by hand",
}
"""A part of what each command writes to stdout where all is in order."""


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_command_in_its_own_process_ends_in_order_with_its_data_on_stdout(
    deployed: Project, sentry: SentrySimulator, command: str
) -> None:
    if command in ("resolve", "fix"):
        store_event(sentry.state, MESSAGE, BEFORE)
    if command == "import":
        put(sentry)
    stdin = dsn_of(sentry) if command == "test-fire" else tokens.POSTMARK_TOKEN
    ran = deployed.run(command, *ARGUMENTS.get(command, ()), stdin=stdin)
    assert ran.exit_code == 0, ran
    assert SHOWN[command] in ran.data
    assert "Traceback" not in ran.words
    assert not [secret for secret in tokens.SECRETS.values() if secret in ran.data + ran.words]
