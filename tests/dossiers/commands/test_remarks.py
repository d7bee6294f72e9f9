"""Remarks: the latest stands, nobody's is lost, and what was said to the applicant is not said again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.seats import seats_of
from dossiers.commands.remarks import Finding, Place, remark, remarks_of
from dossiers.log.whole import log_of
from dossiers.models import Dossier, EventPayload, Remark, RemarkKind
from dossiers.refusals.review import NoSuchPlace, NothingToReview, RemarkedMeanwhile, RemarkTooLong
from portal.demo import story
from procedures.time.calendar import LOCAL

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def say(dossier: Dossier, place: Place, who: str, **finding: Any) -> Remark:
    """Remark as a person of the demo."""
    person = story.person(who)
    seats = seats_of(person, MONDAY.date())
    return remark(dossier, place, Finding(**finding), seats=seats, by=person, at=MONDAY)


def paper(dossier: Dossier, n: int = 0) -> Place:
    """Return a place of a dossier."""
    return Place(RemarkKind.COMPONENT, dossier.machine.components[n].name)


def texts(dossier: Dossier) -> list[str]:
    """Return what a request would say now."""
    return [row.text for row in remarks_of(dossier, log_of(dossier)[0])]


def test_the_latest_remark_stands_and_a_tick_says_nothing_to_put_right() -> None:
    dossier = story.file("alice", at=MONDAY)
    one, two = paper(dossier), paper(dossier, 1)
    say(dossier, two, "bob", text="Thiếu chữ ký")
    say(dossier, one, "bob", text="Mờ, không đọc được")
    assert texts(dossier) == ["Mờ, không đọc được", "Thiếu chữ ký"]

    say(dossier, one, "bob", is_fine=True, seen=1)
    say(dossier, two, "bob", seen=1)

    assert texts(dossier) == []
    assert Remark.objects.count() == 4


def test_who_has_not_seen_another_s_remark_does_not_replace_it() -> None:
    dossier = story.file("alice", at=MONDAY)
    say(dossier, paper(dossier), "bob", text="Thiếu chữ ký")

    with pytest.raises(RemarkedMeanwhile) as refused:
        say(dossier, paper(dossier), "lan", is_fine=True)

    assert story.person("bob").get_full_name() in str(refused.value)
    assert texts(dossier) == ["Thiếu chữ ký"]


def test_saying_the_same_twice_is_one_remark() -> None:
    dossier = story.file("alice", at=MONDAY)
    say(dossier, paper(dossier), "bob", is_fine=True)
    say(dossier, paper(dossier), "lan", is_fine=True)

    assert Remark.objects.count() == 1


def test_what_the_dossier_has_not_is_no_place() -> None:
    dossier = story.file("alice", at=MONDAY)

    with pytest.raises(NoSuchPlace):
        say(dossier, Place(RemarkKind.ANSWER, "khong-co"), "bob", is_fine=True)
    with pytest.raises(RemarkTooLong):
        say(dossier, paper(dossier), "bob", text="x" * 1001)
    assert not Remark.objects.exists()


@pytest.mark.parametrize("who", ["carol", "alice", "mallory"])
def test_who_handles_nothing_remarks_on_nothing(who: str) -> None:
    dossier = story.file("alice", at=MONDAY)

    with pytest.raises(NothingToReview):
        say(dossier, paper(dossier), who, is_fine=True)


def test_an_ended_dossier_is_not_remarked_on() -> None:
    dossier = story.file("alice", at=MONDAY)
    story.take(dossier, "reject", "bob", at=MONDAY, reason="Không thuộc thẩm quyền")
    dossier.refresh_from_db()

    with pytest.raises(NothingToReview):
        say(dossier, paper(dossier), "bob", is_fine=True)


def test_what_a_request_has_said_is_not_said_again() -> None:
    dossier = story.file("alice", at=MONDAY)
    place = paper(dossier)
    say(dossier, place, "bob", text="Thiếu chữ ký")
    later = MONDAY + timedelta(hours=1)
    story.take(dossier, "ask-supplement", "bob", at=later, components={place.name: "Thiếu chữ ký"})
    dossier.refresh_from_db()
    assert texts(dossier) == []

    say(dossier, paper(dossier, 1), "bob", text="Chưa công chứng")

    assert texts(dossier) == ["Chưa công chứng"]


def test_remarks_are_erased_with_the_words_they_speak_of() -> None:
    dossier = story.file("alice", at=MONDAY)
    say(dossier, paper(dossier), "bob", text="Tên khai là Nguyễn Văn A")

    EventPayload.objects.filter(event__dossier=dossier, event__sequence=1).erase(at=MONDAY)

    assert not Remark.objects.exists()
