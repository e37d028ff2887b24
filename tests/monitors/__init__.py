"""Promises of the monitors' entries and documents."""
