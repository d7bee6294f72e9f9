"""What remains of a path is held against the return date: whoever has the dossier is asked, listed and told, once, while it can be told in time."""

from dataclasses import replace
from datetime import date

import pytest
from django.core import mail
from time_machine import Traveller

from dossiers import turns
from dossiers.background import outlooks
from dossiers.background.outlooks import Looking
from dossiers.background.tidying import Tidying
from dossiers.log import appointments
from dossiers.models import Dossier, InboxItem, LateReason, MailChoice, Morning, Outlook
from dossiers.notices.kinds import NO_LONGER_FITS, Group
from dossiers.notices.planned import morning, outrun
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendars import current_calendar
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.officers import each_at_once

pytestmark = pytest.mark.django_db

LIST = "/mot-cua/?list=mine&step_time=unfit"
SAYS = "các bước còn lại cần"


def looked(when: str) -> dict[str, mail.EmailMessage]:
    """Return what one run sends at a local instant, by whom it goes to."""
    mail.outbox.clear()
    assert not turns.take(outlooks.RUN, Looking(local(when)))
    return {address.partition("@")[0]: one for one in mail.outbox for address in one.to}


def appraised_late(until: str = "2026-01-16 15:00") -> Walk:
    """Return a dossier due on Monday 19/01 at 17:00 that comes from the appraisal so late that head, leader and clerk have too little.

    They need three days: from Wednesday 14/01, 17:00.
    """
    each_at_once()
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, story.named(walk.dossier, "finish-tham-dinh"), "dung", until)
    assert walk.dossier.due_at == local("2026-01-19 17:00")
    return walk


def test_a_dossier_whose_steps_keep_their_time_is_told_of_to_nobody() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))

    assert looked("2026-01-07 10:00") == {}
    assert walk.dossier.outlook.fits_until == local("2026-01-15 08:00")
    assert not Dossier.objects.filter(appointments.no_longer_fits(local("2026-01-07 10:00"))).exists()


@pytest.mark.parametrize(("passed_on", "fits"), [("2026-01-15 08:00", True), ("2026-01-15 08:01", False)])
def test_it_fits_to_the_minute(passed_on: str, fits: bool) -> None:
    walk = appraised_late(passed_on)

    looked("2026-01-15 10:00")

    assert Dossier.objects.filter(appointments.no_longer_fits(local("2026-01-15 10:00"))).exists() is not fits
    assert InboxItem.objects.filter(kind=NO_LONGER_FITS).exists() is not fits
    assert (appointments.outrun(walk.dossier, current_calendar(), local("2026-01-15 10:00")) is None) is fits


def test_who_has_it_is_told_once_with_what_is_needed_what_is_left_and_until_when_it_comes_in_time() -> None:
    walk = appraised_late("2026-01-15 15:00")
    found = looked("2026-01-15 16:00")

    assert found.keys() == {"hoa"}
    message = found["hoa"]
    assert walk.dossier.code in message.subject
    # From Thursday 16:00 on: an hour, then Friday and Monday whole, and six hours of Tuesday.
    said = "cần 2 ngày làm việc 7 giờ, đến 15:00 20/01/2026 mới xong, mà chỉ còn đến 17:00 19/01/2026 là ngày hẹn trả"
    assert said in " ".join(message.body.split())
    assert "chậm nhất ngày 16/01/2026" in message.body
    golden.assert_mail_matches("no-longer-fits", f"Subject: {message.subject}\n\n{message.body}", message.message())
    assert looked("2026-01-16 16:00") == {}
    assert InboxItem.objects.of(story.person("hoa").pk).filter(kind=NO_LONGER_FITS).count() == 1


def test_the_next_who_has_it_is_told_too_but_not_once_a_reason_is_written() -> None:
    walk = appraised_late("2026-01-15 15:00")
    looked("2026-01-15 16:00")
    act(walk, story.named(walk.dossier, "finish-xem-xet"), "hoa", "2026-01-16 16:30")

    assert looked("2026-01-16 16:40").keys() == {"lan"}
    act(walk, story.named(walk.dossier, "send-back-xem-xet"), "lan", "2026-01-16 16:45")
    LateReason.objects.create(
        dossier=walk.dossier, due_at=walk.dossier.due_at, reason="Vì", day=date(2026, 1, 23), by=story.person("hoa"),
        at=local("2026-01-16 16:46"),
    )  # fmt: skip
    assert looked("2026-01-16 16:50") == {}


def test_outside_of_office_hours_it_waits() -> None:
    appraised_late("2026-01-15 15:00")

    assert looked("2026-01-15 18:00") == {}
    assert looked("2026-01-16 06:00") == {}
    assert looked("2026-01-16 08:00").keys() == {"hoa"}


def test_it_stands_in_the_mail_of_the_morning_of_who_wants_one_and_goes_at_once_on_the_last_day() -> None:
    MailChoice.objects.create(person=story.person("hoa"), off=[], morning=Morning.GATHERED)
    MailChoice.objects.create(person=story.person("lan"), off=[], morning=Morning.GATHERED)
    walk = appraised_late("2026-01-15 15:00")
    assert looked("2026-01-15 16:00") == {}
    assert InboxItem.objects.of(story.person("hoa").pk).filter(kind=NO_LONGER_FITS).exists()

    (day,) = morning.days_of([story.person("hoa")], local("2026-01-16 08:00"))
    assert day.numbers["unfit"].count == 1
    assert any(walk.dossier.code in one.subject.vi for one in day.notices)

    Dossier.objects.filter(pk=walk.dossier.pk).update(
        due_at=local("2026-01-17 17:00"), late_at=local("2026-01-18 00:00")
    )
    assert looked("2026-01-16 09:00").keys() == {"hoa"}, "a leader has to sign it today"


def test_who_wants_no_mail_of_deadlines_gets_none_on_the_last_day_either() -> None:
    MailChoice.objects.create(person=story.person("hoa"), off=[Group.DEADLINES])
    walk = appraised_late("2026-01-15 15:00")
    Dossier.objects.filter(pk=walk.dossier.pk).update(
        due_at=local("2026-01-16 17:00"), late_at=local("2026-01-17 00:00")
    )

    assert looked("2026-01-15 16:00") == {}
    assert InboxItem.objects.of(story.person("hoa").pk).filter(kind=NO_LONGER_FITS).count() == 1


def test_a_mail_server_that_is_away_leaves_it_to_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    appraised_late("2026-01-15 15:00")

    def away(_message: object) -> str:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setitem(outrun.CHANNELS, "mail", replace(outrun.CHANNELS["mail"], send=away))
        assert looked("2026-01-15 16:00") == {}
    assert not InboxItem.objects.filter(kind=NO_LONGER_FITS).exists()
    assert looked("2026-01-15 16:10").keys() == {"hoa"}


def test_it_is_asked_for_on_the_page_at_that_moment_and_listed(time_machine: Traveller) -> None:
    walk = appraised_late("2026-01-15 15:00")
    looked("2026-01-15 15:10")
    time_machine.move_to(local("2026-01-15 15:20"))

    page = Visitor("hoa", language="vi").get(f"/mot-cua/{walk.dossier.code}/")
    assert "?tre=1#late" in page.content.decode()
    words = read(page).words()

    assert f"Theo thời hạn của từng bước, {SAYS} 2 ngày làm việc 7 giờ" in words
    assert "Lãnh đạo ký chậm nhất ngày 16/01/2026 (ngày làm việc cuối cùng)" in words
    assert SAYS not in read(Visitor("dung", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert walk.dossier.code in read(Visitor("hoa", language="vi").get(LIST)).words()
    page = Visitor("carol", language="vi").get("/quan-ly/")
    assert "step_time=unfit" in page.content.decode()
    assert "Còn hạn, nhưng các bước còn lại không kịp" in read(page).words()


def test_what_goes_back_to_a_step_fits_no_longer_though_no_step_was_late(time_machine: Traveller) -> None:
    each_at_once()
    walk = dossier_at("xem-xet", at=local("2026-01-05 08:30"))
    act(walk, story.named(walk.dossier, "send-back-tham-dinh"), "hoa", "2026-01-09 09:00")
    time_machine.move_to(local("2026-01-09 09:05"))

    assert looked("2026-01-09 09:05").keys() == {"dung"}
    assert SAYS in read(Visitor("dung", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()


def test_in_a_pause_nothing_is_told_and_a_restart_fits_again() -> None:
    walk = appraised_late("2026-01-15 15:00")
    act(walk, story.named(walk.dossier, "send-back-tham-dinh"), "hoa", "2026-01-15 15:30")
    assert looked("2026-01-15 15:40").keys() == {"dung"}
    act(walk, story.named(walk.dossier, "propose-supplement"), "dung", "2026-01-15 16:00")
    act(walk, story.named(walk.dossier, "issue-supplement"), "bob", "2026-01-15 16:10")
    assert looked("2026-01-16 10:00") == {}
    assert not Dossier.objects.filter(appointments.no_longer_fits(local("2026-01-16 10:00"))).exists()
    act(walk, "answer-supplement", "alice", "2026-01-19 09:00")
    act(walk, story.named(walk.dossier, "confirm-supplement"), "bob", "2026-01-19 10:00")

    assert looked("2026-01-19 10:10") == {}, "the whole limit begins again with the step"
    assert not Dossier.objects.filter(appointments.no_longer_fits(local("2026-01-19 10:10"))).exists()


def test_another_return_date_lets_it_fit_again() -> None:
    walk = appraised_late("2026-01-15 15:00")
    looked("2026-01-15 16:00")
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=date(2026, 1, 23))
    looked("2026-01-16 09:10")

    assert walk.dossier.due_at == local("2026-01-23 17:00")
    assert not Dossier.objects.filter(appointments.no_longer_fits(local("2026-01-16 09:10"))).exists()


def test_what_is_late_itself_is_no_more_among_what_will_be() -> None:
    appraised_late("2026-01-15 15:00")
    looked("2026-01-15 16:00")

    assert Dossier.objects.filter(appointments.no_longer_fits(local("2026-01-19 23:59"))).exists()
    assert not Dossier.objects.filter(appointments.no_longer_fits(local("2026-01-20 00:00"))).exists()


def test_what_has_its_result_leaves_nothing_behind() -> None:
    walk = appraised_late("2026-01-15 15:00")
    looked("2026-01-15 16:00")
    Dossier.objects.filter(pk=walk.dossier.pk).update(resolved_at=local("2026-01-16 10:00"))
    list(Tidying(local("2026-01-16 12:00")).batch(1))
    assert Outlook.objects.exists()
    list(Tidying(local("2026-01-17 12:00")).batch(1))
    assert not Outlook.objects.exists()


def test_nothing_is_looked_at_twice_until_it_changes() -> None:
    walk = appraised_late("2026-01-15 15:00")
    looked("2026-01-15 16:00")
    before = Outlook.objects.get().noted_at
    assert not appointments.not_looked_at().exists()
    act(walk, story.named(walk.dossier, "finish-xem-xet"), "hoa", "2026-01-15 16:30")

    assert [*appointments.not_looked_at()] == [walk.dossier]
    assert before is not None
