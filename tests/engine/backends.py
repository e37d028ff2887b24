"""Where a team keeps its state, and its key: PostgreSQL, S3 and KMS, on loopback, for a test."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from tests.engine.conftest import ROOT

_MOTO = ROOT / ".venv-s3/bin/moto_server"
_LONGEST_START = 30.0  # seconds
_USER, _PASSWORD, _BUCKET = "alerts", "not-a-secret", "raxx-alerts-state"
_AWS_LOGIN = {"AWS_ACCESS_KEY_ID": "anybody", "AWS_SECRET_ACCESS_KEY": "anything"}


class Backend(NamedTuple):
    """A place for state.

    Attributes:
        url: what `PULUMI_BACKEND_URL` is set to; no password is in it.
        login: the variables that give Pulumi the right to it.
        server: its HOST:PORT.
    """

    url: str
    login: dict[str, str]
    server: str


@contextlib.contextmanager
def postgresql() -> Iterator[Backend]:
    """Start a PostgreSQL server with one user; skip the test where there is no server to start.

    PostgreSQL refuses to be run by root, so root runs it as `nobody`.
    """
    binaries = _postgresql_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server (initdb, pg_ctl) on PATH or in /usr/lib/postgresql")
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        user = None
        if os.geteuid() == 0:
            user = "nobody"
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

        def run(name: str, *arguments: str) -> None:
            subprocess.run(  # noqa: S603 (our own arguments)
                [binaries / name, "-D", f"{folder}/data", *arguments],
                user=user,
                cwd=folder,
                env={"PATH": os.environ["PATH"], "LANG": "C"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=True,
            )

        (password := Path(folder, "password")).write_text(_PASSWORD, encoding="utf-8")
        password.chmod(0o644)
        login = ["--username", _USER, "--auth", "scram-sha-256", "--pwfile", str(password)]
        run("initdb", *login, "--encoding", "UTF8", "--no-sync")
        server = f"127.0.0.1:{_free_port()}"
        options = f"-h 127.0.0.1 -p {server.partition(':')[2]} -k {folder} -c fsync=off"
        run("pg_ctl", "--wait", "--log", f"{folder}/log", "--options", options, "start")
        try:
            url = f"postgres://{_USER}@{server}/postgres?sslmode=disable"
            yield Backend(url, {"PGPASSWORD": _PASSWORD}, server)
        finally:
            run("pg_ctl", "--wait", "--mode", "immediate", "stop")


@contextlib.contextmanager
def s3() -> Iterator[Backend]:
    """Start an S3 server with one bucket; skip the test where there is none to start."""
    with _aws() as server:
        requests.put(f"http://{server}/{_BUCKET}", timeout=10).raise_for_status()
        place = f"endpoint={server}&disableSSL=true&s3ForcePathStyle=true&region=us-east-1"
        # Unlike AWS, the server sends no checksums, and the CLI would say so at each read.
        login = _AWS_LOGIN | {"AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required"}
        yield Backend(f"s3://{_BUCKET}?{place}", login, server)


@contextlib.contextmanager
def kms(alias: str) -> Iterator[dict[str, str]]:
    """Start a KMS with one key; skip the test where there is none to start.

    Args:
        alias: the key's, without `alias/`.

    Yields:
        The variables by which an AWS tool finds it and has the right to it.
    """
    with _aws() as server:
        made = _ask_kms(server, "CreateKey", {}).json()
        key = {"AliasName": f"alias/{alias}", "TargetKeyId": made["KeyMetadata"]["KeyId"]}
        _ask_kms(server, "CreateAlias", key)
        yield _AWS_LOGIN | {"AWS_ENDPOINT_URL": f"http://{server}"}


@contextlib.contextmanager
def _aws() -> Iterator[str]:
    """Start AWS's services as moto has them; give HOST:PORT."""
    if not _MOTO.exists():
        pytest.skip("no S3 or KMS server: `make .venv-s3/installed` installs one")
    port = _free_port()
    process = subprocess.Popen(  # noqa: S603 (our own arguments)
        [_MOTO, "-H", "127.0.0.1", "-p", str(port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _expect_answer(f"http://127.0.0.1:{port}/moto-api/")
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _ask_kms(server: str, action: str, body: dict[str, str]) -> requests.Response:
    scope = "Credential=anybody/20260101/us-east-1/kms/aws4_request"
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=unchecked",
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"TrentService.{action}",
    }
    reply = requests.post(f"http://{server}/", json=body, headers=headers, timeout=10)
    reply.raise_for_status()
    return reply


def _postgresql_binaries() -> Path | None:
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    whole = (f for f in folders if all((f / name).exists() for name in ("initdb", "pg_ctl")))
    return next(whole, None)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _expect_answer(url: str) -> None:
    end = time.monotonic() + _LONGEST_START
    while True:
        try:
            requests.get(url, timeout=10)
        except requests.ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
