"""``manage.py bench``: what the pages and the sweep cost, beside the same answer by hand-written SQL in the same run."""
