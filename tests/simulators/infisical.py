"""The Infisical simulator: a login and two ways to a secret, with Cloudflare Access in front.

The state has the keys of `cloudflare_access`, `infisical_login` and `infisical_secrets`, which say
what is promised and where from. Self-hosted Infisical limits no rates
(`backend/src/server/app.ts`), so there is a 429 only as an ordered fault.
"""

import json
from typing import Any, ClassVar

from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.simulators import cloudflare_access, infisical_login, infisical_refusals
from tests.simulators import infisical_secrets as secrets
from tests.simulators.server import Simulator, UnexpectedRequest, json_response


class InfisicalSimulator(Simulator):
    """Infisical with one project and one machine identity, behind Cloudflare Access or not."""

    vendor: ClassVar[str] = "infisical"
    variable: ClassVar[str] = "INFISICAL_API_URL"
    routes: ClassVar[Map] = Map(
        [
            Rule("/api/v1/auth/universal-auth/login", endpoint="login", methods=["POST"]),
            Rule("/api/v3/secrets/raw/<name>", endpoint="v3", methods=["GET"]),
            Rule("/api/v4/secrets/<name>", endpoint="v4", methods=["GET"]),
        ]
    )

    def initial_state(self) -> dict[str, Any]:
        """Give an identity that may read all, and nobody in front."""
        return {
            "access": "off",
            "wafBlocksScriptedAgents": True,
            **infisical_login.first_state(),
            **secrets.first_state(),
        }

    def check_state(self, state: dict[str, Any]) -> None:
        """Refuse a state that a part of it would refuse."""
        cloudflare_access.check_state(state)
        infisical_login.check_state(state)
        secrets.check_state(state)

    def handle(self, request: Request) -> Response:
        """Answer one request, unless Cloudflare does."""
        refusal = cloudflare_access.refusal_of(self.state, request)
        response = self._answered(request) if refusal is None else refusal
        if self.state["access"] != "off":
            response.headers.update(cloudflare_access.MARKS)
        return response

    def fault_response(self, status: int, request: Request) -> Response:
        """Give Infisical's own bodies; a 502 or 503 stays that of a gateway."""
        refusals = {
            401: infisical_refusals.unauthorized("You are not allowed to access this resource"),
            404: infisical_refusals.not_found("The requested entity is not found"),
            429: infisical_refusals.rate_limited(),
            500: infisical_refusals.something_went_wrong(),
        }
        if status in refusals:
            return refusals[status].response()
        return super().fault_response(status, request)

    def _answered(self, request: Request) -> Response:
        endpoint, values = self.route(request)
        bearer = request.headers.get("Authorization")
        try:
            if bearer or endpoint != "login":
                # inject-identity.ts reads the header on every route: a dead token spoils a login.
                infisical_login.check_bearer(self.state, bearer)
            if endpoint == "login":
                return json_response(infisical_login.log_in(self.state, _body(request)))
            found = secrets.secret_by_name(self.state, endpoint, values["name"], request.args)
            return json_response(found)
        except infisical_refusals.Refused as refused:
            return refused.response()


def _body(request: Request) -> object:
    if request.mimetype != "application/json" or request.args:
        raise UnexpectedRequest
    try:
        body: object = json.loads(request.get_data())
    except ValueError as error:
        raise infisical_refusals.something_went_wrong() from error
    return body
