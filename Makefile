# Everything a developer types. `make` alone lists the targets.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --quiet
unexport PYTHONDONTWRITEBYTECODE  # with it, each of the many processes of a run compiles all it imports anew
CODE := conftest.py core plugins adapters tests benchmarks .ci

.PHONY: help demo serve test test-console test-channels test-services out-of-tree faults soak fuzz check fmt bench charts quality docs pictures lock clean
.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

.tools/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Frontdesk needs Python 3.11 or newer: run make PYTHON=python3.11")'
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet uv

.venv/.ready: pyproject.toml $(wildcard core/*/pyproject.toml plugins/*/pyproject.toml adapters/*/*/pyproject.toml) | $(UV)
	$(UV) sync --quiet
	@touch $@

demo: .venv/.ready ## Serve a sample organisation on http://127.0.0.1:8765/demo (FRONTDESK_PORT)
	$(RUN) frontdesk demo

test: .venv/.ready ## Run the whole suite, browser included (at most 10 minutes on 2 cores)
	@$(RUN) python -c 'from frontdesk_testkit.chromium import find_chromium; print("browser:", find_chromium())'
	$(RUN) pytest -q -n 2 --dist loadfile -m "not services and not types and not walk and not platforms and not faults"

test-console: .venv/.ready ## Walk console and widget at length in a real browser: axe, keyboard, no script
	@$(RUN) python -c 'from frontdesk_testkit.chromium import find_chromium; print("browser:", find_chromium())'
	$(RUN) pytest -q -n 2 --dist loadfile -m walk

test-channels: .venv/.ready ## Talk to a server through each channel's fake platform, in bad weather too
	$(RUN) pytest -q -n 2 -m platforms

test-services: .venv/.ready ## Run what needs PostgreSQL (from PyPI, or FRONTDESK_TEST_POSTGRESQL) and MariaDB (from Debian)
	$(RUN) pytest -q -n 2 --dist loadfile -m services

out-of-tree: .venv/.ready ## Begin adapters by `frontdesk new` elsewhere, from built wheels, and use them
	UV=$(UV) $(RUN) python .ci/out_of_tree.py

faults: .venv/.ready ## Simulate 500 seeds of faults (SEEDS); kill and disturb real processes, and show a table (FRONTDESK_KILLS=15)
	FRONTDESK_SEEDS=$${SEEDS:-500} FRONTDESK_MUTANT_SEEDS=60 $(RUN) pytest -q -s --timeout 1400 tests/simulation
	FRONTDESK_EXAMPLES=200 $(RUN) pytest -q -n 2 --timeout 1400 tests/server/runtime/test_stateful.py
	FRONTDESK_KILLS=$${FRONTDESK_KILLS:-15} $(RUN) pytest -q -rs -m faults tests/faults

soak: .venv/.ready ## The long forms: hours (INSTANTS), 20 000 simulated seeds (SEEDS), over 100 kills on each store
	$(RUN) python .ci/soak.py $(INSTANTS)
	FRONTDESK_SOAK=1 $(RUN) pytest -q -n 2 --timeout 0 tests/engine/hours tests/server/runtime/test_stateful.py
	$(RUN) python -m tests.simulation --seeds $${SEEDS:-20000}
	FRONTDESK_KILLS=$${FRONTDESK_KILLS:-70} $(RUN) pytest -q -rs --timeout 0 -m faults tests/faults

fuzz: .venv/.ready ## Fuzz every channel's parser, 5 minutes each (SECONDS_EACH=300 KINDS="whatsapp line")
	$(RUN) --group fuzz python .ci/fuzz.py --seconds $${SECONDS_EACH:-300} $(KINDS)

check: .venv/.ready ## Everything that is checked before the tests
	$(RUN) ruff check $(CODE)
	$(RUN) ruff format --check --quiet $(CODE)
	$(RUN) mypy core/*/src plugins/*/src adapters/*/*/src
	$(RUN) lint-imports
	$(RUN) codespell README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs core plugins adapters benchmarks
	UV=$(UV) $(RUN) python .ci/pins.py check
	$(RUN) pytest -q -m types adapters/channels/web tests/server/console/test_frontend_types.py

fmt: .venv/.ready ## Format the code and mend what can be mended
	$(RUN) ruff check --fix --quiet $(CODE) || true
	$(RUN) ruff format --quiet $(CODE)

bench: .venv/.ready ## Print the budgets' figures and ratios, side by side in one run (PARTS="hours peers")
	$(RUN) --group bench python benchmarks $(PARTS)

charts: .venv/.ready ## Run every benchmark, and draw the charts of docs/explanation/performance.md anew
	$(RUN) --group bench python benchmarks --charts docs/explanation/performance

quality: .venv/.ready ## Run the contract of every channel and source, and write the levels that they prove
	$(RUN) pytest -q adapters/*/*/tests/*contract.py --frontdesk-quality docs/reference/quality.json -o frontdesk_claims=
	$(RUN) python .ci/reference.py

docs: .venv/.ready ## Write the generated reference pages anew
	$(RUN) python .ci/reference.py

pictures: .venv/.ready ## Take the pictures of the guide for operators anew
	FRONTDESK_SCREENSHOTS=docs/how-to/images $(RUN) pytest -q tests/end_to_end/test_screenshots.py

lock: .venv/.ready ## Move every exact version to the newest one that fits
	UV=$(UV) $(RUN) --group bench python .ci/pins.py lock

clean: ## Remove what can be made again
	rm -rf .venv .tools .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis frontdesk-demo dist
