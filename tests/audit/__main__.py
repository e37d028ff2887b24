"""Asks OSV whether a pinned package has a known vulnerability: `python -m tests.audit`.

pip-audit does the asking. What is added is that a lack of network is told from a finding: it skips
the audit in one line, and fails nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from http import HTTPStatus
from pathlib import Path

import requests
from urllib3.exceptions import NewConnectionError

ROOT = Path(__file__).parents[2]
PIP_AUDIT = ROOT / ".venv-audit/bin/pip-audit"
OSV = "https://api.osv.dev/v1/query"

KNOWN = {"package": {"name": "requests", "ecosystem": "PyPI"}, "version": "2.19.1"}
"""A release with an advisory (CVE-2018-18074): who does not know of it is no advisory service."""

_PATIENCE = 30  # seconds for one answer


def main() -> int:
    """Audit every requirements file; return 1 where a pinned package is known to be vulnerable."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--osv-url", default=OSV)
    parser.add_argument(
        "files", type=Path, nargs="*", default=sorted(ROOT.glob("requirements*.txt"))
    )
    options = parser.parse_args()
    if why := unreachable(options.osv_url):
        return _skipped(options.osv_url, why)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = _pip_audit(options.osv_url, options.files, report)
        found = json.loads(report.read_text("utf-8")) if report.exists() else None
    if found is None:
        if why := unreachable(options.osv_url):
            return _skipped(options.osv_url, why)
        _say(f"error: pip-audit ended with {done.returncode} and no report:\n{done.stderr}")
        return 1
    vulnerable = [package for package in found["dependencies"] if package["vulns"]]
    for package in vulnerable:
        for advisory in package["vulns"]:
            mended = ", ".join(advisory["fix_versions"]) or "no version yet"
            _say(f"{package['name']} {package['version']}: {advisory['id']}, mended in {mended}")
    _say(f"dependency audit: {len(vulnerable)} vulnerable of {len(found['dependencies'])} packages")
    return 1 if vulnerable else 0


def unreachable(url: str) -> str:
    """Return why the advisory service cannot be asked from here; nothing where it can.

    Only a connection that cannot be made and the service's own 5xx are reasons; a refused
    certificate, a connection that is cut and an answer that does not come are no lack of network.

    Raises:
        SystemExit: something is there that is no advisory service, so that none would be found.
    """
    try:
        response = requests.post(url, json=KNOWN, timeout=_PATIENCE)
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"it answers {response.status_code}"
        response.raise_for_status()
        known = response.json().get("vulns", [])
    except requests.JSONDecodeError:
        known = []
    except requests.RequestException as error:
        if _no_connection(error):
            return type(error).__name__
        raise SystemExit(f"error: {url} was not asked: {error}") from error
    if not any(advisory.get("schema_version", "1").startswith("1") for advisory in known):
        what = "no advisory for requests 2.19.1 that pip-audit can read"
        raise SystemExit(f"error: {url} answers and knows {what}")
    return ""


def _no_connection(error: requests.RequestException) -> bool:
    """Tell whether none was made: the name or the way is unknown, or nobody listens."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(
        error, requests.ConnectTimeout | requests.exceptions.ProxyError
    ) or isinstance(reason, NewConnectionError)


def _pip_audit(url: str, files: list[Path], report: Path) -> subprocess.CompletedProcess[str]:
    named = [argument for file in files for argument in ("--requirement", str(file))]
    service = ("--vulnerability-service", "osv", "--osv-url", url)
    return subprocess.run(  # noqa: S603 (our own arguments)
        [
            *(str(PIP_AUDIT), *named, *service, "--strict", "--disable-pip", "--require-hashes"),
            *("--progress-spinner", "off", "--format", "json", "--output", str(report)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


def _skipped(url: str, why: str) -> int:
    _say(f"dependency audit skipped: {url} cannot be asked from here ({why}); online: make audit")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
