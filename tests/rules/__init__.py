"""Tests of `infra.rules`."""
