"""The outbox's dead letters over HTTP: what was tried in vain, for whom, why, and one more try."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import absences
from accounts.absences import Absence
from accounts.models import Unit
from dossiers import refusals
from dossiers.background import jobs as started
from dossiers.background import reactions, relay, running
from dossiers.display.labels import ENTRY_LABELS
from dossiers.models import Dossier, OutboxEntry, TriedAgain
from dossiers.notices.planned import standing_in
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.background.test_relay import closed_port, smtp
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.proof.records import nothing_written

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture
def put_off(settings: Settings) -> OutboxEntry:
    """Let the mail of a filing be tried in vain; the server answers again afterwards."""
    alive = settings.MAILERS
    story.file(at=NOW - timedelta(hours=1))
    settings.MAILERS = smtp(closed_port())
    relay.run(NOW)
    settings.MAILERS = alive
    return OutboxEntry.objects.get(kind="filed")


def test_what_was_tried_in_vain_is_listed_with_its_dossier_and_its_error(put_off: OutboxEntry) -> None:
    waiting = story.file("viet-an", at=NOW)

    words = read(Visitor("admin", language="en").get("/van-hanh/chua-gui/")).words()

    for told in (
        put_off.event.dossier.code,
        "the dossier was filed",
        "tried 1 time",
        "09:30 05/01/2026",
        "ConnectionRefused",
    ):
        assert told in words
    assert waiting.code not in words


def test_where_everything_was_sent_the_page_says_so() -> None:
    assert "Mọi thư và giấy đều đã gửi" in read(Visitor("admin", language="vi").get("/van-hanh/chua-gui/")).words()


def test_where_no_worker_takes_it_the_page_says_how_much_waits_and_since_when() -> None:
    admin = Visitor("admin", language="vi")
    story.file(at=NOW - running.OUTBOX_LATE + timedelta(minutes=1))
    assert "Mọi thư và giấy đều đã gửi" in read(admin.get("/van-hanh/chua-gui/")).words()

    story.file("viet-an", at=NOW - timedelta(hours=2))

    words, count = read(admin.get("/van-hanh/chua-gui/")).words(), OutboxEntry.objects.filter(due_at__lte=NOW).count()
    assert f"{count} thư, giấy đang chờ mà chưa được gửi lần nào, lâu nhất từ 07:30 05/01/2026." in words
    assert "Mọi thư và giấy đều đã gửi" not in words
    relay.run(NOW)
    assert "Mọi thư và giấy đều đã gửi" in read(admin.get("/van-hanh/chua-gui/")).words()


def test_one_press_has_it_tried_again_at_once(put_off: OutboxEntry) -> None:
    assert put_off.due_at > NOW
    assert relay.run(NOW) == 0
    admin = Visitor("admin")
    [form] = [one for one in read(admin.get("/van-hanh/chua-gui/")).forms if ("entry", str(put_off.pk)) in one.buttons]

    answer = admin.post(form.action, {**form.values, "entry": str(put_off.pk)}, follow=True)

    assert "It is being tried again now." in read(answer).words()
    assert relay.run(NOW) == 1
    assert len(mail.outbox) == 1
    put_off.refresh_from_db()
    assert (put_off.done_at, put_off.attempts) == (NOW, 2)


def test_one_that_was_done_meanwhile_is_not_done_twice(put_off: OutboxEntry) -> None:
    OutboxEntry.objects.update(due_at=NOW)
    relay.run(NOW)

    answer = Visitor("admin").post("/van-hanh/chua-gui/", {"entry": str(put_off.pk)}, follow=True)

    assert "It has been done meanwhile" in read(answer).words()
    assert relay.run(NOW) == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("entry", ["", "0", "x", "-1", "9" * 40, "\x00"])
def test_an_entry_that_is_not_there_is_not_found(put_off: OutboxEntry, entry: str) -> None:
    with nothing_written():
        assert Visitor("admin").post("/van-hanh/chua-gui/", {"entry": entry}).status_code in (400, 404)


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "mallory"])
def test_nobody_else_sees_it_or_has_it_tried(put_off: OutboxEntry, who: str) -> None:
    with nothing_written():
        assert Visitor(who).post("/van-hanh/chua-gui/", {"entry": str(put_off.pk)}).status_code == 404
    assert Visitor(who).get("/van-hanh/chua-gui/").status_code == 404


def test_the_letters_of_another_agency_are_not_shown(put_off: OutboxEntry) -> None:
    elsewhere = Unit.objects.create(kind="agency", slug="khac", agency_code="H99", name_vi="Khác", name_en="Other")
    Dossier.objects.update(agency=elsewhere)
    admin = Visitor("admin")

    assert put_off.event.dossier.code not in read(admin.get("/van-hanh/chua-gui/")).words()
    assert admin.post("/van-hanh/chua-gui/", {"entry": str(put_off.pk)}).status_code == 404


def test_the_page_asks_as_many_questions_for_five_as_for_one(
    put_off: OutboxEntry, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    admin = Visitor("admin")
    admin.get("/van-hanh/chua-gui/")
    with django_assert_num_queries(7):
        admin.get("/van-hanh/chua-gui/")
    for _n in range(4):
        story.file("viet-an", at=NOW)
    OutboxEntry.objects.filter(kind="filed").update(attempts=3)
    with django_assert_num_queries(7):
        assert len(admin.get("/van-hanh/chua-gui/").context["rows"]) == 5


def test_everything_that_follows_an_event_has_a_name_for_people() -> None:
    assert ENTRY_LABELS.keys() >= reactions.REACTIONS.keys()


def test_who_had_something_tried_again_and_when_stays_on_the_page(put_off: OutboxEntry) -> None:
    admin = Visitor("admin", language="en")
    admin.post("/van-hanh/chua-gui/", {"entry": str(put_off.pk)})
    [pressed] = TriedAgain.objects.all()
    assert (pressed.by.username, pressed.at, pressed.attempts) == ("admin", NOW, 1)
    assert "ConnectionRefused" in pressed.error

    relay.run(NOW)
    words = read(admin.get("/van-hanh/chua-gui/")).words()

    assert "Who had something tried again" in words
    assert pressed.by.get_full_name() in words.split("Pressed at", 1)[1]
    assert "tried 1 time" in words
    with pytest.raises(IntegrityError), transaction.atomic():
        TriedAgain.objects.update(attempts=0)
    # Of what another agency's administrator pressed nothing is said.
    assert not Visitor("admin").get("/van-hanh/chua-gui/?q=khong-co").context["pressed"]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [("filed", True), ("{code}", True), ("{mail}", True), ("connectionrefused", True), ("filed xyz", False)],
)
def test_what_was_tried_in_vain_is_found_by_kind_number_address_and_error(
    words: str, put_off: OutboxEntry, *, is_found: bool
) -> None:
    dossier = put_off.event.dossier
    asked = words.format(code=dossier.code.lower(), mail=dossier.applicant.email)

    page = Visitor("admin", language="en").get("/van-hanh/chua-gui/", {"q": asked})

    assert [row.pk for row in page.context["rows"]] == ([put_off.pk] if is_found else [])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_had_failed_is_told_in_the_reader_s_language_and_kept_as_it_was(
    put_off: OutboxEntry, language: str
) -> None:
    told = {
        "ConnectionRefusedError: [Errno 111]": ("không trả lời", "does not answer"),
        relay.UNFINISHED: ("đã bắt đầu mà chưa xong", "begun and not finished"),
        "CalendarExhausted: chưa có lịch nghỉ năm 2031": ("chưa có năm đó", "does not reach that far"),
    }
    admin = Visitor("admin", language=language)
    for kept, words in told.items():
        OutboxEntry.objects.update(error=kept)

        page = admin.get("/van-hanh/chua-gui/")

        here, other = words if language == "vi" else words[::-1]
        shown = read(page).words()
        assert here in shown
        assert other not in shown
        # What a program said stands beside the words; a sentence of ours needs none.
        assert (kept in shown) == (kept != relay.UNFINISHED or language == "en")
        assert OutboxEntry.objects.filter(error=kept).exists()


def test_what_a_later_program_wrote_is_told_in_the_reader_s_language(put_off: OutboxEntry) -> None:
    with override("vi"):
        kept = refusals.LaterEdition().sentence()
    OutboxEntry.objects.update(error=kept)

    shown = read(Visitor("admin", language="en").get("/van-hanh/chua-gui/")).words()

    assert "last written by a newer version of the system" in shown
    assert kept not in shown


@pytest.mark.parametrize("asked", ["không trả lời", "khong tra loi", "ConnectionRefused"])
def test_an_error_is_found_by_the_words_in_which_it_is_told(put_off: OutboxEntry, asked: str) -> None:
    page = Visitor("admin", language="vi").get("/van-hanh/chua-gui/", {"q": asked})

    assert [row.pk for row in page.context["rows"]] == [put_off.pk]


def test_a_notice_of_a_job_whose_mail_did_not_go_is_listed_until_it_goes(settings: Settings) -> None:
    alive, settings.MAILERS = settings.MAILERS, smtp(closed_port())
    on = NOW.date()
    wanted = Absence(story.person("lan"), story.person("tam"), on, on + timedelta(days=4))
    job = standing_in.begin(absences.enter(wanted, by=wanted.absent, at=NOW), at=NOW)
    assert job is not None
    started.run(NOW, seconds=60)
    admin = Visitor("admin", language="vi")

    page, tam = read(admin.get("/van-hanh/chua-gui/")).words(), story.person("tam").get_full_name()
    assert "Mọi thư và giấy đều đã gửi" not in page
    for part in (tam, "09:40 05/01/2026"):
        assert part in page
    assert tam not in read(admin.get("/van-hanh/chua-gui/?q=khong-co")).words()
    assert "/van-hanh/chua-gui/#untold" in admin.get("/van-hanh/quan-tri/").content.decode()
    for path in ("/van-hanh/", f"/van-hanh/tac-vu/{job.pk}/"):
        state = read(admin.get(path)).words()
        assert "09:40 05/01/2026" in state
    settings.MAILERS = alive
    started.run(NOW + timedelta(minutes=10), seconds=60)

    assert "Mọi thư và giấy đều đã gửi" in read(admin.get("/van-hanh/chua-gui/")).words()
    assert "#untold" not in admin.get("/van-hanh/quan-tri/").content.decode()
