# Two commands do everything: `make demo` and `make test`. They need Python 3.11 or newer with venv, make and git.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
FRONT  := eclear/web/frontend

.PHONY: demo test test-postgresql setup fix bench load exercises pictures prove clean lock
.DEFAULT_GOAL := demo

demo: setup  ## load the sample declarations, serve the pages, say what to try
	@exec $(BIN)/eclear demo

setup: $(VENV)/ready  ## what both commands share: leaves .venv/bin/eclear

test: $(VENV)/ready-dev  ## everything that CI does
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --cov

test-postgresql: $(VENV)/ready-dev  ## the same tests with their records on a real PostgreSQL server, which they start and end
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --database postgresql

fix: $(VENV)/ready-dev  ## mend what a tool can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/ready-dev  ## print how fast it is, as ratios to the bare limit
	@$(BIN)/python tests/bench/pipeline.py
	@echo
	@$(BIN)/python tests/bench/reading.py
	@echo
	@$(BIN)/python tests/bench/assessment.py
	@echo
	@$(BIN)/python tests/bench/classification.py
	@echo
	@$(BIN)/python tests/bench/scoring.py
	@echo
	@$(BIN)/python tests/bench/goods.py
	@echo
	@$(BIN)/python tests/bench/exercises.py
	@echo
	@$(BIN)/python tests/bench/pages.py

load: $(VENV)/ready-dev  ## sixty people at work for two minutes: how long pages and posts take, and whether anything fails
	@$(BIN)/python tests/bench/load.py

exercises: $(VENV)/ready-dev  ## four players in every scenario over HTTP: the table of marks, and whether it is as it is kept
	@PYTHONPATH=tests/bench $(BIN)/python tests/exercises/table.py

pictures: $(VENV)/ready-dev  ## the pictures of the guides, taken anew by following them
	@PYTHONPATH=tests:tests/web $(BIN)/python tests/web/pictures.py guide

prove: $(VENV)/ready-dev  ## the long proofs: kills, tampering, soaks
	$(BIN)/pytest -m prove -p no:xdist tests

clean:  ## remove what was built
	rm -rf $(VENV) $(FRONT)/node_modules eclear/web/static/vendor eclear/documents/letters .coverage .*_cache .hypothesis dist

# The virtual environment. A lock that changed is installed anew; a second run finds everything in place.
$(BIN)/uv: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "eclear needs Python 3.11 or newer; $(PYTHON) is older. Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@awk '/^uv==/ { on = 1 } on { print } on && !/\\$$/ { exit }' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/uv.lock
	@touch $@

$(VENV)/ready: requirements.lock pyproject.toml $(FRONT)/package-lock.json $(FRONT)/build.py | $(BIN)/uv
	@if [ -e $(VENV)/ready-dev ]; then $(MAKE) --no-print-directory $(VENV)/ready-dev; else \
	echo "Installing what eclear needs" && \
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --compile-bytecode requirements.lock && \
	$(BIN)/python $(FRONT)/build.py && \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . ; fi
	@touch $@

$(VENV)/ready-dev: requirements-dev.lock requirements.lock pyproject.toml $(FRONT)/package-lock.json $(FRONT)/build.py | $(BIN)/uv
	@echo "Installing what eclear and its tests need"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --compile-bytecode requirements-dev.lock
	@$(BIN)/python $(FRONT)/build.py --dev
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(VENV)/ready $@

# New versions: change pyproject.toml, then `make lock`. Locks hold versions and hashes, no addresses.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links pyproject.toml --group setup
lock: $(BIN)/uv
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock
