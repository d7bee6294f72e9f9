"""Pictures as a browser reads them, and the samples that tests draw."""

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from dossiers.display.charts import Bars, Caption, Columns, Line, Mark, Series, Slot, chart

type Element = ET.Element
CAPTION = Caption("on-time", "Đúng hạn theo tháng", "Phần trăm trên số hồ sơ đã trả", "nhật ký hồ sơ")


def months(count: int, year: int = 2016) -> list[Slot]:
    """Return months from January of a year on."""
    places = [(at % 12 + 1, year + at // 12) for at in range(count)]
    return [Slot(str(month), f"{month:02}/{of}", str(of)) for month, of in places]


def series(values: Sequence[float | None], name: str = "Đúng hạn") -> Series:
    """Return a series, each mark of which has an address of its own."""
    return Series(name, [Mark(value, f"/so/?thang={at}&ten={name}") for at, value in enumerate(values)])


def line(values: Sequence[float | None], *more: Series, unit: str = "%", from_zero: bool = True) -> Line:
    """Return a line over months."""
    return Line(CAPTION, "Tháng", months(len(values)), [series(values), *more], unit, from_zero=from_zero)


def columns(*values: Sequence[float | None], stacked: bool = False) -> Columns:
    """Return columns over months."""
    several = [series(one, f"Loại {at}") for at, one in enumerate(values)]
    return Columns(CAPTION, "Tháng", months(len(values[0])), several, "hồ sơ", stacked=stacked)


def parsed(given: Line | Columns | Bars) -> Element:
    """Return the figure; what is not escaped does not parse."""
    return ET.fromstring(chart(given))


def of_class(found: Element, name: str) -> Iterator[Element]:
    """Yield what has a class, in the order of the page."""
    return (one for one in found.iter() if name in one.get("class", "").split())


def words(found: Element) -> str:
    """Return all text inside, on one line."""
    return " ".join("".join(found.itertext()).split())


def links(found: Element) -> list[tuple[str, str]]:
    """Return the address of each mark with what it says."""
    return [(one.attrib["href"], one.findtext("title", "")) for one in of_class(found, "chart__mark")]


def table(found: Element) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Return the rows of the table behind: the head, then each number with its address."""
    return [
        (
            words(row[0]),
            [(words(cell), link.get("href") if (link := cell.find("a")) is not None else None) for cell in row[1:]],
        )
        for row in found.iterfind("details/table/tbody/tr")
    ]
