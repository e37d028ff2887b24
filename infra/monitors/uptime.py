"""What an entry may say of an uptime monitor: a URL that must answer.

Limits: `getsentry/sentry: src/sentry/uptime/endpoints/validators.py`, read 2026-11.
"""

# Annotations stay objects here: pydantic compiles them.
import re
from ipaddress import ip_address
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from infra.base.terminal_text import quoted
from infra.monitors.assertion_ops import MOST_OPS, canonical_assertion, count_ops
from infra.monitors.assertions import Expectation, write_expectation
from infra.monitors.canonical import UPTIME_DEFAULTS
from infra.monitors.durations import between, one_of
from infra.monitors.lengths import MINUTE
from infra.monitors.secrets import has_user, names_a_secret
from infra.monitors.vault_value import SecretText, VaultValue
from infra.rules.entry import Entry
from infra.rules.scalars import as_list, like, not_empty, require_value

_LONGEST_URL = 255
_LARGEST_REQUEST = 1000
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_HOST = re.compile(rf"localhost|(?:{_LABEL}\.)+(?!-)(?:[^\W\d_]|-)(?:[^\W_]|-){{1,61}}\.?")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
BODILESS = ("GET", "HEAD", "OPTIONS")
Method = Literal["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]
Threshold = Annotated[int, Field(ge=1)]


def _url(value: str) -> str:
    value = value.strip()
    if has_user(value):
        raise ValueError(
            "has a user or a password in it, which everyone who may read the monitor would see; "
            "write 'headers: {Authorization: {vault: /path}}' instead"
        )
    if len(value) > _LONGEST_URL:
        raise ValueError(f"has {len(value)} characters; Sentry takes {_LONGEST_URL} at the most")
    if not _is_checkable(value):
        raise ValueError(
            f"{quoted(value)} is not a URL that Sentry can check, such as "
            "https://api.example.com/health"
        )
    return value


def _is_checkable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not url.isprintable() or " " in url:
        return False
    return bool(_HOST.fullmatch(host)) or _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _header_value(value: SecretText) -> SecretText:
    if isinstance(value, str) and not value.isprintable():
        raise ValueError("has characters that no header can hold")
    return value


HeaderValues = Annotated[
    tuple[Annotated[SecretText, AfterValidator(_header_value)], ...],
    BeforeValidator(as_list),
    Field(strict=False),
    AfterValidator(not_empty),
]


def _headers(headers: dict[str, HeaderValues]) -> dict[str, HeaderValues]:
    for name, values in headers.items():
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"{quoted(name)} is not the name of a header")
        if names_a_secret(name) and any(isinstance(value, str) for value in values):
            raise ValueError(
                f"{name} has its value written out, which may be secret; write "
                f"'{name}: {{vault: /path}}'"
            )
    return headers


def _body(value: SecretText) -> SecretText:
    if isinstance(value, VaultValue):
        return value
    if not value.strip():
        raise ValueError("is empty; leave the key out")
    return value.strip()


class Uptime(Entry):
    """A URL that must answer, and how it is asked."""

    url: Annotated[str, AfterValidator(_url), like(r"\s*https?://\S+\s*")]
    every: Annotated[int, *one_of((1, 5, 10, 20, 30, 60), MINUTE, "5 min")] = 1
    timeout: Annotated[int, *between(1000, 60_000, 1, "5 s")] = 5000
    method: Method = "GET"
    headers: Annotated[dict[str, HeaderValues], AfterValidator(_headers)] = Field(default={})
    body: Annotated[
        Annotated[SecretText, AfterValidator(_body)] | None, BeforeValidator(require_value)
    ] = None
    expect: Annotated[Expectation | None, BeforeValidator(require_value)] = None
    down_after: Threshold = UPTIME_DEFAULTS["downtimeThreshold"]
    up_after: Threshold = UPTIME_DEFAULTS["recoveryThreshold"]
    trace_sampling: bool = False

    @field_validator("body")
    @classmethod
    def _with_a_method_that_has_one(cls, body: Any, info: ValidationInfo) -> Any:
        if (method := info.data.get("method")) in BODILESS:
            raise ValueError(f"cannot be sent with {method}; write method: POST, or remove it")
        return body

    @field_validator("expect")
    @classmethod
    def _not_too_much(cls, expect: Expectation) -> Expectation:
        assertion = canonical_assertion({"root": write_expectation(expect)})
        if assertion and (count := count_ops(assertion["root"])) > MOST_OPS:
            raise ValueError(
                f"has {count} parts, with each 'all', 'any' and 'not'; Sentry takes {MOST_OPS}"
            )
        return expect

    @model_validator(mode="after")
    def _small_enough(self) -> Self:
        """Count as Sentry does; of texts in the vault the size is not known here."""
        line = f"{self.method} {self.url} HTTP/1.1\r\n"
        named = [(name, value) for name, values in self.headers.items() for value in values]
        size = len(line) + sum(len(name) + _size(value) + 2 for name, value in named)
        if self.body is not None:
            size += _size(self.body) + 2
        if size > _LARGEST_REQUEST:
            raise ValueError(
                f"the request has {size} bytes; Sentry sends {_LARGEST_REQUEST} at the most: "
                "shorten the headers or the body"
            )
        return self


def _size(value: SecretText) -> int:
    return len(value.encode()) if isinstance(value, str) else 0
