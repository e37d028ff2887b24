"""One HTTP session with timeouts and bounded retries, and replies read strictly; no vendor."""
