# Dayorder's verbs. `make up` starts the product, `make test` checks everything; each does its own set-up.
# `make help` is made from this file: `##@` opens a group of targets, `##` after a target says what it does.

SHELL := /bin/sh
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)
TOOLS := .dayorder
UV := $(TOOLS)/uv/bin/uv
RUN := .venv/bin/python

export UV_NO_CONFIG := 1
export UV_LINK_MODE := copy

.PHONY: up demo
.PHONY: test check unit tests test-long test-telegram fuzz races image-check check-template
.PHONY: bench bench-imports bench-plans bench-big-plans bench-scale bench-rush bench-solver bench-growth bench-pictures bench-cost
.PHONY: format access openapi contract cost-page lock
.PHONY: help setup clean
.DEFAULT_GOAL := help

##@ Use it

up: setup ## start Dayorder here and print the address of its chat page
	@exec $(RUN) -m local

demo: setup ## play the whole loop without a person (COLLEGE=file.ctt: on a college made from it)
	@exec $(RUN) -m local.demo

##@ Check it

# types are checked on one core while the first tests wait for their servers
test: setup $(TOOLS)/audit/.done ## every check and every test
	@$(MAKE) --no-print-directory -j2 check tests

check: setup $(TOOLS)/audit/.done ## format, style, types, imports, the template, known vulnerabilities
	$(RUN) -m ruff format --check --quiet .
	$(RUN) -m ruff check --quiet .
	$(RUN) -m mypy
	.venv/bin/lint-imports --no-cache >$(TOOLS)/imports.log || { cat $(TOOLS)/imports.log; exit 1; }
	.venv/bin/cfn-lint infra/template.yaml
	@$(RUN) -m operations.audit $(TOOLS)/audit/bin/pip-audit requirements/dev.txt requirements/runtime.txt

unit: setup ## the unit tests
	$(RUN) -m pytest tests/unit

tests: setup ## every test that takes seconds
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-long: setup ## the tests that take minutes: the demo twice, processes killed and stopped at every call
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m long

test-telegram: setup ## what the bot says, sent to the real Telegram (TELEGRAM_TOKEN, TELEGRAM_CHAT) and deleted again
	@test -n "$$TELEGRAM_TOKEN" -a -n "$$TELEGRAM_CHAT" || { echo "skipped: set TELEGRAM_TOKEN (of a bot for tests) and TELEGRAM_CHAT (the id of a private chat that has sent it /start)"; exit 0; }; \
		TELEGRAM_TEST=1 $(RUN) -m pytest -n0 tests/telegram

fuzz: setup ## 10,000 requests that nobody thought of (SEED=n: others)
	CASES=$${CASES:-10000} $(RUN) -m pytest tests/integration/fuzz -s -q -o log_cli=false

# what it proves, and what its settings are: docs/promises.md
races: setup $(TOOLS)/dynamodb/.done ## hours of writers at once and of random lives, on two engines (ROUNDS=20 PAIRS=50: less)
	LIVES=$${LIVES:-200} STEPS=$${STEPS:-50} $(RUN) -m pytest tests/races -s -q -p no:logging
	DAYORDER_VERIFY=1 $(RUN) -m pytest -n 2 tests/integration --ignore=tests/integration/fuzz

image-check: setup $(TOOLS)/audit/.done ## the solver's image from its Dockerfile's steps, run as Lambda runs it; no Docker
	IMAGE_CHECK=1 $(RUN) -m pytest tests/integration/image -q -n0

# sam and checkov are heavy and want environments of their own
check-template: setup $(TOOLS)/sam/.done $(TOOLS)/lint/.done ## sam, cfn-lint's serverless rules and checkov over the deployment
	SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=ap-south-1 $(TOOLS)/sam/bin/sam validate --lint --template infra/template.yaml
	$(TOOLS)/lint/bin/cfn-lint --append-rules cfn_lint_serverless.rules --template infra/template.yaml
	$(TOOLS)/lint/bin/checkov --file infra/template.yaml --framework cloudformation --compact --quiet --skip-download

##@ Measure it

bench: setup ## database calls, capacity units and import costs of the loop
	@$(RUN) -m tests.benchmarks

bench-imports: setup ## what starting each Lambda imports, beside its budget
	@$(RUN) -m tests.benchmarks.imports

bench-plans: setup ## from an event to a plan, for 100 leaves of the demo college
	@$(RUN) -m tests.benchmarks.plans

bench-big-plans: setup $(TOOLS)/dynamodb/.done ## the same in a college of 2,000 faculty, and what it reads
	@$(RUN) -m tests.benchmarks.big_plans

bench-scale: setup $(TOOLS)/dynamodb/.done ## what every list and the loop read in a college of 50,000, beside the demo college
	@$(RUN) -m tests.benchmarks.scale

bench-rush: setup $(TOOLS)/dynamodb/.done ## 50,000 times /today in ten minutes, while leaves are approved
	@$(RUN) -m tests.benchmarks.rush

bench-solver: setup ## timetables and repairs of ITC-2007 instances, as tables (INSTANCES=folder)
	@test -n "$(INSTANCES)" || { echo "make bench-solver INSTANCES=folder with .ctt or .json files" >&2; exit 2; }
	@$(RUN) -m tests.benchmarks.instances "$(INSTANCES)" --seconds $${SECONDS_EACH:-60} --keep $(TOOLS)/solutions
	@$(RUN) -m tests.benchmarks.fewest_moves "$(INSTANCES)" --solutions $(TOOLS)/solutions

bench-growth: setup ## one solve of colleges of growing size, up to 8,000 weekly classes
	@$(RUN) -m tests.benchmarks.growth

bench-pictures: setup ## milliseconds and bytes of a week as picture, PDF and sheet
	@$(RUN) -m tests.benchmarks.pictures

bench-cost: setup ## count what each call reads and writes, for `make cost-page`
	@$(RUN) -m tests.benchmarks.charges > operations/costs/counted.json

##@ Write it

format: setup ## put every file into the form that `make check` wants
	$(RUN) -m ruff check --fix --quiet .
	$(RUN) -m ruff format --quiet .

access: setup ## docs/access.md, from the access matrix
	$(RUN) -m timetable.access_page > docs/access.md

openapi: setup ## docs/openapi.json, from the API
	$(RUN) -m functions.api.openapi > docs/openapi.json

contract: setup ## the types of the API for the bot, from docs/openapi.json
	$(RUN) -m bot.contract.generation

cost-page: setup ## docs/cost.md, from what is counted and priced
	$(RUN) -m operations.costs.page > docs/cost.md

lock: $(UV) ## resolve the dependencies anew and lock them with hashes
	@for group in functions bot solver; do $(COMPILE) --group $$group -o requirements/$$group.txt; done
	@$(COMPILE) --group functions --group bot --group solver --group local --group dev -o requirements/dev.txt
	@for name in uv emulator sam lint audit runtime dynamodb; do $(COMPILE) requirements/$$name.in -o requirements/$$name.txt; done

##@ Set it up

help: ## this list
	@awk '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		match($$0, /^[a-z][a-z-]*:.*## /) { split($$0, name, ":"); \
			printf "  make %-16s %s\n", name[1], substr($$0, RLENGTH + 1) }' $(firstword $(MAKEFILE_LIST))

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard bot/texts/*.po))

setup: .venv/.done $(TOOLS)/emulator/.done $(TOOLS)/compiled $(CATALOGUES) ## everything that the others need, locked with hashes, in this folder

clean: ## remove what setup installed, and the data of `make up`
	rm -rf .venv $(TOOLS) .mypy_cache .ruff_cache .pytest_cache .hypothesis bot/texts/*.mo

# set-up: everything locked with hashes, into this folder

.venv/.done: requirements/dev.txt $(UV)
	@echo "  · installing Dayorder's own Python environment, $$(grep -c == $<) packages (once; a minute or two)"
	@$(UV) venv --quiet --clear --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --require-hashes --python .venv/bin/python requirements/dev.txt
	@touch $@

# the kernel of the search; what is compiled lies beside its source
$(TOOLS)/compiled: .venv/.done $(addprefix solver_layer/term/,kernel.py prices.py chains.py moves.py construct.py arrays.py)
	@echo "  · compiling the search of timetables (once; a minute or two)"
	@$(RUN) -m solver_layer.term.warm
	@touch $@

# the words of the chat, as the bot loads them
bot/texts/%.mo: bot/texts/%.po | .venv/.done
	@$(RUN) -m bot.texts.compilation

$(TOOLS)/emulator/.done: requirements/emulator.txt $(UV)
	@echo "  · installing the AWS emulator into an environment of its own (once)"
	@$(UV) venv --quiet --clear --python $(PYTHON) $(TOOLS)/emulator
	@$(UV) pip sync --quiet --require-hashes --python $(TOOLS)/emulator/bin/python requirements/emulator.txt
	@touch $@

# the emulator looks through a whole table for each query of an index; for bench-scale there is DynamoDB Local,
# out of an npm package, with a Java and an npm that are Python packages
SIMULATOR := amplify-dynamodb-simulator-2.9.30.tgz
SIMULATOR_SHA512 := c5379e44bbf311fab2779961ddb1f8734907bd21c79a6843e590ec1c5280439836665e89aa515dbad6908422c7cf1129e91cb5a3b4c1ea7888a17b9002749ec1

$(TOOLS)/dynamodb/.done: requirements/dynamodb.txt $(UV)
	@echo "  · installing DynamoDB Local, with a Java (once; about a minute)"
	@$(UV) venv --quiet --clear --python $(PYTHON) $(TOOLS)/dynamodb
	@$(UV) pip sync --quiet --require-hashes --python $(TOOLS)/dynamodb/bin/python requirements/dynamodb.txt
	@cd $(TOOLS)/dynamodb && PATH="$$PWD/bin:$$PATH" bin/npm pack --silent $(SIMULATOR:-2.9.30.tgz=@2.9.30) >/dev/null
	@cd $(TOOLS)/dynamodb && echo "$(SIMULATOR_SHA512)  $(SIMULATOR)" | \
		bin/python -c 'import hashlib, sys; d, f = sys.stdin.read().split(); sys.exit(hashlib.sha512(open(f, "rb").read()).hexdigest() != d)'
	@cd $(TOOLS)/dynamodb && tar xzf $(SIMULATOR) --strip-components=1 package/emulator && rm $(SIMULATOR)
	@touch $@

$(TOOLS)/sam/.done: requirements/sam.txt $(UV)
	@echo "  · installing the AWS SAM command line (once)"
	@$(UV) venv --quiet --clear --python $(PYTHON) $(TOOLS)/sam
	@$(UV) pip sync --quiet --require-hashes --python $(TOOLS)/sam/bin/python requirements/sam.txt
	@touch $@

$(TOOLS)/audit/.done: requirements/audit.txt $(UV)
	@echo "  · installing pip-audit (once)"
	@$(UV) venv --quiet --clear --python $(PYTHON) $(TOOLS)/audit
	@$(UV) pip sync --quiet --require-hashes --python $(TOOLS)/audit/bin/python requirements/audit.txt
	@touch $@

$(TOOLS)/lint/.done: requirements/lint.txt $(UV)
	@echo "  · installing cfn-lint's serverless rules and checkov (once)"
	@$(UV) venv --quiet --clear --python $(PYTHON) $(TOOLS)/lint
	@$(UV) pip sync --quiet --require-hashes --python $(TOOLS)/lint/bin/python requirements/lint.txt
	@touch $@

$(UV): requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Dayorder needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; }
	@echo "  · installing uv, which installs the rest, with $(PYTHON) (once)"
	@$(PYTHON) -m venv --clear $(TOOLS)/uv || { echo "Python's venv module is missing (Debian: apt install python3-venv)." >&2; exit 1; }
	@$(TOOLS)/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

# `sam build` calls these for the zip functions, whatever Python runs it: wheels are those of Lambda's Python.
# The bot's zips have their catalogues compiled, and no sources that could seem newer
build-%:
	cp -r timetable functions bot "$(ARTIFACTS_DIR)/"
	python3 -m pip install --quiet --require-hashes --only-binary=:all: --python-version 3.12 \
		--platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --target "$(ARTIFACTS_DIR)" \
		--requirement requirements/$(if $(filter Webhook Send,$*),bot,functions).txt
	$(if $(filter Webhook Send,$*),PYTHONPATH="$(ARTIFACTS_DIR)" python3 -B "$(ARTIFACTS_DIR)/bot/texts/compilation.py")
	rm "$(ARTIFACTS_DIR)"/bot/texts/*.po
