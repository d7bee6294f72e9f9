"""At the night on which Decree 118/2025 follows Decree 61/2018, papers, mails and refusals cite the law of their own day alone."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from pypdf import PdfReader

from dossiers.background import relay
from dossiers.models import Letter, OutboxEntry
from dossiers.refusals import appointment
from portal.demo.story import Walk
from tests.dossiers.lifecycle import local
from tests.dossiers.variants import filed_under, publish_text
from tests.procedures.shipped import PATH, changed

pytestmark = pytest.mark.django_db

DECREES = re.compile(r"\b(61/2018|118/2025)\b")
DAYS = {"2025-06-30 23:59": "61/2018", "2025-07-01 00:00": "118/2025"}
SECONDS = timedelta(seconds=5)


def _filed(folder: Path, at: str) -> Walk:
    """File a dossier of a version that was in force on both days; the next acts come in the same minute."""
    text = changed(
        ('\nslug = "xb-tai-lieu-khong-kinh-doanh"', '\nslug = "hai-che-do"'),
        ('\ncode = "1.003868"', ""),
        ("effective_on = 2026-11-28", "effective_on = 2025-06-01"),
        text=PATH.with_name("v6.toml").read_text(encoding="utf-8"),
    )
    publish_text(folder, text)
    walk = filed_under("hai-che-do", local(at))
    walk.pace = SECONDS
    return walk


def _text_of(letter: Letter) -> str:
    with letter.file.open("rb") as file:
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)


@pytest.mark.parametrize("at", DAYS)
def test_what_is_written_of_a_dossier_cites_the_decree_of_its_day_and_no_other(tmp_path: Path, at: str) -> None:
    walk = _filed(tmp_path, at)
    walk.take("accept", "bob").take("reappoint", "lan", date=date(2025, 7, 30))

    with pytest.raises(appointment.AlreadyReappointed) as refused:
        walk.take("reappoint", "lan", date=date(2025, 7, 31))
    for later in (10, 20, 30):
        # A run ends after its time, however much is left.
        relay.run(walk.at + timedelta(minutes=later))

    assert not OutboxEntry.objects.filter(done_at=None).exists()
    assert walk.dossier.filed_at == local(at)
    assert DAYS[at] in str(refused.value)
    letters, mails = list(Letter.objects.filter(event__dossier=walk.dossier)), mail.outbox
    assert {letter.kind for letter in letters} >= {"01", "04"}
    assert len(mails) >= 3
    written = [str(refused.value), *map(_text_of, letters), *(f"{one.subject}\n{one.body}" for one in mails)]
    assert {decree for text in written for decree in DECREES.findall(text)} == {DAYS[at]}
