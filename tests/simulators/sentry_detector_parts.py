"""Links of a monitor to alerts, and the IDs of its conditions, when the Sentry simulator writes it.

Sources, all in `getsentry/sentry: src/sentry/workflow_engine/endpoints/validators/`: `utils.py`
(`connect_detectors_to_workflows`), `base/data_condition_group.py`.
"""

from collections.abc import Callable
from typing import Any

from tests.simulators.sentry_http import array_error, crash
from tests.simulators.server import UnexpectedRequest

Item = dict[str, Any]
CONDITION_KEYS = {"id", "type", "comparison", "condition_result", "condition_group_id"}


def link_alerts(state: Item, wanted: list[int] | None) -> Callable[[str], None]:
    """Check the alerts to link, and give what links a monitor to them alone (None: no change)."""
    workflows = state["workflows"]
    ids = None if wanted is None else {str(number) for number in wanted}
    if missing := {int(i) for i in (ids or set()) - {w["id"] for w in workflows}}:
        raise array_error(f"Some workflows do not exist: {missing}")

    def link(identifier: str) -> None:
        for workflow in workflows if ids is not None else []:
            others = [i for i in workflow["detectorIds"] if i != identifier]
            own = [identifier] if workflow["id"] in (ids or set()) else []
            workflow["detectorIds"] = others + own

    return link


def check_conditions(state: Item, group: Item, conditions: list[Item]) -> None:
    """Refuse conditions of an edit whose keys or IDs Sentry cannot store."""
    own = {item["id"] for item in group["conditions"]}
    for condition in conditions:
        if set(condition) - CONDITION_KEYS:
            raise crash()  # INFERRED: passed on to the model as they are
        identifier = condition.get("id")
        if identifier and str(identifier) not in own:
            if str(identifier) in _condition_ids(state):
                raise UnexpectedRequest  # Sentry moves it here
            raise array_error(f"Condition with id {identifier} not found.")


def _condition_ids(state: Item) -> set[str]:
    alerts = (g for w in state["workflows"] for g in (w["triggers"], *w["actionFilters"]) if g)
    monitors = (d["conditionGroup"] for d in state["detectors"] if d["conditionGroup"])
    return {item["id"] for group in (*alerts, *monitors) for item in group["conditions"]}
