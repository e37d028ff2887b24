"""Promises of the errors a person is shown: no secret in them, nothing that rewrites the screen."""

import inspect
import re
import string
import traceback
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.base import errors, redaction
from infra.base.errors import AlertsError, ConfigError, ServiceError, UnavailableError
from infra.base.redaction import redact, remember_secret
from infra.base.terminal_text import printable
from tests.factories import unhurried

SECRET = "Zx9-fake-token-0123456789"
EVERY_ERROR = sorted(
    (
        kind
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, AlertsError)
    ),
    key=lambda kind: kind.__name__,
)
# No small letter, so that neither the text around a secret nor "[redacted]" itself holds a piece.
_secrets = st.text(string.ascii_uppercase + string.digits + "-_é€ ", min_size=8, max_size=60)
_around = st.text("xyz\n:", max_size=20)


@pytest.fixture(autouse=True)
def _no_secret_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_pieces", set())


@unhurried
@given(_secrets, _around, _around)
def test_a_whole_secret_is_hidden_and_the_text_around_it_stays(
    secret: str, before: str, after: str
) -> None:
    remember_secret(secret)
    assert redact(before + secret + after) == f"{before}[redacted]{after}"


@unhurried
@given(_secrets, _around, _around, st.data())
def test_any_piece_of_eight_characters_or_more_is_hidden(
    secret: str, before: str, after: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(secret) - 8))
    end = data.draw(st.integers(start + 8, len(secret)))
    remember_secret(secret)
    assert redact(before + secret[start:end] + after) == f"{before}[redacted]{after}"


def test_seven_characters_of_a_longer_secret_are_no_secret() -> None:
    remember_secret(SECRET)
    assert redact("it ends in 3456789") == "it ends in 3456789"


def test_a_secret_shorter_than_a_piece_is_hidden_as_a_whole() -> None:
    remember_secret("Q7!x")
    assert redact("it is Q7!x, not Q7") == "it is [redacted], not Q7"


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
@pytest.mark.parametrize("part", ["whole", "piece"])
def test_an_encoded_secret_is_hidden(encode: Callable[[str], str], part: str) -> None:
    secret = "k7/Tq+9Zx/4Lm=Wp2/Rv"
    remember_secret(secret)
    shown = redact(f"it is <{encode(secret if part == 'whole' else secret[5:13])}>")
    assert "[redacted]" in shown
    # Three characters of base64 at the ends depend on what stands around the secret, too.
    assert len(shown.replace("[redacted]", "")) <= len("it is <>") + 6


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


@pytest.mark.parametrize("kind", EVERY_ERROR)
def test_no_error_shows_a_remembered_secret(kind: type[AlertsError]) -> None:
    remember_secret(SECRET)
    words = (f"refused {SECRET}", f"rotate {SECRET[:12]}")
    with pytest.raises(kind) as caught:
        raise kind("Sentry", *words) if issubclass(kind, ServiceError) else kind(*words)
    trace = "".join(traceback.format_exception(caught.value))
    for shown in (str(caught.value), repr(caught.value), repr(caught.value.args), trace):
        assert "refused [redacted]" in shown
        assert "rotate [redacted]" in shown
        assert not any(SECRET[i : i + 8] in shown for i in range(len(SECRET) - 7))


@pytest.mark.parametrize("kind", EVERY_ERROR)
def test_no_attribute_of_an_error_keeps_a_remembered_secret(kind: type[AlertsError]) -> None:
    remember_secret(SECRET)
    words = (f"refused {SECRET}", f"rotate {SECRET}")
    error = kind("Sentry", *words) if issubclass(kind, ServiceError) else kind(*words)
    assert SECRET not in repr(vars(error))


def test_the_last_line_of_an_error_is_what_to_do_next() -> None:
    assert str(ConfigError("no such app", "create it")) == "no such app\n  Next: create it"


def test_an_error_without_a_next_step_is_its_message_alone() -> None:
    assert str(ConfigError("no such app")) == "no such app"


def test_message_and_next_step_can_be_had_apart() -> None:
    error = ConfigError("no such app", "create it")
    assert (error.message, error.next_step) == ("no such app", "create it")


def test_one_more_thing_to_do_stands_below_the_next_step() -> None:
    error = ConfigError("no such app", "create it")
    error.also_try("rename it")
    assert str(error) == "no such app\n  Next: create it\n  Or: rename it"


def test_a_service_error_knows_its_service_and_status() -> None:
    error = ServiceError("Heroku", "Heroku: refused", "log in", 401)
    assert (error.service, error.status, error.code, error.html) == ("Heroku", 401, "", False)


def test_a_service_error_without_a_whole_answer_has_no_status() -> None:
    assert ServiceError("Heroku", "Heroku: no answer").status is None


def test_a_service_error_without_a_next_step_is_its_message_alone() -> None:
    assert str(ServiceError("Heroku", "Heroku: no answer")) == "Heroku: no answer"


def test_a_request_that_failed_is_taken_to_have_had_no_effect_unless_told_otherwise() -> None:
    error = UnavailableError("Heroku", "Heroku: no answer")
    assert (error.retry_after, error.outcome_unknown, error.lasting) == (None, False, False)


def test_every_error_of_a_service_can_be_caught_as_one() -> None:
    names = [kind.__name__ for kind in EVERY_ERROR if issubclass(kind, ServiceError)]
    assert names == [
        "ForbiddenError",
        "NotFoundError",
        "ServiceError",
        "UnauthorizedError",
        "UnavailableError",
        "UnexpectedReplyError",
        "WithdrawnError",
        "WrongHostError",
    ]


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("plain words, — and é", "plain words, — and é"),
        ("two\r\nlines\tand  more\n", "two lines and more"),
        ("bell\x07", r"bell\x07"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\x08b", r"a\x08b"),
        ("right\u202eleft", r"right\u202eleft"),
        ("zero\u200bwidth\u200djoiner", r"zero\u200bwidth\u200djoiner"),
        ("half a pair \ud800", r"half a pair \ud800"),
        ("", ""),
    ],
)
def test_foreign_text_cannot_write_on_the_terminal(foreign: str, shown: str) -> None:
    assert printable(foreign) == shown


def test_foreign_text_of_the_limit_is_shown_whole() -> None:
    assert printable("x" * 300) == "x" * 300


def test_foreign_text_over_the_limit_is_cut_and_says_so() -> None:
    assert printable("x" * 301) == "x" * 299 + "…"


def test_the_limit_can_be_chosen() -> None:
    assert printable("abcdef", 4) == "abc…"


def test_escapes_count_towards_the_limit() -> None:
    assert len(printable("\x07" * 100, 60)) == 60


@unhurried
@given(st.text())
def test_whatever_comes_is_shown_as_one_printable_line(foreign: str) -> None:
    shown = printable(foreign)
    assert shown.isprintable()
    assert len(shown) <= 300
