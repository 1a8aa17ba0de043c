"""Complaints. Columns: see the head of each table; rows: ``tests.access.expected``."""

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
    "Complaints": """
GET  complaints:list                            200 200 200 200 200 200 200 403 200 200 200 200 403 403 403 302
POST complaints:list                            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  complaints:take                            200 200 200 200 200 200 200 403 200 200 200 200 403 403 403 302
POST complaints:take                            200 200 200 200 200 200 200 403 200 200 200 200 403 403 403 302
GET  complaints:taken                           404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST complaints:taken                           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  complaints:complaint                       404 404 403 404 404 404 404 403 200 200 200 200 404 404 403 302
POST complaints:complaint                       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  complaints:acknowledge                     404 404 403 404 404 404 404 403 403 200 200 200 404 404 403 302
POST complaints:acknowledge                     404 404 403 404 404 404 404 403 403 200 200 200 404 404 403 302
GET  complaints:date                            404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
POST complaints:date                            404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
GET  complaints:longer                          404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
POST complaints:longer                          404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
GET  complaints:late                            404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
POST complaints:late                            404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
GET  complaints:sharing                         404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
POST complaints:sharing                         404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
GET  complaints:lead                            404 404 403 404 404 404 404 403 403 200 200 200 404 404 403 302
POST complaints:lead                            404 404 403 404 404 404 404 403 403 200 200 200 404 404 403 302
GET  complaints:decide_late                     404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
POST complaints:decide_late                     404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
GET  complaints:exclude                         404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
POST complaints:exclude                         404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
GET  complaints:pass                            404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
POST complaints:pass                            404 404 403 404 404 404 404 403 403 403 200 403 404 404 403 302
GET  complaints:note                            404 404 403 404 404 404 404 403 403 200 200 200 404 404 403 302
POST complaints:note                            404 404 403 404 404 404 404 403 403 200 200 200 404 404 403 302
GET  complaints:responsible                     404 404 403 404 404 404 404 403 403 200 200 404 404 404 403 302
POST complaints:responsible                     404 404 403 404 404 404 404 403 403 200 200 404 404 404 403 302
GET  complaints:answer                          404 404 403 404 404 404 404 403 403 200 403 404 404 404 403 302
POST complaints:answer                          404 404 403 404 404 404 404 403 403 200 403 404 404 404 403 302
""",
}
