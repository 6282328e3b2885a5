# make venv   what the program and its checks need, in .venv (again only when the lock or this folder changed)
# make demo   a synthetic city and its last month
# make check  the quick checks, for after each change: lint, format, types, and every short test (seven of ten)
# make test   every check, and what the machine needs for it (tests/prasarana)
# make nightly  coverage, then all tests three times, each time in another order, with many more trials by chance (others: make nightly SEEDS=4)
# make coverage  lines and branches that the quick tests run (htmlcov/); at least 95 % of pipeline/ and schemas/
# make release-check  whether version, CHANGELOG.md and requirements.lock belong together
# make fuzz   20,000 damaged files through the readers (about four minutes; another number: make fuzz CASES=500)
# make mutants  whether some test notices each small change to the modules that decide (the better part of an hour; a seeded part: make mutants SAMPLE=200)
# make large  a CSV of 100 MB and a workbook of 300,000 rows: the time and memory they take
# make bench  what a month of a city costs by stage, beside the bare parts of the same work (other sizes: make bench ASN=300000 OPD=2000 MONTHS=12)
# make small  what a file, a column, a month and each document cost by themselves, beside the last time (kept in build/kecil)
# make curve  the same for cities of 2,000 to 16,000 ASN, drawn as tests/pictures/biaya.svg
# make lint   lint, format and types alone
# make lengths  notes tests that became long in tests/lama.txt: make check leaves them out
# make lock   requirements.lock, requirements-docs.lock and requirements-mutants.lock anew from pyproject.toml (maintainers; needs uv)
# make database  flows/serving/new_database.sql anew, after `make lock` brought another Prefect
# make pages  schemas/README.md, schemas/TEMUAN.md, docs/rumah.md, README's way through and the guide's examples anew
# make screens  what each command shows at 80 columns (tests/layar) anew
# make site   the operator's guide as a small site with a search, in build/situs; fails on dead links
# make hooks  has git run make lint before each commit (not again: git config --unset core.hooksPath)
# make pictures  the pictures in the README anew, of the demo city (needs Chromium, LibreOffice, poppler-utils)
# make clean  back to a fresh clone; inputs/ and outputs/ stay
#
# Needs Python 3.11 or later, this make and a package index. Another Python: make venv PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
# --no-deps: the lock is complete (pip check says so), and pip's own resolver stumbles over pins that carry extras.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-strip-extras --no-header --annotation-style line --upgrade --quiet
SITE := build/alat
MUTANTS := build/alat-mutan
# LOCKED: installs into $(1) what the lock $(2) holds, and nothing else.
LOCKED = rm -rf $(1) && $(PYTHON) -m venv $(1) && \
	$(1)/bin/python -m pip --disable-pip-version-check --quiet --quiet install --no-deps --require-hashes -r $(2)
WORKERS ?= 2
# A fifth of the time of all tests is waiting, for servers and browsers: six processes keep two cores busy.
WORKERS_FOR_ALL ?= 6
CASES ?= 20000
SEEDS ?= 1 2 3
SAMPLE ?= 0
AFRESH ?= 0
SEED ?= 1
FLOOR := 95
mutants: FLOOR := 97
QUICK := not browser and not kantor and not server
SHORT := $(QUICK) and not lama
PYTEST = tests/in-memory $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder --durations=20

# Read from the folder and its contents, not from file times: a copied or moved .venv still points to where it was made.
STATE = $$( { pwd -P; cat requirements.lock pyproject.toml; } | cksum )

# Every test starts processes of ours; compiled once they begin half a second sooner, whatever the machine's own wish.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help venv demo check test nightly coverage release-check fuzz mutants large bench small curve lengths lint lock database pages screens site hooks pictures clean

help:
	@sed -n 's/^# make/  make/p' Makefile

venv:
	@if ! $(BIN)/python -c "" 2>/dev/null || [ "$$(cat .venv/.siap 2>/dev/null)" != "$(STATE)" ]; then \
		$(MAKE) --no-print-directory .venv/baru; \
	fi

.PHONY: .venv/baru
.venv/baru:
	@$(PYTHON) -c "" || { echo "Python tidak ditemukan. Pasang Python 3.11 atau lebih baru." >&2; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "$$($(PYTHON) --version) terlalu lama. Pasang Python 3.11 atau lebih baru, atau sebutkan: make venv PYTHON=python3.12" >&2; exit 1; }
	@PYTHON="$(PYTHON)" tests/prasarana dasar
	@echo "Menyiapkan .venv (sekali saja, satu sampai tiga menit) ..."
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@echo "  memasang pustaka dari requirements.lock"
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip check --disable-pip-version-check >/dev/null
	@echo "  memasang asn-peduli"
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@echo "$(STATE)" > .venv/.siap
	@echo "Siap: .venv/bin/asn-peduli"

demo: venv
	@$(BIN)/asn-peduli demo

lint: venv
	@echo "ruff check" && $(BIN)/python -m ruff check --quiet .
	@echo "ruff format --check" && $(BIN)/python -m ruff format --quiet --check .
	@echo "lint-imports" && $(BIN)/lint-imports --no-logo --no-cache >.venv/imports.log || { cat .venv/imports.log; exit 1; }
	@echo "mypy" && $(BIN)/python -m mypy --no-error-summary

check: lint
	@$(PYTEST) -m "$(SHORT)"

test:
	@PYTHON="$(PYTHON)" tests/prasarana
	@$(MAKE) --no-print-directory lint
	@$(PYTEST)

test nightly: WORKERS = $(WORKERS_FOR_ALL)
# On a dozen rows two threads take twice one's time to agree; several are for `make nightly` and tests/privacy/test_determinism.py.
check test lengths small: export POLARS_MAX_THREADS = 1

# What is tried by chance is tried six times as far (tests/builders/examples.py).
nightly: export ASN_PEDULI_UJI = mendalam

nightly: coverage
	@for seed in $(SEEDS); do echo "urutan $$seed"; $(PYTEST) -p randomly --randomly-seed=$$seed || exit 1; done

coverage: venv
	@$(PYTEST) -m "$(QUICK)" --cov --cov-report=html
	@$(BIN)/python -m coverage report --skip-covered --include="pipeline/*,schemas/*" --fail-under=$(FLOOR)

lengths: venv
	@mkdir -p build
	@$(PYTEST) -m "$(SHORT)" --durations=0 --durations-min=0 --color=no > build/lama.txt
	@$(BIN)/python -m tests.lengths < build/lama.txt

release-check: venv
	@$(BIN)/python -m tests.release

fuzz: venv
	@$(BIN)/python -m tests.fuzz $(CASES) $(WORKERS)

mutants: venv $(MUTANTS)/.siap
	@$(MUTANTS)/bin/python -m tests.mutants --sample $(SAMPLE) --afresh $(AFRESH) --seed $(SEED) --floor $(FLOOR) --workers $(WORKERS) $(MODULES)

large: venv
	@$(BIN)/python -m tests.large

bench: venv
	@$(BIN)/python -m tests.bench $(ASN) $(OPD) $(MONTHS)

small: venv
	@$(BIN)/python -m pytest -q -p benchmark tests/bench/small.py --benchmark-storage=file://build/kecil --benchmark-autosave \
		$$([ ! -d build/kecil ] || echo --benchmark-compare) --benchmark-columns=min,median,iqr,rounds --benchmark-sort=name

curve: venv
	@$(BIN)/python -m tests.bench kurva

lock:
	@$(COMPILE) pyproject.toml --all-extras --output-file requirements.lock
	@$(COMPILE) --group docs --output-file requirements-docs.lock
	@$(COMPILE) --group mutants --output-file requirements-mutants.lock
	@for lock in requirements.lock requirements-docs.lock requirements-mutants.lock; do echo "$$lock: $$(grep -c == $$lock) paket"; done

database: venv
	@$(BIN)/python -m tests.new_database

pages: venv
	@for page in README.md TEMUAN.md; do $(BIN)/python -m schemas.pages $$page > schemas/$$page.baru && mv schemas/$$page.baru schemas/$$page; done
	@$(BIN)/python -m tests.explain_examples
	@$(BIN)/python -m tests.house_pages

screens: venv
	@$(BIN)/python -m tests.screens

site: $(SITE)/.siap
	@$(SITE)/bin/python -m tests.guide_site
	@$(SITE)/bin/zensical build --strict --clean --config-file build/zensical.toml
	@echo "Siap: build/situs/index.html. Dengan pencarian: python3 -m http.server --bind 127.0.0.1 --directory build/situs 8008, lalu buka http://127.0.0.1:8008"

$(SITE)/.siap: requirements-docs.lock
	@$(call LOCKED,$(SITE),$<)
	@touch $@

$(MUTANTS)/.siap: requirements-mutants.lock
	@$(call LOCKED,$(MUTANTS),$<)
	@touch $@

hooks:
	@git config core.hooksPath .ci/hooks

pictures: demo
	@$(BIN)/python -m tests.pictures
	@! command -v mogrify >/dev/null || mogrify -strip -colors 64 tests/pictures/*.png

clean:
	@rm -rf .venv htmlcov .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	@find flows pipeline schemas tests -name __pycache__ -type d -prune -exec rm -rf {} +
