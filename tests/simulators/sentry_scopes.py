"""Which scopes the Sentry simulator wants for which call."""

from tests.simulators import sentry_integrations

Scopes = frozenset[str]

# Sources: OpenAPI 2026-08-16; `getsentry/sentry: src/sentry/api/bases/team.py`; for the rules the
# OpenAPI document before their removal (2026-05-08).
ALERTS_READ = frozenset({"org:read", "org:write", "org:admin", "alerts:read"})
ALERTS_WRITE = frozenset({"alerts:write", "org:write", "org:admin"})
MEMBERS = frozenset({"member:read", "member:write", "member:admin"})
TEAMS = frozenset({"team:read", "team:write", "team:admin"})
RULES_WRITE = frozenset({"alerts:write", "project:write", "project:admin"})
RULES_READ = RULES_WRITE | {"alerts:read", "project:read"}
ISSUES_WRITE = frozenset({"event:write", "event:admin"})
ISSUES_READ = ISSUES_WRITE | {"event:read"}

OF: dict[str, Scopes] = {
    "list_members": MEMBERS,
    "get_team": TEAMS,
    "update_issue": ISSUES_WRITE,
    **dict.fromkeys(("list_issues", "get_issue", "list_events"), ISSUES_READ),
    **dict.fromkeys(
        ("list_integrations", "list_channels", "list_sentry_apps"), sentry_integrations.READ
    ),
}


def wanted_scopes(endpoint: str, method: str) -> Scopes:
    """Give the scopes of which a token needs one."""
    reads = method == "GET"
    if endpoint == "rules":
        return RULES_READ if reads else RULES_WRITE
    return OF.get(endpoint, ALERTS_READ if reads else ALERTS_WRITE)
