"""Who has drafted it neither initials nor signs it in another's place, and reads why there is no button (ADR 0086)."""

from datetime import date, timedelta

import pytest

from accounts.roles import Role
from dossiers.refusals.decision import DraftedByYou
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY, dossier_at
from tests.dossiers.lifecycle import local as at_local
from tests.dossiers.officers import officer, substitute
from tests.dossiers.proof.records import nothing_written

pytestmark = pytest.mark.django_db

LATER = at_local("2026-11-30 09:00")
"""Under the second edition of the lifecycle, in which whoever proposes does not decide."""
TODAY = local(MONDAY).date()


def away(absent: str, username: str, until: date = TODAY) -> None:
    substitute(absent, username, since=TODAY - timedelta(days=1), until=until)


@pytest.mark.at(LATER)
def test_who_has_drafted_it_does_not_initial_it_in_another_place_and_reads_why() -> None:
    officer("moi", Role.ONE_STOP_OFFICER, "mot-cua")
    walk = Walk(story.file("alice", at=LATER), LATER, timedelta(minutes=1)).until("xem-xet")
    last = local(LATER).date() + timedelta(days=1)
    away("hoa", "dung", until=last)
    away("hoa", "moi", until=last)

    with nothing_written(), pytest.raises(DraftedByYou):
        walk.take("finish-xem-xet", "dung")
    words = read(Visitor("dung").get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert "You have drafted this yourself, so you do not initial it in another’s place." in words
    assert "/finish-xem-xet/" not in Visitor("dung").get(f"/mot-cua/{walk.dossier.code}/").content.decode()
    walk.take("finish-xem-xet", "moi")
    event = next(one for one in reversed(walk.events) if one.action == "finish-xem-xet")
    assert (event.actor, event.on_behalf_of) == (story.person("moi"), story.person("hoa"))


def test_nor_where_no_decision_is_known() -> None:
    walk = dossier_at("xem-xet")
    away("hoa", "dung")

    with nothing_written(), pytest.raises(DraftedByYou):
        walk.take("finish-xem-xet", "dung")


def test_who_stands_in_for_the_head_still_gives_dossiers_out() -> None:
    away("hoa", "dung")

    event = dossier_at("phan-cong").take("finish-phan-cong", "dung").events[-1]

    assert event.on_behalf_of == story.person("hoa")


@pytest.mark.at(LATER)
def test_who_would_sign_in_another_place_what_was_the_own_draft_reads_why_there_is_no_button() -> None:
    walk = Walk(story.file("alice", at=LATER), LATER, timedelta(minutes=1)).until("ky-duyet")
    away("lan", "dung", until=local(LATER).date() + timedelta(days=1))

    words = read(Visitor("dung").get(f"/mot-cua/{walk.dossier.code}/")).words()

    assert "You have drafted this yourself, so somebody else has to decide it." in words
    assert "Sign so only with a written delegation." not in words
