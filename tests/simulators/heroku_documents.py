"""The Heroku simulator's JSON documents: exactly the keys of heroku/platform-api schema.json."""

from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from tests.simulators.heroku_apps import OWNER, App, Release, current_release

REGION = {"id": str(uuid5(NAMESPACE_DNS, "us.region.heroku.com")), "name": "us"}
STACK = {"id": str(uuid5(NAMESPACE_DNS, "heroku-24.stack.heroku.com")), "name": "heroku-24"}
GENERATION = {"id": str(uuid5(NAMESPACE_DNS, "cedar.generation.heroku.com")), "name": "cedar"}


def app_document(app: App) -> dict[str, Any]:
    """Write an app (schema.json `app`)."""
    newest = current_release(app)["createdAt"]
    return {
        "acm": True,
        "archived_at": None,
        "buildpack_provided_description": "Python",
        "build_stack": STACK,
        "created_at": app["releases"][0]["createdAt"],
        "generation": GENERATION,
        "git_url": f"https://git.heroku.com/{app['name']}.git",
        "id": app["id"],
        "internal_routing": False,
        "maintenance": False,
        "name": app["name"],
        "owner": OWNER,
        "organization": None,
        "team": None,
        "region": REGION,
        "released_at": newest,
        "repo_size": 1024,
        "slug_size": 2048,
        "space": None,
        "stack": STACK,
        "updated_at": newest,
        "web_url": f"https://{app['name']}.herokuapp.com/",
    }


def release_document(app: App, release: Release) -> dict[str, Any]:
    """Write a release (schema.json `release`)."""
    return {
        "addon_plan_names": [],
        "artifacts": [],
        "app": {"name": app["name"], "id": app["id"]},
        "created_at": release["createdAt"],
        "description": release["description"],
        "id": release_id(app, release),
        "updated_at": release["updatedAt"],
        "slug": None,
        "status": release["status"],
        "user": OWNER,
        "version": release["version"],
        "current": release is current_release(app),
        "output_stream_url": None,
        "eligible_for_rollback": release["status"] == "succeeded",
    }


def release_id(app: App, release: Release) -> str:
    """Give the UUID of a release; its order has nothing to do with that of the versions."""
    return str(uuid5(NAMESPACE_DNS, f"v{release['version']}.{app['name']}.herokuapp.com"))
