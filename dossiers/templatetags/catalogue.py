"""Filters: what procedures are by the catalogue's closed lists, and when a paper is needed, in words."""

from django import template
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dossiers.templatetags.display import said
from procedures.form import NO, YES, Condition
from procedures.machine import Applicant, Fee, Level, Machine, Online, Text

register = template.Library()

APPLICANT_LABELS = {
    Applicant.CITIZEN: gettext_lazy("Citizens"),
    Applicant.HOUSEHOLD: gettext_lazy("Household businesses"),
    Applicant.BUSINESS: gettext_lazy("Enterprises"),
    Applicant.ORGANISATION: gettext_lazy("Agencies and organisations"),
    Applicant.FOREIGN: gettext_lazy("Foreign persons and organisations"),
}
LEVEL_LABELS = {
    Level.MINISTRY: gettext_lazy("Ministry level"),
    Level.PROVINCE: gettext_lazy("Province level"),
    Level.COMMUNE: gettext_lazy("Commune level"),
}
ONLINE_LABELS = {
    Online.FULL: gettext_lazy("Wholly online"),
    Online.PARTIAL: gettext_lazy("Partly online"),
    Online.NONE: gettext_lazy("Not online"),
}
CASES = {
    "vi": ("khi", "nếu", "trong", "đối với", "với", "cho", "trường hợp"),
    "en": ("when", "if", "where", "in", "for", "with"),
}
"""The words with which a case begins so that it can follow an *only* as it is."""


@register.filter
def applicant_label(value: str) -> str:
    """Return what a kind of applicant is called."""
    return str(APPLICANT_LABELS[Applicant(value)])


@register.filter
def level_label(value: str) -> str:
    """Return what a level of the administration is called."""
    return str(LEVEL_LABELS[Level(value)])


@register.filter
def online_label(value: str) -> str:
    """Return how far a procedure can be done online; nothing where that is not known."""
    return str(ONLINE_LABELS[Online(value)]) if value else ""


@register.filter
def only_when(condition: Text | None) -> str:
    """Return in which case a paper is needed, as one sentence: *Only when …*, *Chỉ cần khi …*."""
    if condition is None:
        return ""
    language = get_language() or ""
    case = condition.of(language)
    beginnings = CASES["en" if language.startswith("en") else "vi"]
    if case.lower().startswith(tuple(f"{beginning} " for beginning in beginnings)):
        return _("Only %(case)s") % {"case": case[0].lower() + case[1:]}
    return _("Only in this case: %(case)s") % {"case": case}


@register.filter
def due_where(fee: Fee, machine: Machine) -> str:
    """Return with which answers a fee is due, as *question: answers*; nothing where it always is."""
    return ": ".join(case_of(machine, fee.when)) if fee.when else ""


def case_of(machine: Machine, when: Condition) -> tuple[str, str]:
    """Return the question that decides a case and the answers that mean it, in words."""
    question = machine.question(when.question)
    if question is None:
        return "", ""
    labels = {choice.value: said(choice.label) for choice in question.choices} or {YES: _("Yes"), NO: _("No")}
    return said(question.label).rstrip("?:. "), ", ".join(labels[value] for value in when.values if value in labels)
