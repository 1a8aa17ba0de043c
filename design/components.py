"""The bridge to the design system: its own component templates, rendered from Django templates by one tag.

Pages never copy the markup of a component, so an upgrade of the package is an upgrade of every page.
"""

import re
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


#: What opens under a chosen answer is opened by the style sheet (``frontend/accord.scss``), with scripts and without. The
#: design system's script would set aria-expanded on the radio itself, which ARIA does not allow there (axe: critical).
_OPENED_BY_SCRIPT = re.compile(r' data-aria-controls="[^"]*"| nhsuk-(?:radios|checkboxes)__conditional--hidden')


@lru_cache(maxsize=64)
def _template(name):
    return engines["jinja2"].env.get_template(f"nhsuk/components/{name}/template.jinja")


def render(name, params):
    """Return the markup of a component. An unknown name raises, so a misspelt component never ships as an empty space."""
    markup = _template(name).render(params=params)
    if name in ("radios", "checkboxes"):
        markup = _OPENED_BY_SCRIPT.sub("", markup)
    return mark_safe(markup)  # noqa: S308 - made by the component, which escapes its values


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
