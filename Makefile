# One target per habit; the same ones CI runs. `make compose` and `make test` set up whatever they need, in $(VENV).
# Any Python from 3.11 on will do; name another one with PYTHON=...
USABLE := import sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3 python; do \
	if $$python -c '$(USABLE)' 2>/dev/null; then command -v $$python; break; fi; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt
GENRE ?= jazz
ARGS ?=

.PHONY: help compose test test-slow test-faults test-bluesky lint format types bench bench-bot docs wheel install-play install-dev clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A folder without pip (Debian keeps it in the package python3-venv) is taken away again, or the next `make` would go on with it.
$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'houseband needs Python 3.11 or newer, and none was found: install one, or name it: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c '$(USABLE)' || { echo '$(PYTHON) is no Python 3.11 or newer: name another one (make PYTHON=/path/to/python3)' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo '$(PYTHON) made no environment: install its venv module (on Debian the package python3-venv)' >&2; exit 1; }

# tinysoundfont declares pyaudio (live output, needs PortAudio's headers), which offline rendering never imports.
$(VENV)/.play: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'installing what playing needs into $(VENV) (once)' >&2
	@$(PIP) --editable .
	@$(PIP) --no-deps tinysoundfont
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'installing what training and testing need into $(VENV) (once)' >&2
	@$(PIP) --editable '.[dev]'
	@$(PIP) --no-deps tinysoundfont
	@touch $@ $(VENV)/.play

$(VENV)/.bench: $(VENV)/.dev
	@echo 'installing what others are measured with into $(VENV) (once)' >&2
	@$(PIP) --editable '.[dev,bench]'
	@touch $@

install-play: $(VENV)/.play ## what playing needs; no torch

install-dev: $(VENV)/.dev ## what training and testing need as well

compose: $(VENV)/.play ## a tune in out/, with the weights in the repository (GENRE=jazz, ARGS="--bars 32")
	@$(BIN)/compose --genre $(GENRE) $(ARGS)

test: $(VENV)/.dev ## every quick test, with lint and import contracts: minutes
	$(BIN)/python -m pytest -n 2

test-slow: $(VENV)/.bench ## what is measured or exhaustive: hours at most
	$(BIN)/python -m pytest -m slow --timeout=3600

test-faults: $(VENV)/.bench ## the bot, while workers are killed and networks, databases and disks fail: hours (PostgreSQL: Debian's postgresql)
	$(BIN)/python -m pytest tests/faults tests/contracts/test_queues.py -m 'slow or not slow' --timeout=1200
	$(BIN)/python -m benchmarks --strict storms

test-bluesky: $(VENV)/.dev ## Bluesky's own servers on this machine (needs Debian's postgresql and redis-server, and npm's registry at first)
	PYTHON=$(abspath $(BIN)/python) sh tests/simulators/bluesky/dev_env/run.sh

lint: $(VENV)/.dev ## ruff and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: $(VENV)/.dev ## let ruff mend and lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

bench: $(VENV)/.bench ## speed and quality, side by side with others
	$(BIN)/python -m benchmarks

bench-bot: $(VENV)/.bench ## how long a mention waits for its answer
	$(BIN)/python -m benchmarks bot

docs: $(VENV)/.dev ## docs/commands.md, from the commands themselves
	$(BIN)/python docs/generate_commands.py

wheel: $(VENV)/.dev ## dist/houseband-*.whl: configuration and weights inside
	$(BIN)/python -m build --wheel

clean: ## remove everything made here
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
