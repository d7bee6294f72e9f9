"""Notices in the words that a later law has brought, and of a calendar that has changed: as they were read and found right."""

from datetime import datetime

import pytest

from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.notices import test_applicants
from tests.dossiers.notices.test_applicants import CASES, in_appraisal, mail_of, recounted
from tests.dossiers.officers import each_at_once

pytestmark = pytest.mark.django_db

OF_STATUS = (
    "filed", "accepted", "rejected", "supplement", "payment", "withdrawn", "stopped-lapsed", "result-granted",
    "insufficient", "resumed-after-supplement", "answered",
)  # fmt: skip
"""Of what changes a status, those whose law asks for more from 01/07/2026 on; each hand-over has a case of that time."""
LATER = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)


@pytest.mark.parametrize("case", OF_STATUS)
def test_a_change_of_status_says_what_the_law_of_its_day_asks_for(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_applicants, "MONDAY", LATER)
    kind, walk = CASES[case][0], CASES[case][1]()

    message = mail_of(walk, kind)

    body = message.get_body(("plain",))
    assert body is not None
    assert "Cơ quan: " in body.get_content()
    text = f"Subject: {message['Subject']}\n\n{body.get_content()}"
    golden.assert_mail_matches(f"{case}-from-2026-07", text, message)


def test_what_officers_are_told_of_a_calendar_reads_as_it_was_found_right() -> None:
    walk = in_appraisal()
    each_at_once()
    message = mail_of(recounted(walk), "moved")

    body = message.get_body(("plain",))
    assert body is not None
    text = f"Subject: {message['Subject']}\nTo: {message['To']}\n\n{body.get_content()}"
    golden.assert_mail_matches("moved", text, message)
