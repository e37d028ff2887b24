"""The real provider process, started and spoken to over gRPC in the way of Pulumi's engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import grpc
from google.protobuf import empty_pb2  # type: ignore[import-untyped] # no stubs installed
from pulumi.output import Unknown
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

Properties = dict[str, Any]
Say = Callable[[str, str], None]
"""Takes what a provider logs: its severity (`info`, `warning`, `error`) and its text."""

PATIENCE = 600.0  # seconds for one call, retries and waiting times of the services included


class ProviderError(Exception):
    """A call failed; its text is what the engine would show behind `error:`."""


class Difference(NamedTuple):
    """What Diff said: whether anything changes (None: it does not know), and what replaces.

    Attributes:
        deletes_first: what is replaced goes before the new one is made.
    """

    changes: bool | None
    replaces: tuple[str, ...]
    deletes_first: bool = False


class _EngineLog(engine_pb2_grpc.EngineServicer):
    """The part of the engine that a provider process speaks to."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._root = ""

    def Log(self, request: engine_pb2.LogRequest, context: Any) -> Any:  # noqa: ARG002, N802
        """Take a message."""
        self._say(engine_pb2.LogSeverity.Name(request.severity).lower(), request.message)
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Tell the root resource's URN."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Keep the root resource's URN."""
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()


class ProviderProcess:
    """`python -m pulumi.dynamic`, alive for as long as the `with` block.

    Args:
        project: the Pulumi project's name.
        root: where the program is; the process's working directory.
        environment: every environment variable the process shall see but those the engine adds.
        config: the stack config, `project:key` to text.
        say: takes what the providers log.
    """

    def __init__(
        self,
        project: str,
        root: Path,
        environment: Mapping[str, str],
        config: Mapping[str, str],
        say: Say,
    ) -> None:
        self._root = root
        self._environment = {**environment, "PULUMI_PROJECT": project, "PULUMI_CONFIG": "{}"}
        self._config = config
        self._engine = grpc.server(ThreadPoolExecutor(max_workers=4))
        engine_pb2_grpc.add_EngineServicer_to_server(_EngineLog(say), self._engine)
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: grpc.Channel | None = None

    def __enter__(self) -> Self:
        address = f"127.0.0.1:{self._engine.add_insecure_port('127.0.0.1:0')}"
        self._engine.start()
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own arguments)
                [sys.executable, "-u", "-m", "pulumi.dynamic", address],
                cwd=self._root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
            self._channel = grpc.insecure_channel(f"127.0.0.1:{_port(self._process.stdout)}")
            self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
            request = provider_pb2.ConfigureRequest(
                args=dict(self._config), acceptSecrets=True, acceptResources=True
            )
            self._call(self._stub.Configure, request)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        if self._channel:
            self._channel.close()
        if self._process:
            self._process.kill()
            self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
        self._engine.stop(grace=None).wait()

    @property
    def pid(self) -> int:
        """The process's ID."""
        if self._process is None:
            raise RuntimeError("the provider process is not running")
        return self._process.pid

    def check(self, olds: Properties, news: Properties) -> tuple[Properties, list[str]]:
        """Return the checked inputs, and a sentence for each failure."""
        request = provider_pb2.CheckRequest(olds=_sent(olds), news=_sent(news))
        response = self._call(self._stub.Check, request)
        failures = [f"property {f.property} has a problem: {f.reason}" for f in response.failures]
        return _received(response.inputs), failures

    def diff(self, id_: str, olds: Properties, news: Properties) -> Difference:
        """Compare old outputs with new inputs."""
        request = provider_pb2.DiffRequest(id=id_, olds=_sent(olds), news=_sent(news))
        response = self._call(self._stub.Diff, request)
        known = {response.DIFF_NONE: False, response.DIFF_SOME: True}
        replaces = tuple(response.replaces)
        return Difference(known.get(response.changes), replaces, response.deleteBeforeReplace)

    def create(self, inputs: Properties) -> tuple[str, Properties]:
        """Return the new object's ID and outputs."""
        request = provider_pb2.CreateRequest(properties=_sent(inputs))
        response = self._call(self._stub.Create, request)
        return response.id, _received(response.properties)

    def read(
        self, id_: str, outputs: Properties, inputs: Properties
    ) -> tuple[str, Properties, Properties | None]:
        """Return the live object's ID (blank: it is gone), outputs and, where given, inputs."""
        request = provider_pb2.ReadRequest(id=id_, properties=_sent(outputs), inputs=_sent(inputs))
        response = self._call(self._stub.Read, request)
        given = _received(response.inputs) if response.HasField("inputs") else None
        return response.id, _received(response.properties), given

    def update(self, id_: str, olds: Properties, news: Properties) -> Properties:
        """Bring old outputs to new inputs, and return the new outputs."""
        request = provider_pb2.UpdateRequest(id=id_, olds=_sent(olds), news=_sent(news))
        return _received(self._call(self._stub.Update, request).properties)

    def delete(self, id_: str, outputs: Properties) -> None:
        """Delete the object."""
        request = provider_pb2.DeleteRequest(id=id_, properties=_sent(outputs))
        self._call(self._stub.Delete, request)

    def _call(self, method: Callable[..., Any], request: Any) -> Any:
        try:
            return method(request, timeout=PATIENCE)
        except grpc.RpcError as error:
            raise ProviderError(error.details().strip()) from None


def _port(stdout: IO[bytes] | None) -> int:
    """Read the port, which is the first line that the process prints."""
    line = stdout.readline() if stdout else b""
    if not line.strip().isdigit():
        raise ProviderError("the provider process ended before it was ready")
    return int(line)


def _sent(properties: Properties) -> Properties:
    """Leave out nulls, as the engine does; protobuf makes a Struct, with floats, of the rest."""
    return {key: _known(value) for key, value in properties.items() if value is not None}


def _known(value: Any) -> Any:
    """Return a value with the engine's word for each part that is not known before an `up`."""
    if isinstance(value, Unknown):
        return rpc.UNKNOWN
    if isinstance(value, dict):
        return {key: _known(inner) for key, inner in value.items()}
    return [_known(inner) for inner in value] if isinstance(value, list) else value


def _received(struct: Any) -> Properties:
    properties: Properties = rpc.deserialize_properties(struct)
    return {key: whole(value) for key, value in properties.items()}


def whole(value: Any) -> Any:
    """Undo what a Struct does to integers, so that the state reads 60 and not 60.0."""
    if isinstance(value, dict):
        return {key: whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
