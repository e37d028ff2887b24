"""Promises of redaction: which parts of a remembered secret no text shows, and what it leaves."""

import re
import string
import time
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.base.redaction import redact, remember_secret

SECRET = "Zx9-fake-token-0123456789"
# No small letter, so that neither the text around a secret nor "[redacted]" itself holds a piece.
_letters = string.ascii_uppercase + string.digits + "-_é€ "
_secrets = st.text(_letters, min_size=4, max_size=60)
_long_secrets = st.text(_letters, min_size=16, max_size=60)
_around = st.text("xyz\n:", max_size=20)


@given(_secrets, _around, _around)
def test_a_whole_secret_is_hidden_and_the_text_around_it_stays(
    secret: str, before: str, after: str
) -> None:
    remember_secret(secret)
    assert redact(before + secret + after) == f"{before}[redacted]{after}"


@given(_long_secrets, _around, _around, st.data())
def test_any_run_of_sixteen_characters_or_more_is_hidden(
    secret: str, before: str, after: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(secret) - 16))
    end = data.draw(st.integers(start + 16, len(secret)))
    remember_secret(secret)
    assert redact(before + secret[start:end] + after) == f"{before}[redacted]{after}"


def test_fifteen_characters_of_a_longer_secret_are_no_secret() -> None:
    remember_secret(SECRET)
    assert redact(f"it ends in {SECRET[-15:]}") == f"it ends in {SECRET[-15:]}"


def test_a_secret_shorter_than_sixteen_characters_is_hidden_as_a_whole_only() -> None:
    remember_secret("Q7!x-fake-token")
    assert redact("it is Q7!x-fake-token, not Q7!x-fake-toke") == (
        "it is [redacted], not Q7!x-fake-toke"
    )


def test_a_value_of_three_characters_is_no_secret() -> None:
    remember_secret("abc")
    assert redact("abc and YWJj") == "abc and YWJj"


def test_ordinary_words_that_a_secret_is_made_of_stay_readable() -> None:
    remember_secret("production-eu")
    text = "the production stack holds production-eu; productive, in production"
    assert redact(text) == "the production stack holds [redacted]; productive, in production"


def test_ordinary_words_of_a_long_secret_stay_readable() -> None:
    remember_secret("production-database-eu-west")
    assert redact("the production database") == "the production database"


def test_a_long_secret_is_cheap_to_hide() -> None:
    remember_secret("".join(f"{number:x}-" for number in range(800)))
    message = "Sentry: GET /api/0/organizations/: 400: this message holds no secret at all. " * 4
    began = time.process_time()
    for _ in range(1000):
        redact(message)
    assert time.process_time() - began < 2


def in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


ENCODED: dict[str, Callable[[str], str]] = {
    "URL-encoded": lambda text: quote(text, safe=""),
    "URL-encoded in small letters": lambda text: re.sub(
        "%..", lambda code: code[0].lower(), quote(text, safe="")
    ),
    "hex": lambda text: text.encode().hex(),
    "hex in capitals": lambda text: text.encode().hex().upper(),
    "base64": in_base64,
    "base64, after one byte": lambda text: in_base64(f".{text}"),
    "base64, after two bytes": lambda text: in_base64(f"..{text}"),
}


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED)
@pytest.mark.parametrize("secret", ["k7/Tq+9Zx/4Lm=Wp2/Rv", "k7/Tq+9", "k7/T"])
def test_an_encoded_secret_is_hidden(encode: Callable[[str], str], secret: str) -> None:
    remember_secret(secret)
    assert rest_of(encode(secret)) <= AT_THE_ENDS


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED)
@pytest.mark.parametrize("start", range(5))
def test_an_encoded_run_of_sixteen_characters_is_hidden(
    encode: Callable[[str], str], start: int
) -> None:
    secret = "k7/Tq+9Zx/4Lm=Wp2/Rv"
    remember_secret(secret)
    assert rest_of(encode(secret[start : start + 16])) <= AT_THE_ENDS


AT_THE_ENDS = 6
"""Characters of base64, three at each end, that depend on what is around a secret too."""


def rest_of(encoded: str) -> int:
    """Return how many characters are left of an encoded secret, of which something is hidden."""
    shown = redact(f"<{encoded}>")
    assert "[redacted]" in shown
    return len(shown.replace("[redacted]", "")) - len("<>")


def test_two_secrets_in_one_text_are_both_hidden() -> None:
    remember_secret("FIRST-SECRET")
    remember_secret("OTHER-SECRET")
    assert redact("FIRST-SECRET and OTHER-SECRET") == "[redacted] and [redacted]"


def test_a_secret_that_stands_twice_is_hidden_twice() -> None:
    remember_secret("TWICE-SECRET")
    assert redact("TWICE-SECRET, TWICE-SECRET") == "[redacted], [redacted]"


def test_an_empty_value_is_no_secret() -> None:
    remember_secret("")
    assert redact("nothing to hide") == "nothing to hide"
