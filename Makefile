# Everything there is to do here, by name. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
STAMP := .venv/.set-up
PIP := $(BIN)/python -m pip -qq --no-input --disable-pip-version-check
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11
ARGS :=

# A copy of this folder keeps a .venv whose commands point at the old place: then it is made anew.
ifneq ($(file < $(STAMP)),$(CURDIR))
.PHONY: $(STAMP)
endif

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: setup ## the demo on 127.0.0.1, on a copy that is thrown away (ARGS="--port 9000")
	@exec $(BIN)/impactmeter serve --demo $(ARGS)

.PHONY: serve
serve: setup ## the application on the data in ./data, which stay
	@exec $(BIN)/impactmeter serve $(ARGS)

.PHONY: setup
setup: $(STAMP) ## everything that is needed, into .venv
	@:

$(STAMP): requirements.lock pyproject.toml
	@python=$$(tools/find_python.sh $(PYTHONS)); \
	if [ "$$(cat $(STAMP) 2>/dev/null)" != "$(CURDIR)" ]; then \
	  echo "Making .venv with $$($$python --version) ..."; \
	  rm -f $(STAMP); $$python -m venv --clear .venv; \
	fi
	@echo "Installing what requirements.lock names (the first time takes a few minutes) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@echo "Installing impactmeter ..."
	@$(PIP) install --no-deps --no-build-isolation -e .
	@printf '%s\n' "$(CURDIR)" > $(STAMP)
	@echo "Ready: $(BIN)/impactmeter"

.PHONY: check
check: setup ## style, types and content, in seconds
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/impactmeter check

.PHONY: test
test: check ## all of `make check`, then every test, those in a browser included
	@if tools/ensure_chromium.sh; then \
	  $(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder $(ARGS); \
	elif [ "$${CI:-}" = true ]; then \
	  echo "CI skips nothing: without Chromium this is a failure." >&2; exit 1; \
	else \
	  $(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -m "not drill and not browser" $(ARGS); \
	  echo; echo "!!! NOT TESTED: everything marked 'browser', because Chromium is missing here. !!!"; \
	fi

.PHONY: drill
drill: setup ## the tests that take minutes: kills, attackers, large random cities
	$(BIN)/pytest -m drill $(ARGS)

.PHONY: bench
bench: setup ## the CPU of every page, as a ratio to an empty page
	$(BIN)/python -m tests.bench $(ARGS)

.PHONY: docs
docs: setup ## the parts of the documents that are made from other files
	$(BIN)/python tools/decision_index.py

.PHONY: lock
lock: setup ## requirements.lock from pyproject.toml (ARGS=--upgrade for newer versions)
	$(PIP) install uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --extra test --extra build \
	  --output-file requirements.lock $(ARGS) pyproject.toml

.PHONY: clean
clean: ## away with .venv and everything a tool left behind; ./data stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
