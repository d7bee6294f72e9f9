"""What an applicant reads of a new appointment: that it is one, instead of which, why, and the paper that says so."""

from datetime import date

import pytest

from dossiers.background import relay
from dossiers.models import Letter
from procedures.machine import Paper
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = pytest.mark.django_db

WHY = "Chờ ý kiến của cơ quan chủ quản."
SAID = f"Cơ quan xin lỗi và hẹn lại: 22/01/2026 thay cho 19/01/2026; lý do: {WHY}"


def test_the_head_of_the_page_says_the_new_date_the_old_one_why_and_leads_to_the_paper(time_machine) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    time_machine.move_to(local("2026-01-16 09:00"))
    alice, address = Visitor("alice", language="vi"), f"/ho-so/{walk.dossier.code}/"
    assert "Cơ quan xin lỗi" not in read(alice.get(address)).words()
    act(walk, "reappoint", "lan", "2026-01-16 09:00", date=date(2026, 1, 22), reason=WHY)
    time_machine.move_to(local("2026-01-16 10:00"))
    relay.run(local("2026-01-16 10:00"))

    page = alice.get(address)

    assert SAID in read(page).words()
    letter = Letter.objects.get(dossier=walk.dossier, kind=Paper.APOLOGY)
    head = page.content.decode().partition(SAID[:20])[2].partition("</div>")[0]
    assert letter.token in head
