"""How Sentry stores an alert: what a new one is, what PUT changes, and the reply.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/base/workflow.py`
(create and update), `src/sentry/options/defaults.py` (the limit),
`src/sentry/workflow_engine/endpoints/serializers/*_serializer.py` (reply), OpenAPI 2026-08-16.
"""

import random
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from tests.simulators.sentry_access import Access, check_links
from tests.simulators.sentry_conditions import release
from tests.simulators.sentry_fields import convert_keys, to_camel
from tests.simulators.sentry_groups import Groups, new_filter, new_group, new_id
from tests.simulators.sentry_http import array_error, crash

Item = dict[str, Any]

# What a field is when a write is accepted but not stored (`ignoresOnWrite`) on creation.
DEFAULTS: Item = {
    "name": "",
    "enabled": True,
    "config": {},
    "environment": None,
    "owner": None,
    "detectorIds": [],
    "triggers": None,
    "actionFilters": [],
}
LINKS_NEW_TRIGGERS = (26, 8)
"""The release from which a PUT gives triggers to an alert that had none (PR 121622)."""
ANYBODY = Access(frozenset({"org:write"}), None)


def now() -> str:
    """Give the time as replies show it: UTC, microseconds, `Z`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def create(state: Item, sent: Item, user_id: str, access: Access = ANYBODY) -> Item:
    """Store a new alert; equal names and equal bodies give two alerts."""
    limit = state["maxWorkflows"]
    if len(state["workflows"]) >= limit:
        raise array_error(f"You may not exceed {limit} workflows per organization.")
    detector_ids = check_links(state, sent.get("detector_ids") or [], access)
    if "triggers" not in sent:
        raise crash()  # read unguarded in every version that was found
    workflow = {
        "id": new_id(state),
        "name": sent["name"],
        "organizationId": state["organization"]["id"],
        "createdBy": user_id,
        "dateCreated": now(),
        "dateUpdated": now(),
        "triggers": new_group(state, sent["triggers"]),
        "actionFilters": [new_filter(state, item) for item in sent.get("action_filters", [])],
        "environment": sent.get("environment"),
        "config": convert_keys(sent.get("config", {}), to_camel),
        "detectorIds": detector_ids,
        "enabled": sent["enabled"],
        "lastTriggered": None,
        "owner": sent.get("owner"),
    }
    stored = {**workflow, **{field: DEFAULTS[field] for field in state["ignoresOnWrite"]}}
    state["workflows"].append(deepcopy(stored))
    return workflow


def update(state: Item, stored: Item, sent: Item, access: Access = ANYBODY) -> Item:
    """Change an alert: name and enabled always, the other parts when they were sent."""
    workflow = deepcopy(stored)
    workflow.update(name=sent["name"], enabled=sent["enabled"], dateUpdated=now())
    for field in ("environment", "owner"):
        if field in sent:
            workflow[field] = sent[field]
    if "config" in sent:
        workflow["config"] = convert_keys(sent["config"], to_camel)
    groups = Groups(state, workflow)
    if "triggers" in sent:
        triggers = groups.triggers(sent["triggers"])
        if workflow["triggers"] or release(state) >= LINKS_NEW_TRIGGERS:
            workflow["triggers"] = triggers
    if "action_filters" in sent:
        workflow["actionFilters"] = groups.filters(sent["action_filters"])
    if sent.get("detector_ids") is not None:
        workflow["detectorIds"] = check_links(state, sent["detector_ids"], access)
    kept = {field: stored[field] for field in state["ignoresOnWrite"]}
    position = state["workflows"].index(stored)
    state["workflows"][position] = deepcopy({**workflow, **kept})
    groups.move()
    return workflow


def reply(workflow: Item, shuffle: bool) -> Item:
    """Show an alert; the order of conditions, and of the keys of what they compare, is not stable.

    A comparison is stored as JSON in PostgreSQL, which keeps no order of keys
    (`getsentry/sentry: src/sentry/workflow_engine/models/data_condition.py`).
    """
    shown = deepcopy(workflow)
    if shuffle:
        for group in (shown["triggers"], *shown["actionFilters"]):
            for condition in group["conditions"] if group else []:
                condition["comparison"] = _shuffled(condition["comparison"])
            random.shuffle(group["conditions"] if group else [])
    return shown


def _shuffled(comparison: Any) -> Any:
    if not isinstance(comparison, dict):
        return comparison
    return dict(random.sample(list(comparison.items()), len(comparison)))
