"""What a rule may say, the document Sentry is sent for it, and its words; no I/O."""
