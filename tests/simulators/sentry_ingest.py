"""Where SDKs and jobs report to the Sentry simulator: envelopes, and check-ins by address.

Promises and where they come from: X-Sentry-Auth, the texts and their statuses (`getsentry/relay:
relay-server/src/extractors/request_meta.rs`, `.../endpoints/common.rs`); the form of an envelope
(develop.sentry.dev, "Envelopes"); check-ins (`.../endpoints/monitor.rs`: always 202, with JSON the
query is ignored; the words of a 400 are the framework's and UNVERIFIED). An event is taken in at
the server's time, as a clock that is wrong is corrected by `sent_at`. Not simulated: the store
endpoint, attachments, sampling, quotas.
"""

import gzip
import json
import re
from typing import Any, NoReturn
from uuid import UUID

from werkzeug import Request, Response

from tests.simulators import sentry_attributes
from tests.simulators.references import NAMES
from tests.simulators.sentry_checkins import take_check_in
from tests.simulators.sentry_events import store_event
from tests.simulators.sentry_firing import fire
from tests.simulators.sentry_http import ApiError
from tests.simulators.server import UnexpectedRequest, json_response

Item = dict[str, Any]
KEY = re.compile(r"[0-9a-f]{32}")
EVENT_ID = re.compile(r"[0-9a-f]{32}")
PROTOCOL = "7"
LEVELS = ("debug", "info", "warning", "error", "fatal")


def take_envelope(state: Item, project: str, request: Request) -> Response:
    """Take in the envelope of an SDK and give its event's ID."""
    _authenticate(state, project, request)
    if request.mimetype != "application/x-sentry-envelope":
        raise UnexpectedRequest
    body = request.get_data()
    if request.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    header, items = _parsed(body)
    for kind, payload in items:
        if kind == "event":
            _take(state, project, header, payload)
        elif kind == "check_in":
            _take_check_in(state, project, payload)
        elif kind != "client_report":
            raise UnexpectedRequest
    return json_response({"id": header["event_id"]} if "event_id" in header else {})


def take_check_in_request(state: Item, values: dict[str, str], request: Request) -> Response:
    """Take in a check-in by address; that the slug is nobody's is no error."""
    _authenticate(state, values["project"], request, values.get("key"))
    if request.headers.get("Content-Type", "").startswith("application/json"):
        sent = request.get_data()
    else:
        sent = json.dumps(request.args.to_dict()).encode()
    _take_check_in(state, values["project"], sent, monitor_slug=values["slug"])
    answer = Response(status=202)
    del answer.headers["Content-Type"]
    return answer


def _take_check_in(state: Item, project: str, payload: bytes, **more: str) -> None:
    try:
        check_in = {**dict(json.loads(payload).items()), **more}
        str(check_in["monitor_slug"] + check_in["status"])
        UUID(check_in.get("check_in_id") or "0" * 32)
        float(check_in.get("duration") or 0)
    except (ValueError, KeyError, AttributeError, TypeError):
        _refuse(400, "invalid JSON data")
    take_check_in(state, project, check_in)


def _authenticate(state: Item, project: str, request: Request, key: str | None = None) -> None:
    header = request.headers.get("X-Sentry-Auth", "")
    if key is not None:
        header = f"Sentry sentry_key={key}"
    if not header:
        _refuse(401, "missing authorization information")
    scheme, _, rest = header.partition(" ")
    given = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if scheme.lower() != "sentry" or "sentry_key" not in given:
        _refuse(401, "bad x-sentry-auth header")
    if not KEY.fullmatch(given["sentry_key"]):
        _refuse(400, "bad sentry DSN public key")
    if given.get("sentry_version", PROTOCOL) != PROTOCOL:
        _refuse(400, f"unsupported protocol version ({given['sentry_version']})")
    name = NAMES.get(given["sentry_key"], "")
    if state["keys"].get(name) != project:
        _refuse(403, "event submission rejected with_reason: ProjectId")


def _parsed(body: bytes) -> tuple[Item, list[tuple[str, bytes]]]:
    """Give an envelope's header, and kind and payload of each of its items."""
    try:
        first, _, rest = body.partition(b"\n")
        header, items = dict(json.loads(first).items()), []
        while rest.strip():
            line, _, rest = rest.partition(b"\n")
            item = json.loads(line)
            length = item.get("length", len(rest.partition(b"\n")[0]))
            if len(rest) < length or rest[length : length + 1] not in (b"", b"\n"):
                _refuse(400, "invalid event envelope")
            items.append((str(item["type"]), rest[:length]))
            rest = rest[length + 1 :]
    except (ValueError, KeyError, AttributeError):
        _refuse(400, "invalid event envelope")
    return header, items


def _take(state: Item, project: str, header: Item, payload: bytes) -> None:
    try:
        event = json.loads(payload)
    except ValueError:
        _refuse(400, "invalid JSON data")
    identifier = event.get("event_id")
    if not EVENT_ID.fullmatch(str(identifier)) or header.get("event_id") != identifier:
        _refuse(400, "invalid event id")
    if event.get("level") not in LEVELS or not isinstance(event.get("message"), str):
        raise UnexpectedRequest
    store_sent(state, project, event)


def store_sent(state: Item, project: str, event: Item) -> None:
    """Store an event as an SDK sends it, and set off the alerts that it fulfils."""
    issue = store_event(
        state,
        event["message"],
        project=project,
        fingerprint=event.get("fingerprint"),
        eventID=event["event_id"],
        level=event["level"],
        environment=event.get("environment", "production"),
        platform=event.get("platform", "other"),
        tags=sentry_attributes.kept_tags(event),
        data={key: event[key] for key in sentry_attributes.INTERFACES if event.get(key)},
    )
    fire(state, issue, state["events"][-1])


def _refuse(status: int, detail: str) -> NoReturn:
    raise ApiError(status, {"detail": detail, "causes": []})
