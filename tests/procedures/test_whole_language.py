"""Every key of the language is read into the machine, and nonsense in the newer ones is told to its author."""

from datetime import date
from decimal import Decimal

import pytest

from procedures.checker import Law, check
from procedures.compiler import canonical_text, compile_text, shared_blocks
from procedures.form import Condition, QuestionKind, Text
from procedures.machine import Applicant, EventRule, Level, Limit, LimitUnit, Machine, Online
from tests.procedures.shipped import FILE, WHOLE, changed, errors_of

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
    machine = whole(('applicants = ["citizen", "business"]\nlevel = "commune"\nonline = "partial"\n', ""))

    assert (machine.applicants, machine.level, machine.online) == ((), Level.PROVINCE, None)


def test_the_iso_document_is_read_with_its_forms_and_records() -> None:
    iso = whole().iso

    assert (iso.code, iso.revision, iso.issued_on, iso.decision) == ("QT-99", 2, date(2025, 6, 1), "12/QĐ-STTTT")
    assert (iso.purpose, iso.scope) == (Text("Mục đích", "Purpose"), Text("Phạm vi", "Scope"))
    assert [(form.code, form.title.en) for form in iso.forms] == [("BM-01", "Application")]
    assert [(record.keeper.en, record.retention.en) for record in iso.records] == [("Records clerk", "05 years")]


def test_limits_and_hours_of_an_outcome_are_read() -> None:
    granted, refused = whole().outcomes

    assert (granted.limit, granted.hours_before_event) == (None, None)
    assert (refused.limit, refused.hours_before_event) == (Limit(Decimal(5), LimitUnit.WORKING_DAY), 12)
    assert whole().outcome("refused") == refused
    assert whole().outcome("postponed") is None


def test_a_step_of_another_agency_says_so() -> None:
    agencies = {step.name: step.agency and step.agency.en for step in whole().steps}

    assert agencies["ubnd"] == "Hanoi People's Committee"
    assert [name for name, agency in agencies.items() if agency] == ["ubnd"]


def test_papers_and_fees_depend_on_answers() -> None:
    machine = whole()
    form, lease = machine.components
    flat, tariff = machine.fees

    assert form.eform
    assert not form.is_wanted({})
    assert lease.is_wanted({"rents": True})
    assert not lease.is_wanted({"rents": False})
    assert not lease.is_wanted({})
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


RENT = 'name = "rent"\nkind = "money"'
DON = 'name = "don"'
WHEN_RENTS = 'when = { question = "rents", is = true }\ncopies'
CASES: list[tuple[Edits, str]] = [
    (
        [('["citizen", "business"]', '["citizen", "citizen"]')],
        "applicants: “citizen” ghi 2 lần; mỗi đối tượng chỉ ghi một lần",
    ),
    (
        [('["citizen", "business"]', '["everybody"]')],
        "applicants[1]: là “everybody”; phải là một trong: citizen, household, business, organisation, foreign",
    ),
    (
        [('level = "commune"', 'level = "district"')],
        "level: là “district”; phải là một trong: ministry, province, commune",
    ),
    ([('online = "partial"', 'online = "4"')], "online: là “4”; phải là một trong: full, partial, none"),
    ([('question = "held_at"\n', "")], 'event.question: thiếu; phải là chuỗi chữ, ví dụ "ten_khong_dau"'),
    (
        [('question = "held_at"', 'question = "closes_on"')],
        'event.question: “closes_on” không phải là câu hỏi về ngày giờ; phải là tên một câu hỏi kind = "date_time"',
    ),
    (
        [('question = "held_at"', 'question = "opens_at"')],
        'event.question: “opens_at” không phải là câu hỏi về ngày giờ; phải là tên một câu hỏi kind = "date_time"',
    ),
    (
        [('label = { vi = "Khai mạc lúc"', 'required = false\nlabel = { vi = "Khai mạc lúc"')],
        "event.question: “held_at” có thể không được trả lời; câu hỏi về ngày giờ của sự kiện phải bắt buộc và luôn được hỏi",
    ),
    (
        [
            (
                'label = { vi = "Khai mạc lúc"',
                'shown_when = { question = "organiser", is = "foreign" }\nlabel = { vi = "Khai mạc lúc"',
            )
        ],
        "event.question: “held_at” có thể không được trả lời; câu hỏi về ngày giờ của sự kiện phải bắt buộc và luôn được hỏi",
    ),
    (
        [("file_hours_before = 24", "file_hours_before = 0")],
        "event.file_hours_before: là 0; phải là số nguyên từ 1 đến 10000",
    ),
    (
        [('[event]\nquestion = "held_at"\nfile_hours_before = 24\n', "")],
        "outcomes.refused.hours_before_event: không có sự kiện nào để tính lùi; thêm bảng [event], hoặc bỏ khoá này",
    ),
    (
        [('when = { question = "organiser", is = "foreign" }\ntell', "tell")],
        'elsewhere[1].when: thiếu; phải là { question = "…", is = "…" }',
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organizer", is = "foreign" }')],
        "elsewhere[1].when.question: không có câu hỏi “organizer” để xét; phải là một trong: organiser, rents, parts, director_sex",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "festival_name", is = "foreign" }')],
        "elsewhere[1].when.question: “festival_name” có kind là text; chỉ xét được câu hỏi choice, choices và yes_no",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser", is = "alien" }')],
        "elsewhere[1].when.is: “alien” không phải là một trả lời của “organiser”; phải là một trong: vietnamese, foreign",
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser" }')],
        'elsewhere[1].when.is: thiếu; phải là một giá trị, ví dụ "gia-tri", hoặc danh sách các giá trị',
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser", is = [] }')],
        'elsewhere[1].when.is: là danh sách; phải là một giá trị, ví dụ "gia-tri", hoặc danh sách các giá trị',
    ),
    (
        [('{ question = "organiser", is = "foreign" }', '{ question = "organiser", is = 3 }')],
        'elsewhere[1].when.is: là 3; phải là một giá trị, ví dụ "gia-tri", hoặc danh sách các giá trị',
    ),
    (
        [(WHEN_RENTS, WHEN_RENTS.replace("true", '"maybe"'))],
        "components.hop-dong.when.is: “maybe” không phải là một trả lời của “rents”; ghi true hoặc false",
    ),
    (
        [(DON, DON + '\nwhen = { question = "rents", is = true }'), ("eform = true\n", "")],
        "components.don.when: giấy tờ bắt buộc mà lại có điều kiện; bỏ when, hoặc ghi required = false",
    ),
    (
        [(WHEN_RENTS, "eform = true\n" + WHEN_RENTS)],
        "components.hop-dong.when: tờ khai điện tử luôn có sẵn; bỏ when, hoặc bỏ eform",
    ),
    (
        [('per = { vi = "gian hàng", en = "stand" }\n', "")],
        "fees[2].quantity: mức thu không tính theo đơn vị nào; thêm per, hoặc bỏ quantity",
    ),
    (
        [('quantity = "stands"', 'quantity = "rent"')],
        'fees[2].quantity: “rent” không phải là câu hỏi về số lượng; phải là tên một câu hỏi kind = "integer"',
    ),
    (
        [('is = ["sale", "exhibition"] }\n\n[fee_note]', 'is = ["sale", "gift"] }\n\n[fee_note]')],
        "fees[2].when.is: “gift” không phải là một trả lời của “parts”; phải là một trong: reading, sale, exhibition",
    ),
    (
        [('block = "to-chuc"', 'block = "to-chuk"')],
        "questions[1].block: không có khối “to-chuk”; viết khối bằng [[blocks.to-chuk]], hoặc chọn một trong: doanh-nghiep, gian-hang, nguoi-dai-dien, to-chuc",
    ),
    (
        [('block = "to-chuc"', 'block = "to-chuc"\nrequired = false')],
        "questions[1].required: không có khoá nào tên như vậy; xoá khoá này",
    ),
    (
        [("[[blocks.gian-hang]]", '[[blocks.thua]]\nname = "spare"\n\n[[blocks.gian-hang]]')],
        "blocks.thua: không có khoá nào tên như vậy; xoá khoá này",
    ),
    (
        [('name = "stands"\nkind = "integer"', 'name = "stands"\nkind = "number"')],
        "blocks.gian-hang.stands.kind: là “number”; phải là một trong: text, long_text, integer, money, date, date_time, choice, "
        "choices, yes_no, personal_id, tax_code, phone, email, address, file, table",
    ),
    (
        [("maximum = 500\n", "maximum = 500\nmax_length = 9\n")],
        "blocks.gian-hang.stands.max_length: kind là integer; chỉ câu hỏi text và long_text có max_length",
    ),
    (
        [('name = "festival_name"', 'name = "applicant_name"')],
        "questions.applicant_name.name: “applicant_name” là tên dành cho người nộp; "
        "đã hỏi ở phần chung; đặt tên không bắt đầu bằng applicant_",
    ),
    (
        [('name = "festival_name"', 'name = "organisation_name"')],
        "questions.organisation_name: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần",
    ),
    (
        [(RENT, RENT.replace("money", "date"))],
        "questions.rent.minimum: kind là date; chỉ câu hỏi integer, money và table có minimum\n"
        "questions.rent.maximum: kind là date; chỉ câu hỏi integer, money và table có maximum",
    ),
    ([("minimum = 1000\n", "minimum = -1\n")], "questions.rent.minimum: là -1; số tiền không thể âm"),
    (
        [("minimum = 1\nmaximum = 10\n", "maximum = 51\n")],
        "questions.books.maximum: là 51 dòng; số dòng của bảng từ 0 đến 50",
    ),
    (
        [("minimum = 1\nmaximum = 10\n", "minimum = -1\n")],
        "questions.books.minimum: là -1 dòng; số dòng của bảng từ 0 đến 50",
    ),
    (
        [('name = "books"\nkind = "table"', 'name = "books"\nkind = "text"'), ("minimum = 1\nmaximum = 10\n", "")],
        "questions.books.columns: kind là text; chỉ câu hỏi table có cột",
    ),
    (
        [
            ('name = "floor_plan"\nkind = "file"', 'name = "floor_plan"\nkind = "table"'),
        ],
        "questions.floor_plan.columns: bảng chưa có cột nào; thêm ít nhất một cột bằng [[questions.columns]]",
    ),
    (
        [
            ('name = "title"\nkind = "text"', 'name = "title"\nkind = "file"'),
            ("max_length = 100\n\n[[questions.columns]]", "\n[[questions.columns]]"),
        ],
        "questions.books.columns.title.kind: là file; cột của bảng chỉ có kind là một trong: choice, date, email, integer, money, "
        "personal_id, phone, tax_code, text, yes_no",
    ),
    (
        [('name = "copies"\nkind', 'name = "title"\nkind')],
        "questions.books.columns.title: tên xuất hiện 2 lần; mỗi tên chỉ dùng một lần",
    ),
    (
        [('help = { vi = "Nơi in", en = "Where printed" }', 'heading = { vi = "Nơi in", en = "Where printed" }')],
        "questions.books.columns.origin.heading: không có khoá nào tên như vậy; xoá khoá này",
    ),
    (
        [('birth_date = "director_born_on"', 'birth_date = "director_sex"')],
        "questions.director_id.birth_date: “director_sex” không phải là câu hỏi về ngày; phải là tên một câu hỏi kind = “date”",
    ),
    (
        [('sex = "director_sex"', 'sex = "organiser"')],
        "questions.director_id.sex: “organiser” không hỏi giới tính; phải là tên một câu hỏi choice có hai giá trị male và female",
    ),
    (
        [('sex = "director_sex"', 'sex = "nobody"')],
        "questions.director_id.sex: “nobody” không hỏi giới tính; phải là tên một câu hỏi choice có hai giá trị male và female",
    ),
    (
        [('name = "director_id"\nkind = "personal_id"', 'name = "director_id"\nkind = "text"')],
        "questions.director_id.birth_date: kind là text; chỉ câu hỏi personal_id có birth_date\n"
        "questions.director_id.sex: kind là text; chỉ câu hỏi personal_id có sex",
    ),
    (
        [
            (
                'maximum = 900000000\nshown_when = { question = "rents", is = true }',
                'maximum = 900000000\nshown_when = { question = "parts", is = "sale" }',
            )
        ],
        "questions.rent.shown_when.question: “parts” không đứng trước; chỉ xét câu hỏi đứng trước; chuyển câu hỏi đó lên trên",
    ),
    (
        [
            (
                'maximum = 900000000\nshown_when = { question = "rents", is = true }',
                'maximum = 900000000\nshown_when = { question = "rent", is = true }',
            )
        ],
        "questions.rent.shown_when.question: “rent” không đứng trước; chỉ xét câu hỏi đứng trước; chuyển câu hỏi đó lên trên",
    ),
    (
        [('name = "don"', 'name = "plan"'), ('name = "floor_plan"', 'name = "plan"')],
        "questions.plan.name: “plan” đã là tên một giấy tờ trong components; chọn tên khác",
    ),
    (
        [('name = "granted"', 'name = "granted"\nlimit = { amount = 5, unit = "working_day" }')],
        "outcomes.granted.limit: kết quả đứng đầu dùng thời hạn chung; bỏ limit; thời hạn chung ghi ở committed_limit",
    ),
    (
        [("limit = { amount = 5, ", "limit = { amount = 2.5, ")],
        "outcomes.refused.limit.amount: là 2.5; thời hạn theo ngày phải là số nguyên",
    ),
    (
        [("limit = { amount = 5, ", "limit = { amount = 0, ")],
        "outcomes.refused.limit.amount: là 0; thời hạn phải lớn hơn 0",
    ),
    ([('code = "BM-01"\n', "")], 'iso.forms[1].code: thiếu; phải là chuỗi chữ, ví dụ "…"'),
    (
        [('retention = { vi = "05 năm", en = "05 years" }', "")],
        'iso.records[1].retention: thiếu; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
]


@pytest.mark.parametrize(("edits", "message"), CASES, ids=[case[1] for case in CASES])
def test_nonsense_is_told_with_its_key_and_the_cure(edits: Edits, message: str) -> None:
    errors = errors_of(changed(*edits, text=WHOLE))

    assert [str(error) for error in errors] == [f"{FILE}: {line}" for line in message.splitlines()]


def test_blocks_that_nothing_can_follow_are_refused_and_never_stored() -> None:
    text = changed(
        ("sets = 3\n", "sets = 3\nblocks = { rieng = [] }\n"), ("[[blocks.gian-hang]]", "[[questions]]"), text=WHOLE
    )

    (error,) = errors_of(text.replace('[[questions]]\nblock = "gian-hang"\n', ""))

    assert error.wrong.startswith("không đọc được")


LAWS: list[tuple[Edits, Law, str, str, str]] = [
    (
        [("limit = { amount = 5, ", "limit = { amount = 11, ")],
        Law.OUTCOMES,
        "outcomes.refused.limit",
        "11 (working_day) dài hơn thời hạn cam kết 10 (working_day)",
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
        "organiser = foreign → nơi khác | organiser = vietnamese → nơi khác",
    ),
]


@pytest.mark.parametrize(("edits", "law", "key", "wrong", "path"), LAWS)
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
        [('limit = { amount = 5, unit = "working_day" }', 'limit = { amount = 80, unit = "working_hour" }')],
        [('limit = { amount = 5, unit = "working_day" }', 'limit = { amount = 12, unit = "calendar_day" }')],
        [("hours_before_event = 12", "hours_before_event = 23")],
        [('{ question = "organiser", is = "foreign" }', '{ question = "rents", is = true }')],
        [
            (
                '{ question = "organiser", is = "foreign" }',
                '{ question = "parts", is = ["reading", "sale", "exhibition"] }',
            )
        ],
    ],
)
def test_what_only_looks_like_a_broken_law_is_published(edits: Edits) -> None:
    assert check(whole(*edits)) == ()


def test_more_working_days_than_calendar_days_are_too_many() -> None:
    in_calendar_days = [
        ('amount = 12\nunit = "working_day"', 'amount = 12\nunit = "calendar_day"'),
        ('amount = 10\nunit = "working_day"', 'amount = 10\nunit = "calendar_day"'),
    ]

    found = check(whole(*in_calendar_days, ("limit = { amount = 5, ", "limit = { amount = 11, ")))

    assert [violation.law for violation in found] == [Law.OUTCOMES]
    assert check(whole(*in_calendar_days, ("limit = { amount = 5, ", "limit = { amount = 10, "))) == ()
