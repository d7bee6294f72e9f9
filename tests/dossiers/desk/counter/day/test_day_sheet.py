"""The sheet of a day: each number is the one of the figures, and leads to a list with as many."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Unit
from dossiers import acts
from dossiers.commands import Fee
from dossiers.commands.money import shifts
from dossiers.commands.money.shifts import Place
from dossiers.models import Channel, Dossier, Payment
from dossiers.reports import statistics
from dossiers.reports.periods import Period
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

NOW = local("2026-12-07 16:00")
TODAY = NOW.date()
SHEET = "/mot-cua/ngay/tong-hop/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def day() -> Any:
    """A day with something in each line: at the counter, by post and on line."""
    morning = local("2026-12-07 08:30")
    entered = [
        counter.entered(at=morning + timedelta(minutes=number), channel=channel).dossier
        for number, channel in enumerate((Channel.DESK, Channel.DESK, Channel.POST))
    ]
    story.file("alice", at=morning, slug=story.SLUG)
    walk = story.dossier_in("filed", at=morning + timedelta(minutes=5))
    walk.take("reject", "bob", reason="Không thuộc thẩm quyền.")
    asked = story.dossier_in("filed", at=morning + timedelta(minutes=9))
    asked.take("ask-supplement", "bob", reason="Thiếu bản thảo.")
    returned = story.dossier_in("result-ready", at=local("2026-11-30 08:30"))
    returned.at = local("2026-12-07 09:00")
    returned.take("return", "bob")
    for dossier, amount in zip(entered, (15_000, 20_000, 40_000), strict=True):
        story.take(dossier, acts.RECEIVE_PAYMENT, "bob", at=local("2026-12-07 10:00"), fee=Fee(amount, "cash", "cash"))
    return entered


def cells(page: Any) -> dict[str, list[tuple[int, str]]]:
    """Return each line of the sheet by its words: the number and the address of each channel, and of all."""
    found = {}
    for label, row in re.findall(
        r'<th scope="row" class="wrapped">(.*?)</th>(.*?)</tr>', page.content.decode(), re.DOTALL
    ):
        of_line = re.findall(r'<td class="number" data-label="[^"]*">(?:<a href="([^"]*)">)?([−\-\d. đ\xa0]+)', row)
        found[label] = [(int(re.sub(r"\D", "", number)), url.replace("&amp;", "&")) for url, number in of_line]
    return found


@pytest.mark.usefixtures("day")
def test_each_number_is_that_of_the_figures_and_of_its_list() -> None:
    bob = Visitor("bob", language="vi")
    agency = Dossier.objects.filter(agency=Unit.objects.get(slug="so-tttt"))
    figures = statistics.by(agency, Period(TODAY, TODAY), NOW, "channel")

    found = cells(bob.get(SHEET))

    channels = [channel.value for channel in (Channel.DESK, Channel.POST, Channel.ONLINE)]
    received = [number for number, _url in found["Tiếp nhận"]]
    assert received == [
        *(figures[channel,].received if (channel,) in figures else 0 for channel in channels),
        sum(received[:3]),
    ]
    refused = [number for number, _url in found["Từ chối tiếp nhận"]]
    assert refused == [
        *(figures[channel,].refused if (channel,) in figures else 0 for channel in channels),
        sum(refused[:3]),
    ]
    assert [number for number, _url in found["Nộp vào"]] == [2, 1, 3, 6]
    assert [number for number, _url in found["Yêu cầu bổ sung"]] == [0, 0, 1, 1]
    assert [number for number, _url in found["Trả kết quả"]] == [0, 0, 1, 1]
    for label, line in found.items():
        for number, url in line:
            assert bool(url) == bool(number), label
            if url and "/fees/" not in url:
                page = bob.get(url)
                assert len(re.findall(r'<th scope="row" class="code">', page.content.decode())) == number, url
                assert f"{number} hồ sơ" in read(page).words()


@pytest.mark.usefixtures("day")
def test_the_fees_of_the_channels_add_up_to_the_receipt_book() -> None:
    bob = Visitor("bob", language="vi")

    line = next(line for label, line in cells(bob.get(SHEET)).items() if label.startswith("Phí, lệ phí"))

    assert [amount for amount, _url in line] == [35_000, 40_000, 0, 75_000]
    assert sum(row.signed for row in Payment.objects.filter(at__date=TODAY)) == 75_000
    words = read(bob.get(line[0][1])).words()
    assert "35.000 đ" in words
    assert "40.000 đ" not in words


@pytest.mark.usefixtures("day")
def test_a_receiving_point_has_a_sheet_of_its_own() -> None:
    Dossier.objects.filter(channel=Channel.POST).update(point="diem-khac")
    bob = Visitor("bob", language="vi")

    page = bob.get(f"{SHEET}?diem=khong-co")
    own = cells(bob.get(f"{SHEET}?diem=mot-cua"))

    assert "Tất cả nơi tiếp nhận" in read(page).words()
    assert [number for number, _url in own["Nộp vào"]] == [2, 0, 3, 5]


@pytest.mark.usefixtures("day")
def test_a_number_that_there_is_not_has_no_list() -> None:
    bob = Visitor("bob")

    assert bob.get(f"{SHEET}khong-co/").status_code == 404
    assert bob.get(f"{SHEET}received/?kenh=khong-co").status_code == 404
    assert bob.get(f"{SHEET}received/?ngay=khong-co").status_code == 200


def test_an_empty_day_has_noughts_that_lead_nowhere() -> None:
    found = cells(Visitor("bob", language="vi").get(SHEET))

    assert len(found) == 7
    assert {cell for line in found.values() for cell in line} == {(0, "")}


@pytest.mark.usefixtures("day")
def test_the_sheet_asks_no_more_of_the_database_for_more_dossiers(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    bob = Visitor("bob")
    bob.get(SHEET)

    with django_assert_max_num_queries(24):
        bob.get(SHEET)


def test_the_sheet_is_printed_on_one_page_by_its_style() -> None:
    page = Visitor("bob").get(SHEET).content.decode()

    assert "data-print" in page
    assert 'class="day-sheet"' in page
    assert parse_qs(urlsplit("?ngay=2026-12-07").query) == {"ngay": ["2026-12-07"]}


def test_the_sheet_says_what_lay_in_each_drawer_in_the_morning() -> None:
    shifts.open_counter(
        Place(Unit.objects.get(slug="so-tttt").pk, "mot-cua", "Quầy 1"), 500_000, by=story.person("bob"), at=NOW
    )

    page = Visitor("bob", language="vi").get(SHEET).content.decode()

    assert '<th scope="col">Tiền lẻ đầu ngày</th>' in page
    assert re.search(r'data-label="Tiền lẻ đầu ngày">500\.000\xa0đ', page)


def test_there_is_no_sheet_of_a_day_that_has_not_come() -> None:
    page = read(Visitor("bob", language="vi").get(f"{SHEET}?ngay=2026-12-08"))

    assert "07/12/2026" in page.words()
    assert "08/12/2026" not in page.words()


def test_what_is_withdrawn_stands_in_a_line_of_its_own_with_its_list() -> None:
    walk = story.dossier_in("tham-dinh", at=local("2026-12-03 08:30"))
    walk.at = local("2026-12-07 09:00")
    walk.take("ask-withdrawal", "alice", reason="Nộp nhầm.").take("confirm-withdrawal", "bob")
    bob = Visitor("bob", language="vi")

    line = cells(bob.get(SHEET))["Rút sau khi tiếp nhận"]

    assert [number for number, _url in line] == [0, 0, 1, 1]
    assert walk.dossier.code in read(bob.get(line[-1][1])).words()
