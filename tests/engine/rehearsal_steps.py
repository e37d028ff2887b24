"""The steps of a rehearsal: which provider calls a resource takes, and what is recorded of them.

They follow what Pulumi's engine was seen to do with `refresh: always`; it knows much more
(aliases, imports, secrets), none of which the program uses.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pulumi import RunError
from pulumi.dynamic.dynamic import PROVIDER_KEY
from pulumi.runtime import rpc

from tests.engine.provider_process import Properties, ProviderError, ProviderProcess, whole
from tests.engine.rehearsal_display import show, show_step
from tests.engine.rehearsal_state import Resource, State

PARALLEL = 8
"""Steps at a time; any number will do, it only has to be more than one."""

_UNDELETABLE = 'resource "{}" cannot be deleted\nbecause it is protected'
_IRREPLACEABLE = 'unable to replace resource "{}"\nas it is currently marked for protection'


class StepError(Exception):
    """A step failed, which has been shown, or is not begun because another one has failed."""


class Steps:
    """One operation's steps.

    Args:
        provider: the provider process.
        state: what is known of the resources.
        prefix: what every URN of the stack begins with.
        preview: True when nothing may be created, updated or deleted.
        diff: True when every property that changes is shown.
    """

    def __init__(
        self, provider: ProviderProcess, state: State, prefix: str, *, preview: bool, diff: bool
    ) -> None:
        self._provider = provider
        self._state = state
        self._prefix = prefix
        self.preview = preview
        self._diff = diff
        self._registered: set[str] = set()
        self.options: dict[tuple[str, str], dict[str, bool]] = {}
        """Kind and name to `protect` and `retainOnDelete`, as far as they are declared."""
        self.done: list[str] = []
        """The operation of each resource, done or, at a preview, proposed."""
        self.failed = False
        self.last_outputs = state.last_outputs
        """The stack outputs of the last update."""

    def refresh(self) -> list[str]:
        """Read every resource, drop what is gone, and return what that did to each.

        Raises:
            StepError: one could not be read.
        """
        with ThreadPoolExecutor(PARALLEL) as pool:
            return list(pool.map(self._read, list(self._state.resources)))

    def register(self, kind: str, name: str, inputs: Properties) -> tuple[str, Properties]:
        """Bring one resource to what the program declares; return its ID and outputs.

        Where they are not known before an `up`, the ID is blank and the output left out.

        Raises:
            StepError: it failed, or another one has.
        """
        urn = f"{self._prefix}::{kind}::{name}"
        if PROVIDER_KEY not in inputs or any(map(rpc.is_rpc_secret, inputs.values())):
            raise RunError(f"{name}: a rehearsal takes dynamic resources without secrets only")
        self._registered.add(urn)
        if self.failed:
            raise StepError
        try:
            resource = self._brought_about(urn, kind, whole(inputs), self._state.find(urn))
        except ProviderError as error:
            raise self._failure(urn, error) from error
        return resource["id"], resource["outputs"]

    def delete_rest(self) -> None:
        """Delete what is in the state and was not registered, dependents first.

        Raises:
            StepError: one could not be deleted.
        """
        for resource in reversed(list(self._state.resources)):
            if resource["urn"] in self._registered and not resource.get("delete"):
                continue
            kept = resource.get("retainOnDelete", False)
            try:
                _refuse_if_protected(resource, _UNDELETABLE)
                if not self.preview and not kept:
                    self._provider.delete(resource["id"], resource["outputs"])
            except ProviderError as error:
                raise self._failure(resource["urn"], error) from error
            self._state.drop(resource)
            if not resource.get("delete"):
                self._show("delete", resource["urn"], resource["inputs"], {})
                if kept:
                    show("    [retain]: the state forgets it, what is live stays")

    def _read(self, resource: Resource) -> str:
        urn, outputs, inputs = resource["urn"], resource["outputs"], resource["inputs"]
        try:
            id_, live, given = self._provider.read(resource["id"], outputs, inputs)
        except ProviderError as error:
            raise self._failure(urn, error) from error
        if not id_:
            self._state.drop(resource)
            show_step("refresh: gone", urn, {}, {}, done=True, diff=False)
            return "delete"
        changed = live != outputs
        if changed:
            show_step("refresh", urn, outputs, live, done=True, diff=self._diff)
        known = inputs if given is None else given
        self._state.change(resource, id=id_, outputs=live, inputs=known)
        return "update" if changed else "same"

    def _brought_about(
        self, urn: str, kind: str, declared: Properties, old: Resource | None
    ) -> Resource:
        new: Resource = {"urn": urn, "custom": True, "type": kind}
        new |= self.options.get((kind, urn.rpartition("::")[2]), {})
        inputs = self._checked(old["inputs"] if old else {}, declared)
        operation, deletes_first = self._operation(old, inputs)
        if old and operation == "replace":
            _refuse_if_protected(old, _IRREPLACEABLE)
            inputs = self._checked({}, declared)
            if deletes_first and not self.preview:
                self._provider.delete(old["id"], old["outputs"])
                self._state.drop(old)
        new |= {"inputs": inputs} | self._outcome(operation, old, inputs)
        if old and operation == "replace" and not deletes_first:
            # The old one stays in the state, marked, until the new ones are all in place.
            self._state.change(old, delete=True)
        self._state.record(new, None if operation == "replace" else old)
        self._show(operation, urn, old["inputs"] if old else {}, inputs)
        return new

    def _checked(self, olds: Properties, declared: Properties) -> Properties:
        inputs, failures = self._provider.check(olds, declared)
        if failures:
            raise ProviderError("; ".join(failures))
        return inputs

    def _operation(self, old: Resource | None, inputs: Properties) -> tuple[str, bool]:
        """Return what is to be done, and whether what is replaced is deleted first."""
        if old is None:
            return "create", False
        said = self._provider.diff(old["id"], old["outputs"], inputs)
        if said.replaces:
            return "replace", said.deletes_first
        changed = old["inputs"] != inputs if said.changes is None else said.changes
        return "update" if changed else "same", False

    def _outcome(self, operation: str, old: Resource | None, inputs: Properties) -> dict[str, Any]:
        """Return the resource's ID and outputs once the operation is done, or as far as known."""
        if old and operation == "same":
            return {"id": old["id"], "outputs": old["outputs"]}
        if old and operation == "update":
            if self.preview:
                return {"id": old["id"], "outputs": inputs}
            outputs = self._provider.update(old["id"], old["outputs"], inputs)
            return {"id": old["id"], "outputs": outputs}
        if self.preview:
            return {"id": "", "outputs": inputs}
        id_, outputs = self._provider.create(inputs)
        return {"id": id_, "outputs": outputs}

    def _show(self, operation: str, urn: str, old: Properties, new: Properties) -> None:
        self.done.append(operation)
        if operation != "same":
            show_step(operation, urn, old, new, done=not self.preview, diff=self._diff)

    def _failure(self, urn: str, error: ProviderError) -> StepError:
        self.failed = True
        kind, name = urn.split("::")[-2:]
        show(f"{kind.rpartition(':')[2]} ({name}):\nerror: {error}")
        return StepError(urn)


def _refuse_if_protected(resource: Resource, refusal: str) -> None:
    """Raise the refusal, in the engine's words (3.260.0), where a resource is protected."""
    if resource.get("protect"):
        raise ProviderError(
            refusal.format(resource["urn"]) + ". To unprotect the resource, remove the `protect` "
            "flag from the resource in your Pulumi program and run `pulumi up`"
        )
