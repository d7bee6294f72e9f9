"""In which case a paper or a fee is due, in words."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers.display.formats import localized
from procedures.form import NO, YES, Condition
from procedures.machine import Fee, Machine, Text

CASES = {
    "vi": ("khi", "nếu", "trong", "đối với", "với", "cho", "trường hợp"),
    "en": ("when", "if", "where", "in", "for", "with"),
}
"""The words with which a case begins so that it can follow an *only* as it is."""


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


def due_where(fee: Fee, machine: Machine) -> str:
    """Return with which answers a fee is due, as *question: answers*; nothing where it always is."""
    return ": ".join(case_of(machine, fee.when)) if fee.when else ""


def case_of(machine: Machine, when: Condition) -> tuple[str, str]:
    """Return the question that decides a case and the answers that mean it, in words."""
    question = machine.question(when.question)
    if question is None:
        return "", ""
    labels = {choice.value: localized(choice.label) for choice in question.choices} or {YES: _("Yes"), NO: _("No")}
    return localized(question.label).rstrip("?:. "), ", ".join(
        labels[value] for value in when.values if value in labels
    )
