"""Runs the program once on Pulumi's mocks and prints what it declared, exported and said.

`tests.rules_api.conftest` starts it: a second `Stack` in one process would hang. On standard input
it gets the stack config and the last update's outputs.
"""

from __future__ import annotations

import asyncio
import json
import logging
import runpy
import sys
from typing import Any

import pulumi
from pulumi.runtime import rpc, set_all_config, set_mocks
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.settings import get_root_resource
from pulumi.runtime.stack import run_pulumi_func

from infra.provider.state import inputs_of, pack, unpack
from infra.rules.canonical import canonical
from infra.rules.placeholders import fill_ids
from infra.rules.recipients import Recipient, names_of

RULE = "sentry:index/sentryIssueAlert:SentryIssueAlert"


def _planned(inputs: dict[str, Any]) -> dict[str, str]:
    """Return what the provider of a rule makes of it where everybody has the ID 222."""
    if "alert" not in inputs:
        return {}
    declared = unpack(inputs)
    ids = {Recipient(*who): "222" for who in declared["recipients"]}
    document = canonical(fill_ids(declared["document"], ids))
    place = declared["organization"], declared["project"]
    return pack(inputs_of(document, names_of(ids), *place) | {"on_remove": "delete"})


class _Recorder(Mocks):
    def __init__(self, last_outputs: dict[str, Any]) -> None:
        self.last_outputs = last_outputs
        self.resources: list[dict[str, Any]] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Record a resource, and give it what its provider would add."""
        seen = {"type": args.typ, "name": args.name, "inputs": args.inputs}
        if args.typ != "pulumi:pulumi:Stack":
            self.resources.append(seen)
        if args.typ != RULE:
            return f"{args.name}-id", {**args.inputs, **_planned(args.inputs), "status": "ok"}
        number = args.resource_id.rpartition("/")[2] if args.resource_id else "900"
        return f"org/project/{number}", {**args.inputs, "internalId": number}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Answer the one function of the engine that the program calls."""
        outputs = self.last_outputs
        return {"name": args.args["name"], "outputs": outputs, "secretOutputNames": []}, []


class _Monitor(MockMonitor):
    """The test runtime's engine; it would keep a resource's options to itself."""

    def __init__(self, recorder: _Recorder) -> None:
        super().__init__(recorder)
        self.options: dict[str, dict[str, Any]] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 (the protocol's name)
        """Take note of the options, then register."""
        self.options[request.name] = {
            "import": request.importId,
            "retain_on_delete": request.retainOnDelete,
            "protect": request.protect,
        }
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


class _Said(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.debug: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        lines = self.debug if record.levelno == logging.DEBUG else self.lines
        lines.append(f"{record.levelname.lower()}: {record.getMessage()}")


def _run_main() -> None:
    runpy.run_path("__main__.py", run_name="__main__")


async def _outputs() -> Any:
    await run_pulumi_func(_run_main)
    root = get_root_resource()
    struct = await rpc.serialize_properties(getattr(root, "outputs", {}), {})
    return rpc.deserialize_properties(struct, keep_unknowns=True)


def main() -> None:
    """Run the program and print the result as JSON."""
    given = json.load(sys.stdin)
    sys.path.insert(0, ".")
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    recorder, said = _Recorder(given["last_outputs"]), _Said()
    monitor = _Monitor(recorder)
    log = logging.getLogger(__name__)
    log.setLevel(logging.DEBUG)
    log.addHandler(said)
    log.propagate = False
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    set_mocks(recorder, "raxx-alerts", "sandbox", given["preview"], log, monitor)
    set_all_config({f"raxx-alerts:{key}": value for key, value in given["config"].items()}, [])
    result: dict[str, Any] = {"error": "", "outputs": {}}
    try:
        result["outputs"] = loop.run_until_complete(_outputs())
    except pulumi.RunError as error:
        result["error"] = str(error)
    loop.close()
    result["said"], result["debug"] = said.lines, said.debug
    result["resources"] = [
        {**seen, **monitor.options.get(seen["name"], {})} for seen in recorder.resources
    ]
    result["loaded"] = sorted(name.partition(".")[0] for name in sys.modules)
    print(json.dumps(result, default=str))  # noqa: T201 (its answer)


if __name__ == "__main__":
    main()
