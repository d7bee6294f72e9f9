"""The relay: once, in order, whatever fails, whoever else runs."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core import mail
from django.db import connection
from pytest_django import Settings

from dossiers.background import relay
from dossiers.models import Letter, Notice, OutboxEntry
from dossiers.notices.channels import mail as mail_channel
from dossiers.tasks import TASKS
from portal.demo import story
from procedures.time.calendar import LOCAL

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
AN_HOUR_LATER = MONDAY + timedelta(hours=1)


def entries() -> dict[str, OutboxEntry]:
    return {entry.kind: entry for entry in OutboxEntry.objects.order_by("id")}


@pytest.fixture
def accepted(db: None) -> story.Walk:
    return story.dossier_in("accepted", at=MONDAY)


def test_each_effect_is_done_and_recorded(accepted: story.Walk) -> None:
    done = relay.run(AN_HOUR_LATER)

    assert done == 4
    assert {kind: (entry.done_at, entry.attempts, entry.error) for kind, entry in entries().items()} == dict.fromkeys(
        ("filed", "letter-filing", "letter-01", "accepted"), (AN_HOUR_LATER, 1, "")
    )
    assert [notice.kind for notice in Notice.objects.filter(channel="mail").order_by("id")] == ["filed", "accepted"]
    assert set(Letter.objects.values_list("kind", "issued_at")) == {("filing", AN_HOUR_LATER), ("01", AN_HOUR_LATER)}
    assert len(mail.outbox) == 2


def test_a_second_run_changes_nothing(accepted: story.Walk) -> None:
    relay.run(AN_HOUR_LATER)

    assert relay.run(AN_HOUR_LATER) == 0
    assert len(mail.outbox) == 2


def test_an_entry_that_is_tried_again_after_it_was_done_makes_no_second_effect(accepted: story.Walk) -> None:
    relay.run(AN_HOUR_LATER)
    OutboxEntry.objects.update(done_at=None, due_at=MONDAY)

    assert relay.run(AN_HOUR_LATER) == 4
    assert (
        Letter.objects.filter(kind="01").count(),
        Notice.objects.filter(channel="mail").count(),
        len(mail.outbox),
    ) == (1, 2, 2)


def test_nothing_is_done_before_it_is_due(accepted: story.Walk) -> None:
    assert relay.run(MONDAY - timedelta(minutes=1)) == 0


def test_the_task_runs_the_relay(accepted: story.Walk) -> None:
    TASKS["relay"]()

    assert len(mail.outbox) == 2


@contextmanager
def mail_server(answer_to_recipient: bytes) -> Iterator[int]:
    """Speak just enough SMTP to answer ``RCPT`` in one way; yield the port."""
    server = socket.create_server(("127.0.0.1", 0))
    answers = {b"EHLO": b"250 here", b"MAIL": b"250 ok", b"RCPT": answer_to_recipient, b"RSET": b"250 ok"}

    def serve() -> None:
        client, _address = server.accept()
        with client, client.makefile("rwb", buffering=0) as lines:
            lines.write(b"220 here\r\n")
            for line in lines:
                lines.write(answers.get(line[:4].upper(), b"221 bye") + b"\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        thread.join(timeout=10)
        server.close()


def smtp(port: int) -> dict[str, dict[str, object]]:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5}}}


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_dead_mail_server_puts_off_the_mails_and_nothing_else(accepted: story.Walk, settings: Settings) -> None:
    alive, settings.MAILERS = settings.MAILERS, smtp(closed_port())

    done = relay.run(AN_HOUR_LATER)

    assert done == 2
    assert set(Letter.objects.values_list("kind", flat=True)) == {"filing", "01"}
    put_off = entries()["accepted"]
    assert (put_off.done_at, put_off.attempts) == (None, 1)
    assert put_off.due_at == AN_HOUR_LATER + relay.FIRST_PAUSE
    assert put_off.error.startswith("ConnectionRefusedError: ")
    assert {*Notice.objects.values_list("channel", flat=True)} == {"site"}

    settings.MAILERS = alive
    assert relay.run(AN_HOUR_LATER) == 0
    assert relay.run(AN_HOUR_LATER + relay.FIRST_PAUSE) == 2
    assert (entries()["accepted"].attempts, entries()["accepted"].error) == (2, "")
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("answer", "done", "error"),
    [
        (b"550 no such user here", 1, mail_channel.REFUSED),
        (b"450 mailbox busy", 0, "SMTPRecipientsRefused: "),
    ],
)
@pytest.mark.django_db
def test_an_address_that_is_refused_for_good_is_not_tried_for_ever(
    settings: Settings, answer: bytes, done: int, error: str
) -> None:
    story.file(at=MONDAY)
    with mail_server(answer) as port:
        settings.MAILERS = smtp(port)

        # With the proof of the filing, which waits for no mail.
        assert relay.run(AN_HOUR_LATER) == done + 1

    entry = OutboxEntry.objects.get(kind="filed")
    assert entry.error.startswith(error)
    assert (entry.done_at is not None) == bool(done)
    assert {*Notice.objects.values_list("channel", flat=True)} == {"site"}


def test_the_acceptance_mail_waits_for_its_receipt(accepted: story.Walk, settings: Settings, tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.touch()
    storage, settings.MEDIA_ROOT = settings.MEDIA_ROOT, blocked

    assert relay.run(AN_HOUR_LATER) == 1
    assert entries()["letter-01"].error.startswith(("NotADirectoryError: ", "FileExistsError: "))
    assert entries()["accepted"].attempts == 0
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [
        "<H26.NN-260105-0001.1.filed@localhost>"
    ]

    settings.MEDIA_ROOT = storage
    assert relay.run(AN_HOUR_LATER + timedelta(minutes=1)) == 3
    assert [letter.number for letter in Letter.objects.filter(kind="01")] == ["01/2026/TNHS"]


def test_a_defect_is_raised_after_the_others_had_their_turn_and_does_not_block_them(accepted: story.Walk) -> None:
    OutboxEntry.objects.filter(kind="filed").update(kind="unheard-of")
    story.file("viet-an", at=MONDAY)

    with pytest.raises(KeyError, match="unheard-of"):
        relay.run(AN_HOUR_LATER)

    assert {kind for kind, entry in entries().items() if entry.done_at} == {"letter-01", "letter-filing", "filed"}
    broken = entries()["unheard-of"]
    assert (broken.attempts, broken.error) == (1, relay.UNFINISHED)
    assert relay.run(AN_HOUR_LATER) == 1
    assert entries()["accepted"].done_at == AN_HOUR_LATER


def test_a_run_takes_up_nothing_new_when_its_time_is_over(accepted: story.Walk) -> None:
    assert relay.run(AN_HOUR_LATER, seconds=0.0) == 0
    assert {entry.attempts for entry in entries().values()} == {0}


@pytest.mark.parametrize(
    ("attempts", "pause"),
    [
        (1, timedelta(seconds=2)),
        (2, timedelta(seconds=4)),
        (5, timedelta(seconds=32)),
        (12, timedelta(hours=1)),
        (30_000, timedelta(hours=1)),
    ],
)
def test_the_pause_grows_to_an_hour(attempts: int, pause: timedelta) -> None:
    assert relay.pause_after(attempts) == pause


def test_many_runs_at_once_make_each_effect_once(committed_db: None) -> None:
    for username in ("alice", "viet-an", "mallory"):
        story.dossier_in("accepted", at=MONDAY, applicant=username)
    letters = Path(site.MEDIA_ROOT) / "letters"
    before = set(letters.rglob("*.pdf"))
    start, done = threading.Barrier(4), list[int]()

    def work() -> None:
        start.wait()
        try:
            done.append(relay.run(AN_HOUR_LATER))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # A run leaves what another is at, or just looks at; what waited for it is done by a later one.
    rest = relay.run(AN_HOUR_LATER + timedelta(minutes=1))
    assert sum(done) + rest == 12
    assert not OutboxEntry.objects.filter(done_at=None).exists()
    assert sorted(Letter.objects.filter(kind="01").values_list("number", flat=True)) == [
        f"0{n}/2026/TNHS" for n in (1, 2, 3)
    ]
    assert Notice.objects.filter(channel="mail").count() == len(mail.outbox) == 6
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 6
    assert len(set(letters.rglob("*.pdf")) - before) == 6


def test_a_run_leaves_an_entry_that_another_is_at(committed_db: None) -> None:
    story.file(at=MONDAY)
    OutboxEntry.objects.exclude(kind="filed").delete()
    pk = OutboxEntry.objects.get().pk
    locked, release = threading.Event(), threading.Event()

    def hold() -> None:
        with relay.transaction.atomic():
            relay._locked(pk)
            locked.set()
            release.wait(timeout=10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(timeout=10)

    assert relay.run(AN_HOUR_LATER) == 0
    assert relay._do(pk, AN_HOUR_LATER) is False

    release.set()
    holder.join()
    assert relay.run(AN_HOUR_LATER) == 1


@pytest.mark.django_db
def test_a_recall_to_accepted_announces_nothing_and_leaves_nothing_undone() -> None:
    walk = story.dossier_in("accepted", at=MONDAY).take("transfer", "bob").take("recall", "bob")

    relay.run(walk.at)

    kinds = OutboxEntry.objects.filter(event__dossier=walk.dossier).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["filed", "letter-filing", "letter-01", "accepted"]
    assert not OutboxEntry.objects.filter(done_at=None).exists()
