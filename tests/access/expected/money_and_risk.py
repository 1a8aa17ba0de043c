"""Aftercare, what is charged, and risks. Columns: see the head of the table; rows: ``tests.access.expected``."""

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
    "Money and risk": """
GET  assessments:aftercare                      200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:aftercare                      405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:begin-aftercare                200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:begin-aftercare                200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:budget                         200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:budget                         403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:sign-aftercare                 200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:sign-aftercare                 200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:withdraw-aftercare             403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:withdraw-aftercare             403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:aftercare-service              200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:aftercare-service              200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:charge                         200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:charge                         403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:risks                          200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:risks                          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:write-risk                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:write-risk                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:change-risk                    200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:change-risk                    200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:close-risk                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:close-risk                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
""",
}
