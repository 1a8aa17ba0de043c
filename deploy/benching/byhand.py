"""Creating a case with its domains by hand-written SQL: one statement a table, nothing asked, everything written."""

from django.db import connection

from cases.models import NO_DATE


def _many(cursor, table, columns, rows):
    """One INSERT of several rows; returns their keys."""
    places = ", ".join("(" + ", ".join(["%s"] * len(columns)) + ")" for _ in rows)
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {places} RETURNING id",  # noqa: S608
        [value for row in rows for value in row],
    )
    return [key for (key,) in cursor.fetchall()]


def create_case(one, requests, *, at):
    """Person, case, status, coordination, responsibilities, parts, events, basis, involvement, deadlines, notices, outbox, audit."""
    organisation, team, worker = one.organisation_id, one.whole_team_id, one.worker_id
    with connection.cursor() as cursor:
        person = _many(
            cursor, "cases_person",
            ["given_name", "family_name", "preferred_name", "gender", "postcode", "address", "telephone", "email",
             "communication_needs", "what_matters", "search_key", "created_at"],
            [["Bench", "Mark", "", "unknown", "", "", "", "", "", "", "bench mark", at]],
        )[0]  # fmt: skip
        case = _many(
            cursor, "cases_case",
            ["person_id", "lead_organisation_id", "framework", "status", "is_open", "restricted", "coordinator_id",
             "coordinator_organisation_id", "coordinator_team_id", "opened_at", "next_due", "section_117", "created_at"],
            [[person, organisation, "cpa-2008", "open", True, False, worker, organisation, team, at, NO_DATE, "none", at]],
        )[0]  # fmt: skip
        _many(
            cursor, "cases_casestatus", ["case_id", "status", "at", "by_id", "reason"], [[case, "open", at, worker, ""]]
        )
        coordination = _many(
            cursor, "cases_coordination",
            ["case_id", "organisation_id", "team_id", "worker_id", "staff_code", "effective_from", "recorded_at"],
            [[case, organisation, team, worker, "", at, at]],
        )[0]  # fmt: skip
        cursor.execute(
            "SELECT organisation_id, id FROM partners_team WHERE is_whole AND organisation_id = ANY(%s)",
            [[r.organisation.pk for r in requests]],
        )
        whole = dict(cursor.fetchall())
        responsibilities = _many(
            cursor, "domains_responsibility",
            ["case_id", "domain_id", "mode", "accountable_id", "effective_from", "recorded_at", "recorded_by_id"],
            [[case, r.domain.pk, r.domain.default_mode, organisation, at, at, worker] for r in requests],
        )  # fmt: skip
        parts = _many(
            cursor, "domains_part",
            ["responsibility_id", "case_id", "domain_id", "organisation_id", "team_id", "share", "state", "words",
             "proposed_by_id", "proposed_at", "end_reason", "due_at", "goal_state"],
            [
                [key, case, r.domain.pk, r.organisation.pk, whole[r.organisation.pk], "lead", "proposed", "", worker, at, "",
                 NO_DATE, ""]
                for key, r in zip(responsibilities, requests, strict=True)
            ],
        )  # fmt: skip
        _many(cursor, "domains_partevent", ["part_id", "state", "at", "by_id", "reason"],
              [[part, "proposed", at, worker, ""] for part in parts])  # fmt: skip
        _many(
            cursor, "cases_involvementbasis",
            ["case_id", "organisation_id", "team_id", "domain_id", "kind", "reference", "recorded_at"],
            [[case, organisation, team, requests[0].domain.pk, "coordination", coordination, at]],
        )  # fmt: skip
        _many(
            cursor, "cases_involvement", ["case_id", "organisation_id", "team_id", "next_due", "is_open", "restricted"],
            [[case, organisation, team, NO_DATE, True, False]],
        )  # fmt: skip
        _many(
            cursor, "notifications_deadline",
            ["kind", "subject_kind", "subject_id", "case_id", "version", "due_at", "owner_organisation_id", "owner_team_id",
             "set_at", "set_by_rule", "is_live"],
            [
                ["part.answer", "part", part, case, 1, at, r.organisation.pk, whole[r.organisation.pk], at, "by hand", True]
                for part, r in zip(parts, requests, strict=True)
            ],
        )  # fmt: skip
        cursor.execute(
            """WITH told AS (
                INSERT INTO notifications_notice (cause, stage, recipient_key, kind, subject_kind, subject_id, case_id,
                    worker_id, organisation_id, is_escalation, raised_at)
                SELECT 'byhand:' || %(part)s, '', 'worker:' || m.worker_id, 'part.proposed', 'part', %(part)s, %(case)s,
                    m.worker_id, min(m.organisation_id), false, %(at)s
                FROM partners_membership m WHERE m.team_id = ANY(%(teams)s) AND m.effective_until IS NULL
                AND m.role IN ('coordinator', 'practitioner', 'domain_worker', 'team_manager')
                GROUP BY m.worker_id RETURNING id)
            INSERT INTO notifications_outbox (notice_id, channel, state, attempts, next_attempt_at, because)
            SELECT id, 'email', 'waiting', 0, %(at)s, '' FROM told""",
            {"part": parts[0], "case": case, "at": at, "teams": sorted(set(whole.values()))},
        )
        _many(
            cursor, "audit_entry",
            ["at", "action", "is_read", "worker_id", "organisation_id", "target_kind", "target_id", "case_id", "person_id",
             "detail", "request_id"],
            [[at, "part.proposed", False, worker, organisation, "part", part, case, person, "{}", ""] for part in [case, *parts]],
        )  # fmt: skip
