"""Tests of `infra.operate`."""
