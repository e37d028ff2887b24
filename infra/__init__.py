"""Sentry alert rules and Heroku config var checks as Pulumi resources."""
