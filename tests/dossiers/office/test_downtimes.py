"""Planned downtimes: announced as long before as the law asks, on every page and by mail, once to each."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dossiers import jobs
from dossiers.background import jobs as background
from dossiers.models import Job, JobState
from dossiers.notices.channels import mail as by_mail
from dossiers.notices.planned import downtimes as notices
from dossiers.notices.preferences import Choice, choose
from portal.demo import story
from procedures.time.calendars import current_calendar
from procedures.time.downtimes import Downtime, lead
from procedures.time.regimes.book import Regimes
from procedures.time.regimes.reading import SHIPPED
from procedures.time.regimes.reading import read as read_regime
from tests import golden
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

MONDAY = local("2026-11-30 08:30")
PAGE = "/van-hanh/tam-dung/"
FORM = f"/ho-so/nop/{story.SLUG}/"
IN_TIME = {
    "begins_at": "17:30 09/12/2026",
    "ends_at": "05:00 10/12/2026",
    "affects_vi": "nộp hồ sơ trực tuyến.",
    "affects_en": "filing on line.",
}
URGENT = {**IN_TIME, "begins_at": "12:00 01/12/2026", "ends_at": "13:00 01/12/2026"}
WHY = {"reason_vi": "Vá lỗ hổng an toàn.", "reason_en": "A hole in the security is closed."}

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def announce(sent: dict[str, str], admin: Visitor | None = None) -> HttpResponse:
    """Send the form as an administrator, and answer what is asked once more."""
    admin = admin or Visitor("admin")
    asked = admin.post(PAGE, sent)
    if "meant" not in asked.content.decode():
        return asked
    meant = f"{local(_stamp(sent['begins_at'])).isoformat()} {local(_stamp(sent['ends_at'])).isoformat()}"
    return admin.post(PAGE, {**sent, "meant": meant})


def _stamp(typed: str) -> str:
    time, day = typed.split()
    return "-".join(reversed(day.split("/"))) + f" {time}"


def words(address: str, who: str = "", language: str = "en") -> str:
    return read(Visitor(who, language=language).get(address)).words()


def later(when: str) -> "time_machine.travel":
    caches["process"].clear()
    return time_machine.travel(local(when), tick=False)


def sent(job: Job) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    background.go_on(job.pk, now=MONDAY + timedelta(minutes=1), seconds=60)
    return list(mail.outbox)


def test_it_is_asked_once_more_before_everybody_is_written_to() -> None:
    admin = Visitor("admin")

    page = admin.post(PAGE, IN_TIME)

    assert page.status_code == 422
    assert f"Announce it, and write to {notices.audience(MONDAY).count()} people" in read(page).words()
    assert "filing on line." in page.content.decode(), "what was typed is there"
    assert not Downtime.objects.exists()
    # An answer to another time is none.
    other = {**IN_TIME, "ends_at": "06:00 10/12/2026", "meant": "2026-12-09T17:30:00+07:00 2026-12-10T05:00:00+07:00"}
    assert admin.post(PAGE, other).status_code == 422
    assert announce(IN_TIME, admin).status_code == 302
    [row] = Downtime.objects.all()
    assert (row.begins_at, row.ends_at) == (local("2026-12-09 17:30"), local("2026-12-10 05:00"))
    assert (row.notice_days, row.is_in_time, row.by.username) == (7, True, "admin")


def test_every_page_says_so_from_the_announcement_until_the_end() -> None:
    pages = [("", "/"), ("", "/thu-tuc/"), ("alice", "/ho-so/"), ("bob", "/mot-cua/"), ("carol", "/quan-ly/")]
    pages += [("", "/khong-co/"), ("", "/tai-khoan/login/"), ("admin", PAGE)]
    before = [words(address, who) for who, address in pages]
    announce(IN_TIME)
    english = "From 17:30 09/12/2026 to 05:00 10/12/2026 this system is down for maintenance. What does not work: filing on line."
    vietnamese = "Từ 17:30 09/12/2026 đến 05:00 10/12/2026, hệ thống tạm dừng để bảo trì. Những gì không hoạt động: nộp hồ sơ trực tuyến."

    assert not any("down for maintenance" in page for page in before)
    assert all(english in words(address, who) for who, address in pages)
    assert all(vietnamese in words(address, who, "vi") for who, address in pages)
    with later("2026-12-10 04:59"):
        assert english in words("/")
    with later("2026-12-10 05:00"):
        assert english not in words("/")


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"ends_at": "17:30 09/12/2026"}, "ends_at", "It must end after it begins."),
        ({"ends_at": "16:00 09/12/2026"}, "ends_at", "It must end after it begins."),
        ({"begins_at": "06:00 30/11/2026", "ends_at": "07:00 30/11/2026"}, "ends_at", "That is over already."),
        # The seventh working day is the 9th; the office closes at 17:00.
        (
            {"begins_at": "16:59 09/12/2026"},
            "begins_at",
            "It must be announced 7 working days before (Decree No. 224/2026/NĐ-CP, article 13): today one that begins at 17:00 09/12/2026 or later. If it is urgent, say why below.",
        ),
        ({"begins_at": "12:00 01/12/2026", "reason_vi": "Gấp."}, "reason_en", "Give the reason in both languages: everybody reads it."),
        ({"begins_at": "ngày mai"}, "begins_at", ""),
        ({"affects_en": ""}, "affects_en", "This field is required."),
    ],
)  # fmt: skip
def test_what_cannot_be_announced_is_refused_at_its_field(changed: dict[str, str], field: str, why: str) -> None:
    page = announce({**IN_TIME, **changed})

    assert page.status_code == 422
    assert why in read(page).errors[f"id_{field}"]
    assert not Downtime.objects.exists()
    assert not Job.objects.exists()
    typed = next(form for form in read(page).forms if "affects_vi" in form.values).values
    assert {name: typed[name] for name in changed} == changed


def test_one_that_is_urgent_says_that_it_was_not_announced_in_time() -> None:
    announce({**URGENT, **WHY})

    said = "This was not announced 7 working days before, as the law asks. A hole in the security is closed."
    assert said in words("/")
    assert "Không được báo trước" not in words("/", language="vi")
    assert "Việc này không được báo trước 7 ngày làm việc theo quy định. Vá lỗ hổng an toàn." in words(
        "/", language="vi"
    )
    assert "Not announced in time: A hole in the security is closed." in words(PAGE, "admin")


def test_a_reason_that_nobody_asked_for_is_not_kept() -> None:
    announce({**IN_TIME, **WHY})

    assert Downtime.objects.get().is_in_time


def test_two_that_overlap_are_refused_unless_one_is_called_off() -> None:
    announce(IN_TIME)
    overlapping = {**IN_TIME, "begins_at": "04:59 10/12/2026", "ends_at": "06:00 10/12/2026"}
    behind = {**IN_TIME, "begins_at": "05:00 10/12/2026", "ends_at": "06:00 10/12/2026"}

    refused = announce(overlapping)
    assert read(refused).errors["id_begins_at"].startswith("Another downtime is announced for a part of this time.")
    assert announce(behind).status_code == 302
    for row in Downtime.objects.all():
        Visitor("admin").post(PAGE, {"call_off": str(row.pk)})
    assert announce(overlapping).status_code == 302


@pytest.mark.at(local("2026-01-05 08:30"))
def test_where_no_law_asks_for_it_there_is_no_time_to_keep() -> None:
    page = announce({**URGENT, "begins_at": "09:00 05/01/2026", "ends_at": "10:00 05/01/2026"})

    assert page.status_code == 302
    assert Downtime.objects.get().notice_days == 0


def test_how_many_days_is_data_of_the_regime() -> None:
    text = (SHIPPED / "nd-224-2026.toml").read_text().replace("value = 7", "value = 3")
    regimes = Regimes.of([read_regime(text, path="nd-224-2026.toml")])

    found = lead(regimes, MONDAY.date())

    assert found is not None
    assert found.earliest(MONDAY.date(), current_calendar()) == local("2026-12-03 17:00")
    assert lead(regimes, local("2026-06-30 09:00").date()) is None


def test_a_row_is_called_off_once_and_never_changed() -> None:
    announce(IN_TIME)
    row = Downtime.objects.get()
    admin = Visitor("admin")

    assert "Called off." in read(admin.post(PAGE, {"call_off": str(row.pk)}, follow=True)).words()
    assert (
        "It was called off already, or is over."
        in read(admin.post(PAGE, {"call_off": str(row.pk)}, follow=True)).words()
    )
    assert "It was called off already" in read(admin.post(PAGE, {"call_off": "x"}, follow=True)).words()
    assert "down for maintenance" not in words("/")
    for change in ({"affects_vi": "x"}, {"called_off_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Downtime.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


@pytest.fixture
def concerned() -> Iterator[set[str]]:
    """The addresses of whom a downtime concerns: officers, alice with a dossier, viet-an with a draft."""
    story.dossier_in("accepted", at=MONDAY)
    story.draft_of("viet-an", MONDAY)
    seated = {"bob", "hoa", "dung", "lan", "tam", "van", "carol", "admin"}
    people = User.objects.filter(username__in={*seated, "alice", "viet-an"})
    return {user.email for user in people}


def test_who_has_chosen_a_language_reads_the_subject_and_the_text_in_that_alone(concerned: set[str]) -> None:
    choose(story.person("viet-an"), Choice(language="en"))
    announce(IN_TIME)

    mails = {to: one for one in sent(Job.objects.get(kind="downtime")) for to in one.to}

    assert mails.keys() == concerned
    one = mails[story.person("viet-an").email]
    assert one.subject == "The one-stop system is down from 17:30 on 09/12/2026 to 05:00 on 10/12/2026"
    assert "Những gì không hoạt động" not in one.body
    assert "What does not work: filing on line." in one.body


def test_each_person_is_written_to_once(concerned: set[str]) -> None:
    announce(IN_TIME)
    job = Job.objects.get(kind="downtime")

    first, again = sent(job), sent(job)

    assert sorted(to for one in first for to in one.to) == sorted(concerned)
    assert again == []
    job.refresh_from_db()
    assert (job.state, job.done, job.skipped, job.failed) == (JobState.DONE, len(concerned), 0, 0)
    one = first[0]
    assert one.subject == "Tạm dừng hệ thống Một Cửa từ 17:30 ngày 09/12/2026 đến 05:00 ngày 10/12/2026"
    assert "Những gì không hoạt động: nộp hồ sơ trực tuyến." in one.body
    assert "What does not work: filing on line." in one.body
    golden.assert_mail_matches("downtime", f"Subject: {one.subject}\n\n{one.body}", one.message())
    assert "không được báo trước" not in one.body
    office = {one.to[0]: "hồ sơ đang nhập tại quầy" in one.body for one in first}
    citizens = {story.person(who).email for who in ("alice", "viet-an")}
    assert {to for to, is_office in office.items() if not is_office} == citizens
    assert all(("lưu bản nháp" in one.body) == (one.to[0] in citizens) for one in first)
    other = next(one for one in first if office[one.to[0]])
    golden.assert_mail_matches("downtime-office", f"Subject: {other.subject}\n\n{other.body}", other.message())
    assert len({one.extra_headers["Message-ID"] for one in first}) == len(concerned)


def test_a_job_whose_worker_is_killed_goes_on_and_writes_to_nobody_twice(
    concerned: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(IN_TIME)
    job = Job.objects.get(kind="downtime")

    class Killed(by_mail.Mail):
        def send(self, *args: object, **kwargs: object) -> int:
            if len(mail.outbox) == 3:
                raise SystemExit
            return super().send(*args, **kwargs)

    monkeypatch.setattr(by_mail, "Mail", Killed)
    with pytest.raises(SystemExit):
        sent(job)
    before = [to for one in mail.outbox for to in one.to]
    monkeypatch.undo()
    after = [to for one in sent(job) for to in one.to]

    assert len(before) == 3
    assert sorted(before + after) == sorted(concerned)


def test_whom_the_mail_server_does_not_take_is_written_to_when_the_job_is_run_again(
    concerned: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(IN_TIME)
    job = Job.objects.get(kind="downtime")

    class Down(by_mail.Mail):
        def send(self, *args: object, **kwargs: object) -> int:
            if "alice" in self.to[0]:
                raise OSError("down")
            return super().send(*args, **kwargs)

    monkeypatch.setattr(by_mail, "Mail", Down)
    first = sent(job)
    monkeypatch.undo()
    jobs.again(job.pk)
    second = sent(job)

    assert {to for one in first for to in one.to} == {to for to in concerned if "alice" not in to}
    assert [to for one in second for to in one.to] == [to for to in concerned if "alice" in to]


def test_one_without_an_address_is_named_and_one_who_waits_for_nothing_is_not_written_to(concerned: set[str]) -> None:
    User.objects.filter(username="bob").update(email="")
    announce(IN_TIME)
    job = Job.objects.get(kind="downtime")

    reached = {to for one in sent(job) for to in one.to}

    assert len(reached) == len(concerned) - 1
    assert not any("mallory" in to for to in reached)
    assert "has no mail address" in words(f"/van-hanh/tac-vu/{job.pk}/?outcome=skipped", "admin")


def test_what_is_called_off_is_said_by_mail_and_the_announcement_goes_to_nobody_any_more(concerned: set[str]) -> None:
    announce({**URGENT, **WHY})
    first = Job.objects.get(kind="downtime")
    Visitor("admin").post(PAGE, {"call_off": str(Downtime.objects.get().pk)})
    second = Job.objects.filter(kind="downtime").latest("pk")

    assert sent(first) == []
    first.refresh_from_db()
    assert first.state == JobState.STOPPED
    mails = sent(second)
    assert len(mails) == len(concerned)
    assert mails[0].subject == "Không tạm dừng hệ thống Một Cửa ngày 01/12/2026"
    assert "has been called off" in mails[0].body
    golden.assert_mail_matches("downtime-off", f"Subject: {mails[0].subject}\n\n{mails[0].body}", mails[0].message())


def test_the_form_warns_before_one_begins_what_one_cannot_finish() -> None:
    announce(IN_TIME)
    warning = "From 17:30 09/12/2026 to 05:00 10/12/2026 this form may not work."

    assert warning not in words(FORM, "viet-an")
    with later("2026-12-08 17:30"):
        assert warning in words(FORM, "viet-an")
        assert warning not in words("/ho-so/", "viet-an")
    with later("2026-12-09 23:00"):
        assert warning in words(FORM, "viet-an")
    with later("2026-12-10 05:00"):
        assert warning not in words(FORM, "viet-an")


def test_the_work_list_asks_no_more_than_before() -> None:
    bob = Visitor("bob")
    bob.get("/mot-cua/")
    with CaptureQueriesContext(connection) as before:
        bob.get("/mot-cua/")
    announce(IN_TIME)
    bob.get("/mot-cua/")
    with CaptureQueriesContext(connection) as after:
        assert "down for maintenance" in bob.get("/mot-cua/").content.decode()

    assert len(after) == len(before)


def test_it_moves_no_deadline() -> None:
    dossier = story.dossier_in("accepted", at=MONDAY).dossier
    due_at = dossier.due_at

    announce({**URGENT, **WHY})

    dossier.refresh_from_db()
    assert dossier.due_at == due_at


@pytest.mark.parametrize("who", ["carol", "lan", "alice"])
def test_nobody_else_announces_one(who: str) -> None:
    assert Visitor(who).post(PAGE, {**URGENT, **WHY}).status_code == 404
    assert not Downtime.objects.exists()


def test_what_was_typed_without_a_stop_has_one_in_the_banner() -> None:
    announce({**IN_TIME, "affects_vi": "nộp hồ sơ trực tuyến", "affects_en": "filing on line"})

    assert "What does not work: filing on line." in words("/")
    assert "Những gì không hoạt động: nộp hồ sơ trực tuyến." in words("/", "", "vi")
