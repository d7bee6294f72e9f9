"""Second pass, the part about decisions and results: what is well written there must also make sense."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from procedures.composing import REASON, UNTIL, is_clear, names_in
from procedures.form import Condition, QuestionKind
from procedures.language.errors import Notes
from procedures.language.form.meaning import asked_in, key_of, once
from procedures.language.lifecycle import EDITIONS, newest
from procedures.language.sheet import Row, Sheet
from procedures.machine import Machine, Outcome
from procedures.results import Effect, Issued, ResultKind, Word

OF_THE_APPLICANT = frozenset(
    {
        *("applicant_name", "applicant_organisation", "applicant_id"),
        *("applicant_address", "applicant_phone", "applicant_email"),
    }
)
"""What every form asks of who files."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a text may take in: answers of some kinds, and names that no question of the definition has."""

    kinds: frozenset[QuestionKind]
    names: frozenset[str]


_SYMBOL = re.compile(r"[^\s/]+(?:/[^\s/]+)*")
_LONG = {QuestionKind.TABLE, QuestionKind.FILE, QuestionKind.LONG_TEXT}
_PERSONAL = {QuestionKind.PERSONAL_ID, QuestionKind.PHONE, QuestionKind.EMAIL}
MOST_NAMED = 8
"""Names that a message lists where none is near."""

IN_SUBJECTS = Room(
    frozenset(QuestionKind) - _LONG - _PERSONAL,
    frozenset({"applicant_name", "applicant_organisation", "applicant_address"}),
)
"""A part of one line that stands in lists: nothing long, and nothing by which a person is identified or reached."""
IN_DOCUMENTS = Room(
    frozenset(QuestionKind) - {QuestionKind.FILE},
    OF_THE_APPLICANT | {REASON, UNTIL},
)
"""``reason`` stands for the reasons that are given with the outcome, ``until`` for the last day of the result.

A table is listed, a line a row, so its name has a line of its own.
"""


def examine_results(sheet: Sheet, notes: Notes) -> None:
    """Note everything that a definition says amiss of its decision and its results."""
    outline = sheet.outline
    if not EDITIONS[outline.lifecycle].knows_results:
        _says_none(sheet, notes)
        return
    if not outline.subject:
        notes.add(
            "subject", "thiếu", 'ghi câu phân biệt các hồ sơ với nhau, ví dụ subject = "Bản tin {newsletter_name}"'
        )
    if "\n" in outline.subject:
        notes.add("subject", "có chỗ xuống dòng", "viết trên một dòng")
    _places("subject", outline.subject, IN_SUBJECTS, outline, notes)
    if outline.subject and not names_in(outline.subject):
        texts = (question.name for question in outline.questions if question.kind is QuestionKind.TEXT)
        right = f"đưa vào câu trả lời phân biệt được các hồ sơ, ví dụ {{{next(texts, 'applicant_name')}}}"
        notes.add("subject", "không có câu trả lời nào, nên hồ sơ nào cũng ghi như nhau", right)
    for place, outcome in enumerate(outline.outcomes, start=1):
        key = key_of("outcomes", outcome.name, place)
        if outcome.issues is None:
            notes.add(f"{key}.issues", "thiếu", "thêm bảng [outcomes.issues] dưới kết quả này: kind, symbol")
        else:
            _issued(outcome.issues, f"{key}.issues", outline, notes)
    for place, row in enumerate(sheet.rows, start=1):
        _times(row, key_of("steps", row.name, place), outline.outcomes, notes)


def _says_none(sheet: Sheet, notes: Notes) -> None:
    """A text of the first edition says nothing of results, for it would not be heard: mostly its edition was forgotten."""
    found = [("subject", bool(sheet.outline.subject)), ("proposer_may_decide", sheet.proposer_may_decide)]
    for place, outcome in enumerate(sheet.outline.outcomes, start=1):
        found.append((f"{key_of('outcomes', outcome.name, place)}.issues", outcome.issues is not None))
    for place, row in enumerate(sheet.rows, start=1):
        key = key_of("steps", row.name, place)
        found += [(f"{key}.{row.duty}", row.duty is not None), (f"{key}.times", bool(row.times))]
    keys = [key for key, is_said in found if is_said]
    if keys:
        wrong = f"thiếu hoặc là 1, mà vòng đời thứ nhất không có kết quả được trình và quyết định: {', '.join(keys)}"
        right = f"ghi lifecycle = {newest()} ở đầu tệp; nếu đúng là vòng đời thứ nhất thì xoá các khoá đó"
        notes.add("lifecycle", wrong, right)


def _issued(issued: Issued, key: str, outline: Machine, notes: Notes) -> None:
    if issued.symbol and not _SYMBOL.fullmatch(issued.symbol):
        right = "viết liền, chỉ phần đứng sau số: số và dấu / do hệ thống ghi, ví dụ “GP-STTTT”"
        notes.add(f"{key}.symbol", f"“{issued.symbol}” có dấu cách, hoặc có dấu / ở đầu, ở cuối", right)
    words = [word.name for word in issued.words if word.name]
    room = replace(IN_DOCUMENTS, names=IN_DOCUMENTS.names.union(words))
    _places(f"{key}.document", issued.document, room, outline, notes)
    _lists_alone(f"{key}.document", issued.document, outline, notes)
    once(f"{key}.words", words, notes)
    for place, word in enumerate(issued.words, start=1):
        _word(word, key_of(f"{key}.words", word.name, place), issued, outline, notes)
    if UNTIL in names_in(issued.document) and issued.term is None and issued.earlier is None:
        notes.add(
            f"{key}.document",
            "kết quả không có thời hạn nên {until} không có ngày nào",
            "thêm bảng term, hoặc bỏ {until}",
        )
    if issued.term is not None and issued.term.question is not None:
        _asks(f"{key}.term.question", issued.term.question, {QuestionKind.INTEGER}, outline, notes)
    if issued.earlier is not None:
        _consequence(issued, f"{key}.earlier", outline, notes)


def _word(word: Word, key: str, issued: Issued, outline: Machine, notes: Notes) -> None:
    """Examine a word that follows an answer: it has one for each choice, a name of its own, and stands in the document."""
    if word.name in IN_DOCUMENTS.names or outline.question(word.name) is not None:
        notes.add(f"{key}.name", f"“{word.name}” đã là tên của một câu hỏi", "đặt tên khác")
    if word.name and word.name not in names_in(issued.document):
        notes.add(key, "không dùng ở đâu trong document", f"viết {{{word.name}}} trong document, hoặc bỏ mục này")
    _asks(f"{key}.question", word.question, {QuestionKind.CHOICE}, outline, notes)
    question = outline.question(word.question)
    if question is not None and question.kind is QuestionKind.CHOICE:
        _by_choice(word, key, [choice.value for choice in question.choices], outline, notes)


def _by_choice(word: Word, key: str, values: Sequence[str], outline: Machine, notes: Notes) -> None:
    """Note the choices that there are not, those without a word, and what is no word or names what is not asked then."""
    for value, words in word.by_choice.items():
        own = f"{key}.say.{value}"
        if value not in values:
            notes.add(own, f"câu hỏi “{word.question}” không có “{value}”", _one_of(values))
        elif not words and not notes.knows(own):
            notes.add(own, "trống", "ghi từ sẽ in trên giấy, ví dụ “Số trang”")
        else:
            _places(own, words, IN_DOCUMENTS, outline, notes)
            _lists_alone(own, words, outline, notes)
            _asked_then(own, words, Condition(word.question, (value,)), outline, notes)
    for value in values:
        if value not in word.by_choice:
            notes.add(f"{key}.say", f"thiếu “{value}”", "câu hỏi có lựa chọn nào thì ghi từ cho lựa chọn đó")


def _asked_then(key: str, words: str, chosen: Condition, outline: Machine, notes: Notes) -> None:
    """Note what some words name that is not asked where one choice of their own question is made."""
    for name in names_in(words):
        question = outline.question(name)
        shown = question.shown_when if question else None
        if shown and shown.question == chosen.question and not set(chosen.values) & set(shown.values):
            wrong = f"câu hỏi “{name}” không được hỏi khi chọn “{chosen.values[0]}”"
            notes.add(key, wrong, "dùng câu hỏi được hỏi với lựa chọn đó, hoặc bỏ tên này")


def _one_of(values: Iterable[str]) -> str:
    return "phải là một trong: " + ", ".join(values)


def _consequence(issued: Issued, key: str, outline: Machine, notes: Notes) -> None:
    """Examine what a result does to an earlier one."""
    if issued.earlier is None or notes.knows(key):
        return
    if issued.kind is ResultKind.ANSWER:
        notes.add(key, "văn bản trả lời không cấp gì", "bỏ bảng này, hoặc ghi kind là giấy được cấp")
    _asks(f"{key}.question", issued.earlier.question, {QuestionKind.LICENCE}, outline, notes)
    is_extended = issued.earlier.effect is Effect.EXTENDS
    if is_extended and issued.term is None and not notes.knows(f"{key}.effect"):
        right = "thêm bảng [outcomes.issues.term]; chưa rõ thời hạn thì ghi effect khác hoặc bỏ bảng này"
        notes.add(f"{key}.effect", "kết quả gia hạn giấy trước mà không có thời hạn", right)


def _places(key: str, text: str, room: Room, outline: Machine, notes: Notes) -> None:
    if not is_clear(text):
        notes.add(key, "có dấu ngoặc nhọn không bao một tên câu hỏi", "viết như {ten_cau_hoi}, không có dấu cách")
    for name in names_in(text):
        if name in room.names:
            continue
        if name in IN_DOCUMENTS.names and outline.question(name) is None:
            right = "dùng tên một câu hỏi của tờ khai, hoặc " + ", ".join(sorted(room.names))
            notes.add(key, f"“{name}” không dùng được ở câu hiện trong danh sách hồ sơ", right)
        else:
            _asks(key, name, room.kinds, outline, notes, others=room.names)


def _lists_alone(key: str, text: str, outline: Machine, notes: Notes) -> None:
    """Note a table whose name stands in the middle of a line: it is listed in lines of its own."""
    for line in text.splitlines():
        for name in names_in(line):
            question = outline.question(name)
            if question is not None and question.kind is QuestionKind.TABLE and line != f"{{{name}}}":
                notes.add(key, f"bảng “{name}” in thành nhiều dòng", f"viết {{{name}}} một mình trên một dòng")


def _asks(
    key: str,
    name: str,
    kinds: Collection[QuestionKind],
    outline: Machine,
    notes: Notes,
    *,
    others: Collection[str] = (),
) -> None:
    """Note a name that is not that of a question of some kinds; ``others`` are further names that would do."""
    question = outline.question(name)
    if question is not None and question.kind in kinds:
        return
    if asked_in(outline, notes).is_doubtful(name) or notes.knows(key):
        return
    if question is None:
        known = [one.name for one in outline.questions if one.kind in kinds]
        notes.add(key, f"không có câu hỏi “{name}”", _nearest(name, known, others))
    else:
        right = "câu hỏi ở đây phải thuộc một trong các loại: " + ", ".join(sorted(kinds))
        notes.add(key, f"“{name}” là câu hỏi loại {question.kind}", right)


def _nearest(name: str, known: Sequence[str], others: Collection[str]) -> str:
    close = get_close_matches(name, [*known, *sorted(others)], n=1)
    if close:
        return f"có phải ý là “{close[0]}”?"
    right = "phải là tên một câu hỏi của tờ khai"
    more = ", …" if len(known) > MOST_NAMED else ""
    return f"{right}: {', '.join(known[:MOST_NAMED])}{more}" if known else right


def _times(row: Row, key: str, outcomes: Iterable[Outcome], notes: Notes) -> None:
    known = [outcome.name for outcome in outcomes]
    for name, amount in row.times.items():
        if name not in known:
            notes.add(f"{key}.times.{name}", f"không có kết quả “{name}”", _one_of(known))
        elif not amount:
            notes.add(f"{key}.times.{name}", "bằng 0", "thời gian phải lớn hơn 0")
