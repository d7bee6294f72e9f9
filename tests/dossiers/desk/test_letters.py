"""The register of papers: what was issued in a year, by kind, for the dossiers that the officer sees, page by page."""

import re
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from dossiers.background import relay
from dossiers.desk.registers import asked
from dossiers.models import Letter
from dossiers.papers import registry
from dossiers.papers.registry import PAPERS
from dossiers.reports.official.issued import LAYOUTS, Register
from portal.demo import story
from procedures.machine import Paper
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.papers.before import of_before
from tests.dossiers.papers.test_apology import reappointed
from tests.dossiers.papers.test_refusal import refused_after_appraisal, stopped

PAGE = "/mot-cua/so-van-ban/"
MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = MONDAY + timedelta(hours=2)

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def numbers(address: str = PAGE, who: str = "bob") -> list[str]:
    page = Visitor(who).get(address).content.decode()
    return re.findall(r'<th scope="row" class="tight">([^<]*)</th>', page)


def test_each_paper_that_was_issued_stands_in_it_once_with_its_file() -> None:
    walk = story.dossier_in("accepted", at=MONDAY)
    relay.run(LATER)

    page = Visitor("bob", language="vi").get(PAGE)

    assert numbers() == ["01/2026/TNHS", walk.dossier.code]
    words = read(page).words()
    for told in (walk.dossier.subject, walk.dossier.applicant_name, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"):
        assert told in words
    for letter in Letter.objects.all():
        assert f'href="/ho-so/giay/{letter.token}/?in"' in page.content.decode()
    # The kind stands before the number: another kind may have the same one.
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả 01/2026/TNHS (PDF) 01/2026/TNHS" in words
    assert [str(column.label) for column in LAYOUTS[Register.LETTERS].columns][:2] == ["Paper", "Number"]
    # Who did the act is not always who signs the paper: a clerk numbers the answer with which form 03 goes.
    assert 'data-label="Phát hành theo thao tác của">' in page.content.decode()
    assert "Issued upon the act of" in [str(column.label) for column in LAYOUTS[Register.LETTERS].columns]


def test_who_signs_stands_beside_whose_act_it_was(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    """Form 03 of an answer that the clerk numbers is signed by who received the dossier, form 05 by who decided."""
    story.dossier_in("accepted", at=MONDAY)
    made = [(refused_after_appraisal(), Paper.REFUSAL), (stopped(), Paper.STOP_NOTICE), (reappointed(), Paper.APOLOGY)]
    for walk, kind in made:
        registry.issue(walk.events[-1], kind, at=walk.at)
    bob = Visitor("bob", language="vi")
    bob.get(PAGE)

    with django_assert_max_num_queries(4):
        page = bob.get(f"{PAGE}?year=2026")

    signers = {row.kind: page.context["signers"][row.pk] for row in page.context["page"].rows}
    assert signers[Paper.REFUSAL] == "Trần Văn Bình"
    assert {signers[Paper.STOP_NOTICE], signers[Paper.APOLOGY]} == {"Vũ Ngọc Lan"}
    for walk, kind in made:
        said = PAPERS[kind].read(walk.events[-1], "01/2026", "token")
        assert signers[kind] == (said.officer if kind is Paper.REFUSAL else said.signature.name)
    assert 'data-label="Người ký">Trần Văn Bình</td>' in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=01", ["01/2026/TNHS"]),
        ("?kind=02", []),
        ("?year=2025", []),
        ("?kind=01&year=2026", ["01/2026/TNHS"]),
        ("?year=x&kind=y&after=z", ["01/2026/TNHS", "H26.NN-261130-0001"]),
        ("?after=2026-01-01:9", ["01/2026/TNHS", "H26.NN-261130-0001"]),
        ("?after=%00", ["01/2026/TNHS", "H26.NN-261130-0001"]),
        (f"?after=2026-12-30T00:00:00+00:00:{'9' * 40}", ["01/2026/TNHS", "H26.NN-261130-0001"]),
    ],
)
def test_it_is_narrowed_by_kind_and_year_and_an_odd_address_shows_it_all_the_same(query: str, found: list[str]) -> None:
    story.dossier_in("accepted", at=MONDAY)
    relay.run(LATER)

    assert numbers(PAGE + query) == found


def test_nobody_reads_of_a_dossier_that_is_not_to_be_seen() -> None:
    story.dossier_in("accepted", at=MONDAY)
    relay.run(LATER)

    assert numbers(who="van") == []
    assert Visitor("alice").get(PAGE).status_code == 404


def test_its_pages_hold_each_once_though_some_were_issued_at_the_same_instant(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(asked, "LEAF", 2)
    event = story.dossier_in("accepted", at=MONDAY).events[0]
    made = [of_before(event, kind=f"0{n}", number=f"{n}/2026/X").number for n in range(1, 6)]
    bob, shown, address = Visitor("bob"), list[str](), PAGE
    bob.get(PAGE)

    while address:
        with django_assert_max_num_queries(4):
            page = bob.get(address)
        shown += [letter.number for letter in page.context["page"].rows]
        following = page.context["page"].next_url
        address = f"{PAGE}{following}" if following else ""

    assert shown == made[::-1]
    assert page.context["page"].first_url
