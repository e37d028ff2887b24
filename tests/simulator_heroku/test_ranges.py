"""Promises of the Heroku simulator: how lists are cut, ordered and followed."""

import pytest

from tests.simulator_heroku.client import RELEASES, ask
from tests.simulators.heroku import HerokuSimulator

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
