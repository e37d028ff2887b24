"""Tests of `infra.provider`, `infra.providers` and `infra.services`."""
