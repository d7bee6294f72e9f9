"""A real worker, killed between the commit and the mail: nothing is lost, nothing is recorded twice."""

import shutil
import socket
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings

from dossiers.background import relay
from dossiers.models import Letter, Notice, OutboxEntry
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.journeys.conftest import Worker

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
ACCEPTED = "<H26.NN-260105-0001.3.accepted@localhost>"


@pytest.fixture
def silent_mail_server() -> Iterator[socket.socket]:
    """Listen like a mail server and never say a word, so that a worker hangs in the middle of its mail."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        yield server


def test_a_worker_killed_between_commit_and_mail_loses_nothing(
    committed_db: None, silent_mail_server: socket.socket
) -> None:
    shutil.rmtree(settings.MAIL_DIR, ignore_errors=True)
    walk = story.dossier_in("filed", at=MONDAY)
    relay.run(MONDAY)
    walk.take("accept", "bob")

    first = Worker(EMAIL_URL=f"smtp://127.0.0.1:{silent_mail_server.getsockname()[1]}")
    first.start()
    try:
        client, _address = silent_mail_server.accept()
        with client:
            first.kill()
    finally:
        first.kill()

    letter = Letter.objects.get(kind="01")
    assert not Notice.objects.filter(kind="accepted").exists()
    assert OutboxEntry.objects.get(kind="accepted").error == relay.UNFINISHED

    second = Worker()
    second.start()
    try:
        # The sweep, which runs as well, leaves reminders that wait to be gathered.
        second.wait(lambda: not OutboxEntry.objects.filter(done_at=None, kind="accepted").exists())
    finally:
        second.kill()

    assert Letter.objects.get(kind="01") == letter
    assert letter.number == "01/2026/TNHS"
    assert [notice.kind for notice in Notice.objects.filter(channel="mail").order_by("id")] == ["filed", "accepted"]
    assert OutboxEntry.objects.get(kind="accepted").attempts == 2
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in Path(settings.MAIL_DIR).glob("*.eml")]
    [accepted] = [message for message in mails if message["Message-ID"] == ACCEPTED]
    assert [part.get_filename() for part in accepted.iter_attachments()] == ["01-2026-TNHS.pdf"]
