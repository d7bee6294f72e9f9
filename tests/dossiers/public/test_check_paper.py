"""Whoever holds a paper finds its page by what is printed on it, however it is typed, or by its file."""

import io
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from dossiers.background import relay
from dossiers.display.formats import whole_mark
from dossiers.models import Letter, ResultFile
from dossiers.papers import registry
from dossiers.public.verify import LOOKING_SECONDS
from portal.demo import story
from procedures.machine import Paper
from procedures.results import ResultKind
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.papers.before import PDF
from tests.dossiers.papers.results import NUMBERED
from tests.dossiers.viewing import made

pytestmark = pytest.mark.django_db

NONE = "No paper with this code was issued here"
ENDED = "The paper was issued here, but it has not been in force"
SAME = "The file is a paper that was issued here, to the last byte"


@pytest.fixture
def letter() -> Letter:
    walk = story.dossier_in("accepted", at=MONDAY)
    return registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)


def sent(content: bytes | None) -> str:
    data = {} if content is None else {"file": SimpleUploadedFile("giấy.pdf", content)}
    return read(Visitor().post("/xac-minh/", data)).words()


def made_anew(content: bytes, *, with_links: bool = True) -> bytes:
    """Return the pages of a PDF as another program writes them."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(content))), io.BytesIO()
    if not with_links:
        writer.remove_links()
    writer.write(out)
    return out.getvalue()


def test_the_first_line_of_the_printed_address_is_a_page_in_both_languages() -> None:
    for language, words in (("vi", "Mã hoặc địa chỉ in trên giấy"), ("en", "Code or address on the paper")):
        page = read(Visitor(language=language).get("/xac-minh/")).words()
        assert words in page
        # What letters print before it, and what results do.
        assert "“Kiểm tra giấy này”" in page
        assert "“Kiểm tra văn bản này”" in page
    assert "/xac-minh/" in Visitor().get("/").content.decode()


@pytest.mark.parametrize(
    "typed",
    ["{0}", " {1} {2} ", "http://x.vn/xac-minh/{0}/", "https://x.vn/xac-minh/ {1} {2}", "x.vn/xac-minh/{0}/#abc"],
)
def test_a_code_or_an_address_leads_to_the_paper_however_its_lines_were_broken(letter: Letter, typed: str) -> None:
    token = letter.token

    response = Visitor().get("/xac-minh/", {"code": typed.format(token, token[:20], token[20:])})

    assert (response.status_code, response.headers["Location"]) == (302, f"/xac-minh/{token}/")


@pytest.mark.parametrize("typed", ["x", "/", "https://x.vn/xac-minh/", "\x00", "x" * 2000, "", "?#"])
def test_of_anything_else_it_says_that_no_paper_has_it(letter: Letter, typed: str) -> None:
    response = Visitor().get("/xac-minh/", {"code": typed})

    assert response.status_code == 200
    assert letter.dossier.code not in read(response).words()


def test_a_changed_sign_is_of_no_paper(letter: Letter) -> None:
    changed = letter.token[:-1] + ("a" if letter.token[-1] != "a" else "b")

    assert NONE in read(Visitor().get("/xac-minh/", {"code": changed})).words()


LOOKED_UP = "See by its number and date whether a licence"
BY_DOSSIER = "See how far a dossier is, by the dossier number"


@pytest.mark.parametrize(
    "typed", ["01/XN-STTTT", "Số: 48/XN-STTTT", "12/2026/QĐ-SVHTT", "9/2026/GP-X.Y", "9/26", "9/2026/TNHS-X"]
)
def test_a_number_is_told_from_a_code_and_nothing_is_said_of_it(typed: str) -> None:
    page = read(Visitor().get("/xac-minh/", {"code": typed}))
    content = Visitor().get("/xac-minh/", {"code": typed}).content.decode()

    assert "This is the number of a paper, not its code" in page.errors["id_code"]
    assert NONE not in page.words()
    assert "Kiểm tra văn bản này" in page.errors["id_code"]
    assert LOOKED_UP in content


RECEIPT = "number of a paper of the kind “Receipt and appointment slip”, which is checked by its code alone"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", RECEIPT),
        ("Số: 48/2026/TNHS", RECEIPT),
        ("7/2026/hdhs", "of the kind “Supplement request”, which"),
        ("Số: 01/PG-STTTT", "of the kind “Cover note of the result”, which"),
        (
            " 01 / 2026 ",
            "“Refusal slip”, “Paper of apology”, “Notice of stopping”, “Cover note of the result”. Each is checked by",
        ),
    ],
)
def test_the_number_of_a_receipt_or_a_letter_leads_to_no_register_of_results(
    letter: Letter, typed: str, said: str
) -> None:
    # Of one that was issued here it says the same as of any other.
    answer = Visitor().get("/xac-minh/", {"code": typed or letter.number})
    content = answer.content.decode()

    assert said in read(answer).errors["id_code"]
    assert LOOKED_UP not in content
    assert BY_DOSSIER in content
    assert letter.token not in content
    assert letter.dossier.code not in content


def test_a_dossier_number_leads_to_the_page_that_says_how_far_it_is(letter: Letter) -> None:
    code = letter.dossier.code

    for typed in (code, code.partition("-")[2], code[:-1] + "9"):
        page = Visitor().get("/xac-minh/", {"code": typed})
        assert "This is a dossier number, not the code of a paper" in read(page).errors["id_code"], typed
        assert f'href="/tra-cuu/?code={typed}"' in page.content.decode()


def test_a_file_is_known_without_its_code_and_a_changed_one_is_not(letter: Letter) -> None:
    with letter.file.open("rb") as file:
        content = file.read()

    assert f"to the last byte: Receipt and appointment slip, number {letter.number}" in sent(content)
    assert "If whoever sent it says that it is the electronic original" in sent(PDF)
    assert "Choose the file first" in sent(None)
    assert letter.token in Visitor().post("/xac-minh/", {"file": SimpleUploadedFile("a", content)}).content.decode()


def test_a_changed_paper_is_said_to_be_none_of_ours_although_its_code_is(letter: Letter) -> None:
    with letter.file.open("rb") as file:
        content = file.read()

    for changed in (content + b"\n%", made_anew(content), made_anew(content, with_links=False)):
        page = sent(changed)
        assert "bears the code of a paper that was issued here (Receipt and appointment slip" in page
        assert "it is not the file that was issued" in page
        assert "to the last byte" not in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xd8\xff\xe0 a photo", "The file is no PDF"),
        (b"words that were named PDF", "The file is no PDF"),
        (b"", "The file is no PDF"),
        (PDF[: len(PDF) // 3], "The PDF is damaged or did not arrive whole"),
        (made.with_script(), "This PDF is no paper with a code"),
        (made.deep_tree(), "The PDF is damaged"),
    ],
)
def test_of_another_file_it_is_said_what_it_is(content: bytes, sentence: str) -> None:
    assert sentence in sent(content)


def test_nobody_waits_for_a_pdf_that_was_made_to_take_long() -> None:
    slow = made.slow_to_judge(60)
    sent(PDF)
    begun = monotonic()

    assert "This PDF is no paper with a code" in sent(slow)
    assert monotonic() - begun < LOOKING_SECONDS + 2


def test_a_code_that_nobody_issued_makes_a_pdf_no_changed_paper() -> None:
    assert "This PDF is no paper with a code" in sent(made.of_text("http://x.vn/xac-minh/" + "a" * 43))


def test_a_numbered_result_says_why_nothing_is_said_of_its_force_until_it_is_handed_over() -> None:
    walk = NUMBERED[ResultKind.LICENCE]()
    relay.run(walk.at + timedelta(minutes=2))
    file = ResultFile.objects.get()
    waits = "Numbered, not yet handed over"

    before = read(Visitor().get(f"/xac-minh/{file.token}/")).words()
    assert waits in before
    assert "Whom it is for and what it says are not compared here" in before

    walk.take("return", "bob")
    relay.run(walk.at + timedelta(minutes=2))
    after = read(Visitor().get(f"/xac-minh/{file.token}/")).words()
    assert waits not in after
    assert "In force today" in after


def test_a_licence_that_was_revoked_says_so_before_all_else_by_its_code_and_by_its_file() -> None:
    walk = NUMBERED[ResultKind.LICENCE]()
    walk.take("return", "bob")
    relay.run(walk.at + timedelta(minutes=2))
    file = ResultFile.objects.get()
    page = f"/xac-minh/{file.token}/"
    with file.file.open() as opened:
        content = opened.read()
    before = read(Visitor().get(page)).words()
    assert ENDED not in before
    assert ENDED not in sent(content)
    assert SAME in sent(content)

    walk.take("revoke-result", "lan", reason="Giấy tờ giả mạo.")

    with time_machine.travel(walk.at + timedelta(days=1), tick=False):
        by_code, by_file = read(Visitor().get(page)).words(), sent(content)
    told = f"{ENDED} since {walk.at:%d/%m/%Y}: Revoked"
    assert by_code.index(told) < by_code.index("Issuing agency")
    assert "A paper with this code was issued here" not in by_code
    assert "The result of this dossier has not been in force" not in by_code
    assert by_file.index(SAME) < by_file.index(told)


def test_the_code_stands_in_one_piece() -> None:
    assert whole_mark("http://x/xac-minh/a-b/") == 'http://x/xac-minh/<span class="mark">a-b/</span>'


@pytest.mark.parametrize("control", ['<form method="get" novalidate>', 'accept="application/pdf,.pdf" required'])
def test_what_is_looked_for_and_a_paper_s_file_are_asked_for_in_one_component_each(control: str) -> None:
    [engine] = (each for each in settings.TEMPLATES if each["BACKEND"].endswith("Jinja2"))
    found = [path for folder in engine["DIRS"] for path in Path(folder).rglob("*.html") if control in path.read_text()]

    assert [path.parent.name for path in found] == ["components"]


def test_a_foreign_pdf_that_prints_our_number_without_our_code_is_told_from_ours(letter: Letter) -> None:
    """Whoever forges leaves the code out: the number alone vouches for nothing, and nothing is said of the true paper."""
    forged = made.of_text(f"So: {letter.number} - Ma ho so: {letter.dossier.code}")

    said = sent(forged)

    assert "This PDF is no paper with a code that was issued here, whatever number stands in it." in said
    assert "do not use it" in said
    assert letter.number not in said
    assert (
        letter.token not in Visitor().post("/xac-minh/", {"file": SimpleUploadedFile("a.pdf", forged)}).content.decode()
    )


def test_of_a_photo_it_is_said_which_page_reads_the_code_in_it() -> None:
    page = Visitor(language="vi").post(
        "/xac-minh/", {"file": SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff\xe0 a photo")}
    )

    note = page.content.decode().partition('class="note note--error"')[2].partition("</form>")[0]
    assert f'<a href="{reverse("off_line_check")}">' in note
