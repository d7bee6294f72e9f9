"""Uploads are opened by a process of its own: what was made to break it is refused, in time, and takes nothing with it."""

import io
import os
import resource
import signal
import socket
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from django.conf import LazySettings
from django.utils import timezone, translation
from PIL import Image, ImageDraw

from dossiers import files, turns
from dossiers.background import looking
from dossiers.models import Attachment
from dossiers.pages.viewer import WHY_NOT
from dossiers.refusals import BadFile
from dossiers.viewing import box
from dossiers.viewing.asking import Answer, Kind, Problem
from portal.demo import story
from portal.demo.story import pdf, upload
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.viewing import made

SCRIPT, ENCLOSED, PAGES = "holds a script", "has other files in it", "a file may have at most"

REFUSED: list[tuple[str, str, bytes, str]] = [
    ("65,536 pages in 1.7 kB", "nhieu.pdf", made.many_pages(), PAGES),
    ("131,072 pages", "nhieu.pdf", made.many_pages(17), PAGES),
    ("more pages than there can be", "nhieu.pdf", made.many_pages(20), "cannot be opened"),
    ("a script", "lenh.pdf", made.with_script(), SCRIPT),
    ("a script whose name is written in numbers", "lenh.pdf", made.with_script("<< /S /J#61va#53cript /JS (1) >>"), SCRIPT),
    ("a script among packed objects", "lenh.pdf", made.with_packed_script(), SCRIPT),
    ("a program that is started", "lenh.pdf", made.with_script("<< /S /Launch /F (cmd.exe) >>"), SCRIPT),
    ("another file in it", "kem.pdf", made.with_attachment(), ENCLOSED),
    ("a picture of 100,000 × 100,000 pixels", "to.png", made.png_that_claims(100_000, 100_000), "too many pixels"),
    ("a picture of 40,000 × 40,000 pixels", "to.png", made.png_that_claims(40_000, 40_000), "too many pixels"),
    ("a photograph that claims as many", "to.heic", made.heic(claimed=(40_000, 40_000)), "too many pixels"),
    ("half a photograph", "nua.heic", made.heic()[:-100], "cannot be opened"),
    ("half a picture of a page of the web", "nua.webp", made.picture("WEBP")[:-40], "cannot be opened"),
    ("half a picture of a camera", "nua.jpg", made.picture("JPEG")[:-400], "cannot be opened"),
    ("a drawing by a program, named picture", "ve.png", b"\x89PNG\r\n\x1a\n%!PS-Adobe-3.0 EPSF-3.0", "cannot be opened"),
    ("a tiff of 400 pages", "quet.tif", made.picture("TIFF", (8, 8), 400), PAGES),
    ("a document with macros", "don.docx", made.docx("word/vbaProject.bin"), SCRIPT),
    ("a document that swells to 480 million bytes", "no.docx", made.swollen_docx(), "takes too long"),
    ("a packed folder, named document", "bom.docx", made.swollen_docx("0.txt"), "cannot be opened"),
    ("a picture that is a PDF further on, named PDF", "hai.pdf", made.png_and_pdf(), "not what its ending says"),
    ("a moving picture that is a program, named picture", "hai.png", made.GIF_AND_SCRIPT, "not what its ending says"),
    ("the same, named photograph", "hai.jpg", made.GIF_AND_SCRIPT, "not what its ending says"),
    ("the same, by its own name", "hai.gif", made.GIF_AND_SCRIPT, "of a kind that is not taken"),
    ("the same, named program", "hai.js", made.GIF_AND_SCRIPT, "of a kind that is not taken"),
    ("a document without a page", "trong.pdf", made.without_pages(), "cannot be opened"),
    ("a page that is deep in a tree", "sau.pdf", made.deep_tree(), "cannot be opened"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_was_made_to_break_a_reader_is_refused_at_once_with_its_reason(
    name: str, content: bytes, reason: str
) -> None:
    begun = monotonic()

    with pytest.raises(BadFile) as refused, translation.override("en"):
        files.store(upload(name, content))

    assert reason in str(refused.value)
    assert f"“{name}”" in str(refused.value)
    assert monotonic() - begun < 5


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("to.pdf", made.slow_to_draw(), 1),
        ("200.pdf", pdf(200), 200),
        ("anh.heic", made.heic(), 1),
        ("anh.heif", made.heic(), 1),
        ("anh.webp", made.picture("WEBP"), 1),
        ("quet.tiff", made.picture("TIFF", (80, 80), 30), 30),
        ("chu.pdf", made.of_text("JavaScript"), 1),
        ("don.docx", made.docx("word/embeddings/bang.xlsx"), None),
    ],
)
def test_what_only_looks_like_it_is_taken(name: str, content: bytes, pages: int | None) -> None:
    assert files.store(upload(name, content)).pages == pages


def test_a_picture_that_is_a_pdf_further_on_is_a_picture_to_everybody() -> None:
    kept = files.store(upload("hai.png", made.png_and_pdf()))

    assert (kept.media_type, kept.pages) == ("image/png", 1)


def test_a_judgement_is_stopped_after_its_time_and_its_process_is_gone(settings: LazySettings) -> None:
    settings.READING_SECONDS = 0.6
    slow = upload("cham.pdf", made.slow_to_judge())
    begun = monotonic()

    with pytest.raises(BadFile, match="takes too long"), translation.override("en"):
        files.store(slow)

    assert monotonic() - begun < 2
    sleep(box.GRACE_SECONDS + 0.5)
    assert _children(box.running().pid) == []


def test_a_file_that_others_keep_waiting_is_refused_after_a_while(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.READING_SECONDS = 2.0
    monkeypatch.setattr(box, "PATIENCE_SECONDS", 0.2)
    slow, begun = _descriptor(made.slow_to_judge()), monotonic()
    others = [Thread(target=box.judge, args=(Kind.PDF, slow)) for _ in range(box.MOST_JUDGED)]
    for other in others:
        other.start()
    sleep(0.3)

    with pytest.raises(BadFile, match="many files are being sent"), translation.override("en"):
        files.store(upload("don.pdf"))

    assert monotonic() - begun < 2
    for other in others:
        other.join()
    assert files.store(upload("don.pdf")).pages == 1


def test_a_killed_box_is_started_again_at_the_next_file() -> None:
    assert files.store(upload("don.pdf")).pages == 1
    before = box.running()

    os.kill(before.pid, signal.SIGKILL)

    assert files.store(upload("don.pdf")).pages == 1
    assert box.running().pid != before.pid


def test_the_box_knows_no_setting_sees_no_network_and_is_nobody() -> None:
    folder = Path(f"/proc/{box.running().pid}")
    files.store(upload("don.pdf"))
    status = dict(line.split(":\t", 1) for line in (folder / "status").read_text().splitlines() if ":\t" in line)

    assert status["NoNewPrivs"] == "1"
    assert "0" not in status["Uid"].split()
    if os.geteuid() == 0:
        assert {entry.split(b"=")[0] for entry in (folder / "environ").read_bytes().split(b"\0") if entry} == {
            b"PATH",
            b"LANG",
        }
        assert (folder / "ns/net").readlink() != Path("/proc/self/ns/net").readlink()


def test_the_memory_of_who_asks_does_not_grow_by_what_is_opened() -> None:
    files.store(upload("don.pdf"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for content in (made.many_pages(), made.deep_tree(), made.slow_to_draw(), made.of_text(*["chữ"] * 200)):
        descriptor = _descriptor(content)
        box.judge(Kind.PDF, descriptor)
        os.close(descriptor)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 5_000


def test_a_process_that_was_forked_has_a_box_of_its_own() -> None:
    files.store(upload("don.pdf"))
    ours, theirs = socket.socketpair()
    before = box.running().pid

    child = os.fork()
    if child == 0:
        descriptor = _descriptor(pdf())
        theirs.send(f"{box.judge(Kind.PDF, descriptor).pages} {box.running().pid}".encode())
        os._exit(0)

    pages, pid = ours.recv(100).decode().split()
    os.waitpid(child, 0)
    assert (int(pages), int(pid) != before) == (1, True)
    assert box.judge(Kind.PDF, _descriptor(pdf())).problem is None
    ours.close()
    theirs.close()


def test_every_problem_has_a_sentence() -> None:
    # No upload can be gone: that is found where a file that was taken is shown.
    assert {*files.SENTENCES} == {*Problem} - {Problem.GONE}
    assert {*files.SENTENCES} | {*WHY_NOT} == {*Problem}


def test_a_file_that_is_glanced_at_for_too_long_is_left_to_a_worker_and_holds_no_place() -> None:
    box.running()
    for _time in range(box.MOST_JUDGED + 1):
        glance = box.begin_glance(Kind.PDF, _descriptor(made.slow_to_judge(20)), 0.01)
        assert glance is not None
        # It has been ended by then, without a word: that says nothing of the file.
        sleep(0.2)
        assert glance.answer(0.0) is None


def test_after_a_killed_box_files_are_glanced_at_again() -> None:
    killed = box.running().pid
    os.kill(killed, signal.SIGKILL)
    os.waitid(os.P_PID, killed, os.WEXITED | os.WNOWAIT)

    assert _glanced(2.0) is None, "a worker has it"
    # One that was asked while the killed one's children still ended has told nobody: the next asking does.
    found = _glanced(10.0) or _glanced(10.0)
    assert found is not None
    assert found.pages == 1


def _glanced(seconds: float) -> Answer | None:
    glance = box.begin_glance(Kind.PDF, _descriptor(pdf(1)), seconds)
    return glance.answer(seconds) if glance else None


def test_what_is_judged_beside_other_work_is_there_when_it_is_asked_for() -> None:
    box.running()
    glances = [box.begin_glance(Kind.PDF, _descriptor(content), 2.0) for content in (pdf(1), made.many_pages())]
    sleep(0.5)

    found = [glance.answer(0.0) for glance in glances if glance]

    assert [one and one.problem for one in found] == [None, Problem.TOO_MANY_PAGES]
    assert found[0]
    assert found[0].pages == 1


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _descriptor(content: bytes) -> int:
    descriptor = os.memfd_create("file")
    os.write(descriptor, content)
    return descriptor


def sheet(kind: str, mode: str = "RGB", colour: str | int = "black", words: str = "") -> bytes:
    """Return a photo of a sheet of one colour, with some words on it."""
    out, image = io.BytesIO(), Image.new(mode, (900, 1200), colour)
    ImageDraw.Draw(image).text((90, 90), words, fill="red" if mode == "RGB" else 0, font_size=40)
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "tif"])
def test_a_picture_of_one_colour_is_taken_and_told(ending: str) -> None:
    kind = {"jpg": "JPEG", "tif": "TIFF"}.get(ending, ending.upper())

    assert files.store(upload(f"den.{ending}", sheet(kind))).is_blank
    assert files.store(upload(f"trang.{ending}", sheet(kind, "L", 250))).is_blank
    assert not files.store(upload(f"chu.{ending}", sheet(kind, words="Giấy giới thiệu số 12"))).is_blank


def test_of_a_small_picture_and_of_a_pdf_nothing_is_told() -> None:
    assert not files.store(upload("nho.jpg", made.picture("JPEG"))).is_blank
    assert not files.store(upload("a.pdf", pdf())).is_blank


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [0.0, 5.0])
def test_whoever_sends_it_reads_so_at_the_paper(seconds: float, settings: LazySettings) -> None:
    settings.GLANCE_SECONDS = seconds
    visitor, form = Visitor("alice"), f"/ho-so/nop/{story.SLUG}/"
    sent = {"component-ban-thao": upload("den.jpg", sheet("JPEG")), "do": "save"}
    visitor.send(visitor.get(form), form, sent)
    turns.take(looking.RUN, looking.Looking(timezone.now()))

    assert "This picture is of one colour: can anything be read on it?" in read(visitor.get(form)).words()
    assert Attachment.objects.get().problem == ""
