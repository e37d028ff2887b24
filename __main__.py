"""Pulumi's entry point."""

import infra.program  # noqa: F401 (importing it runs it)
