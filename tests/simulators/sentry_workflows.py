"""How Sentry stores an alert: ids, what PUT keeps and what it renews, and the reply.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/base/workflow.py` and
`.../base/data_condition_group.py` (create and update), `.../validators/utils.py` (detectors),
`src/sentry/workflow_engine/endpoints/serializers/*_serializer.py` (reply), OpenAPI 2026-08-16.
"""

import random
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from tests.simulators.sentry_conditions import LIFECYCLE
from tests.simulators.sentry_fields import convert_keys, to_camel
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


def now() -> str:
    """Give the time as replies show it: UTC, microseconds, `Z`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_id(state: Item) -> str:
    """Give the next id: a number inside, a string outside."""
    identifier = str(state["nextId"])
    state["nextId"] += 1
    return identifier


def create(state: Item, sent: Item, user_id: str) -> Item:
    """Store a new alert; equal names and equal bodies give two alerts."""
    detector_ids = _detector_ids(state, sent) or []
    if "triggers" not in sent or "config" not in sent:
        raise crash()  # both are read unguarded by the create code of spring 2026
    workflow = {
        "id": new_id(state),
        "name": sent["name"],
        "organizationId": state["organization"]["id"],
        "createdBy": user_id,
        "dateCreated": now(),
        "dateUpdated": now(),
        "triggers": _new_group(state, sent["triggers"]),
        "actionFilters": [_new_filter(state, item) for item in sent.get("action_filters", [])],
        "environment": sent.get("environment"),
        "config": convert_keys(sent["config"], to_camel),
        "detectorIds": detector_ids,
        "enabled": sent["enabled"],
        "lastTriggered": None,
        "owner": sent.get("owner"),
    }
    stored = {**workflow, **{field: DEFAULTS[field] for field in state["ignoresOnWrite"]}}
    state["workflows"].append(deepcopy(stored))
    return workflow


def update(state: Item, stored: Item, sent: Item) -> Item:
    """Change an alert: name and enabled always, the other parts when they were sent."""
    workflow = deepcopy(stored)
    workflow.update(name=sent["name"], enabled=sent["enabled"], dateUpdated=now())
    for field in ("environment", "owner"):
        if field in sent:
            workflow[field] = sent[field]
    if "config" in sent:
        workflow["config"] = convert_keys(sent["config"], to_camel)
    if "triggers" in sent:
        workflow["triggers"] = _updated_triggers(state, workflow["triggers"], sent["triggers"])
    if "action_filters" in sent:
        _check_ownership(workflow["actionFilters"], sent["action_filters"])
        workflow["actionFilters"] = [
            _updated_filter(state, workflow["actionFilters"], item)
            for item in sent["action_filters"]
        ]
    if (detector_ids := _detector_ids(state, sent)) is not None:
        workflow["detectorIds"] = detector_ids
    kept = {field: stored[field] for field in state["ignoresOnWrite"]}
    position = state["workflows"].index(stored)
    state["workflows"][position] = deepcopy({**workflow, **kept})
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


def _detector_ids(state: Item, sent: Item) -> list[str] | None:
    """Give the detectors to link, sorted; None (or no key) leaves the links alone."""
    if sent.get("detector_ids") is None:
        return None
    wanted = {int(value) for value in sent["detector_ids"]}
    missing = wanted - {int(detector["id"]) for detector in state["detectors"]}
    if missing:
        raise array_error(f"Some detectors do not exist: {missing}")
    return [str(value) for value in sorted(wanted)]


def _check_logic_type(kinds: list[str], logic_type: str) -> None:
    if logic_type != "any-short" and LIFECYCLE.intersection(kinds):
        raise array_error("Triggers' logic type must be 'any-short'")


def _new_group(state: Item, sent: Item) -> Item:
    if "conditions" not in sent:
        raise crash()  # read unguarded when a group is created
    _check_logic_type([item["type"] for item in sent["conditions"]], sent["logic_type"])
    return {
        "id": new_id(state),
        "organizationId": state["organization"]["id"],
        "logicType": sent["logic_type"],
        "conditions": [_condition(state, item, None) for item in sent["conditions"]],
        "actions": [],
    }


def _new_filter(state: Item, sent: Item) -> Item:
    group = _new_group(state, sent)
    group["actions"] = [_action(state, item, None) for item in sent["actions"]]
    return group


def _condition(state: Item, sent: Item, identifier: str | None) -> Item:
    return {
        "id": identifier or new_id(state),
        "type": sent["type"],
        "comparison": convert_keys(sent["comparison"], to_camel),
        "conditionResult": sent["condition_result"],
    }


def _action(state: Item, sent: Item, identifier: str | None) -> Item:
    integration = sent.get("integration_id")
    return {
        "id": identifier or new_id(state),
        "type": sent["type"],
        "integrationId": None if integration is None else str(integration),
        "data": convert_keys(sent["data"], to_camel),
        "config": convert_keys(sent["config"], to_camel),
        "status": "active",
    }


def _updated_triggers(state: Item, group: Item | None, sent: Item) -> Item:
    """Keep the trigger group and its id; a different id is refused."""
    if group is None:
        return _new_group(state, sent)
    identifier = sent.get("id")
    if identifier and str(identifier) != group["id"]:
        raise array_error(f"Invalid Condition Group ID {identifier}")
    return _updated_group(state, group, sent)


def _updated_group(state: Item, group: Item, sent: Item) -> Item:
    """Update conditions that come with their id, renew the others, drop those not sent."""
    stored = {item["id"] for item in group["conditions"]}
    conditions = sent.get("conditions", [])
    if "conditions" in sent and not conditions and stored:
        raise crash()  # Sentry feeds the stored ones back in a shape its own model refuses
    _check_logic_type([item["type"] for item in conditions], sent["logic_type"])
    for item in conditions:
        if item.get("id") is not None and str(item["id"]) not in stored:
            raise array_error(f"Condition with id {item['id']} not found.")
    return {
        **group,
        "logicType": sent["logic_type"],
        "conditions": [_condition(state, item, _sent_id(item)) for item in conditions],
    }


def _sent_id(item: Item) -> str | None:
    return None if item.get("id") is None else str(item["id"])


def _check_ownership(stored: list[Item], sent: list[Item]) -> None:
    filters = {item["id"] for item in stored}
    actions = {action["id"] for item in stored for action in item["actions"]}
    for item in sent:
        if (identifier := _sent_id(item)) is not None and identifier not in filters:
            raise array_error(f"Action filter ID {identifier} does not belong to this workflow")
        for action in item["actions"]:
            if (identifier := _sent_id(action)) is not None and identifier not in actions:
                raise array_error(f"Action ID {identifier} does not belong to this workflow")


def _updated_filter(state: Item, stored: list[Item], sent: Item) -> Item:
    """Update the filter whose id came along, or make a new one."""
    identifier = _sent_id(sent)
    if identifier is None:
        # An action sent with its id is updated but linked to no new group, so it is lost.
        unlinked = [action for action in sent["actions"] if _sent_id(action) is None]
        return _new_filter(state, {**sent, "actions": unlinked})
    group = next(item for item in stored if item["id"] == identifier)
    updated = _updated_group(state, group, sent)
    updated["actions"] = [_action(state, item, _sent_id(item)) for item in sent["actions"]]
    return updated
