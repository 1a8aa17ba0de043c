# make run    start everything on this machine and print where it is       make run PORT=8123
# make test   the whole suite, the browser journeys included
# make histories   500 random histories against the oracle, as CI asks them
# make check  style, import contracts, migrations, deployment settings     make bench   measure on the configured database
PY ?= python3
PORT ?= 8000
BIN = .venv/bin

.PHONY: setup run test check bench histories lock assets
.DELETE_ON_ERROR:

setup: .venv/.ok build/assets/.ok

.venv/.ok: requirements-dev.lock
	@$(PY) -c 'import sys; sys.exit("Accord needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PY=python3.12") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PY) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

build/assets/.ok: .venv/.ok package-lock.json .npmrc $(wildcard frontend/*)
	sh frontend/build.sh

assets: build/assets/.ok

run: setup
	@exec $(BIN)/python manage.py rundemo --port $(PORT)

test: setup
	scripts/ensure-browser
	$(BIN)/python -m pytest -n 2 $(ARGS) || $(BIN)/python scripts/ask-again $(ARGS)

histories: setup
	ACCORD_HISTORIES=$${ACCORD_HISTORIES:-500} $(BIN)/python -m pytest -n 2 tests/access/test_many_histories.py

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=deploy.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=accord.example ACCORD_BASE_URL=https://accord.example \
	  DATABASE_URL=postgres://accord@127.0.0.1/accord REDIS_URL=redis://127.0.0.1/0 CACHE_URL=redis://127.0.0.1/1 DJANGO_SETTINGS_MODULE=deploy.settings.production \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING
	DJANGO_SETTINGS_MODULE=deploy.settings.test $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

bench: setup
	$(BIN)/python manage.py bench $(ARGS)

lock:
	env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 \
	  pyproject.toml -o requirements.lock
	env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 \
	  --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
