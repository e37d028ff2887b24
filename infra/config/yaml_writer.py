"""An entry as the YAML that a stack file or rule file has."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import yaml

from infra.config.yaml_scalars import PATTERNS

_NOT_TEXT = re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS.values()))
_WIDEST = 2**31  # columns: a value is not broken over lines


class _Dumper(yaml.SafeDumper):
    """Writes texts so that PyYAML and the engine, which go by different YAML, read the same."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 (PyYAML's signature)
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent a list below its key, as the stack files do."""
        super().increase_indent(flow, indentless=False)

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """Write a text that a terminal would not show as it is with escapes."""
        self.allow_unicode = text.isprintable()
        super().write_double_quoted(text, split)
        self.allow_unicode = True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    quoted = _NOT_TEXT.fullmatch(text) or not text.isprintable()
    style = '"' if quoted else None
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style)
    return node


_Dumper.add_representer(str, _text)


def as_yaml(entry: Any, indent: int = 4) -> str:
    """Return an entry as one item of a list, indented as those of `alertRules` in a stack file."""
    text = yaml.dump(
        [entry],
        Dumper=_Dumper,
        # The innermost mappings on one line.
        default_flow_style=None if isinstance(entry, dict) else False,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDEST,
    )
    return textwrap.indent(text, " " * indent)
