"""The catalogue and the home page as visitors see them: found or not, narrowed, paged, in both languages, whatever is asked."""

from datetime import datetime
from time import perf_counter
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries

from portal.demo import story
from procedures.catalogue.shelf import PAGE
from procedures.models import CatalogueEntry, UnfoundSearch
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.procedures.catalogue.listed import machines, many, named, publish

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
MANY = 2000
MOST_MILLISECONDS = 60
"""What the server may take for a whole page, its template included (measured: 6 to 20 with both cores busy)."""
MOST_BYTES = 30_000
NOTHING = "No procedure was found"
LEFT_OUT = "A filter in the address is not known here and was left out."


pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def page(language: str = "en", **asked: str) -> HttpResponse:
    return Visitor(language=language).get("/thu-tuc/", asked)


def words(**asked: str) -> str:
    return read(page(**asked)).words()


def links(response: HttpResponse) -> list[str]:
    """Return the procedures that a page lists, in order."""
    parts = response.content.decode().split('<a class="title" href="/thu-tuc/')[1:]
    return [part.split("/")[0] for part in parts]


def options(response: HttpResponse, name: str) -> dict[str, str]:
    """Return the options of a filter: value to label, without the first, which takes everything."""
    _before, found, rest = response.content.decode().partition(f'name="{name}">')
    parts = rest.split("</select>")[0].split('<option value="')[2:] if found else []
    return {part.split('"')[0]: part.split(">")[1].split("<")[0] for part in parts}


def test_the_home_page_leads_to_what_is_filed_most_and_to_every_sector() -> None:
    publish(machines())
    response = Visitor(language="en").get("/")
    assert "Filed most" not in read(response).words()

    story.file("alice", at=MONDAY)
    entry = CatalogueEntry.objects.get(slug="hop-bao")
    entry.pk, entry.slug, entry.version_id = None, story.SLUG, story.file("alice", at=MONDAY).version_id
    entry.save()
    home = Visitor(language="en").get("/")

    assert links(home) == [story.SLUG]
    assert read(home).words().index("Find a procedure") < read(home).words().index("Filed most")
    for sector, count in (("bao-chi", 4), ("buu-chinh", 2), ("xuat-ban-in-phat-hanh", 9)):
        listed = page(sector=sector)
        assert f"?sector={sector}" in home.content.decode()
        assert f"Procedures: {count}" in read(home).words()
        assert len(links(listed)) == count


def test_without_a_procedure_the_home_page_says_so() -> None:
    publish([])

    assert "No procedure is published yet." in read(Visitor(language="en").get("/")).words()


@pytest.mark.parametrize(
    ("language", "title", "first"),
    [("vi", "Báo chí", "tranh-anh"), ("en", "Broadcasting, television and electronic information", "tro-choi")],
)
def test_the_catalogue_lists_all_by_sector_in_the_readers_language(language: str, title: str, first: str) -> None:
    publish(machines())

    response = page(language)

    assert len(links(response)) == len(machines())
    assert response.content.decode().count("<h2>") == 4
    assert response.content.decode().split("<h2>")[1].startswith(title)
    assert first in links(response)[:3]


def test_a_search_lists_the_best_first_with_the_sector_of_each() -> None:
    publish(machines())

    response = page("vi", q="mau 10")

    assert set(links(response)) == {"ban-tin", "gia-han-tro-choi"}
    assert 'value="mau 10"' in response.content.decode()
    assert "Báo chí" in read(response).words()
    assert response["HX-Replace-Url"] == "/thu-tuc/?q=mau+10"


def test_each_filter_says_how_many_it_leaves_and_leaves_so_many() -> None:
    publish(many(60))
    response = page(q="giấy phép", level="province")

    for name in ("sector", "applicant", "online"):
        offered = options(response, name)
        assert len(offered) > 1
        for value, label in offered.items():
            narrowed = read(page(q="giấy phép", level="province", **{name: value})).words()
            count = label.rpartition("(")[2].rstrip(")")
            assert f"Procedures found for “giấy phép”: {count}" in narrowed, (name, value)


def test_only_filters_that_tell_something_apart_are_offered() -> None:
    publish(machines())

    everything, press = page(), page(sector="bao-chi")

    assert list(options(everything, "sector")) == [
        *("phat-thanh-truyen-hinh-ttdt", "buu-chinh", "bao-chi", "xuat-ban-in-phat-hanh"),
    ]
    assert list(options(everything, "applicant")) == ["business", "organisation"]
    assert options(everything, "level") == options(everything, "online") == {}
    assert options(press, "sector").keys() == options(everything, "sector").keys()
    assert '<option value="bao-chi" selected>' in press.content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": "zzz"}, "Try fewer words"),
        (
            {"q": "zzz"},
            "Or ask the one-stop desk which procedure it is: its address and hours are at the foot of this page.",
        ),
        ({"q": "họp báo", "sector": "buu-chinh"}, "With a filter less there is something:"),
        ({"q": "họp báo", "sector": "buu-chinh"}, "Without “Postal services” (1)"),
        ({"q": "họp báo", "level": "ministry", "sector": "bao-chi"}, "Without “Ministry level” (1)"),
        ({"level": "ministry"}, "Without “Ministry level” (18)"),
        ({"q": "zzz", "level": "ministry"}, "Try fewer words"),
    ],
)
def test_where_nothing_is_found_the_page_says_what_to_do(asked: dict[str, str], said: str) -> None:
    publish(machines())

    found = words(**asked)

    assert NOTHING in found
    assert said in found
    assert "Show all procedures" in found


def test_a_filter_of_an_empty_page_stays_to_be_taken_off() -> None:
    publish(machines())

    assert options(page(level="ministry"), "level") == {
        "province": "Province level (18)",
        "ministry": "Ministry level (0)",
    }


# What was asked: how many are listed, and whether something in the address was no filter of ours.
ADDRESSES = {
    "?q=" + "x" * 10_000: (0, False),
    "?q=" + quote("giấy phép ") * 1000: (9, False),
    "?q=%00": (18, False),
    "?q=%00h%E1%BB%8Dp%00+b%C3%A1o": (1, False),
    "?q=%ed%a0%80": (18, False),
    "?q=%ff%fe": (18, False),
    "?q=%27%22%3Cscript%3E": (0, False),
    "?q=%25_%5C": (18, False),
    "?q=a&q=h%E1%BB%8Dp+b%C3%A1o": (1, False),
    "?q=" + quote("a b c d e g h i k l m n o p q r s t u v x y"): (0, False),
    "?q=" + "%CC%81" * 60: (18, False),
    "?sector=khong-co": (18, True),
    "?sector=%00": (18, True),
    "?sector=bao-chi&sector=buu-chinh": (2, False),
    "?sector=" + "x" * 5000: (18, True),
    "?applicant=everybody": (18, True),
    "?applicant=citizen": (0, False),
    "?level=province&level=x": (18, True),
    "?online=": (18, False),
    "?online=toan-trinh&q=h%E1%BB%8Dp+b%C3%A1o": (1, True),
    "?page=2": (18, False),
    "?page=-1": (18, False),
    "?page=x": (18, False),
    "?page=%C2%B2": (18, False),
    "?page=" + "9" * 4000: (18, False),
    "?page=1e3&after=x&nothing=%00": (18, False),
    "?[]=&q[]=x&q[$ne]=": (18, False),
    "?" + "&".join(f"x{number}=1" for number in range(400)): (18, False),
}


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.items(), ids=[address[:40] for address in ADDRESSES])
def test_whatever_stands_in_the_address_is_answered_with_a_page(address: str, expected: tuple[int, bool]) -> None:
    publish(machines())

    response = Visitor(language="en").get(f"/thu-tuc/{address}")

    assert response.status_code == 200
    said = read(response).words()
    assert (len(links(response)), LEFT_OUT in said) == expected
    assert (NOTHING in said) == (expected[0] == 0)
    assert len(response["HX-Replace-Url"]) < 2000


def test_long_lists_are_paged_with_the_filters_kept() -> None:
    publish(many(2 * PAGE + 5))
    first = page(q="giấy", level="province")
    assert len(links(first)) == PAGE

    listed, address = links(first), first
    while 'rel="next" href="' in address.content.decode():
        following = address.content.decode().split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert following.startswith(f"/thu-tuc/?{urlencode({'q': 'giấy', 'level': 'province', 'page': ''})}")
        address = Visitor(language="en").get(following)
        listed += links(address)

    assert f"Procedures found for “giấy”: {len(listed)} · page 1 of" in read(first).words()
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("address", ["/", "/thu-tuc/", "/thu-tuc/?q=gi%E1%BA%A5y&applicant=business"])
def test_a_list_asks_no_more_however_long_it_is(
    address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    everything, visitor = list(many(200)), Visitor()

    for listed in (everything[:5], everything[5:]):
        publish(listed)
        visitor.get(address)
        with django_assert_num_queries(2 if address == "/" else 1):
            visitor.get(address)


def test_two_thousand_procedures_make_light_pages_quickly() -> None:
    publish(many(MANY))
    visitor = Visitor(language="vi")
    visitor.get("/thu-tuc/")

    for address in ("/", "/thu-tuc/", "/thu-tuc/?q=cap+giay+phep", "/thu-tuc/?sector=bao-chi&page=3"):
        took = min(_milliseconds(visitor, address) for _time in range(5))
        assert took < MOST_MILLISECONDS, (address, took)
        assert len(visitor.get(address).content) < MOST_BYTES, address


def _milliseconds(visitor: Visitor, address: str) -> float:
    begun = perf_counter()
    visitor.get(address)
    return 1000 * (perf_counter() - begun)


def test_the_page_says_what_was_understood_and_leads_to_the_words_as_typed() -> None:
    publish([named("quan-net", "Điểm trò chơi"), *machines()])
    CatalogueEntry.objects.filter(slug="quan-net").update(slug="gcn-diem-tro-choi")

    meant, typed = page(q="quán net"), page(q="quán net", exact="1")

    assert links(meant) == ["gcn-diem-tro-choi"]
    assert "“quán net” is what people call procedures that stand first here" in read(meant).words()
    assert 'href="/thu-tuc/?q=qu%C3%A1n+net&amp;exact=1"' in meant.content.decode()
    assert links(typed) == []
    assert "Searched exactly as typed." in read(typed).words()
    assert 'href="/thu-tuc/?q=qu%C3%A1n+net"' in typed.content.decode()
    assert "for “photocpy” also “photocopy”" in words(q="photocpy")
    assert "No procedure has all of these words." in words(q="họp báo ra mắt phim")


def test_what_another_office_does_is_said_with_who_knows_which() -> None:
    publish(machines())

    alone, beside = page(q="làm hộ chiếu"), page(q="họp báo hộ chiếu")

    assert links(alone) == []
    assert "This office does not do “hộ chiếu”" in read(alone).words()
    assert "one-stop desk of the People's Committee of your commune or ward" in read(alone).words()
    assert "Try fewer words" not in read(alone).words()
    assert links(beside) == ["hop-bao"]
    assert "This office does not do “hộ chiếu”: that was left out here." in read(beside).words()
    assert "It may also be that another office does it" in words(q="zzz")
    assert not UnfoundSearch.objects.filter(phrase__contains="hộ chiếu").exists()


def test_where_nothing_was_understood_otherwise_nothing_is_said_of_it() -> None:
    publish(machines())

    assert "exactly as typed" not in words(q="họp báo") + words() + words(q="zzz")
