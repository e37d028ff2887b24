"""Tests of the Infisical simulator, one module per side of its API."""
