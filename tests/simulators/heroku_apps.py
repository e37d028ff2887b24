"""What the Heroku simulator knows of apps: config vars, releases and how one makes the other.

An app of the state has the keys of `APP_KEYS`; a value of `configVars` is a string or
{"$token": NAME}. Each release keeps the config vars as of that release, except the current one,
whose `configVars` is null because the app's own `configVars` are meant.

Not known from any document, and chosen here: a change that equals the present values makes no
release; while a release phase runs, every reply shows the old values, that of the PATCH included
(heroku/cli#3345 reports old values right after a set); a further change ends a running one first.
"""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from tests.simulators.references import check_value, conceal, reveal

PRODUCTION = "raxx-api-prod"
STAGING = "raxx-api-staging"
OWNER = {"email": "ops@raxx.app", "id": str(uuid5(NAMESPACE_DNS, "ops.raxx.app"))}
SIZE_LIMIT = 64 * 1024

APP_KEYS = {
    "id",
    "name",
    "configVars",
    "releasePhase",
    "releasePhaseReads",
    "pendingReads",
    "restarts",
    "releases",
}
RELEASE_KEYS = {"version", "status", "description", "createdAt", "updatedAt", "configVars"}
RELEASE_PHASES = ("none", "succeeds", "fails")
STATUSES = ("failed", "pending", "succeeded", "expired")

App = dict[str, Any]
Release = dict[str, Any]


def first_apps() -> list[App]:
    """Give the two apps of a fresh Heroku."""
    production = {
        "LOG_LEVEL": "info",
        "POSTMARK_SERVER_TOKEN": {"$token": "POSTMARK_TOKEN"},
        "WEB_CONCURRENCY": "2",
    }
    staging = {
        "LOG_LEVEL": "debug",
        "POSTMARK_SERVER_TOKEN": {"$token": "POSTMARK_TOKEN_SANDBOX"},
    }
    return [_first_app(PRODUCTION, production), _first_app(STAGING, staging)]


def _first_app(name: str, config_vars: dict[str, Any]) -> App:
    early = {"LOG_LEVEL": config_vars["LOG_LEVEL"]}
    history = [
        ("Initial release", "2026-01-05T09:00:00Z", {}),
        ("Set LOG_LEVEL config vars", "2026-01-05T09:10:00Z", early),
        ("Set POSTMARK_SERVER_TOKEN config vars", "2026-05-29T16:20:00Z", None),
    ]
    return {
        "id": str(uuid5(NAMESPACE_DNS, f"{name}.herokuapp.com")),
        "name": name,
        "configVars": config_vars,
        "releasePhase": "none",
        "releasePhaseReads": 0,
        "pendingReads": 0,
        "restarts": 0,
        "releases": [
            {
                "version": version,
                "status": "succeeded",
                "description": description,
                "createdAt": created,
                "updatedAt": created,
                "configVars": snapshot,
            }
            for version, (description, created, snapshot) in enumerate(history, start=1)
        ],
    }


def check_app(app: App, where: str) -> None:
    """Raise ValueError when an app does not agree with itself."""
    if set(app) != APP_KEYS:
        raise ValueError(f"{where}: expected exactly the keys {sorted(APP_KEYS)}")
    if app["releasePhase"] not in RELEASE_PHASES:
        raise ValueError(f"{where}.releasePhase: expected one of {RELEASE_PHASES}")
    for key in ("releasePhaseReads", "pendingReads", "restarts"):
        if type(app[key]) is not int or app[key] < 0:
            raise ValueError(f"{where}.{key}: expected a whole number, 0 or more")
    _check_config_vars(app["configVars"], f"{where}.configVars")
    for index, release in enumerate(app["releases"]):
        _check_release(release, index + 1, f"{where}.releases[{index}]")
    if any(release["status"] == "pending" for release in app["releases"][:-1]):
        raise ValueError(f"{where}.releases: only the newest can be pending")
    if all(release["status"] != "succeeded" for release in app["releases"]):
        raise ValueError(f"{where}.releases: at least one must have succeeded")
    live = [release["configVars"] is None for release in app["releases"]]
    if live != [release is current_release(app) for release in app["releases"]]:
        raise ValueError(f"{where}.releases: configVars is null for the newest succeeded one only")


def _check_release(release: Release, version: int, where: str) -> None:
    if set(release) != RELEASE_KEYS:
        raise ValueError(f"{where}: expected exactly the keys {sorted(RELEASE_KEYS)}")
    if release["version"] != version:
        raise ValueError(f"{where}.version: expected {version}, versions count from 1")
    if release["status"] not in STATUSES:
        raise ValueError(f"{where}.status: expected one of {STATUSES}")
    if release["configVars"] is not None:
        _check_config_vars(release["configVars"], f"{where}.configVars")


def _check_config_vars(config_vars: dict[str, Any], where: str) -> None:
    for key, value in config_vars.items():
        check_value(value, f"{where}.{key}")


def current_release(app: App) -> Release:
    """Give the release that runs: the newest that succeeded."""
    succeeded: list[Release] = [r for r in app["releases"] if r["status"] == "succeeded"]
    return succeeded[-1]


def config_vars_of(app: App, release: Release) -> dict[str, str]:
    """Give the config vars as of a release, in clear as Heroku does."""
    kept = release["configVars"]
    return _in_clear(app["configVars"] if kept is None else kept)


def _in_clear(config_vars: dict[str, Any]) -> dict[str, str]:
    return {key: reveal(value) for key, value in sorted(config_vars.items())}


def refusal_of(app: App, changes: dict[str, Any]) -> str | None:
    """Say why a PATCH of config vars is invalid, if it is.

    Keys: heroku/platform-api schema.json `config-var`; names and size: Dev Center "Configuration
    and Config Vars". The texts are our own, Heroku's are not documented.
    """
    for key, value in changes.items():
        if not re.fullmatch(r"\w+", key, re.ASCII) or key[0].isdigit():
            return f"Config var {key!r}: use letters, digits and _, and start with no digit."
        if key.startswith(("__", "HEROKU_")):
            return f"Config var {key!r}: a name cannot start with __ or HEROKU_."
        if value is not None and not isinstance(value, str):
            return f"Config var {key!r}: the value must be a string or null."
    text = "".join(key + value for key, value in _merged(app, changes).items())
    if len(text.encode(errors="surrogatepass")) > SIZE_LIMIT:
        return "Config vars cannot exceed 64 KB in total."
    return None


def change_config_vars(app: App, changes: dict[str, str | None]) -> None:
    """Apply a valid PATCH: one release and one restart, or none when nothing differs.

    One PATCH of several vars is one release (heroku/roadmap#339); every change restarts the app
    (Dev Center "Configuration and Config Vars").
    """
    _finish_release_phase(app)
    merged = _merged(app, changes)
    if merged == _in_clear(app["configVars"]):
        return
    verb = "Set" if any(value is not None for value in changes.values()) else "Remove"
    now = _now()
    app["releases"].append(
        {
            "version": len(app["releases"]) + 1,
            "status": "pending",
            "description": f"{verb} {', '.join(sorted(changes))} config vars",
            "createdAt": now,
            "updatedAt": now,
            "configVars": {key: conceal(value) for key, value in merged.items()},
        }
    )
    app["pendingReads"] = app["releasePhaseReads"]
    if app["releasePhase"] == "none":
        _finish_release_phase(app)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _merged(app: App, changes: dict[str, Any]) -> dict[str, str]:
    merged = {**_in_clear(app["configVars"]), **changes}
    return {key: value for key, value in sorted(merged.items()) if value is not None}


def releases_are_read(app: App) -> None:
    """Let a running release phase go on: it ends once its releases were read often enough."""
    if app["pendingReads"] == 0:
        _finish_release_phase(app)
    else:
        app["pendingReads"] -= 1


def _finish_release_phase(app: App) -> None:
    release = app["releases"][-1]
    if release["status"] != "pending":
        return
    app["pendingReads"] = 0
    release["updatedAt"] = _now()
    if app["releasePhase"] == "fails":
        release["status"] = "failed"
        return
    current_release(app)["configVars"] = app["configVars"]
    app["configVars"] = release["configVars"]
    app["restarts"] += 1
    release.update(status="succeeded", configVars=None)
