"""What a definition says of its decision and its results is read, and nonsense in it is told to its author."""

from decimal import Decimal

import pytest

from accounts.roles import Role
from procedures.language.checker import check
from procedures.language.compiler import SHIPPED, compile_text
from procedures.language.lifecycle import FIRST, SECOND
from procedures.machine import Duty, Limit, LimitUnit, Machine
from procedures.results import Issued, ResultKind, Term, Word
from tests.procedures.shipped import FILE, SUBJECT, changed, errors_of, naming

type Edit = tuple[str, str]

TEXT = naming(SECOND)
SUBJECT_LINE = f'subject = "{SUBJECT}"\n'
GRANTED = 'label = { vi = "Cấp giấy phép", en = "Licence granted" }\n'
PLAIN = 'issues = { kind = "answer", symbol = "TB-STTTT" }\n'
PROPOSES, DECIDES, NUMBERS = "proposes = true\n", "decides = true\n", "numbers = true\n"


def subject(line: str) -> Edit:
    return SUBJECT_LINE, f"subject = {line}\n"


def issues(*keys: str) -> Edit:
    """The outcome that grants issues what these keys say."""
    return GRANTED + PLAIN, f"{GRANTED}issues = {{ {', '.join(keys)} }}\n"


def licence(*keys: str) -> Edit:
    return issues('kind = "licence"', 'symbol = "GP-STTTT"', *keys)


def compiled(*edits: Edit) -> Machine:
    return compile_text(changed(*edits, text=TEXT), path=FILE)


def test_who_proposes_decides_and_numbers_is_read() -> None:
    duties = {step.role: step.duty for step in compiled().steps if step.duty is not None}

    assert duties == {
        Role.SPECIALIST: Duty.PROPOSES,
        Role.DEPARTMENT_LEADER: Duty.DECIDES,
        Role.CLERK: Duty.NUMBERS,
    }


def test_what_an_outcome_issues_is_read_with_its_text_and_its_term() -> None:
    machine = compiled(licence('document = "Cho phép {organisation_name}.\\n\\nVì {reason}."', "term = { years = 3 }"))

    granted, refused = machine.outcomes
    assert granted.issues == Issued(
        ResultKind.LICENCE, "GP-STTTT", "Cho phép {organisation_name}.\n\nVì {reason}.", Term(years=3)
    )
    assert refused.issues == Issued(ResultKind.ANSWER, "TB-STTTT")


FORMS = 'printed = "Số trang", electronic-reading = "Số phút", audio-visual = "Số phút"'


PRINTER = 'name = "printing_house_name"'


def worded(
    said: str = FORMS, question: str = "material_form", name: str = "length", document: str = "{length}: {extent}"
):
    """Have a document with a word that follows an answer."""
    word = f'name = "{name}", question = "{question}", say = {{ {said} }}'
    return licence(f'document = "{document}"', f"words = [{{ {word} }}]")


def test_a_word_of_a_document_follows_what_a_question_was_answered() -> None:
    issued = compiled(worded()).outcomes[0].issues

    assert issued is not None
    said = {"printed": "Số trang", "electronic-reading": "Số phút", "audio-visual": "Số phút"}
    assert issued.words == (Word("length", "material_form", said),)
    assert issued.document_for({"material_form": "printed"}) == "Số trang: {extent}"
    assert issued.document_for({"material_form": "audio-visual"}) == "Số phút: {extent}"
    assert issued.document_for({}) == "……: {extent}"
    assert issued.document_of_all == "Số trang/Số phút: {extent}"


def test_a_word_of_a_document_may_hold_an_answer_that_is_given_then() -> None:
    printed = FORMS.replace("Số trang", "In tại {printing_house_name}, số trang")

    issued = compiled(worded(printed)).outcomes[0].issues

    assert issued is not None
    assert issued.document_for({"material_form": "printed"}) == "In tại {printing_house_name}, số trang: {extent}"
    assert issued.document_for({"material_form": "audio-visual"}) == "Số phút: {extent}"


def test_a_word_with_an_answer_that_is_not_given_then_is_refused() -> None:
    for_printed = (PRINTER, f'{PRINTER}\nshown_when = {{ question = "material_form", is = "printed" }}')
    of_others = FORMS.replace('reading = "Số phút"', 'reading = "In tại {printing_house_name}"')

    [error] = errors_of(changed(for_printed, worded(of_others), text=TEXT))

    assert str(error).endswith(
        "outcomes.granted.issues.words.length.say.electronic-reading: câu hỏi “printing_house_name” không được hỏi "
        "khi chọn “electronic-reading”; dùng câu hỏi được hỏi với lựa chọn đó, hoặc bỏ tên này"
    )


def test_a_term_may_be_asked_for_in_the_form() -> None:
    machine = compiled(licence('term = { question = "extent" }'))

    assert machine.outcomes[0].issues is not None
    assert machine.outcomes[0].issues.term == Term(question="extent")


def test_a_step_may_take_another_time_for_one_outcome() -> None:
    machine = compiled((PROPOSES, PROPOSES + "times = { refused = 1.5 }\n"))

    step = machine.step("tham-dinh")
    assert step is not None
    assert step.limit_for("refused") == Limit(Decimal("1.5"), LimitUnit.WORKING_DAY)
    assert step.limit_for("granted") == step.limit == Limit(Decimal(6), LimitUnit.WORKING_DAY)
    assert check(machine) == ()


def test_a_subject_names_answers_and_who_files() -> None:
    line = "{material_name}, {material_form} ({applicant_organisation})"

    assert compiled(subject(f'"{line}"')).subject == line


NOT_IN_LISTS = (
    "không dùng được ở câu hiện trong danh sách hồ sơ; dùng tên một câu hỏi của tờ khai, hoặc applicant_address, "
    "applicant_name, applicant_organisation"
)
ONE_WORD = "có dấu cách, hoặc có dấu / ở đầu, ở cuối; viết liền, chỉ phần đứng sau số: số và dấu / do hệ thống ghi, ví dụ “GP-STTTT”"
ERRORS: dict[str, tuple[Edit, str]] = {
    "no subject": (
        (SUBJECT_LINE, ""),
        'subject: thiếu; ghi câu phân biệt các hồ sơ với nhau, ví dụ subject = "Bản tin {newsletter_name}"',
    ),
    "the same subject for all": (
        subject('"Đăng ký điểm"'),
        "subject: không có câu trả lời nào, nên hồ sơ nào cũng ghi như nhau; "
        "đưa vào câu trả lời phân biệt được các hồ sơ, ví dụ {organisation_name}",
    ),
    "a subject of two lines": (subject('"a\\nb"'), "subject: có chỗ xuống dòng; viết trên một dòng"),
    "a long subject": (subject(f'"{"a" * 201}"'), "subject: dài 201 ký tự; tối đa 200 ký tự"),
    "an open brace": (
        subject('"Tài liệu {material name}"'),
        "subject: có dấu ngoặc nhọn không bao một tên câu hỏi; viết như {ten_cau_hoi}, không có dấu cách",
    ),
    "a subject of an unknown answer": (
        subject('"Tài liệu {title}"'),
        "subject: không có câu hỏi “title”; phải là tên một câu hỏi của tờ khai: organisation_name, "
        "establishment_decision_no, establishment_decided_on, material_name, material_form, extent, appendices, format, …",
    ),
    "a subject of a misspelt answer": (
        subject('"Tài liệu {materal_name}"'),
        "subject: không có câu hỏi “materal_name”; có phải ý là “material_name”?",
    ),
    "a subject of a misspelt applicant": (
        subject('"Tài liệu của {aplicant_name}"'),
        "subject: không có câu hỏi “aplicant_name”; có phải ý là “applicant_name”?",
    ),
    "a subject by which somebody is identified": (
        subject('"Tài liệu của {applicant_id}"'),
        f"subject: “applicant_id” {NOT_IN_LISTS}",
    ),
    "a subject with reasons": (
        subject('"Vì {reason}"'),
        f"subject: “reason” {NOT_IN_LISTS}",
    ),
    "a subject of a long answer": (
        subject('"{purpose}"'),
        "subject: “purpose” là câu hỏi loại long_text; câu hỏi ở đây phải thuộc một trong các loại: address, choice, "
        "choices, date, date_time, integer, licence, money, tax_code, text, yes_no",
    ),
    "nothing issued": (
        (GRANTED + PLAIN, GRANTED),
        "outcomes.granted.issues: thiếu; thêm bảng [outcomes.issues] dưới kết quả này: kind, symbol",
    ),
    "no kind": (
        issues('symbol = "GP-STTTT"'),
        "outcomes.granted.issues.kind: thiếu; phải là một trong: licence, certificate, confirmation, approval, answer",
    ),
    "an unknown kind": (
        issues('kind = "permit"', 'symbol = "GP-STTTT"'),
        "outcomes.granted.issues.kind: là “permit”; "
        "phải là một trong: licence, certificate, confirmation, approval, answer",
    ),
    "no symbol": (
        issues('kind = "licence"'),
        'outcomes.granted.issues.symbol: thiếu; phải là chuỗi chữ, ví dụ "GP-STTTT"',
    ),
    "a long symbol": (
        issues('kind = "licence"', f'symbol = "{"G" * 31}"'),
        "outcomes.granted.issues.symbol: dài 31 ký tự; tối đa 16 ký tự",
    ),
    "a symbol with the stroke that the number brings": (
        issues('kind = "licence"', 'symbol = "/GP-STTTT"'),
        f"outcomes.granted.issues.symbol: “/GP-STTTT” {ONE_WORD}",
    ),
    "a symbol of two words": (
        issues('kind = "licence"', 'symbol = "GP STTTT"'),
        f"outcomes.granted.issues.symbol: “GP STTTT” {ONE_WORD}",
    ),
    "a misspelt key": (
        licence('documents = "Cho phép"'),
        "outcomes.granted.issues.documents: không có khoá nào tên như vậy; có phải ý là “document”?",
    ),
    "a document of an unknown answer": (
        licence('document = "Cho phép {organisation}"'),
        "outcomes.granted.issues.document: không có câu hỏi “organisation”; có phải ý là “organisation_name”?",
    ),
    "a document with a stray brace": (
        licence('document = "Cho phép }"'),
        "outcomes.granted.issues.document: có dấu ngoặc nhọn không bao một tên câu hỏi; "
        "viết như {ten_cau_hoi}, không có dấu cách",
    ),
    "a word for a choice that there is not": (
        worded(f'{FORMS}, digital = "Số phút"'),
        "outcomes.granted.issues.words.length.say.digital: câu hỏi “material_form” không có “digital”; "
        "phải là một trong: printed, electronic-reading, audio-visual",
    ),
    "a word that is empty": (
        worded(FORMS.replace("Số trang", "")),
        "outcomes.granted.issues.words.length.say.printed: trống; ghi từ sẽ in trên giấy, ví dụ “Số trang”",
    ),
    "a word with a stray brace": (
        worded(FORMS.replace("Số trang", "{extent trang")),
        "outcomes.granted.issues.words.length.say.printed: có dấu ngoặc nhọn không bao một tên câu hỏi; "
        "viết như {ten_cau_hoi}, không có dấu cách",
    ),
    "a word with an answer that there is not": (
        worded(FORMS.replace("Số trang", "{extend} trang")),
        "outcomes.granted.issues.words.length.say.printed: không có câu hỏi “extend”; có phải ý là “extent”?",
    ),
    "no word for a choice": (
        worded('printed = "Số trang", audio-visual = "Số phút"'),
        "outcomes.granted.issues.words.length.say: thiếu “electronic-reading”; "
        "câu hỏi có lựa chọn nào thì ghi từ cho lựa chọn đó",
    ),
    "a word by a number": (
        worded(question="extent"),
        "outcomes.granted.issues.words.length.question: “extent” là câu hỏi loại integer; "
        "câu hỏi ở đây phải thuộc một trong các loại: choice",
    ),
    "a word that is called like an answer": (
        worded(name="extent", document="{extent}"),
        "outcomes.granted.issues.words.extent.name: “extent” đã là tên của một câu hỏi; đặt tên khác",
    ),
    "a word that stands nowhere": (
        worded(document="Cho phép"),
        "outcomes.granted.issues.words.length: không dùng ở đâu trong document; viết {length} trong document, hoặc bỏ mục này",
    ),
    "a term that says nothing": (
        licence("term = {}"),
        "outcomes.granted.issues.term.years: thời hạn của kết quả chưa rõ; "
        "ghi years (số năm), hoặc question (tên câu hỏi về số năm)",
    ),
    "a term that says two things": (
        licence('term = { years = 3, question = "extent" }'),
        "outcomes.granted.issues.term.years: thời hạn của kết quả chưa rõ; "
        "ghi years (số năm), hoặc question (tên câu hỏi về số năm)",
    ),
    "a term without end": (
        licence("term = { years = 100 }"),
        "outcomes.granted.issues.term.years: là 100; phải là số nguyên từ 1 đến 99",
    ),
    "a term by an unknown answer": (
        licence('term = { question = "years" }'),
        "outcomes.granted.issues.term.question: không có câu hỏi “years”; phải là tên một câu hỏi của tờ khai: extent, print_run",
    ),
    "a term by a text": (
        licence('term = { question = "material_name" }'),
        "outcomes.granted.issues.term.question: “material_name” là câu hỏi loại text; "
        "câu hỏi ở đây phải thuộc một trong các loại: integer",
    ),
    "two duties": (
        (PROPOSES, PROPOSES + DECIDES),
        "steps.tham-dinh.decides: bước này đã có proposes = true; mỗi bước chỉ làm một việc, bỏ một khoá",
    ),
    "a duty in words": (
        (PROPOSES, 'proposes = "yes"\n'),
        "steps.tham-dinh.proposes: là “yes”; phải là true hoặc false, không có ngoặc kép",
    ),
    "a time for an unknown outcome": (
        (PROPOSES, PROPOSES + "times = { postponed = 1 }\n"),
        "steps.tham-dinh.times.postponed: không có kết quả “postponed”; phải là một trong: granted, refused",
    ),
    "no time for an outcome": (
        (PROPOSES, PROPOSES + "times = { refused = 0 }\n"),
        "steps.tham-dinh.times.refused: bằng 0; thời gian phải lớn hơn 0",
    ),
    "a time in words": (
        (PROPOSES, PROPOSES + 'times = { refused = "1" }\n'),
        "steps.tham-dinh.times.refused: là “1”; phải là số từ 0 đến 1000, tối đa hai chữ số thập phân",
    ),
    "a result at once by nobody": (
        ("immediate_result = false ", "immediate_result = true "),
        "immediate_result: là true, không rõ ai quyết định; ghi vai trò của người quyết định: clerk, "
        "department_leader, division_head, one_stop_officer, provincial_office, specialist; "
        "không có kết quả ngay thì ghi false",
    ),
    "a result at once by the applicant": (
        ("immediate_result = false ", 'immediate_result = "citizen" '),
        "immediate_result: “citizen” không xử lý hồ sơ; phải là một trong: clerk, department_leader, division_head, "
        "one_stop_officer, provincial_office, specialist",
    ),
    "a result at once by an unknown role": (
        ("immediate_result = false ", 'immediate_result = "leader" '),
        "immediate_result: là “leader”; phải là một trong: clerk, department_leader, division_head, "
        "one_stop_officer, provincial_office, specialist",
    ),
}


@pytest.mark.parametrize(("edit", "message"), ERRORS.values(), ids=[name.replace(" ", "-") for name in ERRORS])
def test_what_is_said_amiss_is_told_with_its_key_and_the_cure(edit: Edit, message: str) -> None:
    assert [str(error) for error in errors_of(changed(edit, text=TEXT))] == [f"{FILE}: {message}"]


IN_THE_FIRST: dict[str, Edit] = {
    "subject": ("version = 1\n", f"version = 1\n{SUBJECT_LINE}"),
    "proposer_may_decide": ("version = 1\n", "version = 1\nproposer_may_decide = true\n"),
    "outcomes.granted.issues": (GRANTED, GRANTED + PLAIN),
    "steps.tham-dinh.proposes": ("time = 6\n", f"time = 6\n{PROPOSES}"),
    "steps.tham-dinh.times": ("time = 6\n", "time = 6\ntimes = { refused = 1 }\n"),
}


@pytest.mark.parametrize(("key", "edit"), IN_THE_FIRST.items(), ids=IN_THE_FIRST)
def test_the_first_edition_hears_nothing_of_results_and_says_so(key: str, edit: Edit) -> None:
    (error,) = errors_of(changed(edit, text=naming(FIRST)))

    wrong = "thiếu hoặc là 1, mà vòng đời thứ nhất không có kết quả được trình và quyết định"
    assert (error.key, error.wrong) == ("lifecycle", f"{wrong}: {key}")
    assert error.right == "ghi lifecycle = 5 ở đầu tệp; nếu đúng là vòng đời thứ nhất thì xoá các khoá đó"


def test_a_forgotten_edition_is_told_once_at_its_own_key() -> None:
    (error,) = errors_of(TEXT.replace("lifecycle = 2\n", ""))

    assert error.key == "lifecycle"
    assert error.wrong.endswith(
        ": subject, outcomes.granted.issues, outcomes.refused.issues, steps.tham-dinh.proposes, "
        "steps.ky-duyet.decides, steps.van-thu.numbers"
    )


def test_in_the_first_edition_the_desk_may_have_results_at_once_without_a_name() -> None:
    text = changed(("immediate_result = false ", "immediate_result = true "), text=naming(FIRST))

    assert compile_text(text, path=FILE).action("accepted", "return-at-once") is not None


def test_a_mistake_in_a_question_is_not_told_again_where_a_text_names_it() -> None:
    text = changed(
        subject('"{material_name}"'), ('name = "material_name"\nkind = "text"', 'name = "material_name"\nkind = "line"'), text=TEXT
    )  # fmt: skip

    assert [error.key for error in errors_of(text)] == ["questions.material_name.kind"]


def test_a_table_in_the_middle_of_a_line_is_refused() -> None:
    path = SHIPPED / "dk-co-so-in" / "v6.toml"
    text = path.read_text(encoding="utf-8")

    (error,) = errors_of(text.replace("thiết bị:\n\n{machines}", "thiết bị: {machines}"))

    assert str(error).endswith(
        "issues.document: bảng “machines” in thành nhiều dòng; viết {machines} một mình trên một dòng"
    )
