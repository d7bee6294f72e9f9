"""After an answer the head says what is so now, beside the status; whose the time to answer is, the applicant reads."""

import pytest

from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-08 09:00"))]


def head_of(who: str, path: str) -> str:
    """Return the words of the head of a page."""
    page = Visitor(who, language="vi").get(path)
    words = read(page).words()
    return words[: words.find("Kiểm tra")] if path.startswith("/mot-cua/") else words


def test_the_file_says_that_the_applicant_has_answered_until_the_desk_has() -> None:
    walk = dossier_at("tham-dinh.supplement-answered", at=local("2026-01-05 08:30"))
    sent, path = f"{walk.at:%d/%m/%Y}", f"/mot-cua/{walk.dossier.code}/"

    said = head_of("bob", path)
    assert "Yêu cầu bổ sung giấy tờ" in said
    assert f"Người nộp đã bổ sung {sent}, chờ Một cửa xác nhận" in said

    walk.take("confirm-supplement", "bob")
    assert "Người nộp đã bổ sung" not in head_of("bob", path)


def test_before_acceptance_it_waits_to_be_accepted() -> None:
    walk = dossier_at("filed.supplement-asked")
    act(walk, "answer-supplement", "alice", "2026-01-06 09:00")

    assert "Người nộp đã bổ sung 06/01/2026, chờ Một cửa tiếp nhận" in head_of("bob", f"/mot-cua/{walk.dossier.code}/")


def test_the_applicant_reads_that_the_office_is_to_answer() -> None:
    walk = dossier_at("tham-dinh.supplement-answered", at=local("2026-01-07 08:30"))

    for path in (f"/ho-so/{walk.dossier.code}/", "/ho-so/"):
        said = head_of("alice", path)
        assert "Hạn trả lời" not in said
        assert "Cơ quan trả lời chậm nhất" in said
        assert "Bạn đã bổ sung" in said


def test_the_list_of_one_s_own_does_not_say_that_an_answer_is_still_asked_for() -> None:
    walk = dossier_at("tham-dinh.supplement-asked", at=local("2026-01-05 08:30"))
    asked = head_of("alice", "/ho-so/")
    act(walk, "answer-supplement", "alice", "2026-01-08 09:00")
    answered = head_of("alice", "/ho-so/")

    assert "Yêu cầu bổ sung giấy tờ" in asked
    assert "Yêu cầu bổ sung giấy tờ" not in answered
    assert walk.dossier.machine.states["tham-dinh.supplement-answered"].label.vi in answered


def test_of_a_dossier_just_filed_too() -> None:
    walk = dossier_at("filed", at=local("2026-01-08 08:30"))

    for path in (f"/ho-so/{walk.dossier.code}/", "/ho-so/"):
        said = head_of("alice", path)
        assert "Hạn trả lời" not in said
        assert "Cơ quan trả lời chậm nhất" in said
        assert "Bạn đã bổ sung" not in said
