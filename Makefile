# `make` lists what there is. Each target sets up .venv for itself, once.
PYTHON ?= python3
BIN := .venv/bin
SHARED ?= $(or $(CORRIGENDA_SHARED),../shared)
export CORRIGENDA_SHARED := $(SHARED)
# So many texts are cleaned at once: one on each processor.
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

.DEFAULT_GOAL := help
.PHONY: help clean-text diff review test check lint types rules made site docs compare \
	bench growth pieces bench-review screenshots score score-floors faults properties coverage mutants \
	evaluate calibrate anew specimens fuzz lowest pythons lock licences sbom

# What makes the pages that are made.
MAKE_SCHEMA = $(BIN)/corrigenda rules schema
MAKE_RULES = $(BIN)/corrigenda rules docs --rules rules
MAKE_COMMANDS = $(BIN)/python docs/site/command_page.py
MAKE_INSPECT = $(BIN)/python docs/site/inspect_page.py

# What takes the branches that docs/trust.md speaks of.
COVERING = tests/trust tests/containers tests/test_correction.py tests/test_decision_files.py \
	tests/test_desk.py tests/test_document.py tests/test_encoding.py tests/test_folding.py \
	tests/test_gate.py tests/test_ledger.py tests/test_looks.py tests/test_passages.py \
	tests/test_properties.py tests/test_review_page.py tests/test_runner.py \
	tests/test_serving.py tests/test_sources.py pipeline

# The English books whose truth is at hand, for pages set anew.
ANEW = $(addprefix $(SHARED)/gold/,darwin.txt hathi-berens.txt hathi-emerson.txt hathi-jacobs.txt \
	hathi-lever.txt hathi-monk.txt hathi-radcliffe.txt hathi-trajetto.txt)

# Stamps: newer than pyproject.toml means that what it asks for is installed.
# A clone takes the versions that made the lists in cleaned/, so that the same lists come out; where
# one of them is not to be had for this Python, what pyproject.toml allows.
.venv/.ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint .ci/versions.txt --editable . || \
	  $(BIN)/python -m pip install --quiet --editable .
	@touch $@

# Work on the project is done with the versions of the lock.
.venv/.dev: .venv/.ready .ci/lock.txt
	$(BIN)/python -m pip install --quiet --require-hashes --requirement .ci/lock.txt
	@touch $@

.venv/.compare: .venv/.ready
	$(BIN)/python -m pip install --quiet --editable '.[compare]'
	@touch $@

.venv/.images: .venv/.ready
	$(BIN)/python -m pip install --quiet --editable '.[images]'
	@touch $@

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

clean-text: .venv/.ready  ## clean every text in raw/ into cleaned/, with its list of corrections (JOBS at once)
	@$(BIN)/corrigenda clean raw -o cleaned --jobs $(JOBS)

diff: .venv/.ready  ## show what changed, with the rule beside each change (NAME for one text)
	@$(BIN)/corrigenda diff $(NAME)

review: .venv/.images  ## judge corrections on a page in the browser (NAME for one text)
	@$(BIN)/corrigenda review $(NAME)

# Whichever processor has run out of tests takes over half of what another one still has.
test: .venv/.dev  ## run all tests, on all processors (ARGS goes to pytest)
	$(BIN)/python -m pytest --numprocesses logical --dist worksteal $(ARGS)

# What must hold of a change, beside the tests; .pre-commit-config.yaml runs the same, one by one.
check: lint types rules made site  ## run lint, types, rules, made and site

lint: .venv/.dev  ## check format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/.dev  ## check types
	$(BIN)/mypy

rules: .venv/.ready  ## check that every rule does what its file says
	$(BIN)/corrigenda rules check --rules rules

made: .venv/.ready  ## check that the pages made from rules and commands are current
	$(MAKE_SCHEMA) | diff -u rules/schema.json -
	$(MAKE_RULES) | diff -u docs/rules.md -
	$(MAKE_COMMANDS) | diff -u docs/commands.md -
	$(MAKE_INSPECT) | diff -u docs/inspect.md -

site: .venv/.dev  ## build the documentation site, with warnings as errors
	@rm -rf build/site
	@PYTHONPATH=docs/site $(BIN)/sphinx-build --quiet --fail-on-warning --keep-going \
		--conf-dir docs/site docs build/site
	@echo "the site is in build/site/index.html"

docs: .venv/.dev  ## make the pages that are made from rules and commands, then the site
	$(MAKE_SCHEMA) > rules/schema.json.new && mv rules/schema.json.new rules/schema.json
	$(MAKE_RULES) > docs/rules.md.new && mv docs/rules.md.new docs/rules.md
	$(MAKE_COMMANDS) > docs/commands.md.new && mv docs/commands.md.new docs/commands.md
	$(MAKE_INSPECT) > docs/inspect.md.new && mv docs/inspect.md.new docs/inspect.md
	@$(MAKE) --no-print-directory site

bench: .venv/.ready  ## time the pipeline and each stage against ftfy
	@$(BIN)/python tests/benchmark.py

pieces: .venv/.ready  ## measure what the stage scannos does to a few lines
	@$(BIN)/python tests/pieces.py

growth: .venv/.ready  ## measure how cost grows with a text's size, into docs/scale.md
	@$(BIN)/python tests/growth.py --write

compare: .venv/.compare  ## compare with other tools on the specimens, into the README
	@PYTHONPATH=tests $(BIN)/python -m comparison --write README.md

bench-review: .venv/.dev  ## time the review page in a browser, on 50,000 corrections
	@cd tests && ../$(BIN)/python review_benchmark.py

screenshots: .venv/.dev  ## take the pictures of the review page in docs/review/ again
	$(BIN)/python -m pip install --quiet --editable '.[press]'
	@PYTHONPATH=tests $(BIN)/python tests/specimens/screenshots.py

score: .venv/.ready  ## score the cleaned development texts against their truth
	@$(BIN)/python $(SHARED)/gold/score_all.py

score-floors: .venv/.ready  ## write the figures of today to tests/scores.json
	@$(BIN)/python tests/scores.py

faults: .venv/.dev  ## kill a thousand runs at random moments, and one at every write (RUNS, SEED)
	@PYTHONPATH=. $(BIN)/python tests/killing.py every
	@PYTHONPATH=. $(BIN)/python tests/killing.py random $(or $(RUNS),1000) $(SEED)

properties: .venv/.dev  ## look for counter-examples to the properties, long and afresh
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest tests/trust/test_properties_of_cleaning.py \
	  tests/test_properties.py

coverage: .venv/.dev  ## run the tests that the promises rest on, and show the branches they take
	$(BIN)/coverage run -m pytest -m "not slow" $(COVERING)
	$(BIN)/coverage report

mutants: .venv/.dev  ## change the code of the promises bit by bit, and show which change no test sees
	ulimit -v 4000000; HYPOTHESIS_PROFILE=ci $(BIN)/mutmut run
	$(BIN)/mutmut results

evaluate: .venv/.ready  ## judge the specimens by their truth; writes the figures of docs/evaluation.md
	@$(BIN)/corrigenda evaluate tests/specimens --rules rules \
	  --figures tests/specimens/evaluation.json --markdown docs/evaluation.md

anew: .venv/.ready  ## set known texts anew, read them with tesseract, and judge what cleaning does (TRUTHS)
	$(BIN)/python -m pip install --quiet --editable '.[press]'
	$(BIN)/python tests/specimens/set_anew.py --into build/anew $(or $(TRUTHS),$(ANEW))
	$(BIN)/corrigenda evaluate build/anew --rules rules

calibrate: .venv/.ready  ## fit grades to all texts with a truth; writes tables and plot of docs/evaluation.md
	@$(BIN)/python tests/calibration.py
	@$(BIN)/corrigenda calibrate tests/calibration.json tests/specimens/evaluation.json --rules rules \
	  --markdown docs/evaluation.md --plot docs/reliability.svg

fuzz: .venv/.dev  ## fuzz what is read from outside, each target for SECONDS (60; TARGETS for some)
	@$(BIN)/python -m pip install --quiet 'atheris>=3.0' 2>/dev/null || \
	  { echo "atheris has no wheel for $$($(BIN)/python --version)"; exit 1; }
	@PYTHONPATH=tests $(BIN)/python -m fuzzing --seconds $(or $(SECONDS),60) $(TARGETS)

lowest:  ## run all tests on the lowest versions that pyproject.toml allows (ARGS)
	@.ci/pythons lowest $(PYTHON) $(ARGS)

pythons:  ## run all tests on each Python from 3.11 on that is here (PYTHONS, ARGS)
	@.ci/pythons each "$(or $(PYTHONS),3.11 3.12 3.13 3.14)" $(ARGS)

lock: .venv/.ready  ## pin anew: .ci/lock.txt for development, .ci/versions.txt for users, .ci/lowest.txt
	$(BIN)/python -m pip install --quiet uv
	@.ci/pythons lock

licences: .venv/.dev  ## list the licences of what is installed, into docs/licences.md
	@PYTHONPATH=tests $(BIN)/python tests/supply_chain.py

sbom: .venv/.dev  ## write what is installed as a bill of materials (CycloneDX) into build/sbom.json
	@PYTHONPATH=tests $(BIN)/python tests/supply_chain.py --sbom build/sbom.json

specimens: .venv/.ready  ## typeset and extract the handbook again (needs pdftotext and tesseract)
	$(BIN)/python -m pip install --quiet --editable '.[press]'
	$(BIN)/python tests/specimens/press.py
