#!/bin/sh
# Once for each release, before the new processes start. Safe to repeat. Fails without touching the running ones.
set -eu
python manage.py check --deploy --fail-level ERROR
python manage.py migrate --noinput
python manage.py load_rules
