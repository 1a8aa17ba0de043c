"""The API. Columns: see the head of each table; rows: ``tests.access.expected``."""

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
    "API": """
GET  cases-api-list                             200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 401
POST cases-api-list                             405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  complaints-api-list                        403 403 403 403 403 403 403 403 200 200 200 200 403 403 403 401
POST complaints-api-list                        400 400 400 400 400 400 400 403 400 400 400 400 403 403 403 401
GET  desks-api-deadlines                        200 200 200 200 200 200 200 403 200 200 200 200 403 403 403 401
POST desks-api-deadlines                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  domains-api-parts                          200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 401
POST domains-api-parts                          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  partners-api:me                            200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 401
POST partners-api:me                            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  partners-api:domains                       200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 401
POST partners-api:domains                       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  partners-api:organisations                 200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 401
POST partners-api:organisations                 405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  cases-api-detail                           200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 401
POST cases-api-detail                           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  domains-api-responsibilities               200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 401
POST domains-api-responsibilities               400 403 403 400 403 404 404 403 404 404 404 404 404 404 403 401
GET  domains-api-changes                        400 400 400 400 400 404 404 403 404 404 404 404 404 404 403 401
POST domains-api-changes                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  assessments-api-assessment                 200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 401
POST assessments-api-assessment                 405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  assessments-api-section medication         200 200 200 200 404 404 404 403 404 404 404 404 404 404 403 401
POST assessments-api-section medication         405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  assessments-api-section home               200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 401
POST assessments-api-section home               405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  complaints-api-detail                      404 404 403 404 404 404 404 403 200 200 200 200 404 404 403 401
POST complaints-api-detail                      405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
GET  domains-api-accept held                    405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
POST domains-api-accept held                    403 403 403 403 403 404 404 403 404 404 404 404 404 404 403 401
GET  domains-api-accept offered                 405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
POST domains-api-accept offered                 403 403 403 403 403 400 404 403 404 404 404 404 404 404 403 401
GET  domains-api-accept another's               405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
POST domains-api-accept another's               403 403 403 403 403 404 404 403 404 404 404 404 404 404 403 401
GET  domains-api-decline held                   405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
POST domains-api-decline held                   403 403 403 403 403 404 404 403 404 404 404 404 404 404 403 401
GET  domains-api-decline offered                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
POST domains-api-decline offered                403 403 403 403 403 400 404 403 404 404 404 404 404 404 403 401
GET  domains-api-decline another's              405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 401
POST domains-api-decline another's              403 403 403 403 403 404 404 403 404 404 404 404 404 404 403 401
GET  domains-api-entries held                   200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 401
POST domains-api-entries held                   403 403 403 403 400 404 404 403 404 404 404 404 404 404 403 401
GET  domains-api-entries offered                200 200 200 200 403 403 404 403 404 404 404 404 404 404 403 401
POST domains-api-entries offered                403 403 403 403 403 403 404 403 404 404 404 404 404 404 403 401
GET  domains-api-entries another's              200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 401
POST domains-api-entries another's              400 400 403 400 403 404 404 403 404 404 404 404 404 404 403 401
""",
}
