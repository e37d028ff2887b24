"""Promises of a rule's wrong name or key: one clear line for each mistake, with its path."""

import pytest

from tests.factories import complaints, entry, rule, rule_complaints

RULE = "raxx-alerts:alertRules[0]"


@pytest.mark.parametrize("name", ["", " ", "\n", "\u2003"])
def test_an_empty_name_is_told(name: str) -> None:
    assert rule_complaints(name=name) == [f"{RULE}.name: is empty"]


def test_a_name_longer_than_sentry_takes_is_told() -> None:
    assert rule_complaints(name="a" * 257) == [
        f"{RULE}.name: has 257 characters; Sentry takes 256 at the most"
    ]


@pytest.mark.parametrize("name", ["disk\x07full", "di\u200bsk", "disk\u00a0full", " a ", "a\nb"])
def test_a_name_that_sentry_takes_is_taken(name: str) -> None:
    assert rule(name=name).name == name.strip()


def test_a_character_that_sentry_cannot_store_is_told() -> None:
    assert rule_complaints(name="disk\0full") == [
        f"{RULE}.name: 'disk\\x00full' has the character U+0000, which Sentry cannot store"
    ]


def test_two_rules_of_one_name_without_keys_are_reported() -> None:
    unkeyed = {key: value for key, value in entry().items() if key != "key"}
    assert complaints(alertRules=[unkeyed, unkeyed]) == [
        f"{RULE}.key and alertRules[1].key: 2 rules have the key 'disk-full'; each needs its own",
        f"{RULE}.name and alertRules[1].name: "
        "2 rules have the name 'disk full'; each needs its own",
    ]


def test_two_rules_without_a_name_are_not_told_as_two_of_one_name() -> None:
    assert complaints(alertRules=[entry(key="a", name=None), entry(key="b", name=None)]) == [
        f"{RULE}.name: is missing",
        "raxx-alerts:alertRules[1].name: is missing",
    ]


def test_two_empty_names_are_not_told_as_two_of_one_name() -> None:
    assert complaints(alertRules=[entry(key="a", name=""), entry(key="b", name="")]) == [
        f"{RULE}.name: is empty",
        "raxx-alerts:alertRules[1].name: is empty",
    ]


def test_two_rules_of_one_key_are_told() -> None:
    assert complaints(alertRules=[entry(), entry(key="x", name="x"), entry(name="other")]) == [
        f"{RULE}.key and alertRules[2].key: 2 rules have the key 'disk_full'; each needs its own"
    ]


def test_two_names_that_give_one_key_are_told() -> None:
    assert complaints(
        alertRules=[entry(key=None, name="Disk!"), entry(key=None, name="disk?")]
    ) == [f"{RULE}.key and alertRules[1].key: 2 rules have the key 'disk'; each needs its own"]


def test_a_name_that_gives_no_key_is_told() -> None:
    assert complaints(alertRules=[entry(key=None, name="—")]) == [
        f"{RULE}.key: is missing, and the name has no letter or digit to derive one from"
    ]


def test_a_key_that_is_no_slug_is_told() -> None:
    assert rule_complaints(key="Disk Full") == [
        f"{RULE}.key: 'Disk Full' is not a slug: lowercase letters, digits, '-' and '_' only"
    ]
