"""Promises of the Heroku simulator, refusals above all."""

from typing import Any
from uuid import UUID

import pytest
import requests

from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator

ACCEPT = "application/vnd.heroku+json; version=3"
APP = "/apps/raxx-api-prod"
VARS = f"{APP}/config-vars"
RELEASES = f"{APP}/releases"
LIVE_VARS = {
    "LOG_LEVEL": "info",
    "POSTMARK_SERVER_TOKEN": tokens.POSTMARK_TOKEN,
    "WEB_CONCURRENCY": "2",
}
APP_KEYS = [
    "acm",
    "archived_at",
    "buildpack_provided_description",
    "build_stack",
    "created_at",
    "generation",
    "git_url",
    "id",
    "internal_routing",
    "maintenance",
    "name",
    "owner",
    "organization",
    "team",
    "region",
    "released_at",
    "repo_size",
    "slug_size",
    "space",
    "stack",
    "updated_at",
    "web_url",
]
RELEASE_KEYS = [
    "addon_plan_names",
    "artifacts",
    "app",
    "created_at",
    "description",
    "id",
    "updated_at",
    "slug",
    "status",
    "user",
    "version",
    "current",
    "output_stream_url",
    "eligible_for_rollback",
]
OUT_OF_SCOPE = {
    "id": "forbidden",
    "message": "The scope of this OAuth authorization does not allow access to this resource.",
}
NO_CREDENTIALS = {"id": "unauthorized", "message": "Invalid credentials provided."}


def ask(
    heroku: HerokuSimulator,
    path: str,
    *,
    token: str = tokens.HEROKU_TOKEN,
    change: object = None,
    **headers: str,
) -> requests.Response:
    """Send a GET, or a PATCH when there is a change; a header's `_` stands for `-`."""
    return requests.request(
        "GET" if change is None else "PATCH",
        heroku.url + path,
        headers={"Accept": ACCEPT, "Authorization": f"Bearer {token}"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
        json=change,
        timeout=5,
    )


def app_state(heroku: HerokuSimulator, index: int = 0) -> dict[str, Any]:
    """Give an app of the running simulator's state, to read or to change."""
    app: dict[str, Any] = heroku.state["apps"][index]
    return app


def newest(heroku: HerokuSimulator) -> dict[str, Any]:
    """Ask for the newest release as the Heroku CLI does."""
    reply = ask(heroku, RELEASES, Range="version ..; order=desc,max=1")
    release: dict[str, Any] = reply.json()[0]
    return release


# Requests: Dev Center "Platform API Reference", Clients, Authentication, Rate Limits, Caching.


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/json",
        "application/vnd.heroku+json",
        "application/vnd.heroku+json; version=2",
        "application/vnd.heroku+json; version=30",
    ],
)
def test_another_accept_header_is_not_acceptable(heroku: HerokuSimulator, accept: str) -> None:
    reply = ask(heroku, VARS, Accept=accept)
    assert (reply.status_code, reply.json()) == (
        406,
        {
            "id": "not_acceptable",
            "message": "Set the header Accept: application/vnd.heroku+json; version=3"
            " and try again.",
        },
    )


def test_a_variant_of_version_3_is_acceptable(heroku: HerokuSimulator) -> None:
    # heroku3.py api.py and Dev Center "Container Registry & Runtime" send such variants.
    reply = ask(heroku, APP, Accept="application/vnd.heroku+json; version=3.docker-releases")
    assert reply.status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "Bearer",
        "Bearer no-token-of-ours",
        f"Bearer {tokens.POSTMARK_TOKEN}",
        f"Basic {tokens.HEROKU_TOKEN}",
        tokens.HEROKU_TOKEN,
    ],
)
def test_without_a_known_bearer_token_nobody_is_authorized(
    heroku: HerokuSimulator, sent: str
) -> None:
    reply = ask(heroku, VARS, Authorization=sent)
    assert (reply.status_code, reply.json()) == (401, NO_CREDENTIALS)


def test_a_revoked_token_is_unauthorized(heroku: HerokuSimulator) -> None:
    del heroku.state["tokens"]["HEROKU_TOKEN"]
    reply = ask(heroku, VARS)
    assert (reply.status_code, reply.json()) == (401, NO_CREDENTIALS)


def test_a_request_costs_one_of_the_pool(heroku: HerokuSimulator) -> None:
    remaining = [ask(heroku, APP).headers["RateLimit-Remaining"] for _ in range(2)]
    assert remaining == ["4499", "4498"]


def test_asking_for_the_rate_limit_costs_nothing(heroku: HerokuSimulator) -> None:
    replies = [ask(heroku, "/account/rate-limits").json() for _ in range(2)]
    assert replies == [{"remaining": 4500}, {"remaining": 4500}]


def test_an_empty_pool_is_a_rate_limit(heroku: HerokuSimulator) -> None:
    heroku.state["rateLimitRemaining"] = 0
    reply = ask(heroku, APP)
    assert (reply.status_code, reply.json()) == (
        429,
        {
            "id": "rate_limit",
            "message": "Your account reached the API rate limit\n"
            "Please wait a few minutes before making new requests",
            "url": "https://devcenter.heroku.com/articles/platform-api-reference#rate-limits",
        },
    )


def test_every_answer_has_its_own_request_id(heroku: HerokuSimulator) -> None:
    ids = {str(UUID(ask(heroku, APP).headers["Request-Id"])) for _ in range(2)}
    assert len(ids) == 2


def test_an_unchanged_resource_is_not_sent_again(heroku: HerokuSimulator) -> None:
    etag = ask(heroku, VARS).headers["ETag"]
    reply = ask(heroku, VARS, If_None_Match=etag)
    assert (reply.status_code, reply.content) == (304, b"")


def test_a_changed_resource_is_sent_again(heroku: HerokuSimulator) -> None:
    etag = ask(heroku, VARS).headers["ETag"]
    ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
    assert ask(heroku, VARS, If_None_Match=etag).status_code == 200


def order(heroku: HerokuSimulator, status: int) -> None:
    """Order one fault of the config vars."""
    fault = {"method": "GET", "path": VARS, "fault": str(status)}
    requests.post(f"{heroku.url}/_sim/faults", json=[fault], timeout=5)


@pytest.mark.parametrize(
    ("status", "error_id"),
    [
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (410, "gone"),
        (429, "rate_limit"),
        (500, "internal_server_error"),
    ],
)
def test_an_ordered_fault_has_herokus_body(
    heroku: HerokuSimulator, status: int, error_id: str
) -> None:
    order(heroku, status)
    reply = ask(heroku, VARS)
    assert (reply.status_code, reply.json()["id"]) == (status, error_id)


def test_an_ordered_503_is_a_page(heroku: HerokuSimulator) -> None:
    order(heroku, 503)
    reply = ask(heroku, VARS)
    assert (reply.status_code, reply.headers["Content-Type"]) == (503, "text/html")


# Scopes: Heroku blog "OAuth for Platform API in Public Beta".


@pytest.mark.parametrize("path", [VARS, f"{RELEASES}/3/config-vars"])
def test_a_read_token_sees_no_config_vars(heroku: HerokuSimulator, path: str) -> None:
    reply = ask(heroku, path, token=tokens.HEROKU_TOKEN_UNPROTECTED)
    assert (reply.status_code, reply.json()) == (403, OUT_OF_SCOPE)


@pytest.mark.parametrize("path", [APP, RELEASES, f"{RELEASES}/3"])
def test_a_read_token_sees_the_rest(heroku: HerokuSimulator, path: str) -> None:
    assert ask(heroku, path, token=tokens.HEROKU_TOKEN_UNPROTECTED).status_code == 200


def test_a_read_protected_token_sees_config_vars(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, VARS, token=tokens.HEROKU_TOKEN_READ_PROTECTED)
    assert (reply.status_code, reply.json()) == (200, LIVE_VARS)


@pytest.mark.parametrize("scopes", [["read-protected"], ["write"], ["identity"], []])
def test_config_vars_are_not_changed_without_write_protected(
    heroku: HerokuSimulator, scopes: list[str]
) -> None:
    heroku.state["tokens"]["HEROKU_TOKEN"] = scopes
    reply = ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
    assert (reply.status_code, reply.json()) == (403, OUT_OF_SCOPE)


def test_a_refused_change_changes_nothing(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, token=tokens.HEROKU_TOKEN_READ_PROTECTED, change={"LOG_LEVEL": "debug"})
    assert ask(heroku, VARS).json() == LIVE_VARS


def test_a_write_protected_token_changes_config_vars(heroku: HerokuSimulator) -> None:
    heroku.state["tokens"]["HEROKU_TOKEN"] = ["write-protected"]
    assert ask(heroku, VARS, change={"LOG_LEVEL": "debug"}).status_code == 200


@pytest.mark.parametrize("scope", ["global", "read", "write", "read-protected", "write-protected"])
def test_every_other_scope_sees_apps(heroku: HerokuSimulator, scope: str) -> None:
    heroku.state["tokens"]["HEROKU_TOKEN"] = [scope]
    assert ask(heroku, APP).status_code == 200


def test_an_identity_token_sees_no_app(heroku: HerokuSimulator) -> None:
    heroku.state["tokens"]["HEROKU_TOKEN"] = ["identity"]
    reply = ask(heroku, APP)
    assert (reply.status_code, reply.json()) == (403, OUT_OF_SCOPE)


# Apps and releases: heroku/platform-api schema.json `app`, `release`.


def test_an_app_has_exactly_the_keys_of_the_schema(heroku: HerokuSimulator) -> None:
    assert sorted(ask(heroku, APP).json()) == sorted(APP_KEYS)


def test_an_app_is_found_by_its_uuid_too(heroku: HerokuSimulator) -> None:
    app_id = ask(heroku, APP).json()["id"]
    assert ask(heroku, f"/apps/{app_id}").json()["name"] == "raxx-api-prod"


def test_two_apps_have_config_vars_of_their_own(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, "/apps/raxx-api-staging/config-vars")
    assert reply.json()["POSTMARK_SERVER_TOKEN"] == tokens.POSTMARK_TOKEN_SANDBOX


@pytest.mark.parametrize("tail", ["", "/config-vars", "/releases", "/releases/1"])
def test_an_unknown_app_is_not_found(heroku: HerokuSimulator, tail: str) -> None:
    reply = ask(heroku, f"/apps/raxx-api-prodd{tail}")
    assert (reply.status_code, reply.json()) == (
        404,
        {"id": "not_found", "message": "Couldn't find that app."},
    )


def test_config_vars_of_an_unknown_app_cannot_be_changed(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, "/apps/raxx-api-prodd/config-vars", change={"LOG_LEVEL": "debug"})
    assert (reply.status_code, reply.json()["id"]) == (404, "not_found")


def test_a_release_has_exactly_the_keys_of_the_schema(heroku: HerokuSimulator) -> None:
    assert sorted(ask(heroku, f"{RELEASES}/3").json()) == sorted(RELEASE_KEYS)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("succeeds", ("succeeded", True, True)), ("fails", ("failed", False, False))],
)
def test_a_release_tells_how_it_ended(
    heroku: HerokuSimulator, outcome: str, told: tuple[str, bool, bool]
) -> None:
    run_release_phase(heroku, outcome, 0)
    release = newest(heroku)
    keys = ("status", "current", "eligible_for_rollback")
    assert tuple(release[key] for key in keys) == told


def test_a_release_is_found_by_its_uuid_too(heroku: HerokuSimulator) -> None:
    release_id = ask(heroku, f"{RELEASES}/2").json()["id"]
    assert ask(heroku, f"{RELEASES}/{release_id}").json()["version"] == 2


@pytest.mark.parametrize("tail", ["4", "v3", "4/config-vars"])
def test_an_unknown_release_is_not_found(heroku: HerokuSimulator, tail: str) -> None:
    reply = ask(heroku, f"{RELEASES}/{tail}")
    assert (reply.status_code, reply.json()) == (
        404,
        {"id": "not_found", "message": "Couldn't find that release."},
    )


def test_one_release_is_current(heroku: HerokuSimulator) -> None:
    current = [release["version"] for release in ask(heroku, RELEASES).json() if release["current"]]
    assert current == [3]


def test_an_old_release_keeps_the_config_vars_of_its_time(heroku: HerokuSimulator) -> None:
    assert ask(heroku, f"{RELEASES}/2/config-vars").json() == {"LOG_LEVEL": "info"}


def test_the_current_release_has_the_live_config_vars(heroku: HerokuSimulator) -> None:
    assert ask(heroku, f"{RELEASES}/3/config-vars").json() == LIVE_VARS


# Ranges: Dev Center "Platform API Reference", Ranges; the CLI's config/set.js.


def test_a_plain_list_is_whole(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, RELEASES)
    assert (reply.status_code, reply.headers.get("Next-Range")) == (200, None)


def test_a_plain_list_is_ordered_by_id_not_by_version(heroku: HerokuSimulator) -> None:
    ids = [release["id"] for release in ask(heroku, RELEASES).json()]
    assert ids == sorted(ids)


def test_a_list_tells_its_ranges(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, RELEASES, Range="version ..")
    told = (reply.headers["Accept-Ranges"], reply.headers["Content-Range"])
    assert told == ("id, version", "version 1..3; max=200")


def test_a_cut_list_is_partial(heroku: HerokuSimulator) -> None:
    assert ask(heroku, RELEASES, Range="version ..; max=2").status_code == 206


def test_the_newest_release_is_asked_for_with_a_range(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, RELEASES, Range="version ..; order=desc,max=1;")
    assert [release["version"] for release in reply.json()] == [3]


@pytest.mark.parametrize(("order", "versions"), [("asc", [1, 2, 3]), ("desc", [3, 2, 1])])
def test_following_next_range_gives_each_release_once(
    heroku: HerokuSimulator, order: str, versions: list[int]
) -> None:
    seen: list[int] = []
    following: str | None = f"version ..; order={order},max=1"
    while following:
        reply = ask(heroku, RELEASES, Range=following)
        seen += [release["version"] for release in reply.json()]
        following = reply.headers.get("Next-Range")
    assert seen == versions


def test_a_range_has_two_inclusive_ends(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, RELEASES, Range="version 1..2")
    assert [release["version"] for release in reply.json()] == [1, 2]


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=0-10",
        "name ..",
        "version ..; max=0",
        "version ..; max=1001",
        "version ..; order=newest",
        "version 9..",
    ],
)
def test_a_range_that_makes_no_sense_is_not_satisfiable(
    heroku: HerokuSimulator, wanted: str
) -> None:
    reply = ask(heroku, RELEASES, Range=wanted)
    assert (reply.status_code, reply.json()) == (
        416,
        {
            "id": "requested_range_not_satisfiable",
            "message": "The Range header asks for something the list does not have.",
        },
    )


# Config vars: schema.json `config-var`; Dev Center "Configuration and Config Vars".


def test_a_change_replies_with_all_config_vars(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
    assert (reply.status_code, reply.json()) == (200, LIVE_VARS | {"LOG_LEVEL": "debug"})


def test_null_removes_a_config_var(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"POSTMARK_SERVER_TOKEN": None})
    assert sorted(ask(heroku, VARS).json()) == ["LOG_LEVEL", "WEB_CONCURRENCY"]


def test_an_empty_value_is_kept(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"POSTMARK_SERVER_TOKEN": ""})
    assert ask(heroku, VARS).json()["POSTMARK_SERVER_TOKEN"] == ""


def test_several_changes_at_once_are_one_release(heroku: HerokuSimulator) -> None:
    # heroku/roadmap#339
    ask(heroku, VARS, change={"LOG_LEVEL": "debug", "WEB_CONCURRENCY": "4"})
    assert newest(heroku)["version"] == 4


def test_a_change_restarts_the_app_once(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"LOG_LEVEL": "debug", "WEB_CONCURRENCY": "4"})
    assert app_state(heroku)["restarts"] == 1


@pytest.mark.parametrize("change", [{}, {"LOG_LEVEL": "info"}, {"NOT_SET": None}])
def test_a_change_of_nothing_makes_no_release(
    heroku: HerokuSimulator, change: dict[str, str | None]
) -> None:
    # A choice of the simulator: what Heroku does is not documented.
    ask(heroku, VARS, change=change)
    assert (newest(heroku)["version"], app_state(heroku)["restarts"]) == (3, 0)


def test_a_release_names_the_changed_vars_but_not_their_values(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"POSTMARK_SERVER_TOKEN": tokens.POSTMARK_TOKEN_REVOKED})
    assert newest(heroku)["description"] == "Set POSTMARK_SERVER_TOKEN config vars"


def test_a_replaced_release_keeps_its_own_config_vars(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"LOG_LEVEL": "debug"})
    assert ask(heroku, f"{RELEASES}/3/config-vars").json() == LIVE_VARS


@pytest.mark.parametrize("key", ["1ST", "WITH-HYPHEN", "WITH SPACE", "", "ÜMLAUT", "TRAIL\n"])
def test_a_key_is_letters_digits_and_underscores(heroku: HerokuSimulator, key: str) -> None:
    reply = ask(heroku, VARS, change={key: "x"})
    assert (reply.status_code, reply.json()) == (
        422,
        {
            "id": "invalid_params",
            "message": f"Config var {key!r}: use letters, digits and _, and start with no digit.",
        },
    )


@pytest.mark.parametrize("key", ["__PRIVATE", "HEROKU_APP_NAME"])
def test_some_prefixes_are_herokus_own(heroku: HerokuSimulator, key: str) -> None:
    reply = ask(heroku, VARS, change={key: "x"})
    assert (reply.status_code, reply.json()) == (
        422,
        {
            "id": "invalid_params",
            "message": f"Config var '{key}': a name cannot start with __ or HEROKU_.",
        },
    )


@pytest.mark.parametrize("value", [1, True, ["x"], {"x": "y"}])
def test_a_value_is_a_string_or_null(heroku: HerokuSimulator, value: object) -> None:
    reply = ask(heroku, VARS, change={"LOG_LEVEL": value})
    assert (reply.status_code, reply.json()) == (
        422,
        {
            "id": "invalid_params",
            "message": "Config var 'LOG_LEVEL': the value must be a string or null.",
        },
    )


def test_config_vars_hold_64_kilobytes(heroku: HerokuSimulator) -> None:
    used = sum(len(key) + len(value) for key, value in LIVE_VARS.items())
    room = 64 * 1024 - used - len("BIG")
    assert ask(heroku, VARS, change={"BIG": "x" * room}).status_code == 200


def test_config_vars_hold_no_byte_more(heroku: HerokuSimulator) -> None:
    used = sum(len(key) + len(value) for key, value in LIVE_VARS.items())
    room = 64 * 1024 - used - len("BIG")
    reply = ask(heroku, VARS, change={"BIG": "x" * (room + 1)})
    assert (reply.status_code, reply.json()) == (
        422,
        {"id": "invalid_params", "message": "Config vars cannot exceed 64 KB in total."},
    )


def test_one_bad_key_stops_the_whole_change(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"LOG_LEVEL": "debug", "1ST": "x"})
    assert ask(heroku, VARS).json() == LIVE_VARS


@pytest.mark.parametrize("body", ["", "{", '["LOG_LEVEL"]', '"LOG_LEVEL"', "null"])
def test_a_body_that_is_no_object_is_a_bad_request(heroku: HerokuSimulator, body: str) -> None:
    reply = requests.patch(
        heroku.url + VARS,
        data=body,
        headers={
            "Accept": ACCEPT,
            "Authorization": f"Bearer {tokens.HEROKU_TOKEN}",
            "Content-Type": "application/json",
        },
        timeout=5,
    )
    assert (reply.status_code, reply.json()) == (
        400,
        {"id": "bad_request", "message": "The body must be one JSON object."},
    )


def test_a_body_of_another_type_is_a_bad_request(heroku: HerokuSimulator) -> None:
    reply = ask(heroku, VARS, change={"LOG_LEVEL": "x"}, Content_Type="text/plain")
    assert (reply.status_code, reply.json()["id"]) == (400, "bad_request")


# Release phase: heroku/cli#3345.


def run_release_phase(heroku: HerokuSimulator, outcome: str, reads: int) -> requests.Response:
    """Change LOG_LEVEL in an app that has a release command."""
    app_state(heroku).update(releasePhase=outcome, releasePhaseReads=reads)
    return ask(heroku, VARS, change={"LOG_LEVEL": "debug"})


def test_a_change_replies_with_the_old_values_while_its_release_runs(
    heroku: HerokuSimulator,
) -> None:
    assert run_release_phase(heroku, "succeeds", 2).json() == LIVE_VARS


def test_config_vars_stay_old_while_a_release_runs(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 2)
    assert ask(heroku, VARS).json() == LIVE_VARS


def test_a_pending_release_has_the_new_config_vars(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 2)
    assert ask(heroku, f"{RELEASES}/4/config-vars").json()["LOG_LEVEL"] == "debug"


def test_a_pending_release_is_not_current(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 2)
    assert (newest(heroku)["status"], newest(heroku)["current"]) == ("pending", False)


@pytest.mark.parametrize(("outcome", "end"), [("succeeds", "succeeded"), ("fails", "failed")])
def test_a_release_phase_ends_after_so_many_reads(
    heroku: HerokuSimulator, outcome: str, end: str
) -> None:
    run_release_phase(heroku, outcome, 2)
    statuses = [newest(heroku)["status"] for _ in range(4)]
    assert statuses == ["pending", "pending", end, end]


def test_reading_one_release_counts_as_well(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 1)
    statuses = [ask(heroku, f"{RELEASES}/4").json()["status"] for _ in range(2)]
    assert statuses == ["pending", "succeeded"]


def test_a_release_phase_that_succeeds_applies_the_change(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 0)
    newest(heroku)
    assert ask(heroku, VARS).json()["LOG_LEVEL"] == "debug"


def test_the_app_restarts_when_the_release_phase_has_succeeded(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 0)
    before = app_state(heroku)["restarts"]
    newest(heroku)
    assert (before, app_state(heroku)["restarts"]) == (0, 1)


def test_a_release_phase_that_fails_applies_nothing(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "fails", 0)
    newest(heroku)
    assert ask(heroku, VARS).json() == LIVE_VARS


def test_after_a_failed_release_the_one_before_is_current(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "fails", 0)
    newest(heroku)
    assert ask(heroku, f"{RELEASES}/3").json()["current"]


def test_a_second_change_ends_a_running_release_first(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "succeeds", 5)
    reply = ask(heroku, VARS, change={"WEB_CONCURRENCY": "4"})
    assert reply.json() == LIVE_VARS | {"LOG_LEVEL": "debug"}


# The control side.


def test_the_state_shows_no_secret(heroku: HerokuSimulator) -> None:
    ask(heroku, VARS, change={"POSTMARK_SERVER_TOKEN": tokens.POSTMARK_TOKEN_REVOKED})
    shown = requests.get(f"{heroku.url}/_sim/state", timeout=5).text
    assert [name for name, secret in tokens.SECRETS.items() if secret in shown] == []


def put_state(heroku: HerokuSimulator) -> requests.Response:
    """Put back the state as it was changed."""
    return requests.put(f"{heroku.url}/_sim/state", json=heroku.state, timeout=5)


def test_a_state_after_changes_can_be_put_back(heroku: HerokuSimulator) -> None:
    run_release_phase(heroku, "fails", 0)
    newest(heroku)
    run_release_phase(heroku, "succeeds", 3)
    assert put_state(heroku).status_code == 204


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"releasePhase": "maybe"}, "apps[0].releasePhase: expected one of"),
        ({"restarts": -1}, "apps[0].restarts: expected a whole number, 0 or more"),
        ({"configVars": {"A": 1}}, "apps[0].configVars.A: expected a string or"),
        ({"configVars": {"A": {"$token": "NOBODYS"}}}, "apps[0].configVars.A: expected a string"),
        ({"releases": []}, "apps[0].releases: at least one must have succeeded"),
        ({"surprise": 1}, "apps[0]: expected exactly the keys"),
    ],
)
def test_an_app_that_does_not_agree_with_itself_is_refused(
    heroku: HerokuSimulator, change: dict[str, Any], complaint: str
) -> None:
    app_state(heroku).update(change)
    reply = put_state(heroku)
    assert (reply.status_code, reply.json()["error"][: len(complaint)]) == (400, complaint)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"version": 7}, "apps[0].releases[2].version: expected 3, versions count from 1"),
        ({"status": "started"}, "apps[0].releases[2].status: expected one of"),
        ({"configVars": {}}, "apps[0].releases: configVars is null for the newest succeeded"),
        ({"surprise": 1}, "apps[0].releases[2]: expected exactly the keys"),
    ],
)
def test_a_release_that_does_not_agree_with_its_app_is_refused(
    heroku: HerokuSimulator, change: dict[str, Any], complaint: str
) -> None:
    app_state(heroku)["releases"][2].update(change)
    reply = put_state(heroku)
    assert (reply.status_code, reply.json()["error"][: len(complaint)]) == (400, complaint)


def test_an_old_release_with_impossible_config_vars_is_refused(heroku: HerokuSimulator) -> None:
    app_state(heroku)["releases"][0]["configVars"] = {"A": 1}
    complaint = "apps[0].releases[0].configVars.A: expected a string or"
    assert put_state(heroku).json()["error"][: len(complaint)] == complaint


def test_only_the_newest_release_can_be_pending(heroku: HerokuSimulator) -> None:
    app_state(heroku)["releases"][0]["status"] = "pending"
    assert put_state(heroku).json() == {"error": "apps[0].releases: only the newest can be pending"}


@pytest.mark.parametrize("tokens_state", [{"NOBODYS": ["read"]}, {"HEROKU_TOKEN": ["admin"]}])
def test_an_unknown_token_or_scope_is_refused(
    heroku: HerokuSimulator, tokens_state: dict[str, list[str]]
) -> None:
    heroku.state["tokens"] = tokens_state
    assert put_state(heroku).status_code == 400


@pytest.mark.parametrize("remaining", [-1, 4501, "4500"])
def test_an_impossible_pool_is_refused(heroku: HerokuSimulator, remaining: object) -> None:
    heroku.state["rateLimitRemaining"] = remaining
    assert put_state(heroku).json() == {
        "error": "rateLimitRemaining: expected a whole number from 0 to 4500"
    }


@pytest.mark.expects_refusal
@pytest.mark.parametrize("path", ["/apps", "/account", f"{VARS}/LOG_LEVEL", f"{VARS}?x=1"])
def test_a_request_heroku_does_not_have_is_unexpected(heroku: HerokuSimulator, path: str) -> None:
    ask(heroku, path)
    assert heroku.complaints() == [f"heroku: unexpected GET {path.partition('?')[0]}"]
