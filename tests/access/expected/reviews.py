"""Reviews in full, calendars, leaving hospital. Columns: see the head of each table; rows: ``tests.access.expected``."""

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
    "Reviews": """
GET  assessments:calendar                       200 200 200 200 200 200 200 403 403 403 403 403 403 403 403 302
POST assessments:calendar                       200 200 200 200 200 200 200 403 403 403 403 403 403 403 403 302
GET  assessments:feed                           200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 200
POST assessments:feed                           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 405
GET  assessments:ask-review                     200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:ask-review                     200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:begin-duty                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:begin-duty                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:discharges                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:discharges                     405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:record-discharge               200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:record-discharge               200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:refuse-review                  200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:refuse-review                  200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:end-duty                       200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:end-duty                       200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:meeting planned                200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:meeting planned                200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:review-calendar planned        200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:review-calendar planned        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:attendance meeting             404 403 403 404 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:attendance meeting             404 403 403 404 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:check-review meeting           404 403 403 404 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:check-review meeting           404 403 403 404 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:attendance held                200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:attendance held                200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:check-review held              200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:check-review held              200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:meeting held                   200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:meeting held                   200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:follow-up-contact              200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:follow-up-contact              200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:set-aside-discharge            200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:set-aside-discharge            200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
""",
}
