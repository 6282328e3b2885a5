# make venv   what the program and its checks need, in .venv (again only when the lock or this folder changed)
# make demo   a synthetic city and its last month
# make test   every check: lint, format, types, tests
# make fuzz   20,000 damaged files through the readers (about four minutes; another number: make fuzz CASES=500)
# make large  a CSV of 100 MB and a workbook of 300,000 rows: the time and memory they take
# make lint   the quick ones alone
# make lock   requirements.lock anew from pyproject.toml (maintainers; needs uv)
# make pages  schemas/README.md, schemas/TEMUAN.md, docs/rumah.md, README's way through and PANDUAN's examples anew
# make hooks  has git run make lint before each commit (not again: git config --unset core.hooksPath)
# make pictures  the pictures in the README anew, of the demo city (needs Chromium, LibreOffice, poppler-utils)
# make clean  back to a fresh clone; inputs/ and outputs/ stay
#
# Needs Python 3.11 or later, this make and a package index. Another Python: make venv PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin
# --no-deps: the lock is complete (pip check says so), and pip's own resolver stumbles over pins that carry extras.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
WORKERS ?= 2
CASES ?= 20000

# Read from the folder and its contents, not from file times: a copied or moved .venv still points to where it was made.
STATE = $$( { pwd -P; cat requirements.lock pyproject.toml; } | cksum )

.DEFAULT_GOAL := help
.PHONY: help venv demo test fuzz large lint lock pages hooks pictures clean

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
	@echo "Menyiapkan .venv (sekali saja, satu sampai tiga menit) ..."
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { echo "Modul venv tidak lengkap. Di Debian/Ubuntu: apt install python3-venv" >&2; exit 1; }
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

test: lint
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

fuzz: venv
	@$(BIN)/python -m tests.fuzz $(CASES) $(WORKERS)

large: venv
	@$(BIN)/python -m tests.large

lock:
	@uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-strip-extras --no-header --annotation-style line --upgrade --quiet --output-file requirements.lock
	@echo "requirements.lock: $$(grep -c == requirements.lock) paket"

pages: venv
	@for page in README.md TEMUAN.md; do $(BIN)/python -m schemas.pages $$page > schemas/$$page.baru && mv schemas/$$page.baru schemas/$$page; done
	@$(BIN)/python -m tests.explain_examples
	@$(BIN)/python -m tests.house_pages

hooks:
	@git config core.hooksPath .ci/hooks

pictures: demo
	@$(BIN)/python -m tests.pictures
	@! command -v mogrify >/dev/null || mogrify -strip -colors 64 tests/pictures/*.png

clean:
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	@find flows pipeline schemas tests -name __pycache__ -type d -prune -exec rm -rf {} +
