# Everything runs in .venv; `make` alone prints this help.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed
BROWSER := $(VENV)/.installed-browser
ONCE   ?=

.DEFAULT_GOAL := help
.PHONY: audit chromium help promises setup new demo test test-slow test-again test-browser pictures lint types check clean

help: ## Print this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Create .venv with the pinned versions

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Earnest needs Python 3.11 or newer; set PYTHON=python3.12, say" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) (a few minutes the first time) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev]' --constraint constraints.txt
	@$(PY) -m bot.platform.embedding.model_folder
	@touch $@

new: ## Make the folder of an install of your own, without the demo's data: make new DIR=../support
	@test -n "$(DIR)" || { echo "Name a folder: make new DIR=../support" >&2; exit 1; }
	@test ! -e "$(DIR)/support.yml" && test ! -e "$(DIR)/.env" || { echo "$(DIR) holds an install already; nothing was changed" >&2; exit 1; }
	@mkdir -p "$(DIR)/articles"
	@cp .env.example "$(DIR)/.env" && chmod 600 "$(DIR)/.env"
	@sed -e '/^accounts:/,/^$$/c accounts: {}\n' -e 's/; these two are examples\././' -e '/^# kb_seed holds/d' -e 's/sources: \[kb_seed\]/sources: [articles]/' support.yml > "$(DIR)/support.yml"
	@echo "$(DIR): put your tokens into .env and your articles into articles/, look through support.yml, then"
	@echo "  cd $(DIR) && $(CURDIR)/$(PY) -m bot kb sync && $(CURDIR)/$(PY) -m bot doctor"

demo: $(STAMP) ## Play the product's story in a sandboxed Slack (ONCE=1: play it and exit)
	@$(PY) -m bot demo $(if $(ONCE),--once)

# Each test process has one thread for its arithmetic: several on few cores wait for each other and burn both.
SPREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(PY) -m pytest --dist loadfile --no-loadscope-reorder

test: $(STAMP) ## Run the tests (under three minutes on two quiet cores)
	@$(SPREAD) -n 4 -m "not slow"

test-slow: $(STAMP) ## Run the others: whole evaluations and demos, fitted models, upgraded databases, bots killed, several, moved or timed
	@$(SPREAD) -n 3 -m slow

test-again: $(STAMP) ## Run what failed in the last run of tests once more, one at a time
	@PYTHONDONTWRITEBYTECODE= $(PY) -m pytest --last-failed --last-failed-no-failures none -v

$(BROWSER): $(STAMP)
	@$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev,browser]' --constraint constraints.txt
	@touch $@

chromium:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing Chromium ..." && \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-inter fonts-noto-color-emoji >/dev/null; } || \
	  { echo "The browser tests need Debian's Chromium: sudo apt-get install chromium fonts-inter fonts-noto-color-emoji" >&2; exit 1; }

test-browser: $(BROWSER) chromium ## Run the sandbox's page in a real browser (installs Chromium when root)
	@$(PY) -m pytest tests/browser

pictures: $(BROWSER) chromium ## Take the README's pictures from the running demo anew
	@$(PY) -m tests.browser.pictures docs/pictures

promises: $(STAMP) ## Break the code once for each promise, and see that its test notices
	@$(PY) -m tests.promises

lint: $(STAMP) ## Check style, and that nothing is unused
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check bot slack_sandbox tests
	@$(VENV)/bin/vulture

types: $(STAMP) ## Check types
	@$(VENV)/bin/mypy

$(VENV)/audit/bin/pip-audit:
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1

audit: $(STAMP) $(VENV)/audit/bin/pip-audit ## Look up known weaknesses of what is pinned, and list all licences
	@$(PY) -m tests.audit $(VENV)/audit/bin/pip-audit || test $$? = 2  # where its service cannot be reached that is said, and no failure

check: lint types test test-slow ## All of the above

clean: ## Remove the environment and local data
	rm -rf $(VENV) data .mypy_cache .ruff_cache .pytest_cache
