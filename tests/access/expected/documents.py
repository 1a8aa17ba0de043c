"""Documents to print, and copies that were given. Columns: see the head of each table; rows: ``tests.access.expected``."""

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
    "Documents": """
GET  assessments:documents                      200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:documents                      405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:document my-plan               200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:document my-plan               405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:document gp-letter             200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:document gp-letter             405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:document-pdf my-plan           200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:document-pdf my-plan           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:document-pdf gp-letter         200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:document-pdf gp-letter         405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:give-copy my-plan              200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:give-copy my-plan              200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:give-copy gp-letter            200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:give-copy gp-letter            200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:copy-sent-in-error             200 200 200 200 404 404 404 403 404 404 404 404 404 404 403 302
POST assessments:copy-sent-in-error             200 200 200 200 404 404 404 403 404 404 404 404 404 404 403 302
""",
}
