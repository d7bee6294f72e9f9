"""A register too long for one PDF: volumes that a job prints, numbered on, which leave nothing where it is stopped."""

import io
import re
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from dossiers.background import jobs as background
from dossiers.jobs import Stop
from dossiers.manager.details import register
from dossiers.models import Export, ExportPart, Job, JobState
from dossiers.papers.books import volumes
from dossiers.refusals.workbench import PrintTooLong
from dossiers.reports.official.register import LINES
from tests.dossiers.browsing import Visitor, content_of, read
from tests.dossiers.citizen.test_full_disk import full_disk
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.manager.test_register import DAYS, NOW, PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


@pytest.fixture(autouse=True)
def office(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make five dossiers that were accepted, of which two are printed in a volume; return their numbers."""
    monkeypatch.setattr(volumes, "LINES", 2)
    monkeypatch.setattr(register, "MOST_PRINTED", 2)
    days = (f"2026-01-{day:02} 08:30" for day in range(5, 10))
    return [dossier_at("accepted", at=local(day)).dossier.code for day in days]


def begun(who: str = "carol") -> str:
    """Ask for the volumes; return the address of their page."""
    return str(Visitor(who).post(f"{PAGE}tep-xuat/{DAYS}", {"format": "zip"}).url)


def printed() -> Job:
    """Go on with the newest job to its end."""
    job = Job.objects.latest("pk")
    background.go_on(job.pk, now=NOW, seconds=60)
    return Job.objects.get(pk=job.pk)


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF without the room between them: cells are narrow."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_page_offers_volumes_and_the_address_of_the_pdf_leads_to_it() -> None:
    carol = Visitor("carol")

    page = carol.get(f"{PAGE}{DAYS}")

    assert "PDF in 3 volumes" in read(page).words()
    assert 'value="zip"' in page.content.decode()
    assert carol.get(f"{PAGE}pdf/{DAYS}").url == f"{PAGE}{DAYS}"


def test_a_short_one_is_one_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "MOST_PRINTED", 5)

    assert "volumes" not in read(Visitor("carol").get(f"{PAGE}{DAYS}")).words()


def test_volumes_have_every_line_once_numbered_on_and_say_which_they_are(office: list[str]) -> None:
    address = begun()
    assert printed().state == JobState.DONE

    page = read(Visitor("carol").get(address)).words()
    answer = Visitor("carol").get(f"{address}tai-ve/")
    with ZipFile(io.BytesIO(content_of(answer))) as file:
        names, texts = file.namelist(), [text_of(file.read(name)) for name in file.namelist()]

    assert answer.headers["Content-Type"] == "application/zip"
    assert names == [f"so-theo-doi-20260101-20260123-quyen-0{number}.pdf" for number in (1, 2, 3)]
    assert [[code for code in office if code in text] for text in texts] == [office[:2], office[2:4], office[4:]]
    heads = [re.search(r"Quyểnsố(\S+?)\(sốthứtựtừ(\d+)/2026đến(\d+)/2026\)", text) for text in texts]
    assert [head.groups() for head in heads if head] == [
        ("01/03", "01", "02"), ("02/03", "03", "04"), ("03/03", "05", "05")
    ]  # fmt: skip
    assert "Download ho-so-" in page


def test_it_is_a_worker_that_prints_and_one_volume_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = list[int]()
    print_one = volumes.pdf_of
    monkeypatch.setattr(volumes, "pdf_of", lambda book: sizes.append(len(book.entries)) or print_one(book))

    begun()
    assert sizes == []

    printed()
    assert sizes == [2, 2, 1]


def test_one_that_is_stopped_half_way_leaves_nothing_and_is_not_begun_again() -> None:
    address = begun()
    volumes.Printing(Job.objects.get()).do([1], NOW)
    assert ExportPart.objects.exists()

    Visitor("carol").post(address)
    job = printed()

    assert (job.state, job.cancelled_by.username) == (JobState.CANCELLED, "carol")
    assert not ExportPart.objects.exists()
    assert Visitor("carol").get(f"{address}tai-ve/").status_code == 404
    assert volumes.KIND.spent(job) is not None


def test_it_is_its_author_s_alone() -> None:
    address = begun()
    printed()

    assert Visitor("lan").get(f"{address}tai-ve/").status_code == 404
    assert Visitor("bob").post(f"{PAGE}tep-xuat/{DAYS}", {"format": "zip"}).status_code == 404


def test_whoever_has_lost_the_seat_gets_no_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    begun()
    monkeypatch.setattr("dossiers.reports.export.scope_of", lambda _seats: None)

    with pytest.raises(Stop):
        volumes.Printing(Job.objects.get()).do([1], NOW)


def test_of_too_many_lines_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "MOST_LINES", 4)

    answer = Visitor("carol").post(f"{PAGE}tep-xuat/{DAYS}", {"format": "zip"})

    assert answer.status_code == 409
    assert PrintTooLong(4).sentence() in read(answer).words()
    assert not Export.objects.exists()
    assert not Job.objects.exists()


def test_no_other_list_is_printed() -> None:
    assert Visitor("bob").post("/mot-cua/tep-xuat/", {"format": "zip"}).status_code == 404


def test_500_lines_are_a_volume_and_the_next_begins_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "LINES", LINES)
    begun()
    found = []
    for lines in (500, 501, 1_000, 1_001):
        Export.objects.update(dossiers=list(range(1, lines + 1)), chosen=lines)
        printing = volumes.Printing(Job.objects.get())
        found.append([len(printing.ids(number)) for number in range(1, printing.parts + 1)])

    assert found == [[500], [500, 1], [500, 500], [500, 500, 1]]


def test_on_a_full_disk_it_is_not_said_to_be_there_and_is_had_later() -> None:
    address = begun()
    with full_disk(10_000):
        job = printed()

    assert job.state != JobState.DONE or job.outcomes.exists(), "it is not done without a word"
    assert Visitor("carol").get(f"{address}tai-ve/").status_code == 404
    # Whoever asks for it again, once there is room, has it.
    address = begun()
    assert printed().state == JobState.DONE
    assert Visitor("carol").get(f"{address}tai-ve/").status_code == 200
