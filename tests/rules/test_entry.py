"""Promises of the config's entries in general: what is refused, and how a mistake is told."""

from typing import Any, ClassVar

import pytest
from pydantic import Field, ValidationError

from infra.base.suggestions import did_you_mean
from infra.rules.entry import Entry, OneOf
from infra.rules.problems import problems


class Fruit(OneOf):
    """One kind of fruit."""

    what: ClassVar[str] = "a fruit"
    apple: str | None = None
    sour_cherry: str | None = None


class Shelf(Entry):
    """A place for fruit."""

    fruits: list[Fruit]


class Shop(Entry):
    """Shelves."""

    opening_hour: int
    shelves: list[Shelf] = Field(default=[])
    best: Shelf | None = None


def complaints(data: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Shop.model_validate(data)
    return [str(problem) for problem in problems(caught.value, data, Shop)]


def test_keys_are_written_in_camel_case() -> None:
    assert Shop.model_validate({"openingHour": 8}).opening_hour == 8


def test_no_text_is_taken_for_a_number() -> None:
    assert complaints({"openingHour": "8"}) == [
        "openingHour: '8': input should be a valid integer",
    ]


def test_a_missing_key_is_told_with_its_path() -> None:
    assert complaints({"openingHour": 8, "shelves": [{"fruits": []}, {}]}) == [
        "shelves[1].fruits: is missing",
    ]


def test_a_misspelt_key_is_told_with_the_one_that_was_meant() -> None:
    assert complaints({"openingHour": 8, "shelfs": []}) == [
        "shelfs: unknown key (did you mean 'shelves'?); known keys: openingHour, shelves, best",
    ]


def test_a_misspelt_key_deep_inside_is_told_with_the_keys_of_its_own_place() -> None:
    data = {"openingHour": 8, "shelves": [{"fruits": [{"sourChery": "x"}]}]}
    assert (
        "shelves[0].fruits[0].sourChery: unknown key (did you mean 'sourCherry'?); "
        "known keys: apple, sourCherry"
    ) in complaints(data)


def test_keys_of_an_optional_mapping_are_known_too() -> None:
    data = {"openingHour": 8, "best": {"fruits": [], "fruit": 1}}
    assert complaints(data) == [
        "best.fruit: unknown key (did you mean 'fruits'?); known keys: fruits",
    ]


def test_a_key_unlike_any_known_one_gets_no_guess() -> None:
    assert complaints({"openingHour": 8, "zzz": 1}) == [
        "zzz: unknown key; known keys: openingHour, shelves, best",
    ]


def test_an_empty_value_is_told_with_what_yaml_may_have_made_of_it() -> None:
    assert complaints({"openingHour": None}) == [
        "openingHour: is empty (a value that begins with # needs quotes)",
    ]


def test_of_one_of_several_keys_none_is_too_few() -> None:
    assert complaints({"openingHour": 8, "best": {"fruits": [{}]}}) == [
        "best.fruits[0]: a fruit: no key of apple, sourCherry; write exactly one of them",
    ]


def test_of_one_of_several_keys_two_are_too_many() -> None:
    both = {"apple": "a", "sourCherry": "b"}
    assert complaints({"openingHour": 8, "best": {"fruits": [both]}}) == [
        "best.fruits[0]: a fruit: both apple and sourCherry; write exactly one of them",
    ]


def test_the_one_key_that_is_written_can_be_had() -> None:
    assert Fruit(sour_cherry="b").chosen == ("sour_cherry", "b")


def test_every_problem_is_told_once_and_in_order() -> None:
    assert complaints({"zzz": 1, "best": {}, "shelves": 5}) == [
        "best.fruits: is missing",
        "openingHour: is missing",
        "shelves: 5: input should be a valid list",
        "zzz: unknown key; known keys: openingHour, shelves, best",
    ]


def test_a_long_value_is_cut() -> None:
    (complaint,) = complaints({"openingHour": "8" * 500})
    assert complaint == f"openingHour: '{'8' * 58}…: input should be a valid integer"


def test_a_value_cannot_write_on_the_terminal() -> None:
    assert complaints({"openingHour": "\x1b[31m\u202e"}) == [
        r"openingHour: '\x1b[31m\u202e': input should be a valid integer",
    ]


def test_a_key_cannot_write_on_the_terminal() -> None:
    (complaint,) = complaints({"openingHour": 8, "\x1b[31m": 1})
    assert complaint.startswith(r"\x1b[31m: unknown key; ")


@pytest.mark.parametrize(
    ("word", "guess"),
    [
        ("freqency", " (did you mean 'frequency'?)"),
        ("Frequency", " (did you mean 'frequency'?)"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_a_guess_is_made_only_where_a_word_is_close(word: str, guess: str) -> None:
    assert did_you_mean(word, ["name", "frequency"]) == guess


def test_where_nothing_is_known_nothing_is_guessed() -> None:
    assert did_you_mean("frequency", []) == ""
