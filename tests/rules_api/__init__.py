"""The program with `sentryApi: rules`; needs requirements-rules.txt: `make test-rules`."""
