"""The name of the organisation that applies: the first part of a form and the procedure's own questions both ask for it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from dossiers.models import Draft
from procedures.answers import EMPTY, asks_capitals, clean, shown
from procedures.form.offered import Applicant
from procedures.machine import Machine, Question, Text

OWNER = "applicant_organisation"
"""The question of the first part: whose dossier it is, where somebody else files it. Papers and lists bear that name."""
QUESTIONS = frozenset(
    {
        "business_name",
        "exhibitor_name",
        "host_name",
        "importer_name",
        "organisation_name",
        "organiser_name",
        "registrant_name",
        "user_name",
    }
)
"""The questions by which procedures ask what the applying organisation is called."""
_NO_PERSONS = frozenset({Applicant.BUSINESS, Applicant.ORGANISATION})

UNNAMED = Text(
    "Xin ghi tên cơ quan, tổ chức, doanh nghiệp đứng tên hồ sơ: thủ tục này không nhận hồ sơ của cá nhân.",
    "Please name the organisation or business whose dossier it is: no person applies for himself here.",
)


def answers(machine: Machine, organisation: str) -> dict[str, str]:
    """Return the answers that an organisation for which somebody files gives by its name alone; none without one.

    It is the one that the procedure asks about; its name is there to be put right. What we fill in is written as we ask for it.
    """
    asked = _asked(machine.questions) if organisation.strip() else ()
    return {one.name: organisation.upper() if asks_capitals(one) else organisation for one in asked}


def fill(draft: Draft) -> None:
    """Give a draft the name of the organisation that it is filed for where that is still asked for; nothing typed is lost."""
    known = answers(draft.version.machine, draft.answers.get(OWNER, ""))
    missing = {name: words for name, words in known.items() if not draft.answers.get(name, "").strip()}
    if missing:
        draft.answers |= missing
        draft.save(update_fields=["answers"])


def fill_owner(draft: Draft) -> str:
    """Say for whom a draft is filed, where only the procedure's own question names it; return that name, "" for none.

    Only organisations are asked by these questions. Who gives the own name there files for nobody else.
    """
    if not owner_left_out(draft):
        return ""
    with transaction.atomic():
        # The answers may have been saved since the draft was read.
        draft.refresh_from_db(fields=["answers"], from_queryset=Draft.objects.select_for_update())
        name = owner_left_out(draft)
        if name:
            draft.answers[OWNER] = name
            draft.save(update_fields=["answers"])
    return name


def owner_left_out(draft: Draft) -> str:
    """Return what the procedure's own question says of whom a draft is filed for, where the first part says nothing."""
    values, _errors = clean(draft.version.machine.questions, draft.answers)
    name = " ".join(named(draft.version.machine, values).split())
    is_said = draft.answers.get(OWNER, "").strip() or _same(name, draft.answers.get("applicant_name", ""))
    return "" if is_said else name


def named(machine: Machine, values: Mapping[str, Any]) -> str:
    """Return the name at the procedure's own question in typed answers; "" where it is not asked, or not answered."""
    found = (str(values.get(question.name) or "") for question in _asked(shown(machine.questions, values)))
    return next(filter(None, found), "")


def only_organisations(machine: Machine) -> bool:
    """Say whether nobody applies for himself: by who may apply, or as everybody is asked for an organisation's name.

    Household businesses and foreigners may be persons; where the definition does not say who applies, nothing is known.
    """
    if not machine.applicants or Applicant.CITIZEN in machine.applicants:
        return False
    of_all = any(question.required and question.shown_when is None for question in _asked(machine.questions))
    return of_all or _NO_PERSONS.issuperset(machine.applicants)


def unless_named(machine: Machine, values: Mapping[str, Any], errors: Mapping[str, Text]) -> dict[str, Text]:
    """Return what is wrong by field: that no organisation is named only where no question names it, in words of its own."""
    found = dict(errors)
    if found.get(OWNER) == EMPTY:
        found[OWNER] = UNNAMED
        if named(machine, values):
            del found[OWNER]
    return found


def contradicted(machine: Machine, values: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Yield what is said at the procedure's own question of an organisation that is called otherwise in the first part."""
    owner = str(values.get(OWNER) or "")
    for question in _asked(shown(machine.questions, values)):
        name = str(values.get(question.name) or "")
        if owner and name and not _same(owner, name):
            vi = f"Phần “Người nộp hồ sơ” ghi chủ hồ sơ là “{owner}”, khác tên ở đây; giấy tờ của hồ sơ ghi theo phần đó."
            en = (
                f"The part “Who applies” says that it is the dossier of “{owner}”, which is another name; "
                "the papers of the dossier bear the one of that part."
            )
            yield question.name, Text(vi, en)


def _asked(questions: tuple[Question, ...]) -> list[Question]:
    return [question for question in questions if question.name in QUESTIONS]


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
