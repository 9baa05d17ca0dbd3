# `make report` and `make test` each set everything up. Windows: the same steps with pip are in README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: report test check bench clean

report: $(VENV)/.installed
	$(BIN)/coverage-engine report --out reports/out

check: $(VENV)/.installed
	$(BIN)/coverage-engine check

test: $(VENV)/.installed-dev
	$(BIN)/ruff check coverage_engine tests benchmarks
	$(BIN)/ruff format --check coverage_engine tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@ $(VENV)/.installed

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/whole_process.py

clean:
	rm -rf $(VENV) reports/out build dist
