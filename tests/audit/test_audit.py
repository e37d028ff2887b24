"""Promises of the dependency audit: a finding fails it, a lack of network does not."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

import tests.audit.__main__ as audit
from tests.simulators import faults

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FILES = sorted(audit.ROOT.glob("requirements*.txt"))
PINNED = f"requests==2.34.2 --hash=sha256:{'0' * 64}\n"


class Osv:
    """OSV's `/v1/query` (google.github.io/osv.dev/post-v1-query), with the advisories of a test."""

    def __init__(self) -> None:
        self.advisories = {("requests", "2.19.1"): "PYSEC-2018-28"}
        self.schema = "1.6.0"
        self.trouble: Callable[[Request], Response] | None = None
        self.url = ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one query."""
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if self.trouble is not None:
            return self.trouble(request)
        query = json.loads(request.get_data())
        asked = (request.method, request.path, sorted(query), query["package"]["ecosystem"])
        if asked != ("POST", "/v1/query", ["package", "version"], "PyPI"):
            return Response(json.dumps({"code": 3, "message": "Invalid query."}), 400)
        package = query["package"]["name"]
        found = self.advisories.get((package, query["version"]))
        return Response(
            json.dumps({"vulns": [advisory(found, package, self.schema)]} if found else {})
        )


def advisory(identifier: str, package: str, schema: str) -> dict[str, object]:
    """Return an advisory as OSV's schema has it."""
    events = [{"introduced": "0"}, {"fixed": "99.1"}]
    affected = {
        "package": {"name": package, "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    return {
        "id": identifier,
        "schema_version": schema,
        "summary": "It leaks.",
        "published": "2018-10-09T17:29:00Z",
        "affected": [affected],
    }


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[Osv]:
    """Serve an OSV on loopback."""
    service = Osv()
    server = make_server("127.0.0.1", 0, service, threaded=True)
    monkeypatch.setattr(server, "handle_error", lambda *_: None)  # of a connection that was cut
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


def held(_: Request) -> NoReturn:
    """Give no answer while the test lasts."""
    threading.Event().wait(2)
    raise TimeoutError


TROUBLES: dict[str, Callable[[Request], Response]] = {
    "no answer": held,
    "a connection that is cut": faults.cut,
    "a refusal": lambda _: Response("no", 403),
    "a login page": lambda _: faults.login_page(),
}


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
    osv.trouble = lambda _: Response("overloaded", 503)
    assert audited(monkeypatch, osv.url) == 0
    assert "skipped" in capsys.readouterr().out


def test_what_knows_no_advisory_at_all_is_not_taken_for_the_service(
    osv: Osv, monkeypatch: pytest.MonkeyPatch
) -> None:
    osv.advisories.clear()
    with pytest.raises(SystemExit, match="knows no advisory"):
        audited(monkeypatch, osv.url)


def test_a_proxy_that_lets_nothing_through_is_no_network(
    osv: Osv, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    osv.trouble = lambda _: Response("no", 403)
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", osv.url.removesuffix("/v1/query"))
    assert audited(monkeypatch, "https://osv.example/v1/query") == 0
    assert "cannot be asked from here (ProxyError)" in capsys.readouterr().out


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_what_goes_wrong_once_there_is_a_connection_fails(
    osv: Osv, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[Request], Response]
) -> None:
    monkeypatch.setattr(audit, "_PATIENCE", 0.2)
    osv.trouble = trouble
    with pytest.raises(SystemExit, match=osv.url):
        audited(monkeypatch, osv.url)


def test_advisories_in_a_form_that_the_tool_would_pass_over_fail(
    osv: Osv, monkeypatch: pytest.MonkeyPatch
) -> None:
    osv.schema = "2.0.0"
    with pytest.raises(SystemExit, match="that pip-audit can read"):
        audited(monkeypatch, osv.url)


def test_every_requirements_file_is_audited(
    osv: Osv,
    requirements: Path,  # noqa: ARG001 (skips where there is no pip-audit)
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = set()
    answer = osv._answer

    def remembered(request: Request) -> Response:
        query = json.loads(request.get_data())
        asked.add(f"{query['package']['name']}=={query['version']}")
        return answer(request)

    monkeypatch.setattr(osv, "_answer", remembered)
    monkeypatch.setattr("sys.argv", ["tests.audit", "--osv-url", osv.url])
    assert audit.main() == 0
    files = {file.name: file.read_text(encoding="utf-8") for file in FILES}
    assert set(files) >= {f"requirements{of}.txt" for of in ("", "-dev", "-rules", "-s3")}
    pins = re.findall(r"^([^\s#=]+)==(\S+)", "".join(files.values()), re.MULTILINE)
    normal = {f"{re.sub('[-_.]+', '-', name).lower()}=={version}" for name, version in pins}
    assert asked >= normal
