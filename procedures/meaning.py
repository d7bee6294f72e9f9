"""Second pass: what is well written must also make sense. Notes what does not; changes nothing."""

import re
from collections import Counter
from collections.abc import Iterable

from accounts.roles import Role
from procedures.errors import Notes
from procedures.machine import Ask, Component, Limit, LimitUnit, Outcome, Paper, Question, QuestionKind
from procedures.sheet import Row, Sheet

RESERVED = frozenset({"filed", "rejected", "accepted", "result-ready", "returned", "withdrawn", "stopped"})
"""States of the lifecycle that the law gives to every procedure; no row may take such a name."""

FEWEST_ROWS = 3
FEWEST_CHOICES = 2

_CODE = re.compile(r"\d\.\d{6}(?:\.[0-9A-Z]+)*")
_TEXTUAL = frozenset({QuestionKind.TEXT, QuestionKind.LONG_TEXT})


def examine(sheet: Sheet, notes: Notes) -> None:
    """Note everything in a sheet that is well formed and still wrong."""
    outline = sheet.outline
    if outline.code is not None and not _CODE.fullmatch(outline.code):
        notes.add(
            "code",
            f"“{outline.code}” không phải mã thủ tục",
            "viết như “1.003868”; chưa có mã thì bỏ khoá này",
        )
    _limit("legal_limit", outline.legal_limit, notes)
    _limit("committed_limit", outline.committed_limit, notes)
    _components(outline.components, notes)
    _questions(outline.questions, notes)
    _outcomes(outline.outcomes, notes)
    _rows(sheet.rows, notes)


def _limit(key: str, limit: Limit, notes: Notes) -> None:
    if limit.amount == 0:
        notes.add(f"{key}.amount", "là 0", "thời hạn phải lớn hơn 0")
    if limit.unit is not LimitUnit.WORKING_HOUR and limit.amount != limit.amount.to_integral_value():
        notes.add(f"{key}.amount", f"là {limit.amount}", "thời hạn theo ngày phải là số nguyên")


def _key(table: str, name: str, place: int) -> str:
    """Return the key of an item; one whose name cannot be used is called by its place."""
    return f"{table}.{name}" if name else f"{table}[{place}]"


def _once(key: str, names: Iterable[str], notes: Notes) -> None:
    for name, count in Counter(names).items():
        if name and count > 1:
            notes.add(f"{key}.{name}", f"tên xuất hiện {count} lần", "mỗi tên chỉ dùng một lần")


def _components(components: tuple[Component, ...], notes: Notes) -> None:
    _once("components", (component.name for component in components), notes)
    for place, component in enumerate(components, start=1):
        key = _key("components", component.name, place)
        counted = not notes.knows(f"{key}.originals") and not notes.knows(f"{key}.copies")
        if counted and component.originals + component.copies == 0:
            notes.add(key, "không có bản chính và không có bản sao", "ghi originals hoặc copies ít nhất là 1")
        if component.required and component.condition:
            notes.add(
                f"{key}.condition",
                "giấy tờ bắt buộc mà lại có điều kiện",
                "bỏ condition, hoặc ghi required = false",
            )
        if not component.required and not component.condition:
            notes.add(f"{key}.condition", "thiếu", "giấy tờ không bắt buộc phải nói khi nào cần nộp")


def _questions(questions: tuple[Question, ...], notes: Notes) -> None:
    _once("questions", (question.name for question in questions), notes)
    for place, question in enumerate(questions, start=1):
        key = _key("questions", question.name, place)
        _once(f"{key}.choices", (choice.value for choice in question.choices), notes)
        if not notes.knows(f"{key}.kind"):
            _choices(question, key, notes)
            _bounds(question, key, notes)


def _choices(question: Question, key: str, notes: Notes) -> None:
    is_choice = question.kind is QuestionKind.CHOICE
    if is_choice and len(question.choices) < FEWEST_CHOICES:
        notes.add(f"{key}.choices", f"có {len(question.choices)} lựa chọn", f"phải có ít nhất {FEWEST_CHOICES}")
    if not is_choice and question.choices:
        notes.add(f"{key}.choices", f"kind là {question.kind}", 'chỉ câu hỏi kind = "choice" có lựa chọn')


def _bounds(question: Question, key: str, notes: Notes) -> None:
    low, high = question.minimum, question.maximum
    if question.max_length is not None and question.kind not in _TEXTUAL:
        notes.add(f"{key}.max_length", f"kind là {question.kind}", "chỉ câu hỏi text và long_text có max_length")
    for name, bound in (("minimum", low), ("maximum", high)):
        if bound is not None and question.kind is not QuestionKind.INTEGER:
            notes.add(f"{key}.{name}", f"kind là {question.kind}", f"chỉ câu hỏi integer có {name}")
    if low is not None and high is not None and low > high:
        notes.add(f"{key}.maximum", "nhỏ hơn minimum", "maximum phải lớn hơn hoặc bằng minimum")


def _outcomes(outcomes: tuple[Outcome, ...], notes: Notes) -> None:
    _once("outcomes", (outcome.name for outcome in outcomes), notes)
    for place, outcome in enumerate(outcomes, start=1):
        key = f"{_key('outcomes', outcome.name, place)}.paper"
        if outcome.paper is not None and place == 1:
            notes.add(key, "kết quả đứng đầu là kết quả cấp", "bỏ paper, hoặc xếp kết quả từ chối xuống dưới")
        elif outcome.paper not in {None, Paper.REFUSAL}:
            notes.add(key, f"Mẫu {outcome.paper} không phải là kết quả", 'chỉ có "03" (Phiếu từ chối)')


def _rows(rows: tuple[Row, ...], notes: Notes) -> None:
    if len(rows) < FEWEST_ROWS:
        notes.add("steps", f"có {len(rows)} bước", f"phải có ít nhất {FEWEST_ROWS}: tiếp nhận, xử lý, trả kết quả")
        return
    _once("steps", (row.name for row in rows), notes)
    _desk_row(rows, 0, "bước đầu tiên (tiếp nhận)", notes)
    _desk_row(rows, len(rows) - 1, "bước cuối cùng (trả kết quả)", notes)
    are_named = all(row.name for row in rows)
    for place, row in enumerate(rows):
        key = _key("steps", row.name, place + 1)
        if row.name in RESERVED:
            notes.add(f"{key}.name", f"“{row.name}” là tên dành cho vòng đời chung", "chọn tên khác")
        _time(row, key, notes, is_last=place == len(rows) - 1)
        if are_named:
            _leads(rows, place, notes)
            _asks(rows, place, notes)


def _desk_row(rows: tuple[Row, ...], place: int, which: str, notes: Notes) -> None:
    row = rows[place]
    if row.role is not Role.ONE_STOP_OFFICER:
        right = f"{which} do một cửa làm: role = “{Role.ONE_STOP_OFFICER}”"
        notes.add(f"{_key('steps', row.name, place + 1)}.role", f"là {row.role}", right)


def _time(row: Row, key: str, notes: Notes, *, is_last: bool) -> None:
    if is_last and row.time:
        notes.add(f"{key}.time", f"là {row.time}", "bước trả kết quả không tính thời gian: ghi 0")
    if not is_last and not row.time:
        notes.add(f"{key}.time", "thiếu hoặc bằng 0", "mỗi bước trước bước trả kết quả phải có thời gian")


def _leads(rows: tuple[Row, ...], place: int, notes: Notes) -> None:
    row, earlier = rows[place], rows[:place]
    if row.next is not None and place == len(rows) - 1:
        notes.add(f"steps.{row.name}.next", "là bước cuối cùng", "bước trả kết quả không có bước sau, bỏ next")
    elif row.next is not None and row.next not in {other.name for other in rows}:
        notes.add(f"steps.{row.name}.next", f"không có bước “{row.next}”", _known(rows))
    for target in row.send_back_to:
        if target not in {other.name for other in earlier}:
            right = _known(earlier) if earlier else "bước đầu tiên không trả lại cho ai, bỏ khoá này"
            notes.add(f"steps.{row.name}.send_back_to", f"“{target}” không phải là bước ở phía trên", right)


def _asks(rows: tuple[Row, ...], place: int, notes: Notes) -> None:
    row = rows[place]
    for ask in row.asks:
        if ask is not Ask.ASSIGNEE:
            notes.add(
                f"steps.{row.name}.asks",
                f"không thể hỏi “{ask}” ở đây",
                f"chỉ có “{Ask.ASSIGNEE}” (người thụ lý)",
            )
        elif not _before_specialist(rows, place, notes):
            right = "chỉ hỏi người thụ lý ở bước ngay trước bước của chuyên viên (specialist)"
            notes.add(f"steps.{row.name}.asks", "bước sau không phải của chuyên viên", right)


def _before_specialist(rows: tuple[Row, ...], place: int, notes: Notes) -> bool:
    if place in {0, len(rows) - 1}:
        return False
    named = rows[place].next
    following = next((row for row in rows if row.name == named), rows[place + 1])
    return following.role is Role.SPECIALIST or notes.knows(f"steps.{following.name}.role")


def _known(rows: tuple[Row, ...]) -> str:
    return "phải là một trong: " + ", ".join(row.name for row in rows)
