"""Closing, a death, and transfers: who coordinates acts, readers of the whole record read, a receiver answers. Columns: see the head."""

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
    "Endings": """
GET  cases:ending                                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:ending                                     404 404 404 404 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:close                                      200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:close                                      200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:reopen                                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:reopen                                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:death                                      200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:death                                      200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:transfer                                   200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:transfer                                   200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:transfer-step                              200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:transfer-step                              200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:transfer-answer settled                    404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST cases:transfer-answer settled                    404 404 403 404 404 404 404 403 404 404 404 404 404 404 403 302
GET  cases:transfer-answer asked                      404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST cases:transfer-answer asked                      404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
""",
}
