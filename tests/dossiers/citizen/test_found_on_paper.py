"""What a joined account has handed in on paper is found, and listed once it has ended, as one's own is, under its heading."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dossiers.citizen import my_dossiers
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor
from tests.dossiers.citizen.test_my_dossiers import titles
from tests.dossiers.joined import JOINED, LATER, MONDAY, filer

NOW = LATER + timedelta(days=1)
ENDED = "/ho-so/?list=ended"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def mai() -> User:
    return filer()


def on_paper(mai: User, n: int = 1) -> list[Dossier]:
    """Enter so many dossiers at the counter, the newest first, and join their person with an account."""
    person = counter.mai(MONDAY)
    made = [
        counter.entered(at=MONDAY + timedelta(minutes=place), accept=False, person=person).dossier for place in range(n)
    ]
    counter.joined(made[0], mai, at=JOINED)
    return made[::-1]


def rejected(*dossiers: Dossier) -> None:
    """Reject dossiers one a minute."""
    for place, dossier in enumerate(dossiers):
        at = LATER + timedelta(minutes=place)
        story.take(Dossier.objects.get(pk=dossier.pk), "reject", "bob", at=at, reason="Không thuộc thẩm quyền.")


def parts(page) -> tuple[list[str], list[str]]:
    """Return the numbers of a page: one's own, and behind them those under the heading of what came on paper."""
    before, _heading, behind = page.content.decode().partition('id="on-paper"')
    found = r'class="title" href="/ho-so/([^/]+)/">'
    return re.findall(found, before), re.findall(found, behind)


def test_a_search_finds_both_each_under_its_heading(mai: User) -> None:
    [paper], own = on_paper(mai), story.file("mai", at=LATER)
    others = counter.entered(at=MONDAY, person=counter.mai(MONDAY, number="001088012345", name="Lê Văn Tám")).dossier
    visitor = Visitor("mai", language="vi")

    both = visitor.get("/ho-so/", {"q": "H26"})
    assert parts(both) == ([own.code], [paper.code])
    assert both.context["total"] == 2
    assert "Nộp bản giấy" in both.content.decode()
    assert parts(visitor.get("/ho-so/", {"q": paper.code})) == ([], [paper.code])
    assert parts(visitor.get("/ho-so/", {"q": own.code})) == ([own.code], [])
    assert parts(visitor.get("/ho-so/", {"q": others.code})) == ([], [])
    counter.parted(paper)
    assert parts(visitor.get("/ho-so/", {"q": "H26"})) == ([own.code], [])


def test_what_has_ended_is_listed_with_what_has_ended_of_one_s_own(mai: User) -> None:
    papers, own = on_paper(mai, 2), story.file("mai", at=LATER)
    rejected(papers[0], own)
    visitor = Visitor("mai")

    assert parts(visitor.get(ENDED)) == ([own.code], [papers[0].code])
    counter.parted(papers[0])
    assert parts(visitor.get(ENDED)) == ([own.code], [])


@pytest.mark.parametrize("address", ["/ho-so/?q=H26", ENDED])
def test_pages_hold_each_once_in_the_order_of_both(mai: User, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(my_dossiers, "PAGE", 2)
    papers = on_paper(mai, 3)
    own = [story.file("mai", at=MONDAY + timedelta(seconds=30 + 60 * n)) for n in range(2)]
    in_order = [papers[2], own[0], papers[1], own[1], papers[0]]
    rejected(*in_order)
    visitor, seen, there = Visitor("mai"), [], address

    while there:
        page = visitor.get(there)
        seen.append({code for part in parts(page) for code in part})
        found = re.search(r'rel="next" href="(\?[^"]+)"', page.content.decode())
        there = f"/ho-so/{found[1].replace('&amp;', '&')}" if found else ""

    newest = [one.code for one in in_order[::-1]]
    assert seen == [{*newest[:2]}, {*newest[2:4]}, {newest[4]}]


def test_who_has_filed_on_paper_alone_can_search_and_reaches_all_that_ended(
    mai: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(my_dossiers, "SHOWN_OF_COUNTER", 2)
    papers = on_paper(mai, 3)
    visitor = Visitor("mai", language="vi")
    assert "Chưa có hồ sơ nào kết thúc" in visitor.get(ENDED).content.decode()
    rejected(*papers)

    page = visitor.get("/ho-so/").content.decode()

    assert 'id="own-search"' in page
    assert 'href="/ho-so/?list=ended"' in page
    assert len(titles(visitor.get(ENDED))) == 3


@pytest.mark.parametrize("address", ["/ho-so/?q=H26", ENDED])
def test_it_asks_by_an_index_and_no_more_than_for_one_s_own(mai: User, address: str) -> None:
    papers = on_paper(mai, 3)
    # Of what has ended it is asked once whether something of it lies at the desk: hers has ended too.
    rejected(*papers, story.file("alice", at=LATER))
    asked = {}
    for who in ("alice", "mai"):
        visitor = Visitor(who)
        visitor.get(address)
        with CaptureQueriesContext(connection) as made:
            visitor.get(address)
        asked[who] = len(made)

    assert asked["mai"] <= asked["alice"] + 2
    assert asked["mai"] <= 12
