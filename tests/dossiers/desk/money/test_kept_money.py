"""What was paid of dossiers that ended without a result stands on a page of the desk until it went back."""

from typing import Any

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.desk.money import kept
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

PAGE = "/mot-cua/tien-con-giu/"
pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 12:00"))]


def stopped(amount: int, when: str = "2026-01-06 10:00") -> Walk:
    """Return a dossier that was stopped after an amount was paid."""
    walk = dossier_at("phan-cong")
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(amount, "cash"))
    act(walk, "stop", "hoa", when)
    return walk


def test_what_ended_with_money_is_listed_with_its_amount_until_all_of_it_went_back() -> None:
    walk, other, bob = stopped(300_000), stopped(500_000, "2026-01-06 11:00"), Visitor("bob", language="vi")
    open_one = dossier_at("tham-dinh")
    act(open_one, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(700_000, "cash"))

    page = read(bob.get(PAGE)).words()
    book = read(bob.get("/mot-cua/so-bien-lai/")).words()
    paid = walk.dossier.events.get(action=acts.RECEIVE_PAYMENT).sequence
    act(walk, acts.GIVE_BACK, "bob", "2026-01-06 11:30", reverses=paid, fee=Fee(100_000, "cash"), reason="Trả.")
    less = read(bob.get(PAGE)).words()
    given = {"reverses": paid, "reason": "Trả lại.", "given_back": True}
    act(walk, acts.REVERSE_PAYMENT, "bob", "2026-01-06 12:00", **given)
    after = read(bob.get(PAGE)).words()

    assert page.index(other.dossier.code) < page.index(walk.dossier.code)
    assert "Hồ sơ: 2 · tổng cộng 800.000 đ" in page
    assert open_one.dossier.code not in page
    assert "cơ quan quyết định" in page
    assert "Cán bộ Một cửa chỉ huỷ, hoàn trả khoản do chính mình thu" in page
    assert "Tiền của hồ sơ kết thúc không có kết quả: 2" in book
    assert "tổng cộng 700.000 đ" in less
    assert "Hồ sơ: 1 · tổng cộng 500.000 đ" in after


@pytest.mark.parametrize(("state", "who"), [("filed", "bob"), ("phan-cong", "hoa")])
def test_whoever_ends_a_paid_dossier_reads_what_is_paid(state: str, who: str) -> None:
    walk, visitor = dossier_at(state), Visitor(who, language="vi")
    address, words = f"/mot-cua/{walk.dossier.code}/", "bước này không trả lại khoản đó"

    before = read(visitor.get(address)).words()
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(300_000, "cash"))
    after = read(visitor.get(address)).words()

    assert words not in before
    assert f"Hồ sơ đã nộp 300.000 đ; {words}" in after


def test_pages_of_it_follow_each_other_and_leave_none_out(monkeypatch: Any) -> None:
    walks, bob = [stopped(100_000 + n) for n in range(5)], Visitor("bob")
    monkeypatch.setattr(kept, "PAGE", 2)
    found, address = [], PAGE
    for _n in range(3):
        page = bob.get(address).content.decode()
        found += [walk.dossier.code for walk in walks if f">{walk.dossier.code}<" in page]
        address = PAGE + page.partition('rel="next" href="')[2].partition('"')[0]

    assert sorted(found) == sorted(walk.dossier.code for walk in walks)
    assert bob.get(f"{PAGE}?sau=ữ").status_code == 200


def test_an_officer_sees_no_money_of_a_dossier_of_one_s_own() -> None:
    walk = stopped(300_000)
    type(walk.dossier).objects.filter(pk=walk.dossier.pk).update(applicant=story.person("bob"))

    assert walk.dossier.code not in read(Visitor("bob").get(PAGE)).words()


def test_the_page_takes_few_statements(django_assert_max_num_queries: Any) -> None:
    for n in range(3):
        stopped(100_000 + n)
    bob = Visitor("bob")
    bob.get(PAGE)
    with django_assert_max_num_queries(18):
        bob.get(PAGE)


@pytest.mark.parametrize(
    ("who", "book", "listed"),
    [("lan", True, True), ("bob", True, False), ("hoa", False, False), ("dung", False, False)],
)
def test_who_decides_about_such_money_comes_to_the_list_of_it_from_the_first_page(
    who: str, *, book: bool, listed: bool
) -> None:
    visitor = Visitor(who)
    text = visitor.get("/mot-cua/").content.decode()

    assert ('href="/mot-cua/so-bien-lai/"' in text) == book
    assert (f'href="{PAGE}"' in text) == listed
    assert not listed or visitor.get(PAGE).status_code == 200
