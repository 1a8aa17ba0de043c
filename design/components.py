"""The bridge to the design system: its own component templates, rendered from Django templates by one tag.

Pages never copy the markup of a component, so an upgrade of the package is an upgrade of every page.
"""

from functools import lru_cache

from django.template import engines
from django.utils.safestring import mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader


def environment(**options):
    """Make the Jinja environment of the components. Everything is escaped; give text, never html, for what people typed."""
    return Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        autoescape=True,
        undefined=ChainableUndefined,
        auto_reload=bool(options.get("auto_reload")),
    )


@lru_cache(maxsize=64)
def _template(name):
    return engines["jinja2"].env.get_template(f"nhsuk/components/{name}/template.jinja")


def render(name, params):
    """Return the markup of a component. An unknown name raises, so a misspelt component never ships as an empty space."""
    return mark_safe(_template(name).render(params=params))  # noqa: S308 - made by the component, which escapes its values


def nested(pairs):
    """Turn {"label__text": "Name"} into {"label": {"text": "Name"}}, as component parameters are."""
    made = {}
    for key, value in pairs.items():
        *path, last = key.split("__")
        place = made
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return made
