"""The heads of a list sort it, both ways, and say in which order it is."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.listed import listed

NOW = local("2026-01-06 09:00")
NARROWED = "list=open&holder=specialist&cols=applicant,holder,due,filed"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def heads(query: str) -> dict[str, tuple[str, str]]:
    """Return by label where the head of each column leads, and which way the list goes by it."""
    return {
        head.label: (head.url, head.direction) for head in Visitor("bob").get(f"/mot-cua/?{query}").context["heads"]
    }


@pytest.mark.parametrize(
    ("label", "by"),
    [
        ("Subject", "subject"),
        ("Due first", "deadline"),
        ("Applicant", "applicant"),
        ("Held by, step", "holder"),
        ("Filed on", "filed"),
    ],
)
def test_a_head_sorts_by_its_column_and_then_the_other_way_and_keeps_filters_and_columns(label: str, by: str) -> None:
    way = by
    for query in (f"{NARROWED}&sort=-{by}", f"{NARROWED}&sort={by}"):
        asked = parse_qs(urlsplit(heads(query)[label][0]).query)

        assert asked == {
            "list": ["open"],
            "holder": ["specialist"],
            "cols": ["applicant,holder,due,filed"],
            "sort": [way],
        }
        way = f"-{by}"
    assert heads(f"{NARROWED}&sort={by}")[label][1] == "ascending"
    assert heads(f"{NARROWED}&sort=-{by}")[label][1] == "descending"


def test_only_the_column_that_a_list_goes_by_says_so() -> None:
    dossier_at("tham-dinh")
    content = Visitor("bob").get("/mot-cua/?list=open&sort=-subject").content.decode()

    assert re.findall(r'<th scope="col" aria-sort="(\w+)"><a [^>]*>(\w+)</a>', content) == [("descending", "Subject")]
    assert {label for label, (_url, way) in heads("list=open").items() if way} == {"Due first"}
    assert not any(way for _url, way in heads("list=done").values())


@pytest.mark.parametrize("query", ["list=open", "q=Nguyen"])
def test_above_what_is_left_one_reads_how_that_is_counted_without_pointing_at_anything(query: str) -> None:
    """Rows shorten it; in an order, and where there is none."""
    dossier_at("tham-dinh")

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/?{query}")).words()

    assert " ngày LV" in words
    assert words.count("LV = làm việc") == 1


def test_where_nothing_is_left_nobody_reads_how_it_is_counted() -> None:
    dossier_at("returned")

    words = read(Visitor("bob", language="vi").get("/mot-cua/?list=done")).words()

    assert "LV = làm việc" not in words


def test_what_is_no_order_is_no_link() -> None:
    assert {label for label, (url, _way) in heads("list=open").items() if not url} == {
        "Number",
        "Procedure",
        "Whole deadline",
    }
    # Of what has ended nobody has anything in hand.
    assert heads("list=done")["Held by, step"] == ("", "")
    assert not any(url for url, _way in heads("list=open&q=An").values())


def test_a_head_that_is_followed_sorts_the_list() -> None:
    first, second = dossier_at("filed").dossier, dossier_at("tham-dinh").dossier
    bob = Visitor("bob")
    page = bob.get("/mot-cua/?list=open&cols=filed")
    url = next(head.url for head in page.context["heads"] if head.label == "Filed on")

    up = listed(bob.get(f"/mot-cua/{url}"))
    down = listed(bob.get(f"/mot-cua/{url.replace('sort=filed', 'sort=-filed')}"))

    assert {*up} == {*down}
    assert [*up] == [*reversed([*down])]
    assert len(up) == len({first.code, second.code})
