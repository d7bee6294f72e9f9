"""What was recorded of a postal item is put right by an act: the registers say what is so, the log keeps both."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
import time_machine

from dossiers import commands
from dossiers.acts import CORRECT_POST
from dossiers.commands.given import Given, Handover
from dossiers.log.facts import facts_of, words_of
from dossiers.log.parts.posted import Mended
from dossiers.log.whole import log_of
from dossiers.models import Channel, Dossier, Event
from dossiers.refusals import Refusal
from dossiers.refusals.undoing import DayToCome, NoEnvelope, NotAnItem, NothingMended
from dossiers.reports.official import register
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Way
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.proof.records import differences_of, nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
FIRST, RIGHT = "RR123456785VN", "RR987654326VN"
REASON = {"reason": "Đọc nhầm số trên phiếu gửi"}

pytestmark = [pytest.mark.django_db, pytest.mark.at(LATER)]


def came() -> Dossier:
    return counter.entered(at=MONDAY, channel=Channel.POST, accept=False).dossier


def went() -> Dossier:
    walk = Walk(story.file("alice", at=MONDAY), MONDAY).until("result-ready")
    over = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number=FIRST)
    actor = counter.at_desk(LATER)
    commands.advance(
        walk.dossier, "return", actor=actor, given=Given(handover=over), seen=walk.dossier.sequence, at=LATER
    )
    return Dossier.objects.get(pk=walk.dossier.pk)


def put_right(dossier: Dossier, typed: Mapping[str, str]) -> int:
    bob = Visitor("bob", language="vi")
    answer = bob.send(bob.get(f"/mot-cua/{dossier.code}/"), f"/{CORRECT_POST}/", {**REASON, **typed})
    dossier.refresh_from_db()
    return answer.status_code


def page_of(dossier: Dossier, who: str = "bob") -> str:
    address = f"/mot-cua/{dossier.code}/" if who == "bob" else f"/ho-so/{dossier.code}/"
    return read(Visitor(who, language="vi").get(address)).words()


def mending(dossier: Dossier) -> Event:
    return dossier.events.select_related("payload").get(action=CORRECT_POST)


def test_the_envelope_of_a_filing_is_put_right_and_the_log_keeps_both() -> None:
    dossier = came()
    before = (dossier.state, dossier.holder, dossier.due_at)
    form = form_of(Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/"), f"/{CORRECT_POST}/")
    assert (form.values["posted_number"], form.values["posted_day"]) == ("EB123456785VN", "2026-11-30")

    assert put_right(dossier, {"posted_number": RIGHT, "posted_day": "28/11/2026"}) == 302

    event = mending(dossier)
    assert (facts_of(event).mends, facts_of(event).posted_on) == (1, date(2026, 11, 28))
    assert words_of(event.payload).post_number == RIGHT
    assert (dossier.state, dossier.holder, dossier.due_at) == before
    words = page_of(dossier)
    assert "Trước đây ghi: số hiệu bưu gửi EB123456785VN, ngày trên phong bì 30/11/2026" in words
    assert "28/11/2026" in words
    assert differences_of(dossier) == []


def test_the_number_of_a_result_that_was_sent_is_right_in_both_registers(clock: time_machine.Traveller) -> None:
    dossier = went()
    assert f"số {FIRST}" in register.entries_of([dossier.pk])[0].taken

    assert put_right(dossier, {"posted_number": RIGHT}) == 302

    assert f"số {RIGHT}" in register.entries_of([dossier.pk])[0].taken
    returns = read(Visitor("bob", language="vi").get("/mot-cua/so-tra-ket-qua/?on=2026-12-01")).words()
    assert f"{RIGHT} (đã sửa; ban đầu ghi {FIRST})" in returns
    clock.move_to(LATER + timedelta(minutes=30))
    assert RIGHT in page_of(dossier, "alice")
    assert differences_of(dossier) == []


def test_a_number_typed_in_small_letters_and_in_groups_is_recorded_as_it_is_printed() -> None:
    dossier = went()

    assert put_right(dossier, {"posted_number": "rr 987 654 326 vn"}) == 302

    assert words_of(mending(dossier).payload).post_number == RIGHT


def test_a_check_digit_that_does_not_fit_is_asked_about_and_taken_where_it_is_meant() -> None:
    dossier = went()
    bob = Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/{dossier.code}/")

    asked = bob.send(page, f"/{CORRECT_POST}/", {"posted_number": "RR987654362VN", **REASON})
    form = form_of(asked, f"/{CORRECT_POST}/")
    done = bob.post(form.action, {**form.values, "posted_number_meant": "on"})

    assert (asked.status_code, done.status_code) == (422, 302)
    assert "Số kiểm tra của “RR987654362VN” không khớp" in read(asked).errors["id_correct-post_posted_number"]
    assert words_of(mending(dossier).payload).post_number == "RR987654362VN"


def test_it_is_put_right_twice_and_the_last_one_holds() -> None:
    dossier = went()
    put_right(dossier, {"posted_number": "RR000000005VN"})

    assert put_right(dossier, {"posted_number": RIGHT}) == 302

    assert f"số {RIGHT}" in register.entries_of([dossier.pk])[0].taken
    assert dossier.events.filter(action=CORRECT_POST).count() == 2


@pytest.mark.parametrize(
    ("mended", "refusal"),
    [
        (Mended(99, RIGHT), NotAnItem),
        (Mended(1, "EB123456785VN", MONDAY.date()), NothingMended),
        (Mended(1), NothingMended),
        (Mended(1, on=LATER.date() + timedelta(days=1)), DayToCome),
    ],
)
def test_what_puts_nothing_right_is_refused(mended: Mended, refusal: type[Refusal]) -> None:
    dossier, given = came(), Given(posted=mended, reason=REASON["reason"])

    with nothing_written(), pytest.raises(refusal):
        commands.advance(
            dossier, CORRECT_POST, actor=counter.at_desk(LATER), given=given, seen=dossier.sequence, at=LATER
        )


def test_what_went_has_no_envelope() -> None:
    dossier = went()
    last = log_of(dossier)[0][-1]
    given = Given(posted=Mended(last.sequence, on=LATER.date()), reason=REASON["reason"])

    with pytest.raises(NoEnvelope):
        commands.advance(
            dossier, CORRECT_POST, actor=counter.at_desk(LATER), given=given, seen=dossier.sequence, at=LATER
        )


def test_where_nothing_came_or_went_by_post_nothing_is_offered() -> None:
    desk = counter.entered(at=MONDAY, accept=False).dossier

    assert CORRECT_POST not in Visitor("bob").get(f"/mot-cua/{desk.code}/").content.decode()
