# `make demo` and `make test` set up whatever they need, on a bare Debian with Python 3.11 and make, and are quick the second time.
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench lock clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Debian's packages are installed only when they are missing; sudo only where one is not root already.
APT_INSTALL = $(shell [ "$$(id -u)" = 0 ] || echo sudo) sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$$@"' apt
LOCK = uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --quiet $(LOCK_FLAGS)

help:  ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

demo: $(VENV)/.run  ## a local Slack workspace in the browser, with the real bot behind it
	@$(BIN)/commsbot demo

test: lint $(VENV)/.browser  ## lint, types, the import contract and every test
	$(BIN)/pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev  ## speed, as ratios against a peer or a physical limit
	@$(BIN)/python -m tests.bench

lock:  ## pin what pyproject.toml asks for (LOCK_FLAGS=--upgrade for newer versions)
	$(LOCK) --group build --output-file requirements/run.txt
	$(LOCK) --group dev --output-file requirements/dev.txt

clean:  ## remove what was installed and built here
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results

$(BIN)/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(APT_INSTALL) python3-venv
	@$(PYTHON) -m venv $(VENV)

# A hash-checked requirements file cannot name a folder, so the project itself comes second.
$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo 'Installing what the bot needs (a minute, the first time) …'
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo 'Installing what the tests need …'
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.browser: $(VENV)/.dev
	@command -v chromium >/dev/null || $(APT_INSTALL) chromium fonts-dejavu-core
	@touch $@
