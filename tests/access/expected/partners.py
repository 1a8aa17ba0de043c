"""Partners, people, agreements and notices. Columns: see the head of each table; rows: ``tests.access.expected``."""

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
    "Partners": """
GET  partners:directory                         200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
GET  partners:catalogue                         200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST partners:directory                         405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST partners:catalogue                         405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  partners:add_partner                       403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:add_partner                       403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:administration                    403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:administration                    405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  partners:partnership                       403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:partnership                       403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:people                            403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:people                            403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:join                              403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:join                              403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:staff_codes                       403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:staff_codes                       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  partners:me                                200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST partners:me                                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  partners:new_token                         200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST partners:new_token                         200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
GET  agreements:agreements                      403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:agreements                      405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  agreements:make                            403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:make                            403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  agreements:services                        403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:services                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  agreements:add_service                     403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:add_service                     403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:partner                           200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST partners:partner                           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  partners:add_team                          403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:add_team                          403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:suspend                           403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  merging:successor                          403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:suspend                           403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST merging:successor                          403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:restore                           403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:restore                           403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:worker                            403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:worker                            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  partners:change_worker                     403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:change_worker                     403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:give_role                         403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:give_role                         403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:close_account                     403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:close_account                     403 403 403 403 403 403 403 403 403 403 403 403 302 403 403 302
GET  partners:reopen_account                    405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST partners:reopen_account                    403 403 403 403 403 403 403 403 403 403 403 403 302 403 403 302
GET  partners:end_role                          403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:end_role                          403 403 403 403 403 403 403 403 403 403 403 403 302 403 403 302
GET  partners:claim                             403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST partners:claim                             403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  partners:release                           405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST partners:release                           403 403 403 403 403 403 403 403 403 403 403 403 302 403 403 302
GET  partners:revoke_token                      200 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
POST partners:revoke_token                      302 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
GET  agreements:agreement                       403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:agreement                       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  agreements:confirm                         403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:confirm                         403 403 403 403 403 403 403 403 403 403 403 403 302 403 403 302
GET  agreements:suspend                         403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  agreements:renew                           403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:suspend                         403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:renew                           403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  agreements:resume                          403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:resume                          403 403 403 403 403 403 403 403 403 403 403 403 302 403 403 302
GET  agreements:end                             403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST agreements:end                             403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
GET  agreements:open_or_close                   405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST agreements:open_or_close                   403 403 403 403 403 403 403 403 403 403 403 403 302 403 403 302
""",
    "Notices": """
GET  notifications:inbox                        200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST notifications:inbox                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  notifications:read-all                     405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST notifications:read-all                     302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
GET  notifications:failures                     403 403 403 403 403 403 403 403 403 403 403 403 200 403 403 302
POST notifications:failures                     405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  notifications:retry                        405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
POST notifications:retry                        403 403 403 403 403 403 403 403 403 403 403 403 302 403 403 302
GET  notifications:open the coordinator's       302 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
POST notifications:open the coordinator's       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  notifications:open of the offer            404 404 404 404 404 302 404 403 404 404 404 404 404 404 403 302
POST notifications:open of the offer            405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
""",
}
