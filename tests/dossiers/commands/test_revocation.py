"""What can be revoked: a result that grants something, and no written answer."""

import pytest
from django.utils import translation

from dossiers import refusals
from dossiers.models import Result
from dossiers.refusals import decision
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import local
from tests.dossiers.proof.records import nothing_written

FILED = local("2027-01-05 08:30")

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2027-01-14 09:00"))]


def refused() -> Walk:
    """Return a dossier whose refusal was handed over."""
    walk = Walk(story.file("alice", at=FILED), FILED).until("tham-dinh").take("propose-refused", "dung")
    walk.take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam").take("return", "bob")
    assert not Result.objects.get().grants
    return walk


def test_a_refusal_cannot_be_revoked() -> None:
    walk = refused()

    with nothing_written(), pytest.raises(decision.NotInForce):
        walk.take("revoke-result", "lan")


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_revocation_is_offered_where_something_was_granted(is_refused: bool) -> None:
    walk = refused() if is_refused else Walk(story.file("alice", at=FILED), FILED).until("returned")

    page = Visitor("lan").get(f"/mot-cua/{walk.dossier.code}/").content.decode()

    assert ("revoke-result" in page) is not is_refused


def test_taking_back_what_was_just_passed_on_is_another_word_than_revoking() -> None:
    with translation.override("vi"):
        assert "rút lại" in str(refusals.CannotRecall())
        assert "thu hồi" not in str(refusals.CannotRecall())
        assert "thu hồi" in str(decision.NotInForce())
