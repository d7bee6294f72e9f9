"""The public figures as open data: a file for each year, what its columns mean (CSVW), and a catalogue entry (DCAT)."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Protocol

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from accounts.models import Unit
from dossiers.display.formats import share
from dossiers.display.links import absolute
from dossiers.lists.known import known
from dossiers.public.figures import figures_of
from dossiers.reports.open.published import Published, name_of
from dossiers.reports.sheets import MARK
from procedures import steady
from procedures.machine import Text

MAX_AGE = 3600
TITLE = Text("Số liệu giải quyết hồ sơ thủ tục hành chính", "Dossiers of administrative procedures in figures")
ABOUT = Text(
    "Số hồ sơ tiếp nhận và giải quyết theo tháng và thủ tục, tỷ lệ đúng hạn, tỷ lệ nộp trực tuyến. Số dưới 5, và số mà "
    "từ đó tính ra được số dưới 5, để trống.",
    "Dossiers received and resolved by month and procedure, the share that was on time and the share that was filed on "
    "line. Numbers under 5, and those from which one under 5 could be worked out, are left empty.",
)
NO_LICENCE = Text(
    "Cơ quan chưa công bố giấy phép sử dụng dữ liệu.", "The office has not said yet under which licence the data is."
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type (XML Schema, as CSVW has it), its unit where it has one, its name and what it means."""

    name: str
    datatype: str
    title: Text
    about: Text
    unit: Text | None = None


DOSSIERS, PER_CENT = Text("hồ sơ", "dossiers"), Text("phần trăm", "per cent")
COLUMNS: Sequence[Column] = (
    Column("month", "gYearMonth", Text("Tháng", "Month"), Text("Năm và tháng.", "Year and month.")),
    Column(
        "procedure",
        "string",
        Text("Thủ tục", "Procedure"),
        Text("Tên của thủ tục trong địa chỉ trang.", "The procedure's name in the address of its page."),
    ),
    Column("name_vi", "string", Text("Tên thủ tục", "Name"), Text("Bằng tiếng Việt.", "In Vietnamese.")),
    Column("name_en", "string", Text("Tên tiếng Anh", "English name"), Text("Bằng tiếng Anh.", "In English.")),
    Column("sector", "string", Text("Lĩnh vực", "Sector"), Text("Tên trong địa chỉ.", "Its name in addresses.")),
    Column(
        "received",
        "nonNegativeInteger",
        Text("Tiếp nhận", "Received"),
        Text("Được tiếp nhận trong tháng; để trống là ẩn.", "Accepted in the month; empty where it is hidden."),
        DOSSIERS,
    ),
    Column(
        "resolved",
        "nonNegativeInteger",
        Text("Giải quyết", "Resolved"),
        Text(
            "Có kết quả, rút hoặc dừng trong tháng; để trống là ẩn.",
            "Result ready, withdrawn or stopped in the month; empty where it is hidden.",
        ),
        DOSSIERS,
    ),
    Column(
        "on_time_share",
        "decimal",
        Text("Tỷ lệ đúng hạn", "Share on time"),
        Text(
            "Đúng hạn hoặc trước hạn trong số giải quyết; để trống khi dưới 5 hồ sơ, khi có 1 đến 4 hồ sơ trễ hạn hoặc đúng "
            "hạn, hoặc khi bị ẩn.",
            "On the lawful date or before it, of the resolved; empty where those are fewer than 5, where 1 to 4 were late or "
            "on time, or where it is hidden.",
        ),
        PER_CENT,
    ),
    Column(
        "online_share",
        "decimal",
        Text("Tỷ lệ nộp trực tuyến", "Share filed on line"),
        Text(
            "Nộp trực tuyến trong số giải quyết; để trống khi dưới 5 hồ sơ hoặc bị ẩn.",
            "Filed on line, of the resolved; empty where those are fewer than 5 or hidden.",
        ),
        PER_CENT,
    ),
)
KEY = ("month", "procedure")

type Value = str | int | float | None
type Row = dict[str, Value]


class _View(Protocol):
    def __call__(self, request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse: ...


def _for_everybody(view: _View) -> _View:
    """Let pages of others read what a view answers, and caches keep it; whoever has it already is told so (ETag)."""
    answered = conditional_page(cache_control(public=True, max_age=MAX_AGE)(view))

    @wraps(view)
    def with_access(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        response = answered(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return with_access


@_for_everybody
@require_safe
def open_data(_request: HttpRequest, year: int, form: str) -> HttpResponse:
    """Hand out the figures of a year by month and procedure."""
    figures = figures_of(timezone.now())
    if year not in figures.years or form not in FORMS:
        raise Http404
    return FORMS[form](figures, year)


def _csv(figures: Published, year: int) -> HttpResponse:
    text = io.StringIO()
    lines = csv.DictWriter(text, [column.name for column in COLUMNS])
    lines.writeheader()
    lines.writerows(rows(figures, year))
    name = f'inline; filename="{year}.csv"'
    return HttpResponse(
        MARK + text.getvalue(), "text/csv; charset=utf-8; header=present", headers={"Content-Disposition": name}
    )


def _json(figures: Published, year: int) -> HttpResponse:
    return _answer(
        {
            "year": year,
            "until": min(figures.until, date(year, 12, 31)).isoformat(),
            "describedby": absolute("open_data_schema"),
            "rows": [*rows(figures, year)],
        }
    )


FORMS = {"csv": _csv, "json": _json}
MEDIA = {"csv": "text/csv", "json": "application/json"}


def rows(figures: Published, year: int) -> Iterator[Row]:
    """Yield a row for each month and procedure that has anything, with no more in it than ``COLUMNS`` has."""
    slugs = {pk: slug for slug, pk in known().ids.items()}
    for month in (month for month in figures.months if month.year == year):
        found = figures.procedures(name_of(month))
        for pk in sorted(found, key=slugs.__getitem__):
            slug, shown = slugs[pk], found[pk]
            name = known().procedures.get(slug) or Text(slug, slug)
            values = (shown.received, shown.resolved, _share(shown.on_time), _share(shown.online))
            row = (name_of(month), slug, name.vi, name.en, figures.sectors[pk], *values)
            yield dict(zip((column.name for column in COLUMNS), row, strict=True))


def _share(value: float | None) -> float | None:
    return None if value is None else float(share(value))


@_for_everybody
@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """Say what the columns of the files are (CSV on the Web, W3C 2015)."""
    columns = [
        {
            "name": column.name,
            "titles": {"vi": column.title.vi, "en": column.title.en},
            "datatype": column.datatype,
            "required": column.name in KEY,
            "null": "",
            "dc:description": _both(column.about),
            **({"schema:unitText": _both(column.unit)} if column.unit else {}),
        }
        for column in COLUMNS
    ]
    tables = [{"url": absolute("open_data", str(year), "csv")} for year in figures_of(timezone.now()).years]
    return _answer(
        {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
            "dc:title": _both(TITLE),
            "dc:description": _both(ABOUT),
            "dialect": {"header": True, "encoding": "utf-8"},
            "tableSchema": {"columns": columns, "primaryKey": [*KEY]},
            "tables": tables,
        }
    )


@_for_everybody
@require_safe
def catalogue(_request: HttpRequest) -> HttpResponse:
    """Describe the data for catalogues (DCAT 3, W3C 2024, as JSON-LD)."""
    figures = figures_of(timezone.now())
    return _answer(
        {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
            },
            "@id": absolute("open_data_catalogue"),
            "@type": "dcat:Dataset",
            "dct:title": _both(TITLE),
            "dct:description": _both(ABOUT),
            "dct:publisher": _publisher(),
            "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/MONTHLY"},
            "dct:modified": {"@value": figures.until.isoformat(), "@type": "xsd:date"},
            "dct:conformsTo": {"@id": absolute("open_data_schema")},
            "dcat:landingPage": {"@id": absolute("statistics")},
            **_licence(),
            "dcat:distribution": [_distribution(year, form) for year in figures.years for form in FORMS],
        }
    )


def _publisher() -> Mapping[str, object]:
    agency = Unit.objects.get(agency_code=settings.AGENCY_CODE)
    agency = steady.now().called(agency, timezone.localdate())
    return {"@type": "foaf:Agent", "foaf:name": _both(Text(agency.name_vi, agency.name_en))}


def _licence() -> Mapping[str, object]:
    """Return the licence; where nobody has decided on one, a sentence that says so in place of a guess."""
    if settings.OPEN_DATA_LICENCE:
        return {"dct:license": {"@id": settings.OPEN_DATA_LICENCE}}
    return {"dct:rights": {"@type": "dct:RightsStatement", "dct:description": _both(NO_LICENCE)}}


def _distribution(year: int, form: str) -> Mapping[str, object]:
    address = absolute("open_data", str(year), form)
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": f"{year} ({form.upper()})",
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA[form]}"},
    }


def _both(text: Text) -> list[Mapping[str, str]]:
    return [{"@value": text.vi, "@language": "vi"}, {"@value": text.en, "@language": "en"}]


def _answer(content: Mapping[str, object]) -> HttpResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
