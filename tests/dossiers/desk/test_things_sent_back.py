"""What went back by post without a result, and was sent back, lies at the desk again and goes once more."""

from datetime import timedelta

import pytest

from dossiers import commands
from dossiers.acts import HAND_BACK, THINGS_CAME_BACK
from dossiers.commands.given import Handover
from dossiers.log.facts import facts_of
from dossiers.refusals.receiving import NothingPosted
from procedures.results import Way
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.film import DISC
from tests.dossiers.notices import gone_back
from tests.dossiers.proof.records import differences_of, nothing_written

pytestmark = pytest.mark.django_db


def test_it_lies_there_again_with_why_and_moves_nothing() -> None:
    walk = gone_back.by_post()
    assert not walk.dossier.to_hand_back
    before = (walk.dossier.state, walk.dossier.status)

    walk.take(THINGS_CAME_BACK, "bob", date=local(walk.at).date(), reason="Người nhận đã chuyển chỗ ở")

    assert (walk.dossier.state, walk.dossier.status) == before
    assert walk.dossier.to_hand_back
    assert facts_of(walk.events[-1]).came_back_on == local(walk.at).date()
    page = read(Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()
    assert "Người nhận đã chuyển chỗ ở" in page
    assert differences_of(walk.dossier) == []


def test_it_goes_again_and_may_come_back_again() -> None:
    walk = gone_back.things_sent_back()
    again = Handover(walk.dossier.applicant_name, Way.BY_POST, post_number="RR987654326VN", things={DISC: ()})

    walk.take(HAND_BACK, "bob", handover=again)
    assert not walk.dossier.to_hand_back
    walk.take(THINGS_CAME_BACK, "bob", date=local(walk.at).date(), reason="Sai địa chỉ")

    assert walk.dossier.to_hand_back
    assert differences_of(walk.dossier) == []


@pytest.mark.parametrize("make", [gone_back.to_another, gone_back.things_sent_back, gone_back.withdrawn])
def test_what_is_not_with_the_post_is_not_sent_back(make: object) -> None:
    walk = make()  # type: ignore[operator]
    given = commands.Given(date=local(walk.at).date(), reason="Sai địa chỉ")
    actor = gone_back.story.actor("bob", walk.dossier, HAND_BACK, walk.at)

    with nothing_written(), pytest.raises(NothingPosted):
        commands.advance(
            walk.dossier,
            THINGS_CAME_BACK,
            actor=actor,
            given=given,
            seen=walk.dossier.sequence,
            at=walk.at + timedelta(minutes=1),
        )
