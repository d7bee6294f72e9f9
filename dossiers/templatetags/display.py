"""Filters: texts in the reader's language; dates, money and amounts as Vietnamese offices write them."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext

from accounts.models import ROLE_LABELS, Unit
from accounts.roles import Role
from dossiers.clock import Verdict
from dossiers.models.dossier import STATUS_LABELS, VERDICT_LABELS
from procedures.machine import Component, Limit, LimitUnit, Paper, Status, Text

register = template.Library()

PAPER_LABELS = {
    Paper.RECEIPT: gettext_lazy("Receipt and appointment slip"),
    Paper.SUPPLEMENT_REQUEST: gettext_lazy("Supplement request"),
    Paper.REFUSAL: gettext_lazy("Refusal slip"),
    Paper.APOLOGY: gettext_lazy("Apology and new appointment"),
    Paper.STOP_NOTICE: gettext_lazy("Notice of stopping"),
}
KIBIBYTE = 1024


@register.filter
def said(text: Text | None) -> str:
    """Return a text of a procedure in the reader's language; nothing where there is none."""
    return text.of(get_language()) if text else ""


@register.filter
def unit_name(unit: Unit) -> str:
    """Return a unit's name in the reader's language."""
    return unit.name(get_language())


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """Return a date as ``24/11/2026``, in local time."""
    if value is None:
        return ""
    day = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{day:%d/%m/%Y}"


@register.filter
def vn_time(value: datetime | None) -> str:
    """Return a time of day as ``16:30``, in local time."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """Return an instant as ``16:30 24/11/2026``, in local time."""
    return f"{timezone.localtime(value):%H:%M %d/%m/%Y}" if value else ""


@register.filter
def moment(value: datetime | None) -> SafeString:
    """Return an instant as a ``time`` element that machines can read too."""
    if value is None:
        return SafeString()
    local = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', f"{local:%Y-%m-%dT%H:%M%:z}", f"{local:%H:%M %d/%m/%Y}")


@register.filter
def vn_number(value: Decimal | float | None) -> str:
    """Return a number with dots for thousands and a decimal comma, without idle zeros."""
    if value is None:
        return ""
    whole, _point, fraction = f"{value:,f}".partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.replace(",", ".")
    return f"{whole},{fraction}" if fraction else whole


@register.filter
def vn_money(value: Decimal | int | None) -> str:
    """Return an amount of đồng as ``1.000.000 đ``, kept on one line."""
    return "" if value is None else f"{vn_number(value)}\N{NO-BREAK SPACE}đ"


@register.filter
def limit(value: Limit | None) -> str:
    """Return a time limit in words: ``10 working days``, ``0,5 working day``."""
    if value is None:
        return ""
    count = 1 if value.amount <= 1 else 2
    words = {
        LimitUnit.WORKING_DAY: ngettext("%(n)s working day", "%(n)s working days", count),
        LimitUnit.CALENDAR_DAY: ngettext("%(n)s day", "%(n)s days", count),
        LimitUnit.WORKING_HOUR: ngettext("%(n)s working hour", "%(n)s working hours", count),
    }
    return words[value.unit] % {"n": vn_number(value.amount)}


@register.filter
def copies_asked(component: Component) -> str:
    """Return how many originals and copies of a paper are asked for; nothing where the law does not say."""
    originals = ngettext("%(n)s original", "%(n)s originals", component.originals) % {"n": component.originals}
    copies = ngettext("%(n)s copy", "%(n)s copies", component.copies) % {"n": component.copies}
    return ", ".join(words for n, words in ((component.originals, originals), (component.copies, copies)) if n)


@register.filter
def role_label(value: str) -> str:
    """Return what a role is called; nothing for nobody."""
    return str(ROLE_LABELS[Role(value)]) if value else ""


@register.filter
def paper_label(value: str | None) -> str:
    """Return the title of an official form by its number; the value itself for another paper."""
    if not value:
        return ""
    return str(PAPER_LABELS[Paper(value)]) if value in set(Paper) else value


@register.filter
def status_label(value: int) -> str:
    """Return the national name of a status."""
    return str(STATUS_LABELS[Status(value)])


@register.filter
def verdict_label(value: str) -> str:
    """Return the word for a verdict; nothing while there is none."""
    return str(VERDICT_LABELS[Verdict(value)]) if value else ""


@register.filter
def file_size(value: int) -> str:
    """Return a size in kB or MB, as people read it."""
    if value < KIBIBYTE * KIBIBYTE:
        return f"{vn_number(max(1, round(value / KIBIBYTE)))} kB"
    return f"{formats.number_format(value / KIBIBYTE**2, decimal_pos=1)} MB"


@register.filter
def page_count(value: int | None) -> str:
    """Return a number of pages in words; nothing where a file has no pages."""
    return ngettext("%(n)s page", "%(n)s pages", value) % {"n": value} if value else ""


@register.filter
def percent(value: Decimal | float | None) -> str:
    """Return a share as ``98,5 %``; a dash where there is nothing to divide."""
    return "–" if value is None else f"{vn_number(round(Decimal(value), 1))}\N{NO-BREAK SPACE}%"


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
