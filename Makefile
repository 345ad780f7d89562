# make demo, make test, make lint, make figures, make clean; VENV=path puts the virtual environment elsewhere, PYTHON= picks the Python

VENV ?= .venv
PYTHON ?= python3
RUN = $(VENV)/bin/python

.PHONY: demo test lint figures clean

demo: $(VENV)/demo
	$(RUN) app.py $(ARGS)

test: $(VENV)/test
	$(RUN) -m pytest $(ARGS)

lint: $(VENV)/dev
	$(RUN) -m ruff check . && $(RUN) -m ruff format --check .

# of every shipped model: its card and its sheet
figures: $(VENV)/demo
	$(RUN) -m gan_demo score --all --sheets docs/sheets

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# each stamp is newer than pyproject.toml once its packages are installed
$(VENV)/demo: EXTRA = .
$(VENV)/test: EXTRA = .[test]
$(VENV)/dev: EXTRA = .[dev]

$(VENV)/demo $(VENV)/test $(VENV)/dev: pyproject.toml
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --editable "$(EXTRA)"
	touch $@
