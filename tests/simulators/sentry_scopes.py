"""Which scopes the Sentry simulator wants for which call."""

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


def wanted_scopes(endpoint: str, method: str) -> Scopes:
    """Give the scopes of which a token needs one."""
    reads = method == "GET"
    match endpoint:
        case "list_members":
            return MEMBERS
        case "get_team":
            return TEAMS
        case "list_issues" | "get_issue" | "list_events":
            return ISSUES_READ
        case "update_issue":
            return ISSUES_WRITE
        case "rules":
            return RULES_READ if reads else RULES_WRITE
    return ALERTS_READ if reads else ALERTS_WRITE
