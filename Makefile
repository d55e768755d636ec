# Sailau. `make run`, `make demo` and `make test` need git, make and Python 3.11 or newer, and fetch the rest by themselves.
# The network is used by the set-up steps only; nothing that runs afterwards opens a connection beyond this machine.

PYTHON ?= python3
BIN := .venv/bin
SCRIPTS := tools $(wildcard bench)

.NOTPARALLEL:
.PHONY: help setup setup-test run stop demo demo-district rehearsal test coverage check lint types imports bench bench-large conformance soak gallery manuals clean

help:
	@echo "make run          a whole polling place for training on this machine, in the browser (PORT=8100: another port)"
	@echo "make stop         end it"
	@echo "make demo         a precinct's election from raw list and definition to the verified record (ballot of 2005)"
	@echo "make demo-district   twelve precincts from their packages to the announced result and the public site"
	@echo "make rehearsal    1,000 precincts sent, judged, announced, verified by a cluster (over an hour; PRECINCTS=60: fewer)"
	@echo "make test         linters, all tests, the independent judge on a sample"
	@echo "make coverage     all tests, and which lines they ran"
	@echo "make check        the linters alone"
	@echo "make gallery      every screen of every station and every page on paper as pictures, in build/gallery/"
	@echo "make manuals      manuals and the voter's instruction as PDF in three languages, in build/manuals/"
	@echo "make bench        the measured table; also build/bench.json"
	@echo "make bench-large  a voter list of 2,000,000 imported: rows a second, peak memory (ten minutes)"
	@echo "make conformance  the independent judge (belenios-tool) on archives of three shapes"
	@echo "make soak         long crash tests, and every ballot before the judge"
	@echo "make setup        .venv; the command is .venv/bin/sailau"
	@echo "make clean        remove build/ and .venv"

setup:
	@$(PYTHON) tools/setup.py

setup-test:
	@$(PYTHON) tools/setup.py --test --extra pkcs11 --extra pcsc --extra cluster --extra postgres --extra observe

run: setup
	@$(BIN)/sailau run $(if $(PORT),--port $(PORT))

stop:
	@if [ -x $(BIN)/sailau ]; then $(BIN)/sailau run --stop; fi

demo: setup
	@rm -rf build/demo build/demo-papers
	@mkdir -p build
	$(BIN)/sailau demo --voters 1200 --seed 2005 --out build/demo

demo-district: setup
	@rm -rf build/demo-district
	@mkdir -p build
	$(BIN)/sailau demo-district --out build/demo-district

rehearsal: setup-test
	@mkdir -p build
	$(BIN)/python -m bench.rehearsal $(if $(PRECINCTS),--precincts $(PRECINCTS))

lint: setup-test
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

types: setup-test
	$(BIN)/mypy
	$(BIN)/mypy --strict $(SCRIPTS)
	$(BIN)/mypy --strict -p conformance

imports: setup-test
	$(BIN)/lint-imports --no-logo

check: lint types imports

build/trixie/.ready: tools/conformance.py
	@$(PYTHON) tools/conformance.py

test: setup-test build/trixie/.ready check
	$(BIN)/pytest -n 2 --dist worksteal

coverage: setup-test build/trixie/.ready
	$(BIN)/pytest -n 2 --cov --cov-report=term

conformance: setup-test build/trixie/.ready
	$(BIN)/pytest -m "conformance and not soak" -v

gallery: setup-test
	$(BIN)/python -m tools.gallery

manuals: setup
	@$(PYTHON) tools/setup.py --screen
	$(BIN)/sailau manual --out build/manuals

bench: setup
	@mkdir -p build
	$(BIN)/python -m bench

bench-large: setup
	$(BIN)/python -m bench.lists large

soak: setup-test build/trixie/.ready
	@rm -f build/soak.txt
	$(BIN)/pytest -m soak -n 2 -v
	@cat build/soak.txt

clean:
	rm -rf --one-file-system build .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
