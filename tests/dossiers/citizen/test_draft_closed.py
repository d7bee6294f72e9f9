"""What is said before and beside a draft: who files here, in the list that its procedure is closed, where its proof belongs."""

from pathlib import Path

import pytest

from portal.demo import story
from procedures.answers.sample import raw_answers
from procedures.models import ProcedureVersion
from tests.dossiers import owing
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.variants import publish_text
from tests.procedures.shipped import SHIPPED, changed

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

FORM = f"/ho-so/nop/{story.SLUG}/"
BEFORE = "Trước khi bắt đầu: hồ sơ có nộp tại đây không"


def saved(visitor: Visitor, form: str = FORM, **typed: str) -> None:
    visitor.send(visitor.get(form), form, {**typed, "do": "save"})


def retire() -> None:
    for version in ProcedureVersion.objects.filter(procedure__slug=story.SLUG):
        version.retire(at=MONDAY)
        version.save(update_fields=["status", "retired_at"])


def test_the_form_says_who_files_here_before_anything_is_typed_and_not_again(tmp_path: Path) -> None:
    alice, form = Visitor("alice", language="vi"), f"/ho-so/nop/{owing.published(tmp_path, 'return')}/"

    first = read(alice.get(form)).words()
    saved(alice, form, material_name="Kỷ yếu")

    assert "Sở giải quyết hồ sơ của cơ quan, tổ chức tại Hà Nội." in first.partition(BEFORE)[2]
    assert BEFORE not in read(alice.get(form)).words()


def test_a_list_says_of_a_draft_that_its_procedure_is_not_received_any_more() -> None:
    alice, closed = (
        Visitor("alice", language="vi"),
        "Thủ tục này không còn được tiếp nhận. Không nộp được bản nháp này.",
    )
    saved(alice, material_name="Kỷ yếu")
    before = read(alice.get("/ho-so/")).words()
    retire()

    after = read(alice.get("/ho-so/")).words()

    assert (closed in before, closed in after) == (False, True)
    assert ("Soạn tiếp" in before, "Soạn tiếp" in after) == (True, False)
    assert "Xem nội dung đã soạn" in after


def test_of_a_procedure_that_is_not_received_any_more_every_page_says_the_same() -> None:
    alice = Visitor("alice", language="vi")
    saved(alice, material_name="Kỷ yếu")
    retire()

    pages = ("/ho-so/", "/ho-so/", FORM, f"/thu-tuc/{story.SLUG}/")
    shown = [read(alice.get(page)).words() for page in pages]

    assert all("Thủ tục này không còn được tiếp nhận." in words for words in shown)
    assert all("nhận trực tuyến" not in words for words in shown)


def test_who_pays_by_transfer_reads_where_the_proof_is_attached(tmp_path: Path) -> None:
    text = (SHIPPED / "vbxn-buu-chinh" / "v7.toml").read_text(encoding="utf-8")
    edits = (
        ('\nslug = "vbxn-buu-chinh"', '\nslug = "vbxn-thu"'),
        ('\ncode = "1.004470"', ""),
        ("effective_on = 2026-11-28", "effective_on = 2025-12-01"),
    )
    publish_text(tmp_path, changed(*edits, text=text))
    alice, form = Visitor("alice", language="vi"), "/ho-so/nop/vbxn-thu/"
    machine = ProcedureVersion.objects.get(procedure__slug="vbxn-thu").machine
    saved(alice, form, **raw_answers(machine, MONDAY))

    words = read(alice.get(form)).words()

    assert "Đã chuyển khoản thì đính kèm “Chứng từ" in words
    assert "ở phần “Giấy tờ đính kèm”" in words


def test_where_the_proof_is_asked_beside_the_payment_nothing_leads_elsewhere(tmp_path: Path) -> None:
    alice, form = Visitor("alice", language="vi"), f"/ho-so/nop/{owing.published(tmp_path, 'filing')}/"
    machine = ProcedureVersion.objects.get(procedure__slug="phi-filing").machine
    saved(alice, form, **raw_answers(machine, MONDAY))

    words = read(alice.get(form)).words()

    assert "Nộp phí, lệ phí" in words
    assert "Đã chuyển khoản thì đính kèm" not in words
