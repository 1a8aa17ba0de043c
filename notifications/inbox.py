"""What a worker does with their own notices."""

from notifications.queries import own


def mark_read(*, notice, by, at):
    """The worker has opened it. Another's notice is never touched; opening it twice keeps the first moment."""
    return own(by).filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(*, by, at):
    """The worker has seen everything raised until now. Returns how many there were."""
    return own(by).filter(read_at=None, raised_at__lte=at).update(read_at=at)
