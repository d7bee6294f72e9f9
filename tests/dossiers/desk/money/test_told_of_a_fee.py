"""Of a fee that a mail has told the applicant of it is not said that nobody has asked for it."""

from datetime import timedelta
from pathlib import Path

import pytest

from dossiers import outbox
from dossiers.models import Notice
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.owing import give_back, owing

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=3))]


def test_of_what_a_mail_has_told_it_is_not_said_that_nobody_asked(tmp_path: Path) -> None:
    dossier = owing(tmp_path, "processing").until("ky-duyet").dossier
    give_back(dossier)
    event = dossier.events.latest("sequence")
    known = {"recipient": "an@example.vn", "subject": "Phí", "message_id": "<1@example.vn>", "sent_at": event.at}
    Notice.objects.create(event=event, dossier=dossier, kind=outbox.FEE_DUE, **known)

    words = " ".join(read(Visitor("lan").get(f"/mot-cua/{dossier.code}/")).text.split())

    assert "waits for 1.800.000 đ. A mail of " in words
    assert "nobody has asked" not in words
