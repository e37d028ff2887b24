"""Sentry over HTTP, and what follows from its replies; Pulumi is not known here."""
