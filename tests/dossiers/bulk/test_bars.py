"""The bar that follows an officer from the page of a job to other pages, until what was done has gone out."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import NOW, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

LIST = "/mot-cua/?list=mine"


def acted(officer: Visitor, act: str, dossiers: list[Dossier], **typed: str):
    """Do something with many from the page before; return the page of the job."""
    chosen = {"act": act, "chosen": [f"{one.code}:{one.sequence}" for one in dossiers]}
    page = officer.get("/mot-cua/hang-loat/", chosen)
    return officer.send(page, "hang-loat/?list=mine", typed, follow=True)


def states(dossiers: list[Dossier]) -> list[str]:
    return [Dossier.objects.get(pk=one.pk).state for one in dossiers]


def test_until_it_has_gone_out_every_page_offers_to_take_it_back(clock: time_machine.Traveller) -> None:
    dossiers, bob = some(3), Visitor("bob", language="vi")
    landed = acted(bob, "accept", dossiers)
    job = landed.request["PATH_INFO"]

    pages = [bob.get(LIST), bob.get(f"/mot-cua/{dossiers[0].code}/"), bob.get("/thu-tuc/"), bob.get(LIST)]

    assert "Đã thực hiện: Tiếp nhận hồ sơ, 3 hồ sơ." not in read(landed).words(), "the page of the job offers it itself"
    for page in pages:
        assert "Đã thực hiện: Tiếp nhận hồ sơ, 3 hồ sơ. Giấy, thư (nếu có) sẽ gửi lúc 10:01:00" in read(page).words()
        assert "Rút lại thao tác của 3 hồ sơ" in read(page).words()
        assert f'href="{job}">Xem từng hồ sơ' in page.content.decode()
        assert page.content.decode().count('data-until="2026-11-30T03:01:00') >= 1
    clock.shift(61)
    assert "Đã thực hiện" not in read(bob.get(LIST)).words()


def test_the_bar_counts_what_is_left_and_takes_that_back(clock: time_machine.Traveller) -> None:
    dossiers, bob = some(3), Visitor("bob", language="vi")
    job = acted(bob, "accept", dossiers).request["PATH_INFO"]
    clock.shift(10)
    bob.post(job, {"undo": str(dossiers[0].pk)}, follow=True)

    page = bob.get(LIST)
    assert "Đã thực hiện: Tiếp nhận hồ sơ, 3 hồ sơ. Đã rút lại: 1. Giấy, thư (nếu có) sẽ gửi lúc" in read(page).words()
    assert "Rút lại thao tác của 2 hồ sơ" in read(page).words()
    after = bob.post(form_of(page, job).action, {"undo": "all"}, follow=True)

    assert states(dossiers) == ["filed", "filed", "filed"]
    assert "Đã rút lại thao tác của 2 hồ sơ." in read(after).words()
    assert "Đã thực hiện" not in read(bob.get(LIST)).words()


def test_what_stays_inside_has_its_bar_for_a_while(clock: time_machine.Traveller) -> None:
    dossiers, hoa = some(2, "phan-cong"), Visitor("hoa", language="vi")
    acted(hoa, "assign", dossiers, assignee=str(story.person("dung").pk))
    clock.shift(120)

    page = hoa.get(LIST)
    clock.shift(600)

    assert "Đã thực hiện: Phân công" in read(page).words()
    assert "Rút lại thao tác của 2 hồ sơ" in read(page).words()
    assert "data-until" not in page.content.decode(), "nothing goes out then"
    assert "Đã thực hiện" not in read(hoa.get(LIST)).words()


def test_the_bar_of_what_stays_inside_makes_way_for_what_is_done_next(clock: time_machine.Traveller) -> None:
    dossiers, hoa = some(3, "phan-cong"), Visitor("hoa", language="vi")
    acted(hoa, "assign", dossiers[:2], assignee=str(story.person("dung").pk))
    clock.shift(30)
    file = hoa.get(f"/mot-cua/{dossiers[2].code}/?list=mine")
    assert "Rút lại thao tác của 2 hồ sơ" in read(file).words()

    [form] = [form for form in read(file).forms if "/finish-phan-cong/" in form.action]
    landed = hoa.post(form.action, {**form.values, "assignee": str(story.person("dung").pk)}, follow=True)

    assert states(dossiers) == ["tham-dinh"] * 3
    assert "Rút lại thao tác của 2 hồ sơ" not in read(landed).words()
    assert "Rút lại thao tác của 2 hồ sơ" not in read(hoa.get(LIST)).words()


def test_the_bar_of_what_goes_out_stays_beneath_what_is_done_next() -> None:
    dossiers, bob = some(3), Visitor("bob", language="vi")
    job = acted(bob, "accept", dossiers[:2]).request["PATH_INFO"]
    bob.send(bob.get(f"/mot-cua/{dossiers[2].code}/"), "accept/")

    page = bob.get(LIST)
    ways = [form.action for form in read(page).forms if form.action == job or form.action.endswith("take-back/")]
    assert ways == [f"/mot-cua/{dossiers[2].code}/take-back/", job]
    bob.send(page, job, {"undo": "all"})

    assert states(dossiers) == ["filed", "filed", "accepted"]


def test_nobody_else_at_the_same_browser_sees_it() -> None:
    browser = Visitor("bob", language="vi")
    acted(browser, "accept", some(2))
    browser.force_login(story.person("hoa"))

    assert "Đã thực hiện" not in read(browser.get(LIST)).words()


def test_what_was_acted_on_once_more_is_not_offered_alone(clock: time_machine.Traveller) -> None:
    dossiers, bob = some(3), Visitor("bob", language="vi")
    job = acted(bob, "accept", dossiers).request["PATH_INFO"]
    clock.shift(5)
    story.take(Dossier.objects.get(pk=dossiers[0].pk), "transfer", "bob", at=NOW + timedelta(seconds=5))

    assert "Rút lại thao tác của 2 hồ sơ" in read(bob.get(LIST)).words()
    assert "sau đó: Chuyển phòng chuyên môn" in read(bob.get(job)).words()
