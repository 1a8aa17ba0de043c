"""What anybody may open, and signing in. Columns: see the head of each table; rows: ``tests.access.expected``."""

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
    "Anybody": """
GET  health                                     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST health                                     405 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405
GET  design:help                                200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST design:help                                405 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405
GET  design:records                             200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST design:records                             405 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405
GET  design:accessibility                       200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST design:accessibility                       405 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405
GET  api-schema                                 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST api-schema                                 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405
GET  api-docs                                   200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST api-docs                                   405 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405
""",
    "Accounts": """
GET  account_login                              302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 200
POST account_login                              302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 200
GET  account_logout                             200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 302
POST account_logout                             302 302 302 302 302 302 302 302 302 302 302 302 302 302 302 302
GET  account_signup                             302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
POST account_signup                             302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
GET  account_inactive                           200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST account_inactive                           405 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405
GET  account_reauthenticate                     200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST account_reauthenticate                     200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
GET  account_change_password                    200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST account_change_password                    200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
GET  account_set_password                       302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
POST account_set_password                       302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
GET  account_reset_password                     200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 200
POST account_reset_password                     200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 200
GET  account_reset_password_done                200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 200
POST account_reset_password_done                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 405
GET  account_reset_password_from_key_done       200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 200
POST account_reset_password_from_key_done       405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 405
GET  mfa_index                                  200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 302
POST mfa_index                                  405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  mfa_authenticate                           302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
POST mfa_authenticate                           302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
GET  mfa_reauthenticate                         302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
POST mfa_reauthenticate                         302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
GET  mfa_activate_totp                          302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
POST mfa_activate_totp                          302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
GET  mfa_deactivate_totp                        404 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
POST mfa_deactivate_totp                        404 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
GET  mfa_view_recovery_codes                    404 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
POST mfa_view_recovery_codes                    405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  mfa_generate_recovery_codes                302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
POST mfa_generate_recovery_codes                302 302 302 302 302 302 302 403 302 302 302 302 302 302 403 302
GET  mfa_download_recovery_codes                404 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
POST mfa_download_recovery_codes                404 404 404 404 404 404 404 403 404 404 404 404 404 404 403 302
GET  look-around                                405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 405
POST look-around                                404 404 404 404 404 404 404 403 404 404 404 404 404 404 403 404
GET  account_reset_password_from_key            200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 200
POST account_reset_password_from_key            200 200 200 200 200 200 200 403 200 200 200 200 200 200 403 200
""",
}
