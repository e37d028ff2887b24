"""Tests of the lint: each check, the place of each finding, and how findings are told."""
