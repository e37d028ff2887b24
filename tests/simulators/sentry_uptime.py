"""Uptime monitors of the Sentry simulator as they are written.

Sources, in a fork that is newer than any copy of Sentry's (kencove/sentry, February 2026):
`src/sentry/uptime/endpoints/validators.py`, `src/sentry/uptime/grouptype.py` (config); Django's
`URLValidator`. What changed since is UNVERIFIED (`responseCaptureEnabled` is known to exist). The
registered domain is taken to be the last two labels, where Sentry asks the public suffix list.
"""

import ipaddress
import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

from tests.simulators.sentry_assertions import assertion_error
from tests.simulators.sentry_fields import convert_keys, to_camel, to_snake
from tests.simulators.sentry_groups import new_id
from tests.simulators.sentry_http import crash
from tests.simulators.sentry_monitor_issues import resolve_issue
from tests.simulators.sentry_seats import SeatedKind
from tests.simulators.sentry_serializer import (
    Field,
    Invalid,
    anything,
    boolean,
    choice,
    form_wide,
    integer,
    no_object,
    read_fields,
    text,
)

Item = dict[str, Any]
ASSERTIONS = "organizations:uptime-runtime-assertions"
INTERVALS = (60, 300, 600, 1200, 1800, 3600)
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
MAX_SIZE = 1000
REQUEST = ("method", "url", "headers", "body")
MANUAL = 1
NOT_MANUAL = "Only superusers can modify `mode`"
SOURCE_KEYS = {
    *("url", "interval_seconds", "timeout_ms", "method", "headers", "trace_sampling", "body"),
    "assertion",
}
HEADERS = Draft202012Validator(
    {
        "type": "array",
        "items": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "string"}]},
    }
)
LETTER = "a-z0-9\u00a1-\uffff"
LABEL = rf"(?!-)[{LETTER}-]{{1,63}}(?<!-)"
URL = re.compile(
    r"(?:https?|ftps?)://(?:[^\s:@/]+(?::[^\s:@/]*)?@)?"
    rf"(?P<host>\[[0-9a-f:.]+\]|[0-9.]+|localhost|(?:{LABEL}\.)+"
    r"(?:(?!-)[a-z\u00a1-\uffff-]{2,63}(?<!-)|xn--[a-z0-9]{1,59})\.?)"
    r"(?::[0-9]{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
CONFIG_FIELDS = {
    "environment": Field(text(most=64, null=True), required=False),
    "recovery_threshold": Field(integer(least=1), default=1),
    "downtime_threshold": Field(integer(least=1), default=3),
    "mode": Field(integer(), default=MANUAL),
}
CONDITIONS = [
    {"type": "eq", "comparison": "failure", "condition_result": 75},
    {"type": "eq", "comparison": "success", "condition_result": 0},
]


def fingerprint(identifier: str) -> str:
    """Give what the issue of an uptime monitor is grouped by."""
    return f"uptime-detector:{identifier}"


class UptimeKind(SeatedKind):
    """A monitor that asks an address."""

    slug: ClassVar[str] = "uptime_domain_failure"
    source_type: ClassVar[str] = "uptime_subscription"
    schema: ClassVar[Item] = {
        "type": "object",
        "required": ["mode", "environment", "recovery_threshold", "downtime_threshold"],
        "properties": {
            "mode": {"type": ["integer"], "enum": [1, 2, 3]},
            "environment": {"type": ["string", "null"]},
            "recovery_threshold": {"type": "integer", "minimum": 1},
            "downtime_threshold": {"type": "integer", "minimum": 1},
        },
        "additionalProperties": False,
    }

    def fields(self) -> dict[str, Field]:
        """Give the fields; `config` has some of its own."""
        return {**super().fields(), "config": Field(self._config, required=False)}

    def validate(self, values: Item) -> None:
        """Put Sentry's own conditions in the place of whatever was sent."""
        values["condition_group"] = {"conditions": CONDITIONS}

    def read_source(self, value: Any) -> Item:
        """Read the data source; other keys are ignored."""
        fields = {
            "url": Field(self._url),
            "interval_seconds": Field(choice(INTERVALS)),
            "timeout_ms": Field(integer(least=1000, most=60_000)),
            "method": Field(choice(METHODS), required=False),
            "headers": Field(_headers, required=False),
            "trace_sampling": Field(boolean, default=False),
            "body": Field(text(null=True), required=False),
            "assertion": Field(anything(null=True), required=False),
        }
        source = read_fields(value, fields, partial=self.stored is not None)
        self._check_size(source)
        if ASSERTIONS in self.state["features"]:
            if not {"url", "timeout_ms"} <= set(source):
                raise crash()  # INFERRED: a check to try is built from them
            if error := assertion_error(source.get("assertion")):
                raise Invalid({"assertion": error})
        return source

    def new_source(self, source: Item) -> Item:
        """Make the subscription; headers and body are kept and shown in clear."""
        query = {
            **{"method": "GET", "headers": [], "body": None, "assertion": None},
            **{"trace_sampling": False, **source},
        }
        return {"sourceId": new_id(self.state), "queryObj": _shown(query)}

    def update_source(self, source: Item) -> None:
        """Change what was sent of the subscription."""
        assert self.stored is not None
        self.stored["dataSources"][0]["queryObj"] |= _shown(source)

    def update(self, values: Item) -> Item:
        """Change the monitor, but never its conditions; one that is disabled is no longer down."""
        changed = super().update({k: v for k, v in values.items() if k != "condition_group"})
        if not changed["enabled"]:
            self._forget_downtime(changed)
        return changed

    def delete(self) -> None:
        """Remove the monitor with its checks."""
        assert self.stored is not None
        self._forget_downtime(self.stored)
        checks = self.state["uptimeChecks"]
        self.state["uptimeChecks"] = [c for c in checks if c["detector"] != self.stored["id"]]
        super().delete()

    def _forget_downtime(self, detector: Item) -> None:
        if detector["id"] in self.state["uptimeDown"]:
            self.state["uptimeDown"].remove(detector["id"])
            resolve_issue(self.state, fingerprint(detector["id"]))

    def _config(self, value: Any) -> Item:
        if value is None:
            raise Invalid("This field may not be null.")
        if not isinstance(value, dict):
            raise no_object(value)
        sent = read_fields(value, CONFIG_FIELDS, partial=self.stored is not None)
        if self.stored is None:
            if sent["mode"] != MANUAL:
                raise Invalid({"mode": [NOT_MANUAL]})
            return sent
        before: Item = convert_keys(self.stored["config"], to_snake)
        config = {**before, **sent}
        if before["mode"] != MANUAL:
            config["mode"] = MANUAL
        elif config["mode"] != MANUAL:
            raise Invalid({"mode": [NOT_MANUAL]})
        return config

    def _url(self, value: Any) -> str:
        url: str = text(most=255)(value)
        match = URL.fullmatch(url)
        if match is None or not _is_host(match["host"]):
            raise Invalid("Enter a valid URL.")
        most, domain = self.state["maxUptimePerDomain"], _domain(url)
        watched = [d for d in self.state["detectors"] if d["type"] == self.slug]
        sources = [source for one in watched for source in one["dataSources"] or []]
        if [_domain(one["queryObj"]["url"]) for one in sources].count(domain) >= most:
            raise Invalid(
                f"The domain *.{domain} has already been used in {most} uptime monitoring alerts, "
                "which is the limit. You cannot create any additional alerts for this domain."
            )
        return url

    def _check_size(self, source: Item) -> None:
        stored: Item = {"method": "GET", "url": "", "headers": [], "body": None}
        if self.stored:
            stored = self.stored["dataSources"][0]["queryObj"]
        parts: Item = {key: source.get(key, stored[key]) for key in REQUEST}
        if any(len(header) != 2 for header in parts["headers"]):
            raise crash()  # INFERRED: unpacked unguarded
        size = len(f"{parts['method']} {parts['url']} HTTP/1.1\r\n")
        size += sum(len(key) + len(value.encode()) + 2 for key, value in parts["headers"])
        size += 0 if parts["body"] is None else len(parts["body"].encode()) + 2
        if size > MAX_SIZE:
            raise form_wide(f"Request is too large, max size is {MAX_SIZE} bytes")


def _headers(value: Any) -> Any:
    if value is None:
        raise Invalid("This field may not be null.")
    if not HEADERS.is_valid(value):
        raise Invalid("Expected array of header tuples.")
    return value


def _is_host(host: str) -> bool:
    """Check the parts of a host that the pattern is too wide for."""
    if host.startswith("[") or re.fullmatch(r"[0-9.]+", host):
        try:
            ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            return False
    return True


def _domain(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").rsplit(".", 2)[-2:])


def _shown(source: Item) -> Item:
    """Spell the keys of a subscription as replies do; an assertion is shown as it was sent."""
    return {to_camel(key): value for key, value in source.items() if key in SOURCE_KEYS}
