# Everything a newcomer needs: `make demo`, `make test`. All targets make the environment first when it is not there.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
RECORDS ?= 1000000
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench screens up

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## the environment in .venv and what browsers get, from the lock files
	@test -n "$(PYTHON)" || { echo "Nenso cần Python 3.11 trở lên / needs Python 3.11 or newer"; exit 1; }
	@$(PYTHON) scripts/bootstrap.py $(if $(filter file,$(origin PYTHON)),--fastest)

demo: setup ## the main job in the terminal, then the API on http://localhost:8000 (ARGS="--once --json")
	@$(BIN)/nenso demo $(ARGS)

test: setup ## every test (ARGS="tests/cases -k clock")
	@$(BIN)/pytest -n logical --dist load $(ARGS)

check: setup ## lint, format, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: setup ## put the code in its usual form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## the benchmarks; also writes build/bench.json (ARGS="--seconds 5" RECORDS=50000 NATION=1000000)
	@$(BIN)/python benchmarks/run.py $(ARGS)
	@$(BIN)/python benchmarks/import_rows.py --persons 200000 --json
	@$(BIN)/python benchmarks/duplicates.py --persons $(RECORDS) --json
	@$(BIN)/python benchmarks/quality.py --persons $(RECORDS) --json
	@$(BIN)/python benchmarks/registers.py --records $(RECORDS) --json
	@$(BIN)/python benchmarks/exchange.py --json
	@$(BIN)/python scripts/bootstrap.py --bench
	@$(BIN)/python benchmarks/index.py
	@$(BIN)/python benchmarks/index_nation.py --cases $(or $(NATION),100000) --json

screens: setup ## pictures of the main pages into docs/screens (needs Chromium)
	@$(BIN)/python scripts/screens.py

up: setup ## serve on http://localhost:8000 until Ctrl-C
	@$(BIN)/nenso up
