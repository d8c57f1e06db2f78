# Every verb does its own set-up: a fresh machine needs Python >= 3.11 and make, nothing else.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
RUN := $(BIN)/python
STAMP := $(VENV)/.synced

.PHONY: run test check bench screens serve protocol system clean

run: $(STAMP) system
	$(RUN) -m desktop_app

test: $(STAMP) system
	QT_QPA_PLATFORM=offscreen $(RUN) -m pytest $(ARGS)

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(STAMP) system
	QT_QPA_PLATFORM=offscreen $(RUN) -m tests.bench $(ARGS)

screens: $(STAMP) system
	QT_QPA_PLATFORM=offscreen $(RUN) -m tests.screens $(ARGS)

serve: $(STAMP)
	$(RUN) -m server $(ARGS)

protocol: $(STAMP)
	$(RUN) -m tests.protocol_page > docs/protocol.md

system: $(STAMP)
	@$(RUN) resources/system_packages.py

$(STAMP): pyproject.toml uv.lock
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(RUN) -m pip install --quiet --disable-pip-version-check uv
	UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --frozen --inexact --all-extras --group dev
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
