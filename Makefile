# The two commands: `make run` (INTENT="…" for your own, YES=1 to approve without asking) and `make test`. `make setup` comes by itself.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
.PHONY: help setup run test check static types bench-run bench-dag eval clean

help:
	@echo "make run [INTENT=\"…\"] [YES=1]   from an intent to a live app, on this machine"
	@echo "make test                       format, lint, imports, event map, and all tests"
	@echo "make check                      the same, and the types"
	@echo "make setup                      install or update what the others need"
	@echo "make bench-run | bench-dag      benchmarks"
	@echo "make eval [MODEL=offline|URL]   builds the evaluation's intents and checks what is live; ONLY=\"NAME …\" or SAMPLE=40 for some of them"
	@echo "make clean                      remove what set-up installed (not the data in .qlp)"

setup:
	@python=$$(sh local/find-python.sh) && "$$python" -m local.stack.setup

run: setup
	@exec $(BIN)/qlp up --sample $(if $(YES),--yes)

test: static
	@$(BIN)/pytest -q -n auto --maxprocesses 4 tests/test_layout.py tests/unit
	@$(BIN)/pytest -q -n auto --maxprocesses 2 --dist loadfile tests/agent tests/contract tests/flow tests/security
	@$(BIN)/pytest -q tests/local tests/e2e

check: types test

# What takes seconds; `types` takes up to a minute where mypy remembers nothing.
static: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@PYTHONPATH=agent-image $(BIN)/lint-imports
	@$(BIN)/python docs/event_map.py --check

types: setup
	@$(BIN)/mypy functions shared agent-image/agent agent-image/hosting local evaluation function_app.py

bench-run: setup
	@$(BIN)/python bench/run.py

bench-dag: setup
	@$(BIN)/python bench/dag.py

eval: setup
	@$(BIN)/python -m evaluation.run --model "$(or $(MODEL),offline)" --single-shot $(if $(ONLY),--only $(ONLY)) $(if $(SAMPLE),--sample $(SAMPLE))

clean:
	rm -rf .venv .qlp/runtime .qlp/tools .qlp/stamps dashboard/node_modules dashboard/dist

# As it was given: make would expand every `$` in it, and run what `$(shell …)` says.
override INTENT := $(value INTENT)
export INTENT
