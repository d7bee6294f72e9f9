"""Small things of the counter's pages: the receipt stays at hand, a fault names its part, nothing stands behind a dot, the keyboard."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from dossiers.background import relay
from dossiers.desk.counter.entry_form import CounterForm
from dossiers.display.controls import faults
from dossiers.filing.counter import people
from dossiers.filing.counter.people import Shown
from dossiers.filing.counter.unnumbered import NUMBER
from dossiers.models import Channel, Dossier, Letter
from portal.demo import story
from portal.demo.story import Walk
from procedures.form import Text
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
SOON = MONDAY + timedelta(minutes=5)
WRONG = Text("Ngày này chưa tới.", "This day is still to come.")

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def end_of(dossier: Dossier, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        return Visitor("bob", language="vi").get(f"/mot-cua/quay/{dossier.code}/da-nhan/").content.decode()


def printed(dossier: Dossier) -> str:
    """Return where form 01 of a dossier is printed from, once it was."""
    relay.run(MONDAY + timedelta(seconds=5))
    return f'href="/ho-so/giay/{Letter.objects.get(dossier=dossier, kind="01").token}/?in=1"'


def test_form_01_is_printed_from_the_end_page_once_whatever_was_done_since() -> None:
    dossier = counter.entered(at=MONDAY).dossier
    link = printed(dossier)
    assert end_of(dossier, MONDAY + timedelta(seconds=10)).count(link) == 1, "as the paper of what was just done"

    walk = Walk(dossier, MONDAY + timedelta(minutes=1)).take("receive-payment", "bob")
    assert end_of(dossier, walk.at + timedelta(minutes=1)).count(link) == 1

    walk.until("tham-dinh")
    assert end_of(dossier, walk.at + timedelta(days=1)).count(link) == 1


def test_beside_the_paper_of_the_next_act_form_01_stays() -> None:
    dossier = counter.entered(at=MONDAY).dossier
    link = printed(dossier)
    walk = Walk(dossier, MONDAY).until("tham-dinh").take("propose-supplement", "dung").take("issue-supplement", "bob")
    relay.run(walk.at + timedelta(minutes=5))

    page = end_of(dossier, walk.at + timedelta(minutes=6))

    form_02 = Letter.objects.get(dossier=dossier, kind="02")
    assert f'href="/ho-so/giay/{form_02.token}/?in=1"' in page
    assert page.count(link) == 1


def test_a_receipt_that_is_still_being_made_is_announced_though_something_was_done_since() -> None:
    dossier = counter.entered(at=MONDAY).dossier
    Walk(dossier, MONDAY + timedelta(minutes=1)).take("receive-payment", "bob")

    page = end_of(dossier, SOON)

    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả: đang được in." in page
    assert "data-print-paper>" not in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("representative_born_on", "Người đại diện theo pháp luật (người đứng đầu) – Ngày sinh"),
        ("registered_on", "Ngày cấp giấy chứng nhận đăng ký lần đầu"),
    ],
)
def test_a_fault_names_the_part_of_the_form_where_its_label_does_not_say_whose_it_is(name: str, said: str) -> None:
    with translation.override("vi"):
        found = faults(CounterForm(counter.begun("dk-co-so-in", at=MONDAY), [], {name: WRONG}))

    assert [(one["label"], one["message"]) for one in found] == [(said, WRONG.vi)]


def test_of_two_alike_each_names_its_part() -> None:
    wrong = {"representative_position": WRONG, "contact_position": WRONG}

    with translation.override("vi"):
        labels = {one["label"] for one in faults(CounterForm(counter.begun("gp-buu-chinh", at=MONDAY), [], wrong))}

    assert len(labels) == 2
    assert all(label.endswith(" – Chức danh") for label in labels)


def test_of_a_letter_without_a_number_the_page_of_the_supplement_says_so() -> None:
    person = people.note(Shown("", counter.NAME, counter.SHOWN.address), by=story.person("bob"), at=MONDAY)
    dossier = counter.entered(at=MONDAY, channel=Channel.POST, accept=False, person=person).dossier
    Walk(dossier, MONDAY).take("ask-supplement", "bob", components={}, questions={NUMBER: "Ghi số định danh."})

    with time_machine.travel(SOON, tick=False):
        words = read(Visitor("bob", language="vi").get(f"/mot-cua/quay/{dossier.code}/bo-sung/")).words()

    assert f"{counter.NAME} · chưa có số định danh trong thư" in words


def test_a_press_of_the_entry_brings_no_fragment_along_that_would_take_the_focus() -> None:
    draft = counter.begun(at=MONDAY)

    page = Visitor("bob").get(f"/mot-cua/quay/{draft.key}/").content.decode()

    assert f'<form method="post" action="/mot-cua/quay/{draft.key}/" class="form counter"' in page
