"""Carers: the NHS sees its own, the council all; a carer’s own record opens to the council alone. Columns: see the head."""

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
    "Carers": """
GET  cases:carers                                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:carers                                     405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  cases:add-carer                                  200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:add-carer                                  200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:carer-step the trust's                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:carer-step the trust's                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:end-carer the trust's                      200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:end-carer the trust's                      200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:carer-record the trust's                   403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:carer-record the trust's                   403 403 302 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:carer-step the council's                   404 404 200 404 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:carer-step the council's                   404 404 200 404 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:end-carer the council's                    404 404 200 404 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:end-carer the council's                    404 404 200 404 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:carer-record the council's                 404 404 200 404 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:carer-record the council's                 404 404 302 404 403 404 404 403 404 404 404 404 404 404 403 302
GET  desks:case of a carer                            404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST desks:case of a carer                            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  cases:carers of a carer                          404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST cases:carers of a carer                          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:assessment of a carer                404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST assessments:assessment of a carer                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:plan of a carer                      404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST assessments:plan of a carer                      405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  cases:consent of a carer                         404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST cases:consent of a carer                         404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:determine of a carer                 404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
POST assessments:determine of a carer                 404 404 200 404 404 404 404 403 404 404 404 404 404 404 403 302
""",
}
