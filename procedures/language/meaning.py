"""Second pass: what is well written must also make sense. Notes what does not; changes nothing."""

import re

from accounts.roles import Role
from procedures.language.errors import Notes
from procedures.language.form.meaning import asked_in, examine_form, key_of, once
from procedures.language.form.rules_meaning import examine_rules
from procedures.language.lifecycle import EDITIONS
from procedures.language.results.meaning import examine_results
from procedures.language.sheet import Row, Sheet
from procedures.language.sources import examine_reach, examine_sources
from procedures.machine import Ask, Limit, LimitUnit, Machine, Outcome, Paper, QuestionKind

FEWEST_ROWS = 3
LONGEST_STEP, LONGEST_OUTCOME = 40, 30
"""Characters of the names of steps and outcomes: together they name actions, which the log keeps in 80."""

_CODE = re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9A-Z]+)*")


def examine(sheet: Sheet, notes: Notes) -> None:
    """Note everything in a sheet that is well formed and still wrong."""
    outline = sheet.outline
    if outline.code is not None and not _CODE.fullmatch(outline.code):
        notes.add(
            "code",
            f"“{outline.code}” không phải mã thủ tục",
            "viết như “1.003868”; chưa có mã thì bỏ khoá này",
        )
    examine_reach(outline, notes)
    _limit("legal_limit", outline.legal_limit, notes)
    _limit("committed_limit", outline.committed_limit, notes)
    examine_form(outline, notes)
    _outcomes(outline.outcomes, notes)
    _event(outline, notes)
    examine_rules(outline, notes)
    _rows(sheet.rows, EDITIONS[outline.lifecycle].reserved, notes)
    examine_results(sheet, notes)
    examine_sources(sheet, notes)


def _limit(key: str, limit: Limit, notes: Notes) -> None:
    if limit.amount == 0:
        notes.add(f"{key}.amount", "là 0", "thời hạn phải lớn hơn 0")
    if limit.unit is not LimitUnit.WORKING_HOUR and limit.amount != limit.amount.to_integral_value():
        notes.add(f"{key}.amount", f"là {limit.amount}", "thời hạn theo ngày phải là số nguyên")


def _outcomes(outcomes: tuple[Outcome, ...], notes: Notes) -> None:
    once("outcomes", (outcome.name for outcome in outcomes), notes)
    _short("outcomes", [outcome.name for outcome in outcomes], LONGEST_OUTCOME, notes)
    for place, outcome in enumerate(outcomes, start=1):
        key = f"{key_of('outcomes', outcome.name, place)}.paper"
        if outcome.paper is not None and place == 1:
            notes.add(key, "kết quả đứng đầu là kết quả cấp", "bỏ paper, hoặc xếp kết quả từ chối xuống dưới")
        elif outcome.paper not in {None, Paper.REFUSAL}:
            notes.add(key, f"Mẫu {outcome.paper} không phải là kết quả", 'chỉ có "03" (Phiếu từ chối)')
        if outcome.limit is not None:
            _own_limit(outcome.limit, f"{key_of('outcomes', outcome.name, place)}.limit", notes, is_first=place == 1)


def _short(table: str, names: list[str], longest: int, notes: Notes) -> None:
    for name in names:
        if len(name) > longest:
            notes.add(f"{table}.{name}.name", f"dài {len(name)} ký tự", f"tối đa {longest} ký tự")


def _own_limit(limit: Limit, key: str, notes: Notes, *, is_first: bool) -> None:
    if is_first:
        notes.add(key, "kết quả đứng đầu dùng thời hạn chung", "bỏ limit; thời hạn chung ghi ở committed_limit")
    else:
        _limit(key, limit, notes)


def _event(outline: Machine, notes: Notes) -> None:
    """An event needs a question that is always answered; hours before it need an event."""
    rule = outline.event
    if rule is None:
        for place, outcome in enumerate(outline.outcomes, start=1):
            if outcome.hours_before_event is not None:
                key = f"{key_of('outcomes', outcome.name, place)}.hours_before_event"
                notes.add(key, "không có sự kiện nào để tính lùi", "thêm bảng [event], hoặc bỏ khoá này")
        return
    asked = asked_in(outline, notes)
    question = outline.question(rule.question)
    if asked.is_doubtful(rule.question) or notes.knows("event.question"):
        return
    hours = [rule.file_hours_before, *(outcome.hours_before_event for outcome in outline.outcomes)]
    kinds = {QuestionKind.DATE_TIME, QuestionKind.DATE} if hours == [None] * len(hours) else {QuestionKind.DATE_TIME}
    if question is None or question.kind not in kinds:
        right = 'phải là tên một câu hỏi kind = "date_time"; không tính giờ nào thì "date" cũng được'
        notes.add("event.question", f"“{rule.question}” không phải là câu hỏi về ngày giờ", right)
    elif not question.required or question.shown_when:
        right = "câu hỏi về ngày giờ của sự kiện phải bắt buộc và luôn được hỏi"
        notes.add("event.question", f"“{rule.question}” có thể không được trả lời", right)


def _rows(rows: tuple[Row, ...], reserved: frozenset[str], notes: Notes) -> None:
    if len(rows) < FEWEST_ROWS:
        notes.add("steps", f"có {len(rows)} bước", f"phải có ít nhất {FEWEST_ROWS}: tiếp nhận, xử lý, trả kết quả")
        return
    once("steps", (row.name for row in rows), notes)
    _short("steps", [row.name for row in rows], LONGEST_STEP, notes)
    _desk_row(rows, 0, "bước đầu tiên (tiếp nhận)", notes)
    _desk_row(rows, len(rows) - 1, "bước cuối cùng (trả kết quả)", notes)
    are_named = all(row.name for row in rows)
    for place, row in enumerate(rows):
        key = key_of("steps", row.name, place + 1)
        if row.name in reserved:
            notes.add(f"{key}.name", f"“{row.name}” là tên dành cho vòng đời chung", "chọn tên khác")
        _time(row, key, notes, is_last=place == len(rows) - 1)
        if are_named:
            _leads(rows, place, notes)
            _asks(rows, place, notes)


def _desk_row(rows: tuple[Row, ...], place: int, which: str, notes: Notes) -> None:
    row = rows[place]
    if row.role is not Role.ONE_STOP_OFFICER:
        right = f"{which} do một cửa làm: role = “{Role.ONE_STOP_OFFICER}”"
        notes.add(f"{key_of('steps', row.name, place + 1)}.role", f"là {row.role}", right)


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
