# Dayorder's verbs. `make up` starts the product, `make test` checks everything; each does its own set-up.

SHELL := /bin/sh
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
HOME_ := .dayorder
UV := $(HOME_)/uv/bin/uv
RUN := .venv/bin/python
PACKAGES := timetable functions solver_layer bot operations local tests

export UV_NO_CONFIG := 1
export UV_LINK_MODE := copy

.PHONY: up demo test tests test-long test-telegram unit check check-template fuzz races
.PHONY: bench bench-imports bench-rush bench-scale bench-solver bench-plans bench-big-plans bench-growth bench-pictures
.PHONY: bench-cost cost-page image-check
.PHONY: setup lock format access openapi clean help
.DEFAULT_GOAL := help

help:
	@echo "make up       start Dayorder here and print the address of its chat page"
	@echo "make demo     play the whole loop without a person (COLLEGE=file.ctt: on a college made from it)"
	@echo "make test     every check and every test"
	@echo "make test-long  the tests that take minutes: the demo played twice, processes killed and stopped at every call"
	@echo "make test-telegram  what the bot says, taken by the real Telegram (TELEGRAM_TOKEN, TELEGRAM_CHAT)"
	@echo "make fuzz     10,000 requests that nobody thought of (SEED=n: others)"
	@echo "make races    hours of writers at once and of random lives, on two engines (ROUNDS=20 PAIRS=50: less)"
	@echo "make bench    calls, capacity units and import costs of the loop"
	@echo "make bench-imports  what starting each Lambda imports, beside its budget"
	@echo "make bench-rush  50,000 times /today in ten minutes, while leaves are approved"
	@echo "make bench-solver INSTANCES=folder  timetables and repairs of ITC-2007 instances, as tables"
	@echo "make image-check  the solver's image from its Dockerfile's steps, run as Lambda runs it; no Docker"
	@echo "make check-template  sam, cfn-lint's serverless rules and checkov over the deployment"
	@echo "make bench-scale  what every list and the loop read in a college of 50,000, beside the demo college"

up: setup
	@exec $(RUN) -m local

demo: setup
	@exec $(RUN) -m local.demo

# types are checked on one core while the first tests wait for their servers
test: setup $(HOME_)/audit/.done
	@$(MAKE) --no-print-directory -j2 check tests

tests: setup
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-long: setup
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m long

# sends to the real Telegram, and deletes it again
test-telegram: setup
	@test -n "$$TELEGRAM_TOKEN" -a -n "$$TELEGRAM_CHAT" || { echo "skipped: set TELEGRAM_TOKEN (of a bot for tests) and TELEGRAM_CHAT (the id of a private chat that has sent it /start)"; exit 0; }; \
		TELEGRAM_TEST=1 $(RUN) -m pytest -n0 tests/telegram

check: setup $(HOME_)/audit/.done
	$(RUN) -m ruff format --check --quiet .
	$(RUN) -m ruff check --quiet .
	$(RUN) -m mypy
	.venv/bin/lint-imports --no-cache >$(HOME_)/imports.log || { cat $(HOME_)/imports.log; exit 1; }
	.venv/bin/cfn-lint infra/template.yaml
	@$(RUN) -m operations.audit $(HOME_)/audit/bin/pip-audit requirements/dev.txt requirements/runtime.txt

unit: setup
	$(RUN) -m pytest tests/unit

bench: setup
	@$(RUN) -m tests.benchmarks

bench-scale: setup $(HOME_)/dynamodb/.done
	@$(RUN) -m tests.benchmarks.scale

bench-solver: setup
	@test -n "$(INSTANCES)" || { echo "make bench-solver INSTANCES=folder with .ctt or .json files" >&2; exit 2; }
	@$(RUN) -m tests.benchmarks.solving "$(INSTANCES)" --seconds $${SECONDS_EACH:-60} --keep $(HOME_)/solutions
	@$(RUN) -m tests.benchmarks.retiming "$(INSTANCES)" --solutions $(HOME_)/solutions

bench-plans: setup
	@$(RUN) -m tests.benchmarks.planning

bench-big-plans: setup $(HOME_)/dynamodb/.done
	@$(RUN) -m tests.benchmarks.big_plans

bench-imports: setup
	@$(RUN) -m tests.benchmarks.imports

bench-rush: setup $(HOME_)/dynamodb/.done
	@$(RUN) -m tests.benchmarks.rush

bench-growth: setup
	@$(RUN) -m tests.benchmarks.growth

bench-pictures: setup
	@$(RUN) -m tests.benchmarks.pictures

fuzz: setup
	CASES=$${CASES:-10000} $(RUN) -m pytest tests/integration/fuzz -s -q -o log_cli=false

# what it proves, and what its settings are: docs/promises.md
races: setup $(HOME_)/dynamodb/.done
	LIVES=$${LIVES:-200} STEPS=$${STEPS:-50} $(RUN) -m pytest tests/races -s -q -p no:logging
	DAYORDER_VERIFY=1 $(RUN) -m pytest -n 2 tests/integration --ignore=tests/integration/fuzz

format: setup
	$(RUN) -m ruff check --fix --quiet .
	$(RUN) -m ruff format --quiet .

access: setup
	$(RUN) -m timetable.access_page > docs/access.md

openapi: setup
	$(RUN) -m functions.api.openapi > docs/openapi.json

bench-cost: setup
	@$(RUN) -m tests.benchmarks.charged > operations/costs/counted.json

cost-page: setup
	$(RUN) -m operations.costs.page > docs/cost.md

image-check: setup $(HOME_)/audit/.done
	IMAGE_CHECK=1 $(RUN) -m pytest tests/integration/image -q -n0

# sam and checkov are heavy and want environments of their own
check-template: setup $(HOME_)/sam/.done $(HOME_)/lint/.done
	SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=ap-south-1 $(HOME_)/sam/bin/sam validate --lint --template infra/template.yaml
	$(HOME_)/lint/bin/cfn-lint --append-rules cfn_lint_serverless.rules --template infra/template.yaml
	$(HOME_)/lint/bin/checkov --file infra/template.yaml --framework cloudformation --compact --quiet --skip-download

# set-up: everything locked with hashes, into this folder

setup: .venv/.done $(HOME_)/emulator/.done $(HOME_)/compiled

.venv/.done: requirements/dev.txt $(UV)
	@echo "  · installing Dayorder's own Python environment"
	@$(UV) venv --quiet --clear --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --require-hashes --python .venv/bin/python requirements/dev.txt
	@touch $@

# the kernel of the search; what is compiled lies beside its source
$(HOME_)/compiled: .venv/.done $(addprefix solver_layer/term/,kernel.py prices.py chains.py moves.py construct.py arrays.py)
	@echo "  · compiling the search of timetables (once; a minute or two)"
	@$(RUN) -m solver_layer.term.warm
	@touch $@

$(HOME_)/emulator/.done: requirements/emulator.txt $(UV)
	@echo "  · installing the AWS emulator"
	@$(UV) venv --quiet --clear --python $(PYTHON) $(HOME_)/emulator
	@$(UV) pip sync --quiet --require-hashes --python $(HOME_)/emulator/bin/python requirements/emulator.txt
	@touch $@

# the emulator looks through a whole table for each query of an index; for bench-scale there is DynamoDB Local,
# out of an npm package, with a Java and an npm that are Python packages
SIMULATOR := amplify-dynamodb-simulator-2.9.30.tgz
SIMULATOR_SHA512 := c5379e44bbf311fab2779961ddb1f8734907bd21c79a6843e590ec1c5280439836665e89aa515dbad6908422c7cf1129e91cb5a3b4c1ea7888a17b9002749ec1

$(HOME_)/dynamodb/.done: requirements/dynamodb.txt $(UV)
	@echo "  · installing DynamoDB Local"
	@$(UV) venv --quiet --clear --python $(PYTHON) $(HOME_)/dynamodb
	@$(UV) pip sync --quiet --require-hashes --python $(HOME_)/dynamodb/bin/python requirements/dynamodb.txt
	@cd $(HOME_)/dynamodb && PATH="$$PWD/bin:$$PATH" bin/npm pack --silent $(SIMULATOR:-2.9.30.tgz=@2.9.30) >/dev/null
	@cd $(HOME_)/dynamodb && echo "$(SIMULATOR_SHA512)  $(SIMULATOR)" | \
		bin/python -c 'import hashlib, sys; d, f = sys.stdin.read().split(); sys.exit(hashlib.sha512(open(f, "rb").read()).hexdigest() != d)'
	@cd $(HOME_)/dynamodb && tar xzf $(SIMULATOR) --strip-components=1 package/emulator && rm $(SIMULATOR)
	@touch $@

$(HOME_)/sam/.done: requirements/sam.txt $(UV)
	@$(UV) venv --quiet --clear --python $(PYTHON) $(HOME_)/sam
	@$(UV) pip sync --quiet --require-hashes --python $(HOME_)/sam/bin/python requirements/sam.txt
	@touch $@

$(HOME_)/audit/.done: requirements/audit.txt $(UV)
	@$(UV) venv --quiet --clear --python $(PYTHON) $(HOME_)/audit
	@$(UV) pip sync --quiet --require-hashes --python $(HOME_)/audit/bin/python requirements/audit.txt
	@touch $@

$(HOME_)/lint/.done: requirements/lint.txt $(UV)
	@$(UV) venv --quiet --clear --python $(PYTHON) $(HOME_)/lint
	@$(UV) pip sync --quiet --require-hashes --python $(HOME_)/lint/bin/python requirements/lint.txt
	@touch $@

$(UV): requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Dayorder needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; }
	@echo "  · installing uv, with $(PYTHON)"
	@$(PYTHON) -m venv --clear $(HOME_)/uv || { echo "Python's venv module is missing (Debian: apt install python3-venv)." >&2; exit 1; }
	@$(HOME_)/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

lock: $(UV)
	@for group in functions bot solver; do $(COMPILE) --group $$group -o requirements/$$group.txt; done
	@$(COMPILE) --group functions --group bot --group solver --group local --group dev -o requirements/dev.txt
	@for one in uv emulator sam lint audit runtime dynamodb; do $(COMPILE) requirements/$$one.in -o requirements/$$one.txt; done

# `sam build` calls these for the zip functions, whatever Python runs it: wheels are those of Lambda's Python
build-%:
	cp -r timetable functions bot "$(ARTIFACTS_DIR)/"
	python3 -m pip install --quiet --require-hashes --only-binary=:all: --python-version 3.12 \
		--platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --target "$(ARTIFACTS_DIR)" \
		--requirement requirements/$(if $(filter Webhook Send,$*),bot,functions).txt

clean:
	rm -rf .venv $(HOME_) .mypy_cache .ruff_cache .pytest_cache .hypothesis
