"""The name of the organisation that applies: the first part of a form and the procedure's own questions both ask for it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction

from dossiers.models import Draft
from procedures.answers import EMPTY, asks_capitals, clean, shown, warnings
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
LONGEST = 255
"""Characters of it, as lists show it."""
COPIED = f"{OWNER}.copied"
"""The field of a draft with the name that the form itself has written there; no form has it, and nothing of it is filed."""
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
    """Say for whom a draft is filed, where only the procedure's own question names it; return that name, "" for none new.

    Only organisations are asked by these questions. Who gives the own name there files for nobody else. What was written so
    follows that question until somebody writes another name.
    """
    if _owner_meant(draft) is None:
        return ""
    with transaction.atomic():
        # The answers may have been saved since the draft was read.
        draft.refresh_from_db(fields=["answers"], from_queryset=Draft.objects.select_for_update())
        name = _owner_meant(draft)
        if name is not None:
            draft.answers |= {OWNER: name, COPIED: name}
            draft.save(update_fields=["answers"])
    return name or ""


def owner_left_out(draft: Draft) -> str:
    """Return what the procedure's own question says of whom a draft is filed for, where the first part says nothing."""
    return "" if draft.answers.get(OWNER, "").strip() else _owner_meant(draft) or ""


def _owner_meant(draft: Draft) -> str | None:
    """Return the name that the first part has by the procedure's own question; None where it stays as it is."""
    owner = draft.answers.get(OWNER, "")
    if owner.strip() and owner != draft.answers.get(COPIED):
        return None
    values, _errors = clean(draft.version.machine.questions, draft.answers)
    name = " ".join(named(draft.version.machine, values).split())
    meant = "" if _same(name, draft.answers.get("applicant_name", "")) else name
    return meant if name and meant != owner.strip() else None


def corrected(machine: Machine, before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
    """Return what corrected answers say of whom the dossier is for: one that bore the organisation's name bears the new one."""
    old, name, owner = named(machine, before), named(machine, values), str(before.get(OWNER) or "")
    is_new = name not in ("", old, owner) and len(name) <= LONGEST
    return {OWNER: name} if is_new and owner and _same(owner, old) else {}


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
    """Yield what is said at the procedure's own question of an organisation that is called otherwise in the first part.

    Other capitals are told as well: papers bear either. Those for which the question asks are none. Whoever applies for himself
    by the answers, and for an organisation by the first part, is told where that was chosen.
    """
    owner = " ".join(str(values.get(OWNER) or "").split())
    for question in _asked(machine.questions):
        deciding = question.shown_when
        if owner and deciding and values.get(deciding.question) and not deciding.met_by(values):
            yield deciding.question, _of_himself(owner)
    for question in _asked(shown(machine.questions, values)):
        name = " ".join(str(values.get(question.name) or "").split())
        as_asked = {owner, owner.upper()} if asks_capitals(question) else {owner}
        if owner and name and name not in as_asked:
            yield question.name, _spelled_otherwise(owner) if _same(owner, name) else _another(owner)


def doubts(machine: Machine, questions: Sequence[Question], values: Mapping[str, Any]) -> dict[str, Text]:
    """Return the doubts about typed answers; a name that two questions ask for is doubted at the procedure's own.

    The one of the first part follows it as long as nobody writes another.
    """
    found = warnings(questions, values)
    if _same(named(machine, values), str(values.get(OWNER) or "")):
        found.pop(OWNER, None)
    return found


def _another(owner: str) -> Text:
    return Text(
        f"Phần “Người nộp hồ sơ” ghi chủ hồ sơ là “{owner}”, khác tên ở đây; giấy tờ của hồ sơ ghi theo phần đó.",
        f"The part “Who applies” says that it is the dossier of “{owner}”, which is another name; "
        "the papers of the dossier bear the one of that part.",
    )


def _of_himself(owner: str) -> Text:
    return Text(
        f"Phần “Người nộp hồ sơ” ghi chủ hồ sơ là “{owner}”, nên giấy tờ của hồ sơ mang tên đó, còn câu này chọn người nộp cho "
        "chính mình. Xin chọn lại, hoặc bỏ tên đó ở phần “Người nộp hồ sơ”.",
        f"The part “Who applies” says that it is the dossier of “{owner}”, whose name the papers bear, while the choice here is "
        "that of a person. Please choose again, or take that name out of the part “Who applies”.",
    )


def _spelled_otherwise(owner: str) -> Text:
    return Text(
        f"Phần “Người nộp hồ sơ” ghi chủ hồ sơ là “{owner}”, chữ hoa, chữ thường khác ở đây; xin ghi hai nơi giống nhau.",
        f"The part “Who applies” writes the name with other capitals, “{owner}”; please write it alike in both places.",
    )


def _asked(questions: tuple[Question, ...]) -> list[Question]:
    return [question for question in questions if question.name in QUESTIONS]


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
