"""Promises of how a page is read, and of what counts as the output that it shows."""

from __future__ import annotations

import pytest

from tests.docs.page import Block, Step, blocks, difference

PAGE = """\
# Locked

Text, and `$ not a command`.

```console
$ pulumi up
error: locked
…

$ pulumi cancel
```

## Afterwards

1. A block in a list:
   ```console exit=7
   $ pulumi preview \\
   >   --expect-no-changes
     an indented line
   ```

```sh
$ never run
```
"""


def test_each_block_has_its_heading_its_commands_and_their_output() -> None:
    assert blocks(PAGE) == [
        Block(
            "Locked",
            (Step("pulumi up", ("error: locked", "…", ""), 6), Step("pulumi cancel", (), 10)),
        ),
        Block(
            "Afterwards",
            (Step("pulumi preview \\\n  --expect-no-changes", ("  an indented line",), 17, 7),),
        ),
    ]


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("```console\n$ pulumi up\n", "line 1: the block does not end"),
        ("\n```console\nerror\n```\n", "line 3: 'error' stands before any command"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused(page: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        blocks(page)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("", "whatever"),
        ("one\ntwo", "one  \ntwo\n\n"),
        ("one\n…", "one\ntwo\nthree\n"),
        ("…\nthree", "one\ntwo\nthree\n"),
        ("one\n…\nthree", "one\nthree\n"),
        ("created …; took … s", "created 17:04; took 3 s\n"),
        ("a [b] (c)*", "a [b] (c)*"),
    ],
)
def test_what_a_page_shows_is_found_in_the_output(shown: str, printed: str) -> None:
    assert difference(tuple(shown.splitlines()), printed) == ""


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("one", "one\ntwo\n"),
        ("one\ntwo", "one\n"),
        ("one …", "one\ntwo\n"),
        ("one", "One\n"),
        ("one\n\ntwo", "one\ntwo\n"),
        ("one", ""),
    ],
)
def test_output_that_a_page_does_not_show_so_is_a_difference(shown: str, printed: str) -> None:
    assert difference(tuple(shown.splitlines()), printed).startswith("--- shown\n+++ printed\n")
