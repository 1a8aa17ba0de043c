"""Emergency access, bars and restriction. Columns: see the head of each table; rows: ``tests.access.expected``."""

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
    "Emergencies, bars and restriction": """
GET  cases:emergency                            200 200 200 200 403 403 403 403 403 403 403 403 403 403 403 302
POST cases:emergency                            200 200 200 200 403 403 403 403 403 403 403 403 403 403 403 302
GET  cases:end-emergency                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST cases:end-emergency                        404 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
GET  cases:doors                                200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:doors                                200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  desks:emergencies                          403 403 403 403 403 403 403 403 403 403 403 403 403 200 403 302
POST desks:emergencies                          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:emergency-review                     403 403 403 403 403 403 403 403 403 403 403 403 403 200 403 302
POST desks:emergency-review                     403 403 403 403 403 403 403 403 403 403 403 403 403 200 403 302
""",
    "Safeguarding": """
GET  domains:concerns                           200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST domains:concerns                           200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
GET  domains:concern                            403 403 200 403 200 404 404 403 404 404 404 404 404 404 403 302
POST domains:concern                            403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
""",
}
