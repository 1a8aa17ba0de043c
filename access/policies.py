"""One dispatcher for every object-level question. Rooms register their own policy when the app starts."""

from access.decisions import Refused, allow, deny
from access.roles import Permission

_policies = {}


def register(model, may):
    """Let ``may(worker, permission, obj, *, at) -> Decision`` answer for objects of ``model``. Once per model."""
    if _policies.get(model, may) is not may:
        raise LookupError(f"{model.__name__} has a policy already")
    _policies[model] = may


def registered():
    return dict(_policies)


def may(worker, permission, obj, *, at):
    """Decide. Proxies are answered as their concrete model; an object of an unregistered model is refused."""
    permission = Permission(permission)
    if not getattr(worker, "is_authenticated", False) or not worker.is_active:
        return deny("inactive_worker")
    answer = _policies.get(type(obj)._meta.concrete_model)
    if answer is None:
        return deny("unknown_action")
    return answer(worker, permission, obj, at=at)


def require(worker, permission, obj, *, at):
    """Return quietly, or raise :class:`Refused` with the reason."""
    decision = may(worker, permission, obj, at=at)
    if not decision:
        raise Refused(decision)
    return decision


__all__ = ["allow", "deny", "may", "register", "registered", "require"]
