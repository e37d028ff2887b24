"""Promises of a wrong stack config, rules apart: one clear line for each mistake, all at once."""

import json
from typing import Any

import pytest

from infra.base.errors import ConfigError
from infra.config.cross_checks import MOST_PROBLEMS
from infra.config.settings import ConnectionSettings
from tests.factories import check, complaints, entry, refused

HTTPS = (
    "must be https://HOST (http:// only for 127.0.0.1, ::1 or localhost), without user, password, "
    "query or fragment"
)
APP_RULE = (
    "is not a name Heroku gives an app: 3 to 30 lowercase letters, digits and '-', "
    "first a letter, last no '-'"
)
VAR_RULE = (
    "is not a config var's name: letters, digits and '_', "
    "not beginning with a digit, '__' or 'HEROKU_'"
)


def in_check(**overrides: Any) -> list[str]:
    return complaints(configVarChecks=[check(**overrides)])


def test_one_problem_is_told_in_three_lines() -> None:
    assert str(refused(sentryProject=None)) == (
        "the stack config has 1 problem:\n"
        "  raxx-alerts:sentryProject: is missing\n"
        "  Next: correct the file Pulumi.<stack>.yaml; nothing was changed"
    )


def test_two_problems_are_told_in_four_lines() -> None:
    assert str(refused(sentryProject=None, sentryOrganization=None)) == (
        "the stack config has 2 problems:\n"
        "  raxx-alerts:sentryOrganization: is missing\n"
        "  raxx-alerts:sentryProject: is missing\n"
        "  Next: correct the file Pulumi.<stack>.yaml; nothing was changed"
    )


def test_a_refusal_drags_no_traceback_of_another_error_along() -> None:
    error = refused(sentryProject=None)
    assert (error.__cause__, error.__context__) == (None, None)


def test_an_unknown_key_is_told_with_the_one_that_was_meant() -> None:
    assert complaints(sentryUrll="https://sentry.io") == [
        "raxx-alerts:sentryUrll: unknown key (did you mean 'sentryUrl'?); known keys: sentryUrl, "
        "herokuApiUrl, postmarkApiUrl, userAgent, vaultPaths, sentryOrganization, sentryProject, "
        "sentryApi, alertRules, monitors, configVarChecks, ruleFiles"
    ]


@pytest.mark.parametrize("key", ["sentryOrganization", "sentryProject", "alertRules"])
def test_a_missing_key_is_told(key: str) -> None:
    assert complaints(**{key: None}) == [f"raxx-alerts:{key}: is missing"]


@pytest.mark.parametrize("slug", ["Moose Quest", "MooseQuest", "", "moose/quest", "../other"])
def test_what_is_no_slug_is_told(slug: str) -> None:
    assert complaints(sentryOrganization=slug) == [
        f"raxx-alerts:sentryOrganization: {slug!r} is not a slug: "
        "lowercase letters, digits, '-' and '_' only"
    ]


def test_a_config_var_check_that_is_misspelt_is_told() -> None:
    assert in_check(validater="postmark") == [
        "raxx-alerts:configVarChecks[0].validater: unknown key (did you mean 'validator'?); "
        "known keys: app, configVar, minimumLength, validator, guards, strict"
    ]


def test_an_unknown_validator_is_told() -> None:
    assert in_check(validator="sendgrid") == [
        "raxx-alerts:configVarChecks[0].validator: 'sendgrid' is not one of postmark"
    ]


def test_a_check_that_guards_no_rule_is_told() -> None:
    assert in_check(guards="disk_ful") == [
        "raxx-alerts:configVarChecks[0].guards: no rule has the key or name 'disk_ful' "
        "(did you mean 'disk_full'?); keys: disk_full"
    ]


def test_a_check_that_guards_no_rule_is_told_with_the_keys_of_all_rules() -> None:
    rules = [entry(key="one", name="1"), entry(key="two", name="2")]
    assert complaints(alertRules=rules, configVarChecks=[check(guards="zzz")]) == [
        "raxx-alerts:configVarChecks[0].guards: no rule has the key or name 'zzz'; keys: one, two"
    ]


def test_a_check_in_a_stack_without_rules_is_told() -> None:
    assert complaints(alertRules=[], configVarChecks=[check()]) == [
        "raxx-alerts:configVarChecks[0].guards: no rule has the key or name 'disk_full'; keys: none"
    ]


def test_a_check_that_is_no_mapping_is_told() -> None:
    (line,) = complaints(configVarChecks=["raxx-api-prod"])
    assert line == (
        "raxx-alerts:configVarChecks[0]: 'raxx-api-prod' is not a mapping of keys to values"
    )


def test_a_check_that_guards_nothing_is_told() -> None:
    unguarded = {key: value for key, value in check().items() if key != "guards"}
    assert complaints(configVarChecks=[unguarded]) == [
        "raxx-alerts:configVarChecks[0].guards: is missing"
    ]


def test_a_second_check_of_the_same_config_var_is_told() -> None:
    assert complaints(configVarChecks=[check(), check(minimumLength=9)]) == [
        "raxx-alerts:configVarChecks[1]: repeats the config var of configVarChecks[0]"
    ]


@pytest.mark.parametrize(
    "app", ["ab", "a" * 31, "Raxx-api", "1abc", "-abc", "abc-", "a_b_c", "raxx.api", ""]
)
def test_an_app_name_that_heroku_cannot_have_is_told(app: str) -> None:
    assert in_check(app=app) == [f"raxx-alerts:configVarChecks[0].app: {app!r} {APP_RULE}"]


@pytest.mark.parametrize("name", ["HEROKU_APP", "__TOKEN", "2FA", "MY-VAR", "MY VAR", "É", ""])
def test_a_config_var_name_that_heroku_refuses_is_told(name: str) -> None:
    assert in_check(configVar=name) == [
        f"raxx-alerts:configVarChecks[0].configVar: {name!r} {VAR_RULE}"
    ]


@pytest.mark.parametrize("length", [0, -1])
def test_a_minimum_length_below_one_is_told(length: int) -> None:
    assert in_check(minimumLength=length) == [
        f"raxx-alerts:configVarChecks[0].minimumLength: {length} is less than 1"
    ]


def test_a_minimum_length_that_is_text_is_told() -> None:
    assert in_check(minimumLength="5") == [
        "raxx-alerts:configVarChecks[0].minimumLength: '5': input should be a valid integer"
    ]


def test_a_strict_that_is_text_is_told() -> None:
    assert in_check(strict="yes") == [
        "raxx-alerts:configVarChecks[0].strict: 'yes': input should be a valid boolean"
    ]


@pytest.mark.parametrize("key", ["sentryUrl", "herokuApiUrl", "postmarkApiUrl"])
@pytest.mark.parametrize(
    "url",
    [
        "http://sentry.io",
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "http://10.0.0.1",
        "ftp://sentry.io",
        "sentry.io",
        "",
    ],
)
def test_a_url_that_would_show_a_token_to_the_wire_is_told(key: str, url: str) -> None:
    assert complaints(**{key: url}) == [f"raxx-alerts:{key}: {url!r} {HTTPS}"]


@pytest.mark.parametrize("url", ["https://user:password@sentry.io", "https://user@sentry.io"])
def test_a_url_with_a_name_or_password_is_refused(url: str) -> None:
    assert len(complaints(sentryUrl=url)) == 1


@pytest.mark.parametrize(
    "path", ["MooseQuest/sentry/KEY", "/", "//KEY", "/Moose Quest/KEY", "/sentry/KEY/", ""]
)
def test_a_vault_path_that_is_malformed_is_told(path: str) -> None:
    assert complaints(vaultPaths={"SENTRY_AUTH_TOKEN": path}) == [
        f"raxx-alerts:vaultPaths.SENTRY_AUTH_TOKEN: {path!r} is not a path in the vault such as "
        "/Team/sentry/SENTRY_API"
    ]


@pytest.mark.parametrize(
    "token", [f"sntrys_{'0123456789abcdef' * 3}", "0badc0de-0000-4000-8000-00000000fa4e"]
)
def test_a_token_that_was_pasted_in_place_of_its_path_is_not_shown(token: str) -> None:
    assert complaints(vaultPaths={"SENTRY_AUTH_TOKEN": token}) == [
        "raxx-alerts:vaultPaths.SENTRY_AUTH_TOKEN: '[redacted]' is not a path in the vault such as "
        "/Team/sentry/SENTRY_API"
    ]


def test_a_token_at_the_cut_of_a_long_value_is_not_shown_in_part() -> None:
    (complaint,) = complaints(vaultPaths={"SENTRY_AUTH_TOKEN": f"{'.' * 46}sntryu_0123456789abc"})
    assert "sntryu" not in complaint


def test_a_user_agent_with_a_line_break_is_told() -> None:
    assert complaints(userAgent="raxx\r\nX-Evil: 1") == [
        "raxx-alerts:userAgent: has characters that cannot be seen (U+000A, U+000D); remove them"
    ]


def test_all_problems_of_a_file_come_in_one_report() -> None:
    error = refused(
        sentryProject=None,
        sentryUrl="http://sentry.io",
        vaultPaths={"SENTRY_AUTH_TOKEN": "nowhere"},
        alertRules=[
            entry(frequency="60", condition={"atLeast": 0, "within": "5min"}),
            entry(key=None, filter=None, colour="red"),
        ],
        configVarChecks=[check(app="X", guards="nobody")],
    )
    first, *lines = error.message.splitlines()
    assert first == "the stack config has 11 problems:"
    assert [line.split(": ")[0].strip() for line in lines] == [
        "raxx-alerts:alertRules[0].condition.atLeast",
        "raxx-alerts:alertRules[0].condition.within",
        "raxx-alerts:alertRules[0].frequency",
        "raxx-alerts:alertRules[0].name and alertRules[1].name",
        "raxx-alerts:alertRules[1].colour",
        "raxx-alerts:alertRules[1].filter",
        "raxx-alerts:configVarChecks[0].app",
        "raxx-alerts:configVarChecks[0].guards",
        "raxx-alerts:sentryProject",
        "raxx-alerts:sentryUrl",
        "raxx-alerts:vaultPaths.SENTRY_AUTH_TOKEN",
    ]


def test_every_rule_of_many_is_told_by_its_place() -> None:
    wrong = [entry(key=f"k{i}", name=f"n{i}", frequency="often") for i in range(12)]
    assert [line.split(": ")[0] for line in complaints(alertRules=wrong)] == sorted(
        f"raxx-alerts:alertRules[{i}].frequency" for i in range(12)
    )


def test_the_provider_process_tells_its_problems_likewise() -> None:
    with pytest.raises(ConfigError) as caught:
        ConnectionSettings.load({"sentryUrl": "http://sentry.io"}, "raxx-alerts")
    assert f"\n  raxx-alerts:sentryUrl: 'http://sentry.io' {HTTPS}\n" in str(caught.value)


def test_a_refusal_cannot_write_on_the_terminal() -> None:
    assert complaints(sentryProject="\x1b[31m\u202e") == [
        r"raxx-alerts:sentryProject: '\x1b[31m\u202e' is not a slug: "
        "lowercase letters, digits, '-' and '_' only"
    ]


def test_a_long_value_is_cut_and_what_is_wrong_with_it_is_not() -> None:
    (line,) = complaints(sentryProject="X" * 5000)
    assert line == (
        f"raxx-alerts:sentryProject: '{'X' * 58}… is not a slug: "
        "lowercase letters, digits, '-' and '_' only"
    )


def test_a_user_agent_that_no_header_can_hold_is_told() -> None:
    assert complaints(userAgent="raxx—sre") == [
        "raxx-alerts:userAgent: 'raxx—sre' has characters outside ASCII, which no header can hold"
    ]


def test_of_very_many_problems_the_first_are_told_and_the_others_counted() -> None:
    first, *lines = refused(alertRules=[*range(MOST_PROBLEMS + 7)]).message.splitlines()
    assert first == f"the stack config has {MOST_PROBLEMS + 7} problems:"
    assert len(lines) == MOST_PROBLEMS + 1
    assert lines[-1] == "  ... and 7 more"


def test_of_very_many_rules_of_one_name_the_first_are_told_and_the_others_counted() -> None:
    lines = complaints(alertRules=[entry()] * 1000)
    assert [line.partition(" and 990 more: ")[2] for line in lines] == [
        "1000 rules have the key 'disk_full'; each needs its own",
        "1000 rules have the name 'disk full'; each needs its own",
    ]


def test_where_very_many_checks_guard_no_rule_the_keys_are_told_as_far_as_they_fit() -> None:
    rules = [entry(key=f"k{i}", name=f"n{i}") for i in range(1000)]
    checks = [check(app=f"app-{i}", guards="zzz") for i in range(1000)]
    line = complaints(alertRules=rules, configVarChecks=checks)[0]
    assert line.endswith("'zzz'; keys: k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, 990 more")


def test_a_list_that_is_no_json_is_refused() -> None:
    assert complaints(alertRules=json.dumps([entry()])[:-1])[0].startswith(
        "raxx-alerts:alertRules: "
    )
