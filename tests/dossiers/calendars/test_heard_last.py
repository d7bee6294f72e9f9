"""What a person heard last of a place counts, by a call or a mail: whoever was told of another state since is called again."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches

from accounts.models import MailAddress
from dossiers import outbox
from dossiers.calendars import changes
from dossiers.commands.deciding.collecting import Reminded
from dossiers.models import CollectionReminder, Dossier, OutboxEntry, ReminderWay
from dossiers.pages.inbox import calls
from dossiers.pages.inbox.calls import Hearing, News
from procedures.models import CalendarChange
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.calendars.test_effects import day_off
from tests.dossiers.lifecycle import local
from tests.dossiers.notices.test_place_closed import PAGE, PHONE, START, again, desk_of

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.at("2026-01-13T08:00:00+07:00")]

ON = "2026-01-13"


def entered() -> Dossier:
    """Return a dossier of the counter that is promised for 19/01 at 17:00 and whose applicant has a telephone alone."""
    return counter.entered(at=START, more=PHONE).dossier


def closing(dossier: Dossier, at: str, *days: int, back: tuple[int, ...] = ()) -> CalendarChange:
    """Close the desk on some days, or open it on others again, and have that told to whom a mail reaches."""
    removed = tuple(date(2026, 1, day) for day in back)
    own = Correction(unit_id=desk_of(dossier), put=tuple(day_off(day) for day in days), removed=removed)
    change = changes.apply(plan(own), decision="9/QĐ", decided_on=None, by=None, at=local(f"{ON} {at}"))
    changes.run(local(f"{ON} {at}"))
    again(f"{ON} {at}")
    return change


def lists(at: str) -> tuple[str, str]:
    """Return what the desk reads at a time of whom it has to phone, and of whom it has phoned."""
    caches["process"].clear()
    with time_machine.travel(local(f"{ON} {at}"), tick=False):
        page = Visitor("bob").get(PAGE).content.decode()
    left, _heading, done = " ".join(page.split()).partition("Phoned already")
    return left, done


def call(at: str, note: str = "") -> None:
    """Note that the one of the list was phoned."""
    with time_machine.travel(local(f"{ON} {at}"), tick=False):
        bob = Visitor("bob")
        [form] = [one for one in read(bob.get(PAGE)).forms if "about" in one.values]
        bob.post(PAGE, {**form.values, "outcome": "reached", "note": note}, follow=True)


def confirmed(dossier: Dossier) -> None:
    """Let the applicant confirm the address of the application."""
    row = {"address": "mai@example.vn", "asked_at": START, "confirmed_at": START}
    MailAddress.objects.update_or_create(person=dossier.applicant, defaults=row)


def test_who_was_told_of_a_later_reopening_is_called_again_when_the_first_one_holds_again() -> None:
    dossier = entered()
    closing(dossier, "08:10", 19)
    call("08:20")
    closing(dossier, "08:30", 20)
    call("08:40")
    assert dossier.code in lists("08:45")[1]

    change = closing(dossier, "09:00", back=(20,))

    left, done = lists("09:10")
    assert (dossier.code in left, dossier.code in done) == (True, False)
    assert "opens again at 08:00 20/01/2026" in left
    assert (
        "Phoned at 08:40 13/01/2026 by Trần Văn Bình. <b>New since that call: when the place opens again.</b>" in left
    )
    assert "Phoned at 08:20 13/01/2026 by Trần Văn Bình.</p>" in left
    with time_machine.travel(local(f"{ON} 09:10"), tick=False):
        manager = " ".join(Visitor("carol").get(f"/quan-ly/lich/thay-doi/{change.pk}/").content.decode().split())
    assert "no mail arrives: the desk phones" in manager


def test_the_call_that_tells_the_first_state_again_is_noted_though_its_words_are_the_same() -> None:
    dossier = entered()
    closing(dossier, "08:10", 19)
    call("08:20")
    closing(dossier, "08:30", 20)
    call("08:40")
    closing(dossier, "09:00", back=(20,))

    call("09:10")

    assert CollectionReminder.objects.count() == 3
    left, done = lists("09:15")
    assert (dossier.code in left, dossier.code in done) == (False, True)


def test_who_was_told_twice_that_it_is_closed_is_told_twice_that_it_is_open_after_all() -> None:
    dossier = entered()
    closing(dossier, "08:10", 19)
    call("08:20")
    closing(dossier, "08:30", back=(19,))
    call("08:40")
    assert dossier.code in lists("08:45")[1]
    closing(dossier, "09:00", 19)
    call("09:10")

    closing(dossier, "09:30", back=(19,))

    left, _done = lists("09:40")
    assert dossier.code in left
    assert "New since that call: the place is not closed then after all." in left


def test_whose_paper_says_what_holds_again_is_called_who_was_told_another_thing_since() -> None:
    closing(entered(), "08:02", 27)
    dossier = counter.entered(at=local(f"{ON} 08:05"), more=PHONE).dossier
    assert dossier.due_at == local("2026-01-27 17:00")
    assert dossier.code not in lists("08:10")[0]
    closing(dossier, "08:30", 28)
    call("08:40")

    closing(dossier, "09:00", back=(28,))

    left, _done = lists("09:10")
    assert dossier.code in left
    assert "opens again at 08:00 28/01/2026" in left


def test_a_mail_says_once_more_what_the_paper_says_to_whom_another_thing_was_told_since() -> None:
    closing(entered(), "08:02", 27)
    more = {**PHONE, "applicant_email": "mai@example.vn"}
    dossier = counter.entered(at=local(f"{ON} 08:05"), more=more).dossier
    closing(dossier, "08:30", 28)
    call("08:40")
    confirmed(dossier)

    closing(dossier, "09:00", back=(28,))

    [message] = [one for one in mail.outbox if "nơi nhận kết quả" in one.subject]
    assert message.subject.endswith("nơi nhận kết quả đóng cửa lúc hẹn trả")
    assert "mở cửa lại lúc 08 giờ 00 ngày 28/01/2026, đúng như giấy tiếp nhận hồ sơ và hẹn trả" in message.body
    assert dossier.code not in "".join(lists("09:10"))


def test_who_was_told_just_what_holds_again_and_nothing_between_is_not_called_again() -> None:
    dossier = entered()
    closing(dossier, "08:10", 19)
    call("08:20")
    closing(dossier, "08:30", 20)

    change = closing(dossier, "09:00", back=(20,))

    left, done = lists("09:10")
    assert (dossier.code in left, dossier.code in done) == (False, True)
    with time_machine.travel(local(f"{ON} 09:10"), tick=False):
        assert dossier.code not in Visitor("carol").get(f"/quan-ly/lich/thay-doi/{change.pk}/").content.decode()


def test_the_desk_reads_that_a_notice_of_what_was_taken_back_is_still_to_go_out() -> None:
    dossier = entered()
    closing(dossier, "08:10", 19)
    assert "still to go out" not in lists("08:25")[0]
    call("08:25")

    own = Correction(unit_id=desk_of(dossier), removed=(date(2026, 1, 19),))
    changes.apply(plan(own), decision="9/QĐ", decided_on=None, by=None, at=local(f"{ON} 08:30"))

    left, _done = lists("08:31")
    assert "Nobody has to be phoned." in left
    assert "1 more notice of a place or its opening hours is still to go out" in left


@pytest.mark.parametrize(
    ("about", "keys", "is_called"),
    [
        # Of an answer the date and the place are rows of their own: a call about the one leaves the other.
        ("supply-recounted 12", ["supply-place-moved 14", "supply-recounted 12"], True),
        ("supply-recounted 12", ["supply-place-moved 14", "supply-recounted 11"], False),
        ("recounted 12", ["recounted 13"], True),
        ("recounted 12 closed 2026-01-19 17:00 2026-01-20 08:00", ["recounted 12"], False),
        # What holds no more of what was told is new, what is no matter of this result is not.
        ("recounted 12", ["recounted 12 closed 2026-01-19 17:00 2026-01-20 08:00"], False),
        ("recounted 12", ["closed 2026-01-21 17:00 2026-01-22 08:00", "recounted 12"], True),
        ("recounted 12", ["place b", "recounted 12"], False),
        ("recounted 12", ["place a", "recounted 12"], True),
        ("place b", ["place b recounted 12"], True),
        ("mail 5", ["mail 5"], True),
        ("mail 5", ["mail 4", "recounted 5"], False),
    ],
)
def test_a_call_counts_for_what_it_told_as_long_as_no_later_one_told_otherwise(
    about: str, keys: list[str], is_called: bool
) -> None:
    at = local("2026-01-13 10:00")
    made = [Reminded(ReminderWay.PHONE, at - timedelta(minutes=n), "", "Bình", n, 1) for n in range(len(keys))]
    heard = [Hearing(one.at, key, one.at, one) for key, one in zip(keys, made, strict=True)]
    place = "place b" if "place" in about else "place a"

    found = calls.of(News(about, local("2026-01-19 17:00"), place), heard)

    assert bool(found.now) == is_called


def test_a_call_before_a_mail_that_told_another_thing_does_not_count() -> None:
    dossier = counter.entered(at=START, more={**PHONE, "applicant_email": "mai@example.vn"}).dossier
    closing(dossier, "08:10", 19)
    call("08:20")
    confirmed(dossier)
    closing(dossier, "08:30", 20)
    assert dossier.code not in "".join(lists("08:50"))
    MailAddress.objects.update(confirmed_at=None)

    closing(dossier, "09:00", back=(20,))

    assert OutboxEntry.objects.filter(kind=outbox.PLACE_CLOSED, error="").count() == 1
    left, done = lists("09:15")
    assert (dossier.code in left, dossier.code in done) == (True, False)
    assert "New since that call: a notice has told another thing since." in left
    call("09:20")
    assert dossier.code in lists("09:25")[1]
