"""Promises of the stack config: what is accepted, and that the files of this repository are."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic_core import to_jsonable_python

from infra.config.rule_files import names_of_rules
from infra.config.settings import ConnectionSettings, Settings
from infra.rules.links import monitor_keys
from tests.factories import as_text, check, config, entry

ROOT = Path(__file__).parents[2]
STACKS = ["Pulumi.prod.yaml", "Pulumi.sandbox.yaml"]
_TOKEN = re.compile(
    r"sntry[a-z]_|HRKU-|secure:|BEGIN [A-Z ]*PRIVATE|eyJ[\w-]{10,}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}|[A-Za-z0-9+=]{24,}"
)


def text_of(stack: str) -> str:
    """Return a stack file without the salt that the engine keeps in it, which is no secret."""
    lines = (ROOT / stack).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("encryptionsalt:"))


def loaded(stack: str) -> Settings:
    """Read a stack file as the engine hands it to the program."""
    values = yaml.safe_load(text_of(stack))["config"]
    texts = {key.removeprefix("raxx-alerts:"): as_text(value) for key, value in values.items()}
    return Settings.load(texts, "raxx-alerts")


def schema() -> dict[str, Any]:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
    declared: dict[str, Any] = project["config"]
    return declared


def test_a_clean_config_is_read() -> None:
    settings = Settings.load(config(), "raxx-alerts")
    assert [rule.name for rule in settings.alert_rules] == ["disk full"]


def test_a_stack_without_rules_may_stand() -> None:
    assert Settings.load(config(alertRules=[]), "raxx-alerts").alert_rules == ()


def test_a_rule_that_matches_everything_must_and_may_say_so() -> None:
    everything = entry(filter=None, matchesEverything=True)
    (rule,) = Settings.load(config(alertRules=[everything]), "raxx-alerts").alert_rules
    assert rule.filter == ()


def test_a_date_that_pulumi_rewrote_is_still_that_day() -> None:
    dated = entry(created="2026-05-30 00:00:00 +0000 UTC")
    (rule,) = Settings.load(config(alertRules=[dated]), "raxx-alerts").alert_rules
    assert rule.created == date(2026, 5, 30)


@pytest.mark.parametrize("length", [1, 256])
def test_a_name_may_have_as_many_characters_as_sentry_takes(length: int) -> None:
    (rule,) = Settings.load(
        config(alertRules=[entry(name="—" * length)]), "raxx-alerts"
    ).alert_rules
    assert len(rule.name) == length


@pytest.mark.parametrize("app", ["abc", "raxx-api-prod", "a" * 30, "a1-2"])
def test_every_name_heroku_gives_an_app_is_accepted(app: str) -> None:
    settings = Settings.load(config(configVarChecks=[check(app=app)]), "raxx-alerts")
    assert settings.config_var_checks[0].app == app


@pytest.mark.parametrize("name", ["TOKEN", "_T", "token_2", "MY_HEROKU_KEY"])
def test_every_name_of_a_config_var_is_accepted(name: str) -> None:
    settings = Settings.load(config(configVarChecks=[check(configVar=name)]), "raxx-alerts")
    assert settings.config_var_checks[0].config_var == name


@pytest.mark.parametrize("guards", ["disk_full", "disk full"])
def test_a_check_finds_its_rule_by_key_or_by_name(guards: str) -> None:
    settings = Settings.load(config(configVarChecks=[check(guards=guards)]), "raxx-alerts")
    assert settings.guarded(settings.config_var_checks[0]).key == "disk_full"


def test_a_check_asks_for_what_the_runbook_asks_for_unless_it_says_otherwise() -> None:
    settings = Settings.load(config(configVarChecks=[check()]), "raxx-alerts")
    plain = settings.config_var_checks[0]
    assert (plain.minimum_length, plain.validator, plain.strict) == (5, None, False)


def test_a_check_is_known_to_pulumi_by_app_and_config_var() -> None:
    settings = Settings.load(config(configVarChecks=[check()]), "raxx-alerts")
    assert settings.config_var_checks[0].resource_name == "raxx-api-prod-POSTMARK_SERVER_TOKEN"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://sentry.example.com", "https://sentry.example.com"),
        ("https://sentry.example.com/", "https://sentry.example.com"),
        ("http://127.0.0.1:8741", "http://127.0.0.1:8741"),
        ("http://[::1]:8741", "http://[::1]:8741"),
    ],
)
def test_a_url_is_read_without_its_last_slash(written: str, read: str) -> None:
    assert Settings.load(config(sentryUrl=written), "raxx-alerts").sentry_url == read


def test_the_provider_process_needs_no_more_than_the_connections() -> None:
    connections = ConnectionSettings.load({"sentryUrl": "https://de.sentry.io"}, "raxx-alerts")
    assert (connections.sentry_url, connections.heroku_api_url) == (
        "https://de.sentry.io",
        "https://api.heroku.com",
    )


def test_two_config_vars_of_one_app_may_each_have_a_check() -> None:
    checks = [check(), check(configVar="OTHER_TOKEN"), check(app="another-app")]
    settings = Settings.load(config(configVarChecks=checks), "raxx-alerts")
    assert len(settings.config_var_checks) == 3


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ([entry(), entry(name="Quota — reached")], {"disk full", "Quota — reached"}),
        (["no mapping", entry()], {"disk full"}),
        ([], set()),
    ],
)
def test_the_names_of_all_rules_can_be_had_from_pulumis_text(
    written: list[Any], names: set[str]
) -> None:
    assert names_of_rules(as_text(written)) == names


@pytest.mark.parametrize("written", ["", "nothing", "[broken", "{}"])
def test_where_no_rules_are_declared_there_are_no_names(written: str) -> None:
    assert names_of_rules(written) == frozenset()


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_of_this_repository_is_accepted(stack: str) -> None:
    settings = loaded(stack)
    assert (settings.sentry_organization, settings.sentry_project) == (
        "moosequest",
        "trademaster-raptor",
    )


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_of_this_repository_has_the_teams_first_rule(stack: str) -> None:
    first = loaded(stack).alert_rules[0]
    assert first.model_dump(mode="json", by_alias=True, exclude_defaults=True) == {
        "key": "skipped_no_postmark_token",
        "name": "skipped_no_postmark_token — email silent failure",
        "filter": [{"message": {"contains": "skipped_no_postmark_token"}}],
        "condition": [{"atLeast": 1, "within": "5m"}],
        "action": [{"email": "ops@raxx.app"}],
        "frequency": "60 min",
        "created": "2026-05-30",
        "issue": "#3135",
        "runbook": "docs/runbooks/skipped_no_postmark_token.md",
    }


def test_both_stacks_declare_the_same_rules_but_for_the_sandboxs_monitor() -> None:
    prod, sandbox = map(loaded, STACKS)
    assert sandbox.alert_rules[: len(prod.alert_rules)] == prod.alert_rules
    own = sandbox.alert_rules[len(prod.alert_rules) :]
    assert [monitor_keys(rule) for rule in own] == [[m.key] for m in sandbox.monitors]
    assert (prod.monitors, len(own)) == ((), 1)


def test_both_stacks_declare_the_same_checks() -> None:
    assert loaded(STACKS[0]).config_var_checks == loaded(STACKS[1]).config_var_checks


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_file_of_this_repository_holds_no_secret(stack: str) -> None:
    assert _TOKEN.findall(text_of(stack)) == []


@pytest.mark.parametrize(
    "secret",
    [
        "sntryu_0123",
        "HRKU-0123",
        "secure: v1:abc",
        "01234567-89ab-cdef-0123-456789abcdef",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_a_secret_in_a_stack_file_would_be_seen(secret: str) -> None:
    assert _TOKEN.search(f"  raxx-alerts:token: {secret}\n")


def test_the_sandbox_speaks_to_this_machine_only() -> None:
    settings = loaded("Pulumi.sandbox.yaml")
    urls = (settings.sentry_url, settings.heroku_api_url, settings.postmark_api_url)
    assert [url.rpartition(":")[0] for url in urls] == ["http://127.0.0.1"] * 3


def test_every_key_is_declared_in_the_project_file_and_no_other() -> None:
    assert {field.alias for field in Settings.model_fields.values()} == schema().keys()


def test_every_default_is_declared_in_the_project_file() -> None:
    defaults = {
        field.alias: to_jsonable_python(field.get_default(call_default_factory=False))
        for field in Settings.model_fields.values()
        if not field.is_required()
    }
    declared = {key: value["default"] for key, value in schema().items() if "default" in value}
    assert json.dumps(declared, sort_keys=True) == json.dumps(defaults, sort_keys=True)


def test_rules_of_two_projects_may_have_one_name_and_are_told_apart_by_it() -> None:
    rules = [entry(), entry(key="other", project="other-project")]
    settings = Settings.load(config(alertRules=rules), "raxx-alerts")
    assert [settings.title(rule) for rule in settings.alert_rules] == [
        "disk full (trademaster-raptor)",
        "disk full (other-project)",
    ]
