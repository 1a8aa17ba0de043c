"""Questionnaires and scales. Columns: ``tests.access.expected.records``; rows: ``tests.access.expected``.

The trust and the council read treatment; while nobody holds it, the council cannot record in a domain of the NHS's.
"""

TABLES = {
    "Instruments": """
GET  instruments:scores                         200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST instruments:scores                         405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  instruments:record                         200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
POST instruments:record                         200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
GET  instruments:score                          200 200 200 200 404 404 404 403 404 404 404 404 404 404 403 302
POST instruments:score                          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  instruments:correct                        200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
POST instruments:correct                        200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
GET  instruments:withdraw                       200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
POST instruments:withdraw                       200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
""",
}
