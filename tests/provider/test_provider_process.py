"""What the provider process promises to the engine, asked over the engine's own protocol."""

from __future__ import annotations

import base64
import json
import os
import pickletools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic import ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider

from infra.program.resources import rule_properties
from infra.provider.state import pack, payload_of, unpack
from infra.providers import HerokuConfigVarCheckProvider, SentryAlertRuleProvider
from infra.rules.alert_rule import AlertRule
from infra.rules.canonical import canonical
from tests.engine.provider_process import Properties, ProviderError, ProviderProcess
from tests.simulators import tokens
from tests.simulators.faults import parse_faults
from tests.simulators.heroku import HerokuSimulator
from tests.simulators.infisical import InfisicalSimulator
from tests.simulators.postmark import PostmarkSimulator
from tests.simulators.sentry import SentrySimulator

ROOT = Path(__file__).parents[2]
WORKFLOWS = "/api/0/organizations/moosequest/workflows/"
VAR = "POSTMARK_SERVER_TOKEN"
PROVIDERS = [SentryAlertRuleProvider, HerokuConfigVarCheckProvider]
TOKENS = {"SENTRY_AUTH_TOKEN": tokens.SENTRY_TOKEN, "HEROKU_API_KEY": tokens.HEROKU_TOKEN}
VAULT_PATHS = {"SENTRY_AUTH_TOKEN": "/MooseQuest/sentry/SENTRY_API"}

Start = Callable[..., ProviderProcess]


class Log(list[tuple[str, str]]):
    """What the providers have said, as severity and text."""

    def warnings(self) -> list[str]:
        """Return the warnings."""
        return [text for severity, text in self if severity == "warning"]


@pytest.fixture
def log() -> Log:
    """Give what the provider processes of the test say."""
    return Log()


@pytest.fixture
def start(
    sentry: SentrySimulator, heroku: HerokuSimulator, postmark: PostmarkSimulator, log: Log
) -> Iterator[Start]:
    """Give a function that starts a process with some variables; all end with the test."""
    config = {
        "raxx-alerts:sentryUrl": sentry.url,
        "raxx-alerts:herokuApiUrl": heroku.url,
        "raxx-alerts:postmarkApiUrl": postmark.url,
        "raxx-alerts:vaultPaths": json.dumps(VAULT_PATHS),
    }
    with ExitStack() as started:

        def started_with(**variables: str) -> ProviderProcess:
            environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables}
            process = ProviderProcess(
                "raxx-alerts", ROOT, environment, config, lambda *said: log.append(said)
            )
            return started.enter_context(process)

        yield started_with


@pytest.fixture
def provider(start: Start) -> ProviderProcess:
    """Give a process that has every token in its environment."""
    return start(**TOKENS)


def reference(provider: type[ResourceProvider]) -> str:
    """Return what the state keeps of a provider."""
    text: str = serialize_provider(provider())
    return text


def rule(name: str = "a rule", organization: str = "moosequest", **changes: Any) -> Properties:
    """Give the properties of a rule as the program registers them."""
    entry = {
        "name": name,
        "filter": [{"message": {"contains": "skipped"}}],
        "condition": {"atLeast": 1, "within": "5m"},
        "action": [{"email": "ops@raxx.app"}],
        "frequency": "60 min",
        **changes,
    }
    declared = AlertRule.model_validate(entry)
    told = rule_properties(declared, organization, "trademaster-raptor")
    return told | {"__provider": reference(SentryAlertRuleProvider)}


def check_of(config_var: str = VAR, **changes: Any) -> Properties:
    """Give the properties of a config var check as the program registers them."""
    return {
        "app": "raxx-api-prod",
        "config_var": config_var,
        "minimum_length": 5,
        "validator": "postmark",
        "guards": "a rule",
        "strict": False,
        "__provider": reference(HerokuConfigVarCheckProvider),
        **changes,
    }


def unset(heroku: HerokuSimulator) -> None:
    """Take the config var away."""
    del heroku.state["apps"][0]["configVars"][VAR]


def alerts(sentry: SentrySimulator) -> list[dict[str, Any]]:
    """Return what Sentry holds."""
    found: list[dict[str, Any]] = sentry.state["workflows"]
    return found


def checked(provider: ProviderProcess, news: Properties) -> Properties:
    """Return the inputs that a check of something new makes of `news`."""
    return provider.check({}, news)[0]


def created(provider: ProviderProcess, news: Properties) -> tuple[str, Properties, Properties]:
    """Create what is declared; return its ID, inputs and outputs."""
    inputs = checked(provider, news)
    id_, outputs = provider.create(inputs)
    return id_, inputs, outputs


def test_where_nothing_changes_the_process_loads_none_of_the_models_of_rules(
    provider: ProviderProcess, start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    id_, inputs, outputs = created(provider, rule())
    later = start(**TOKENS, PYTHONPROFILEIMPORTTIME="1")
    _, live, refreshed = later.read(id_, outputs, inputs)
    news, _ = later.check(refreshed or {}, rule())
    assert not later.diff(id_, live, news).changes
    loaded = capfd.readouterr().err
    assert (
        "infra.services" in loaded,
        "infra.rules.alert_rule" in loaded,
        "pydantic" in loaded,
    ) == (
        True,
        False,
        False,
    )


# The reference to a provider that every state keeps.


@pytest.mark.parametrize("kind", PROVIDERS)
def test_the_stored_reference_names_module_and_class_and_nothing_else(
    kind: type[ResourceProvider],
) -> None:
    pickled = base64.b64decode(reference(kind))
    texts = [argument for _, argument, _ in pickletools.genops(pickled) if type(argument) is str]
    assert texts == ["infra.providers", kind.__name__]


@pytest.mark.parametrize("kind", PROVIDERS)
def test_the_stored_reference_is_shorter_than_100_bytes(kind: type[ResourceProvider]) -> None:
    assert len(base64.b64decode(reference(kind))) < 100


def test_every_answer_carries_the_reference_on(provider: ProviderProcess) -> None:
    id_, inputs, outputs = created(provider, rule())
    read = provider.read(id_, outputs, inputs)
    updated = provider.update(id_, outputs, inputs)
    answers = [inputs, outputs, read[1], read[2] or {}, updated]
    assert [a.get("__provider") for a in answers] == [reference(SentryAlertRuleProvider)] * 5


# The process.


def test_it_is_gone_when_its_block_ends(start: Start) -> None:
    provider = start()
    provider.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(provider.pid, 0)


# An alert rule.


def test_check_returns_the_payload_that_create_sends(
    provider: ProviderProcess, sentry: SentrySimulator
) -> None:
    inputs = checked(provider, rule())
    provider.create(inputs)
    assert canonical(alerts(sentry)[0]) == payload_of(unpack(inputs))


def test_a_rule_asks_heroku_for_nothing(provider: ProviderProcess, heroku: HerokuSimulator) -> None:
    created(provider, rule())
    assert heroku.requests == []


def test_check_writes_nothing(provider: ProviderProcess, sentry: SentrySimulator) -> None:
    checked(provider, rule())
    assert {request["method"] for request in sentry.requests} == {"GET"}


def test_create_returns_the_id_that_sentry_gave(
    provider: ProviderProcess, sentry: SentrySimulator
) -> None:
    id_, _ = provider.create(checked(provider, rule()))
    assert id_ == alerts(sentry)[0]["id"]


def test_create_called_again_makes_no_second_alert(
    provider: ProviderProcess, sentry: SentrySimulator
) -> None:
    inputs = checked(provider, rule())
    provider.create(inputs)
    provider.create(inputs)
    assert len(alerts(sentry)) == 1


def test_read_returns_the_inputs_that_were_checked(start: Start, provider: ProviderProcess) -> None:
    id_, inputs, outputs = created(provider, rule())
    assert start(**TOKENS).read(id_, outputs, inputs)[2] == inputs


def test_read_of_a_deleted_alert_returns_a_blank_id(
    start: Start, provider: ProviderProcess, sentry: SentrySimulator
) -> None:
    id_, inputs, outputs = created(provider, rule())
    alerts(sentry).clear()
    assert start(**TOKENS).read(id_, outputs, inputs)[0] == ""


def test_diff_ignores_what_the_server_reorders(start: Start, provider: ProviderProcess) -> None:
    several = rule(
        filter=[{"message": {"contains": text}} for text in ("alpha", "beta", "gamma", "delta")],
        action=[{"email": "ops@raxx.app"}, {"emailTeam": "sre"}],
    )
    id_, inputs, outputs = created(provider, several)
    seen = [start(**TOKENS).read(id_, outputs, inputs)[1] for _ in range(3)]
    assert [provider.diff(id_, live, inputs).changes for live in seen] == [False] * 3


def test_diff_sees_another_frequency(provider: ProviderProcess) -> None:
    id_, inputs, outputs = created(provider, rule())
    declared, _ = provider.check(inputs, rule(frequency="30 min"))
    assert provider.diff(id_, outputs, declared).changes is True


def test_another_organization_is_a_replacement(provider: ProviderProcess) -> None:
    id_, inputs, outputs = created(provider, rule())
    before = outputs | pack(unpack(outputs) | {"organization": "elsewhere"})
    assert provider.diff("404", before, inputs).replaces == ("organization",)
    assert provider.diff(id_, before, inputs).replaces == ()


def test_update_keeps_the_id(provider: ProviderProcess, sentry: SentrySimulator) -> None:
    id_, inputs, outputs = created(provider, rule())
    declared, _ = provider.check(inputs, rule(frequency="30 min"))
    provider.update(id_, outputs, declared)
    assert [(a["id"], a["config"]) for a in alerts(sentry)] == [(id_, {"frequency": 30})]


def test_delete_takes_the_alert_away(provider: ProviderProcess, sentry: SentrySimulator) -> None:
    id_, _, outputs = created(provider, rule())
    provider.delete(id_, outputs)
    assert alerts(sentry) == []


def test_delete_of_an_alert_that_is_gone_already_is_no_error(
    provider: ProviderProcess, sentry: SentrySimulator
) -> None:
    id_, _, outputs = created(provider, rule())
    alerts(sentry).clear()
    provider.delete(id_, outputs)
    assert sentry.requests[-1]["status"] == 404


# Many at once.


def test_four_checks_at_once_list_the_alerts_once(
    provider: ProviderProcess, sentry: SentrySimulator
) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: checked(provider, rule(name)), "abcd"))
    assert [request["path"] for request in sentry.requests].count(WORKFLOWS) == 1


def test_four_checks_at_once_log_in_to_the_vault_once(
    start: Start, infisical: InfisicalSimulator
) -> None:
    provider = start(
        INFISICAL_API_URL=infisical.url,
        INFISICAL_PROJECT_ID=infisical.state["project"]["id"],
        INFISICAL_CLIENT_ID=tokens.INFISICAL_CLIENT_ID,
        INFISICAL_CLIENT_SECRET=tokens.INFISICAL_CLIENT_SECRET,
    )
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: checked(provider, rule(name)), "abcd"))
    assert [request["method"] for request in infisical.requests].count("POST") == 1


def test_a_warning_that_concerns_two_checks_is_told_once(
    provider: ProviderProcess, heroku: HerokuSimulator, log: Log
) -> None:
    unset(heroku)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: checked(provider, check_of()), "abcd"))
    assert len(log.warnings()) == 1


# Errors.


def failure(provider: ProviderProcess, news: Properties) -> str:
    """Create what is declared and return the error's text."""
    with pytest.raises(ProviderError) as caught:
        provider.create(checked(provider, news))
    return str(caught.value)


def test_an_error_is_a_sentence_without_a_traceback(
    provider: ProviderProcess, sentry: SentrySimulator
) -> None:
    sentry.faults += parse_faults(
        [{"method": "POST", "path": WORKFLOWS, "times": 1, "fault": "403"}]
    )
    assert failure(provider, rule()).splitlines() == [
        f"infra.base.errors.ForbiddenError: Sentry: POST {WORKFLOWS}: 403: "
        "You do not have permission to perform this action.",
        "  Next: give the token the scopes alerts:read, alerts:write, member:read, team:read",
    ]


@pytest.mark.parametrize(
    "variable",
    [
        "SENTRY_AUTH_TOKEN",
        "INFISICAL_TOKEN",
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID",
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET",
        "INFISICAL_CLIENT_ID",
        "INFISICAL_CLIENT_SECRET",
        "INFISICAL_PROJECT_ID",
        "CF_ACCESS_CLIENT_ID",
        "CF_ACCESS_CLIENT_SECRET",
    ],
)
def test_a_missing_token_is_told_with_every_variable_that_would_do(
    start: Start, variable: str
) -> None:
    assert f" {variable} (not set)" in failure(start(), rule())


def test_a_refused_token_is_not_shown(start: Start) -> None:
    text = failure(start(SENTRY_AUTH_TOKEN=tokens.SENTRY_TOKEN_EXPIRED), rule())
    assert tokens.SENTRY_TOKEN_EXPIRED not in text


def test_a_recipient_nobody_has_is_told_at_check_and_refused_at_create(
    provider: ProviderProcess,
) -> None:
    inputs = checked(provider, rule(action=[{"email": "nobody@raxx.app"}]))
    assert "has the address nobody@raxx.app" in unpack(inputs)["problem"]["message"]
    with pytest.raises(ProviderError, match="has the address nobody@raxx"):
        provider.create(inputs)


# A config var check.


def test_create_records_what_the_look_found(provider: ProviderProcess) -> None:
    _, _, outputs = created(provider, check_of())
    found = [outputs[key] for key in ("status", "server", "server_id")]
    assert found == ["ok", "raxx-transactional", "4711001"]


def test_no_piece_of_the_looked_at_value_is_recorded(provider: ProviderProcess) -> None:
    recorded = json.dumps(created(provider, check_of()))
    assert not [
        i
        for i in range(len(tokens.POSTMARK_TOKEN) - 7)
        if tokens.POSTMARK_TOKEN[i:][:8] in recorded
    ]


def test_diff_of_a_check_is_none_though_its_numbers_travel_as_floats(
    provider: ProviderProcess,
) -> None:
    id_, inputs, outputs = created(provider, check_of())
    assert provider.diff(id_, outputs, inputs).changes is False


def test_read_looks_afresh(
    start: Start, provider: ProviderProcess, heroku: HerokuSimulator
) -> None:
    id_, inputs, outputs = created(provider, check_of())
    unset(heroku)
    assert start(**TOKENS).read(id_, outputs, inputs)[1]["status"] == "unset"


def test_read_tells_an_outage_of_heroku_as_a_status(
    start: Start, provider: ProviderProcess, heroku: HerokuSimulator
) -> None:
    id_, inputs, outputs = created(provider, check_of())
    heroku.faults += parse_faults([{"method": "GET", "path": "/*", "times": 99, "fault": "404"}])
    status = start(**TOKENS).read(id_, outputs, inputs)[1]["status"]
    assert status.startswith("unknown: Heroku: GET ")


def test_check_of_something_new_warns_already(
    provider: ProviderProcess, heroku: HerokuSimulator, log: Log
) -> None:
    unset(heroku)
    checked(provider, check_of())
    assert [text.partition(";")[0] for text in log.warnings()] == [
        f"config var {VAR} of Heroku app raxx-api-prod is unset"
    ]


def test_a_strict_check_that_is_not_fulfilled_is_a_change(
    provider: ProviderProcess, heroku: HerokuSimulator
) -> None:
    unset(heroku)
    id_, inputs, outputs = created(provider, check_of())
    strict = {"strict": True}
    assert provider.diff(id_, outputs | strict, inputs | strict).changes is True


def test_a_strict_check_that_is_not_fulfilled_cannot_be_created(
    provider: ProviderProcess, heroku: HerokuSimulator
) -> None:
    unset(heroku)
    assert "is unset, and its check is strict" in failure(provider, check_of(strict=True))


def test_update_of_a_check_records_the_new_declaration(provider: ProviderProcess) -> None:
    id_, inputs, outputs = created(provider, check_of())
    declared = inputs | {"guards": "another rule"}
    assert provider.update(id_, outputs, declared)["guards"] == "another rule"


def test_delete_of_a_check_asks_heroku_for_nothing(
    start: Start, provider: ProviderProcess, heroku: HerokuSimulator
) -> None:
    id_, _, outputs = created(provider, check_of())
    before = len(heroku.requests)
    start(**TOKENS).delete(id_, outputs)
    assert len(heroku.requests) == before
