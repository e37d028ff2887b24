"""Tests of the Sentry simulator, one module per side of its API."""
