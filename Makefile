# Two commands do everything: `make run` and `make test`. The others are listed by `make help`.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
CATALOGUE := p2wkss/locale/en/LC_MESSAGES/django

.PHONY: help setup run test check bench lock messages

help: ## list the commands
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: .venv/.dev var/.static ## everything that the other commands need; starts no server

run: .venv/.runtime var/.static ## prepare what is missing and serve on port 8000 (PORT= for another)
	@.ci/serve.sh

test: .venv/.dev $(CATALOGUE).mo ## all tests: SQLite, PostgreSQL, Chromium
	@.ci/test.sh

check: .venv/.dev $(CATALOGUE).mo ## style, types, templates, migrations, deployment, translations
	@.ci/check.sh

bench: .venv/.dev $(CATALOGUE).mo ## measure, and print medians
	@$(PYTHON) -m tests.bench

lock: .venv/.dev ## write the lock files anew from pyproject.toml
	.venv/bin/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --no-emit-find-links --upgrade -o requirements.txt
	.venv/bin/uv pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --no-emit-find-links --upgrade -c requirements.txt -o requirements-dev.txt

messages: .venv/.dev ## bring the English catalogue up to the texts in the code
	@$(PYTHON) .ci/messages.py update

.venv/.runtime: requirements.txt .ci/setup.sh
	@.ci/setup.sh runtime
	@touch $@

.venv/.dev: requirements-dev.txt .ci/setup.sh
	@.ci/setup.sh dev
	@touch .venv/.runtime $@

var/secrets.env: | .venv/.runtime
	@$(PYTHON) .ci/keys.py

$(CATALOGUE).mo: $(CATALOGUE).po | .venv/.runtime
	@.venv/bin/pybabel --quiet compile -d p2wkss/locale -D django

var/.static: $(shell find static -type f) requirements.txt | .venv/.runtime var/secrets.env $(CATALOGUE).mo
	@echo "  menyiapkan berkas statis"
	@$(PYTHON) manage.py collectstatic --noinput -v0
	@touch $@
