"""Groups of conditions as Sentry stores them: ids, what PUT keeps, renews, drops and moves.

Sources: `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/base/
data_condition_group.py` (a condition's id is looked up in the organization, so that one of another
alert is moved here; without `conditions`, or with none, PUT removes all, PR 102616) and
`.../base/workflow.py` (filters and actions must be the alert's own; any-short, PRs 107548, 108257).
"""

from typing import Any

from tests.simulators.sentry_conditions import LIFECYCLE
from tests.simulators.sentry_fields import convert_keys, to_camel
from tests.simulators.sentry_http import array_error, crash

Item = dict[str, Any]


def new_id(state: Item) -> str:
    """Give the next id: a number inside, a string outside."""
    identifier = str(state["nextId"])
    state["nextId"] += 1
    return identifier


def new_group(state: Item, sent: Item) -> Item:
    """Make a group; lifecycle types want `any-short`, among filters too."""
    if "conditions" not in sent:
        raise crash()  # read unguarded when a group is created
    kinds = {item["type"] for item in sent["conditions"]}
    if sent["logic_type"] != "any-short" and LIFECYCLE & kinds:
        raise array_error("Triggers' logic type must be 'any-short'")
    return {
        "id": new_id(state),
        "organizationId": state["organization"]["id"],
        "logicType": sent["logic_type"],
        "conditions": [_condition(item, new_id(state)) for item in sent["conditions"]],
        "actions": [],
    }


def new_filter(state: Item, sent: Item) -> Item:
    """Make an action filter."""
    group = new_group(state, sent)
    group["actions"] = [_action(item, new_id(state)) for item in sent["actions"]]
    return group


def _condition(sent: Item, identifier: str) -> Item:
    return {
        "id": identifier,
        "type": sent["type"],
        "comparison": convert_keys(sent["comparison"], to_camel),
        "conditionResult": sent["condition_result"],
    }


def _action(sent: Item, identifier: str) -> Item:
    integration = sent.get("integration_id")
    return {
        "id": identifier,
        "type": sent["type"],
        "integrationId": None if integration in (None, 0) else str(integration),
        "data": convert_keys(sent["data"], to_camel),
        "config": convert_keys(sent["config"], to_camel),
        "status": sent.get("status", "active"),
    }


def _sent_id(item: Item) -> str | None:
    return None if item.get("id") is None else str(item["id"])


class Groups:
    """The groups of one alert while a PUT changes them; `workflow` is a copy of what is stored."""

    def __init__(self, state: Item, workflow: Item) -> None:
        self._state = state
        self._workflow = workflow
        self._moved: set[str] = set()

    def triggers(self, sent: Item) -> Item:
        """Keep the trigger group and its id; a different id is refused."""
        group = self._workflow["triggers"]
        if group is None:
            return new_group(self._state, sent)
        identifier = sent.get("id")
        if identifier and str(identifier) != group["id"]:
            raise array_error(f"Invalid Condition Group ID {identifier}")
        return self._updated(group, sent)

    def filters(self, sent: list[Item]) -> list[Item]:
        """Update the filters whose id came along, make the others, drop those not sent."""
        stored = self._workflow["actionFilters"]
        filters = {item["id"]: item for item in stored}
        actions = {action["id"] for item in stored for action in item["actions"]}
        for item in sent:
            if (identifier := _sent_id(item)) is not None and identifier not in filters:
                raise array_error(f"Action filter ID {identifier} does not belong to this workflow")
            for action in item["actions"]:
                if (identifier := _sent_id(action)) is not None and identifier not in actions:
                    raise array_error(f"Action ID {identifier} does not belong to this workflow")
        return [self._filter(filters, item) for item in sent]

    def move(self) -> None:
        """Take the conditions that came from elsewhere out of where they were."""
        own = self._workflow["id"]
        elsewhere = [w for w in self._state["workflows"] if w["id"] != own]
        for group in (g for w in elsewhere for g in (w["triggers"], *w["actionFilters"]) if g):
            group["conditions"] = self._left(group["conditions"])
        for detector in self._state["detectors"]:
            if group := detector["conditionGroup"]:
                group["conditions"] = self._left(group["conditions"])

    def _left(self, conditions: list[Item]) -> list[Item]:
        return [item for item in conditions if item["id"] not in self._moved]

    def _filter(self, filters: dict[str, Item], sent: Item) -> Item:
        identifier = _sent_id(sent)
        if identifier is None:
            # An action sent with its id is updated but linked to no new group, so it is lost.
            unlinked = [action for action in sent["actions"] if _sent_id(action) is None]
            return new_filter(self._state, {**sent, "actions": unlinked})
        updated = self._updated(filters[identifier], sent)
        updated["actions"] = [
            _action(item, _sent_id(item) or new_id(self._state)) for item in sent["actions"]
        ]
        return updated

    def _updated(self, group: Item, sent: Item) -> Item:
        """Update conditions that come with their id, renew the others, drop those not sent."""
        conditions = sent.get("conditions", [])
        wanted = [found for item in conditions if (found := _sent_id(item)) is not None]
        kept = {item["id"] for item in group["conditions"]} & set(wanted)
        for identifier in wanted:
            if identifier not in kept:
                self._take(identifier, group)
        group["logicType"] = sent["logic_type"]
        group["conditions"] = [
            _condition(item, _sent_id(item) or new_id(self._state)) for item in conditions
        ]
        return group

    def _take(self, identifier: str, here: Item) -> None:
        """Find a condition of the organization, to move it into this group."""
        alerts = [
            self._workflow if other["id"] == self._workflow["id"] else other
            for other in self._state["workflows"]
        ]
        groups = [
            group for other in alerts for group in (other["triggers"], *other["actionFilters"])
        ]
        groups += [detector["conditionGroup"] for detector in self._state["detectors"]]
        for group in groups:
            if group and any(item["id"] == identifier for item in group["conditions"]):
                self._moved.add(identifier)
                if group is not here and group in self._own():
                    group["conditions"] = self._left(group["conditions"])
                return
        raise array_error(f"Condition with id {identifier} not found.")

    def _own(self) -> list[Item]:
        return [g for g in (self._workflow["triggers"], *self._workflow["actionFilters"]) if g]
