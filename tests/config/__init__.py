"""Tests of `infra.config`."""
