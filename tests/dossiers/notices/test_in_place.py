"""An officer of the desk is told, once, of what a colleague has done in that one's place: by whom, when, which counter, what was counted."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from dossiers.background import jobs as running
from dossiers.commands.money import shifts
from dossiers.commands.money.cash import Count
from dossiers.models import InboxItem, Job, Morning
from dossiers.notices.kinds import COUNTER_CLOSED, ENTRY_TAKEN
from dossiers.notices.planned import in_place
from dossiers.notices.preferences import Choice, choose
from portal.demo import story
from tests import golden
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.day.test_left_open import MORNING, NOON, WHY, colleague, opened, path
from tests.dossiers.officers import each_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOON)]


def sent(kind: str) -> list[EmailMultiAlternatives]:
    """Return the mails that the jobs send by now."""
    mail.outbox.clear()
    for job in Job.objects.filter(kind=kind):
        running.go_on(job.pk, now=NOON, seconds=60)
    return list(mail.outbox)


def close(counted: str, **more: str) -> None:
    """Let quynh close bob's counter, by the page."""
    quynh = Visitor("quynh", language="vi")
    form = next(form for form in read(quynh.get(path())).forms if "shift" in form.values)
    told = quynh.post(path(), {**form.values, "do": "close", "counted": counted, "reason": WHY, "sure": "on", **more})
    assert told.status_code == 302


def test_whose_counter_was_closed_is_told_by_whom_when_and_what_was_counted() -> None:
    opened()
    colleague()
    choose(story.person("bob"), Choice(morning=Morning.GATHERED))
    close("490.000", difference="-10000")

    first, again = sent(COUNTER_CLOSED), sent(COUNTER_CLOSED)

    (one,) = first
    assert again == []
    assert one.to == [story.person("bob").email]
    name = story.person("quynh").get_full_name()
    assert one.subject == f"{name} đã đóng Quầy 5 ngày 06/01/2026 thay Ông/Bà"
    assert "Tiền mặt kiểm đếm: 490.000\N{NO-BREAK SPACE}đ; theo sổ: 500.000\N{NO-BREAK SPACE}đ" in one.body
    assert WHY not in one.body
    golden.assert_mail_matches(COUNTER_CLOSED, f"Subject: {one.subject}\n\n{one.body}", one.message())
    item = InboxItem.objects.get(person=story.person("bob"))
    assert (item.kind, item.path, item.dossiers) == (COUNTER_CLOSED, "/mot-cua/ngay/", [])


def test_nobody_is_told_of_what_that_one_has_closed() -> None:
    shift = opened()

    closed = shifts.close_counter(shift, Count(500_000), {}, by=shift.by, at=NOON)

    assert in_place.tell_closed(closed) is None


@pytest.mark.parametrize(("does", "kept_as"), [("take", ENTRY_TAKEN), ("throw", f"{ENTRY_TAKEN}-thrown")])
def test_whose_entry_was_taken_over_or_thrown_away_is_told_without_the_applicant(does: str, kept_as: str) -> None:
    draft = counter.begun(at=MORNING)
    colleague()
    each_at_once()
    for _press in range(2):
        Visitor("quynh").post(path(), {"do": does, "entry": str(draft.pk)})

    (one,) = sent(ENTRY_TAKEN)

    assert one.to == [story.person("bob").email]
    assert draft.owner.full_name not in f"{one.subject}\n{one.message()}"
    golden.assert_mail_matches(kept_as, f"Subject: {one.subject}\n\n{one.body}", one.message())
    assert InboxItem.objects.get(person=story.person("bob")).path == "/mot-cua/quay/"
