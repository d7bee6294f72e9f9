"""The proof of filing: what was filed, at which second, with a mark of each file; printed behind the filing."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from dossiers.background import relay
from dossiers.log.answers import standing
from dossiers.models import Attachment, Dossier, Event, Letter, OutboxEntry
from dossiers.papers import press
from dossiers.papers.filing import FiledFile, Part, ProofOfFiling, proof_of
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests import golden
from tests.dossiers.browsing import Visitor, content_of, read
from tests.golden.pictures import assert_looks_like
from tests.printed import A4, pages_of, sizes_of, words_of

TOKEN = "k3PqZ0" * 7
NOW = datetime(2026, 11, 30, 8, 30, 7, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def filed(**given: str) -> Dossier:
    return story.file("alice", at=NOW, answers={**story.ANSWERS, **given})


def filing(dossier: Dossier) -> Event:
    return Event.objects.get(dossier=dossier, sequence=1)


def proof(dossier: Dossier) -> ProofOfFiling:
    return proof_of(filing(dossier), "", TOKEN)


@pytest.mark.usefixtures("one_key_and_one_address")
def test_it_says_what_was_filed_part_by_part_and_each_file_with_its_mark() -> None:
    pdf = press.printed("papers/filing.html", proof(filed()))

    assert sizes_of(pdf) == {A4}
    golden.assert_matches("papers/filing.txt", "\f".join(pages_of(pdf)) + "\n")
    assert_looks_like("papers/filing", pdf)


def test_a_picture_that_no_font_has_is_named_and_the_record_keeps_it() -> None:
    title = "Nội dung 🎬 dòng 👩‍👧 hai 👍🏽🎉, ≥ 5°, Жук"
    dossier = filed(material_name=title)

    paper = proof(dossier)
    pdf = press.printed("papers/filing.html", paper)

    [printed] = [text for part in paper.parts for _label, text in part.answers if text.startswith("Nội dung")]
    assert printed == "Nội dung [biểu tượng] dòng [biểu tượng] hai [biểu tượng], ≥ 5°, Жук"
    assert "ký hiệu không in được trên giấy; hệ thống vẫn lưu đúng như đã nộp" in words_of(pdf)
    assert standing([filing(dossier)])["material_name"] == title


def test_without_such_a_picture_nothing_is_said_of_it() -> None:
    assert not proof(filed(material_name="Nội dung “hai” – ½ ©, €")).leaves_out


def test_each_file_has_the_first_twelve_digits_of_its_hash() -> None:
    dossier = filed()

    files = proof(dossier).files

    assert [file.mark for file in files] == [one.sha256[:12] for one in filing(dossier).attachments.all()]
    assert files


def test_files_stand_as_on_the_page_and_say_their_size_as_there() -> None:
    dossier = filed()
    first = filing(dossier).attachments.get(component="ban-thao")
    for place, name in enumerate(("trang-9.pdf", "trang-1.pdf", "trang-5.pdf"), 1):
        pk = UUID(int=9 - place)
        Attachment.objects.create(
            pk=pk, dossier=dossier, event=first.event, component="ban-thao", name=name, size=31_500, sha256=f"{place}" * 64,
            media_type=first.media_type, uploaded_by=first.uploaded_by, uploaded_at=first.uploaded_at, place=place,
        )  # fmt: skip

    files = proof(dossier).files
    page = read(Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/")).words()

    named = [file.name for file in files]
    assert named == [first.name, "trang-9.pdf", "trang-1.pdf", "trang-5.pdf"]
    assert [file.size for file in files] == ["1 kB", "32 kB", "32 kB", "32 kB"]
    places = [page.index(f"{file.name} {file.size}") for file in files]
    assert places == sorted(places)


def test_it_keeps_saying_what_was_filed_whatever_is_corrected_later() -> None:
    dossier = filed()
    before = proof(dossier)

    walk = story.Walk(dossier, NOW).take("ask-supplement", "bob", components={}, questions={"extent": "Ghi lại."})
    walk.take("answer-supplement", "alice", note="Đã bổ sung.")

    assert proof(dossier) == replace(before, url=before.url)


def test_the_page_of_the_filing_says_that_it_is_being_made_and_then_has_it() -> None:
    dossier, alice = filed(), Visitor("alice", language="vi")
    page = f"/ho-so/{dossier.code}/da-nop/"

    coming = alice.get(page).content.decode()
    assert "đang được lập" in coming
    assert f'hx-get="{page}"' in coming
    assert not Letter.objects.exists(), "the filing waits for no press"

    relay.run(NOW)
    letter = Letter.objects.get()
    there = alice.get(page).content.decode()
    assert f'href="/ho-so/giay/{letter.token}/"' in there
    assert "hx-get" not in there
    paper = content_of(alice.get(f"/ho-so/giay/{letter.token}/"))
    assert "08 giờ 30 phút 07 giây" in words_of(paper)
    for address, who in ((f"/ho-so/{dossier.code}/", alice), (f"/mot-cua/{dossier.code}/", Visitor("bob"))):
        assert f"/ho-so/giay/{letter.token}/" in who.get(address).content.decode()
    assert Visitor("mallory").get(f"/ho-so/giay/{letter.token}/").status_code == 404
    assert dossier.code in Visitor(language="vi").get(f"/xac-minh/{letter.token}/").content.decode()


def test_what_was_filed_before_there_were_proofs_has_none_and_says_nothing_of_it() -> None:
    dossier = filed()
    OutboxEntry.objects.filter(kind="letter-filing").delete()

    relay.run(NOW)

    assert not Letter.objects.exists()
    assert 'id="proof"' not in Visitor("alice").get(f"/ho-so/{dossier.code}/da-nop/").content.decode()


def test_it_is_there_once_however_often_it_is_tried(clock: time_machine.Traveller) -> None:
    filed()
    relay.run(NOW)
    OutboxEntry.objects.update(done_at=None, due_at=NOW)
    clock.shift(60)

    relay.run(NOW + timedelta(seconds=60))

    assert Letter.objects.count() == 1


def test_long_answers_and_200_files_keep_the_layout() -> None:
    long = proof(filed())
    parts = (*long.parts, Part("Nội dung dài", (("Tóm tắt", "Chữ rất dài " * 400), ("Tên", "<b>a</b> & {{ b }}"))))
    files = tuple(FiledFile(f"Giấy tờ thứ {n}", f"tep-{n}.pdf", "1 MB", f"{n:012x}") for n in range(1, 201))

    pdf = press.printed("papers/filing.html", replace(long, parts=parts, files=files))

    words = words_of(pdf)
    assert "<b>a</b> & {{ b }}" in words
    assert all(f"Giấy tờ thứ {n} " in words for n in range(1, 201))
    assert f"{long.code}, trang 2" in pages_of(pdf)[1]
