"""First pass: the text of a definition becomes a typed sheet; unknown keys and wrong types are noted."""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from accounts.roles import STEP_ROLES, Role
from procedures.errors import Notes
from procedures.machine import (
    AfterSupplement,
    Ask,
    Choice,
    Component,
    Fee,
    IsoDocument,
    Limit,
    LimitUnit,
    Machine,
    Outcome,
    Paper,
    Question,
    QuestionKind,
    SupplementRule,
)
from procedures.sheet import Row, Sheet
from procedures.tables import FIELD, Table

MAX_BYTES = 128 * 1024
DEEPEST = 16
"""Parts that a dotted key may have. The language has no use for any; reading thousands takes minutes."""
MAX_DAYS = 1_000
MAX_AMOUNT = 10**12
"""Of money, in đồng, and of a number that a question may ask for."""
MAX_ANSWER = 20_000
CODE_LENGTH = 40

_DOTTED = re.compile(r"""(?:\.[ \t]*(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*)""" f"{{{DEEPEST}}}")
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_SYNTAX: Mapping[str, str] = {
    "Cannot overwrite a value": "khoá này đã được viết ở trên",
    "Cannot declare": "bảng này đã được viết ở trên",
    "Unterminated string": "chuỗi chữ chưa đóng ngoặc kép",
    "Illegal character": "có ký tự không được phép, thường là chuỗi chữ xuống dòng giữa chừng",
    "Expected newline or end of document": "sau giá trị còn chữ thừa trên cùng một dòng",
    "Expected '=' after a key": "sau tên khoá thiếu dấu =",
    "Invalid statement": "dòng này không phải là khoá, bảng hay chú thích",
    "Invalid value": "giá trị không hợp lệ; chuỗi chữ phải ở trong ngoặc kép",
    "Invalid date or datetime": "ngày không có thật",
    "Exceeds the limit": "có số quá lớn",
}


def definition_text(raw: str | bytes, notes: Notes) -> str:
    """Return the text that is compiled, stored and digested: UTF-8, no byte order mark, Unix lines."""
    try:
        data = raw.encode() if isinstance(raw, str) else raw
        if len(data) > MAX_BYTES:
            notes.add("tệp", f"nặng {len(data)} byte", f"một định nghĩa tối đa {MAX_BYTES} byte")
            return ""
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeError:
        notes.add("tệp", "không phải là văn bản UTF-8", "lưu lại tệp với bảng mã UTF-8")
        return ""


def parse(text: str, notes: Notes) -> Mapping[str, object]:
    """Read TOML with exact decimals; a file that is not TOML is noted with its line."""
    if _DOTTED.search(text):
        notes.add("tệp", f"có khoá gồm hơn {DEEPEST} phần nối bằng dấu chấm", "viết thành bảng [tên]")
        return {}
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except RecursionError:
        notes.add("tệp", "danh sách lồng nhau quá sâu", "viết phẳng hơn")
    except ValueError as error:
        # Most are TOMLDecodeError; an integer of thousands of digits is a plain ValueError.
        found = _PLACE.search(str(error))
        place = "tệp" if found is None else f"dòng {found['line']}" if found["line"] else "cuối tệp"
        words = next((words for start, words in _SYNTAX.items() if str(error).startswith(start)), None)
        wrong = f"không đọc được: {words or 'sai cú pháp TOML'}"
        notes.add(place, wrong, "sửa theo cú pháp TOML như các tệp có sẵn")
    return {}


def read(values: Mapping[str, object], notes: Notes) -> Sheet:
    """Read a parsed definition; stand-ins are where the notes tell of a mistake."""
    table = Table(values, "", notes)
    sheet = Sheet(
        outline=_outline(table),
        rows=tuple(_row(row) for row in table.tables("steps")),
        immediate_result=table.flag("immediate_result", default=False),
    )
    table.close()
    return sheet


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:  # an exponent that no number needs
        return Decimal("NaN")


def _outline(table: Table) -> Machine:
    legal = _limit(table.table("legal_limit"))
    return Machine(
        slug=table.name("slug"),
        version=table.integer("version", 1, 9999),
        code=table.line("code", length=CODE_LENGTH) if table.has("code") else None,
        name=table.text("name"),
        sector=table.name("sector"),
        sector_name=table.text("sector_name"),
        audience=table.texts("audience", at_least=1),
        agency=table.text("agency"),
        summary=table.text("summary"),
        channels=table.texts("channels", at_least=1),
        requirements=table.texts("requirements"),
        legal_basis=table.texts("legal_basis", at_least=1),
        result=table.text("result"),
        iso=_iso(table.table_or_empty("iso")),
        effective_on=table.day("effective_on"),
        components=tuple(_component(row) for row in table.tables("components", at_least=1)),
        sets=table.integer("sets", 1, 20, default=1),
        questions=tuple(_question(row) for row in table.tables("questions", at_least=1)),
        fees=tuple(_fee(row) for row in table.tables("fees")),
        fee_note=table.text_or_none("fee_note"),
        legal_limit=legal,
        committed_limit=_limit(table.table("committed_limit")) if table.has("committed_limit") else legal,
        supplement=_supplement(table.table_or_empty("supplement")),
        steps=(),
        outcomes=tuple(_outcome(row) for row in table.tables("outcomes", at_least=1)),
        initial="",
        states={},
        actions=(),
        uncertain=table.texts("uncertain"),
    )


def _limit(table: Table) -> Limit:
    if not table.has("amount"):
        table.note("amount", "thiếu", "phải là số ngày hoặc số giờ, ví dụ 10")
    amount = table.amount_or_none("amount", MAX_DAYS)
    limit = Limit(Decimal(1) if amount is None else amount, table.one_of("unit", LimitUnit))
    table.close()
    return limit


def _iso(table: Table) -> IsoDocument:
    document = IsoDocument(
        code=table.line("code", ""),
        revision=table.integer_or_none("revision", 1, 999),
        issued_on=table.day_or_none("issued_on"),
        decision=table.line("decision", ""),
    )
    table.close()
    return document


def _component(table: Table) -> Component:
    component = Component(
        name=table.name("name"),
        title=table.text("title"),
        required=table.flag("required", default=True),
        originals=table.integer("originals", 0, 100, default=0),
        copies=table.integer("copies", 0, 100, default=0),
        form=table.text_or_none("form"),
        condition=table.text_or_none("condition"),
    )
    table.close()
    return component


def _question(table: Table) -> Question:
    question = Question(
        name=table.name("name", FIELD),
        kind=table.one_of("kind", QuestionKind),
        label=table.text("label"),
        required=table.flag("required", default=True),
        help=table.text_or_none("help"),
        choices=tuple(_choice(row) for row in table.tables("choices", "value")),
        max_length=table.integer_or_none("max_length", 1, MAX_ANSWER),
        minimum=table.integer_or_none("minimum", -MAX_AMOUNT, MAX_AMOUNT),
        maximum=table.integer_or_none("maximum", -MAX_AMOUNT, MAX_AMOUNT),
    )
    table.close()
    return question


def _choice(table: Table) -> Choice:
    choice = Choice(value=table.name("value"), label=table.own_text())
    table.close()
    return choice


def _fee(table: Table) -> Fee:
    fee = Fee(
        name=table.text("name"),
        amount=table.integer("amount", 0, MAX_AMOUNT),
        per=table.text_or_none("per"),
    )
    table.close()
    return fee


def _supplement(table: Table) -> SupplementRule:
    rule = SupplementRule(
        after=table.one_of("after", AfterSupplement, AfterSupplement.RESTART),
        rounds=table.integer("rounds", 0, 99, default=1),
        notice_days=table.integer_or_none("notice_days", 1, MAX_DAYS),
        applicant_days=table.integer_or_none("applicant_days", 1, MAX_DAYS),
    )
    table.close()
    return rule


def _outcome(table: Table) -> Outcome:
    outcome = Outcome(
        name=table.name("name"),
        label=table.text("label"),
        paper=table.one_of("paper", Paper, offered=[Paper.REFUSAL]) if table.has("paper") else None,
    )
    table.close()
    return outcome


def _row(table: Table) -> Row:
    row = Row(
        name=table.name("name"),
        title=table.text("title"),
        role=table.one_of("role", Role, offered=sorted(STEP_ROLES)),
        time=table.amount_or_none("time", MAX_DAYS),
        output=table.text("output"),
        finish=table.text_or_none("finish"),
        next=table.line("next") if table.has("next") else None,
        send_back_to=table.names("send_back_to"),
        asks=table.some_of("asks", Ask),
    )
    table.close()
    return row
