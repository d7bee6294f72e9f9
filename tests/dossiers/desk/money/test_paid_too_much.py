"""What was paid too much is seen in its row, found by a filter, and counted where money is looked at: always the same dossiers."""

import re

import pytest

from dossiers import acts
from dossiers.commands import Fee
from dossiers.log import money
from dossiers.models import Dossier
from dossiers.models.standing import OVERPAID, overpaid
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

OWED = 1_800_000
pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 12:00"))]


def paid(state: str, amount: int) -> Walk:
    """Return a dossier of which an amount was paid, whatever is due."""
    walk = dossier_at(state)
    act(walk, acts.RECEIVE_PAYMENT, "bob", "2026-01-06 09:00", fee=Fee(amount, "cash", is_meant=True))
    return walk


def listed(who: str, query: str) -> list[str]:
    """Return the numbers of the dossiers of a list."""
    content = Visitor(who).get(f"/mot-cua/?{query}").content.decode()
    return sorted(set(re.findall(r'href="/mot-cua/(H[^/"]+)/\?', content)))


def test_a_filter_finds_just_those_and_their_rows_say_how_much() -> None:
    over, ended = paid("tham-dinh", OWED + 500_000), paid("phan-cong", OWED + 1)
    paid("tham-dinh", OWED)
    paid("tham-dinh", 5_000)
    act(ended, "stop", "hoa", "2026-01-06 10:00")
    bob = Visitor("bob", language="vi")

    assert listed("bob", "list=open&fee=over") == [over.dossier.code]
    assert listed("bob", "list=done&fee=over") == [ended.dossier.code]
    page = read(bob.get("/mot-cua/?list=open")).words()
    assert page.count("nộp thừa 500.000 đ") == 1
    assert "Phí, lệ phí: nộp thừa" in read(bob.get("/mot-cua/?list=open&fee=over")).words()


def test_the_receipt_book_counts_what_its_links_open() -> None:
    over = [paid("tham-dinh", OWED + 500_000).dossier.code, paid("xem-xet", OWED + 1).dossier.code]
    ended = paid("phan-cong", OWED + 1)
    act(ended, "stop", "hoa", "2026-01-06 10:00")

    page = Visitor("bob", language="vi").get("/mot-cua/so-bien-lai/")

    found = re.findall(r'href="/mot-cua/\?([^"]*fee=over[^"]*)">([^<]*)</a>: (\d+)', page.content.decode())
    assert [(label, int(number)) for _query, label, number in found] == [
        ("Nộp thừa (hồ sơ đang giải quyết)", 2),
        ("Nộp thừa (hồ sơ đã kết thúc)", 1),
    ]
    lists = [listed("bob", query.replace("&amp;", "&")) for query, _label, _number in found]
    assert lists == [sorted(over), [ended.dossier.code]]


def test_the_manager_s_number_opens_the_same() -> None:
    over, days = paid("tham-dinh", OWED + 500_000), {"start": "2026-01-01", "end": "2026-01-31"}
    paid("tham-dinh", OWED)
    carol = Visitor("carol")

    page = carol.get("/quan-ly/le-phi/", days).content.decode()

    addresses = set(re.findall(r'href="([^"]*fee=over[^"]*)">1</a>', page))
    assert len(addresses) == 2, "of the procedure, and in all"
    for address in addresses:
        content = carol.get(address.replace("&amp;", "&")).content.decode()
        assert re.findall(r'href="/mot-cua/(H[^/"]+)/', content) == [over.dossier.code]


@pytest.mark.parametrize("charged", [None, 0, 300, 500])
@pytest.mark.parametrize("waived", [0, 200, 900])
@pytest.mark.parametrize("amount", [0, 100, 300, 900])
def test_the_filter_means_what_the_log_says(charged: int | None, waived: int, amount: int) -> None:
    dossier = dossier_at("filed").dossier
    Dossier.objects.filter(pk=dossier.pk).update(charged=charged, waived=waived, paid=amount)

    too_much = money.Account(charged, waived, amount).overpaid
    assert too_much == overpaid(charged, waived, amount)
    assert Dossier.objects.filter(OVERPAID, pk=dossier.pk).exists() == (too_much > 0)
