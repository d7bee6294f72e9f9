"""An answer to a request is sent in one window while words stand in another: none of them goes without being shown."""

import pytest
from django.http import HttpResponse

from dossiers import acts
from dossiers.citizen.supplement_form import typed_words
from dossiers.filing import corrections
from dossiers.models import Attachment, Draft
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers import every_kind
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.citizen.test_correction import EXTENT, PAPER, TITLE, answered, asked, form_at, sent
from tests.dossiers.lifecycle import act

HEAD = "The following, which you typed in this window, is not in the answer that was sent:"
FILES = "The following files, which you chose in this window, are not in the answer that was sent:"
SENT = (
    "The office does not wait for anything from you on this dossier now. You sent your answer at 09:00 07/01/2026, from "
    "another window or device."
)

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-01-07T09:00:00+07:00")]


def left_open(alice: Visitor, **more: object) -> tuple[HttpResponse, str, Walk]:
    """Return the page of a form whose answer another window sends while it is open."""
    walk = asked()
    page, address = form_at(walk, alice)
    sent(alice, walk, {**answered(), **more})
    return page, address, walk


@pytest.mark.parametrize("do", ["save", "check"])
def test_what_was_typed_and_not_sent_is_shown_with_its_place(do: str) -> None:
    alice = Visitor("alice")
    page, address, _walk = left_open(alice, note="Trang 2 đã chụp lại.")

    answer = alice.send(
        page,
        address,
        {"do": do, TITLE: answered()[TITLE], "note": "Trang 3 sẽ gửi sau.", f"lacking-{PAPER}": "Đang đóng dấu"},
    )

    words = read(answer).words()
    assert answer.status_code == 409
    assert SENT in words
    assert "Nothing was sent" not in words
    assert "Not sent" not in words
    lost = words.partition(HEAD)[2]
    assert "A word to the office Trang 3 sẽ gửi sau." in lost
    assert "Why there is none Đang đóng dấu" in lost
    assert "Kỷ yếu 25 năm" not in lost, "that was sent, typed in both windows"


def test_what_was_sent_word_for_word_leads_to_the_confirmation() -> None:
    alice = Visitor("alice")
    page, address, walk = left_open(alice, note="Trang 2 đã chụp lại.\nXin cảm ơn.")
    same = {TITLE: answered()[TITLE], "note": "Trang 2 đã chụp lại.\r\nXin cảm ơn."}

    line = alice.send(page, address, {**same, "do": "autosave"})

    assert (
        alice.send(page, address, {**same, "do": "save"})["Location"] == f"/ho-so/{walk.dossier.code}/bo-sung/da-gui/"
    )
    assert alice.send(page, address, {"do": "save"})["Location"] == f"/ho-so/{walk.dossier.code}/bo-sung/da-gui/"
    assert (line.status_code, line.content.decode(), "X-Filed-Without" in line) == (409, SENT, False)


def test_the_background_says_it_too() -> None:
    alice = Visitor("alice")
    page, address, _walk = left_open(alice)

    line = alice.send(page, address, {"do": "autosave", "note": "Trang 3 sẽ gửi sau."})

    assert (line.status_code, line["X-Filed-Without"]) == (409, "1")
    assert line.content.decode().startswith(
        f"{SENT} What you typed in this window is not in that answer: “A word to the office”. It still stands here;"
    )


def test_it_goes_along_to_a_message_to_the_office_behind_what_stands_there_unsent() -> None:
    alice = Visitor("alice")
    page, address, walk = left_open(alice)
    here = f"/ho-so/{walk.dossier.code}/"
    kept = form_of(alice.get(here), f"/{acts.TO_OFFICE}/").values | {"message": "Đang hỏi dở", "do": "autosave"}
    alice.post(f"{here}{acts.TO_OFFICE}/dang-soan/", kept)

    shown = alice.send(page, address, {"do": "save", "note": "Trang 3 sẽ gửi sau."})
    for _twice in range(2):
        back = alice.send(shown, f"/{acts.TO_OFFICE}/dang-soan/")

    assert back["Location"] == f"{here}#conversation"
    there = alice.get(here)
    message = form_of(there, f"/{acts.TO_OFFICE}/").values["message"]
    assert message == (
        "Đang hỏi dở\n\nNot in what I have sent, from another window or device:\nA word to the office: Trang 3 sẽ gửi sau."
    )
    assert 'id="conversation" open' in there.content.decode()


def test_a_file_that_came_along_is_named_unless_the_office_has_it() -> None:
    alice = Visitor("alice")
    page, address, walk = left_open(alice)
    there = Attachment.objects.filter(dossier=walk.dossier).order_by("-pk")[0]
    with there.file.open() as bytes_of_it:
        same = story.upload("tên khác.pdf", bytes_of_it.read())

    answer = alice.send(
        page, address, {"do": "save", "component-ban-thao": [same, story.upload("trang 3.pdf", story.pdf(3))]}
    )

    words = read(answer).words()
    assert f"{FILES} trang 3.pdf" in words
    assert "tên khác.pdf" not in words
    assert HEAD not in words


def test_a_file_that_was_chosen_after_the_answer_is_named() -> None:
    alice = Visitor("alice")
    page, address, _walk = left_open(alice)

    line = alice.send(page, address, {"do": "autosave", "unsent": "Bản có dấu.pdf"})
    answer = alice.send(page, address, {"do": "save", "unsent": "Bản có dấu.pdf"})

    assert (line.status_code, line["X-Filed-Without"]) == (409, "1")
    assert "Of this window, this is not in it: “Bản có dấu.pdf”." in line.content.decode()
    assert f"{FILES} Bản có dấu.pdf" in read(answer).words()
    assert "Attach the files to it there." in read(answer).words()


def test_where_the_office_asks_anew_it_is_brought_in_there() -> None:
    alice = Visitor("alice")
    page, address, walk = left_open(alice)
    act(walk, "confirm-supplement", "bob", "2026-01-08 10:00")
    act(walk, "propose-supplement", "dung", "2026-01-08 11:00", components={}, questions={EXTENT: "Sai số trang."})
    act(walk, "issue-supplement", "bob", "2026-01-08 12:00", components={}, questions={EXTENT: "Sai số trang."})

    answer = alice.send(page, address, {TITLE: "Tên gõ cho yêu cầu cũ", "do": "save"})

    words = read(answer).words()
    assert "You sent your answer to that at 09:00 07/01/2026." in words
    assert "Title of the material Tên gõ cho yêu cầu cũ" in words.partition(HEAD)[2]
    assert f'href="{address}">Answer the request' in answer.content.decode()
    assert not Draft.objects.exists()


def test_what_one_reads_of_is_called_as_it_is_in_the_form() -> None:
    alice = Visitor("alice", language="vi")
    page, address, _walk = left_open(alice)

    line = alice.send(page, address, {"do": "autosave", "note": "Trang 3 sẽ gửi sau."})

    assert "Lời nhắn gửi cơ quan" in read(page).words()
    assert "“Lời nhắn gửi cơ quan”" in line.content.decode()


def test_a_table_is_one_answer_not_a_line_for_each_of_its_cells() -> None:
    asks = corrections.asked_by(every_kind.machine(), {}, [])
    form = {
        name: text for name, text in every_kind.ANSWERS.items() if name.startswith(("machines.", "guests.", "form"))
    }

    rows = typed_words(asks, {**form, f"lacking-{TITLE}": "không phải của biểu mẫu này", "note": "Xin cảm ơn."})

    assert [row.name for row in rows] == ["form", "machines", "note"]
    assert rows[0].value != "print", "as it is read, not as a form holds it"
    assert len(rows[1].value.splitlines()) == 2
