# Everything runs in .venv; `make` alone prints this help.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed
ONCE   ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types check clean

help: ## Print this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Create .venv with the pinned versions

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Earnest needs Python 3.11 or newer; set PYTHON=python3.12, say" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) (a few minutes the first time) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev]' --constraint constraints.txt
	@touch $@

demo: $(STAMP) ## Play the product's story in a sandboxed Slack (ONCE=1: play it and exit)
	@$(PY) -m bot demo $(if $(ONCE),--once)

test: $(STAMP) ## Run the tests
	@$(PY) -m pytest

lint: $(STAMP) ## Check style
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check bot tests

types: $(STAMP) ## Check types
	@$(VENV)/bin/mypy

check: lint types test ## All of the above

clean: ## Remove the environment and local data
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache
