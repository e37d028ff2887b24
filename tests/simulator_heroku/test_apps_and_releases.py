"""Promises of the Heroku simulator: how apps and releases are read."""

import pytest

from tests.simulator_heroku.client import APP, LIVE_VARS, RELEASES, ask, newest, run_release_phase
from tests.simulators import tokens
from tests.simulators.heroku import HerokuSimulator

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
