# `make report` and `make test` each set everything up. Windows: the same steps with pip are in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Processes that run the tests: they were timed on two cores.
WORKERS ?= 2
# Where `make desk` listens.
PORT ?= 8000

.PHONY: report desk test check bench notebook docs clean

report: $(VENV)/.installed
	$(BIN)/coverage-engine report --out reports/out

desk: $(VENV)/.installed
	$(BIN)/coverage-engine serve --open --port $(PORT)

check: $(VENV)/.installed
	$(BIN)/coverage-engine check

test: $(VENV)/.installed-dev
	$(BIN)/ruff check coverage_engine tests benchmarks docs
	$(BIN)/ruff format --check coverage_engine tests benchmarks docs
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@ $(VENV)/.installed

notebook: $(VENV)/.installed-notebook
	$(BIN)/jupyter lab reports/exploration.ipynb

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/build_api.py docs/api

$(VENV)/.installed-notebook: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[notebook]"
	touch $@ $(VENV)/.installed

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/whole_process.py

clean:
	rm -rf $(VENV) reports/out docs/api build dist
