"""Who can see a record and why, what the person said about sharing, and asking for access. Columns: see the head."""

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
    "Consent and who can see": """
GET  desks:sight                                      200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST desks:sight                                      405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:sight-domain                               200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST desks:sight-domain                               405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  cases:consent-history                            200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:consent-history                            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  cases:share                                      200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:share                                      200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:end-share                                  404 403 403 404 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:end-share                                  404 403 403 404 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:ask                                        200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST cases:ask                                        200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
GET  desks:sight of a carer                           404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST desks:sight of a carer                           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  cases:consent-history of a carer                 404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST cases:consent-history of a carer                 405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
""",
}
