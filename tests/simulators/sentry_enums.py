"""Sentry's enumerations that its JSON schemas name: their members show in the texts of errors.

Sources, all in `getsentry/sentry`: `src/sentry/rules/match.py` (MatchType),
`src/sentry/rules/conditions/event_attribute.py` (ATTR_CHOICES, the 30 names),
`src/sentry/notifications/types.py` (AssigneeTargetType), `src/sentry/rules/age.py` (ages),
`src/sentry/issues/grouptype.py` (GroupCategory; the slugs of all registered types).
"""

from enum import IntEnum, StrEnum


class MatchType(StrEnum):
    """How a tag or an attribute is compared."""

    CONTAINS = "co"
    ENDS_WITH = "ew"
    EQUAL = "eq"
    GREATER_OR_EQUAL = "gte"
    GREATER = "gt"
    IS_SET = "is"
    IS_IN = "in"
    LESS_OR_EQUAL = "lte"
    LESS = "lt"
    NOT_CONTAINS = "nc"
    NOT_ENDS_WITH = "new"
    NOT_EQUAL = "ne"
    NOT_SET = "ns"
    NOT_STARTS_WITH = "nsw"
    NOT_IN = "nin"
    STARTS_WITH = "sw"


class AgeComparisonType(StrEnum):
    """Older or newer than."""

    OLDER = "older"
    NEWER = "newer"


class ModelAgeType(StrEnum):
    """Which of the releases."""

    OLDEST = "oldest"
    NEWEST = "newest"


class AssigneeTargetType(StrEnum):
    """Whom an issue is assigned to."""

    UNASSIGNED = "Unassigned"
    TEAM = "Team"
    MEMBER = "Member"


class GroupCategory(IntEnum):
    """What an issue is about; the deprecated ones can still be written."""

    ERROR = 1
    PERFORMANCE = 2
    PROFILE = 3
    CRON = 4
    REPLAY = 5
    FEEDBACK = 6
    UPTIME = 7
    METRIC_ALERT = 8
    TEST_NOTIFICATION = 9
    OUTAGE = 10
    METRIC = 11
    DB_QUERY = 12
    HTTP_CLIENT = 13
    FRONTEND = 14
    MOBILE = 15
    AI_DETECTED = 16
    PREPROD = 17
    INSTRUMENTATION = 18
    CONFIGURATION = 19


ATTRIBUTES = [
    *("message", "platform", "environment", "type"),
    *("error.handled", "error.unhandled", "error.main_thread", "exception.type", "exception.value"),
    *("user.id", "user.email", "user.username", "user.ip_address"),
    *("http.method", "http.url", "http.status_code", "sdk.name"),
    *("stacktrace.code", "stacktrace.module", "stacktrace.filename", "stacktrace.abs_path"),
    *("stacktrace.package", "unreal.crash_type", "app.in_foreground"),
    *("os.distribution_name", "os.distribution_version", "symbolicated_in_app"),
    *("ota_updates.channel", "ota_updates.runtime_version", "ota_updates.update_id"),
]

# `static/app/types/group.tsx` (IssueType) names those the page knows; `feedback` and
# `issue_stream` are registered beside them. The server's registry may hold more: not known.
ISSUE_TYPES = [
    *("error", "feedback", "issue_stream"),
    "performance_consecutive_db_queries",
    "performance_consecutive_http",
    "performance_file_io_main_thread",
    "performance_db_main_thread",
    "performance_n_plus_one_api_calls",
    "performance_n_plus_one_db_queries",
    "performance_slow_db_query",
    "performance_render_blocking_asset_span",
    "performance_uncompressed_assets",
    "performance_large_http_payload",
    "performance_http_overhead",
    "performance_p95_endpoint_regression",
    *("profile_file_io_main_thread", "profile_image_decode_main_thread"),
    *("profile_json_decode_main_thread", "profile_regex_main_thread", "profile_frame_drop"),
    "profile_function_regression",
    *("replay_click_rage", "replay_hydration_error"),
    *("monitor_check_in_failure", "uptime_domain_failure", "metric_issue"),
    *("query_injection_vulnerability", "web_vitals"),
    *("llm_detected_experimental", "llm_detected_experimental_v2"),
    *("ai_detected_http", "ai_detected_db", "ai_detected_runtime_performance"),
    *("ai_detected_security", "ai_detected_code_health", "ai_detected_general"),
    *("preprod_static", "preprod_delta", "preprod_size_analysis"),
    *("sourcemap_configuration", "low_value_span_configuration"),
]
