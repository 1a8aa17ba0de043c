"""A person's record: desks, case, assessment, parts, extracts. Columns: see the head of each table; rows: ``tests.access.expected``."""

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
    "Desks": """
GET  desks:front                                302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
POST desks:front                                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:caseload                             200 200 200 200 403 403 403 403 403 403 403 403 403 403 403 302
POST desks:caseload                             302 302 302 302 403 403 403 403 403 403 403 403 403 403 403 302
GET  desks:my_domains                           200 200 200 200 200 200 200 403 403 403 403 403 403 403 403 302
POST desks:my_domains                           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:past_work                            200 200 200 200 200 200 200 403 403 403 403 403 403 403 403 302
POST desks:past_work                            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:reviews                              403 403 403 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:reviews                              405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:strain                               403 403 403 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:strain                               405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:openings                             403 403 403 403 403 403 403 403 403 403 403 403 403 200 403 302
POST desks:openings                             403 403 403 403 403 403 403 403 403 403 403 403 403 200 403 302
GET  desks:radar                                200 403 200 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:radar                                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:radar-list silent                    200 403 200 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:radar-list silent                    405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:radar-list unanswered                200 403 200 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:radar-list unanswered                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:map                                  200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST desks:map                                  405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:who_may                              200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST desks:who_may                              405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:who_may_file                         200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST desks:who_may_file                         405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:search                               200 200 200 200 200 200 200 403 403 403 403 403 403 403 403 302
POST desks:search                               200 200 200 200 200 200 200 403 403 403 403 403 403 403 403 302
GET  desks:review_list overdue                  403 403 403 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:review_list overdue                  405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:review_list soon                     403 403 403 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:review_list soon                     405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:review_list unallocated              403 403 403 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:review_list unallocated              405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:review_list unanswered               403 403 403 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:review_list unanswered               405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:review_list not-reviewed             403 403 403 200 403 403 403 403 200 403 403 403 403 403 403 302
POST desks:review_list not-reviewed             405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:results                              200 200 200 200 200 200 200 403 403 403 403 403 403 403 403 302
POST desks:results                              405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:case                                 200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST desks:case                                 405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:timeline                             200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST desks:timeline                             405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:audit                                200 403 200 200 403 404 404 403 404 404 404 404 404 200 403 302
POST desks:audit                                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  desks:audit_printed                        200 403 200 200 403 404 404 403 404 404 404 404 404 200 403 302
POST desks:audit_printed                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
""",
    "Cases": """
GET  cases:refer                                200 200 200 200 403 403 403 403 403 403 403 403 403 403 403 302
POST cases:refer                                200 200 200 200 403 403 403 403 403 403 403 403 403 403 403 302
GET  cases:person                               200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:person                               200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:what-matters                         200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:what-matters                         200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:coordinator                          200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:coordinator                          200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  cases:consent                              200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST cases:consent                              200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:propose                            200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:propose                            200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
""",
    "Assessments": """
GET  assessments:assessment                     200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:assessment                     405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:start                          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST assessments:start                          302 302 302 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:to-confirm                     200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:to-confirm                     302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:coverage                       200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:coverage                       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:needs                          200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:needs                          200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:plan                           200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:plan                           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:add-goal                       200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:add-goal                       200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:reviews                        200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:reviews                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:plan-review                    200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:plan-review                    200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:hold-review                    200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:hold-review                    200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:call-off-review                200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:call-off-review                200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:section medication             200 200 200 200 404 404 404 403 404 404 404 404 404 404 403 302
POST assessments:section medication             302 302 403 302 404 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:section about-me               200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:section about-me               302 302 302 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:section home                   200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST assessments:section home                   302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:change-need                    200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
POST assessments:change-need                    200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:goal                           200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:goal                           200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:add-action                     200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:add-action                     200 403 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:action                         200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
POST assessments:action                         200 200 403 200 404 404 404 403 404 404 404 404 404 404 403 302
""",
    "Parts": """
GET  domains:answer held                        302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
POST domains:answer held                        302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
GET  domains:answer offered                     403 403 403 403 403 200 404 403 404 404 404 404 404 404 403 302
POST domains:answer offered                     403 403 403 403 403 200 404 403 404 404 404 404 404 404 403 302
GET  domains:answer another's                   302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
POST domains:answer another's                   302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
GET  domains:answer past                        302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
POST domains:answer past                        302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
GET  domains:take_back held                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:take_back held                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:take_back offered                  200 403 403 200 403 403 404 403 404 404 404 404 404 404 403 302
POST domains:take_back offered                  200 403 403 200 403 403 404 403 404 404 404 404 404 404 403 302
GET  domains:take_back another's                302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:take_back another's                302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:take_back past                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:take_back past                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:counter   held                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:counter   offered                  302 403 403 302 403 403 404 403 404 404 404 404 404 404 403 302
POST domains:counter   another's                302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:counter   past                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:counter   held                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:counter   offered                  302 403 403 302 403 403 404 403 404 404 404 404 404 404 403 302
GET  domains:counter   another's                302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:counter   past                     302 403 403 302 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:lead held                          302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
POST domains:lead held                          302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
GET  domains:lead offered                       302 302 302 302 302 302 404 403 404 404 404 404 404 404 403 302
POST domains:lead offered                       302 302 302 302 302 302 404 403 404 404 404 404 404 404 403 302
GET  domains:lead another's                     302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
POST domains:lead another's                     302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
GET  domains:lead past                          302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
POST domains:lead past                          302 302 302 302 302 404 404 403 404 404 404 404 404 404 403 302
GET  domains:part held                          200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST domains:part held                          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  domains:part offered                       200 200 200 200 403 302 404 403 404 404 404 404 404 404 403 302
POST domains:part offered                       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  domains:part another's                     200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:part another's                     405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  domains:part past                          200 200 200 200 200 404 404 403 404 404 404 404 404 404 403 302
POST domains:part past                          405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  domains:entry held                         403 403 403 403 200 404 404 403 404 404 404 404 404 404 403 302
POST domains:entry held                         403 403 403 403 200 404 404 403 404 404 404 404 404 404 403 302
GET  domains:entry offered                      403 403 403 403 403 403 404 403 404 404 404 404 404 404 403 302
POST domains:entry offered                      403 403 403 403 403 403 404 403 404 404 404 404 404 404 403 302
GET  domains:entry another's                    200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:entry another's                    200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:entry past                         403 403 403 403 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:entry past                         403 403 403 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:end held                           403 403 403 403 200 404 404 403 404 404 404 404 404 404 403 302
POST domains:end held                           403 403 403 403 200 404 404 403 404 404 404 404 404 404 403 302
GET  domains:end offered                        403 403 403 403 403 403 404 403 404 404 404 404 404 404 403 302
POST domains:end offered                        403 403 403 403 403 403 404 403 404 404 404 404 404 404 403 302
GET  domains:end another's                      200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:end another's                      200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  domains:end past                           403 403 403 403 403 404 404 403 404 404 404 404 404 404 403 302
POST domains:end past                           403 403 403 403 403 404 404 403 404 404 404 404 404 404 403 302
""",
    "Merging": """
GET  merging:conflict                           200 403 200 200 404 404 404 403 404 404 404 404 404 404 403 302
POST merging:conflict                           200 403 200 200 404 404 404 403 404 404 404 404 404 404 403 302
GET  merging:match                              200 403 403 200 404 404 404 403 404 404 404 404 404 404 403 302
POST merging:match                              200 403 403 200 404 404 404 403 404 404 404 404 404 404 403 302
GET  merging:imports                            403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST merging:imports                            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  merging:upload                             403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST merging:upload                             403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  merging:joined                             403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST merging:joined                             405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  merging:run                                403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST merging:run                                403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  merging:rejects                            403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST merging:rejects                            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  merging:undo                               403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST merging:undo                               403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
""",
}
