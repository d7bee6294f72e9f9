"""A mail that a server took and gave back later is not lost: the desk learns whom it cannot reach, and nobody can make that up."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import MailAddress
from dossiers import turns
from dossiers.background import relay
from dossiers.models import InboxItem, Notice, OutboxEntry, ReturnCount, ReturnedMail
from dossiers.notices import addresses
from dossiers.notices.addresses import RETURNED
from dossiers.notices.channels import mail
from dossiers.notices.channels.returns import noting, places, reading
from dossiers.notices.channels.returns.keys import HEADER, envelope_of, is_of, key_of
from dossiers.notices.channels.returns.reading import Reading
from dossiers.notices.channels.returns.report import Kind, clean, returns_of
from portal.demo import story
from portal.demo.returning import put_down, report_of
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.notices.test_mail_servers import letter
from tests.smtp import mailers, serving

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
LATER = MONDAY + timedelta(hours=6)
ABSENT = (
    b"From: an@example.vn\r\nTo: mot-cua@localhost\r\nSubject: Out of office: 550 5.1.1 failed\r\n\r\nI am away.\r\n"
)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Return the Maildir that mail comes back to."""
    settings.MAIL_BOUNCES = f"maildir://{tmp_path}/back"
    return tmp_path / "back"


def sent(settings: Settings) -> tuple[OutboxEntry, bytes]:
    """File a dossier, let the server take the mail that says so, and return what it took."""
    story.file(at=MONDAY)
    with serving() as server:
        settings.MAILERS = mailers(server)
        relay.run(MONDAY + timedelta(minutes=1))
    entry = OutboxEntry.objects.get(kind="filed")
    assert (entry.error, entry.done_at is not None) == ("", True)
    return entry, next(one for one in server.messages if b".filed@" in one)


def read_at(at: datetime = LATER) -> ReturnCount:
    """Read what came back; return the count of that day."""
    assert not turns.take(reading.RUN, Reading(at))
    return ReturnCount.objects.get()


def test_a_mail_that_comes_back_for_good_tells_the_desk_whom_it_cannot_reach(settings: Settings, folder: Path) -> None:
    entry, taken = sent(settings)
    put_down(report_of(taken, LATER), folder)

    counted = read_at()

    entry.refresh_from_db()
    row = ReturnedMail.objects.get()
    assert entry.error == RETURNED
    assert (row.recipient, row.status, row.reason) == ("alice@example.vn", "5.1.1", "550 5.1.1 no such user here")
    assert row.notice == Notice.objects.get(kind="filed", channel="mail")
    assert (counted.returned, counted.forged, counted.other) == (1, 0, 0)
    MailAddress.objects.filter(address="alice@example.vn").update(confirmed_at=MONDAY)
    assert addresses.unreached(entry.event.dossier) == RETURNED
    page = read(Visitor("bob", language="vi").get(f"/mot-cua/{entry.event.dossier.code}/")).words()
    assert "thư đã gửi bị trả lại" in page
    assert InboxItem.objects.filter(kind="filed").count() == 1, "it waits on the site"
    assert addresses.is_confirmed(story.person("alice"), "alice@example.vn"), "the next notice tries again"
    office = read(Visitor("admin", language="vi").get("/van-hanh/chua-gui/")).words()
    assert "alice@example.vn" in office
    assert "no such user here" in office
    MailAddress.objects.filter(address="alice@example.vn").update(confirmed_at=LATER + timedelta(days=1))
    assert addresses.unreached(entry.event.dossier) == "", "whoever reads it has confirmed it since"


def test_what_was_read_is_moved_and_never_deleted_and_the_same_twice_is_one(settings: Settings, folder: Path) -> None:
    _entry, taken = sent(settings)
    report = report_of(taken, LATER)
    put_down(report, folder)
    read_at()
    put_down(report, folder)
    counted = read_at()

    assert ReturnedMail.objects.count() == 1
    assert counted.returned == 2
    assert [*(folder / "new").iterdir()] == []
    assert {one.read_bytes() for one in (folder / "cur").iterdir()} == {report}
    assert all(one.name.endswith(":2,S") for one in (folder / "cur").iterdir())


def test_a_delay_is_noted_alone(settings: Settings, folder: Path) -> None:
    entry, taken = sent(settings)
    put_down(report_of(taken, LATER, action="delayed", status="4.4.1", diagnostic="smtp; 451 later"), folder)

    counted = read_at()

    entry.refresh_from_db()
    assert (entry.error, counted.delayed, counted.returned) == ("", 1, 0)
    assert not ReturnedMail.objects.get().is_final
    put_down(report_of(taken, LATER, status="4.4.7"), folder)
    read_at()
    entry.refresh_from_db()
    assert entry.error == RETURNED, "who gave up said so, whatever the number"


@pytest.mark.parametrize("key", [b"0" * 32, b"", key_of("<another@localhost>").encode()])
def test_a_report_that_somebody_made_up_is_counted_and_nothing_else(
    settings: Settings, folder: Path, key: bytes
) -> None:
    entry, taken = sent(settings)
    own = key_of("<H26.NN-260105-0001.1.filed@localhost>").encode()
    assert own in taken
    put_down(report_of(taken.replace(own, key), LATER), folder)

    counted = read_at()

    entry.refresh_from_db()
    assert (entry.error, counted.forged, counted.returned) == ("", 1, 0)
    assert not ReturnedMail.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        ABSENT,
        b"",
        b"\x00\xff" * 100,
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\n--x--\r\n",
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; a@b.vn\r\n\r\n--x--\r\n",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)),
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"To: " + b"=?utf-8?q?" * 20_000 + b"\r\n\r\nx",
    ],
    ids=["absent", "empty", "noise", "bare", "read", "deep", "enclosed", "words"],
)
def test_what_is_no_report_is_counted_and_moved(folder: Path, content: bytes) -> None:
    put_down(content, folder)

    counted = read_at()

    assert counted.other + counted.unread == 1
    assert not ReturnedMail.objects.exists()
    assert [*(folder / "new").iterdir()] == []


def test_what_is_too_large_or_a_link_is_not_opened(settings: Settings, folder: Path, tmp_path: Path) -> None:
    _entry, taken = sent(settings)
    put_down(report_of(taken, LATER) + b"x" * places.MOST_BYTES, folder)
    secret = tmp_path / "secret"
    secret.write_bytes(report_of(taken, LATER))
    (folder / "new" / "0.link").symlink_to(secret)

    assert read_at().unread == 2
    assert not ReturnedMail.objects.exists()
    assert secret.exists()


def test_a_run_reads_so_many_and_the_next_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 2)
    for _n in range(3):
        put_down(ABSENT, folder)

    assert turns.take(replaced_batch(1), Reading(LATER)) is False
    assert ReturnCount.objects.get().other == 2
    assert read_at().other == 3


def replaced_batch(size: int) -> turns.Run[str]:
    return turns.Run("returns", Reading, every=reading.RUN.every, batch=size, seconds=60, lock=reading.RUN.lock)


def test_a_place_that_is_not_to_be_had_is_said_and_forgotten_once_it_is(folder: Path) -> None:
    assert read_at().failure == "FileNotFoundError"
    assert "FileNotFoundError" in read(Visitor("admin", language="vi").get("/van-hanh/chua-gui/")).words()
    put_down(ABSENT, folder)

    assert read_at().failure == ""


def test_nothing_is_read_where_no_place_is_set(settings: Settings) -> None:
    settings.MAIL_BOUNCES = ""

    assert not turns.take(reading.RUN, Reading(LATER))
    assert not ReturnCount.objects.exists()


def test_an_address_that_another_has_taken_the_place_of_harms_that_one_not(settings: Settings, folder: Path) -> None:
    entry, taken = sent(settings)
    alice = story.person("alice")
    addresses.replace(alice, "alice@example.vn", "an@example.vn", is_confirmed=True, at=LATER)
    put_down(report_of(taken, LATER), folder)
    read_at()

    assert ReturnedMail.objects.get().recipient == "alice@example.vn"
    assert addresses.unreached(entry.event.dossier) == ""
    assert addresses.standing(alice, "alice@example.vn").address == "an@example.vn"
    assert MailAddress.objects.get(person=alice, address="an@example.vn").confirmed_at is not None


def test_a_mail_of_long_ago_that_comes_back_says_nothing_of_what_arrived_since(
    settings: Settings, folder: Path
) -> None:
    entry, taken = sent(settings)
    OutboxEntry.objects.create(
        event=entry.event, kind="accepted", due_at=LATER, done_at=LATER + timedelta(hours=1), attempts=1
    )
    put_down(report_of(taken, LATER), folder)
    read_at(LATER + timedelta(days=90))

    assert addresses.unreached(entry.event.dossier) == ""


def test_what_was_sent_on_to_another_address_comes_back_as_that_of_its_notice(settings: Settings, folder: Path) -> None:
    _entry, taken = sent(settings)
    put_down(report_of(taken, LATER, recipient="elsewhere@example.org"), folder)
    read_at()

    assert ReturnedMail.objects.get().recipient == "alice@example.vn"


def test_mail_of_officers_that_comes_back_is_listed_and_says_nothing_of_an_applicant(
    settings: Settings, folder: Path
) -> None:
    with serving() as server:
        settings.MAILERS = mailers(server)
        assert mail.send(letter("gone@example.vn", "dung@example.vn")) == ""
    put_down(report_of(server.messages[0], LATER, recipient="gone@example.vn"), folder)
    read_at()

    row = ReturnedMail.objects.get()
    assert (row.notice, row.recipient) == (None, "gone@example.vn")
    assert "gone@example.vn" in read(Visitor("admin", language="vi").get("/van-hanh/chua-gui/")).words()


def test_it_goes_back_to_an_address_that_nobody_guesses_and_the_reader_sees_the_usual_sender(
    settings: Settings,
) -> None:
    settings.MAIL_RETURN_PATH = "bounces@motcua.example.vn"
    with serving() as server:
        settings.MAILERS = mailers(server)
        assert mail.send(letter("an@example.vn")) == ""

    key = key_of(f"<x@{settings.MAIL_DOMAIN}>")
    assert server.senders == [f"bounces+{key}@motcua.example.vn"]
    head = server.messages[0].partition(b"\r\n\r\n")[0].decode()
    assert f"From: {settings.DEFAULT_FROM_EMAIL}" in head
    assert f"{HEADER}: {key}" in head
    assert len(envelope_of("<x@localhost>").rpartition("@")[0]) <= 64


def test_the_address_it_came_back_to_is_enough_where_a_server_leaves_our_line_out(
    settings: Settings, folder: Path
) -> None:
    settings.MAIL_RETURN_PATH = "bounces@motcua.example.vn"
    entry, taken = sent(settings)
    number = "<H26.NN-260105-0001.1.filed@localhost>"
    bare = b"\n".join(line for line in taken.split(b"\r\n") if not line.startswith(HEADER.encode()))
    report = report_of(bare, LATER).replace(b"To: mot-cua@localhost", f"To: {envelope_of(number)}".encode(), 1)
    put_down(report, folder)

    assert read_at().returned == 1
    entry.refresh_from_db()
    assert entry.error == RETURNED


def test_a_key_of_the_secret_before_is_known_still(settings: Settings) -> None:
    key = key_of("<a@localhost>")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60

    assert is_of("<a@localhost>", key)
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_of("<a@localhost>", key)


def test_what_a_server_says_is_one_short_line_without_what_turns_the_writing() -> None:
    assert clean("550\r\n\x1b[31m no\u202esuch\u200b user\x00") == "550 [31m no such user"
    assert len(clean("x" * 5000)) == 200


def test_a_report_in_an_envelope_is_read_and_only_so_deep(settings: Settings) -> None:
    _entry, taken = sent(settings)
    inner = report_of(taken, LATER)
    for depth in range(5):
        found = returns_of(inner)
        assert [one.kind for one in found] == ([Kind.FINAL] if depth <= 3 else [])
        inner = f"Content-Type: multipart/mixed; boundary=n{depth}\r\n\r\n--n{depth}\r\n".encode() + inner
        inner += f"\r\n--n{depth}--\r\n".encode()


def test_what_came_back_long_ago_is_forgotten(settings: Settings, folder: Path) -> None:
    _entry, taken = sent(settings)
    put_down(report_of(taken, LATER), folder)
    read_at()

    noting.forget(LATER + timedelta(days=179))
    assert ReturnedMail.objects.exists()
    noting.forget(LATER + timedelta(days=181))
    assert not ReturnedMail.objects.exists()


def test_what_is_written_by_hand_as_an_answer_is_no_report() -> None:
    answer = EmailMessage()
    answer["Subject"] = "Undelivered Mail Returned to Sender"
    answer.set_content("Final-Recipient: rfc822; an@example.vn\nAction: failed\nStatus: 5.1.1\n")

    assert returns_of(answer.as_bytes()) == ()


def test_a_mail_of_the_demo_can_be_given_back_and_says_so(settings: Settings, folder: Path, tmp_path: Path) -> None:
    settings.IS_DEMO, settings.MAIL_DIR = True, tmp_path / "mail"
    settings.MAILERS = {"default": {"BACKEND": "portal.mail.FolderBackend"}}
    entry = OutboxEntry.objects.get(event=story.file(at=MONDAY).events.get(), kind="filed")
    relay.run(MONDAY + timedelta(minutes=1))
    page = "/demo/thu/H26.NN-260105-0001.1.filed@localhost/"
    visitor = Visitor(language="vi")

    visitor.post(f"{page}tra-lai/")
    read_at()

    entry.refresh_from_db()
    assert entry.error == RETURNED
    shown = read(visitor.get(page))
    assert "no such user here" in shown.words()
    assert not [form for form in shown.forms if "tra-lai" in form.action]
    assert visitor.post("/demo/thu/khong-co/tra-lai/").status_code == 404
    settings.IS_DEMO = False
    assert visitor.post(f"{page}tra-lai/").status_code == 404
