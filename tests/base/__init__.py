"""Tests of `infra.base`."""
