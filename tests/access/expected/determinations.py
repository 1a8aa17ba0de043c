"""Decisions: every statutory reader sees them, each kind is signed by its own body. Columns: see the head of the table."""

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
    "Determinations": """
GET  assessments:determinations                 200 200 200 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:determinations                 405 405 405 405 405 405 405 403 405 405 405 405 405 405 403 302
GET  assessments:ask-again                      403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:ask-again                      403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:determine care_act_eligibility 403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:determine care_act_eligibility 403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:determine cpa                  200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:determine cpa                  200 200 403 200 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:determine s67_advocacy         403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:determine s67_advocacy         403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:determine refusal              403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:determine refusal              403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
GET  assessments:determine combined             403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
POST assessments:determine combined             403 403 200 403 403 404 404 403 404 404 404 404 404 404 403 302
""",
}
