"""What is announced less than the hours ahead that the rule asks: what that means is read wherever the answer is promised."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from accounts.models import Unit
from dossiers.background import relay
from dossiers.display.formats import in_digits
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.pages.test_overtaken import MONDAY, SENT, SUNDAY, announced, body_of

LATE = "The dossier has to be filed at least 24 hours before the event: filed at 09:00 29/11/2026 it is late"
MUON = "Hồ sơ phải nộp trước sự kiện ít nhất 24 giờ: nộp lúc 09:00 29/11/2026 là đã muộn"
CALL = "If the event is about to begin and there is no answer"
REFUSED_BY = "If it is not approved, the office has to say so by 20:59 29/11/2026."

pytestmark = pytest.mark.django_db


def pages_of(dossier: Dossier, language: str = "en") -> tuple[str, ...]:
    """Return what its applicant reads: the confirmation, the dossier's page, the mail."""
    visitor = Visitor("viet-an", language=language)
    found = (read(visitor.get(f"/ho-so/{dossier.code}/{page}")).words() for page in ("da-nop/", ""))
    return (*found, body_of(dossier, "filed"))


@pytest.mark.at(SUNDAY)
@pytest.mark.parametrize(("held_at", "is_late"), [("30/11/2026 08:59", True), ("30/11/2026 09:00", False)])
def test_a_late_notice_is_told_with_whom_to_call_and_nothing_is_promised_by_it(held_at: str, *, is_late: bool) -> None:
    dossier = announced(held_at)

    found = pages_of(dossier)

    assert [LATE in words for words in found] == [is_late] * 3
    assert [CALL in words for words in found] == [is_late] * 3
    assert [REFUSED_BY in words for words in found] == [is_late] * 3
    assert ("Ông/Bà chưa phải làm gì thêm" in found[2]) != is_late
    assert (MUON in pages_of(dossier, "vi")[0]) == is_late


@pytest.mark.at(SUNDAY)
@pytest.mark.parametrize("phone", ["", "02437730000"])
def test_who_is_to_be_called_is_named_with_the_number_of_the_desk_where_it_is_known(phone: str) -> None:
    Unit.objects.filter(name_vi__startswith="Bộ phận Tiếp nhận").update(phone=phone)
    cache.clear()
    dossier = announced("30/11/2026 08:00")

    mail = " ".join(body_of(dossier, "filed").split())
    page = " ".join(Visitor("viet-an").get(f"/ho-so/{dossier.code}/").content.decode().split())

    number = f": {in_digits(phone)}" if phone else ""
    assert f"xin Ông/Bà gọi Bộ phận Tiếp nhận và Trả kết quả{number}. Xin" in mail
    assert ("there is no answer, call the one-stop desk: <a href=" in page) == bool(phone)
    assert ("there is no answer, ask the one-stop desk." in page) != bool(phone)


@pytest.mark.at(SUNDAY)
def test_of_an_hour_that_had_passed_at_the_filing_nothing_is_said() -> None:
    found = pages_of(announced("29/11/2026 20:00"))

    assert all(LATE in words for words in found)
    assert not any("the office has to say so by" in words for words in found)


def test_the_acceptance_says_it_too_and_what_has_ended_says_it_no_more() -> None:
    dossier = announced("30/11/2026 08:00")
    page = f"/ho-so/{dossier.code}/"

    with time_machine.travel(MONDAY, tick=False) as traveller:
        story.take(dossier, "accept", "bob", at=MONDAY)
        traveller.move_to(SENT)
        relay.run(SENT)
        assert LATE in read(Visitor("viet-an").get(page)).words()
        assert MUON in body_of(dossier, "accepted")

        later = MONDAY + timedelta(minutes=20)
        traveller.move_to(later)
        story.take(dossier, "ask-withdrawal", "viet-an", at=later, reason="Không họp nữa")
        story.take(dossier, "confirm-withdrawal", "bob", at=later)
        traveller.move_to(later + timedelta(minutes=5))
        relay.run(later + timedelta(minutes=5))
        assert LATE not in read(Visitor("viet-an").get(page)).words()


@pytest.mark.at(SUNDAY)
def test_a_procedure_without_such_a_rule_says_nothing() -> None:
    dossier = story.file("viet-an", at=SUNDAY)

    assert not any("it is late" in words or CALL in words for words in pages_of(dossier))
