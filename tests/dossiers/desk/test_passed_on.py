"""What was said with a handover stands in the head of the file for whoever has it now, until that person acts."""

from datetime import timedelta

import pytest

from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-08 09:00"))]
WORDS = "Đồng chí Dũng xử lý trước ngày 30/11."


def first_screen(who: str, code: str) -> str:
    """Return the head of an officer's file, which is in sight whatever is scrolled."""
    return Visitor(who, language="vi").get(f"/mot-cua/{code}/").content.decode().split('class="review"')[0]


def test_the_words_of_an_assignment_are_read_until_the_case_officer_acts() -> None:
    walk = dossier_at("phan-cong")
    walk.take("finish-phan-cong", "hoa", note=WORDS)

    said = first_screen("dung", walk.dossier.code)
    assert WORDS in said
    assert "Phạm Thị Hoa" in said

    walk.take("note", "dung", message="Đã nhận.")
    assert WORDS in first_screen("dung", walk.dossier.code)
    walk.take("finish-tham-dinh", "dung", note="Trình chị xem, còn vướng mục số trang.")
    said = first_screen("hoa", walk.dossier.code)
    assert WORDS not in said
    assert "Trình chị xem, còn vướng mục số trang." in said


def test_what_the_applicant_wrote_with_a_supplement_is_read_by_who_checks_it() -> None:
    walk = dossier_at("filed.supplement-asked")
    walk.take("answer-supplement", "alice", note="Trang 3 in lại, các trang khác giữ nguyên.")

    assert "Trang 3 in lại, các trang khác giữ nguyên." in first_screen("bob", walk.dossier.code)


def test_after_a_deed_that_leaves_it_where_it_is_they_are_gone() -> None:
    walk = dossier_at("phan-cong")
    walk.take("finish-phan-cong", "hoa", note=WORDS).take("propose-supplement", "dung").take(
        "decline-supplement", "bob"
    )

    assert WORDS not in first_screen("dung", walk.dossier.code)


def test_a_reminder_is_read_by_whoever_is_reminded() -> None:
    walk = dossier_at("tham-dinh")
    walk.at += timedelta(hours=1)
    walk.take("remind", "hoa")

    said = first_screen("dung", walk.dossier.code)
    assert "Nhắc người đang giữ hồ sơ – Phạm Thị Hoa" in said

    walk.take("finish-tham-dinh", "dung")
    assert "Nhắc người đang giữ hồ sơ – " not in first_screen("hoa", walk.dossier.code)


def test_nothing_of_it_is_on_the_applicant_s_page() -> None:
    walk = dossier_at("phan-cong")
    walk.take("finish-phan-cong", "hoa", note=WORDS)

    assert WORDS not in Visitor("alice").get(f"/ho-so/{walk.dossier.code}/").content.decode()
