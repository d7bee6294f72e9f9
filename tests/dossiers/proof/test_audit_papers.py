"""The check finds every change of a paper that was issued: of its row at once, of its file with ``--files``."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command

from dossiers.acts import PAPERS
from dossiers.models import Dossier, Letter
from dossiers.papers import registry
from dossiers.proof import audit, seals
from portal.demo import story
from procedures.machine import Paper
from tests.dossiers import kept
from tests.dossiers.lifecycle import MONDAY
from tests.dossiers.papers.before import DIGEST, PDF, of_before
from tests.dossiers.proof.records import change, forge

pytestmark = pytest.mark.django_db

OTHER = "0" * 64
RECEIPT = "event 3 (issue-paper) paper 01 01/2026/TNHS"


def made() -> Dossier:
    """Return an accepted dossier with its receipt."""
    walk = story.dossier_in("accepted", at=MONDAY)
    registry.issue(walk.events[0], Paper.RECEIPT, at=walk.at)
    return walk.dossier


@pytest.fixture
def letter() -> Iterator[Letter]:
    """Yield the receipt of what is made; its file, which the next test has too, is put back as it was."""
    dossier = kept.once(made)
    row = Letter.objects.get(dossier=dossier)
    name, storage = row.file.name, row.file.storage
    with storage.open(name, "rb") as file:
        content = file.read()
    assert audit.check_all().differences == []
    yield row
    with storage.open(name, "wb") as file:
        file.write(content)


def named(*, files: bool = False) -> list[str]:
    return [found.what for found in audit.check_all(files=files).differences]


def write(letter: Letter, content: bytes) -> None:
    """Put other bytes in the place of a file."""
    with letter.file.storage.open(letter.file.name, "wb") as file:
        file.write(content)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "02"),
        ("number", "99/2026/TNHS"),
        ("sha256", OTHER),
        ("issued_at", MONDAY - timedelta(days=1)),
    ],
)
def test_a_changed_row_is_named_without_reading_any_file(letter: Letter, column: str, value: object) -> None:
    Letter.objects.update(**{column: value})

    assert named() == [f"{RECEIPT} {column}"]


def test_a_changed_mark_is_named(letter: Letter) -> None:
    Letter.objects.update(token="forged")

    assert named() == [f"{RECEIPT} mark"]


def test_a_row_that_was_put_to_another_event_is_named(letter: Letter) -> None:
    Letter.objects.update(event=letter.dossier.events.get(sequence=1))

    assert named() == [f"{RECEIPT} event"]


def test_a_row_of_another_dossier_is_named_at_both(letter: Letter) -> None:
    other = story.dossier_in("filed", at=MONDAY).dossier
    Letter.objects.update(dossier=other)

    found = audit.check_all().differences
    assert [(one.dossier, one.what) for one in found] == [
        (letter.dossier.code, RECEIPT),
        (other.code, "paper 01 01/2026/TNHS"),
    ]


def test_a_row_that_is_gone_is_named(letter: Letter) -> None:
    Letter.objects.all().delete()

    assert named() == [RECEIPT]


def test_a_row_that_no_command_has_written_is_named(letter: Letter) -> None:
    of_before(letter.event, kind="02", number="77/2026/HDHS")

    assert named() == ["paper 02 77/2026/HDHS"]


def test_changed_bytes_are_named_where_files_are_read(letter: Letter) -> None:
    write(letter, PDF)

    assert named() == []
    assert named(files=True) == ["bytes of paper 01 01/2026/TNHS"]


def test_the_command_reads_files_where_it_is_told_to_and_ends_with_1(letter: Letter) -> None:
    with letter.file.open("rb") as file:
        right = file.read()
    write(letter, right[:-9] + bytes([right[-9] ^ 1]) + right[-8:])
    seals.seal_yesterday(at=MONDAY + timedelta(days=1))
    printed = io.StringIO()

    call_command("check_dossiers", stdout=printed)
    assert "bytes of paper" not in printed.getvalue()
    with pytest.raises(SystemExit) as ended:
        call_command("check_dossiers", "--files", stdout=printed)

    assert ended.value.code == 1
    assert f"{letter.dossier.code}: bytes of paper 01 {letter.number}: stored " in printed.getvalue()


def test_a_file_that_is_gone_is_named_where_files_are_read(letter: Letter) -> None:
    letter.file.storage.delete(letter.file.name)

    assert named(files=True) == ["bytes of paper 01 01/2026/TNHS"]


def test_bytes_and_row_that_were_changed_alike_are_named(letter: Letter) -> None:
    write(letter, PDF)
    Letter.objects.update(sha256=DIGEST)

    assert named() == [f"{RECEIPT} sha256"]
    assert named(files=True) == [f"{RECEIPT} sha256", "bytes of paper 01 01/2026/TNHS"]


def test_bytes_row_and_event_that_were_changed_alike_are_named_by_the_digest_of_the_event(letter: Letter) -> None:
    event = letter.dossier.events.get(action__in=PAPERS)
    write(letter, PDF)
    Letter.objects.update(sha256=DIGEST)
    change(event, facts=event.facts | {"paper": event.facts["paper"] | {"sha256": DIGEST}})

    assert named(files=True) == ["event 3 (issue-paper) digest"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda facts: {"unit": facts["unit"]},
        lambda facts: facts | {"paper": facts["paper"] | {"issued_at": "2026-01-05T08:30:00+07:00"}},
    ],
)
def test_an_event_that_names_no_paper_of_its_kind_is_named(
    letter: Letter, edit: Callable[[dict[str, object]], object]
) -> None:
    event = letter.dossier.events.get(action__in=PAPERS)
    change(event, facts=edit(event.facts))
    forge(letter.dossier)

    assert "event 3 (issue-paper) paper" in named()


def test_what_an_event_records_again_is_named(letter: Letter) -> None:
    first = letter.dossier.events.get(action__in=PAPERS)
    Letter.objects.all().delete()
    registry.issue(letter.event, Paper.RECEIPT, at=first.at)

    assert named()[0].endswith("paper 01 02/2026/TNHS")
