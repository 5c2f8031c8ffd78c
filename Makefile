# Everything a developer does with polydag. `make` alone lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
STAMP := $(VENV)/.made
OUT ?= out

export POLYDAG_HOME ?= $(CURDIR)/.engines
# Engine environments start several times faster from compiled byte code.
unexport PYTHONDONTWRITEBYTECODE

# The first interpreter that really runs: a name on PATH may be a version manager's shim for a version that is not there.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { command -v $$name; break; }; done)
endif

# uv knows nothing of pip's settings: an index that only pip was told about is handed on.
ifneq ($(PIP_INDEX_URL),)
PIP_INDEX := $(PIP_INDEX_URL)
else ifneq ($(wildcard /etc/pip.conf $(HOME)/.pip/pip.conf $(HOME)/.config/pip/pip.conf),)
PIP_INDEX := $(shell $(PYTHON) -m pip config list 2>/dev/null | sed -nE "s/^(global|install|user)\.index-url='(.*)'$$/\2/p" | tail -n 1)
endif
ifneq ($(PIP_INDEX),)
export UV_DEFAULT_INDEX ?= $(PIP_INDEX)
endif
# As pip does: trust what the machine trusts, a company's own authority included.
export UV_SYSTEM_CERTS ?= 1

.PHONY: help env engines demo check lint types unit test mutations perturbation examples corpus golden conformance docs bench pins clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

env: $(STAMP) ## make the development environment in .venv
	@:

$(STAMP): requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "polydag needs Python 3.11 or newer, with venv and ensurepip: none of python3.13, python3.12, python3.11, python3 is that" >&2; exit 2; }
	@echo "==> development environment: $(VENV), with $(PYTHON)"
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(RUN) -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements-dev.txt)"
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(RUN) -r requirements-dev.txt
	@$(BIN)/uv pip install --quiet --python $(RUN) --no-deps --no-build-isolation -e .
	@touch $@

engines: env ## make the environments of the engines in .engines (once, some minutes)
	@$(BIN)/polydag engines install

demo: env ## convert a pipeline, show the code, run it everywhere and compare
	@$(RUN) -m demo --out $(OUT)/demo

lint: env
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "run: ruff format ." >&2; exit 1; }
	@$(BIN)/lint-imports

types: env
	@$(BIN)/mypy

unit: env
	@$(RUN) -m pytest -n auto --dist loadgroup -m "not engines" tests

check: lint types unit ## all that needs no engine: ruff, mypy, import-linter, tests

test: check engines ## everything: check, the tests on real engines, the conformance subset
	@$(RUN) -m pytest -n 2 --dist loadfile -m engines tests
	@$(BIN)/polydag conformance --subset --out $(OUT)/conformance

mutations: env engines ## hundreds of wrong pipelines, each seen on an engine, proven equal, or listed with its reason
	@$(RUN) -m pytest -s -m engines tests/mutations/every.py

perturbation: env engines ## every value in Airflow's own example files changed: seen in code or diagnostics; for docs/airflow-arguments.md
	@$(RUN) -m tests.perturbation.arguments
	@$(RUN) docs/generate.py
	@$(RUN) -m pytest -s -m engines tests/perturbation/every.py

examples: env engines ## Airflow's own example DAGs on every engine: the same, or listed with its reason
	@$(RUN) -m pytest -s -m engines tests/corpus/every.py

corpus: env engines ## the example files of old releases of Airflow and its providers (downloaded), held against what Airflow loads
	@$(RUN) -m tests.corpus.public .corpus

golden: env ## write the golden files anew (read the diff before you commit it)
	@POLYDAG_GOLDEN=1 $(RUN) -m pytest -m "not engines" -k golden tests

conformance: env engines ## the whole suite on every engine; keeps what it showed for docs/behaviour.md
	@$(BIN)/polydag conformance --record --out $(OUT)/conformance --report $(OUT)/conformance/report.html --badges $(OUT)/conformance/badges
	@$(RUN) docs/generate.py

docs: env ## write the generated pages of docs/
	@$(RUN) docs/generate.py

bench: env ## CPU time of inspect and convert against a plain parse
	@$(RUN) -m bench

pins: env ## resolve the development pins anew
	@$(BIN)/uv pip compile --quiet --upgrade --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--universal --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.txt

clean: ## remove what the targets made, but for the engine environments
	rm -rf $(VENV) $(OUT) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
