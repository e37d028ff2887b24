"""The entries of a list of the stack config that can be read, whatever is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from infra.config.repeated import list_at
from infra.rules.entry import Entry
from infra.rules.problems import Place, Places

Readable = TypeVar("Readable", bound=Entry)


def readable(
    model: type[Readable], key: str, config: Mapping[str, Any], places: Places
) -> Iterator[tuple[Place, Readable]]:
    """Yield each entry that can be read, and where it is written.

    Args:
        model: what an entry is read as.
        key: of the stack config, whose list has the entries.
        config: keys without their namespace, with what `Pulumi.yaml` and the rule files add.
        places: where each entry is written.
    """
    for index, entry in enumerate(list_at(config, key)):
        try:
            found = model.model_validate(entry, by_alias=True, by_name=False)
        except ValidationError:
            continue
        yield Place((key, index)).in_file(places), found
