"""Tests of `infra.program`."""
