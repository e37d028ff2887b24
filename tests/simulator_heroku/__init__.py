"""Tests of the Heroku simulator, one module per side of its API."""
