"""How the fields of a form are drawn, and what is wrong in them."""

import re

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

NEEDED_WHEN = {
    "handover_identity": gettext_lazy("needed when handed over in person"),
    "handover_authority": gettext_lazy("needed when somebody else than the applicant collects it"),
    "handover_post_number": gettext_lazy("needed when sent by post"),
}
"""Fields that another one decides about, by name."""


NOTHING_TO_CHOOSE = {
    "assignee": gettext_lazy(
        "Nobody in this division has the role of case officer now. The administrator gives the role."
    ),
}
"""Why a list can be empty, by the name of its field."""
NOBODY_ELSE = gettext_lazy(
    "Nobody else in this division can be given the dossier now. The administrator gives the role of case officer."
)
"""The same, where there are people, and none of them can be chosen."""
_BETWEEN_TAGS = re.compile(rb">\s*\n\s*<")
_BEFORE_AN_END = re.compile(rb"(</(?:div|fieldset|li|option|p|ul)>)\n(?=</(?:div|fieldset|form|li|ol|select|ul)>)")
_AFTER_A_BEGIN = re.compile(rb"(\n<div[^>]*>)\n(?=<)")
_BY_DEFAULT = re.compile(rb'<(input type="text"|button type="submit") ')


def shape_of(bound: forms.BoundField) -> str:
    """Return how a field is laid out: ``hidden``, ``box``, ``choices``, ``select`` or ``text``."""
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "box"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "select" if isinstance(widget, forms.Select) else "text"


def control(bound: forms.BoundField, look: str) -> SafeString:
    """Draw the control of a field with the classes of its look, beside those of its own."""
    own = bound.field.widget.attrs.get("class", "")
    drawn = bound.as_widget(attrs={"class": f"{own} {look}".strip()})
    # What it shows, for whoever has to know what was typed.
    return drawn + bound.as_hidden(only_initial=True) if getattr(bound.form, "shows_kept", False) else drawn


def is_one_of_two(bound: forms.BoundField) -> bool:
    """Say whether this or another field must be filled; the form of an action knows."""
    return bound.name in getattr(bound.form, "either", ())


def needed_when(bound: forms.BoundField) -> str:
    """Return in which case a field must be filled, where that hangs on another field of the same form; else nothing."""
    return str(NEEDED_WHEN.get(bound.name, ""))


def why_empty(bound: forms.BoundField) -> str:
    """Return why there is nothing in a list to choose from; nothing where there is."""
    if any(value for value, _label in getattr(bound.field, "choices", ())):
        return ""
    return str(NOBODY_ELSE if getattr(bound.field, "barred", ()) else NOTHING_TO_CHOOSE.get(bound.name, ""))


def is_optional(bound: forms.BoundField) -> bool:
    """Say whether a field may be left empty and must say so; in a filter everything may, and others say when they may not."""
    is_clear = getattr(bound.form, "is_filter", False) or getattr(bound.field, "is_conditional", False)
    return not bound.field.required and not is_clear


def faults(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return the errors of a form for the summary on top: where to go, which field, what is wrong."""
    found = [{"anchor": "", "label": "", "message": str(message)} for message in form.non_field_errors()]
    return found + [fault for field in form for fault in faults_at(field)]


def faults_at(field: forms.BoundField) -> list[dict[str, str]]:
    """Return the errors of one field, as ``faults`` does; what names the field itself has no label."""
    label = label_of(field).rstrip("?:")
    return [
        {"anchor": anchor_of(field), "label": "" if fault.startswith(f"“{label}”") else label, "message": fault}
        for fault in map(str, field.errors)
    ]


def label_of(field: forms.BoundField) -> str:
    """Return what a field is called away from its place: with its table and row, where it has them."""
    return str(getattr(field, "full_label", field.label))


def anchor_of(field: forms.BoundField) -> str:
    """Return where a link to a field leads: its control, or where there is none of its own, all of it; "" where it is hidden."""
    return "" if field.is_hidden else field.id_for_label or f"div_{field.auto_id}"


def names_a_field(form: forms.BaseForm) -> bool:
    """Say whether something that was typed is to be corrected; else what was sent is refused as a whole."""
    return any(name != NON_FIELD_ERRORS for name in form.errors)


def only_asks(form: forms.BaseForm) -> bool:
    """Say whether nothing is wrong: something is asked once more, and its box says that it is meant."""
    return set(form.errors) == {"meant"}


def condensed(page: bytes) -> bytes:
    """Return HTML in UTF-8 without the indents and empty lines between its tags, and without types that go without saying.

    A line ends where one did, but not just inside a box, where no browser shows it. What somebody has typed holds no sign of
    a tag that is not written otherwise, so that it stays as it is.
    """
    page = _AFTER_A_BEGIN.sub(rb"\1", _BEFORE_AN_END.sub(rb"\1", _BETWEEN_TAGS.sub(b">\n<", page)))
    return _BY_DEFAULT.sub(lambda tag: b"<" + tag[1].partition(b" ")[0] + b" ", page)
