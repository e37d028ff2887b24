"""The Postmark simulator: `GET /server`, the one call that tells whether a server token lives.

Promises and where they come from: headers, their case and the 401 (Postmark docs "API overview",
Authentication); the keys of the reply (docs "Server API"; ActiveCampaign/postmark-dotnet
PostmarkServer.cs); the texts of code 10 (ActiveCampaign/postmark-rails#60,
PipedreamHQ/pipedream#10254, keighl/postmark#1); code 409 for a missing Accept (docs "API overview",
API error codes; its text and status as in ActiveCampaign/postmark-php's tests).
What `POSTMARK_API_TEST` gets here is documented nowhere: it names no server, so it is refused.
"""

from typing import Any, ClassVar

from werkzeug import Request, Response
from werkzeug.routing import Map, Rule

from tests.simulators.references import check_value, reveal
from tests.simulators.server import Simulator, UnexpectedRequest, json_response

JSON_TYPES = {"application/json", "text/json", "text/x-json"}
STATE_KEYS = {"ID", "Name", "DeliveryType", "Color", "ApiTokens"}
INBOUND_HASH = "sham-inbound-box-3fWq8LzNe5"
HOOK_PASSWORD = "playact.hook.door.6TyVb1Rk"

NO_TOKEN = (
    "No Account or Server API tokens were supplied in the HTTP headers. Please add a header for"
    " either X-Postmark-Server-Token or X-Postmark-Account-Token."
)
WRONG_TOKEN = "Request does not contain a valid Server token."
TWO_TOKENS = "Please do not include Account API Token for Server API Token calls."
NOT_JSON = (
    "Content-Type and Accept headers must be set to application/json, text/json, or text/x-json."
)


class PostmarkSimulator(Simulator):
    """Postmark with one live server and one sandbox; the state lists servers and their tokens."""

    vendor: ClassVar[str] = "postmark"
    variable: ClassVar[str] = "POSTMARK_API_URL"
    routes: ClassVar[Map] = Map([Rule("/server", endpoint="server", methods=["GET"])])

    def initial_state(self) -> dict[str, Any]:
        """Give a live server for POSTMARK_TOKEN and a sandbox for POSTMARK_TOKEN_SANDBOX."""
        return {
            "servers": [
                {
                    "ID": 4711001,
                    "Name": "raxx-transactional",
                    "DeliveryType": "Live",
                    "Color": "green",
                    "ApiTokens": [{"$token": "POSTMARK_TOKEN"}],
                },
                {
                    "ID": 4711002,
                    "Name": "raxx-sandbox",
                    "DeliveryType": "Sandbox",
                    "Color": "grey",
                    "ApiTokens": [{"$token": "POSTMARK_TOKEN_SANDBOX"}],
                },
            ]
        }

    def check_state(self, state: dict[str, Any]) -> None:
        """Refuse a server with other keys or types, and a token that belongs to two servers."""
        seen: set[str] = set()
        for index, server in enumerate(state["servers"]):
            where = f"servers[{index}]"
            if set(server) != STATE_KEYS or type(server["ID"]) is not int:
                raise ValueError(f"{where}: expected exactly {sorted(STATE_KEYS)}, ID an integer")
            if server["DeliveryType"] not in ("Live", "Sandbox"):
                raise ValueError(f"{where}.DeliveryType: expected Live or Sandbox")
            for token in server["ApiTokens"]:
                check_value(token, f"{where}.ApiTokens")
                if reveal(token) in seen:
                    raise ValueError(f"{where}.ApiTokens: a token belongs to one server")
                seen.add(reveal(token))

    def handle(self, request: Request) -> Response:
        """Answer `GET /server` for the server whose token was sent."""
        self.route(request)
        if request.args:
            raise UnexpectedRequest
        accepted = {
            part.split(";")[0].strip() for part in request.headers.get("Accept", "").split(",")
        }
        if not accepted & JSON_TYPES:
            return _error(422, 409, NOT_JSON)
        sent = request.headers.get("X-Postmark-Server-Token", "").strip()
        other = request.headers.get("X-Postmark-Account-Token", "").strip()
        if not sent and not other:
            return _error(401, 10, NO_TOKEN)
        if sent and other:
            return _error(401, 10, TWO_TOKENS)
        for server in self.state["servers"]:
            if sent.lower() in [reveal(token).lower() for token in server["ApiTokens"]]:
                return json_response(_server_document(server))
        return _error(401, 10, WRONG_TOKEN)

    def fault_response(self, status: int, request: Request) -> Response:
        """Give the documented error codes: 10, 100 Maintenance and 429; a 500 is no JSON."""
        match status:
            case 401:
                return _error(status, 10, WRONG_TOKEN)
            case 429:
                return _error(status, 429, "Rate Limit Exceeded")
            case 500:
                return Response("Internal Server Error", status, content_type="text/plain")
            case 503:
                return _error(status, 100, "Maintenance")
        return super().fault_response(status, request)


def _error(status: int, code: int, message: str) -> Response:
    return json_response({"ErrorCode": code, "Message": message}, status)


def _server_document(server: dict[str, Any]) -> dict[str, Any]:
    hook = f"https://hooks:{HOOK_PASSWORD}@hooks.raxx.invalid/postmark"
    return {
        "ID": server["ID"],
        "Name": server["Name"],
        "ApiTokens": [reveal(token) for token in server["ApiTokens"]],
        "Color": server["Color"],
        "SmtpApiActivated": True,
        "RawEmailEnabled": False,
        "DeliveryType": server["DeliveryType"],
        "ServerLink": f"https://postmarkapp.com/servers/{server['ID']}/streams",
        "InboundAddress": f"{INBOUND_HASH}@inbound.postmarkapp.com",
        "InboundHookUrl": hook,
        "BounceHookUrl": hook,
        "OpenHookUrl": "",
        "DeliveryHookUrl": "",
        "PostFirstOpenOnly": False,
        "InboundDomain": "",
        "InboundHash": INBOUND_HASH,
        "InboundSpamThreshold": 5,
        "TrackOpens": False,
        "TrackLinks": "None",
        "IncludeBounceContentInHook": False,
        "ClickHookUrl": "",
        "EnableSmtpApiErrorHooks": False,
    }
