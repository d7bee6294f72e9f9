"""Who applies: what the first part of every form asks, and where it asks for the organisation whose dossier it is."""

from dataclasses import replace

from dossiers.filing.known import own_names
from procedures.form import receiving
from procedures.machine import Machine, Question, QuestionKind, Text

APPLICANT = (
    Question("applicant_name", QuestionKind.TEXT, Text("Họ và tên người nộp", "Applicant's full name"), max_length=150),
    Question(
        own_names.OWNER,
        QuestionKind.TEXT,
        Text("Nộp thay cho (chủ hồ sơ)", "Filed on behalf of (owner of the dossier)"),
        required=False,
        help=Text(
            "Chỉ ghi khi nộp thay cơ quan, tổ chức, cá nhân khác; để trống nếu nộp cho chính mình.",
            "Only when you file for an organisation or another person; leave it empty if you file for yourself.",
        ),
        max_length=own_names.LONGEST,
    ),
    Question(
        "applicant_id",
        QuestionKind.TEXT,
        Text("Số định danh cá nhân/CCCD/hộ chiếu", "Personal ID or passport number"),
        max_length=20,
    ),
    Question("applicant_address", QuestionKind.TEXT, Text("Địa chỉ liên hệ", "Postal address"), max_length=255),
    Question("applicant_phone", QuestionKind.PHONE, Text("Số điện thoại", "Phone number")),
    Question("applicant_email", QuestionKind.EMAIL, Text("Thư điện tử", "E-mail address")),
)
"""Who applies: asked in every procedure, printed on every paper (TT 01/2018, form 01)."""
READ_OF_APPLICANT = APPLICANT + receiving.questions()
"""What the first part of any form may have asked, in whatever ways results were handed out then."""


def asked_of_applicant(machine: Machine) -> tuple[Question, ...]:
    """Return these questions as a form on line asks them: for whom one files only where a person may apply for himself."""
    if not own_names.only_organisations(machine):
        return APPLICANT
    return tuple(_of_organisation(one) if one.name == own_names.OWNER else one for one in APPLICANT)


def read_of_applicant(machine: Machine) -> tuple[Question, ...]:
    """Return what any form may have asked of the applicant, each called as the form of this procedure calls it."""
    asked = {one.name: one for one in asked_of_applicant(machine)}
    return tuple(asked.get(one.name, one) for one in READ_OF_APPLICANT)


def _of_organisation(question: Question) -> Question:
    return replace(
        question,
        required=True,
        label=Text(
            "Cơ quan, tổ chức, doanh nghiệp (chủ hồ sơ)",
            "Name of the organisation or business that applies (owner of the dossier)",
        ),
        help=Text(
            "Hộ kinh doanh ghi tên hộ.",
            "A household business gives its own name.",
        ),
    )
