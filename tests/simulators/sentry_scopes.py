"""Which scopes the Sentry simulator wants for which call."""

from tests.simulators import sentry_integrations

Scopes = frozenset[str]

# Sources: OpenAPI 2026-08-16; `getsentry/sentry: src/sentry/api/bases/team.py` and
# `src/sentry/core/endpoints/organization_teams.py`; for the rules the
# OpenAPI document before their removal (2026-05-08).
ALERTS_READ = frozenset({"org:read", "org:write", "org:admin", "alerts:read"})
# `org:read` opens the door to a write; who may write is found out behind it (sentry_access.py).
ALERTS_WRITE = frozenset({"alerts:write", "org:read", "org:write", "org:admin"})
MEMBERS = frozenset({"member:read", "member:write", "member:admin"})
ALL_TEAMS = frozenset({"org:read", "org:write", "org:admin"})
TEAMS = frozenset({"team:read", "team:write", "team:admin"})
RULES_WRITE = frozenset({"alerts:write", "project:write", "project:admin"})
RULES_READ = RULES_WRITE | {"alerts:read", "project:read"}
ISSUES_WRITE = frozenset({"event:write", "event:admin"})
ISSUES_READ = ISSUES_WRITE | {"event:read"}
ORGANIZATION = frozenset({"org:read", "org:write", "org:admin"})
PROJECT = frozenset({"project:read", "project:write", "project:admin"})
PROJECT_ALERTS_READ = PROJECT | {"alerts:read"}  # `ProjectAlertRulePermission`
# `OrganizationProjectDetectorPermission`: whose token creates is not always let edit or delete.
DETECTOR_CREATE = frozenset({"project:write", "project:admin", "alerts:write"})

OF: dict[str, Scopes] = {
    "list_members": MEMBERS,
    "get_team": TEAMS,
    "list_teams": ALL_TEAMS,
    "update_issue": ISSUES_WRITE,
    "get_project": PROJECT,
    "create_detector": DETECTOR_CREATE,
    "list_uptime": ORGANIZATION,
    **dict.fromkeys(("get_monitor", "list_check_ins"), PROJECT_ALERTS_READ),
    **dict.fromkeys(("get_uptime", "list_uptime_checks"), PROJECT_ALERTS_READ),
    **dict.fromkeys(("update_monitor", "delete_monitor"), RULES_WRITE),
    **dict.fromkeys(("list_organizations", "get_organization", "list_projects"), ORGANIZATION),
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
