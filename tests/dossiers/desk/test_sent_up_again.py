"""A draft that was sent back and goes up again as it was is asked about, and whoever reads it next is told."""

import pytest

from dossiers.files import StoredFile, store
from portal.demo import story
from portal.demo.story import Walk, pdf, upload
from tests.dossiers.browsing import form_of, read
from tests.dossiers.desk.deciding import NOW, page_of, send, walk_to
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

AGAIN, CHANGED = "dự thảo được trình lại nguyên như cũ", "đã có dự thảo mới, có thay đổi"
BOX = {"draft_unchanged": "on"}
WHY = "Thiếu căn cứ tại Điều 2."


def proposed(*files: StoredFile) -> Walk:
    """Return a dossier whose draft dung has put up: the text of the procedure, or files."""
    draft = {"draft": story.Draft("", files)} if files else {}
    return walk_to("tham-dinh").take("propose-granted", "dung", **draft)


def test_a_draft_that_was_sent_back_and_is_the_same_is_asked_about_and_whoever_reads_it_is_told() -> None:
    walk = proposed().take("send-back-tham-dinh", "hoa", reason=WHY, remarks={"draft": "Sửa Điều 1."})

    with nothing_written():
        asked = send("dung", walk.dossier, "propose-granted", {"note": "Kính trình."})

    assert asked.status_code == 422
    said = read(asked).errors["id_propose-granted_document"]
    for piece in ("Dự thảo không đổi so với bản đã bị trả lại", WHY, "Dự thảo: Sửa Điều 1"):
        assert piece in said
    assert form_of(asked, "/propose-granted/").values["note"] == "Kính trình."
    assert "draft_unchanged" not in form_of(asked, "/propose-granted/").values

    assert send("dung", walk.dossier, "propose-granted", BOX).status_code == 302
    assert AGAIN in read(page_of("hoa", walk.dossier)[1]).words()
    assert send("hoa", walk.dossier, "finish-xem-xet", {}).status_code == 302
    assert AGAIN in read(page_of("lan", walk.dossier)[1]).words()


def test_a_draft_that_was_changed_goes_up_at_once_and_is_said_to_be_changed() -> None:
    walk = proposed().take("finish-xem-xet", "hoa").take("send-back-tham-dinh", "lan", reason=WHY)
    text = form_of(page_of("dung", walk.dossier)[1], "/propose-granted/").values["document"]

    answer = send("dung", walk.dossier, "propose-granted", {"document": f"{text}\n\nĐiều 9. Thêm."})

    assert answer.status_code == 302
    assert CHANGED in read(page_of("hoa", walk.dossier)[1]).words()


def test_spaces_and_ends_of_lines_change_no_draft_and_another_outcome_does() -> None:
    walk = proposed().take("send-back-tham-dinh", "hoa", reason=WHY)
    text = form_of(page_of("dung", walk.dossier)[1], "/propose-granted/").values["document"]

    with nothing_written():
        spaced = send("dung", walk.dossier, "propose-granted", {"document": text.replace("\n", " \r\n") + "  \n"})

    assert "Dự thảo không đổi" in read(spaced).errors["id_propose-granted_document"]
    assert send("dung", walk.dossier, "propose-refused", {"reason": "Ngoài tôn chỉ, mục đích."}).status_code == 302
    assert CHANGED in read(page_of("hoa", walk.dossier)[1]).words()


def test_a_file_is_the_same_by_its_bytes_whatever_its_name() -> None:
    walk = proposed(store(upload("a.pdf", pdf(5)))).take("send-back-tham-dinh", "hoa", reason=WHY)

    with nothing_written():
        asked = send("dung", walk.dossier, "propose-granted", {"draft_files": upload("b.pdf", pdf(5))})

    assert WHY in read(asked).errors["id_propose-granted_draft_files"]
    another = {"draft_files": upload("b.pdf", pdf(6))}
    assert send("dung", walk.dossier, "propose-granted", another).status_code == 302
    assert CHANGED in read(page_of("hoa", walk.dossier)[1]).words()


def test_what_nobody_has_sent_back_is_said_to_be_neither() -> None:
    words = read(page_of("hoa", proposed().dossier)[1]).words()

    assert AGAIN not in words
    assert CHANGED not in words
