"""From the text of a regime to its values: every mistake by file, line and key, as definitions are read."""

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from procedures.language.errors import DefinitionError, DefinitionErrors, Notes
from procedures.language.source import definition_text, parse
from procedures.language.tables import SLUG, TEXT_LENGTH, Table
from procedures.machine import AfterSupplement
from procedures.time.regimes.rules import UNKNOWABLE, Content, Follows, Form, FormRow, Regime, Rule, Value, may_follow

SHIPPED = Path(__file__).with_name("law")
"""The folder of the regimes that come with the project."""
MOST_OF_A_NUMBER = 365
NUMBER = re.compile(r"(?:[A-Za-z0-9.-]|\{agency\}|\{yyyy\}|\{yy\}|\{mm\}|\{dd\})+-(?:\d{2})?\{nnnn\}")
"""Of dossiers: what stands before the number of the day, and that with four digits or more at the end.

For services that are provided centrally two digits of the system's owner stand before it (TT 04/2025/TT-VPCP art. 23).
"""
_PARTS = ("{agency}", "{mm}", "{dd}")
_HEADER = re.compile(r"\[\[?\s*([A-Za-z0-9_.-]+)\s*\]?\]")
_KEY = re.compile(r"([A-Za-z0-9_-]+)\s*=")


def read(raw: str | bytes, *, path: str) -> Regime:
    """Return the regime of a text; ``path`` is what messages call the file, and its stem what the regime is called.

    Raises ``DefinitionErrors``, and nothing else, for anything that is no regime.
    """
    notes = Notes(path)
    text = definition_text(raw, notes)
    values = {} if notes.errors else parse(text, notes)
    notes.raise_any()
    regime = _regime(Table(values, "", notes), path, text, notes)
    if notes.errors:
        raise DefinitionErrors([_with_line(error, text) for error in notes.errors])
    return regime


def canonical_text(raw: str | bytes, *, path: str) -> str:
    """Return the text as it is stored and digested: UTF-8 and Unix line ends."""
    notes = Notes(path)
    text = definition_text(raw, notes)
    notes.raise_any()
    return text


def _regime(table: Table, path: str, text: str, notes: Notes) -> Regime:
    slug = Path(path).stem
    if not SLUG.fullmatch(slug):
        notes.add(
            "tệp", f"tên là “{slug}”", "tên tệp chỉ có chữ thường không dấu, số và gạch nối, ví dụ nd-61-2018.toml"
        )
    regime = Regime(
        slug=slug,
        name=table.text("name"),
        begins_on=table.day("from"),
        until=table.day_or_none("until"),
        values={rule: _value(rule, table.table(rule)) for rule in Rule if table.has(rule)},
        replaces=table.names("replaces"),
        amends=table.names("amends"),
        uncertain=table.texts("uncertain"),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    table.close()
    if regime.until and regime.until < regime.begins_on:
        table.note("until", f"{regime.until:%d/%m/%Y} trước ngày bắt đầu", f"từ {regime.begins_on:%d/%m/%Y} trở đi")
    if not regime.values:
        table.note("tệp", "không quy định gì", "ghi ít nhất một bảng: " + ", ".join(Rule))
    return regime


def _value(rule: Rule, table: Table) -> Value:
    content: Content = None
    if not (rule in UNKNOWABLE and table.flag("unknown", default=False)):
        content = _READ.get(rule, _whole)(table)
    follows = table.one_of("follows", Follows, offered=may_follow(rule))
    if table.has("follows") and follows not in may_follow(rule):
        table.note("follows", f"là “{follows}”", "phải là một trong: " + ", ".join(may_follow(rule)))
    value = Value(rule, content, table.text("source"), follows, table.text_or_none("doubt"))
    if content is None and value.doubt is None and table.has("unknown"):
        table.note("doubt", "thiếu, mà giá trị chưa biết", "ghi điều chưa biết bằng hai thứ tiếng")
    table.close()
    return value


def _whole(table: Table) -> Content:
    return table.integer("value", 1, MOST_OF_A_NUMBER)


def _after(table: Table) -> Content:
    return table.one_of("value", AfterSupplement)


def _text(table: Table) -> Content:
    return table.text("value")


def _number(table: Table) -> Content:
    pattern = table.line("value", example="{agency}-{yy}{mm}{dd}-{nnnn}")
    is_dated = all(part in pattern for part in _PARTS) and ("{yy}" in pattern or "{yyyy}" in pattern)
    if pattern and not (NUMBER.fullmatch(pattern) and is_dated):
        right = (
            "phải có {agency}, {yy} hoặc {yyyy}, {mm}, {dd} và kết thúc bằng -{nnnn}, trước {nnnn} có thể thêm hai chữ số; "
            "còn lại là chữ, số, chấm, gạch nối"
        )
        table.note("value", f"là “{pattern}”", right)
    return pattern


def _forms(table: Table) -> Content:
    rows = []
    for row in table.tables("value", "form", at_least=1):
        form = row.one_of("form", Form)
        number, series = row.line("number", ""), row.line("series", "")
        rows.append(FormRow(form, number, row.line("title", length=TEXT_LENGTH), series))
        row.close()
    names = [row.form for row in rows]
    if len(set(names)) < len(names):
        table.note("value", "có biểu mẫu ghi hai lần", "mỗi biểu mẫu một dòng")
    receipt = next((row for row in rows if row.form is Form.RECEIPT), None)
    if rows and (receipt is None or not receipt.series):
        table.note(
            "value", "thiếu giấy tiếp nhận có ký hiệu (series)", 'ví dụ { form = "receipt", series = "TNHS", … }'
        )
    return tuple(rows)


_READ: Mapping[Rule, Callable[[Table], Content]] = {
    Rule.SUPPLEMENT_AFTER: _after,
    Rule.LAW: _text,
    Rule.STATUS_NOTICE: _text,
    Rule.EFORM_SIGNATURE: _text,
    Rule.DOSSIER_NUMBER: _number,
    Rule.FORMS: _forms,
}
"""All others are whole numbers."""


def _with_line(error: DefinitionError, text: str) -> DefinitionError:
    """Return the same error with the line of its key in front, or of the nearest key above it that is written."""
    lines = _lines(text)
    key = re.sub(r"\[\d+\]", "", error.key)
    while key and key not in lines:
        key = key.rpartition(".")[0]
    place = f"dòng {lines[key]}, {error.key}" if key else error.key
    return DefinitionError(error.file, place, error.wrong, error.right)


def _lines(text: str) -> dict[str, int]:
    """Return the line of each table and each key that stands at the beginning of one."""
    found: dict[str, int] = {}
    above = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line.strip()):
            above = header[1]
            found.setdefault(above, number)
        elif key := _KEY.match(line.strip()):
            found.setdefault(f"{above}.{key[1]}" if above else key[1], number)
    return found
