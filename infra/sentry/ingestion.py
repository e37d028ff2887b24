"""Sending events to Sentry as an app does, through Sentry's own SDK; nothing else here imports it.

A DSN says where a project takes events, and includes its public key: enough to send events in its
name, so it is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from infra.base.errors import ConfigError, ServiceError, UnauthorizedError, UnavailableError
from infra.base.redaction import remember_secret
from infra.base.secret import Secret
from infra.base.urls import is_safe_url

PATIENCE = 30.0
"""Seconds within which the events must arrive."""


class Destination(NamedTuple):
    """The part of a DSN that may be shown."""

    host: str
    project: str


def destination(dsn: Secret) -> Destination:
    """Return where a DSN points.

    Raises:
        ConfigError: it is not a DSN, or would send the event unencrypted over a network.
    """
    text = dsn.get_secret_value()
    try:
        parts = urlsplit(text)
        key, host, port = parts.username or "", parts.hostname or "", parts.port
    except ValueError:
        key, host, port = "", "", None
    remember_secret(text)
    remember_secret(key)
    project = parts.path.rpartition("/")[2] if host else ""
    place = f"[{host}]" if ":" in host else host
    bare = f"{parts.scheme}://{place}{f':{port}' if port else ''}" if host else ""
    if not (key and is_safe_url(bare) and re.fullmatch(r"\d+", project, re.ASCII)):
        raise ConfigError(
            "what was given is not the DSN of a Sentry project, https://KEY@HOST/NUMBER",
            "copy it from Sentry (Project Settings, Client Keys)",
        )
    return Destination(f"{host}{f':{port}' if port else ''}", project)


def send(dsn: Secret, events: Sequence[Mapping[str, Any]], user: str) -> None:
    """Send events and wait until Sentry has accepted them.

    Args:
        dsn: of the project.
        events: as the SDK takes them.
        user: what the events' `server_name` says, instead of this machine's name.

    Raises:
        UnauthorizedError: Sentry refuses the key.
        ServiceError: it did not accept them for another reason.
    """
    # 0.2 s, and needed here only.
    import sentry_sdk  # noqa: PLC0415
    from sentry_sdk.scrubber import EventScrubber  # noqa: PLC0415
    from sentry_sdk.transport import HttpTransport  # noqa: PLC0415

    dropped: list[str] = []

    class Telling(HttpTransport):
        """The SDK reports what Sentry refused to this hook alone."""

        def on_dropped_event(self, _reason: str) -> None:
            dropped.append(_reason)

    client = sentry_sdk.Client(
        dsn=dsn.get_secret_value(),
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        send_client_reports=False,
        transport=Telling,
        server_name=user,
        event_scrubber=EventScrubber(pii_denylist=[]),  # the user it would protect is made up
        release="",  # otherwise the SDK asks git for one, and Sentry would list it
    )
    for event in events:
        client.capture_event({**event})  # type: ignore[typeddict-item]
    client.close(timeout=PATIENCE)
    if dropped:
        raise _refusal(dropped[0])


def _refusal(reason: str) -> ServiceError:
    """Return the error for the SDK's word for why an event was refused (2.75.0)."""
    what = f"Sentry did not accept the event: {reason}"
    status = int(found[1]) if (found := re.fullmatch(r"status_(\d+)", reason)) else None
    if status in (400, 401, 403):
        step = "copy the DSN again (Project Settings, Client Keys); its key may be disabled"
        return UnauthorizedError("Sentry", what, step, status)
    step = "check the network and the DSN's host, then run the same command again"
    return UnavailableError("Sentry", what, step, status)
