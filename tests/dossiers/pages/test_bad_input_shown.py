"""What people typed is text wherever it is shown later, and their files keep their names without their tricks."""

import unicodedata
from datetime import datetime
from email.header import decode_header, make_header
from urllib.parse import unquote

import pytest
from django.http import FileResponse

from dossiers.models import Attachment, Dossier
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, filing_of, read

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
TUESDAY = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
FORM = f"/ho-so/nop/{story.SLUG}/"
HTML = """<script>alert("x")</script>{{ 99990|add:"9" }}<img src=x onerror='alert(1)'>&amp;"""
TEXTS = ("organisation_name", "establishment_decision_no", "material_name", "format", "purpose", "content_summary")
NAME = "Ba\u0309n tha\u0309o Đỗ.pdf"
COMPOSED = unicodedata.normalize("NFC", NAME)


pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


def hostile() -> Dossier:
    """File a dossier whose every text, and a file's name, is markup; walk it to the specialist with such words."""
    answers = {**story.ANSWERS, **dict.fromkeys(TEXTS, HTML[:100]), "applicant_name": HTML}
    draft = story.draft_of("alice", MONDAY, answers)
    story.arriving.add_file(draft, "ban-dich", story.upload("<b onclick=x>.pdf"), by=draft.owner, at=MONDAY)
    dossier = story.commands.submit(draft.key, owner=draft.owner, at=MONDAY)
    walk = story.Walk(dossier, MONDAY)
    walk.take("ask-supplement", "bob", reason=HTML, components={"ban-thao": HTML})
    walk.take("answer-supplement", "alice", note=HTML).until("tham-dinh")
    return walk.take("propose-supplement", "dung", reason=HTML, components={"ban-thao": HTML}).dossier


def test_markup_is_shown_as_text_on_every_page() -> None:
    code = hostile().code
    pages = {
        "alice": [f"/ho-so/{code}/", f"/ho-so/{code}/da-nop/", "/ho-so/"],
        "bob": [f"/mot-cua/{code}/", "/mot-cua/?list=open", "/mot-cua/?list=open&q=" + HTML[:20]],
        "carol": ["/quan-ly/received/", f"/mot-cua/{code}/"],
        "": [f"/tra-cuu/?code={code}", "/thu-tuc/?q=" + HTML, "/tra-cuu/?code=" + HTML[:60]],
    }

    shown = {address: Visitor(who).get(address).content.decode() for who, all_ in pages.items() for address in all_}

    for address, page in shown.items():
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "<b onclick" not in page, address
        assert "99999" not in page, address
    for address in [f"/ho-so/{code}/", f"/mot-cua/{code}/", "/mot-cua/?list=open", "/quan-ly/received/"]:
        assert "&lt;script&gt;alert(" in shown[address], address


def test_markup_is_shown_as_text_while_it_is_being_filed() -> None:
    answers = {**story.ANSWERS, **dict.fromkeys(TEXTS, HTML[:100])}
    story.draft_of("alice", MONDAY, answers)
    alice = Visitor("alice")

    form, check = alice.get(FORM), alice.get(f"{FORM}kiem-tra/")

    assert check.status_code == 200
    for page in (form, check):
        assert "<script>alert" not in page.content.decode()
        assert HTML[:100] in read(page).text or HTML[:100] in read(page).forms[-1].values.values()


def test_decomposed_letters_are_stored_composed_and_found_either_way() -> None:
    typed = unicodedata.normalize("NFD", "Hội Khuyến học quận Đống Đa")
    story.draft_of("alice", MONDAY, {**story.ANSWERS, "applicant_name": typed})
    draft = story.person("alice").drafts.get()

    Visitor("alice").post(f"{FORM}kiem-tra/", filing_of(draft))

    dossier = Dossier.objects.get()
    assert dossier.applicant_name == unicodedata.normalize("NFC", typed)
    for query in ("khuyến học", unicodedata.normalize("NFD", "Khuyến học"), f"  {dossier.code[-8:]} "):
        assert dossier.code in read(Visitor("bob").get("/mot-cua/", {"q": query})).words(), query
    assert dossier.code not in read(Visitor("bob").get("/mot-cua/", {"q": "%"})).words()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (NAME, COMPOSED),
        ("../../etc/ban-thao.pdf", "ban-thao.pdf"),
        ("C:\\Users\\An\\ban-thao.pdf", "ban-thao.pdf"),
        ("Ả" * 251 + ".pdf", "Ả" * 200 + ".pdf"),
        ("a" * 251 + ".pdf", "a" * 200 + ".pdf"),
        ("tien=1;x.pdf", "tien=1;x.pdf"),
        ("báo\u202efdp.exe.pdf", "báofdp.exe.pdf"),
        (" .pdf. ", "pdf"),
        ("&lt;b&gt;.pdf", "<b>.pdf"),
    ],
)
def test_a_file_keeps_its_name_without_its_tricks(sent: str, kept: str) -> None:
    alice = Visitor("alice")

    alice.post(FORM, {"do": "save", "component-ban-thao": story.upload(sent)})

    stored = Attachment.objects.get()
    assert stored.name == kept
    assert stored.file.name == f"attachments/{stored.id.hex[:2]}/{stored.id.hex}"
    assert kept in read(alice.get(FORM)).text
    answer = alice.get(f"/ho-so/tep/{stored.pk}/")
    assert content_of(answer) == story.pdf()
    assert filename(answer) == kept


def filename(answer: FileResponse) -> str:
    """Return the name under which a browser would keep a download."""
    kind, _semicolon, given = answer["Content-Disposition"].partition("; ")
    assert kind == "attachment"
    name, _equals, value = given.partition("=")
    if name == "filename*":
        return unquote(value.removeprefix("utf-8''"))
    return str(make_header(decode_header(value[1:-1].replace('\\"', '"'))))


def test_a_download_is_never_run_in_our_pages() -> None:
    alice = Visitor("alice")
    alice.post(FORM, {"do": "save", "component-ban-thao": story.upload()})

    answer = alice.get(f"/ho-so/tep/{Attachment.objects.get().pk}/")

    assert content_of(answer).startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"
