"""What a search has found is narrowed by filters of its own: they stand in its address and lead away with nobody else's."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from dossiers import queries, search
from dossiers.models import Dossier, SavedView
from dossiers.search import finding
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.listed import listed
from tests.dossiers.reports.sheets import read_csv

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY.astimezone(LOCAL) + timedelta(days=1))]

AN = story.ANSWERS | {"applicant_name": "Nguyễn Thị Ánh"}
PAGE, Q = "/mot-cua/", "q=nguyen+anh"


def codes(page: HttpResponse) -> list[str]:
    return [*listed(page)]


def ended_now(dossier: Dossier) -> None:
    story.take(dossier, "reject", "bob", at=MONDAY + timedelta(hours=1))


def three() -> list[Dossier]:
    """Return three dossiers of one name, the last one ended, in the order in which they are found."""
    first, second, ended = (story.file("alice", at=MONDAY + timedelta(minutes=n), answers=AN) for n in range(3))
    ended_now(ended)
    return [second, first, ended]


def chips(page: HttpResponse) -> dict[str, str]:
    """Return the addresses that take a filter away, by its words."""
    found = re.findall(r'<a class="chip" href="([^"]+)"><span>(.*?)</span>', page.content.decode(), re.DOTALL)
    return {re.sub(r"<[^>]+>", "", words): unescape(url) for url, words in found}


def of(address: str) -> dict[str, str]:
    """Return the query of an address by name."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(unescape(address)).query).items()}


def test_what_was_found_is_narrowed_in_its_order_and_counted() -> None:
    second, first, ended = three()
    bob = Visitor("bob")

    assert codes(bob.get(f"{PAGE}?{Q}")) == [one.code for one in (second, first, ended)]
    page = bob.get(f"{PAGE}?{Q}&state=open")
    assert codes(page) == [second.code, first.code]
    assert (page.context["found"].count, page.context["found"].looked_at) == ("2", "3")
    assert "Found among all that you may see: 3; fitting the filters: 2" in read(page).words()
    assert codes(bob.get(f"{PAGE}?{Q}&state=done&list=mine")) == [ended.code]


def test_filters_of_a_search_are_chips_that_are_taken_away_one_by_one() -> None:
    three()
    page = Visitor("bob").get(f"{PAGE}?list=open&{Q}&state=open&channel=online")

    left = {words: of(url) for words, url in chips(page).items()}

    asked = {"list": "open", "q": "nguyen anh"}
    assert left == {
        "Status: Open, whatever its status": asked | {"channel": "online"},
        "Filed by way of: On line": asked | {"state": "open"},
    }


def test_the_form_of_a_search_sends_it_along_and_offers_no_order() -> None:
    three()
    bob = Visitor("bob")
    page = bob.get(f"{PAGE}?list=open&{Q}&filters=open")
    form = next(one for one in read(page).forms if "state" in one.values)

    assert "sort" not in form.values
    done = bob.get(PAGE, {**form.values, "state": "done", "apply": "1"})

    assert of(done["Location"]) == {"list": "open", "q": "nguyen anh", "state": "done"} | {
        name: value for name, value in of(done["Location"]).items() if name == "cols"
    }
    assert len(codes(bob.get(done["Location"]))) == 1
    in_list = read(bob.get(f"{PAGE}?list=open&filters=open"))
    assert any({"sort", "state"} <= form.values.keys() and "q" not in form.values for form in in_list.forms)
    assert 'value="done">Ended, whatever' not in bob.get(f"{PAGE}?list=open&filters=open").content.decode()


def test_a_search_from_a_narrowed_list_goes_over_everything_and_one_in_a_search_keeps_its_filters() -> None:
    three()
    bob = Visitor("bob")

    def sent(query: str) -> dict[str, str]:
        forms = read(bob.get(f"{PAGE}?{query}")).forms
        return next(form.values for form in forms if "q" in form.values and "state" not in form.buttons)

    assert sent("list=open&state=1&sort=-filed") == {"list": "open", "q": ""}
    assert sent(f"list=open&state=open&{Q}") == {"list": "open", "q": "nguyen anh", "state": "open"}


@pytest.mark.parametrize("emptied", ["", "  "])
def test_an_emptied_search_is_the_list_without_the_filters_of_the_search(emptied: str) -> None:
    three()
    bob = Visitor("bob")

    page = bob.get(PAGE, {"list": "open", "q": emptied, "state": "done", "holder": "zzz"})

    assert (page.context["filters"].query(), page.context["ignored"], chips(page)) == ("list=open", "", {})
    assert len(codes(page)) == 2
    searched = bob.get(f"{PAGE}?list=open&{Q}&state=done").content.decode()
    assert re.search(r'href="\?list=open">\s*Back to the list', searched)


def test_a_narrowed_search_has_pages_and_files_that_lead_on_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    monkeypatch.setattr("dossiers.desk.opened.neighbours.PAGE", 2)
    made = [story.file("alice", at=MONDAY + timedelta(minutes=n), answers=AN) for n in range(6)]
    ended_now(made[3])
    right = [one.code for one in reversed(made) if one != made[3]]
    bob, asked = Visitor("bob"), {"list": "mine", "state": "open", "q": "nguyen anh"}

    shown, address = [], f"{PAGE}?{urlencode(asked)}"
    while address:
        page = bob.get(address)
        shown += codes(page)
        address = PAGE + page.context["page"]["next_url"] if page.context["page"]["next_url"] else ""
    assert shown == right

    seen, address = [], f"{PAGE}{right[0]}/?{urlencode(asked)}"
    while address:
        page = bob.get(address)
        seen.append(page.context["dossier"].code)
        back, address = page.context["beside"].back, page.context["beside"].next_url
        assert seen[-1] in codes(bob.get(f"{PAGE}?{back}"))
        assert of(f"?{back}").items() >= asked.items()
    assert seen == right


def test_a_file_that_fits_no_more_once_it_was_acted_upon_keeps_its_place() -> None:
    first, second, third = (story.file("alice", at=MONDAY + timedelta(minutes=n), answers=AN) for n in range(3))
    asked = f"{Q}&state=1"

    story.take(second, "accept", "bob", at=MONDAY + timedelta(hours=1))
    beside = Visitor("bob").get(f"{PAGE}{second.code}/?{asked}").context["beside"]

    assert f"/{third.code}/" in beside.previous_url
    assert f"/{first.code}/" in beside.next_url


def test_a_file_of_a_narrowed_search_has_what_is_shown() -> None:
    second, first, _ended = three()
    bob = Visitor("bob")
    shown = bob.get(f"{PAGE}?{Q}&state=open")
    [action] = [form.action for form in read(shown).forms if "/tep-xuat/" in form.action]

    made = bob.post(action, {"format": "csv"}, follow=True)
    lines = read_csv(content_of(bob.get(f"{made.redirect_chain[-1][0]}tai-ve/")))

    assert made.context["export"].title == "Search: nguyen anh · Status: Open, whatever its status"
    assert [line[0] for line in lines[1:]] == codes(shown) == [second.code, first.code]
    refused = bob.post(f"/mot-cua/tep-xuat/?{Q}&state=zzz", {"format": "csv"})
    assert of(refused["Location"]) == {"list": "mine", "q": "nguyen anh"}


def test_what_means_nothing_in_a_search_is_named_and_the_rest_holds() -> None:
    *_open, ended = three()

    page = Visitor("bob").get(f"{PAGE}?{Q}&state=done&holder=zzz&procedure=gone&sort=-filed")

    assert codes(page) == [ended.code]
    assert "left out: order, procedure, held by." in read(page).words()


def test_filters_that_nothing_fits_say_how_many_were_found() -> None:
    three()

    words = read(Visitor("bob").get(f"{PAGE}?{Q}&procedure=gp-buu-chinh")).words()

    assert "Found among all that you may see: 3; fitting the filters: 0" in words
    assert "Nothing that was found fits all filters" in words
    nothing = read(Visitor("bob").get(f"{PAGE}?q=khongcoai&procedure=gp-buu-chinh")).words()
    assert "Nothing that you may see fits" in nothing


def test_filters_that_go_over_a_part_of_what_there_is_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (search, finding):
        monkeypatch.setattr(module, "MOST", 2)
    three()

    words = read(Visitor("bob").get(f"{PAGE}?{Q}&channel=online")).words()

    assert "see: 2+; fitting the filters: 2 – the filters go over these alone; a further word finds others" in words


@pytest.mark.parametrize("narrowed", ["", "&state=open", "&state=done", "&channel=online&filed_from=2026-01-01"])
def test_no_filter_of_a_search_shows_a_stranger_anything(narrowed: str) -> None:
    first, *_others = three()
    mallory = Visitor("mallory")

    assert codes(Visitor("dung").get(f"{PAGE}?{Q}{narrowed}")) == []
    assert mallory.get(f"{PAGE}?{Q}{narrowed}").status_code in (302, 403, 404)
    assert Visitor("dung").get(f"{PAGE}{first.code}/?{Q}{narrowed}").status_code == 404


def test_a_narrowed_search_asks_little_and_is_light() -> None:
    for n in range(50):
        story.file("alice", at=MONDAY + timedelta(minutes=n), answers=AN)
    bob, address = Visitor("bob"), f"{PAGE}?{Q}&state=open&holder=one_stop_officer&filed_from=2026-01-01&filters=open"
    bob.get(address)

    with CaptureQueriesContext(connection) as asked:
        page = bob.get(address)

    assert len(codes(page)) == 50
    assert len(asked) <= 12, [one["sql"][:80] for one in asked]
    assert len(page.content) < 100_000


def test_a_search_is_no_view_that_is_kept_and_all_of_it_is_what_was_found() -> None:
    three()
    bob = Visitor("bob")
    page = bob.get(f"{PAGE}?{Q}&state=1")

    assert "Save this view" not in page.content.decode()
    bob.post(f"/mot-cua/bo-loc/luu/?list=open&{Q}&channel=online", {"name": "Tìm"})
    assert SavedView.objects.get().query == "list=open&channel=online"
    whole = bob.get(f"/mot-cua/hang-loat/?list=open&{Q}&act=accept&all=1")
    assert (len(whole.context["todo"]), len(whole.context["left_out"])) == (2, 1)
