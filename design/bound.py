"""From a bound field of a form to the parameters of its component."""

from django import forms

from .fields import DateInputWidget

#: Their first box has the id, by idPrefix: a second element with it would take the label away from the box.
BOXES = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput)


def _classes(field):
    return getattr(field.field, "classes", "")


def _common(bound):
    params = {"name": bound.html_name}
    if not isinstance(bound.field.widget, BOXES):
        params["id"] = bound.auto_id
    if bound.help_text:
        params["hint"] = {"text": str(bound.help_text)}
    if bound.errors:
        params["errorMessage"] = {"text": bound.errors[0]}
    return params


def _label(bound):
    return {"text": str(bound.label), "classes": getattr(bound.field, "label_classes", "")}


def _fieldset(bound):
    classes = getattr(bound.field, "label_classes", "") or "nhsuk-fieldset__legend--s"
    return {
        "legend": {"text": str(bound.label), "classes": classes.replace("nhsuk-label--", "nhsuk-fieldset__legend--")}
    }


def _attributes(bound):
    given = {**bound.field.widget.attrs}
    if bound.field.required and getattr(bound.field, "mark_required", False):
        given["required"] = "required"
    return given


def _items(bound, chosen):
    hints = getattr(bound.field, "hints", {}) or {}
    items = []
    for value, text in bound.field.choices:
        groups = text if isinstance(text, (list, tuple)) else [(value, text)]
        for inner, label in groups:
            if inner in ("", None) and not isinstance(bound.field.widget, forms.Select):
                continue
            item = {"value": str(inner), "text": str(label)}
            if str(inner) in chosen:
                item["checked"] = item["selected"] = True
            if str(inner) in hints:
                item["hint"] = {"text": str(hints[str(inner)])}
            items.append(item)
    return items


def _chosen(bound):
    value = bound.value()
    if value is None:
        return set()
    if isinstance(value, (list, tuple, set)):
        return {str(getattr(item, "pk", item)) for item in value}
    return {str(getattr(value, "pk", value))}


def _date(bound):
    value = bound.field.widget.decompress_any(bound.value())
    wrong = getattr(bound.field, "wrong_parts", lambda errors: set())(bound.errors.as_data() if bound.errors else [])
    items = []
    for part, width, text in zip(("day", "month", "year"), (2, 2, 4), value, strict=True):
        classes = f"nhsuk-input--width-{width}"
        if bound.errors and (not wrong or part in wrong):
            classes += " nhsuk-input--error"
        items.append(
            {
                "name": part,
                "id": f"{bound.auto_id}_{part}",
                "label": part.capitalize(),
                "classes": classes,
                "value": text or "",
                "inputmode": "numeric",
            }
        )
    return "date-input", {
        **_common(bound),
        "name": None,
        "namePrefix": None,
        "fieldset": _fieldset(bound),
        "items": [{**item, "name": f"{bound.html_name}_{item['name']}"} for item in items],
    }


def parameters(bound):
    """Return the component's name and its parameters for a bound field. A widget nobody mapped raises."""
    widget = bound.field.widget
    common = _common(bound)
    if isinstance(widget, DateInputWidget):
        return _date(bound)
    if isinstance(widget, forms.CheckboxSelectMultiple):  # before radios: to Django it is a kind of them
        items = _items(bound, _chosen(bound))
        return "checkboxes", {**common, "idPrefix": bound.auto_id, "fieldset": _fieldset(bound), "items": items}
    if isinstance(widget, forms.RadioSelect):
        items = _items(bound, _chosen(bound))
        return "radios", {
            **common,
            "idPrefix": bound.auto_id,
            "fieldset": _fieldset(bound),
            "items": items,
            "classes": _classes(bound),
        }
    if isinstance(widget, forms.CheckboxInput):
        hint = common.pop("hint", None)
        item = {"value": "on", "text": str(bound.label), "checked": bool(bound.value()), "id": bound.auto_id}
        if hint:
            item["hint"] = hint
        return "checkboxes", {**common, "idPrefix": bound.auto_id, "items": [item]}
    common["label"] = _label(bound)
    common["attributes"] = _attributes(bound)
    if isinstance(widget, forms.Select):
        return "select", {**common, "items": _items(bound, _chosen(bound)), "classes": _classes(bound)}
    value = bound.value()
    common["value"] = "" if value is None else str(bound.field.prepare_value(value))
    common["classes"] = _classes(bound)
    common["autocomplete"] = widget.attrs.get("autocomplete")
    common["attributes"].pop("autocomplete", None)
    if isinstance(widget, forms.Textarea):
        common["rows"] = str(common["attributes"].pop("rows", 5))
        common["attributes"].pop("cols", None)
        limit = getattr(bound.field, "count_characters", False)
        common["attributes"].pop("maxlength", None)
        if limit and bound.field.max_length:
            return "character-count", {**common, "maxlength": bound.field.max_length}
        return "textarea", common
    if isinstance(widget, forms.FileInput):
        common.pop("value")
        return "file-upload", common
    if isinstance(widget, forms.widgets.Input):
        common["type"] = widget.input_type
        if widget.input_type == "password":
            common["value"] = ""
        common["attributes"].pop("maxlength", None)
        if widget.input_type == "number":
            # Numbers are typed as text with a number pad: a spinner changes a value when somebody scrolls.
            common["type"] = "text"
            common["inputmode"] = "numeric"
            for name in ("min", "max", "step"):
                common["attributes"].pop(name, None)
        return "input", common
    raise TypeError(f"No component is mapped for {type(widget).__name__} of the field {bound.name}")


def _target(form, name):
    bound = form[name]
    if isinstance(bound.field.widget, DateInputWidget):
        wrong = bound.field.wrong_parts(bound.errors.as_data())
        part = next((part for part in ("day", "month", "year") if part in wrong), "day")
        return f"#{bound.auto_id}_{part}"
    return f"#{bound.auto_id}"


def errors(form):
    """Return every error of a form as {text, href}, in the order of its fields; those of the whole form first."""
    found = [{"text": message} for message in form.non_field_errors()]
    for name in form.fields:
        if name in form.errors:
            found.extend({"text": message, "href": _target(form, name)} for message in form.errors[name])
    return found
