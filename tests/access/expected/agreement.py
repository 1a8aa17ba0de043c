"""Who agrees to a version, its signature, and versions. Columns: see the head of each table; rows: ``tests.access.expected``."""

#                                               coordinator
#                                               |   nurse
#                                               |   |   social_worker
#                                               |   |   |   manager
#                                               |   |   |   |   housing_worker
#                                               |   |   |   |   |   employment_worker
#                                               |   |   |   |   |   |   neighbour
#                                               |   |   |   |   |   |   |   suspended_worker
#                                               |   |   |   |   |   |   |   |   partnership_manager
#                                               |   |   |   |   |   |   |   |   |   trust_complaints
#                                               |   |   |   |   |   |   |   |   |   |   council_complaints
#                                               |   |   |   |   |   |   |   |   |   |   |   charity_complaints
#                                               |   |   |   |   |   |   |   |   |   |   |   |   administrator
#                                               |   |   |   |   |   |   |   |   |   |   |   |   |   privacy_officer
#                                               |   |   |   |   |   |   |   |   |   |   |   |   |   |   superuser
#                                               |   |   |   |   |   |   |   |   |   |   |   |   |   |   |   anonymous

TABLES = {
    "Agreement": """
GET  assessments:agreement                      200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:agreement                      405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:answer-agreement               200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:answer-agreement               200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:ask-agreement                  405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST assessments:ask-agreement                  302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:sign                           200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:sign                           200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:versions                       200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:versions                       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:compare                        200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:compare                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:version signed                 200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:version signed                 405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:version being written          200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:version being written          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
""",
}
