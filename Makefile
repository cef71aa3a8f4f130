# Two commands on a fresh machine: `make demo` and `make test`. Everything else is for who works on Alongside.

VENV   := .venv
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed
DATA   ?= .demo
PYTEST := $(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder
# What has tables, and so runs on both databases.
APPS   := $(addprefix tests/,access accounts audit jobs programme improvement study coding findings reporting demo security)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test test-all setup check fix bench lock clean frontend browser

demo: setup
	$(VENV)/bin/alongside --data $(DATA) demo

setup: $(STAMP) frontend

# uv when it is there, else pip; both check every hash.
$(STAMP): requirements.lock pyproject.toml
	@test -x $(PY) || { command -v uv >/dev/null && uv venv -q $(VENV) || python3 -m venv $(VENV); }
	@if command -v uv >/dev/null; then \
	  uv pip install -q --python $(PY) --require-hashes -r requirements.lock && \
	  ALONGSIDE_SKIP_FRONTEND=1 uv pip install -q --python $(PY) --no-deps --no-build-isolation -e . ; \
	else \
	  $(PY) -m pip install -q --require-hashes -r requirements.lock && \
	  ALONGSIDE_SKIP_FRONTEND=1 $(PY) -m pip install -q --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

frontend: $(STAMP)
	@$(PY) hatch_build.py

# A browser for the tests: on Debian as root it is installed; elsewhere the suite says what it leaves out.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && [ -f /etc/debian_version ] && \
	  { echo "Installing Chromium for the browser tests"; apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  echo "No Chromium here: the browser tests are left out."; }

# The front end's units, core once, the apps on SQLite and on PostgreSQL, then the product as a whole, in a browser.
test: setup browser
	$(PY) tools/frontend_tests.py
	$(PYTEST) tests --ignore tests/e2e -m "not slow"
	ALONGSIDE_TEST_DB=postgres $(PYTEST) $(APPS) -m "not slow"
	$(PYTEST) tests/e2e -m "not slow"

test-all: test
	ALONGSIDE_TEST_DB=postgres $(PYTEST) tests/web
	ALONGSIDE_HYPOTHESIS=long $(PYTEST) tests/core tests/exchange
	$(PYTEST) tests -m slow

check: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports
	$(PY) -m mypy
	$(PY) tools/drift.py

fix: setup
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(PY) tools/drift.py --write

bench: setup
	$(PY) -m bench

# Versions and hashes, no addresses; one file for Python 3.11 to 3.14.
lock: $(STAMP)
	$(PY) -m pip install -q uv
	$(VENV)/bin/uv pip compile pyproject.toml --extra postgres --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock

clean:
	rm -rf $(VENV) $(DATA) frontend/node_modules src/alongside/ui/static/alongside
