"""Promises of the clients under any reply: a right answer, or one clear error."""

from __future__ import annotations

import contextlib
import copy
import io
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3 import HTTPResponse

from infra.base.errors import AlertsError
from infra.base.secret import Secret
from infra.heroku.client import HerokuClient
from infra.heroku.postmark import PostmarkClient
from infra.monitors.secrets import fill_secrets
from infra.provider import monitor_notices
from infra.provider.monitor_planning import read_monitor
from infra.provider.monitor_state import changed_fields
from infra.provider.state import inputs_of, payload_of
from infra.rules.canonical import canonical, linked_monitors
from infra.rules.from_document import from_document
from infra.sentry import adoption
from infra.sentry.alerts import Alerts
from infra.sentry.client import SentryClient, sentry_session
from infra.sentry.integrations import Integrations
from infra.sentry.issues import Issues
from infra.sentry.members import Members
from infra.sentry.monitor_api import MonitorApi, guid_of
from infra.sentry.monitors import Monitors
from infra.sentry.replies import Alert, LiveMonitor
from infra.vault.vault import Vault
from tests.config.test_fuzz_config import paths, texts, values
from tests.factories import NAMES, alert, issue_reply
from tests.monitors.entries import cron as cron_entry
from tests.monitors.entries import document as monitor_document
from tests.monitors.entries import metric as metric_entry
from tests.monitors.entries import uptime as uptime_entry
from tests.monitors.replies import reply

LONGEST = 2000
"""Characters of an error, its next step included."""

TOKEN = Secret("spurious-token-of-a-fuzzer")
LOGIN = {"accessToken": "spurious-access", "expiresIn": 1, "accessTokenMaxTTL": 1, "tokenType": "B"}
SECRET = {
    "id": "1", "_id": "1", "workspace": "w", "environment": "prod", "version": 1, "type": "shared",
    "secretKey": "SENTRY_API", "secretValue": "spurious-value", "secretComment": "",
    "secretPath": "/", "secretValueHidden": False, "createdAt": "x", "updatedAt": "x", "tags": [],
    "secretMetadata": [], "secretReminderNote": None, "secretReminderRepeatDays": None,
    "skipMultilineEncoding": False,
}  # fmt: skip
MEMBER = {
    "email": "ops@raxx.app",
    "pending": False,
    "user": {
        "id": "222",
        "email": "ops@raxx.app",
        "isActive": True,
        "emails": [{"email": "ops@raxx.app"}],
    },
}


INTEGRATION = {
    "id": "12",
    "name": "Raxx",
    "status": "active",
    "configData": {"service_table": [{"id": 4, "service": "night"}]},
}
OLD_RULE = {
    "id": "5",
    "name": "disk full",
    "frequency": 60,
    "actionMatch": "all",
    "conditions": [],
    "actions": [],
}
RELEASE = {
    "version": 5,
    "status": "succeeded",
    "created_at": "2026-11-24T06:50:00Z",
    "updated_at": "2026-11-24T06:50:00Z",
}
CONFIG_VARS = {"VAR": "spurious-value", "OTHER": "x"}


class Question(NamedTuple):
    """What is asked, and a good reply to it."""

    ask: Callable[[], object]
    reply: Any


def sentry() -> SentryClient:
    session = sentry_session("https://sentry.example", TOKEN, "tests/1", "a test")
    return SentryClient(session, "moosequest")


def alerts() -> Alerts:
    return Alerts(sentry())


def members() -> Members:
    return Members(sentry())


def integrations() -> Integrations:
    return Integrations(sentry())


def issues() -> Issues:
    return Issues(sentry())


def heroku() -> HerokuClient:
    return HerokuClient("https://heroku.example", TOKEN, "t/1", "x")


def vault(**environ: str) -> Vault:
    place = {"INFISICAL_API_URL": "https://vault.example", "INFISICAL_PROJECT_ID": "p"}
    return Vault({"KEY": "/SENTRY_API"}, "tests/1", place | environ)


def worked_with(listed: list[Alert]) -> list[Alert]:
    """Do with alerts what a refresh and a preview do."""
    for live in listed:
        document = canonical(live)
        props = inputs_of(document, NAMES, "moosequest", "trademaster-raptor")
        json.dumps(props, ensure_ascii=False).encode()
        assert payload_of(props) == document
        assert linked_monitors(document) == sorted(map(int, live["detectorIds"]))
        with contextlib.suppress(ValueError):
            from_document(document, NAMES)
        adoption.doubles(document, listed, (), linked_monitors(document))
        adoption.only(
            adoption.namesakes(live["name"], [live], [7101]), "https://sentry.example", "o"
        )
    return listed


def monitor_api() -> MonitorApi:
    return MonitorApi(sentry())


def worked_with_monitors(listed: list[LiveMonitor]) -> list[LiveMonitor]:
    """Do with monitors what a refresh, a preview and a deletion do."""
    secret = Secret("spurious-header")
    for live in listed:
        for document in DOCUMENTS.values():
            declared = {"name": "x", "key": "x", "document": document, "names": {}}
            kept = read_monitor(live, declared, lambda _: secret)
            json.dumps(kept, ensure_ascii=False).encode()
            changed_fields(kept, declared)
            monitor_notices.adoption(live["id"], "page", kept, declared)
        guid_of(live)
    return listed


ENTRIES = {
    "cron": cron_entry(),
    "uptime": uptime_entry(
        method="POST",
        headers={"Authorization": {"vault": "/Team/KEY"}, "X-Zone": "eu"},
        body={"vault": "/Team/BODY"},
    ),
    "metric": metric_entry(),
}
DOCUMENTS = {kind: monitor_document(entry) for kind, entry in ENTRIES.items()}
LIVE = {kind: reply(fill_secrets(said, lambda path: path)) for kind, said in DOCUMENTS.items()}
QUESTIONS = {
    **{
        f"{kind} monitors": Question(
            lambda: worked_with_monitors(monitor_api().of_project("project")), [live]
        )
        for kind, live in LIVE.items()
    },
    **{
        f"{kind} monitor": Question(
            lambda: (found := monitor_api().get("9001")) and worked_with_monitors([found]), live
        )
        for kind, live in LIVE.items()
    },
    "create of a monitor": Question(
        lambda: worked_with_monitors([monitor_api().create("project", {})]), LIVE["uptime"]
    ),
    "alerts": Question(lambda: worked_with(alerts().all()), [alert()]),
    "alert": Question(lambda: (found := alerts().get("9001")) and worked_with([found]), alert()),
    "create": Question(lambda: worked_with([alerts().create({})]), alert()),
    "detectors": Question(
        lambda: Monitors(sentry(), "https://sentry.example").own("project"),
        [{"id": "7101", "name": "Error Monitor", "type": "error", "projectId": "611"}],
    ),
    "user": Question(lambda: members().user("ops@raxx.app"), [MEMBER]),
    "team": Question(lambda: members().team_id("sre"), {"id": "7", "slug": "sre"}),
    "old rules": Question(lambda: alerts().old_rules("project"), [OLD_RULE]),
    "address": Question(lambda: members().address("222"), [MEMBER]),
    "slug": Question(lambda: members().slug("7"), [{"id": "7", "slug": "sre"}]),
    "alert of a rule": Question(lambda: alerts().of_old_rule("5"), {"workflowId": "9001"}),
    "integrations": Question(lambda: integrations().of_provider("pagerduty"), [INTEGRATION]),
    "channels": Question(
        lambda: integrations().channels("12"),
        {"results": [{"id": "C01", "name": "ops", "display": "#ops"}]},
    ),
    "Sentry apps": Question(
        lambda: integrations().sentry_apps(),
        [{"app": {"slug": "pager", "sentryAppId": 3}}],
    ),
    "issues": Question(lambda: issues().find_tagged("project", "tag", "value"), [issue_reply()]),
    "resolve": Question(lambda: issues().resolve("77"), issue_reply()),
    "events": Question(
        lambda: issues().newest_events("77"),
        [{"eventID": "e", "message": None, "title": "t", "dateCreated": "2026-11-24T06:50:00Z"}],
    ),
    "config var": Question(lambda: heroku().config_var("app", "VAR"), CONFIG_VARS),
    "config var of a release": Question(
        lambda: heroku().released_config_var("app", 5, "VAR"), CONFIG_VARS
    ),
    "set": Question(lambda: heroku().set_config_var("app", "VAR", Secret("new")), CONFIG_VARS),
    "releases": Question(lambda: heroku().releases("app"), [RELEASE]),
    "server": Question(
        lambda: PostmarkClient("https://postmark.example", "t/1").server(TOKEN),
        {"ID": 4711, "Name": "raxx", "DeliveryType": "Live", "ApiTokens": ["x"]},
    ),
    "login": Question(
        lambda: vault(INFISICAL_CLIENT_ID="i", INFISICAL_CLIENT_SECRET="s" * 9).get("KEY"), LOGIN
    ),
    "secret": Question(lambda: vault(INFISICAL_TOKEN="t" * 9).get("KEY"), {"secret": SECRET}),
}
each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)


@st.composite
def mutants(draw: st.DrawFn, document: Any) -> Any:
    """Draw a copy with one or two parts replaced or removed."""
    root = {"": copy.deepcopy(document)}
    for path in draw(st.lists(st.sampled_from(paths(document)), min_size=1, max_size=2)):
        here: Any = root
        try:
            for step in ("", *path)[:-1]:
                here = here[step]
            if draw(st.booleans()) and path:
                del here[path[-1]]
            else:
                here[("", *path)[-1]] = draw(values)
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took this path away
    return root[""]


statuses = st.sampled_from([200, 200, 200, 201, 204, 206, 302, 304, 400, 401, 403, 404, 410, 422])
header_texts = texts.map(lambda t: t.encode("utf-8", "replace").decode("latin-1"))
headers = st.dictionaries(
    st.sampled_from(
        ["Content-Type", "Link", "Location", "Retry-After", "X-Sentry-Rate-Limit-Reset"]
    ),
    header_texts
    | st.sampled_from(
        ["text/html", "application/json; charset=utf-16", "nan", "inf", "-1", "http://[::1", "<>;"]
    ),
    max_size=3,
)


def answered(question: Question, status: int, body: bytes, headers: dict[str, str]) -> object:
    """Ask, let the reply be this one, and return the answer; None where an error is told."""

    def send(_: object, request: requests.PreparedRequest, **__: Any) -> requests.Response:
        reply = requests.Response()
        reply.status_code, reply.request = status, request
        reply.raw = HTTPResponse(io.BytesIO(body), status=status, preload_content=False)
        reply.headers.update(headers)
        return reply

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(requests.Session, "send", send)
        patched.setattr("time.sleep", lambda _: None)
        try:
            return question.ask()
        except AlertsError as error:
            told = str(error)
    assert all(line.isprintable() for line in told.split("\n"))
    assert len(told) <= LONGEST
    return None


def as_json(document: Any) -> bytes:
    return json.dumps(document).encode()


@each_question
def test_the_good_reply_is_answered(question: Question) -> None:
    if question.reply is not LOGIN:
        assert answered(question, 200, as_json(question.reply), {}) is not None


@each_question
@given(data=st.data())
def test_any_json_is_a_right_answer_or_a_clear_error(
    question: Question, data: st.DataObject
) -> None:
    body = as_json(data.draw(values))
    answered(question, data.draw(statuses), body, data.draw(headers))


@each_question
@given(data=st.data())
def test_any_bytes_are_a_right_answer_or_a_clear_error(
    question: Question, data: st.DataObject
) -> None:
    answered(question, data.draw(statuses), data.draw(st.binary(max_size=40)), data.draw(headers))


@each_question
@given(data=st.data())
def test_any_change_of_a_good_reply_is_a_right_answer_or_a_clear_error(
    question: Question, data: st.DataObject
) -> None:
    answered(question, 200, as_json(data.draw(mutants(question.reply))), {})
