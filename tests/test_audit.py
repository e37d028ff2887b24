"""Promises of the dependency audit: a finding fails it, a lack of network does not."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from tests import audit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PINNED = f"requests==2.34.2 --hash=sha256:{'0' * 64}\n"


class Osv:
    """OSV's `/v1/query` (google.github.io/osv.dev/post-v1-query), with the advisories of a test."""

    def __init__(self) -> None:
        self.advisories = {("requests", "2.19.1"): "PYSEC-2018-28"}
        self.status = 200
        self.url = ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one query."""
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if self.status != 200:
            return Response("overloaded", self.status)
        query = json.loads(request.get_data())
        asked = (request.method, request.path, sorted(query), query["package"]["ecosystem"])
        if asked != ("POST", "/v1/query", ["package", "version"], "PyPI"):
            return Response(json.dumps({"code": 3, "message": "Invalid query."}), 400)
        package = query["package"]["name"]
        found = self.advisories.get((package, query["version"]))
        return Response(json.dumps({"vulns": [advisory(found, package)]} if found else {}))


def advisory(identifier: str, package: str) -> dict[str, object]:
    """Return an advisory as OSV's schema 1.6 has it."""
    events = [{"introduced": "0"}, {"fixed": "99.1"}]
    affected = {
        "package": {"name": package, "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    return {
        "id": identifier,
        "schema_version": "1.6.0",
        "summary": "It leaks.",
        "published": "2018-10-09T17:29:00Z",
        "affected": [affected],
    }


@pytest.fixture
def osv() -> Iterator[Osv]:
    """Serve an OSV on loopback."""
    service = Osv()
    server = make_server("127.0.0.1", 0, service, threaded=True)
    service.url = f"http://127.0.0.1:{server.port}/v1/query"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    """Give a requirements file with one pinned package."""
    if not audit.PIP_AUDIT.exists():
        pytest.skip("no pip-audit: `make .venv-audit/installed` installs it")
    path = tmp_path / "requirements.txt"
    path.write_text(PINNED, encoding="utf-8")
    return path


def audited(monkeypatch: pytest.MonkeyPatch, url: str, file: Path | str = "none.txt") -> int:
    """Run the audit of a file and return its exit code."""
    monkeypatch.setattr("sys.argv", ["tests.audit", "--osv-url", url, str(file)])
    return audit.main()


def test_a_pinned_package_with_an_advisory_fails_and_is_named_with_the_version_that_mends_it(
    osv: Osv,
    requirements: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    osv.advisories["requests", "2.34.2"] = "PYSEC-2026-1"
    assert audited(monkeypatch, osv.url, requirements) == 1
    assert "requests 2.34.2: PYSEC-2026-1, mended in 99.1" in capsys.readouterr().out


def test_without_an_advisory_it_succeeds_and_counts_what_it_asked_about(
    osv: Osv,
    requirements: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert audited(monkeypatch, osv.url, requirements) == 0
    assert capsys.readouterr().out == "dependency audit: 0 vulnerable of 1 packages\n"


def test_a_file_without_hashes_fails_with_the_tools_own_words(
    osv: Osv,
    requirements: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    requirements.write_text("requests==2.34.2\n", encoding="utf-8")
    assert audited(monkeypatch, osv.url, requirements) == 1
    assert "does not contain a hash" in capsys.readouterr().out


def test_where_the_service_cannot_be_reached_it_is_skipped_in_one_line_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1/query"
        assert audited(monkeypatch, url) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"dependency audit skipped: {url} cannot be asked from here")


def test_where_the_service_is_down_it_is_skipped(
    osv: Osv, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    osv.status = 503
    assert audited(monkeypatch, osv.url) == 0
    assert "skipped" in capsys.readouterr().out


def test_what_knows_no_advisory_at_all_is_not_taken_for_the_service(
    osv: Osv, monkeypatch: pytest.MonkeyPatch
) -> None:
    osv.advisories.clear()
    with pytest.raises(SystemExit, match="knows no advisory"):
        audited(monkeypatch, osv.url)
