# What a person runs by hand; `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help demo test test-long test-all test-rules lint audit reliability crashes kinds bench
PYTHON ?= python3
VENV := .venv/bin
PYTEST := $(VENV)/python -m pytest --numprocesses=logical

help:
	@echo "make demo   the whole life of the sandbox stack, against simulators on this machine"
	@echo "make test   every promise, in some minutes"
	@echo "make test-all   that, then what takes longer: kills, races, backends, fuzzing, both engines, vendors' CLIs"
	@echo "make test-rules   the tests of sentryApi: rules, with pulumi-sentry in a place of its own"
	@echo "make lint   ruff, mypy, and the direction of imports"
	@echo "make audit   has a pinned package a known vulnerability? asks OSV, so it needs the internet"
	@echo "make reliability   every call under every fault, into docs/reliability.md"
	@echo "make kinds   the tables of every kind of rule and monitor, into docs/"
	@echo "make bench   what 1 to 1,000 rules cost, into docs/performance.md (half an hour)"
	@echo "make crashes   kill -9 at 50 random instants of an update, and what is left"

.venv/installed: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@echo "Installing the pinned requirements into .venv ..."
	@$(VENV)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv-s3/installed: requirements-s3.txt
	@rm -rf .venv-s3 && $(PYTHON) -m venv .venv-s3
	@echo "Installing an S3 server for the tests of a team's state into .venv-s3 ..."
	@.venv-s3/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-s3.txt
	@touch $@

# No lock file, which would name a registry; the versions of the two packages are exact.
.node/installed: tests/vendor_clis/package.json
	@rm -rf .node && mkdir .node && cp $< .node
	@echo "Installing Sentry's and Heroku's command lines into .node ..."
	@if npm install --prefix .node --ignore-scripts --no-package-lock --silent; then touch $@; \
	else echo "Skipped: npm could not install them. 'npm install --prefix .node' says why."; fi

demo: .venv/installed
	@$(VENV)/python -m tests.engine

test: .venv/installed
	$(PYTEST) --dist=loadfile

# What `make test` leaves out, and what is made up at random once more, from other seeds.
test-long: .venv/installed .venv-s3/installed $(if $(shell command -v npm),.node/installed)
	$(PYTEST) --dist=worksteal -m "long or hypothesis" --hypothesis-profile=thorough

test-all: test test-long test-rules

# Its mere presence slows every pulumi command down, so it is not in .venv (docs/decisions/0007).
.venv-rules/installed: requirements-dev.txt requirements-rules.txt
	@rm -rf .venv-rules && $(PYTHON) -m venv .venv-rules
	@echo "Installing pulumi-sentry beside the pinned requirements into .venv-rules ..."
	@.venv-rules/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -r requirements-rules.txt
	@touch $@

test-rules: .venv-rules/installed
	.venv-rules/bin/python -m pytest tests/rules_api

lint: .venv/installed
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports

# pip-audit's own requirements may clash with the program's, and would slow every pulumi command.
.venv-audit/installed: requirements-audit.txt
	@rm -rf .venv-audit && $(PYTHON) -m venv .venv-audit
	@echo "Installing pip-audit into .venv-audit ..."
	@.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	@touch $@

audit: .venv/installed .venv-audit/installed
	@$(VENV)/python -m tests.audit

reliability: .venv/installed
	@$(VENV)/python -m tests.faults

kinds: .venv/installed
	@$(VENV)/python -m tests.docs.kinds_page
	@$(VENV)/python -m tests.docs.monitors_page

crashes: .venv/installed
	@$(VENV)/python -m tests.engine.crashes

bench: .venv/installed
	@$(VENV)/python -m tests.bench
