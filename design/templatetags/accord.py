"""Tags and filters for pages: components of the design system, form fields, and dates in words."""

from django import template

from design import bound, components, words

register = template.Library()


@register.simple_tag
def nhsuk(component, params=None, /, **more):
    """Render a component: {% nhsuk "tag" text="Restricted" %} or {% nhsuk "summary-list" params %}. a__b=1 means {"a": {"b": 1}}."""
    return components.render(component, {**(params or {}), **components.nested(more)})


@register.simple_tag
def nhsuk_field(field, **more):
    """Render a form field with its label, hint, error and what was typed."""
    component, params = bound.parameters(field)
    return components.render(component, _merged(params, components.nested(more)))


@register.inclusion_tag("design/parts/error_summary.html")
def nhsuk_error_summary(*forms):
    """List every error of the forms, each linked to its field. Renders nothing when there is none."""
    errors = [error for form in forms if form is not None for error in bound.errors(form)]
    return {"params": {"titleText": "There is a problem", "errorList": errors}, "errors": errors}


def _merged(first, second):
    for key, value in second.items():
        if isinstance(value, dict) and isinstance(first.get(key), dict):
            first[key] = _merged(first[key], value)
        else:
            first[key] = value
    return first


@register.filter
def long_date(value, now=None):
    """12 March, with the year where it is another one than now's. Without now, always with the year."""
    return words.long_date(value, now)


@register.filter
def distance(value, now):
    """In 16 weeks, tomorrow, 9 days ago."""
    return words.distance(value, now)


@register.filter
def overdue(value, now):
    """9 days overdue for what is past, otherwise in 16 weeks."""
    return words.distance(value, now, past="overdue")


@register.filter
def when(value, now):
    """12 March, in 16 weeks."""
    return words.when(value, now)


@register.filter
def clock_time(value):
    """2:10pm, in the time of the United Kingdom."""
    return words.clock_time(value)


@register.filter
def moment(value, now=None):
    """12 March at 2:10pm."""
    return words.moment(value, now)
