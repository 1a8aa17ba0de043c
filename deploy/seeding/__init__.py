"""A large invented partnership, for measuring. ``manage.py seed`` writes it straight into the tables, in bulk.

It makes the same rows as the services would (``manage.py check_access`` proves it), but asks nobody and audits one row
per thousand cases. It is never run on a database that holds real people: the command refuses one that is not empty.
"""
