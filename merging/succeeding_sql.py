"""The statements by which everything live of one organisation goes on with another. For ``merging.succeeding`` only.

Each works on all rows at once and on both databases. Table and column names are those of our own models; every value is a
parameter but the keys of teams, which are whole numbers. The caller holds the locks and has settled what would collide.
"""

from django.db import connection

from cases.transfer_states import LIVE as WAITING
from domains.models import EndReason, State


class _Run:
    def __init__(self, **values):
        self.values = values

    def __call__(self, statement):
        """Run one statement; the number of rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values)
            return max(cursor.rowcount, 0)


def move(*, old, new, teams, due, by, at):
    """Move everything; {what: number}. ``due``: by when the successor answers, where its parts are asked and not held."""
    moment = connection.ops.adapt_datetimefield_value
    run = _Run(
        old=old.pk, new=new.pk, at=moment(at), by=by.pk, due=due and moment(due), left=EndReason.ORGANISATION_LEFT.value,
        ended=State.ENDED.value, held=State.ACCEPTED.value, asked=State.PROPOSED.value,
        became=f"{old.name} became part of {new.name}"[:400], now=f"Now with {new.name}, which {old.name} became part of"[:400],
    )  # fmt: skip
    moved = {"asked": _asked(run, teams), "held": _held(run, teams, asks_again=due is not None)}
    moved["coordinated"] = _coordination(run, teams)
    moved["led"] = run("UPDATE cases_case SET lead_organisation_id = %(new)s WHERE lead_organisation_id = %(old)s")
    moved["accountable"] = run(
        "UPDATE domains_responsibility SET accountable_id = %(new)s WHERE accountable_id = %(old)s AND effective_until IS NULL"
    )
    _waiting(run, teams)
    _sight(run, teams)
    moved["agreed"] = _consent(run, every=due is None)
    moved["deadlines"] = run(
        f"UPDATE notifications_deadline SET owner_organisation_id = %(new)s, owner_team_id = {_team('owner_team_id', teams)}"
        " WHERE owner_organisation_id = %(old)s AND is_live"
    )
    run(
        "UPDATE assessments_reviewclock SET organisation_id = %(new)s WHERE organisation_id = %(old)s AND ended_at IS NULL"
    )
    moved["people"] = _people(run, teams)
    _directory(run, teams)
    return moved


def _team(column, teams):
    """The team of the successor that stands for one of the old organisation."""
    branches = " ".join(f"WHEN {int(one)} THEN {int(other)}" for one, other in teams.items())
    return f"CASE {column} {branches} END"


def _asked(run, teams):
    """What was asked is asked of the successor: the same offer, with a step that says so."""
    run(
        "INSERT INTO domains_partevent (part_id, state, at, by_id, reason)"
        " SELECT id, state, %(at)s, %(by)s, %(now)s FROM domains_part WHERE organisation_id = %(old)s AND state = %(asked)s"
    )
    return run(
        f"UPDATE domains_part SET organisation_id = %(new)s, team_id = {_team('team_id', teams)}"
        " WHERE organisation_id = %(old)s AND state = %(asked)s"
    )


def _held(run, teams, *, asks_again):
    """What was held ends and begins again with the successor, or is asked of it. Written entries stay where they are."""
    over = "o.organisation_id = %(old)s AND o.state = %(ended)s AND o.ended_recorded_at = %(at)s AND o.end_reason = %(left)s"
    fresh = f"n.replaces_id = o.id AND n.organisation_id = %(new)s AND n.proposed_at = %(at)s AND {over}"
    state = "%(asked)s" if asks_again else "%(held)s"
    moments = "NULL, NULL, %(due)s" if asks_again else "%(at)s, %(at)s, o.due_at"
    number = run(
        "UPDATE domains_part SET state = %(ended)s, effective_until = CASE WHEN effective_from > %(at)s THEN effective_from"
        " ELSE %(at)s END, ended_recorded_at = %(at)s, end_reason = %(left)s"
        " WHERE organisation_id = %(old)s AND state = %(held)s"
    )
    run(
        "INSERT INTO domains_part (responsibility_id, case_id, domain_id, share, words, last_entry_at, goal_state,"
        " organisation_id, team_id, worker_id, state, proposed_by_id, proposed_at, answered_at, effective_from, due_at,"
        " end_reason, replaces_id) SELECT o.responsibility_id, o.case_id, o.domain_id, o.share, o.words, o.last_entry_at,"
        f" o.goal_state, %(new)s, {_team('o.team_id', teams)}, o.worker_id, {state}, %(by)s, %(at)s, {moments}, '', o.id"
        f" FROM domains_part o WHERE {over}"
        " AND NOT EXISTS (SELECT 1 FROM domains_part n WHERE n.replaces_id = o.id AND n.organisation_id = %(new)s"
        " AND n.proposed_at = %(at)s)"
    )
    run(
        "INSERT INTO domains_partevent (part_id, state, at, by_id, reason)"
        f" SELECT o.id, %(ended)s, %(at)s, %(by)s, %(became)s FROM domains_part o WHERE {over}"
    )
    run(
        f"INSERT INTO domains_partevent (part_id, state, at, by_id, reason) SELECT n.id, {state}, %(at)s, %(by)s, %(now)s"
        f" FROM domains_part o JOIN domains_part n ON {fresh}"
    )
    successor = f"SELECT n.id FROM domains_part o JOIN domains_part n ON {fresh}"
    if not asks_again:
        run(
            "UPDATE notifications_deadline SET subject_id = ("
            + successor
            + " WHERE o.id = notifications_deadline.subject_id)"
            " WHERE subject_kind = 'part' AND is_live AND owner_organisation_id = %(old)s AND subject_id IN"
            f" (SELECT o.id FROM domains_part o JOIN domains_part n ON {fresh})"
        )
        run(
            "UPDATE domains_part SET replaces_id = (" + successor + " WHERE o.id = domains_part.replaces_id)"
            " WHERE state = %(asked)s AND proposed_at <> %(at)s AND replaces_id IN"
            f" (SELECT o.id FROM domains_part o JOIN domains_part n ON {fresh})"
        )
    else:
        run("DELETE FROM notifications_waiting WHERE deadline_id IN (" + _contacts() + ")")
        run(
            "UPDATE notifications_deadline SET is_live = FALSE, cancelled_at = %(at)s WHERE id IN (" + _contacts() + ")"
        )
    return number


def _contacts():
    """Live deadlines of parts of the old organisation that are over."""
    return (
        "SELECT d.id FROM notifications_deadline d JOIN domains_part o ON o.id = d.subject_id WHERE d.subject_kind = 'part'"
        " AND d.is_live AND d.owner_organisation_id = %(old)s AND o.organisation_id = %(old)s AND o.state = %(ended)s"
    )


def _waiting(run, teams):
    """What waits for an answer waits for the successor's: suggestions, transfers, and safeguarding concerns to be decided."""
    run(
        f"UPDATE domains_counter SET team_id = {_team('team_id', teams)} WHERE answer = '' AND team_id IN"
        " (SELECT id FROM partners_team WHERE organisation_id = %(old)s)"
    )
    states = ", ".join(f"'{state.value}'" for state in WAITING)
    for end in ("to", "from"):
        run(
            f"UPDATE cases_transfer SET {end}_organisation_id = %(new)s, {end}_team_id = {_team(f'{end}_team_id', teams)}"
            f" WHERE {end}_organisation_id = %(old)s AND state IN ({states})"
        )
    run("UPDATE domains_concern SET council_id = %(new)s WHERE council_id = %(old)s AND state IN ('raised', 'enquiry')")


def _coordination(run, teams):
    """Who coordinates stays the same person, for the successor from now on."""
    live = "organisation_id = %(old)s AND effective_until IS NULL"
    run(
        "UPDATE cases_case SET coordinator_organisation_id = %(new)s, coordinator_team_id = "
        + _team("coordinator_team_id", teams)
        + " WHERE coordinator_organisation_id = %(old)s"
    )
    run("CREATE TEMPORARY TABLE succeeded_coordination AS SELECT * FROM cases_coordination WHERE " + live)
    number = run(
        f"UPDATE cases_coordination SET effective_until = CASE WHEN effective_from > %(at)s THEN effective_from ELSE %(at)s"
        f" END WHERE {live}"
    )
    run(
        "INSERT INTO cases_coordination (case_id, organisation_id, team_id, worker_id, staff_code, recorded_by_id,"
        f" effective_from, effective_until, recorded_at) SELECT case_id, %(new)s, {_team('team_id', teams)}, worker_id,"
        " staff_code, %(by)s, CASE WHEN effective_from > %(at)s THEN effective_from ELSE %(at)s END, NULL, %(at)s"
        " FROM succeeded_coordination"
    )
    run("DROP TABLE succeeded_coordination")
    return number


def _sight(run, teams):
    """The reasons of involvement, and from them what lists and access read."""
    run(
        "INSERT INTO cases_involvementbasis (case_id, organisation_id, team_id, domain_id, kind, reference, recorded_at)"
        " SELECT p.case_id, p.organisation_id, p.team_id, p.domain_id, 'part', p.id, %(at)s FROM domains_part p"
        " WHERE p.organisation_id = %(new)s AND p.state = %(held)s AND p.proposed_at = %(at)s"
        " AND p.replaces_id IN (SELECT id FROM domains_part WHERE organisation_id = %(old)s)"
    )
    run(
        "INSERT INTO cases_involvementbasis (case_id, organisation_id, team_id, domain_id, kind, reference, recorded_at)"
        " SELECT c.case_id, c.organisation_id, c.team_id, d.id, 'coordination', c.id, %(at)s FROM cases_coordination c,"
        " partners_domain d WHERE d.code = 'coordination' AND c.organisation_id = %(new)s AND c.effective_until IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM cases_involvementbasis b WHERE b.kind = 'coordination' AND b.reference = c.id)"
    )
    run("DELETE FROM cases_involvementbasis WHERE organisation_id = %(old)s")
    run("DELETE FROM cases_involvement WHERE organisation_id = %(old)s")
    for team in ("b.team_id", "w.id"):
        run(
            "INSERT INTO cases_involvement (case_id, organisation_id, team_id, next_due, is_open, restricted)"
            f" SELECT DISTINCT b.case_id, b.organisation_id, {team}, c.next_due, c.is_open, c.restricted"
            " FROM cases_involvementbasis b JOIN cases_case c ON c.id = b.case_id"
            " JOIN partners_team w ON w.organisation_id = b.organisation_id AND w.is_whole"
            " WHERE b.organisation_id = %(new)s AND b.recorded_at = %(at)s ON CONFLICT DO NOTHING"
        )
    run(
        "INSERT INTO cases_namedaccess (worker_id, organisation_id, case_id, reason, granted_by_id, effective_from,"
        " effective_until, recorded_at) SELECT worker_id, %(new)s, case_id, reason, granted_by_id, %(at)s, effective_until,"
        " %(at)s FROM cases_namedaccess WHERE organisation_id = %(old)s AND effective_from <= %(at)s"
        " AND (effective_until IS NULL OR effective_until > %(at)s)"
    )
    run(
        "UPDATE cases_namedaccess SET effective_until = %(at)s WHERE organisation_id = %(old)s AND effective_from <= %(at)s"
        " AND (effective_until IS NULL OR effective_until > %(at)s)"
    )
    run("UPDATE cases_casegrant SET organisation_id = %(new)s WHERE organisation_id = %(old)s")


def _consent(run, *, every):
    """Answers go on where the person has not answered about the successor itself; a no always does."""
    columns = (
        "person_id, about, domain_id, purpose, scope, status, given_by, authority, authority_note, method, witness, basis,"
        " approved_by, note, recorded_by_id, effective_from, effective_until, recorded_at"
    )
    only = "" if every else " AND o.status IN ('refused', 'withdrawn')"
    return run(
        f"INSERT INTO cases_consent ({columns}, organisation_id) SELECT "
        + ", ".join(f"o.{name.strip()}" for name in columns.split(","))
        + ", %(new)s FROM cases_consent o WHERE o.organisation_id = %(old)s AND o.ended_at IS NULL"
        + only
        + " AND NOT EXISTS (SELECT 1 FROM cases_consent n WHERE n.organisation_id = %(new)s AND n.ended_at IS NULL AND"
        " n.person_id = o.person_id AND n.about = o.about AND n.purpose = o.purpose"
        " AND COALESCE(n.domain_id, 0) = COALESCE(o.domain_id, 0) AND (n.status = 'override') = (o.status = 'override'))"
    )  # fmt: skip


def _people(run, teams):
    """Everybody who works there now works for the successor, in the same role."""
    now = (
        " FROM partners_membership o WHERE o.organisation_id = %(old)s AND o.effective_from <= %(at)s"
        " AND (o.effective_until IS NULL OR o.effective_until > %(at)s)"
    )
    number = run(
        "INSERT INTO partners_membership (worker_id, organisation_id, team_id, role, recorded_by_id, effective_from,"
        f" effective_until, recorded_at) SELECT o.worker_id, %(new)s, {_team('o.team_id', teams)}, o.role, %(by)s, %(at)s,"
        f" o.effective_until, %(at)s{now}"
    )
    run(
        "UPDATE partners_membership SET effective_until = %(at)s WHERE organisation_id = %(old)s AND effective_from <= %(at)s"
        " AND (effective_until IS NULL OR effective_until > %(at)s)"
    )
    run(
        "UPDATE partners_staffcode SET organisation_id = %(new)s WHERE organisation_id = %(old)s AND code NOT IN"
        " (SELECT code FROM partners_staffcode WHERE organisation_id = %(new)s)"
    )
    return number


def _directory(run, teams):
    """What it offered is offered by the successor, unless that offers something of the same name."""
    run(
        f"UPDATE agreements_service SET organisation_id = %(new)s, team_id = {_team('team_id', teams)}"
        " WHERE organisation_id = %(old)s AND name NOT IN"
        " (SELECT name FROM agreements_service WHERE organisation_id = %(new)s)"
    )
