"""Heroku and Postmark over HTTP, and what a config var's value amounts to."""
