"""Who takes a file from a colleague who is writing is asked first; the words stay with their author and come back with the file."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Unit, User
from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts
from dossiers.lists.openings import unopened
from dossiers.models import Dossier, Job, JobState, UnsentWords
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, before, do_two, done, some
from tests.dossiers.bulk.choosing import begun as started
from tests.dossiers.desk.test_unsent_words import form_at
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
WORDS = "Đề nghị xem lại trang 3."
MEANT, TICK = "taken_over", "Tôi đã đọc: vẫn chuyển hồ sơ"
WRITING = "Hoàng Tiến Dũng đang soạn “{}” (chưa gửi), lưu lúc 10:00 30/11/2026."


@pytest.fixture
def minh() -> User:
    """Another case officer of dung's division."""
    user = User.objects.create(username="minh", full_name="Lê Minh")
    seat = {"unit": Unit.objects.get(slug="bao-chi-xuat-ban"), "role": Role.SPECIALIST, "since": "2020-01-01"}
    Membership.objects.create(user=user, **seat)
    return user


def page_of(dossier: Dossier, who: str) -> HttpResponse:
    return Visitor(who, language="vi").get(f"/mot-cua/{dossier.code}/?list=mine")


def begun_by(who: str, dossier: Dossier, act: str, **words: str) -> str:
    """Let somebody type into the form of an act without sending it; return what the act is called."""
    values = form_at(page_of(dossier, who), act).values
    sent = {**values, **words, "do": "autosave"}
    Visitor(who).post(f"/mot-cua/{dossier.code}/{act}/dang-soan/?list=mine", sent)
    assert UnsentWords.objects.filter(person__username=who, action=act, sent=0).exists()
    label = acts.label_of(dossier.machine, dossier.state, act)
    assert label is not None
    return label.vi


def pressed(dossier: Dossier, who: str, act: str, **words: Any) -> HttpResponse:
    form = form_at(page_of(dossier, who), act)
    return Visitor(who, language="vi").post(form.action, {**form.values, **words})


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("assignee").get(pk=dossier.pk)


def test_a_head_is_asked_before_a_file_goes_to_another_while_its_case_officer_writes(minh: User) -> None:
    [dossier] = some(1, "tham-dinh")
    act = begun_by("dung", dossier, "propose-supplement", reason=WORDS)
    chosen = {"assignee": str(minh.pk), "reason": "Dũng nghỉ."}

    with nothing_written():
        asked = pressed(dossier, "hoa", "reassign", **chosen)
    words = read(asked).words()
    form = form_at(asked, "reassign")

    assert asked.status_code == 422
    assert WRITING.format(act) in words
    assert TICK in words
    assert WORDS not in asked.content.decode()
    assert form.values.items() >= chosen.items()
    done = Visitor("hoa", language="vi").post(form.action, {**form.values, MEANT: "on"})
    assert done.status_code == HTTPStatus.FOUND
    assert fresh(dossier).assignee == minh


def test_the_words_are_their_author_s_again_once_the_file_is_back(minh: User, clock: time_machine.Traveller) -> None:
    [dossier] = some(1, "tham-dinh")
    begun_by("dung", dossier, "propose-supplement", reason=WORDS)
    pressed(dossier, "hoa", "reassign", assignee=str(minh.pk), **{MEANT: "on"})
    assert fresh(dossier).assignee == minh
    assert WORDS not in page_of(dossier, "minh").content.decode()
    clock.shift(60)

    back = pressed(dossier, "hoa", "reassign", assignee=str(story.person("dung").pk))

    # Nobody who has it is writing: there is nothing to ask about.
    assert back.status_code == HTTPStatus.FOUND
    assert form_at(page_of(dossier, "dung"), "propose-supplement").values["reason"] == WORDS


def test_who_wrote_reads_who_took_the_file_and_what_is_kept_and_nobody_else_does(
    minh: User, clock: time_machine.Traveller
) -> None:
    [dossier] = some(1, "tham-dinh")
    act = begun_by("dung", dossier, "propose-supplement", reason=WORDS)
    clock.shift(60)
    pressed(dossier, "hoa", "reassign", assignee=str(minh.pk), **{MEANT: "on"})

    # It is new to who got it, as every dossier is that comes to somebody.
    assert unopened([fresh(dossier)], seats_of(minh, timezone.localdate())) == {dossier.pk}
    words = read(page_of(dossier, "dung")).words()
    assert "Phạm Thị Hoa đã thực hiện “Đổi người thụ lý” lúc 10:01 30/11/2026." in words
    assert f"Nội dung bạn đang soạn ở “{act}” (lưu lúc 10:00 30/11/2026, chưa gửi) vẫn được giữ cho riêng bạn" in words
    assert WORDS in words
    for who in ("minh", "hoa", "lan"):
        assert "vẫn được giữ cho riêng bạn" not in read(page_of(dossier, who)).words()
    clock.shift(60)
    pressed(dossier, "hoa", "reassign", assignee=str(story.person("dung").pk))
    assert "vẫn được giữ cho riêng bạn" not in read(page_of(dossier, "dung")).words()


def test_who_has_passed_a_file_on_reads_of_no_words_that_were_left_behind() -> None:
    [dossier] = some(1, "tham-dinh")
    begun_by("dung", dossier, "propose-supplement", reason=WORDS)
    story.take(dossier, story.named(dossier, "finish-tham-dinh"), "dung", at=NOW + timedelta(minutes=1))

    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        words = read(page_of(dossier, "dung")).words()

    assert fresh(dossier).state != "tham-dinh"
    assert WORDS not in words


def test_nobody_is_asked_where_nobody_writes_or_only_who_presses_does_or_what_was_written_was_sent(minh: User) -> None:
    [dossier] = some(1, "tham-dinh")
    begun_by("hoa", dossier, acts.NOTE, message="Của Hoa.")
    begun_by("lan", dossier, acts.NOTE, message="Của Lan.")
    Visitor("dung").post(f"/mot-cua/{dossier.code}/{acts.NOTE}/", {"seen": dossier.sequence, "message": "Đã gửi."})

    assert pressed(dossier, "hoa", "reassign", assignee=str(minh.pk)).status_code == HTTPStatus.FOUND


def test_a_note_that_its_case_officer_is_writing_is_words_too(minh: User) -> None:
    [dossier] = some(1, "tham-dinh")
    act = begun_by("dung", dossier, acts.NOTE, message=WORDS)

    assert WRITING.format(act) in read(pressed(dossier, "hoa", "reassign", assignee=str(minh.pk))).words()


def assigned() -> Dossier:
    """Return a dossier that hoa has just given to dung."""
    [dossier] = some(1, "phan-cong")
    story.take(dossier, "finish-phan-cong", "hoa", at=NOW, assignee=story.person("dung"))
    return fresh(dossier)


def test_a_step_is_taken_back_from_who_is_writing_only_once_that_was_read() -> None:
    dossier, hoa = assigned(), Visitor("hoa", language="vi")
    act = begun_by("dung", dossier, "propose-supplement", reason=WORDS)
    form = form_at(page_of(dossier, "hoa"), acts.TAKE_BACK)

    with nothing_written():
        asked = hoa.post(form.action, form.values)

    assert asked.status_code == HTTPStatus.CONFLICT
    assert WRITING.format(act) in read(asked).words()
    assert WORDS not in asked.content.decode()
    assert re.search(rf'href="/mot-cua/{dossier.code}/\?list=mine["&]', asked.content.decode())
    again = form_at(asked, acts.TAKE_BACK)
    assert hoa.post(again.action, again.values).status_code == HTTPStatus.FOUND
    assert fresh(dossier).state == "phan-cong"
    story.take(fresh(dossier), "finish-phan-cong", "hoa", at=timezone.now(), assignee=story.person("dung"))
    assert form_at(page_of(dossier, "dung"), "propose-supplement").values["reason"] == WORDS


def test_a_step_that_can_be_taken_back_no_more_asks_nothing_and_says_why() -> None:
    dossier, hoa = assigned(), Visitor("hoa", language="vi")
    form = form_at(page_of(dossier, "hoa"), acts.TAKE_BACK)
    story.take(dossier, "propose-supplement", "dung", at=NOW + timedelta(seconds=1), reason=WORDS)
    typed = {"state": dossier.state, "fields": {"reason": "x"}, "saved_at": NOW}
    UnsentWords.objects.create(person=story.person("bob"), dossier=dossier, action="issue-supplement", **typed)

    answer = hoa.post(form.action, form.values)

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "đang soạn" not in read(answer).words()


def many_assigned(count: int) -> tuple[Job, list[Dossier]]:
    """Return a job by which hoa has just given some dossiers to dung."""
    dossiers = some(count, "phan-cong")
    job = started("assign", dossiers, "hoa", assignee=story.person("dung"))
    done(job)
    return job, [fresh(one) for one in dossiers]


def states(dossiers: list[Dossier]) -> list[str]:
    return [fresh(one).state for one in dossiers]


def test_many_are_taken_back_from_who_is_writing_only_once_that_was_read() -> None:
    job, dossiers = many_assigned(3)
    act, hoa = begun_by("dung", dossiers[0], "propose-supplement", reason=WORDS), Visitor("hoa", language="vi")
    begun_by("dung", dossiers[2], "propose-supplement", reason=WORDS)
    place = f"/mot-cua/hang-loat/{job.pk}/"
    page = hoa.get(place)

    with nothing_written():
        asked = hoa.send(page, place, {"undo": "all"})

    words = read(asked).words()
    assert asked.status_code == HTTPStatus.CONFLICT
    assert "2 trong 3 hồ sơ đang có người soạn nội dung chưa gửi: Hoàng Tiến Dũng (2)." in words
    for one in (dossiers[0], dossiers[2]):
        assert f"{one.code}: {WRITING.format(act)}" in words
    assert f"{dossiers[1].code}:" not in words
    assert WORDS not in asked.content.decode()
    assert f'href="{place}"' in asked.content.decode()
    after = hoa.send(asked, place, follow=True)
    assert states(dossiers) == ["phan-cong"] * 3
    assert "Đã rút lại thao tác của 3 hồ sơ." in read(after).words()
    assert UnsentWords.objects.filter(person__username="dung", fields__reason=WORDS).count() == 2


def test_one_row_of_many_is_asked_about_as_its_own_page_would() -> None:
    job, dossiers = many_assigned(2)
    act, hoa = begun_by("dung", dossiers[0], "propose-supplement", reason=WORDS), Visitor("hoa", language="vi")
    place = f"/mot-cua/hang-loat/{job.pk}/"

    asked = hoa.post(place, {"undo": str(dossiers[0].pk)})
    other = hoa.post(place, {"undo": str(dossiers[1].pk)})

    assert (asked.status_code, other.status_code) == (HTTPStatus.CONFLICT, HTTPStatus.FOUND)
    assert WRITING.format(act) in read(asked).words()
    assert states(dossiers) == ["tham-dinh", "phan-cong"]
    assert hoa.send(asked, place).status_code == HTTPStatus.FOUND
    assert states(dossiers) == ["phan-cong", "phan-cong"]


def test_a_job_under_way_is_stopped_before_it_is_asked() -> None:
    dossiers, hoa = some(3, "phan-cong"), Visitor("hoa", language="vi")
    job = started("assign", dossiers, "hoa", assignee=story.person("dung"))
    do_two(job)
    begun_by("dung", fresh(dossiers[0]), "propose-supplement", reason=WORDS)
    place = f"/mot-cua/hang-loat/{job.pk}/"

    asked = hoa.post(place, {"undo": "all"})
    do_two(job)

    assert (asked.status_code, job.state) == (HTTPStatus.CONFLICT, JobState.CANCELLED)
    assert "1 trong 2 hồ sơ đang có người soạn" in read(asked).words()
    assert "Đã dừng: không làm tiếp hồ sơ nào nữa" in read(asked).words()
    hoa.send(asked, place)
    assert states(dossiers) == ["phan-cong"] * 3


def test_before_many_go_to_other_hands_each_row_says_who_is_writing() -> None:
    dossiers, hoa = some(2, "tham-dinh"), Visitor("hoa", language="vi")
    label = begun_by("dung", dossiers[0], "propose-supplement", reason=WORDS)

    page = before(hoa, "assign", dossiers)

    row = page.content.decode().partition(f'name="take-{dossiers[0].code}"')[2].partition("</tr>")[0]
    assert WRITING.format(label) in row
    assert page.content.decode().count("đang soạn “") == 1
    assert WORDS not in page.content.decode()
    # It is told, not left out.
    assert "Bỏ qua" not in read(page).words()


def test_who_is_writing_is_one_question_however_many_they_are() -> None:
    dossiers, hoa = some(4, "tham-dinh"), Visitor("hoa", language="vi")
    for one in dossiers:
        begun_by("dung", one, "propose-supplement", reason=WORDS)

    def asked(chosen: list[Dossier]) -> int:
        before(hoa, "assign", chosen)
        with CaptureQueriesContext(connection) as queries:
            before(hoa, "assign", chosen)
        return sum("dossiers_unsentwords" in query["sql"] for query in queries)

    assert asked(dossiers[:1]) == asked(dossiers)
