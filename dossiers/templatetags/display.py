"""Filters: how values are written, what closed lists are called, and what is wrong in a form."""

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm

from dossiers.display import cases, formats, labels

register = template.Library()

FILTERS = (
    formats.localized,
    formats.reason,
    formats.unit_name,
    formats.vn_date,
    formats.vn_time,
    formats.vn_datetime,
    formats.moment,
    formats.vn_number,
    formats.vn_money,
    formats.limit,
    formats.period,
    formats.lasted,
    formats.copies_asked,
    formats.file_size,
    formats.page_count,
    formats.percent,
    labels.applicant_label,
    labels.entry_label,
    labels.job_state_label,
    labels.level_label,
    labels.online_label,
    labels.paper_label,
    labels.role_label,
    labels.status_label,
    labels.verdict_label,
    cases.due_where,
    cases.only_when,
)
for shown in FILTERS:
    register.filter(shown)


@register.filter
def faults(form: BaseForm) -> list[dict[str, str]]:
    """Return the errors of a form for the summary on top: where to go, which field, what is wrong."""
    found = [{"anchor": "", "label": "", "message": str(message)} for message in form.non_field_errors()]
    for field in form:
        anchor = "" if field.is_hidden else field.id_for_label or f"div_{field.auto_id}"
        label = str(getattr(field, "full_label", field.label)).rstrip("?:")
        found += [{"anchor": anchor, "label": label, "message": str(fault)} for fault in field.errors]
    return found


@register.filter
def names_a_field(form: BaseForm) -> bool:
    """Say whether something that was typed is to be corrected; else what was sent is refused as a whole."""
    return any(name != NON_FIELD_ERRORS for name in form.errors)
