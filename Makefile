# One target per habit; the same ones CI runs. `make compose` and `make test` set up whatever they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt
GENRE ?= jazz
ARGS ?=

.PHONY: compose test test-slow lint format types bench install-play install-dev clean
.DEFAULT_GOAL := compose

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# tinysoundfont declares pyaudio (live output, needs PortAudio's headers), which offline rendering never imports.
$(VENV)/.play: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable .
	$(PIP) --no-deps tinysoundfont
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[dev]'
	$(PIP) --no-deps tinysoundfont
	touch $@ $(VENV)/.play

install-play: $(VENV)/.play

install-dev: $(VENV)/.dev

compose: $(VENV)/.play ## a jazz tune, with the weights in the repository
	$(BIN)/compose --genre $(GENRE) $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow --timeout=3600

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
