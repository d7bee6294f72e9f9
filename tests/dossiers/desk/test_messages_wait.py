"""Who has to answer a message finds it in the list of what waits, whatever became of the dossier."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from accounts.seats import seats_of
from dossiers import acts, queries
from dossiers.models import Dossier, SavedView
from dossiers.notices.recipients import Desk
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import ENDS, MONDAY, PLACES, dossier_at, local
from tests.dossiers.listed import listed
from tests.dossiers.officers import filed_by, officer

NOW = local("2026-01-06 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
OFFICERS = ("bob", "hoa", "dung", "lan", "tam", "van", "carol")


def asked_about(state: str) -> Dossier:
    """Return a dossier in a state about which its applicant has written."""
    dossier = dossier_at(state).dossier
    story.take(dossier, acts.TO_OFFICE, "alice", at=NOW, message="Xin hỏi về kết quả.")
    dossier.refresh_from_db()
    return dossier


def found_by(who: str) -> list[str]:
    seats = seats_of(story.person(who), NOW.date())
    return list(queries.worklist("mine", seats, NOW).dossiers.values_list("code", flat=True))


def tab(who: str) -> str:
    return read(Visitor(who, language="vi").get("/mot-cua/")).words()


@pytest.mark.parametrize("state", PLACES)
def test_it_waits_for_those_who_are_told_of_it_and_for_nobody_else(state: str) -> None:
    dossier = asked_about(state)

    told = {user.username for user in Desk.of(dossier).people(NOW.date())}

    assert {who for who in OFFICERS if found_by(who)} == told
    for who in told:
        page = Visitor(who, language="vi").get("/mot-cua/")
        assert list(listed(page)) == [dossier.code]
        assert "Có tin nhắn" in listed(page)[dossier.code].marks
        assert "Chờ tôi xử lý 1" in read(page).words()


@pytest.mark.parametrize("state", ENDS)
def test_whoever_opens_it_is_led_to_the_message_and_reads_not_that_there_is_nothing_to_do(state: str) -> None:
    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{asked_about(state).code}/")).words()

    assert "Người nộp đang chờ trả lời tin nhắn. Đọc và trả lời" in words
    assert "Lúc này không có việc nào của bạn" not in words


@pytest.mark.parametrize("state", [*ENDS, "result-ready", "tham-dinh.payment-due"])
@pytest.mark.parametrize("deed", [acts.TO_APPLICANT, acts.SETTLE])
def test_it_leaves_the_list_once_it_is_answered_or_settled(state: str, deed: str) -> None:
    dossier = asked_about(state)
    assert found_by("bob") == [dossier.code]

    given = {"message": "Đã rõ."} if deed == acts.TO_APPLICANT else {}
    story.take(dossier, deed, "bob", at=NOW + timedelta(minutes=1), **given)

    assert found_by("bob") == []
    assert "Chờ tôi xử lý 0" in tab("bob")


def test_where_nobody_may_write_any_more_it_can_still_be_settled() -> None:
    dossier = asked_about("returned")
    late = dossier.changed_at + timedelta(days=40)

    story.take(dossier, acts.SETTLE, "bob", at=late)

    assert found_by("bob") == []


def test_one_s_own_waits_for_a_colleague() -> None:
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    dossier = filed_by("bob", MONDAY).dossier
    story.take(dossier, "ask-withdrawal", "bob", at=NOW)
    story.take(dossier, acts.TO_OFFICE, "bob", at=NOW, message="Xin hỏi.")

    assert (found_by("bob"), found_by("phuc")) == ([], [dossier.code])


def test_narrowed_sorted_searched_counted_and_exported_it_is_the_same_list() -> None:
    made = [asked_about(state) for state in ("filed", "returned", "result-ready", "rejected")]
    dossier_at("filed"), dossier_at("returned")
    codes = {dossier.code for dossier in made}
    SavedView.objects.create(owner=story.person("bob"), name="Chờ trả lời", query="list=mine&message=waiting")
    bob = Visitor("bob", language="vi")

    for query in ("", "&sort=applicant", "&sort=-holder", "&sort=subject", "&sort=-filed"):
        page = bob.get(f"/mot-cua/?list=mine&message=waiting{query}")
        assert set(listed(page)) == codes
        assert " 4 hồ sơ" in read(page).words()
    page = bob.get("/mot-cua/")
    assert len(listed(page)) == 5
    assert "Chờ tôi xử lý 5" in read(page).words()
    assert "Chờ trả lời 4" in read(page).words()
    assert set(listed(bob.get("/mot-cua/?q=Alice&message=waiting"))) <= codes
    assert set(listed(bob.get(f"/mot-cua/?q={made[1].code[-6:]}&message=waiting"))) == {made[1].code}


def test_the_list_asks_no_more_for_more_of_them(django_assert_num_queries) -> None:
    bob = Visitor("bob")
    for _time in range(3):
        asked_about("returned")
        bob.get("/mot-cua/")

        with django_assert_num_queries(3):
            bob.get("/mot-cua/")
