"""Files read in the page: pictures of their pages, a sentence where there is none, and nobody who waits for them."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.templatetags.static import static
from PIL import Image

from dossiers.models import Attachment, Dossier
from dossiers.viewing import box, pictures
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.test_files import locked_pdf
from tests.dossiers.viewing import made

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
FRONT = "/van-hanh/quan-tri/"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def dossier() -> Dossier:
    return story.file("alice", at=MONDAY)


def kept(dossier: Dossier, content: bytes, *, name: str = "quet.pdf", media: str = "application/pdf", pages: int | None = 1) -> Attachment:  # fmt: skip
    """Keep a file of a dossier as an older release may have taken it: unseen."""
    first = dossier.attachments.first()
    assert first is not None
    attachment = Attachment(
        id=uuid4(), dossier=dossier, event=first.event, component=first.component, name=name, media_type=media,
        size=len(content), pages=pages, sha256=uuid4().hex * 2, uploaded_by=first.uploaded_by, uploaded_at=MONDAY,
    )  # fmt: skip
    attachment.file.save(name, story.upload(name, content), save=True)
    return attachment


def address(file: Attachment, more: str = "") -> str:
    assert file.dossier is not None
    return f"/mot-cua/{file.dossier.code}/tep/{file.pk}/{more}"


def at_last(
    ask: Callable[[], HttpResponse], is_done: Callable[[HttpResponse], bool], seconds: float = 10
) -> HttpResponse:
    until = monotonic() + seconds
    while not is_done(answer := ask()):
        assert monotonic() < until
        sleep(0.02)
    return answer


def picture_of(visitor: Visitor, file: Attachment, page: int = 1, size: str = "") -> Image.Image:
    answer = at_last(
        lambda: visitor.get(address(file, f"{page}/anh/{size}")), lambda answer: answer["Content-Type"] == "image/jpeg"
    )
    return Image.open(io.BytesIO(content_of(answer)))


def shown(visitor: Visitor, file: Attachment, more: str = "") -> HttpResponse:
    """Return the page of a file once nothing on it waits."""
    return at_last(lambda: visitor.get(address(file, more)), lambda answer: b"aria-busy" not in answer.content)


def test_a_page_is_a_picture_of_two_sizes(dossier: Dossier) -> None:
    bob, file = Visitor("bob"), kept(dossier, made.of_text("Le Viet Anh", "hai"), pages=2)

    assert picture_of(bob, file).size == (900, 1274)
    assert picture_of(bob, file, size="?co=lon").size == (1600, 2265)
    # A white sheet with a line of black on it, and another one on the second page.
    assert picture_of(bob, file).convert("L").getextrema() == (0, 255)
    assert picture_of(bob, file).tobytes() != picture_of(bob, file, 2).tobytes()


def test_a_file_is_read_page_by_page_without_scripts(dossier: Dossier) -> None:
    bob, file = Visitor("bob"), kept(dossier, story.pdf(12), pages=12)

    first = bob.get(address(file))
    assert b'<noscript><meta http-equiv="refresh"' in first.content
    first, last = shown(bob, file), shown(bob, file, "?trang=11")

    assert [f'id="trang-{n}"'.encode() in first.content for n in (1, 5, 6)] == [True, True, False]
    assert [f'id="trang-{n}"'.encode() in last.content for n in (10, 11, 12)] == [False, True, True]
    assert f'href="{address(file)}?trang=6"'.encode() in first.content
    assert f'href="{address(file)}?trang=6"'.encode() in last.content
    assert f'href="/ho-so/tep/{file.pk}/"'.encode() in first.content
    assert b"refresh" not in first.content


def test_the_files_of_a_dossier_lead_to_one_another(dossier: Dossier) -> None:
    bob, file = Visitor("bob"), kept(dossier, story.pdf(), name="cuoi.pdf")
    others = list(dossier.attachments.order_by("uploaded_at", "id"))
    place = [one.pk for one in others].index(file.pk)

    page = shown(bob, file)

    for beside in (place - 1, place + 1):
        if 0 <= beside < len(others):
            assert address(others[beside]).encode() in page.content
    assert len(others) > 1


@pytest.mark.parametrize("typed", ["0", "-1", "99", "x", "9" * 5000, "²", ""])
def test_a_page_that_there_is_not_is_one_that_there_is(dossier: Dossier, typed: str) -> None:
    file = kept(dossier, story.pdf(2), pages=2)

    page = Visitor("bob").get(address(file), {"trang": typed})

    assert page.status_code == 200
    assert b'id="trang-2"' in page.content


@pytest.mark.parametrize("more", ["0/", "3/", "0/anh/", "3/anh/", f"{'9' * 5000}/anh/"])
def test_a_picture_of_a_page_that_there_is_not_is_not_there(dossier: Dossier, more: str) -> None:
    assert Visitor("bob").get(address(kept(dossier, story.pdf(2), pages=2), more)).status_code == 404


def test_a_file_of_another_dossier_is_not_there(dossier: Dossier) -> None:
    other = story.file("viet-an", at=MONDAY)
    file = kept(other, story.pdf())

    assert Visitor("bob").get(f"/mot-cua/{dossier.code}/tep/{file.pk}/").status_code == 404
    assert Visitor("bob").get(f"/mot-cua/{dossier.code}/tep/{uuid4()}/1/anh/").status_code == 404


IMAGES = [
    ("PNG", "image/png", 1, (300, 200)),
    ("JPEG", "image/jpeg", 1, (300, 200)),
    ("HEIF", "image/heic", 1, (300, 200)),
    ("WEBP", "image/webp", 1, (300, 200)),
    ("TIFF", "image/tiff", 3, (300, 200)),
]


@pytest.mark.parametrize(("kind", "media", "pages", "size"), IMAGES)
def test_pictures_are_shown_too(dossier: Dossier, kind: str, media: str, pages: int, size: tuple[int, int]) -> None:
    bob, content = Visitor("bob"), made.picture(kind, size, pages)
    file = kept(dossier, content, name="quet", media=media, pages=pages)

    assert picture_of(bob, file, pages).size == size


def test_what_has_no_pages_is_to_be_downloaded(dossier: Dossier) -> None:
    file = kept(dossier, made.docx(), name="don.docx", media=DOCX, pages=None)

    page = Visitor("bob").get(address(file))

    assert "download the original to read it" in read(page).words()
    assert f'href="/ho-so/tep/{file.pk}/"'.encode() in page.content


MEDIA = ("application/pdf", "image/png")
NOT_SHOWN = [
    ("locked.pdf", "locked", "locked by a password"),
    ("broken.pdf", "broken", "may be damaged"),
    ("huge.png", "huge", "too many pixels"),
    ("slow.pdf", "slow", "takes too long"),
    ("gone.pdf", "gone", "The stored file is missing"),
    ("deep.pdf", "deep", "may be damaged"),
]


def bad(name: str) -> bytes:
    return {
        "locked": lambda: locked_pdf("bi-mat"),
        "broken": lambda: story.pdf()[:80],
        "huge": lambda: made.png_that_claims(100_000, 100_000),
        "slow": made.slow_to_draw,
        "gone": story.pdf,
        "deep": made.deep_tree,
    }[name]()


@pytest.mark.parametrize(("name", "what", "sentence"), NOT_SHOWN, ids=[row[1] for row in NOT_SHOWN])
def test_a_page_that_cannot_be_drawn_has_a_sentence_in_its_place(
    dossier: Dossier, settings: LazySettings, name: str, what: str, sentence: str
) -> None:
    settings.READING_SECONDS = 1.0 if what == "slow" else 5.0
    bob, file = Visitor("bob"), kept(dossier, bad(what), name=name, media=MEDIA[what == "huge"])
    if what == "gone":
        Path(file.file.path).unlink()

    page = shown(bob, file)

    assert (page.status_code, sentence in read(page).words()) == (200, True)
    assert file.name in read(page).words()
    picture = at_last(lambda: bob.get(address(file, "1/anh/")), lambda answer: answer.status_code == 422)
    assert picture["Content-Type"].startswith("text/plain")


def test_of_a_file_that_is_not_in_its_place_it_is_said_and_the_administrator_reads_it(dossier: Dossier) -> None:
    file = kept(dossier, story.pdf())
    path = Path(file.file.path)
    content = path.read_bytes()
    path.unlink()

    text = read(shown(Visitor("bob"), file)).words()

    assert "The stored file is missing, so there is no use in waiting." in text
    assert "try again" not in text
    assert f"Stored files are missing, of {dossier.code}" in read(Visitor("admin").get(FRONT)).words()
    path.write_bytes(content)
    assert "Stored files are missing" not in read(Visitor("admin").get(FRONT)).words()
    assert picture_of(Visitor("bob"), file).width > 0


@pytest.mark.parametrize("content", [made.with_script(), made.with_attachment(), made.with_packed_script()])
def test_a_file_with_a_script_that_was_taken_before_is_only_a_picture(dossier: Dossier, content: bytes) -> None:
    assert picture_of(Visitor("bob"), kept(dossier, content)).size == (900, 1274)


def test_who_asks_for_a_page_waits_for_nothing(dossier: Dossier, settings: LazySettings) -> None:
    settings.READING_SECONDS = 3.0
    bob, file = Visitor("bob"), kept(dossier, made.slow_to_draw())
    bob.get(address(kept(dossier, story.pdf())))
    begun = monotonic()

    answers = [bob.get(address(file, more)) for more in ("", "1/", "1/anh/", "")]

    assert monotonic() - begun < 1.5
    assert [answer.status_code for answer in answers] == [200] * 4
    assert b"aria-busy" in answers[0].content
    assert answers[2]["Content-Type"] == "image/svg+xml"
    assert answers[2]["Refresh"] == "1"


def test_a_page_is_drawn_once_and_two_files_of_the_same_bytes_share_it(dossier: Dossier) -> None:
    bob, file = Visitor("bob"), kept(dossier, made.of_text("mot"))
    picture_of(bob, file)
    same = kept(dossier, made.of_text("mot"))
    Attachment.objects.filter(pk=same.pk).update(sha256=file.sha256)
    before = box.running().pid
    Path(file.file.path).unlink()

    first, second = (content_of(bob.get(address(one, "1/anh/"))) for one in (same, file))
    assert first == second
    assert first.startswith(b"\xff\xd8\xff")
    assert box.running().pid == before


def test_pictures_are_kept_for_a_while_and_so_many(
    dossier: Dossier, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(pictures, "KEPT_IN_FOLDER", 3)
    bob, file = Visitor("bob"), kept(dossier, story.pdf(8), pages=8)
    for page in range(1, 9):
        picture_of(bob, file, page)

    found = {path.name.split("-")[1] for path in (tmp_path / "pages").rglob("*.jpg")}

    assert len(found) <= 4
    assert "8" in found


def test_no_drawing_leaves_an_unfinished_file(dossier: Dossier, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    bob = Visitor("bob")
    shown(bob, kept(dossier, story.pdf()[:80]))
    shown(bob, kept(dossier, story.pdf()))

    assert {path.suffix for path in (tmp_path / "pages").rglob("*") if path.is_file()} == {".jpg", ".txt"}


def test_the_frame_in_which_text_is_searched_has_no_origin_and_asks_for_nothing() -> None:
    frame = Visitor("bob").get("/mot-cua/tim-trong-tep/")

    policy = frame["Content-Security-Policy"]
    assert "sandbox allow-scripts;" in f"{policy};"
    assert "default-src 'none'" in policy
    assert "allow-same-origin" not in policy
    assert "connect-src" not in policy
    assert "unsafe" not in policy
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_a_frame_without_an_origin_may_have_the_scripts_that_read_a_pdf() -> None:
    for name in ("vendor/pdfjs/pdf.min.mjs", "vendor/pdfjs/pdf.worker.min.mjs", "js/pdf_frame.js"):
        script = Visitor().get(static(name))
        assert content_of(script)
        assert script["Access-Control-Allow-Origin"] == "*"
        assert script["Content-Type"].startswith("text/javascript")
