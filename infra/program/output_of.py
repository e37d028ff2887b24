"""One Output of many, for the program's tables of a thousand rules.

`pulumi.Output.all` makes an Output of every key and value of what it is given, 65 for a rule's row,
and while resources are pending the SDK looks at every Output each time one of them is done
(`pulumi/runtime/stack.py: wait_for_rpcs`, 3.272.0): a cost that grows with the square of the rules.
"""

from __future__ import annotations

from typing import Any

import pulumi


def output_of_tree(value: Any) -> pulumi.Output[Any]:
    """Return the Output of lists and mappings with Outputs in them; unknown if one of them is.

    Args:
        value: its Outputs hold no secrets; they may hold further Outputs.
    """
    return pulumi.Output(set(), _plain(value), _known(value))


async def _plain(value: Any) -> Any:
    if isinstance(value, pulumi.Output):
        return await _plain(await value.future())
    if isinstance(value, dict):
        return {key: await _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [await _plain(inner) for inner in value]
    return value


async def _known(value: Any) -> bool:
    if isinstance(value, pulumi.Output):
        return await value.is_known() and await _known(await value.future())
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        return all([await _known(inner) for inner in inside])
    return True
