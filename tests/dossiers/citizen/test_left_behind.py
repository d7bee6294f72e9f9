"""What a closed page had left and another window has overtaken: any page names the form, the question and both answers."""

from datetime import datetime

import pytest
from django.http import HttpResponse

from dossiers.models import Draft
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_correction import asked, form_at
from tests.dossiers.lifecycle import MONDAY

FORM = f"/ho-so/nop/{story.SLUG}/"
PRESS = "/ho-so/nop/hop-bao-trong-nuoc/"
LEFT = {"X-Left-Behind": "1"}
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)
"""When the procedure with the table is in force."""

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]


def brought(alice: Visitor, form: str, elsewhere: dict[str, str], left: dict[str, str]) -> HttpResponse:
    """Return what a script reads that sends what a page had left, after another window has saved something else."""
    closed = alice.get(form)
    alice.send(alice.get(form), form, {"do": "save", **elsewhere})
    return alice.send(closed, form, {"do": "autosave", **left}, headers=LEFT)


def test_the_form_the_question_and_both_answers_are_named() -> None:
    alice = Visitor("alice", language="vi")
    story.draft_of("alice", MONDAY)

    told = brought(alice, FORM, {"material_name": "Một"}, {"material_name": "Hai", "edition": "<b>x</b>"})

    assert (told.status_code, told["X-Clashing"]) == (200, "1")
    words = read(told).words()
    assert "Cấp giấy phép xuất bản tài liệu không kinh doanh – 125/QĐ-UBND (bản nháp 1, soạn từ" in words
    assert "Tên tài liệu: trên máy này ghi “Hai”, đã lưu “Một”" in words
    assert f'data-form-url="{FORM}"' in told.content.decode()
    assert Draft.objects.get().answers["material_name"] == "Một"


@pytest.mark.at(LATER)
def test_of_a_table_the_cell_is_named_and_nothing_is_nothing() -> None:
    alice = Visitor("alice", language="vi")
    story.draft_of("alice", LATER, slug="hop-bao-trong-nuoc")
    cell = "speakers.0.speaker_name"

    told = brought(alice, PRESS, {cell: "Lê Thị B"}, {cell: "Trần Văn <i>C</i>"})

    line = (
        "Người phát biểu khác, dòng 1 – Họ và tên: trên máy này ghi “Trần Văn &lt;i&gt;C&lt;/i&gt;”, đã lưu “Lê Thị B”"
    )
    assert line in told.content.decode()


def test_an_answer_about_a_dossier_is_called_by_it() -> None:
    alice, walk = Visitor("alice", language="vi"), asked()
    _page, form = form_at(walk, alice)

    told = brought(alice, form, {"note": "Một", "lacking-ban-thao": "Mất"}, {"note": "Hai"})

    assert f"“bổ sung hồ sơ {walk.dossier.code}”" in read(told).words()
    assert "trên máy này ghi “Hai”, đã lưu “Một”" in read(told).words()
    assert f'data-form-url="{form}"' in told.content.decode()


def test_what_fits_is_saved_as_ever() -> None:
    alice = Visitor("alice", language="vi")
    story.draft_of("alice", MONDAY)

    saved = brought(alice, FORM, {"print_run": "5"}, {"material_name": "Hai"})

    assert (saved.status_code, saved["Content-Type"]) == (200, "text/plain")
    assert Draft.objects.get().answers["material_name"] == "Hai"
