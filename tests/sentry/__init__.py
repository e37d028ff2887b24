"""Tests of the client of Sentry's API."""
