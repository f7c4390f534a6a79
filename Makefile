# `make demo` and `make test` need Python 3.11 and nothing else: requirements/set-up brings what is missing.
.DEFAULT_GOAL := help
.PHONY: help demo test lint bench evaluate train screenshots roles lock clean needs-run needs-dev needs-browser

BIN := .venv/bin

help:  ## list what can be made
	@sed -nE 's/^([a-z]+):.*  ## /\1\t/p' Makefile | expand -t 13

demo: needs-run  ## try the bot: a local Slack workspace in the browser, the real bot behind it
	@$(BIN)/commsbot demo

test: lint needs-browser  ## run lint, types, the import contract and every test
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: needs-dev  ## check style, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: needs-dev  ## measure speed, as ratios against a peer or a physical limit
	@$(BIN)/python -m tests.bench

# What it is given beyond the folder:  make evaluate DATA=folder EVALUATE_FLAGS=--write
evaluate: needs-dev  ## measure the triage on labelled text: make evaluate DATA=folder
	@$(BIN)/python -m tests.evaluate "$(DATA)" $(EVALUATE_FLAGS)

# tests/evaluate/training/__main__.py says what it needs besides.
train: needs-dev  ## train the language model anew: make train DATA=folder
	@ORT_DISABLE_TELEMETRY=1 $(BIN)/python -m tests.evaluate.training "$(DATA)"

screenshots: needs-browser  ## take the README's pictures again
	$(BIN)/python -m tests.screenshots

roles: needs-dev  ## write docs/roles.md anew: who may do what
	@$(BIN)/python -m tests.roles

# Versions stay as they are unless asked for:  make lock LOCK_FLAGS=--upgrade
LOCK = uv pip compile pyproject.toml --quiet --extra model $(LOCK_FLAGS) --python-version 3.11 --universal --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

lock:  ## pin what pyproject.toml asks for (needs uv)
	$(LOCK) --group build --output-file requirements/run.txt
	$(LOCK) --group dev --output-file requirements/dev.txt

clean:  ## remove what was installed and built here
	rm -rf .venv build dist test-results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find bot db handlers rules tests -name __pycache__ -prune -exec rm -rf {} +

needs-browser: needs-dev

needs-run needs-dev needs-browser:
	@requirements/set-up $(@:needs-%=%)
