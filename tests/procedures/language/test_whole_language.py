"""Every key of the language is read into the machine, and nonsense in the newer ones is told to its author."""

from datetime import date
from decimal import Decimal

import pytest

from procedures.form import Condition, QuestionKind, Text
from procedures.language.checker import Law, check
from procedures.language.compiler import canonical_text, compile_text, shared_blocks
from procedures.language.laws import times
from procedures.machine import Applicant, EventRule, Level, Limit, LimitUnit, Machine, Online
from tests.procedures.shipped import FILE, WHOLE, changed

type Edits = list[tuple[str, str]]


def whole(*edits: tuple[str, str]) -> Machine:
    return compile_text(changed(*edits, text=WHOLE), path=FILE)


def test_what_concerns_the_whole_procedure_is_read() -> None:
    machine = whole()

    assert machine.applicants == (Applicant.CITIZEN, Applicant.BUSINESS)
    assert (machine.level, machine.online) == (Level.COMMUNE, Online.PARTIAL)
    assert machine.jurisdiction == Text("Ngày hội trong địa bàn thành phố.", "Festivals in the city.")
    assert (machine.sets, machine.sets_note) == (
        3,
        Text("01 bộ gốc, 02 bộ bản sao", "01 set of originals, 02 of copies"),
    )
    assert machine.event == EventRule("held_at", 24)
    assert machine.elsewhere[0].when == Condition("organiser", ("foreign",))
    assert machine.elsewhere[0].tell.en == "The Ministry decides this."


def test_what_is_left_out_has_a_plain_meaning() -> None:
    reason = '[online_reason]\nvi = "Phải kiểm tra tại chỗ."\nen = "It must be looked at on site."\n\n'
    machine = whole(('applicants = ["citizen", "business"]\nlevel = "commune"\nonline = "partial"\n', ""), (reason, ""))

    assert (machine.applicants, machine.level, machine.online) == ((), Level.PROVINCE, None)


def test_the_iso_document_is_read_with_its_forms_and_records() -> None:
    iso = whole().iso

    assert (iso.code, iso.revision, iso.issued_on, iso.decision) == ("QT-99", 2, date(2025, 6, 1), "12/QĐ-STTTT")
    assert (iso.purpose, iso.scope) == (Text("Mục đích", "Purpose"), Text("Phạm vi", "Scope"))
    assert [(form.code, form.title.en) for form in iso.forms] == [("BM-01", "Application")]
    assert [(record.keeper.en, record.retention.en) for record in iso.records] == [("Records clerk", "05 years")]


def test_limits_and_hours_of_an_outcome_are_read() -> None:
    granted, refused, _partly = whole().outcomes

    assert (granted.limit, granted.hours_before_event) == (None, None)
    assert (refused.limit, refused.hours_before_event) == (Limit(Decimal(5), LimitUnit.WORKING_DAY), 12)
    assert whole().outcome("refused") == refused
    assert whole().outcome("postponed") is None


def test_a_step_of_another_agency_says_so() -> None:
    agencies = {step.name: step.agency and step.agency.en for step in whole().steps}

    assert agencies["ubnd"] == "Hanoi People's Committee"
    assert [name for name, agency in agencies.items() if agency] == ["ubnd"]


def test_an_earlier_licence_is_asked_of_the_procedures_that_gave_it() -> None:
    asked = whole().question("last_festival")

    assert asked is not None
    assert (asked.kind, asked.of, asked.accepts_expired) == (
        QuestionKind.LICENCE,
        ("trien-lam-hoi-cho-xbp", "gp-ban-tin"),
        True,
    )


def test_papers_and_fees_depend_on_answers() -> None:
    machine = whole()
    form, lease, model = machine.components
    flat, tariff = machine.fees

    assert form.eform
    assert not form.is_wanted({})
    assert lease.is_wanted({"rents": True})
    assert not lease.is_wanted({"rents": False})
    assert not lease.is_wanted({})
    assert (model.is_wanted({}), model.is_brought({})) == (False, True)
    assert (flat.per, flat.quantity, flat.when) == (None, None, None)
    assert (tariff.quantity, tariff.when) == ("stands", Condition("parts", ("sale", "exhibition")))


def test_every_kind_of_question_can_be_asked() -> None:
    assert {question.kind for question in whole().questions} == set(QuestionKind)


def test_a_table_has_its_columns_and_a_personal_id_its_witnesses() -> None:
    books, person = whole().question("books"), whole().question("director_id")

    assert books is not None
    assert [(column.name, column.kind, column.required) for column in books.columns] == [
        ("title", QuestionKind.TEXT, True),
        ("copies", QuestionKind.INTEGER, True),
        ("origin", QuestionKind.CHOICE, False),
    ]
    assert (books.minimum, books.maximum) == (1, 10)
    assert person is not None
    assert (person.birth_date, person.sex) == ("director_born_on", "director_sex")
    assert whole().question("nothing") is None


def test_a_block_brings_its_questions_where_it_is_named() -> None:
    questions = whole().questions

    assert [question.block for question in questions[:7]] == [*["to-chuc"] * 5, "gian-hang", ""]
    assert questions[0].name == "organisation_name"


def test_a_definition_is_stored_with_the_shared_blocks_that_it_names() -> None:
    stored = canonical_text(WHOLE, path=FILE)

    assert stored.startswith(WHOLE)
    assert stored.count("[[blocks.to-chuc]]") == shared_blocks()["to-chuc"].count("[[blocks.to-chuc]]")
    assert "[[blocks.doanh-nghiep]]" not in stored
    assert canonical_text(stored, path=FILE) == stored
    assert compile_text(stored, path=FILE) == whole()
    assert compile_text(stored, path=FILE).digest == whole().digest


def test_a_stored_definition_keeps_its_own_block_whatever_the_shared_one_becomes() -> None:
    stored = canonical_text(WHOLE, path=FILE).replace("Tên cơ quan, tổ chức", "Tên gọi cũ")

    name = compile_text(stored, path=FILE).question("organisation_name")

    assert name is not None
    assert name.label.vi == "Tên gọi cũ"


def test_a_block_that_is_stored_without_its_shared_one_is_read_from_the_shared() -> None:
    text = changed(('block = "gian-hang"', 'block = "nguoi-dai-dien"'), text=WHOLE)
    text = text[: text.index("[[blocks.gian-hang]]")] + text[text.index('[[steps]]\nname = "tiep-nhan"') :]
    text = text.replace('quantity = "stands"\n', "")

    machine = compile_text(text, path=FILE)

    assert [question.block for question in machine.questions].count("nguoi-dai-dien") == 7
    assert compile_text(canonical_text(text, path=FILE), path=FILE) == machine


@pytest.mark.parametrize(
    ("answers", "met"),
    [
        ({"q": "a"}, True),
        ({"q": "b"}, False),
        ({}, False),
        ({"q": ["b", "c"]}, True),
        ({"q": ["b"]}, False),
        ({"q": []}, False),
        ({"q": ""}, False),
        ({"other": "a"}, False),
    ],
)
def test_a_condition_is_met_by_one_of_its_values(answers: dict[str, object], met: bool) -> None:
    assert Condition("q", ("a", "c")).met_by(answers) is met


@pytest.mark.parametrize(("answer", "met"), [(True, False), (False, True)])
def test_a_condition_on_yes_or_no_reads_a_typed_answer(answer: bool, met: bool) -> None:
    assert Condition("q", ("no",)).met_by({"q": answer}) is met


LAWS: list[tuple[Edits, Law, str, str, str]] = [
    (
        [
            (
                "hours = 48\n",
                'hours = 48\n\n[[rules]]\nname = "da-qua"\nkind = "not-after-today"\nquestion = "closes_on"\n',
            )
        ],
        Law.RULES,
        "rules.da-qua",
        "không trả lời nào đáp ứng được: “Bế mạc ngày” không được sau ngày nộp hồ sơ",
        "Hồ sơ phải nộp trước “Khai mạc lúc” ít nhất 48 giờ | “Bế mạc ngày” phải sau “Khai mạc lúc” ít nhất 1 ngày",
    ),
    (
        [("limit = { amount = 5, ", "limit = { amount = 11, ")],
        Law.OUTCOMES,
        "outcomes.refused.limit",
        "11 ngày làm việc dài hơn thời hạn cam kết 10 ngày làm việc",
        "",
    ),
    (
        [("hours_before_event = 12", "hours_before_event = 24")],
        Law.EVENT,
        "outcomes.refused.hours_before_event",
        "phải trả lời trước sự kiện 24 giờ mà hồ sơ được nộp muộn nhất trước 24 giờ",
        "nộp trước 24 giờ → trả lời trước 24 giờ",
    ),
    (
        [("file_hours_before = 24\n", "")],
        Law.EVENT,
        "outcomes.refused.hours_before_event",
        "phải trả lời trước sự kiện 12 giờ mà hồ sơ được nộp muộn nhất trước 0 giờ",
        "nộp trước 0 giờ → trả lời trước 12 giờ",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser", is = ["foreign", "vietnamese"] }')],
        Law.FILED,
        "elsewhere",
        "trả lời “Đơn vị tổ chức” thế nào cũng phải nộp ở nơi khác, không ai nộp được ở đây",
        "“Đơn vị tổ chức” = “Nước ngoài” → nơi khác | “Đơn vị tổ chức” = “Việt Nam” → nơi khác",
    ),
    (
        [
            (
                '{ question = "organiser", is = "foreign" }',
                '{ question = "parts", is = ["reading", "sale", "exhibition"] }',
            )
        ],
        Law.FILED,
        "elsewhere",
        "trả lời “Các phần” thế nào cũng phải nộp ở nơi khác, không ai nộp được ở đây",
        "“Các phần” = “Trưng bày” → nơi khác | “Các phần” = “Đọc sách” → nơi khác | “Các phần” = “Bán sách” → nơi khác",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "rents", is = true }')],
        Law.ASKED,
        "questions.rent.shown_when",
        "“Tiền thuê”, “Mã số thuế bên cho thuê”, “Hợp đồng thuê địa điểm” không bao giờ cần đến: "
        "trả lời “Có thuê địa điểm” là “Có” thì phải nộp ở nơi khác",
        "“Có thuê địa điểm” = “Có” → nơi khác",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "parts", is = ["sale", "exhibition"] }')],
        Law.ASKED,
        "questions.books.shown_when",
        "“Sách trưng bày”, “Phí gian hàng” không bao giờ cần đến: "
        "trả lời “Các phần” là “Bán sách”, “Trưng bày” thì phải nộp ở nơi khác",
        "“Các phần” = “Bán sách” → nơi khác | “Các phần” = “Trưng bày” → nơi khác",
    ),
    (
        [
            (
                '[[questions]]\nname = "rents"',
                '[[questions]]\nname = "abroad"\nkind = "choice"\nlabel = { vi = "Khách nước ngoài", en = "Foreign guests" }\n'
                'choices = [{ value = "some", vi = "Một ít", en = "Some" }, { value = "many", vi = "Đông", en = "Many" }]\n'
                'shown_when = { question = "organiser", is = "foreign" }\n\n[[questions]]\nname = "rents"',
            ),
            (
                'kind = "money"',
                'kind = "money"\nshown_when = { question = "abroad", is = "some" }',
            ),
            (
                'shown_when = { question = "rents", is = true }\n\n[[questions]]\nname = "landlord',
                '\n[[questions]]\nname = "landlord',
            ),
        ],
        Law.ASKED,
        "questions.abroad.shown_when",
        "“Khách nước ngoài” không bao giờ cần đến: trả lời “Đơn vị tổ chức” là “Nước ngoài” thì phải nộp ở nơi khác",
        "“Đơn vị tổ chức” = “Nước ngoài” → nơi khác",
    ),
]


@pytest.mark.parametrize(
    ("edits", "law", "key", "wrong", "path"),
    LAWS,
    ids=[
        *(
            "a-past-after-what-is-to-come",
            "more-time",
            "no-hours-left",
            "no-hours-known",
            "all-elsewhere",
            "all-ticked-elsewhere",
        ),
        *("behind-an-answer-for-elsewhere", "behind-ticks-for-elsewhere", "a-chain"),
    ],
)
def test_a_broken_law_is_shown_with_its_counter_example(
    edits: Edits, law: Law, key: str, wrong: str, path: str
) -> None:
    violations = check(whole(*edits))

    assert [(found.law, found.key, found.wrong, found.path) for found in violations] == [(law, key, wrong, path)]
    assert violations[0].right


@pytest.mark.parametrize(
    "edits",
    [
        [("limit = { amount = 5, ", "limit = { amount = 10, ")],
        [("hours_before_event = 12", "hours_before_event = 23")],
        [('{ question = "organiser", is = "foreign" }', '{ question = "rents", is = false }')],
        [('{ question = "organiser", is = "foreign" }', '{ question = "parts", is = ["reading", "sale"] }')],
    ],
)
def test_what_only_looks_like_a_broken_law_is_published(edits: Edits) -> None:
    assert check(whole(*edits)) == ()


@pytest.mark.parametrize(
    "limit", ['amount = 80, unit = "working_hour"', 'amount = 12, unit = "calendar_day"'], ids=["hours", "days"]
)
def test_an_outcome_is_not_called_longer_in_a_unit_that_cannot_be_compared(limit: str) -> None:
    machine = whole(('limit = { amount = 5, unit = "working_day" }', f"limit = {{ {limit} }}"))

    assert list(times.outcomes(machine)) == []


def test_more_working_days_than_calendar_days_are_too_many() -> None:
    in_calendar_days = [
        ('amount = 12\nunit = "working_day"', 'amount = 12\nunit = "calendar_day"'),
        ('amount = 10\nunit = "working_day"', 'amount = 10\nunit = "calendar_day"'),
    ]

    found = check(whole(*in_calendar_days, ("limit = { amount = 5, ", "limit = { amount = 11, ")))

    assert [violation.law for violation in found] == [Law.OUTCOMES]
    assert check(whole(*in_calendar_days, ("limit = { amount = 5, ", "limit = { amount = 10, "))) == ()
