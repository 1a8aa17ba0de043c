"""The one door to guardian: direct-foreign-key tables for single workers, nothing generic, a closed set of names.

guardian's own backend is left out (decisions.md 2): with it present, proxies and unregistered models leak. Policies
read these tables themselves, with the expiry in the query.
"""

from django.db import models
from guardian.models import UserObjectPermissionBase

#: The only codename that a grant row may carry.
VIEW = "view_case"


class WorkerGrantBase(UserObjectPermissionBase):
    """One worker may open one object until a moment. A projection: its history stands in the room's own rows."""

    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
