"""Cron, uptime and metric monitors: what an entry may say, and the document Sentry is sent."""
