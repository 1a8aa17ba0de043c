"""Choosing frameworks, the crisis plan, and deciding many conflicts. Columns: the head of the table; rows: ``tests.access.expected``."""

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
    "Frameworks and crisis": """
GET  assessments:frameworks                     403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST assessments:frameworks                     403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  merging:conflicts                          200 403 200 200 403 403 403 403 403 403 403 403 403 403 403 302
POST merging:conflicts                          200 403 200 200 403 403 403 403 403 403 403 403 403 403 403 302
GET  merging:conflicts accommodation            200 403 200 200 403 403 403 403 403 403 403 403 403 403 403 302
POST merging:conflicts accommodation            200 403 200 200 403 403 403 403 403 403 403 403 403 403 403 302
GET  assessments:crisis                         200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:crisis                         405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:crisis-earlier                 200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:crisis-earlier                 405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:write-crisis                   200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:write-crisis                   200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:write-contingency              200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:write-contingency              200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
""",
}
