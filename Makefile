# Everything below needs make and Python 3.11 or later, and sets up .venv by itself.

PYTHON ?= $(if $(filter Windows_NT,$(OS)),python,python3)
PORT ?= 8765
SERVE ?= 1
ARGS ?=

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PY := $(BIN)/python
PIP := $(PY) -m pip install --disable-pip-version-check -qq
# Without isolation, because the locked build backend is already in .venv. What every first build would do otherwise
# is done once: compiling, and boiling the lists of names down.
SELF := $(PIP) --no-deps --no-build-isolation -e . && $(PY) -m compileall -q catalog pipelines datasette_config \
	&& $(PY) -c 'from pipelines.privacy.lexicon import install; install()'

# Each stamp is newer than the files it was made from; nothing is installed twice.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check bench bench-quality browser fix lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(RUNTIME) ## build the demo study and serve it (SERVE=0 only builds, PORT=8765)
	@$(BIN)/catalog build
ifneq ($(SERVE),0)
	@$(BIN)/catalog serve --port $(PORT)
endif

# By file: what a file's tests share is made once. Four processes at most, since each builds the demo study.
test: $(DEV) ## run the tests (ARGS="-k word" narrows them)
	@$(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: $(DEV) ## check format, lint, types, locks and documents
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "  Fix: run \`make fix\`"; exit 1; }
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/mypy
	@$(PY) -m pytest tests/project tests/docs

bench: $(DEV) ## measure speed and memory
	@$(PY) -m pytest -m benchmark -s $(ARGS)

bench-quality: $(DEV) ## measure how good codings and figures are
	@$(PY) -m pytest -m quality -s $(ARGS)

browser: $(DEV) ## run the tests that drive Chromium
	@$(PY) -m pytest -m browser $(ARGS)

fix: $(DEV) ## format, and mend what the linter can
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

# Pins that still fit stay as they are; UPGRADE=1 takes the newest of everything.
UV = $(BIN)/uv pip compile --quiet --universal --python $(PY) --python-version 3.11 $(if $(UPGRADE),--upgrade) \
	--generate-hashes --no-emit-index-url --no-header pyproject.toml
lock: $(MADE) ## write the lock files anew from pyproject.toml (UPGRADE=1 for the newest)
	@$(PIP) 'uv>=0.9,<1'
	@$(UV) --group build --output-file requirements.lock
	@$(UV) --group dev --constraint requirements.lock --output-file requirements-dev.lock

# build/ stays, because build/evidence.db holds people's decisions.
clean: ## remove .venv and caches, never build/
	@rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find catalog pipelines datasette_config tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or later is needed, and \`$(PYTHON)\` is not."; \
		echo "  Fix: name a newer one, as in \`make test PYTHON=python3.12\`"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
		echo "  Fix: install Python's venv module (python3-venv on Debian and Ubuntu)"; exit 1; }
	@touch $@

$(RUNTIME): $(MADE) requirements.lock pyproject.toml
	@echo "Setting up $(VENV) with what the catalog needs to run; this happens once."
	@$(PIP) --require-hashes -r requirements.lock
	@$(SELF)
	@touch $@

$(DEV): $(MADE) requirements-dev.lock requirements.lock pyproject.toml
	@echo "Setting up $(VENV) with the tools for tests and checks; this happens once."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(SELF)
	@touch $(RUNTIME) $@
