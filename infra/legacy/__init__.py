"""The old rules API of Sentry, as pulumi-sentry speaks it: translation only, no I/O."""
