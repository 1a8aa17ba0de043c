"""The one authentication backend that answers for objects. It stands first in AUTHENTICATION_BACKENDS.

It never signs anybody in (it has no ``get_user``, so a session is never opened on it). For an object of our rooms it says
True, or raises ``PermissionDenied`` so that no later backend can say yes. Superusers get no shortcut:
``Worker.has_perm`` asks here for every object.
"""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from access import policies
from access.roles import Permission


class PolicyBackend:
    def authenticate(self, request, **credentials):
        return None

    def has_perm(self, worker, permission, obj=None):
        if obj is None:
            return False
        try:
            permission = Permission(permission)
        except ValueError:
            raise PermissionDenied(f"{permission} is not a permission of Accord") from None
        decision = policies.may(worker, permission, obj, at=timezone.now())
        if not decision:
            raise PermissionDenied(decision.message)
        return True

    def has_module_perms(self, worker, app_label):
        return False

    def get_all_permissions(self, worker, obj=None):
        return set()
