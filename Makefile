# `make` lists what there is. Each target sets up .venv for itself, once.
PYTHON ?= python3
BIN := .venv/bin
SHARED ?= $(or $(CORRIGENDA_SHARED),../shared)
export CORRIGENDA_SHARED := $(SHARED)

.DEFAULT_GOAL := help
.PHONY: help clean-text diff review test lint check docs bench growth bench-review screenshots score score-floors specimens

# Stamps: newer than pyproject.toml means that what it asks for is installed.
.venv/.ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/.dev: .venv/.ready
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

.venv/.images: .venv/.ready
	$(BIN)/python -m pip install --quiet --editable '.[images]'
	@touch $@

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

clean-text: .venv/.ready  ## clean every text in raw/ into cleaned/, with its list of corrections
	@$(BIN)/corrigenda clean raw -o cleaned

diff: .venv/.ready  ## show what changed, with the rule beside each change (NAME for one text)
	@$(BIN)/corrigenda diff $(NAME)

review: .venv/.images  ## judge corrections on a page in the browser (NAME for one text)
	@$(BIN)/corrigenda review $(NAME)

test: .venv/.dev  ## run all tests (ARGS goes to pytest)
	$(BIN)/python -m pytest $(ARGS)

lint: .venv/.dev  ## check format and style
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check: lint  ## lint, then types, then whether the rules hold and what is made from them is current
	$(BIN)/mypy
	$(BIN)/corrigenda rules check --rules rules
	$(BIN)/corrigenda rules schema | diff -u rules/schema.json -
	$(BIN)/corrigenda rules docs --rules rules | diff -u docs/rules.md -

docs: .venv/.ready  ## make docs/rules.md and rules/schema.json from the rules
	$(BIN)/corrigenda rules schema > rules/schema.json.new && mv rules/schema.json.new rules/schema.json
	$(BIN)/corrigenda rules docs --rules rules > docs/rules.md.new && mv docs/rules.md.new docs/rules.md

bench: .venv/.ready  ## time the pipeline and each stage against ftfy
	@$(BIN)/python tests/benchmark.py

growth: .venv/.ready  ## measure how cost grows with a text's size, into docs/scale.md
	@$(BIN)/python tests/growth.py --write

bench-review: .venv/.dev  ## time the review page in a browser, on 50,000 corrections
	@cd tests && ../$(BIN)/python review_benchmark.py

screenshots: .venv/.dev  ## take the pictures of the review page in docs/review/ again
	$(BIN)/python -m pip install --quiet --editable '.[press]'
	@PYTHONPATH=tests $(BIN)/python tests/specimens/screenshots.py

score: .venv/.ready  ## score the cleaned development texts against their truth
	@$(BIN)/python $(SHARED)/gold/score_all.py

score-floors: .venv/.ready  ## write the figures of today to tests/scores.json
	@$(BIN)/python tests/scores.py

specimens: .venv/.ready  ## typeset and extract the handbook again (needs pdftotext)
	$(BIN)/python -m pip install --quiet --editable '.[press]'
	$(BIN)/python tests/specimens/press.py
