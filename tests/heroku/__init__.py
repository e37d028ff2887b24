"""Tests of `infra.heroku`."""
