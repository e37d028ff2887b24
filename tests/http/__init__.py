"""Tests of the HTTP session."""
