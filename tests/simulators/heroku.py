"""The Heroku simulator: the HTTP side of the Platform API, what it demands and how it refuses.

Promises and where they come from ("DC" = Dev Center "Platform API Reference"):
the Accept header, Range, ETag and RateLimit-Remaining (DC); error bodies and ids (DC, Errors and
Statuses); scopes (Heroku blog "OAuth for Platform API in Public Beta"); paths, keys and the PATCH
that replies with the whole object (heroku/platform-api schema.json). `write` is taken to include
`read`. Not simulated: Basic authentication, If-Match, every path that is not in `routes`.
"""

import json
import re
from typing import Any, ClassVar
from uuid import uuid4

from werkzeug import Request, Response
from werkzeug.http import parse_options_header
from werkzeug.routing import Map, Rule

from tests.simulators import heroku_apps
from tests.simulators.heroku_apps import App, Release
from tests.simulators.heroku_documents import app_document, release_document, release_id
from tests.simulators.heroku_ranges import FIELDS, page_of
from tests.simulators.references import NAMES
from tests.simulators.server import Simulator, UnexpectedRequest, json_response

MEDIA_TYPE = "application/vnd.heroku+json"
REFERENCE = "https://devcenter.heroku.com/articles/platform-api-reference"
POOL = 4500
SCOPES = ("global", "identity", "read", "write", "read-protected", "write-protected")
OUT_OF_SCOPE = "The scope of this OAuth authorization does not allow access to this resource."
NEEDS = {
    "app": "read",
    "releases": "read",
    "release": "read",
    "config_vars": "read-protected",
    "release_config_vars": "read-protected",
    "change": "write-protected",
}
MAY = {
    "read": {"global", "read", "write", "read-protected", "write-protected"},
    "read-protected": {"global", "read-protected", "write-protected"},
    "write-protected": {"global", "write-protected"},
}


class Refused(Exception):  # noqa: N818 - named after what happened
    """An answer that is an error: status, id and message, and the page about it."""

    def __init__(self, status: int, error_id: str, message: str, url: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"id": error_id, "message": message} | ({"url": url} if url else {})


def rate_limited() -> Refused:
    """Refuse for want of request tokens, in the words of DC "Error Response"."""
    message = (
        "Your account reached the API rate limit\n"
        "Please wait a few minutes before making new requests"
    )
    return Refused(429, "rate_limit", message, f"{REFERENCE}#rate-limits")


class HerokuSimulator(Simulator):
    """Heroku with two apps; the state is that of `heroku_apps` beside tokens and the rate limit.

    `tokens` maps a name of tokens.py to its OAuth scopes; `rateLimitRemaining` counts down.
    """

    vendor: ClassVar[str] = "heroku"
    variable: ClassVar[str] = "HEROKU_API_URL"
    routes: ClassVar[Map] = Map(
        [
            Rule("/account/rate-limits", endpoint="rate_limits", methods=["GET"]),
            Rule("/apps/<app>", endpoint="app", methods=["GET"]),
            Rule("/apps/<app>/config-vars", endpoint="config_vars", methods=["GET"]),
            Rule("/apps/<app>/config-vars", endpoint="change", methods=["PATCH"]),
            Rule("/apps/<app>/releases", endpoint="releases", methods=["GET"]),
            Rule("/apps/<app>/releases/<release>", endpoint="release", methods=["GET"]),
            Rule(
                "/apps/<app>/releases/<release>/config-vars",
                endpoint="release_config_vars",
                methods=["GET"],
            ),
        ]
    )

    def initial_state(self) -> dict[str, Any]:
        """Give four tokens of different scopes, a full pool of requests and two apps."""
        return {
            "tokens": {
                "HEROKU_TOKEN": ["global"],
                "HEROKU_TOKEN_READ_PROTECTED": ["read-protected"],
                "HEROKU_TOKEN_WRITE_PROTECTED": ["read-protected", "write-protected"],
                "HEROKU_TOKEN_UNPROTECTED": ["read"],
            },
            "rateLimitRemaining": POOL,
            "apps": heroku_apps.first_apps(),
        }

    def check_state(self, state: dict[str, Any]) -> None:
        """Refuse scopes Heroku does not have, an impossible pool, and apps that disagree."""
        for name, scopes in state["tokens"].items():
            if name not in NAMES.values() or not set(scopes) <= set(SCOPES):
                raise ValueError(f"tokens.{name}: expected a name of tokens.py and scopes {SCOPES}")
        remaining = state["rateLimitRemaining"]
        if type(remaining) is not int or not 0 <= remaining <= POOL:
            raise ValueError(f"rateLimitRemaining: expected a whole number from 0 to {POOL}")
        for index, app in enumerate(state["apps"]):
            heroku_apps.check_app(app, f"apps[{index}]")

    def handle(self, request: Request) -> Response:
        """Answer one request; every answer has a Request-Id and tells how many may follow."""
        endpoint, values = self.route(request)
        if request.args:
            raise UnexpectedRequest
        try:
            response = self._answered(endpoint, values, request)
        except Refused as refused:
            response = json_response(refused.body, refused.status)
        response.headers["Request-Id"] = str(uuid4())
        response.headers["RateLimit-Remaining"] = str(self.state["rateLimitRemaining"])
        if response.status_code < 300:
            response.add_etag()
            response.make_conditional(request).headers.remove("Date")
        return response

    def fault_response(self, status: int, request: Request) -> Response:
        """Give Heroku's own bodies; a 502 or 503 stays that of a gateway."""
        ids = {
            401: "unauthorized",
            403: "forbidden",
            404: "not_found",
            410: "gone",
            500: "internal_server_error",
        }
        if status == 429:
            return json_response(rate_limited().body, status)
        if status in ids:
            return json_response({"id": ids[status], "message": "An ordered fault."}, status)
        return super().fault_response(status, request)

    def _answered(self, endpoint: str, values: dict[str, str], request: Request) -> Response:
        _require_version(request)
        scopes = self._scopes(request)
        if endpoint == "rate_limits":
            return json_response({"remaining": self.state["rateLimitRemaining"]})
        self._spend_request()
        if not scopes & MAY[NEEDS[endpoint]]:
            raise Refused(403, "forbidden", OUT_OF_SCOPE)
        app = self._app(values["app"])
        if endpoint == "app":
            return json_response(app_document(app))
        if endpoint == "change":
            heroku_apps.change_config_vars(app, _changes(app, request))
        if endpoint in ("change", "config_vars"):
            return _config_vars(app, heroku_apps.current_release(app))
        if endpoint == "release_config_vars":
            return _config_vars(app, _release(app, values["release"]))
        heroku_apps.releases_are_read(app)
        if endpoint == "release":
            return json_response(release_document(app, _release(app, values["release"])))
        return _releases(app, request)

    def _scopes(self, request: Request) -> set[str]:
        sent = request.authorization
        name = NAMES.get(sent.token or "") if sent and sent.type == "bearer" else None
        if name not in self.state["tokens"]:
            raise Refused(401, "unauthorized", "Invalid credentials provided.")
        return set(self.state["tokens"][name])

    def _spend_request(self) -> None:
        if self.state["rateLimitRemaining"] == 0:
            raise rate_limited()
        self.state["rateLimitRemaining"] -= 1

    def _app(self, identity: str) -> App:
        found: list[App] = [a for a in self.state["apps"] if identity in (a["id"], a["name"])]
        if not found:
            raise Refused(404, "not_found", "Couldn't find that app.")
        return found[0]


def _require_version(request: Request) -> None:
    for accepted in request.headers.get("Accept", "").split(","):
        media_type, options = parse_options_header(accepted)
        if media_type == MEDIA_TYPE and re.fullmatch(r"3(\.[\w.-]+)?", options.get("version", "")):
            return
    message = f"Set the header Accept: {MEDIA_TYPE}; version=3 and try again."
    raise Refused(406, "not_acceptable", message)


def _changes(app: App, request: Request) -> dict[str, str | None]:
    try:
        changes = json.loads(request.get_data()) if request.mimetype == "application/json" else None
    except ValueError:
        changes = None
    if not isinstance(changes, dict):
        raise Refused(400, "bad_request", "The body must be one JSON object.")
    if problem := heroku_apps.refusal_of(app, changes):
        raise Refused(422, "invalid_params", problem)
    return changes


def _config_vars(app: App, release: Release) -> Response:
    return json_response(heroku_apps.config_vars_of(app, release))


def _release(app: App, identity: str) -> Release:
    for release in app["releases"]:
        if identity in (str(release["version"]), release_id(app, release)):
            found: Release = release
            return found
    raise Refused(404, "not_found", "Couldn't find that release.")


def _releases(app: App, request: Request) -> Response:
    documents = [release_document(app, release) for release in app["releases"]]
    try:
        page = page_of(documents, request.headers.get("Range"))
    except ValueError as error:
        message = "The Range header asks for something the list does not have."
        raise Refused(416, "requested_range_not_satisfiable", message) from error
    response = json_response(page.items, 206 if page.next_range else 200)
    response.headers["Accept-Ranges"] = ", ".join(FIELDS)
    response.headers["Content-Range"] = page.content_range
    if page.next_range:
        response.headers["Next-Range"] = page.next_range
    return response
