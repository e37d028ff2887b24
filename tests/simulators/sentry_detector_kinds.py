"""What every kind of monitor has in common: fields, order of checks, creation, edit, deletion.

Sources, all in `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/`:
`base/detector.py` (`enabled` is read but not used by a creation, nor is the logic type),
`base/data_condition_group.py` (conditions without an ID are made new, all others dropped),
`utils.py` (links to alerts). What is refused while saving is no field's error: a text comes as a
list, an object as it is (INFERRED from the framework).
"""

from copy import deepcopy
from typing import Any, ClassVar, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from tests.simulators.sentry_access import Access
from tests.simulators.sentry_conditions import check_group
from tests.simulators.sentry_detector_documents import actor_document
from tests.simulators.sentry_detector_parts import check_conditions, link_alerts
from tests.simulators.sentry_events import now
from tests.simulators.sentry_fields import convert_keys, to_camel, to_snake
from tests.simulators.sentry_groups import new_id
from tests.simulators.sentry_http import ApiError, crash
from tests.simulators.sentry_monitors import detector
from tests.simulators.sentry_serializer import (
    Field,
    Invalid,
    anything,
    boolean,
    integer,
    list_of,
    no_object,
    read_fields,
    text,
)
from tests.simulators.sentry_validation import check_owner

Item = dict[str, Any]
LEVELS = (0, 25, 50, 75)
ONE_SOURCE = "Only one data source is allowed for this detector type."
NO_SOURCE = "This field is required when creating a detector."
NO_LEVEL = "condition_result must be an integer corresponding to a valid detector priority level"


class Place(NamedTuple):
    """Where a monitor is written: by whom, in which project, and the one that is edited."""

    state: Item
    project: Item
    access: Access
    user: str
    stored: Item | None = None


class DetectorKind:
    """A type of monitor as Sentry's validator of it; subclasses say what is theirs."""

    slug: ClassVar[str]
    source_type: ClassVar[str]
    single_source: ClassVar[bool] = True
    schema: ClassVar[Item] = {}

    def __init__(self, place: Place) -> None:
        self.state, self.project, self.access, self.user, self.stored = place

    def read(self, body: Item) -> Item:
        """Read a body in snake case: its fields, then what holds for it as a whole."""
        values = read_fields(body, self.fields(), partial=self.stored is not None)
        if self.stored is None and not values.get("data_sources"):
            raise Invalid({"data_sources": [NO_SOURCE]})
        self.validate(values)
        return values

    def fields(self) -> dict[str, Field]:
        """Give the fields of a body."""
        return {
            "name": Field(text(most=200)),
            "type": Field(text()),
            "workflow_ids": Field(list_of(integer()), required=False),
            "data_sources": Field(self._sources, required=False),
            "config": Field(anything(), default={}),
            "condition_group": Field(self._group, required=False),
            "owner": Field(lambda value: read_owner(self.state, value), required=False),
            "description": Field(text(null=True, blank=True), required=False),
            "enabled": Field(self.read_enabled, required=False),
        }

    def read_source(self, value: Any) -> Item:
        """Read one data source."""
        raise NotImplementedError

    def read_group(self, value: Any) -> Item:
        """Read the condition group; a condition's own errors are spelled once already."""
        if not isinstance(value, dict):
            raise no_object(value)
        if errors := check_group(value, self.state):
            raise Invalid({to_snake(key): error for key, error in errors.items()})
        group: Item = value
        return group

    def read_enabled(self, value: Any) -> bool:
        """Read whether the monitor is to watch."""
        return boolean(value)

    def validate(self, values: Item) -> None:
        """Check what holds for the body as a whole."""

    def check_saving(self, values: Item) -> None:
        """Refuse what is found out only while saving."""

    def new_source(self, source: Item) -> Item:
        """Make what a data source points to: its `sourceId` and, unless it is a row, `queryObj`."""
        raise NotImplementedError

    def update_source(self, source: Item) -> None:
        """Change what the data source points to."""
        raise NotImplementedError

    def create(self, values: Item) -> Item:
        """Store a new monitor, or nothing at all."""
        self.check_saving(values)
        group = values.get("condition_group", {"conditions": []})
        if "conditions" not in group:
            raise crash()  # read unguarded
        config = values.get("config", {})
        self._check_config(config)
        link = link_alerts(self.state, values.get("workflow_ids"))
        sources = [self.new_source(source) for source in values["data_sources"]]
        made = detector(
            new_id(self.state),
            self.project["id"],
            self.slug,
            values["name"],
            description=values.get("description"),
            owner=actor_document(self.state, values.get("owner")),
            createdBy=self.user,
            dateCreated=now(),
            dateUpdated=now(),
            dataSources=[self._data_source(source) for source in sources],
            conditionGroup={
                "id": new_id(self.state),
                "organizationId": self.state["organization"]["id"],
                "logicType": "any",
                "conditions": [self._condition(item) for item in group["conditions"]],
                "actions": [],
            },
            config=convert_keys(config, to_camel),
        )
        self.state["detectors"].append(made)
        link(made["id"])
        return made

    def update(self, values: Item) -> Item:
        """Change what was sent, or nothing at all."""
        stored = self.stored
        assert stored is not None
        if values.get("data_sources") == []:
            raise crash()  # INFERRED: the first is read unguarded
        self.check_saving(values)
        group = values.get("condition_group") or {}
        conditions = group.get("conditions")
        if conditions and stored["conditionGroup"]:
            check_conditions(self.state, stored["conditionGroup"], conditions)
        if "config" in values:
            self._check_config(values["config"])
        link = link_alerts(self.state, values.get("workflow_ids"))
        stored |= {key: values[key] for key in ("name", "description", "enabled") if key in values}
        if "owner" in values:
            stored["owner"] = actor_document(self.state, values["owner"])
        if "config" in values:
            stored["config"] = convert_keys(values["config"], to_camel)
        if conditions and stored["conditionGroup"]:
            stored["conditionGroup"] |= {
                "logicType": group.get("logic_type", stored["conditionGroup"]["logicType"]),
                "conditions": [self._condition(item) for item in conditions],
            }
        for source in values.get("data_sources", [])[:1]:
            self.update_source(source)
        stored["dateUpdated"] = now()
        link(stored["id"])
        return stored

    def delete(self) -> None:
        """Remove the monitor and its links: at once here, by a task soon after in Sentry."""
        assert self.stored is not None
        self.state["detectors"].remove(self.stored)
        for workflow in self.state["workflows"]:
            workflow["detectorIds"] = [i for i in workflow["detectorIds"] if i != self.stored["id"]]

    def _sources(self, value: Any) -> list[Any]:
        sources = list_of(self.read_source)(value)
        if self.single_source and len(sources) > 1:
            raise Invalid(ONE_SOURCE)
        return sources

    def _group(self, value: Any) -> Item:
        if value is None:
            raise Invalid("This field may not be null.")
        group = self.read_group(value)
        for condition in group.get("conditions", []):
            result = condition.get("condition_result")
            if not isinstance(result, int):
                raise Invalid(NO_LEVEL)
            if result not in LEVELS:
                raise Invalid(f"Invalid detector priority level: {result}")
        return group

    def _check_config(self, config: Any) -> None:
        if not isinstance(config, dict) and not self.schema:
            raise crash()  # INFERRED: the reply reads it as an object
        error = best_match(Draft202012Validator(self.schema).iter_errors(config))
        if error is not None:
            raise ApiError(400, {"config": [f"Invalid config: {error.message}"]})

    def _condition(self, sent: Item) -> Item:
        identifier = sent.get("id") if self.stored else None
        return {
            "id": str(identifier) if identifier else new_id(self.state),
            "type": sent["type"],
            "comparison": convert_keys(deepcopy(sent["comparison"]), to_camel),
            "conditionResult": sent["condition_result"],
        }

    def _data_source(self, source: Item) -> Item:
        return {
            "id": new_id(self.state),
            "organizationId": self.state["organization"]["id"],
            "type": self.source_type,
            **source,
        }


def read_owner(state: Item, value: Any) -> Any:
    """Read a user or a team of the organization, or nobody."""
    if errors := check_owner({"owner": value}, state):
        raise Invalid(errors)
    return value
