"""Secrets by name: the environment first, then Infisical."""
