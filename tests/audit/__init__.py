"""Asking OSV about the pinned packages, and its tests."""
