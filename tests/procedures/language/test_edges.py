"""At the edges of the language: what may be left out, the last value that passes, the first that does not."""

import time
from decimal import Decimal

import pytest

from procedures.language.checker import check
from procedures.language.compiler import canonical_text, compile_text
from procedures.language.errors import DefinitionErrors
from procedures.language.wording import supplement
from procedures.machine import AfterSupplement, Limit, LimitUnit
from tests.procedures.shipped import FILE, WHOLE, changed, errors_of

type Edits = list[tuple[str, str]]

SHORT = """
slug = "ngan"
version = 1
sector = "linh-vuc"
effective_on = 2026-01-05
name = { vi = "Thủ tục ngắn", en = "A short procedure" }
sector_name = { vi = "Lĩnh vực", en = "Sector" }
summary = { vi = "Ngắn.", en = "Short." }
agency = { vi = "Sở", en = "Department" }
result = { vi = "Giấy", en = "Paper" }
audience = [{ vi = "Mọi người", en = "Everybody" }]
channels = [{ vi = "Trực tuyến", en = "Online" }]
legal_basis = [{ vi = "Luật", en = "Law" }]
legal_limit = { amount = 2, unit = "working_day" }
components = [{ name = "don", title = { vi = "Đơn", en = "Form" }, originals = 1 }]
questions = [{ name = "why", kind = "text", label = { vi = "Vì sao", en = "Why" } }]
outcomes = [{ name = "granted", label = { vi = "Cấp", en = "Granted" } }]
steps = [
  { name = "nhan", title = { vi = "Nhận", en = "Receive" }, role = "one_stop_officer", time = 0.5, output = { vi = "Phiếu", en = "Slip" } },
  { name = "lam", title = { vi = "Làm", en = "Work" }, role = "clerk", time = 1.5, output = { vi = "Giấy", en = "Paper" } },
  { name = "tra", title = { vi = "Trả", en = "Return" }, role = "one_stop_officer", output = { vi = "Giấy", en = "Paper" } },
]
"""


def test_what_a_definition_does_not_say_of_supplements_it_may_leave_to_the_regime() -> None:
    text = f"{SHORT}\n[supplement]\nby_regime = true\nnotice_days = 7\n"

    rule = compile_text(text, path=FILE).supplement

    assert rule.by_regime == {"after", "rounds"}
    assert supplement(rule).vi == "yêu cầu trong 7 ngày làm việc, còn lại theo quy định chung của cơ chế một cửa"


def test_a_definition_may_be_short_and_what_it_leaves_out_has_a_plain_meaning() -> None:
    machine = compile_text(SHORT, path=FILE)

    assert check(machine) == ()
    assert machine.committed_limit == machine.legal_limit == Limit(Decimal(2), LimitUnit.WORKING_DAY)
    assert (machine.code, machine.sets, machine.fees, machine.fee_note) == (None, 1, (), None)
    rule = machine.supplement
    assert (rule.after, rule.rounds) == (AfterSupplement.RESTART, 1)
    assert (rule.notice_days, rule.applicant_days, rule.by_regime) == (None, None, frozenset())
    assert (machine.iso.code, machine.iso.decision, machine.iso.revision, machine.iso.issued_on) == ("", "", None, None)
    assert (machine.iso.purpose, machine.iso.scope, machine.iso.forms, machine.iso.records) == (None, None, (), ())
    assert (machine.requirements, machine.uncertain, machine.elsewhere, machine.event) == ((), (), (), None)
    assert machine.action("accepted", "return-at-once") is None
    (question,), (component,) = machine.questions, machine.components
    assert (question.required, question.max_length, question.shown_when, question.columns) == (True, None, None, ())
    assert (component.required, component.copies, component.eform, component.when) == (True, 0, False, None)


ALLOWED: list[tuple[str, str]] = [
    ("originals = 1", "originals = 100"),
    ("originals = 1", "originals = 0, copies = 100"),
    ('slug = "ngan"', f'slug = "{"a" * 60}"'),
    ('slug = "ngan"', 'slug = "ngan"\ncode = "1.000000.000.00.00.H26.AAAAAAAAAAAAAAAA"'),
    ("version = 1", "version = 9999"),
    ("version = 1", "version = 1\nsets = 20"),
    ("{ amount = 2,", "{ amount = 1000,"),
    ('kind = "text"', 'kind = "text", max_length = 1'),
    ('kind = "text"', 'kind = "text", max_length = 20000'),
    ('kind = "text"', 'kind = "integer", minimum = -1000000000000, maximum = 1000000000000'),
    ('kind = "text"', 'kind = "money", minimum = 0'),
    (
        'kind = "text"',
        'kind = "table", minimum = 0, maximum = 50, columns = [{ name = "a", kind = "text", max_length = 1, label = { vi = "A", en = "A" } }]',
    ),
    ("version = 1", 'version = 1\nfees = [{ name = { vi = "Phí", en = "Fee" }, amount = 0 }]'),
    ("version = 1", "version = 1\nsupplement = { notice_days = 1, applicant_days = 1000 }"),
    ("version = 1", "version = 1\niso = { revision = 999 }"),
    ('vi = "Ngắn."', 'vi = "Dòng một.\\nDòng hai."'),
]


@pytest.mark.parametrize("edit", ALLOWED, ids=[f"case-{place}" for place in range(len(ALLOWED))])
def test_the_last_value_that_is_allowed_is_read(edit: tuple[str, str]) -> None:
    assert compile_text(changed(edit, text=SHORT), path=FILE).slug


REFUSED: list[tuple[Edits, str]] = [
    ([("originals = 1", "originals = 101")], "components.don.originals: là 101; phải là số nguyên từ 0 đến 100"),
    ([("originals = 1", "copies = 101")], "components.don.copies: là 101; phải là số nguyên từ 0 đến 100"),
    ([("version = 1", "version = 1\nsets = 21")], "sets: là 21; phải là số nguyên từ 1 đến 20"),
    ([("version = 1", f'version = 1\ncode = "{"1" * 41}"')], "code: dài 41 ký tự; tối đa 40 ký tự"),
    (
        [('slug = "ngan"', f'slug = "{"a" * 61}"')],
        "slug: “aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, "
        "chữ số và dấu gạch nối, ví dụ “ten-khong-dau”, tối đa 60 ký tự",
    ),
    (
        [('kind = "text"', 'kind = "text", max_length = 0')],
        "questions.why.max_length: là 0; phải là số nguyên từ 1 đến 20000",
    ),
    (
        [("legal_limit = {", 'committed_limit = { amount = 0, unit = "working_day" }\nlegal_limit = {')],
        "committed_limit.amount: là 0; thời hạn phải lớn hơn 0",
    ),
    (
        [('audience = [{ vi = "Mọi người", en = "Everybody" }]', "audience = []")],
        "audience: có 0 mục; phải có ít nhất 1 mục",
    ),
    (
        [('channels = [{ vi = "Trực tuyến", en = "Online" }]', "channels = []")],
        "channels: có 0 mục; phải có ít nhất 1 mục",
    ),
    (
        [('legal_basis = [{ vi = "Luật", en = "Law" }]', "legal_basis = []")],
        "legal_basis: có 0 mục; phải có ít nhất 1 mục",
    ),
    (
        [('outcomes = [{ name = "granted", label = { vi = "Cấp", en = "Granted" } }]', "outcomes = []")],
        "outcomes: có 0 mục; phải có ít nhất 1 mục",
    ),
    (
        [("components = [{", "components = [7, {")],
        "components[1]: là 7; phải là bảng, viết bằng [[components]]",
    ),
    (
        [
            (
                'name = "don", title = { vi = "Đơn", en = "Form" }, originals = 1',
                'name = "Đơn", title = { vi = "Đơn", en = "Form" }',
            )
        ],
        "components[1].name: “Đơn” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, "
        "ví dụ “ten-khong-dau”, tối đa 60 ký tự\n"
        "components[1]: không có bản chính và không có bản sao; ghi originals hoặc copies ít nhất là 1",
    ),
    (
        [('name = "why", kind = "text"', 'name = "Vì sao", kind = "date", max_length = 5')],
        "questions[1].name: “Vì sao” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch dưới, "
        "ví dụ “ten_khong_dau”, tối đa 60 ký tự\n"
        "questions[1].max_length: kind là date; chỉ câu hỏi text và long_text có max_length",
    ),
    (
        [('name = "granted", label', 'name = "Cấp", paper = "03", label')],
        "outcomes[1].name: “Cấp” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, "
        "ví dụ “ten-khong-dau”, tối đa 60 ký tự\n"
        "outcomes[1].paper: kết quả đứng đầu là kết quả cấp; bỏ paper, hoặc xếp kết quả từ chối xuống dưới",
    ),
    (
        [('name = "granted", label', 'name = "Cấp", limit = { amount = 1, unit = "working_day" }, label')],
        "outcomes[1].name: “Cấp” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, "
        "ví dụ “ten-khong-dau”, tối đa 60 ký tự\n"
        "outcomes[1].limit: kết quả đứng đầu dùng thời hạn chung; bỏ limit; thời hạn chung ghi ở committed_limit",
    ),
    (
        [('name = "granted", label', 'name = "Cấp", hours_before_event = 2, label')],
        "outcomes[1].name: “Cấp” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, "
        "ví dụ “ten-khong-dau”, tối đa 60 ký tự\n"
        "outcomes[1].hours_before_event: không có sự kiện nào để tính lùi; thêm bảng [event], hoặc bỏ khoá này",
    ),
    (
        [('name = "lam", title', 'name = "Làm", title'), ("time = 1.5", "time = 0")],
        "steps[2].name: “Làm” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, "
        "ví dụ “ten-khong-dau”, tối đa 60 ký tự\n"
        "steps[2].time: thiếu hoặc bằng 0; mỗi bước trước bước trả kết quả phải có thời gian",
    ),
    (
        [
            (
                'name = "nhan", title = { vi = "Nhận", en = "Receive" }, role = "one_stop_officer"',
                'name = "Nhận", title = { vi = "Nhận", en = "Receive" }, role = "clerk"',
            )
        ],
        "steps[1].name: “Nhận” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, "
        "ví dụ “ten-khong-dau”, tối đa 60 ký tự\n"
        "steps[1].role: là clerk; bước đầu tiên (tiếp nhận) do một cửa làm: role = “one_stop_officer”",
    ),
    (
        [('kind = "text"', 'kind = "text", shown_when = { question = "when", is = "a" }')],
        "questions.why.shown_when.question: không có câu hỏi “when” để xét; phải là một trong: chưa có câu hỏi nào",
    ),
    (
        [
            (
                'kind = "text"',
                'kind = "table", columns = [{ name = "Cột", kind = "text", minimum = 1, label = { vi = "A", en = "A" } }]',
            )
        ],
        "questions.why.columns[1].name: “Cột” không phải là tên hợp lệ; chỉ dùng chữ thường không dấu, chữ số và dấu gạch dưới, "
        "ví dụ “ten_khong_dau”, tối đa 60 ký tự\n"
        "questions.why.columns[1].minimum: kind là text; chỉ câu hỏi integer, money và table có minimum",
    ),
    (
        [
            (
                'kind = "text"',
                'kind = "table", columns = [{ name = "a", kind = "choice", choices = [{ value = "b", vi = "B" }, { value = "c", vi = "C", en = "C" }], label = { vi = "A", en = "A" } }]',
            )
        ],
        'questions.why.columns.a.choices.b.en: thiếu bản tiếng Anh; phải viết đủ hai thứ tiếng: { vi = "…", en = "…" }',
    ),
]


@pytest.mark.parametrize(("edits", "message"), REFUSED, ids=[f"case-{place}" for place in range(len(REFUSED))])
def test_the_first_value_that_is_not_is_told(edits: Edits, message: str) -> None:
    errors = errors_of(changed(*edits, text=SHORT))

    assert [str(error) for error in errors] == [f"{FILE}: {line}" for line in message.splitlines()]


ITEM = '{ name = "don", title = { vi = "Đơn", en = "Form" }, originals = 1 }'
STEP = '  { name = "lam", title = { vi = "Làm", en = "Work" }, role = "clerk", time = 1.5, output = { vi = "Giấy", en = "Paper" } },\n'
WIDE = ", ".join(f'{{ name = "c{n}", kind = "text", label = {{ vi = "A", en = "A" }} }}' for n in range(24))
TABLE = f'{{ name = "bang", kind = "table", maximum = 50, columns = [{WIDE}], label = {{ vi = "B", en = "B" }} }}'
ODD: list[tuple[str, str, str]] = [
    (
        'name = "why"',
        'name = "version"',
        "questions.version.name: “version” là tên mà trang tờ khai tự dùng; chọn tên khác",
    ),
    ('name = "why"', 'name = "do"', "questions.do.name: “do” là tên mà trang tờ khai tự dùng; chọn tên khác"),
    ('vi = "Thủ tục ngắn"', 'vi = "Thủ \u202etục ngắn"', "name.vi: có ký tự điều khiển; xoá ký tự không in được"),
    ('vi = "Thủ tục ngắn"', 'vi = "Thủ \ufffetục ngắn"', "name.vi: có ký tự điều khiển; xoá ký tự không in được"),
    (
        "version = 1",
        'version = 1\ncode = "١.٠٠٣٨٦٨"',
        "code: “١.٠٠٣٨٦٨” không phải mã thủ tục; viết như “1.003868”; chưa có mã thì bỏ khoá này",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), ODD, ids=["version", "do", "direction", "no-character", "digits"])
def test_what_would_break_a_page_is_refused(old: str, new: str, message: str) -> None:
    assert [str(error) for error in errors_of(changed((old, new), text=SHORT))] == [f"{FILE}: {message}"]


TOO_MUCH: list[tuple[str, str, str]] = [
    (f"[{ITEM}]", f"[{', '.join([ITEM] * 101)}]", "components: có 101 mục; nhiều nhất 100 mục"),
    (STEP, STEP * 39, "steps: có 41 mục; nhiều nhất 40 mục"),
    ('name = "lam"', f'name = "{"l" * 41}"', f"steps.{'l' * 41}.name: dài 41 ký tự; tối đa 40 ký tự"),
    ('name = "granted"', f'name = "{"g" * 31}"', f"outcomes.{'g' * 31}.name: dài 31 ký tự; tối đa 30 ký tự"),
    (
        "questions = [",
        f"questions = [{TABLE}, ",
        "questions: tờ khai có tới 1202 ô; nhiều nhất 1200: bớt cột hoặc giảm maximum của bảng",
    ),
    (
        "questions = [",
        'questions = [{ block = "nguoi-dai-dien" }, { block = "nguoi-dai-dien" }, ',
        "questions[2].block: khối “nguoi-dai-dien” đã có ở trên; mỗi khối chỉ dùng một lần",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "message"), TOO_MUCH, ids=["list", "steps", "step", "outcome", "fields", "block"]
)
def test_more_than_any_procedure_needs_is_refused(old: str, new: str, message: str) -> None:
    assert str(errors_of(changed((old, new), text=SHORT))[0]) == f"{FILE}: {message}"


@pytest.mark.parametrize("count", [500, 2_000])
def test_a_file_that_names_a_block_over_and_over_is_refused_at_once(count: int) -> None:
    rows = ", ".join(['{ block = "a" }'] * count)
    begun = time.process_time()

    errors = errors_of(f"questions = [{rows}]\nblocks.a = [{', '.join(['{}'] * count)}]\n")

    assert time.process_time() - begun < 2
    assert any(error.key.startswith("questions") for error in errors)


FOLLOWING: list[tuple[Edits, list[str]]] = [
    ([('name = "held_at"\nkind = "date_time"', 'name = "held_at"\nkind = "clock"')], ["questions.held_at.kind"]),
    (
        [('name = "director_sex"\nkind = "choice"', 'name = "director_sex"\nkind = "gender"')],
        ["questions.director_sex.kind"],
    ),
    (
        [('name = "director_born_on"\nkind = "date"', 'name = "director_born_on"\nkind = "birthday"')],
        ["questions.director_born_on.kind"],
    ),
    ([('name = "organiser"', 'name = "Đơn vị"')], ["questions[3].name"]),
    ([('question = "held_at"', 'question = "Khai mạc"')], ["event.question"]),
]


@pytest.mark.parametrize(("edits", "keys"), FOLLOWING, ids=["event", "sex", "birth", "name", "event-question"])
def test_what_only_follows_from_a_mistake_is_not_told_again(edits: Edits, keys: list[str]) -> None:
    assert [error.key for error in errors_of(changed(*edits, text=WHOLE))] == keys


def test_the_errors_of_a_file_read_one_under_the_other() -> None:
    with pytest.raises(DefinitionErrors) as caught:
        compile_text(SHORT.replace("version = 1\n", "").replace('sector = "linh-vuc"\n', ""), path=FILE)

    assert str(caught.value).splitlines() == [str(error) for error in caught.value.errors]
    assert len(caught.value.errors) == 2


def test_what_cannot_be_stored_is_told_with_its_file() -> None:
    with pytest.raises(DefinitionErrors) as caught:
        canonical_text(b"\xff", path=FILE)

    assert [error.file for error in caught.value.errors] == [FILE]
