"""The best hand-written SQL for each answer: what no framework can beat. Sent unprepared, as Django sends its own.

Each floor gives the same answer as the path it stands beside, access decided in it too; ``paths`` compares the two.
"""

from django.db import connection

#: Access to a record in one organisation: an agreement with its holder, no bar, and consent where it is asked for.
ACCESS = """
    c.merged_into_id IS NULL
    AND (c.lead_organisation_id = %(organisation)s OR c.lead_organisation_id IN (
        SELECT other_id FROM agreements_inforce WHERE organisation_id = %(organisation)s AND recorded_at <= %(at)s
        AND effective_from <= %(at)s AND (effective_until IS NULL OR effective_until > %(at)s)))
    AND NOT EXISTS (SELECT 1 FROM cases_bar b WHERE b.worker_id = %(worker)s AND b.case_id = c.id
        AND b.effective_from <= %(at)s AND (b.effective_until IS NULL OR b.effective_until > %(at)s))
"""
CONSENT = """
    AND EXISTS (SELECT 1 FROM cases_consent k WHERE k.person_id = c.person_id AND k.organisation_id = %(organisation)s
        AND k.ended_at IS NULL AND k.purpose = 'direct_care' AND k.recorded_at <= %(at)s AND k.effective_from <= %(at)s
        AND (k.effective_until IS NULL OR k.effective_until > %(at)s) AND k.status IN ('given', 'best_interests')
        AND k.scope IN ('read', 'write') AND (k.domain_id IS NULL OR EXISTS (SELECT 1 FROM cases_involvementbasis v
            WHERE v.case_id = c.id AND v.organisation_id = %(organisation)s AND v.domain_id = k.domain_id)))
"""
STANDING = """
SELECT m.organisation_id, o.sector, o.status, o.sight, m.team_id, m.role, w.id
FROM partners_membership m JOIN partners_organisation o ON o.id = m.organisation_id
JOIN partners_team w ON w.organisation_id = o.id AND w.is_whole
WHERE m.worker_id = %(worker)s AND m.recorded_at <= %(at)s AND m.effective_from <= %(at)s
AND (m.effective_until IS NULL OR m.effective_until > %(at)s)
"""
CASELOAD = """
WITH page AS (
    SELECT due, id FROM (
        SELECT * FROM (SELECT i.next_due AS due, i.case_id AS id FROM cases_involvement i JOIN cases_case c ON c.id = i.case_id
            WHERE i.team_id = %(team)s AND i.is_open AND NOT i.restricted AND {access}
            ORDER BY i.next_due, i.case_id LIMIT %(size)s) AS involved
        UNION SELECT * FROM (SELECT c.next_due, c.id FROM cases_case c
            WHERE c.coordinator_id = %(worker)s AND c.coordinator_organisation_id = %(organisation)s AND c.is_open AND {access}
            ORDER BY c.next_due, c.id LIMIT %(size)s) AS coordinated
        UNION SELECT * FROM (SELECT c.next_due, c.id FROM cases_casegrant g JOIN cases_case c ON c.id = g.content_object_id
            WHERE g.user_id = %(worker)s AND g.organisation_id = %(organisation)s AND c.is_open
            AND (g.expires_at IS NULL OR g.expires_at > %(at)s) AND {access}
            ORDER BY c.next_due, c.id LIMIT %(size)s) AS granted
    ) AS ways ORDER BY due, id LIMIT %(size)s)
SELECT page.due, page.id, p.given_name, p.family_name, p.preferred_name, c.status, w.name, o.short_name,
    (SELECT version FROM assessments_assessment a WHERE a.case_id = c.id AND a.state = 'draft' LIMIT 1),
    (SELECT version FROM assessments_assessment a WHERE a.case_id = c.id AND a.state = 'signed' ORDER BY version DESC LIMIT 1),
    (SELECT signed_at FROM assessments_assessment a WHERE a.case_id = c.id AND a.state = 'signed' ORDER BY version DESC LIMIT 1),
    (SELECT scheduled_for FROM assessments_review r WHERE r.case_id = c.id AND r.held_on IS NULL AND r.called_off_at IS NULL
     LIMIT 1)
FROM page JOIN cases_case c ON c.id = page.id JOIN cases_person p ON p.id = c.person_id
LEFT JOIN partners_worker w ON w.id = c.coordinator_id
LEFT JOIN partners_organisation o ON o.id = c.coordinator_organisation_id ORDER BY page.due, page.id
"""
PARTS = """
SELECT r.case_id, r.id, d.name, t.id, t.state, t.share, o.short_name, t.proposed_at
FROM domains_responsibility r JOIN partners_domain d ON d.id = r.domain_id
LEFT JOIN domains_part t ON t.responsibility_id = r.id AND t.state IN ('proposed', 'accepted')
LEFT JOIN partners_organisation o ON o.id = t.organisation_id
WHERE r.case_id IN ({keys}) AND r.effective_until IS NULL ORDER BY r.case_id, d.position, t.id
"""
MY_DOMAINS = """
WITH page AS (
    SELECT due, id FROM (
        SELECT * FROM (SELECT t.due_at AS due, t.id AS id FROM domains_part t JOIN cases_case c ON c.id = t.case_id
            WHERE t.organisation_id = %(organisation)s AND t.state = 'accepted' AND c.is_open AND NOT c.restricted AND {access}
            ORDER BY t.due_at, t.id LIMIT %(size)s) AS held
        UNION ALL SELECT * FROM (SELECT t.due_at, t.id FROM domains_part t JOIN cases_case c ON c.id = t.case_id
            WHERE t.organisation_id = %(organisation)s AND t.state = 'proposed' AND c.is_open
            AND NOT EXISTS (SELECT 1 FROM cases_bar b WHERE b.worker_id = %(worker)s AND b.case_id = c.id
                AND b.effective_from <= %(at)s AND (b.effective_until IS NULL OR b.effective_until > %(at)s))
            ORDER BY t.due_at, t.id LIMIT %(size)s) AS asked
    ) AS both_states ORDER BY due, id LIMIT %(size)s)
SELECT page.due, page.id, t.state, t.share, t.words, p.given_name, p.family_name, p.preferred_name, d.name, o.name, w.name
FROM page JOIN domains_part t ON t.id = page.id JOIN cases_case c ON c.id = t.case_id JOIN cases_person p ON p.id = c.person_id
JOIN partners_domain d ON d.id = t.domain_id JOIN partners_organisation o ON o.id = t.organisation_id
LEFT JOIN partners_worker w ON w.id = t.proposed_by_id ORDER BY page.due, page.id
"""
CAN_VIEW = """
SELECT EXISTS (SELECT 1 FROM cases_involvement i JOIN cases_case c ON c.id = i.case_id
    WHERE i.case_id = %(case)s AND i.team_id = %(team)s AND NOT i.restricted AND {access})
OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = %(case)s AND c.coordinator_id = %(worker)s
    AND c.coordinator_organisation_id = %(organisation)s AND {access})
OR EXISTS (SELECT 1 FROM cases_casegrant g JOIN cases_case c ON c.id = g.content_object_id WHERE g.user_id = %(worker)s
    AND g.content_object_id = %(case)s AND (g.expires_at IS NULL OR g.expires_at > %(at)s) AND {access})
"""
WRITE_FLAGS = """
SELECT t.id FROM domains_part t JOIN cases_case c ON c.id = t.case_id
WHERE t.case_id = %(case)s AND t.organisation_id = %(organisation)s AND t.state = 'accepted'
AND t.share IN ('lead', 'joint', 'contributor') AND {access} ORDER BY t.id
"""
REVIEWS = """
SELECT d.owner_team_id, t.name, o.short_name, count(d.due_at) FILTER (WHERE d.due_at < %(at)s),
    count(d.due_at) FILTER (WHERE d.due_at >= %(at)s)
FROM notifications_deadline d JOIN partners_team t ON t.id = d.owner_team_id
JOIN partners_organisation o ON o.id = d.owner_organisation_id
WHERE d.is_live AND d.owner_organisation_id = %(organisation)s AND d.kind IN ('review.cpa', 'review.care_act')
AND d.due_at < %(soon)s GROUP BY 1, 2, 3
"""
REVIEWS_PEOPLE = """
SELECT team_id, count(case_id) FROM cases_involvement WHERE team_id IN ({keys}) AND is_open AND NOT restricted GROUP BY team_id
"""
REVIEWS_LIST = """
SELECT d.due_at, d.id, d.case_id, d.kind, p.given_name, p.family_name, p.preferred_name, w.name FROM notifications_deadline d
JOIN cases_case c ON c.id = d.case_id JOIN cases_person p ON p.id = c.person_id
LEFT JOIN partners_worker w ON w.id = c.coordinator_id
WHERE d.is_live AND d.owner_organisation_id = %(organisation)s AND d.kind IN ('review.cpa', 'review.care_act')
AND d.due_at < %(at)s ORDER BY d.due_at, d.id LIMIT %(size)s
"""


REVIEWS_PARTNERS = (
    "SELECT id, name, short_name FROM partners_organisation WHERE id = %(organisation)s AND status <> 'left'"
)
REVIEWS_UNALLOCATED = """
SELECT count(*) FROM (SELECT 1 FROM cases_case WHERE is_open AND coordinator_id IS NULL AND merged_into_id IS NULL
    AND coordinator_organisation_id = %(organisation)s LIMIT 1001) AS counted
"""
REVIEWS_UNANSWERED = """
SELECT t.proposed_at FROM domains_part t JOIN cases_case c ON c.id = t.case_id
WHERE t.state = 'proposed' AND c.coordinator_organisation_id = %(organisation)s LIMIT 1001
"""
REVIEWS_PLANNED = """
SELECT case_id, scheduled_for, called_off_at, called_off_because FROM assessments_review
WHERE case_id IN ({keys}) AND held_on IS NULL ORDER BY called_off_at
"""
REVIEWS_ESCALATED = """
SELECT subject_id, max(raised_at) FROM notifications_notice
WHERE is_escalation AND subject_kind = 'case' AND subject_id IN ({keys}) GROUP BY subject_id
"""
REVIEWS_OPENS = """
SELECT i.case_id FROM cases_involvement i JOIN cases_case c ON c.id = i.case_id
    WHERE i.case_id IN ({keys}) AND i.team_id = %(team)s AND NOT i.restricted AND {access}
UNION SELECT c.id FROM cases_case c WHERE c.id IN ({keys}) AND c.coordinator_id = %(worker)s
    AND c.coordinator_organisation_id = %(organisation)s AND {access}
UNION SELECT c.id FROM cases_casegrant g JOIN cases_case c ON c.id = g.content_object_id WHERE g.user_id = %(worker)s
    AND c.id IN ({keys}) AND (g.expires_at IS NULL OR g.expires_at > %(at)s) AND {access}
"""


def run(sql, facts, *, statutory=True, keys=None):
    """Run one floor and fetch all of it."""
    access = ACCESS if statutory else ACCESS + CONSENT
    # Asked row by row, until the page is full: as plain conditions the planner joins whole tables first.
    sql = sql.replace("{access}", f"CASE WHEN {access} THEN true ELSE false END")
    if keys is not None:
        sql = sql.replace("{keys}", ", ".join(str(int(key)) for key in keys) or "NULL")
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchall()
