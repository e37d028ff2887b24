"""Cron monitors of the Sentry simulator as they are written, by either of Sentry's two endpoints.

Source: `getsentry/sentry: src/sentry/monitors/validators.py` (`MonitorValidator`,
`MonitorDataSourceValidator`, `MonitorIncidentDetectorValidator`), its tests, and PR 121456 (a name
that is taken gets a suffix, a slug that is taken is refused). What a generated slug looks like is
UNVERIFIED but for its beginning; so is the limit of monitors.
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar

from tests.simulators.sentry_access import Access
from tests.simulators.sentry_cron_config import read_config
from tests.simulators.sentry_cron_documents import monitor_of, new_row
from tests.simulators.sentry_detector_documents import actor_document
from tests.simulators.sentry_detector_kinds import Place, read_owner
from tests.simulators.sentry_events import now
from tests.simulators.sentry_fields import convert_keys, to_camel
from tests.simulators.sentry_groups import new_id
from tests.simulators.sentry_http import ApiError
from tests.simulators.sentry_seats import SeatedKind, free_seat, take_seat
from tests.simulators.sentry_serializer import (
    Field,
    Invalid,
    anything,
    boolean,
    choice,
    form_wide,
    read_fields,
    text,
)

Item = dict[str, Any]
STATUSES = ("active", "disabled")
SLUG_LENGTH = 50
NOT_A_SLUG = 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'
NOT_SENTRYS_SLUG = (
    "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. "
    "It cannot be entirely numeric."
)


def slugify(name: str) -> str:
    """Make a slug as Django does, cut as Sentry does."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^\w\s-]", "", plain.lower())
    return re.sub(r"[-\s]+", "-", words).strip("-_")[:SLUG_LENGTH].strip("-")


def free_slug(state: Item, name: str) -> str:
    """Derive a slug from a name: with a suffix if it is taken or all digits."""
    base = slugify(name)
    taken = {row["slug"] for row in state["monitors"]}
    if base and not base.isdigit() and base not in taken:
        return base
    suffix = secrets.token_hex(2)
    return f"{base[: SLUG_LENGTH - 5]}-{suffix}" if base else secrets.token_hex(6)


def read_slug(state: Item, row: Item | None) -> Any:
    """Give the check of a slug: free in the organization, or the monitor's own."""

    def check(value: Any) -> str:
        slug: str = text(most=SLUG_LENGTH)(value)
        if not re.fullmatch(r"[-a-zA-Z0-9_]+", slug):
            raise Invalid(NOT_A_SLUG)
        if not re.fullmatch(r"(?![0-9]+$)[a-z0-9_\-]+", slug):
            raise Invalid(NOT_SENTRYS_SLUG)
        if not (row and row["slug"] == slug) and slug in {m["slug"] for m in state["monitors"]}:
            raise Invalid(f'The slug "{slug}" is already in use.')
        return slug

    return check


def monitor_fields(state: Item, row: Item | None) -> dict[str, Field]:
    """Give the fields of a cron monitor that both endpoints read alike."""

    def config(value: Any) -> Item:
        stored = row["config"] if row else None
        return read_config(value, stored, partial=row is not None)

    return {
        "name": Field(text(most=128)),
        "slug": Field(read_slug(state, row), required=False),
        "status": Field(choice(STATUSES), default="active"),
        "owner": Field(lambda value: read_owner(state, value), required=False),
        "is_muted": Field(boolean, required=False),
        "config": Field(config),
    }


def check_limit(state: Item) -> None:
    """Refuse a cron monitor beyond the organization's limit."""
    most = state["maxMonitors"]
    if len(state["monitors"]) >= most:
        raise form_wide(f"You may not exceed {most} monitors per organization")


def check_project_scope(access: Access) -> None:
    """Refuse a token that may not read the project; no other scope stands for this one."""
    if "project:read" not in access.scopes:
        raise Invalid("Insufficient access to project")


def store_row(state: Item, project: str, values: Mapping[str, Any]) -> Item:
    """Store a cron monitor; `isMuted` has no effect, as it has no environment yet."""
    row = new_row(
        new_id(state),
        project,
        values["name"],
        values.get("slug") or free_slug(state, values["name"]),
        values["config"],
        status=values.get("status", "active"),
        owner=actor_document(state, values.get("owner")),
        dateCreated=now(),
    )
    state["monitors"].append(row)
    return row


def update_row(state: Item, row: Item, values: Mapping[str, Any]) -> None:
    """Change what was sent of a cron monitor; keys left out of `config` are kept."""
    row |= {key: values[key] for key in ("name", "slug") if key in values}
    if "owner" in values:
        row["owner"] = actor_document(state, values["owner"])
    if "config" in values:
        row["config"] = {**row["config"], **values["config"]}
    if "is_muted" in values:
        for environment in row["environments"]:
            environment["isMuted"] = values["is_muted"]
    status = values.get("status", row["status"])
    if status != row["status"]:
        row["status"] = status
        if status == "disabled":
            free_seat(state)
        else:
            take_seat(state)


class CronKind(SeatedKind):
    """A monitor of check-ins."""

    slug: ClassVar[str] = "monitor_check_in_failure"
    source_type: ClassVar[str] = "cron_monitor"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.row = monitor_of(self.state, self.stored) if self.stored else None

    def read_source(self, value: Any) -> Item:
        """Read the data source: first what it is made of, then as the older endpoint does."""
        first = {
            "name": Field(text(most=128), required=False),
            "slug": Field(_plain_slug, required=False),
            "status": Field(_status, required=False),
            "owner": Field(text(null=True), required=False),
            "is_muted": Field(boolean, required=False),
            "config": Field(anything()),
        }
        given = read_fields(value, first, partial=self.row is not None)
        if not given.get("name") and not given.get("slug"):
            raise form_wide("Either name or slug must be provided")
        given.setdefault("name", given.get("slug"))
        if isinstance(given.get("config"), dict):
            given["config"] = _with_type_name(given["config"])
        fields = {
            "project": Field(lambda _: check_project_scope(self.access)),
            **monitor_fields(self.state, self.row),
        }
        try:
            values = read_fields({**given, "project": None}, fields, partial=self.row is not None)
            if self.row is None:
                check_limit(self.state)
        except Invalid as error:
            # The inner validator's errors have their keys spelled in camel case, and are spelled
            # again with the outer's: `scheduletype`, `nonfielderrors`.
            raise Invalid(convert_keys(error.errors, to_camel)) from error
        del values["project"]
        return values

    def check_saving(self, values: Item) -> None:
        """Refuse an owner in an edit's data source: it is read twice, the second time as a text."""
        sources = values.get("data_sources", [])
        if self.stored and any(source.get("owner") is not None for source in sources):
            raise ApiError(400, {"owner": ["Not a valid string."]})  # INFERRED

    def new_source(self, source: Item) -> Item:
        """Store the row."""
        return {"sourceId": store_row(self.state, self.project["id"], source)["id"]}

    def update_source(self, source: Item) -> None:
        """Change the row."""
        assert self.row is not None
        update_row(self.state, self.row, source)

    def create(self, values: Item) -> Item:
        """Store the monitor; without a seat its row is disabled with it."""
        made = super().create(values)
        if not made["enabled"]:
            monitor_of(self.state, made)["status"] = "disabled"
        return made

    def update(self, values: Item) -> Item:
        """Change the monitor; its row's status follows `enabled`, unless it is sent too."""
        assert self.stored is not None
        assert self.row is not None
        before = self.stored["enabled"]
        changed = super().update(values)
        sources = values.get("data_sources", [])
        if changed["enabled"] != before and not any("status" in source for source in sources):
            self.row["status"] = "active" if changed["enabled"] else "disabled"
        return changed

    def holds_seat(self) -> bool:
        """Tell whether the row is active: it can be disabled by itself."""
        return self.row is not None and self.row["status"] == "active"


def _plain_slug(value: Any) -> str:
    slug: str = text(most=SLUG_LENGTH)(value)
    if not re.fullmatch(r"[-a-zA-Z0-9_]+", slug):
        raise Invalid(NOT_A_SLUG)
    return slug


def _status(value: Any) -> str:
    """Read a status, or its number as a text; a number that is none crashes Sentry."""
    word: str = text()(value)
    return {"0": "active", "1": "disabled"}.get(word, word)


def _with_type_name(config: Item) -> Item:
    numbers = {1: "crontab", 2: "interval"}
    kind = config.get("schedule_type")
    return {**config, "schedule_type": numbers[kind]} if kind in numbers else config
