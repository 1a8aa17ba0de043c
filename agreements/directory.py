"""What this room adds to the pages of the partners room: the services in the directory, and the administrator's chores."""

from agreements import queries
from partners.registry import Chore, Offer


def offers(organisation_ids):
    """{organisation id: [Offer]} for the directory."""
    return {
        organisation_id: [
            Offer(
                row.name,
                row.about,
                tuple(domain.name for domain in row.domains.all()),
                row.telephone,
                row.email,
                row.is_open,
            )
            for row in rows
        ]
        for organisation_id, rows in queries.services_of(organisation_ids).items()
    }


def chores(at):
    """Agreements, those to confirm counted, and services."""
    return [
        Chore(
            "Sharing agreements",
            "Which partners share records, since when and until when",
            "agreements:agreements",
            queries.to_confirm(),
        ),
        Chore("Services", "What each partner offers, in which domains", "agreements:services"),
    ]
