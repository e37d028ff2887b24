"""Pulumi's entry point."""

import gc

# All it makes lives to its end: looking for garbage took a quarter of its CPU (300 rules, 3.11).
gc.disable()

import infra.program  # noqa: E402, F401 (importing it runs it)
