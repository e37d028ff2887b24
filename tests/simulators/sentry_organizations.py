"""The organization and its projects: what Sentry's own CLI reads before it touches an alert.

Sources: OpenAPI 2026-08-16 (all required keys), `getsentry/cli: packages/cli/src/lib/region.ts`
(`links.regionUrl`, where all that follows is asked) and `.../lib/api/projects.ts`. The npm package
`sentry` 0.49.0 was run against it: it creates, lists, views, edits and deletes alerts.
"""

from typing import Any

from werkzeug import Request

from tests.simulators.sentry_http import not_found
from tests.simulators.sentry_monitors import CREATED

Item = dict[str, Any]
AVATAR = {"avatarType": "letter_avatar", "avatarUuid": None}
INSIGHTS = ("AgentMonitoring", "AppStart", "Assets", "Caches", "Db", "Http", "MCP", "Queues")
HAS = (
    *("Feedbacks", "Flags", "Logs", "MinifiedStackTrace", "Monitors", "NewFeedbacks"),
    *("Profiles", "Replays", "Sessions", "TraceMetrics"),
    *(f"Insights{name}" for name in (*INSIGHTS, "ScreenLoad", "Vitals")),
)
NO = (
    *("firstTransactionEvent", "isBookmarked", "isDynamicallySampled", "isInternal", "isPublic"),
    *("dataScrubber", "dataScrubberDefaults", "enableAutoReleaseCreation", "scrapeJavaScript"),
    *("scmSourceContextEnabled", "scrubIPAddresses", "seerScannerAutomation", "verifySSL"),
    "tempestFetchScreenshots",
)
NULLS = (
    *("defaultEnvironment", "firstEvent", "latestRelease", "secondaryGroupingConfig"),
    *("relayPiiConfig", "debugFilesRole", "seerNightshiftTweaks", "storeCrashReports"),
)
TEXTS = (
    *("derivedGroupingEnhancements", "fingerprintingRules", "groupingEnhancements"),
    *("securityToken", "securityTokenHeader", "subjectPrefix", "symbolSources"),
)
LISTS = (
    *("allowedDomains", "builtinSymbolSources", "dynamicSamplingBiases", "features"),
    *("highlightTags", "platforms", "safeFields", "sensitiveFields"),
)
NUMBERS = (
    *("digestsMaxDelay", "digestsMinDelay", "processingIssues", "resolveAge"),
    "secondaryGroupingExpiry",
)
IN_LIST = (
    *("access", "dateCreated", "features", "firstEvent", "firstTransactionEvent", "hasAccess"),
    *(f"has{name}" for name in HAS),
    *("id", "isBookmarked", "isMember", "latestRelease", "name", "platform", "platforms", "slug"),
    "teams",
)


def organization_document(request: Request, state: Item) -> Item:
    """Show the organization; its region is this simulator."""
    organization = state["organization"]
    here = request.host_url.rstrip("/")
    return {
        "id": organization["id"],
        "slug": organization["slug"],
        "name": organization["name"],
        "status": {"id": "active", "name": "active"},
        "dateCreated": CREATED,
        "isEarlyAdopter": False,
        "require2FA": False,
        "avatar": AVATAR,
        "links": {"organizationUrl": here, "regionUrl": here},
        "hasAuthProvider": False,
        "allowMemberInvite": True,
        "allowMemberProjectCreation": True,
        "allowSuperuserAccess": False,
        "features": [name.removeprefix("organizations:") for name in state["features"]],
        "orgRole": "owner",
    }


def project_document(state: Item, wanted: str, organization: Item) -> Item:
    """Show one project, asked for by slug or ID."""
    for project in state["projects"]:
        if wanted in (project["id"], project["slug"]):
            return _project(state, project, organization)
    raise not_found()


def project_in_list(state: Item, project: Item) -> Item:
    """Show a project as the organization's list does: with fewer keys."""
    whole = _project(state, project, {})
    teams = whole["teams"]
    return {
        **{key: whole[key] for key in IN_LIST},
        "environments": state["environments"],
        "hasUserReports": False,
        "team": teams[0] if teams else None,
    }


def _project(state: Item, project: Item, organization: Item) -> Item:
    teams = [{key: team[key] for key in ("id", "name", "slug")} for team in state["teams"]]
    return {
        **{f"has{name}": False for name in HAS},
        **dict.fromkeys(NO, False),
        **dict.fromkeys(NULLS),
        **dict.fromkeys(TEXTS, ""),
        **{key: [] for key in LISTS},
        **dict.fromkeys(NUMBERS, 0),
        "id": project["id"],
        "slug": project["slug"],
        "name": project["slug"],
        "access": ["alerts:read", "alerts:write", "project:read"],
        "autofixAutomationTuning": "off",
        "avatar": AVATAR,
        "color": "#3fbf7f",
        "dateCreated": CREATED,
        "groupingConfig": "newstyle:2023-01-11",
        "hasAccess": True,
        "highlightContext": {},
        "highlightPreset": {"context": {}, "tags": []},
        "isMember": True,
        "options": {},
        "organization": organization,
        "platform": "python",
        "status": "active",
        "subjectTemplate": "$shortID - $title",
        "teams": teams,
    }
