"""Notes and warnings for the person at the terminal; errors are raised.

The program speaks to the engine's log, whose messages `preview` and `up` show under "Diagnostics",
by way of the SDK. So does the provider process by itself: it is started with the engine's address
as its last argument (`pulumi-resource-pulumi-python`, 3.260.0).
"""

from __future__ import annotations

import contextlib
import sys
import threading

import grpc
import pulumi
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from infra.base.redaction import redact

_DELIVERY = 5.0  # seconds

_said: set[str] = set()
_said_lock = threading.Lock()


def note(text: str) -> None:
    """Show `text` once in this run."""
    _say(text, engine_pb2.INFO)


def warn(text: str) -> None:
    """Show `text` once in this run, as a warning."""
    _say(text, engine_pb2.WARNING)


def _say(text: str, severity: engine_pb2.LogSeverity.ValueType) -> None:
    shown = redact(text)
    with _said_lock:
        if shown in _said:
            return
        _said.add(shown)
    if pulumi.runtime.settings.get_engine():
        (pulumi.info if severity == engine_pb2.INFO else pulumi.warn)(shown)
        return
    request = engine_pb2.LogRequest(severity=severity, message=shown)
    # A word that cannot be delivered must not fail the alert that it is about.
    with grpc.insecure_channel(sys.argv[-1]) as channel, contextlib.suppress(grpc.RpcError):
        engine_pb2_grpc.EngineStub(channel).Log(request, timeout=_DELIVERY)
