"""What each condition of a Sentry alert may compare with: Sentry's own JSON schemas.

Each stands in `getsentry/sentry: src/sentry/workflow_engine/handlers/condition/`, in the file named
beside it; that of the six slow ones was read in migration `0047_migrate_issue_alerts`, which copied
them (percentages of sessions have intervals of their own since PR 85907).
"""

from typing import Any

from tests.simulators.sentry_enums import (
    ATTRIBUTES,
    ISSUE_TYPES,
    AgeComparisonType,
    AssigneeTargetType,
    GroupCategory,
    MatchType,
    ModelAgeType,
)
from tests.simulators.sentry_schema import Schema, compile_schema

BOOLEAN: Schema = {"type": "boolean"}
PRIORITY: Schema = {"type": "integer", "enum": [25, 50, 75]}
TEXT: Schema = {"type": "string"}
STANDARD = ["1m", "5m", "15m", "1h", "1d", "1w", "30d"]
COMPARED_TO = ["5m", "15m", "1h", "1d", "1w", "30d"]
PERCENT_INTERVALS = ["1m", "5m", "10m", "30m", "1h"]
NO_VALUE = [MatchType.IS_SET, MatchType.NOT_SET]


def object_schema(required: list[str], **properties: Schema) -> Schema:
    """Describe an object with these properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def choice_schema(values: Any, kind: str = "string") -> Schema:
    """Describe a value out of a list, or out of an enumeration's members."""
    return {"type": kind, "enum": [*values]}


def match_schema(subject: str, names: Schema) -> Schema:
    """Describe the comparison of one named thing of an event; `is` and `ns` take no value.

    The same in `tagged_event_handler.py` (PR 84054) and `event_attribute_handler.py` (PR 89799).
    """
    return {
        "type": "object",
        "properties": {
            subject: names,
            "match": choice_schema(MatchType),
            "value": {"type": "string", "optional": True},
        },
        "oneOf": [
            {
                "properties": {subject: names, "match": {"enum": NO_VALUE}},
                "required": [subject, "match"],
                "not": {"required": ["value"]},
            },
            {
                "properties": {
                    subject: names,
                    "match": {"not": {"enum": NO_VALUE}},
                    "value": TEXT,
                },
                "required": [subject, "match", "value"],
            },
        ],
        "additionalProperties": False,
    }


EVENT_ATTRIBUTE = match_schema("attribute", choice_schema(ATTRIBUTES))
TAGGED_EVENT = match_schema("key", TEXT)  # no pattern of the key in any version that was read


def count_schema(intervals: list[str], value: Schema, *, compared: bool) -> Schema:
    """Describe a slow condition: `event_frequency_handlers.py` and its like."""
    other = {"comparison_interval": choice_schema(COMPARED_TO)} if compared else {}
    return object_schema(
        ["interval", "value", *other],
        interval=choice_schema(intervals),
        value=value,
        **other,
        filters={"type": "array", "items": {"anyOf": [TAGGED_EVENT, EVENT_ATTRIBUTE]}},
    )


COUNT: Schema = {"type": "integer", "minimum": 0}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 100}
GROWTH: Schema = {"type": "number", "minimum": 0}

SCHEMAS: dict[str, Schema] = {
    "first_seen_event": BOOLEAN,  # first_seen_event_handler.py; false is as true
    "regression_event": BOOLEAN,  # regression_event_handler.py; false: did not regress
    "reappeared_event": BOOLEAN,  # reappeared_event_handler.py; false: did not escalate
    "issue_resolved_trigger": BOOLEAN,  # issue_resolved_trigger_condition.py
    "every_event": BOOLEAN,  # every_event_handler.py, registered by PR 121100 (2026-08-03)
    "new_high_priority_issue": BOOLEAN,  # new_high_priority_issue_handler.py
    "existing_high_priority_issue": BOOLEAN,  # existing_high_priority_issue_handler.py
    "latest_release": BOOLEAN,  # latest_release_handler.py
    "seer_activity_trigger": {  # seer_activity_trigger_handler.py; pr_created is refused now
        "type": "array",
        "items": choice_schema(
            ["rca_completed", "solution_completed", "coding_completed", "pr_ready_for_review"]
        ),
        "minItems": 1,
        "uniqueItems": True,
    },
    "issue_resolution_change": {  # issue_resolution_condition_handler.py; 1 is RESOLVED
        "type": "integer",
        "enum": [1],
    },
    "age_comparison": object_schema(  # age_comparison_handler.py
        ["comparison_type", "value", "time"],
        comparison_type=choice_schema(AgeComparisonType),
        value=COUNT,
        time=choice_schema(["minute", "hour", "day", "week"]),
    ),
    "assigned_to": {  # assigned_to_handler.py, PRs 89712 and 117110
        "type": "object",
        "properties": {
            "target_type": choice_schema(AssigneeTargetType),
            "target_identifier": {"type": ["integer", "string"]},
        },
        "required": ["target_type"],
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"target_type": {"const": AssigneeTargetType.UNASSIGNED}}},
                "then": {"required": ["target_type"]},
                "else": {"required": ["target_type", "target_identifier"]},
            }
        ],
    },
    "issue_category": object_schema(  # issue_category_handler.py
        ["value"], value=choice_schema(GroupCategory, "integer"), include=BOOLEAN
    ),
    "issue_type": object_schema(  # issue_type_handler.py
        ["value"], value=choice_schema(ISSUE_TYPES), include=BOOLEAN
    ),
    "issue_occurrences": object_schema(["value"], value=COUNT),  # issue_occurrences_handler.py
    "issue_priority_greater_or_equal": PRIORITY,  # issue_priority_greater_or_equal_handler.py
    "issue_priority_equals": PRIORITY,  # issue_priority_equals.py
    "issue_priority_deescalating": PRIORITY,  # issue_priority_deescalating_handler.py: not true
    "event_attribute": EVENT_ATTRIBUTE,
    "tagged_event": TAGGED_EVENT,
    "level": object_schema(  # level_handler.py; only eq, gte and lte ever hold
        ["level", "match"],
        level=choice_schema([0, 10, 20, 30, 40, 50], "integer"),
        match=choice_schema(MatchType),
    ),
    "latest_adopted_release": object_schema(  # latest_adopted_release_handler.py
        ["release_age_type", "age_comparison", "environment"],
        release_age_type=choice_schema(ModelAgeType),
        age_comparison=choice_schema(AgeComparisonType),
        environment=TEXT,
    ),
    "event_seen_count": {"type": "integer", "minimum": 1},  # event_seen_count_handler.py
    "event_created_by_detector": {},  # event_created_by_detector_handler.py: schema not found
    "event_frequency_count": count_schema(STANDARD, COUNT, compared=False),
    "event_frequency_percent": count_schema(STANDARD, COUNT, compared=True),
    "event_unique_user_frequency_count": count_schema(STANDARD, COUNT, compared=False),
    "event_unique_user_frequency_percent": count_schema(STANDARD, COUNT, compared=True),
    "percent_sessions_count": count_schema(PERCENT_INTERVALS, SHARE, compared=False),
    "percent_sessions_percent": count_schema(PERCENT_INTERVALS, GROWTH, compared=True),
}
COMPARISONS = {kind: compile_schema(schema) for kind, schema in SCHEMAS.items()}
# For monitors, but the validator of alerts takes it (anomaly_detection_handler.py).
ANOMALY = compile_schema(
    {
        "type": "object",
        "properties": {
            "sensitivity": choice_schema(["low", "medium", "high"]),
            "seasonality": choice_schema(
                (
                    *("auto", "hourly", "daily", "weekly", "hourly_daily", "hourly_weekly"),
                    *("hourly_daily_weekly", "daily_weekly"),
                )
            ),
            "threshold_type": choice_schema([0, 1, 2], "integer"),
        },
    }
)
