"""What is announced less than the hours ahead that the rule asks: what that means is read wherever the answer is promised."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.template.loader import render_to_string

from accounts.models import Unit
from dossiers.background import relay
from dossiers.display.formats import in_digits
from dossiers.models import Dossier
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.pages.test_overtaken import MONDAY, SENT, SUNDAY, announced, body_of

LATE = "The dossier has to be filed at least 24 hours before the event: filed at 09:00 29/11/2026 it is late"
MUON = "Hồ sơ phải nộp trước sự kiện ít nhất 24 giờ: nộp lúc 09:00 29/11/2026 là đã muộn"
ADDRESS = "185 Giảng Võ, Đống Đa, Hà Nội"
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
    assert all(CALL in words for words in found)  # the event comes before the answer in either case
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

    called = f"xin Ông/Bà gọi Bộ phận Tiếp nhận và Trả kết quả: {in_digits(phone)}. Xin"
    written = f"xin Ông/Bà đến hoặc viết thư cho Bộ phận Tiếp nhận và Trả kết quả, địa chỉ: {ADDRESS}. Xin"
    assert [called in mail, written in mail] == [bool(phone), not phone]
    assert ("there is no answer, call the one-stop desk: <a href=" in page) == bool(phone)
    assert (f"there is no answer, come or write to the one-stop desk: {ADDRESS}." in page) != bool(phone)


@pytest.mark.parametrize(("language", "asked"), [("vi", "xin Ông/Bà hỏi Một cửa."), ("en", "please ask the Desk.")])
def test_where_neither_number_nor_address_is_known_nobody_is_told_to_call(language: str, asked: str) -> None:
    desk = SimpleNamespace(name_vi="Một cửa", name_en="Desk")
    late = SimpleNamespace(vi="Muộn.", en="Late.")
    news = SimpleNamespace(
        late_notice=late, timely_notice=None, office=SimpleNamespace(desk=desk, phone="", address="")
    )

    assert render_to_string(f"notices/late_notice_{language}.txt", {"news": news}).endswith(asked)


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


LATER = ", and the answer may come only after the event has begun"


@pytest.mark.parametrize("held_at", ["30/11/2026 08:00", "30/11/2026 16:59"])
def test_without_an_appointment_before_the_event_the_answer_may_come_too_late(held_at: str) -> None:
    assert _after_the_acceptance(held_at) == [True, True]


def _after_the_acceptance(held_at: str) -> list[bool]:
    """Say whether the page and the mail of an acceptance say that the answer may come after the event; late they always say."""
    filed, accepted = local("2026-11-30 06:00"), local("2026-11-30 07:35")
    raw = story.raw_answers(story.file(at=filed, slug="hop-bao-trong-nuoc").machine, filed)
    dossier = story.file("viet-an", at=filed, slug="hop-bao-trong-nuoc", answers=raw | {"held_at": held_at})
    with time_machine.travel(accepted, tick=False) as traveller:
        story.take(dossier, "accept", "bob", at=accepted)
        traveller.move_to(accepted + timedelta(minutes=2))
        relay.run(accepted + timedelta(minutes=2))
        page = read(Visitor("viet-an").get(f"/ho-so/{dossier.code}/")).words()
        mail = " ".join(body_of(dossier, "accepted").split())
    assert all("filed at 06:00 30/11/2026 it is late" in words for words in (page, mail))
    return [LATER in page, LATER in mail]


def test_an_appointment_before_the_event_leaves_no_word_of_an_answer_after_it() -> None:
    assert _after_the_acceptance("30/11/2026 20:00") == [False, False]


IN_TIME = "The dossier was filed in time, at least 24 hours before the event."
REFUSED_BEFORE = "If it is not approved, the office has to say so by 21:00 30/11/2026."


@pytest.mark.at(SUNDAY)
@pytest.mark.parametrize(("held_at", "is_told"), [("01/12/2026 09:00", True), ("01/12/2026 18:00", False)])
def test_who_files_in_time_and_is_answered_after_the_event_reads_when_a_refusal_has_to_come(
    held_at: str, *, is_told: bool
) -> None:
    dossier = announced(held_at)

    found = pages_of(dossier)

    for words in (IN_TIME, REFUSED_BEFORE, CALL):
        assert [words in page for page in found] == [is_told] * 3
    assert "Ông/Bà chưa phải làm gì thêm" in found[2]
    assert ["There is nothing for you to do now. If the event" in page for page in found[:2]] == [is_told] * 2
    assert not any(LATE in page for page in found)


def test_an_acceptance_with_an_appointment_after_the_event_says_the_same_of_a_dossier_filed_in_time() -> None:
    dossier = announced("30/11/2026 16:00")  # accepted in the morning it is promised for 17:00

    with time_machine.travel(MONDAY, tick=False) as traveller:
        story.take(dossier, "accept", "bob", at=MONDAY)
        traveller.move_to(SENT)
        relay.run(SENT)
        page = read(Visitor("viet-an").get(f"/ho-so/{dossier.code}/")).words()
        mail = body_of(dossier, "accepted")

    assert all(IN_TIME in words and CALL in words for words in (page, mail))


@pytest.mark.at(SUNDAY)
def test_a_procedure_without_such_a_rule_says_nothing() -> None:
    dossier = story.file("viet-an", at=SUNDAY)

    assert not any("it is late" in words or CALL in words for words in pages_of(dossier))
