# The two commands of a fresh machine are `make demo` and `make test`; both set everything up in .venv first.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: install check test demo reference soak clean
install: .venv/installed

# torch comes first and pinned: asked for by a range, pip would take a CUDA build of several gigabytes
.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet torch==2.13.0
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/pytest -n auto

# the reference pages of docs/, after a change of an option, a method or a docstring
reference: install
	$(BIN)/python -m docs.generate

# thousands of kills, faults and damaged files: an hour or two, resumable, written to benchmarks/RELIABILITY.md
soak: install
	$(BIN)/python -m benchmarks.reliability --soak

demo: install
	rm -rf demo
	mkdir demo
	$(BIN)/gansmith train planets --minutes 3 --sample-every 100 --out demo/run
	$(BIN)/gansmith generate demo/run -n 3909 -o demo/simulated.mat
	$(BIN)/gansmith plot demo/run -o demo/planets.png

clean:
	rm -rf .venv demo runs dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
