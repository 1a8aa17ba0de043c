"""What the pages of this room share: putting a service's refusal at its field."""

from django.core.exceptions import ValidationError


def done(form, act):
    """Run a service: its answer, or None when it put its refusal on the form, at the field it is about."""
    try:
        return act()
    except ValidationError as error:
        for name, errors in getattr(error, "error_dict", {None: [error]}).items():
            form.add_error(name if name in form.fields else None, errors)
        return None
