"""Tests of the old rules API: the translation, and which live rule is whose."""
