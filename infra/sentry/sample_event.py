"""Events that make an alert fire, made from what the alert says."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from infra.base.errors import RuleError
from infra.base.plural import count
from infra.base.terminal_text import escape
from infra.rules.canonical import Document
from infra.rules.conditions import sample_of
from infra.rules.samples import Text, Times, Wish
from infra.sentry.event_places import (
    FILLER,
    PLACES,
    finish,
    name_exception,
    name_of,
    place_of,
    put,
    texts_at,
)

MARK = "test_fire"
"""The tag that marks a test's own issue."""

MOST = 10
"""Events that a test sends at most, for an alert that needs several."""

_WAYS = 200
"""Combinations of a trigger and filters that are tried, of an alert with very many."""


class _Part(NamedTuple):
    """What a condition needs, or the reason why no test can give it."""

    page: str
    wishes: tuple[Wish, ...] | str


class _ImpossibleError(Exception):
    """No test fulfils this; says why."""


def sample_events(document: Mapping[str, Any], mark: str) -> list[dict[str, Any]]:
    """Return as many events, as an SDK sends them, as make an alert fire.

    Their fingerprint gives them a separate issue: an alert fires once per issue within its
    frequency, so the real issue would otherwise silence the test, or the test the real issue.

    Args:
        document: what the alert says: as it is live, or as it is declared.
        mark: tells this test from others.

    Raises:
        RuleError: no event that a test sends can make it fire, or it takes too many; says why.
    """
    reasons: list[str] = []
    for way in itertools.islice(_ways(document), _WAYS):
        try:
            return _events(way, document.get("environment"), mark)
        except _ImpossibleError as error:
            reasons.append(str(error))
    raise RuleError(
        f"no event can be made up for {document['name']!r}: {reasons[0]}",
        "make the app itself send one",
    )


def _ways(document: Mapping[str, Any]) -> Iterator[list[_Part]]:
    """Give each way to make an alert fire: a way to trigger it, and one through its filters."""
    triggers = document["triggers"] or {"conditions": [], "logicType": "any-short"}
    groups = sorted(document["actionFilters"], key=lambda group: not group["actions"])
    for trigger in _of_group(triggers):
        for group in groups or [triggers]:
            for filters in _of_group(group):
                yield [*trigger, *filters]


def _of_group(group: Document) -> Iterator[list[_Part]]:
    """Give each way to fulfil a group of conditions."""
    logic, needs = group["logicType"], [sample_of(one) for one in group["conditions"]]
    meets = [_Part(kind.page, need.meets) for kind, need in needs]
    if not needs or logic == "all":
        yield meets
    elif logic == "none":
        yield [_Part(f"not {kind.page}", need.fails) for kind, need in needs]
    elif logic in ("any", "any-short"):
        yield from ([part] for part in meets)
    else:
        yield [_Part(str(logic), "this program does not know how that joins conditions")]


def _events(way: Sequence[_Part], environment: str | None, mark: str) -> list[dict[str, Any]]:
    texts: dict[str, list[Text]] = defaultdict(list)
    if environment:
        texts["environment"].append(Text("environment", "eq", environment))
    counts = [Times()]
    for part in way:
        if isinstance(part.wishes, str):
            raise _ImpossibleError(f"{part.page}: {part.wishes}")
        for wish in part.wishes:
            if isinstance(wish, Text):
                texts[name_of(wish.place)].append(wish)
            else:
                counts.append(wish)
    event = _event(texts)
    event["tags"] = {**event.get("tags", {}), MARK: mark}
    event["fingerprint"] = [MARK, mark]
    return _repeat(finish(event), counts, mark, free="user.id" not in texts)


def _event(texts: Mapping[str, Sequence[Text]]) -> dict[str, Any]:
    """Return an event that fulfils every wish for a text, before it is finished."""
    event: dict[str, Any] = {}
    for name in {**PLACES, **texts}:
        place, chosen = place_of(name), _choose(name, texts.get(name, ()))
        if name == "type":
            if chosen == "error":
                event.setdefault("exception", {})
        elif chosen is not None:
            put(event, place.path, place.convert(chosen))
    name_exception(event)
    for name, wishes in texts.items():
        found = texts_at(event, name)
        if not all(wish.holds_for(found) for wish in wishes):
            raise _ImpossibleError(f"{escape(name)}: what is asked of it contradicts a filter")
    return event


def _choose(name: str, wishes: Sequence[Text]) -> str | None:
    """Return the text of a place; None where it is left out."""
    place = place_of(name)
    if place.default is None and not (place.filled and wishes) and _suits(wishes, None):
        return None
    for text in _candidates(name, wishes):
        for shape in place.shapes:
            shaped = shape.replace("{}", text)
            if place.takes(shaped) and _suits(wishes, shaped):
                return shaped
    raise _ImpossibleError(f"{escape(name)}: Sentry takes no text that is as the filters ask for")


def _suits(wishes: Iterable[Text], text: str | None) -> bool:
    return all(wish.holds_for([] if text is None else [text]) for wish in wishes)


def _candidates(name: str, wishes: Sequence[Text]) -> Iterator[str]:
    """Give texts that may be as they are asked for, the plainest first."""
    place = place_of(name)
    if place.default is not None:
        yield place.default
    if place.choices:
        yield from place.choices
        return
    asked = {match: [v for w in wishes if w.match == match for v in w.values] for match in _SHAPING}
    yield from (*asked["eq"], *asked["in"])
    start, end = max(asked["sw"], key=len, default=""), max(asked["ew"], key=len, default="")
    parts = [start, *asked["co"], end]
    signed = [start, *asked["co"], place.filler, end]
    if name == "message":
        yield " ".join(filter(None, signed))
        return
    yield from filter(None, parts)
    yield "".join(parts)
    yield " ".join(filter(None, parts))
    yield from (place.filler, "".join(signed), " ".join(filter(None, signed)))


_SHAPING = ("eq", "in", "sw", "co", "ew")


def _repeat(
    event: dict[str, Any], counts: Sequence[Times], mark: str, *, free: bool
) -> list[dict[str, Any]]:
    """Return the event as often as it is asked for, from as many users."""
    number = max(times.least for times in counts)
    users = max(times.users for times in counts)
    most = min((times.most for times in counts if times.most is not None), default=number)
    if number > most:
        raise _ImpossibleError(f"it asks for {number} events and for {most} at most")
    if number > MOST:
        raise _ImpossibleError(f"it fires after {number} events; a test sends at most {MOST}")
    known = "id" in event.get("user", {})
    if users == 0 or (users == 1 and known):
        return [event] * number
    if not free:
        raise _ImpossibleError(
            f"it asks for {count(users, 'user')} and for {'one' if known else 'no'} user.id"
        )
    return [
        {**event, "user": {**event.get("user", {}), "id": f"{FILLER}-{mark}-{index}"}}
        for index in range(number)
    ]
