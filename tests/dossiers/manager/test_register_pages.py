"""The pages of the register: a line has its number on whichever page it stands and from whichever side that is come to."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection

from dossiers.manager.details import register
from dossiers.models import Dossier
from dossiers.reports import cells
from dossiers.reports.official.register import _NUMBERS
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.manager.test_register import LINE, NOW, PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

YEARS = "?start=2025-12-01&end=2026-01-23"
LAST_YEAR, THIS_YEAR, LINES = 5, 8, 4


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Make the lines of two years, some of them accepted at one instant; return numbers with codes, in that order."""
    monkeypatch.setattr(register, "PAGE", LINES)
    made = [dossier_at("accepted", at=local("2025-12-30 08:30")).dossier.pk for _each in range(LAST_YEAR)]
    made += [dossier_at("accepted", at=local("2026-01-05 08:30")).dossier.pk for _each in range(THIS_YEAR)]
    midnight = datetime(2026, 1, 1, tzinfo=LOCAL)
    for place, pk in enumerate(made):
        # Two and two at once; the first of the year at its very beginning, the last of the other a second before.
        at = midnight + timedelta(seconds=(place - LAST_YEAR) // 2)
        Dossier.objects.filter(pk=pk).update(accepted_at=at)
    cells.rebuild()
    lines = list(Dossier.objects.order_by("accepted_at", "pk").values_list("code", "accepted_at"))
    years = [at.astimezone(LOCAL).year for _code, at in lines]
    assert sorted(years).count(2025) == LAST_YEAR
    return [(place - years.index(years[place]) + 1, code) for place, (code, _at) in enumerate(lines)]


def page_at(address: str) -> tuple[list[tuple[int, str]], str, str]:
    """Return the lines of a page as number and code, and the addresses of the next page and of the one before."""
    page = Visitor("carol").get(address).content.decode()
    links = {rel: PAGE + to.replace("&amp;", "&") for rel, to in re.findall(r'rel="(next|prev)" href="([^"]+)"', page)}
    return (
        [(int(number), code) for number, _to, code in LINE.findall(page)],
        links.get("next", ""),
        links.get("prev", ""),
    )


def test_numbers_are_right_on_every_page_forwards_and_backwards_and_across_years(book: list[tuple[int, str]]) -> None:
    pages = [book[place : place + LINES] for place in range(0, len(book), LINES)]
    found, last, address = [], "", f"{PAGE}{YEARS}"
    while address:
        lines, further, _before = page_at(address)
        found.append(lines)
        last, address = address, further

    assert found == pages

    back, address = list[tuple[int, str]](), page_at(last)[2]
    while address:
        lines, _further, address = page_at(address)
        back = lines + back
    assert back == book[: -len(pages[-1])]


def test_what_stands_before_a_page_is_counted_in_the_index_alone(book: list[tuple[int, str]]) -> None:
    last = list(Dossier.objects.order_by("accepted_at", "pk").values_list("pk", flat=True))[-2:]

    with connection.cursor() as cursor:
        # Among few rows any way is as good as another, and so is any index of the agency. To forbid index scans would forbid
        # those of the index alone too, and nothing would be left to prefer.
        cursor.execute("DROP INDEX dossier_resolved")
        for other in ("seqscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {_NUMBERS}", [last, LOCAL.key])
        (found,) = cursor.fetchone()
    nodes = list(_nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))

    (before,) = (node for node in nodes if node.get("Alias") == "before")
    assert (before["Node Type"], before["Index Name"]) == ("Index Only Scan", "dossier_received")
    (numbered,) = (node for node in nodes if node["Node Type"] == "WindowAgg")
    assert numbered["Actual Rows"] == len(last)


def _nodes(node: dict[str, object]) -> list[dict[str, object]]:
    below = node.get("Plans", [])
    return [node, *(each for one in below for each in _nodes(one))]
