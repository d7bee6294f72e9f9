"""In which case a paper or a fee is due, and when a fee is to be paid, in words."""

from collections.abc import Collection

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dossiers.display.formats import localized
from procedures.form import NO, YES, Condition, DueBy
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


def when_paid(fees: Collection[Fee]) -> str:
    """Return when fees are to be paid, to who has not filed yet: by the earliest time of theirs; "" for none."""
    times = {fee.due for fee in fees}
    if not times:
        return ""
    if DueBy.FILING in times:
        return _("To be paid with the filing: the dossier is accepted once it is paid.")
    if DueBy.ACCEPTANCE in times:
        return _("To be paid after the filing: the dossier is accepted once it is paid.")
    if is_due_with_result(fees):
        return _("It is to be paid before the result is handed over; until then the dossier goes on without it.")
    return _("It is to be paid when the office asks for it: nothing is to be paid with the filing.")


def is_due_with_result(fees: Collection[Fee]) -> bool:
    """Say whether nobody asks for fees before the result: they are due before it is handed over, all of them."""
    return {fee.due for fee in fees} == {DueBy.RETURN}
