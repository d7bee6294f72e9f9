"""Files of office programs, read as those programs do."""

import csv
import io
import re
from xml.etree import ElementTree as ET
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_csv(content: bytes) -> list[list[str]]:
    """Return the lines of a CSV file, which begins with the mark of UTF-8."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_workbook(content: bytes, sheet: int = 1) -> list[dict[str, str]]:
    """Return the rows of a worksheet, by the letters of their columns."""
    with ZipFile(io.BytesIO(content)) as book:
        root = ET.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
        assert not list(root.iter(f"{MAIN}f")), "a formula"
    return [
        {
            _column(cell, place): text
            for place, cell in enumerate(row)
            if (text := "".join(cell.itertext())) or "t" in cell.attrib
        }
        for row in root.iter(f"{MAIN}row")
    ]


def _column(cell: ET.Element, place: int) -> str:
    """Return the letter of a cell: its own, or that of its place."""
    return re.sub(r"\d", "", cell.attrib.get("r", "")) or chr(ord("A") + place)
