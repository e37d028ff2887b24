"""Cloudflare Access in front of the Infisical simulator: who gets through, and what others see.

Sources: Cloudflare docs "Service tokens" (cloudflare-one/access-controls/service-credentials):
both headers on every request, 302 to the team's login page by default, 401 with
`service_auth_401_redirect`, half or doubled pairs rejected; the shape of the redirect
(cloudflare/pages-plugins#13); 403 with `error code: 1010` for scripted User-Agents
(martymcenroe/AssemblyZero#1663). The HTML of the 401 and 403 pages is made up, and the cookie that
follows a success is left out.
"""

from typing import Any
from urllib.parse import urlencode

from werkzeug import Request, Response

from tests.simulators.tokens import CF_ACCESS_CLIENT_ID, CF_ACCESS_CLIENT_SECRET

MODES = ("off", "redirect", "401", "403")
TEAM = "https://raxx.cloudflareaccess.com"
SCRIPTED_AGENTS = ("python-requests/", "python-urllib", "curl/")
MARKS = {"Server": "cloudflare", "CF-RAY": "0f1e2d3c4b5a6978-FRA"}


def check_state(state: dict[str, Any]) -> None:
    """Raise ValueError for an unknown mode or a switch that is not true or false."""
    if state["access"] not in MODES:
        raise ValueError(f"access: expected one of {MODES}")
    if type(state["wafBlocksScriptedAgents"]) is not bool:
        raise ValueError("wafBlocksScriptedAgents: expected true or false")


def refusal_of(state: dict[str, Any], request: Request) -> Response | None:
    """Give what Cloudflare answers itself, or nothing when the request goes through."""
    mode = state["access"]
    if mode == "off":
        return None
    if state["wafBlocksScriptedAgents"] and _is_scripted(request):
        return Response("error code: 1010", 403, content_type="text/plain; charset=UTF-8")
    if _has_service_token(request):
        return None
    if mode == "redirect":
        return Response(status=302, headers={"Location": _login_page(request)})
    title = "Unauthorized" if mode == "401" else "Forbidden"
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>"
    return Response(page, int(mode), content_type="text/html")


def _is_scripted(request: Request) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return not agent or agent.startswith(SCRIPTED_AGENTS)


def _has_service_token(request: Request) -> bool:
    return (
        request.headers.get("CF-Access-Client-Id") == CF_ACCESS_CLIENT_ID
        and request.headers.get("CF-Access-Client-Secret") == CF_ACCESS_CLIENT_SECRET
    )


def _login_page(request: Request) -> str:
    host = request.host.partition(":")[0]
    query = urlencode({"kid": "0" * 64, "meta": "e30.e30.sham", "redirect_url": request.path})
    return f"{TEAM}/cdn-cgi/access/login/{host}?{query}"
