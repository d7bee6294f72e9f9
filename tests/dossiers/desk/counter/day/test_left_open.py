"""What an officer of the desk leaves open: closed, taken over or thrown away by a colleague, and nobody's account is closed before."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.models import Unit, User
from accounts.people.leaving import LeavingError
from accounts.roles import Role
from dossiers.commands.money import shifts
from dossiers.commands.money.cash import Count
from dossiers.commands.money.shifts import Place
from dossiers.filing.counter import entries, tickets
from dossiers.models import Dossier, Draft, ShiftAct, ShiftEntry, Ticket, TicketState
from dossiers.pages.gaps.closing import close
from dossiers.refusals.money.cash import DrawerDiffers, InPlaceUnexplained, ShiftClosed
from portal.demo import story
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.officers import officer

MORNING, NOON = local("2026-01-06 07:50"), local("2026-01-06 11:55")
LIST, SHEET = "/mot-cua/ngay/dong-nghiep/", "/mot-cua/ngay/tong-hop/"
WHY = "Anh Bình đã thôi việc sáng nay."

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOON)]


def opened() -> ShiftEntry:
    place = Place(Unit.objects.get(slug="so-tttt").pk, "mot-cua", "Quầy 5")
    return shifts.open_counter(place, 500_000, by=story.person("bob"), at=MORNING)


def colleague() -> User:
    return officer("quynh", Role.ONE_STOP_OFFICER, "mot-cua")


def path() -> str:
    return f"{LIST}{story.person('bob').pk}/"


def test_a_colleague_closes_a_counter_with_the_count_and_the_reason_and_both_are_named() -> None:
    opened()
    colleague()
    tickets.give(
        tickets.set_up("mot-cua", (), is_on=True, by=story.person("admin"), at=MORNING), tickets.ANYTHING, at=NOON
    )
    tickets.call_next("mot-cua", "Quầy 5", seen=0, by=story.person("bob"), at=NOON)
    quynh = Visitor("quynh", language="vi")
    assert "Đóng thay" in read(quynh.get(SHEET)).words()
    assert "Trần Văn Bình 1 0" in read(quynh.get(LIST)).words()
    form = next(form for form in read(quynh.get(path())).forms if "shift" in form.values)

    unsaid = quynh.post(path(), {**form.values, "do": "close", "counted": "500.000"})
    assert unsaid.status_code == 422
    assert "Hãy ghi vì sao đóng thay" in read(unsaid).words()
    differs = quynh.post(path(), {**form.values, "do": "close", "counted": "490.000", "reason": WHY})
    assert "thiếu 10.000 đ" in read(differs).words()
    assert "nếu số đếm đúng thì bấm lại, lý do đã ghi ở dưới được giữ" in read(differs).words()
    assert "hoặc ghi lý do chênh lệch" not in read(differs).words(), "it was given"
    assert WHY in differs.content.decode()
    assert not ShiftEntry.objects.filter(act=ShiftAct.CLOSED).exists()
    sure = {**form.values, "do": "close", "counted": "500.000", "reason": WHY, "sure": "on"}
    told = quynh.post(path(), sure, follow=True)

    assert "Đã đóng Quầy 5 thay Trần Văn Bình: đếm được 500.000 đ, theo sổ phải có 500.000 đ." in read(told).words()
    entry = ShiftEntry.objects.get(act=ShiftAct.CLOSED)
    assert (entry.by, entry.done_by, entry.reason) == (story.person("bob"), story.person("quynh"), WHY)
    assert set(entry.stood["undone"]) == {"drafts", "lying", "mine", "ready"}
    assert Ticket.objects.get().state == TicketState.DONE
    name = story.person("quynh").get_full_name()
    assert f"{name} đóng thay" in read(quynh.get(SHEET)).words()
    own = read(Visitor("bob", language="vi").get("/mot-cua/ngay/")).words()
    assert f"{name} đóng thay" in own
    assert WHY in own
    again = quynh.post(path(), {**form.values, "do": "close", "counted": "500.000", "reason": WHY}, follow=True)
    assert "Quầy này đã đóng rồi" in read(again).words()


def test_a_counter_that_is_worked_at_is_closed_by_no_single_press_of_a_colleague() -> None:
    opened()
    colleague()
    tickets.give(
        tickets.set_up("mot-cua", (), is_on=True, by=story.person("admin"), at=MORNING), tickets.ANYTHING, at=NOON
    )
    tickets.call_next("mot-cua", "Quầy 5", seen=0, by=story.person("bob"), at=NOON)
    quynh = Visitor("quynh", language="vi")
    form = next(form for form in read(quynh.get(path())).forms if "shift" in form.values)
    typed = {**form.values, "do": "close", "counted": "490.000", "reason": WHY}

    asked = quynh.post(path(), typed)

    words = read(asked).words()
    assert asked.status_code == 422
    assert "Số 1 còn đang ở Quầy 5" in words
    assert "Quầy 5 đóng rồi thì trong ngày không mở lại" in words
    assert "thiếu 10.000 đ" in words, "the difference is asked about in the same answer"
    assert not ShiftEntry.objects.filter(act=ShiftAct.CLOSED).exists()
    form = next(form for form in read(asked).forms if "shift" in form.values)
    quynh.post(path(), {**form.values, "do": "close", "counted": "490.000", "reason": WHY, "sure": "on"})
    assert ShiftEntry.objects.get(act=ShiftAct.CLOSED).done_by == story.person("quynh")


def test_a_counter_of_a_former_day_is_closed_unasked_by_a_colleague_too() -> None:
    opened()
    colleague()
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        quynh = Visitor("quynh")
        form = next(form for form in read(quynh.get(path())).forms if "shift" in form.values)

        quynh.post(path(), {**form.values, "do": "close", "counted": "500.000", "reason": WHY})

    assert ShiftEntry.objects.filter(act=ShiftAct.CLOSED).exists()


def test_a_counter_of_a_former_day_is_closed_too_and_its_own_officer_writes_no_reason() -> None:
    shift, quynh = opened(), colleague()
    assert shifts.forgotten(shift.agency_id, shift.by_id, NOON.date() + timedelta(days=3)) == [shift]

    with pytest.raises(InPlaceUnexplained):
        shifts.close_counter(shift, Count(500_000), {}, by=quynh, at=NOON)
    with pytest.raises(DrawerDiffers):
        shifts.close_counter(shift, Count(1, reason=WHY), {}, by=quynh, at=NOON)
    closed = shifts.close_counter(shift, Count(500_000), {}, by=shift.by, at=NOON + timedelta(days=3))

    assert (closed.done_by, closed.reason) == (None, "")
    with pytest.raises(ShiftClosed):
        shifts.close_counter(shift, Count(500_000, reason=WHY), {}, by=quynh, at=NOON)


def test_the_table_holds_nothing_done_in_anothers_place_without_a_reason() -> None:
    shift, quynh = opened(), colleague()
    row = {
        "agency": shift.agency,
        "on": shift.on,
        "point": shift.point,
        "counter": shift.counter,
        "counted": 5,
        "book": 5,
    }

    with pytest.raises(IntegrityError, match="shift_in_place_has_a_reason"), transaction.atomic():
        ShiftEntry.objects.create(**row, act=ShiftAct.CLOSED, by=shift.by, done_by=quynh, at=NOON)


def test_who_answers_for_the_agency_closes_a_counter_and_takes_over_no_application() -> None:
    opened()
    draft = counter.begun(at=MORNING)
    lan = Visitor("lan")
    assert "An officer of the desk takes these over" in read(lan.get(path())).words()
    assert draft.owner.full_name not in read(lan.get(path())).words()

    assert lan.post(path(), {"do": "take", "entry": str(draft.pk)}).status_code == 404
    form = next(form for form in read(lan.get(path())).forms if "shift" in form.values)
    lan.post(path(), {**form.values, "do": "close", "counted": "500.000", "reason": WHY, "sure": "on"})

    assert ShiftEntry.objects.get(act=ShiftAct.CLOSED).done_by == story.person("lan")
    assert Draft.objects.get().entered_by == story.person("bob")
    for who in ("tam", "hoa", "dung", "admin", "mallory"):
        assert Visitor(who).get(path()).status_code == 404, who
    # One's own is closed on the page of one's own day.
    assert Visitor("bob").get(path()).status_code == 404


def test_what_was_begun_is_taken_over_and_filed_by_a_colleague_or_thrown_away() -> None:
    first, second = counter.begun(at=MORNING), counter.begun(at=MORNING)
    colleague()
    quynh = Visitor("quynh", language="vi")
    assert read(quynh.get(path())).words().count("Nhận nhập tiếp") == 2

    taken = quynh.post(path(), {"do": "take", "entry": str(first.pk)})
    thrown = quynh.post(path(), {"do": "throw", "entry": str(second.pk)}, follow=True)
    late = quynh.post(path(), {"do": "take", "entry": str(first.pk)}, follow=True)

    assert taken.url == f"/mot-cua/quay/{first.pk}/"
    assert "Đã bỏ. Chưa có hồ sơ nào được nộp." in read(thrown).words()
    assert "có người khác nhận rồi" in read(late).words()
    assert entries.open_of(story.person("bob"), first.pk) is None
    assert list(Draft.objects.values_list("pk", "entered_by")) == [(first.pk, story.person("quynh").pk)]
    told = Visitor("bob", language="vi").post(taken.url, {"do": "save"})
    assert told.status_code == 409
    assert f"{story.person('quynh').get_full_name()} đang nhập tiếp hồ sơ này" in read(told).words()
    quynh.post(taken.url, {**counter.pressed(first, NOON), "do": "accept"})
    assert Dossier.objects.get().draft_key == first.pk


def test_no_application_of_ones_own_is_taken_over() -> None:
    draft, quynh = counter.begun(at=MORNING), colleague()
    User.objects.filter(pk=quynh.pk).update(personal_id=draft.owner.personal_id)

    page = Visitor("quynh").post(path(), {"do": "take", "entry": str(draft.pk)}, follow=True)

    assert page.status_code == 200
    assert Draft.objects.get().entered_by == story.person("bob")


def test_nobody_is_closed_with_a_counter_open_or_an_application_begun() -> None:
    shift, draft, quynh = opened(), counter.begun(at=MORNING), colleague()
    bob, admin = story.person("bob"), story.person("admin")
    wizard = f"/mot-cua/ban-giao/{bob.pk}/"
    words = read(Visitor("admin").get(wizard)).words()
    assert "Quầy 5, opened at 07:50 06/01/2026 with" in words
    assert "Begun at the counter and not filed: 1." in words
    assert "Nothing hangs on this person any more." not in words
    assert f'href="{path()}"' in Visitor("lan").get(wizard).text

    with pytest.raises(LeavingError, match=r"Quầy 5 of 06/01/2026 is not closed; 1 application"):
        close(bob, by=admin, at=NOON)
    shifts.close_counter(shift, Count(500_000, reason=WHY), {}, by=quynh, at=NOON)
    with pytest.raises(LeavingError, match="1 application"):
        close(bob, by=admin, at=NOON)
    entries.take_over(draft, by=quynh)
    close(bob, by=admin, at=NOON)

    assert not User.objects.get(pk=bob.pk).is_active
