"""From the text of a file to agencies: every mistake by key, as definitions are read. Pure."""

from pathlib import Path

from procedures.language.errors import Notes
from procedures.language.source import definition_text, parse
from procedures.language.tables import Table
from procedures.time.agencies.book import FIRST_DAY, LAST_DAY, Agency, AgencyKind

SHIPPED = Path(__file__).with_name("agencies.toml")
"""The agencies that come with the project."""
ADDRESS_LENGTH = 255
CODE_LENGTH = 35
PHONE_LENGTH = 16
MOST = 1_000
"""Agencies of a file."""


def read(raw: str | bytes, *, path: str) -> tuple[Agency, ...]:
    """Return the agencies of a text; ``path`` is what messages call the file.

    Raises ``DefinitionErrors``, and nothing else, for anything that says none.
    """
    notes = Notes(path)
    text = definition_text(raw, notes)
    values = {} if notes.errors else parse(text, notes)
    notes.raise_any()
    table = Table(values, "", notes)
    found = tuple(_agency(row) for row in table.tables("agencies", "key", at_least=1, at_most=MOST))
    table.close()
    notes.raise_any()
    return found


def _agency(table: Table) -> Agency:
    agency = Agency(
        key=table.name("key"),
        kind=table.one_of("kind", AgencyKind),
        since=table.day("from"),
        name=table.text("name"),
        source=table.text("source"),
        short=table.text_or_none("short"),
        code=table.line("code", "", length=CODE_LENGTH),
        part_of=table.name("part_of") if table.has("part_of") else "",
        address=table.line("address", "", length=ADDRESS_LENGTH),
        phone=table.line("phone", "", length=PHONE_LENGTH),
        hours_of=table.name("hours_of") if table.has("hours_of") else "",
        is_open=not table.flag("closed", default=False),
        doubt=table.text_or_none("doubt"),
    )
    if agency.receives and not agency.part_of:
        table.note("part_of", "thiếu: nơi tiếp nhận phải thuộc một cơ quan", 'ví dụ part_of = "so-tttt"')
    if not FIRST_DAY <= agency.since <= LAST_DAY:
        table.note("from", f"là {agency.since:%d/%m/%Y}", "xem lại năm: từ 1900 đến 2199")
    table.close()
    return agency
