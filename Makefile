# make            all a trainer needs: courseware, handouts, question bank, a sample paper
# make test       lint, types, tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPHINX := $(BIN)/python -m sphinx -W --keep-going -q -j auto -c . -d build/doctrees

.PHONY: all html html-trainer bank papers points test lint bench soak clean

all: html bank papers

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新的版本，现在是 " + sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(READY)

html: $(READY)
	$(SPHINX) -b html source build/html
	@echo '课件：build/html/index.html'

html-trainer: $(READY)
	$(SPHINX) -b html -t trainer source build/html-trainer
	@echo '讲师版：build/html-trainer/index.html'

bank: $(READY)
	$(BIN)/quizgen bank

papers: build/papers/.done

build/papers/.done: $(READY) quizzes/blueprints/final-exam.yaml | bank
	rm -rf build/papers
	$(BIN)/quizgen paper quizzes/blueprints/final-exam.yaml -o build/papers
	touch $@

points: $(READY)
	$(BIN)/quizgen points

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -n auto

bench: $(READY)
	set -e; for each in benchmarks/bench*.py; do $(BIN)/python $$each --record; done

soak: $(READY)
	set -e; for each in benchmarks/soak*.py; do $(BIN)/python $$each --record; done

clean:
	rm -rf build $(VENV)
