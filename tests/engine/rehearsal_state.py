"""The state of a rehearsal: a JSON file in the form of `pulumi stack export`."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

Resource = dict[str, Any]
"""`urn`, `custom`, `type`, `id`, `inputs`, `outputs`, and `delete` where it awaits its deletion."""

_STACK = "pulumi:pulumi:Stack"


class State:
    """The resources in the order of their dependencies, written to the file at every change.

    Args:
        path: the file.
        frozen: True for a preview, which changes its copy in memory only.
    """

    def __init__(self, path: Path, *, frozen: bool = False) -> None:
        self._path = path
        self._frozen = frozen
        self._lock = threading.Lock()
        self._registered = 0
        whole = read_state(path)
        self.last_outputs = outputs_of(whole)
        found = whole["deployment"]["resources"]
        self.resources: list[Resource] = [r for r in found if r["type"] != _STACK]
        self._stack: list[Resource] = [r for r in found if r["type"] == _STACK]

    def find(self, urn: str) -> Resource | None:
        """Return the resource of that URN, other than one that awaits its deletion."""
        with self._lock:
            same = (r for r in self.resources if r["urn"] == urn and not r.get("delete"))
            return next(same, None)

    def record(self, new: Resource, old: Resource | None) -> None:
        """Put a registered resource behind those registered before it, in the place of `old`."""
        with self._lock:
            if old:
                self.resources.remove(old)
            self.resources.insert(self._registered, new)
            self._registered += 1
            self._save()

    def change(self, resource: Resource, **changes: Any) -> None:
        """Replace some of what is known of a resource."""
        with self._lock:
            resource.update(changes)
            self._save()

    def drop(self, resource: Resource) -> None:
        """Forget a resource."""
        with self._lock:
            self.resources.remove(resource)
            self._save()

    def finish(self, urn: str, outputs: dict[str, Any] | None) -> None:
        """Record the stack's outputs; None when the stack has been destroyed."""
        stack = {"urn": urn, "custom": False, "type": _STACK, "outputs": outputs}
        with self._lock:
            self._stack = [] if outputs is None else [stack]
            self._save()

    def _save(self) -> None:
        if not self._frozen:
            write_state(self._path, [*self._stack, *self.resources])


def read_state(path: Path) -> dict[str, Any]:
    """Return the whole state; a stack that was never updated has an empty one."""
    if not path.exists():
        return {"version": 3, "deployment": {"resources": []}}
    state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return state


def write_state(path: Path, resources: list[Resource]) -> None:
    """Replace the file as a whole, so that no interruption leaves half of it."""
    state = {"version": 3, "deployment": {"resources": resources}}
    half = path.with_suffix(".half")
    text = json.dumps(state, ensure_ascii=False, indent=1, sort_keys=True)
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def outputs_of(state: dict[str, Any]) -> dict[str, Any]:
    """Return the stack outputs that a state holds."""
    for resource in state["deployment"]["resources"]:
        if resource["type"] == _STACK:
            return dict(resource["outputs"])
    return {}
