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
    return [{_column(cell): "".join(cell.itertext()) for cell in row} for row in root.iter(f"{MAIN}row")]


def _column(cell: ET.Element) -> str:
    return re.sub(r"\d", "", cell.attrib["r"])
