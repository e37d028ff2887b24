"""The sentences in which mistakes in the stack config are reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from infra.base.suggestions import did_you_mean
from infra.base.terminal_text import printable, quoted
from infra.rules.entry import list_keys

_JOINED = 10
"""Places or names that one sentence lists."""

Location = tuple[int | str, ...]
"""The keys and indexes that lead to a part of the config, as the file has them."""


class Place(NamedTuple):
    """A part of the config: a file, and the way to the part.

    Attributes:
        location: from the top of the file's rules, or of the stack's own config.
        file: the rule file; empty for the stack's own config.
    """

    location: Location
    file: str = ""

    def inside(self, *steps: int | str) -> Place:
        """Return the part that these keys and indexes lead to."""
        return self._replace(location=(*self.location, *steps))

    def in_file(self, places: Places) -> Place:
        """Return where this part is written.

        Args:
            places: see `Places`.
        """
        match self.location:
            case (str(key), int(index), *steps) if index < len(places.get(key, ())):
                return places[key][index].inside(*steps)
            case _:
                return self

    def with_namespace(self, namespace: str) -> str:
        """Return it with the Pulumi project's name before the key, as the stack file has it."""
        return str(self) if self.file else f"{namespace}:{self}"

    def __str__(self) -> str:
        keyed = self.file and self.location and isinstance(self.location[0], str)
        return f"{self.file}{':' if keyed else ''}{path_of(self.location)}"


Places = Mapping[str, Sequence[Place]]
"""Where each item of `alertRules` and of `monitors` is written: those of other files come after the
stack file's own (`infra.config.rule_files`). It is empty where there are no such files."""


NO_FILES: Places = MappingProxyType({})
"""All entries are in the stack file."""


class Problem(NamedTuple):
    """One mistake in the config.

    Attributes:
        place: the part that is wrong.
        text: the value, what is allowed and what was probably meant.
        check: which of the checks of docs/lint.md found it.
        earlier: the other parts that are wrong in the same way, shown before `place`.
    """

    place: Place
    text: str
    check: str
    earlier: tuple[Place, ...] = ()

    def in_file(self, places: Places) -> Problem:
        """Return the same with the places at which each part is written; see `Place.in_file`."""
        earlier = tuple(place.in_file(places) for place in self.earlier)
        return self._replace(place=self.place.in_file(places), earlier=earlier)

    def with_namespace(self, namespace: str) -> str:
        """Return it as a sentence that begins like `Place.with_namespace`."""
        in_stack_file = not (*self.earlier, self.place)[0].file
        return f"{namespace}:{self}" if in_stack_file else str(self)

    @property
    def path(self) -> str:
        """The place in the config's own words, such as `alertRules[2].condition.within`."""
        if not self.earlier:
            return str(self.place)
        return join_some([str(place) for place in (*self.earlier, self.place)], " and ")

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


def problems(error: ValidationError, data: Any, model: type[BaseModel]) -> list[Problem]:
    """Return every mistake that `error` holds, in the order of their paths.

    Args:
        error: what pydantic raised for `data`.
        data: the raw config, to write each path as the person wrote it.
        model: the model `data` was read as, to name the keys that are known.
    """
    found = {_problem(detail, data, model) for detail in error.errors(include_url=False)}
    return sorted(found, key=str)


def join_some(texts: Sequence[str], joint: str) -> str:
    """Join the first of these texts, and say how many more there are."""
    more = len(texts) - _JOINED
    shown = [printable(text, 60) for text in texts[:_JOINED]]
    return joint.join([*shown, *([f"{more} more"] if more > 0 else [])])


def path_of(location: Location) -> str:
    """Write a location in the config's own words: `("alertRules", 2)` is `alertRules[2]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return printable("".join(steps).removeprefix("."), 120)


def _problem(detail: ErrorDetails, data: Any, model: type[BaseModel]) -> Problem:
    location = _place_in_file(detail["loc"], data)
    check = "unknown-key" if detail["loc"][-1:] == ("[key]",) else "value"
    value = quoted(detail["input"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            text, check = "is missing", "missing-key"
        case "extra_forbidden":
            known = _known_keys(detail["loc"], model)
            guess = did_you_mean(str(detail["loc"][-1]), known)
            text, check = f"unknown key{guess}; known keys: {list_keys(known)}", "unknown-key"
        case "literal_error":
            allowed = str(context["expected"]).replace(" or ", ", ").replace("'", "")
            text = f"{value} is not one of {allowed}"
        case "value_error":
            text = str(context["error"])
        case "greater_than_equal":
            text = f"{value} is less than {context['ge']}"
        case "less_than_equal":
            text = f"{value} is more than {context['le']}"
        case kind if kind.endswith("_type") and detail["input"] is None:
            text = "is empty (a value that begins with # needs quotes)"
        case "tuple_type":
            text = f"{value} is not a list of entries"
        case "model_type" | "dict_type":
            text = f"{value} is not a mapping of keys to values"
        case "too_short":
            text = "is empty; write at least one"
        case _:
            text = f"{value}: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
    return Problem(Place(location), text, check)


def _place_in_file(location: Location, data: Any) -> Location:
    """Return a location as in the file: an entry that was given without a list has no index."""
    written: list[int | str] = []
    here = data
    for step in location:
        if step == "[key]" or _is_tag(step):
            continue
        if isinstance(step, int):
            if isinstance(here, list):
                written.append(step)
                here = here[step] if step < len(here) else None
        else:
            written.append(step)
            here = here.get(step) if isinstance(here, dict) else None
    return tuple(written)


def _known_keys(location: Location, model: type[BaseModel]) -> list[str]:
    """Return the keys that the mapping at `location` may have, by walking the models' fields."""
    here, annotation = model, None
    for step in location[:-1]:
        if isinstance(step, int):
            continue
        by_alias = {field.alias or name: field for name, field in here.model_fields.items()}
        if step in by_alias:
            annotation = by_alias[step].annotation
            here = _model_in(annotation, "") or here
        elif _is_tag(step):
            here = _model_in(annotation, step) or here
    return [field.alias or name for name, field in here.model_fields.items()]


def _is_tag(step: int | str) -> bool:
    """Tell whether a step of a location is the tag that tells two shapes of an entry apart."""
    return isinstance(step, str) and step[:1] == "(" and step[-1:] == ")"


def _model_in(annotation: Any, tag: str) -> type[BaseModel] | None:
    """Return the first model in an annotation; with a tag, the one that bears it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return None if tag else annotation
    if tag and any(isinstance(mark, Tag) and mark.tag == tag for mark in _marks(annotation)):
        tag = ""
    inner = (_model_in(part, tag) for part in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found), None)


def _marks(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__metadata__", ())
