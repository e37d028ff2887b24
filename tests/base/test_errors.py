"""Promises of the errors that a person is shown: no secret in them, the next step last."""

import inspect
import re
import traceback

import pytest

from infra.base import errors
from infra.base.errors import AlertsError, ConfigError, ServiceError, UnavailableError
from infra.base.redaction import remember_secret

SECRET = "Zx9-fake-token-0123456789"
EVERY_ERROR = sorted(
    (
        kind
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, AlertsError)
    ),
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", EVERY_ERROR)
def test_no_error_shows_a_remembered_secret(kind: type[AlertsError]) -> None:
    remember_secret(SECRET)
    words = (f"refused {SECRET}", f"rotate {SECRET[:16]}")
    with pytest.raises(kind) as caught:
        raise kind("Sentry", *words) if issubclass(kind, ServiceError) else kind(*words)
    trace = "".join(traceback.format_exception(caught.value))
    for shown in (str(caught.value), repr(caught.value), repr(caught.value.args), trace):
        assert "refused [redacted]" in shown
        assert "rotate [redacted]" in shown
        assert not any(SECRET[i : i + 16] in shown for i in range(len(SECRET) - 15))


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


def test_what_else_may_help_is_below_the_next_step() -> None:
    error = ConfigError("no such app", "create it")
    error.also_try("rename it")
    assert str(error) == "no such app\n  Next: create it\n  Or: rename it"


def test_what_else_may_help_is_shown_without_secrets() -> None:
    remember_secret(SECRET)
    error = ConfigError("no such app")
    error.also_try(f"revoke {SECRET}")
    assert str(error) == "no such app\n  Or: revoke [redacted]"


def test_the_ladder_that_the_module_draws_is_the_one_it_has() -> None:
    drawn = re.findall(r"(?m)^([├└─ ]*)(\w+Error)\b", inspect.cleandoc(errors.__doc__ or ""))
    depth = {kind.__name__: 4 * (len(kind.mro()) - len(AlertsError.mro())) for kind in EVERY_ERROR}
    assert {name: len(marks) for marks, name in drawn} == depth


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
