# `make report` and `make test` each set everything up. Windows: the same steps with pip are in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Processes that run the tests: they were timed on two cores.
WORKERS ?= 2
# Where `make desk` listens.
PORT ?= 8000
CODE := coverage_engine tests benchmarks docs
PYTEST := $(BIN)/python -m pytest
PARALLEL := -n $(WORKERS) --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help report desk check test unit lint contracts bench notebook docs clean

help: ## what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

report: $(VENV)/.installed ## the annual report on the embedded data, in reports/out
	$(BIN)/coverage-engine report --out reports/out

desk: $(VENV)/.installed ## the buyers' desk in a browser, on PORT (8000)
	$(BIN)/coverage-engine serve --open --port $(PORT)

check: $(VENV)/.installed ## every anomaly of the embedded data
	$(BIN)/coverage-engine check

test: lint ## lint, then every test, in WORKERS (2) processes: what CI runs
	$(PYTEST) $(PARALLEL)

unit: $(VENV)/.installed-dev ## the fast tests alone
	$(PYTEST) $(PARALLEL) -m "not slow" tests/unit tests/contract tests/cases

lint: $(VENV)/.installed-dev ## style, format and types
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy

contracts: $(VENV)/.installed-dev ## who may import whom, and how records are built
	$(PYTEST) tests/contract/test_layers.py tests/contract/test_records.py

bench: $(VENV)/.installed-dev ## CPU and memory of whole commands
	$(BIN)/python benchmarks/whole_process.py

notebook: $(VENV)/.installed-notebook ## the guided tour, in JupyterLab
	$(BIN)/jupyter lab reports/exploration.ipynb

docs: $(VENV)/.installed-dev ## pages of the Python names, from their docstrings, in docs/api
	$(BIN)/python docs/build_api.py docs/api

clean: ## remove what the other targets made
	rm -rf $(VENV) reports/out docs/api build dist

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@ $(VENV)/.installed

$(VENV)/.installed-notebook: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[notebook]"
	touch $@ $(VENV)/.installed
