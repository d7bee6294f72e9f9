"""What the log itself contradicts, by somebody who computes every digest anew before the day is sealed."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Unit
from dossiers.models import Attachment, Dossier
from dossiers.proof import audit
from portal.demo import story
from procedures.models import Procedure
from tests.dossiers import kept
from tests.dossiers.lifecycle import MONDAY, act, dossier_at
from tests.dossiers.proof.records import change, forge
from tests.dossiers.proof.test_audit_sealed import rebuild

pytestmark = pytest.mark.django_db


def made() -> Dossier:
    """Return a dossier with nine events, whose result came with a file."""
    return story.dossier_in("returned", at=MONDAY).dossier


@pytest.fixture
def dossier() -> Dossier:
    """Return what is made, walked once for all tests."""
    return kept.once(made)


def named(*, files: bool = False) -> list[str]:
    return [difference.what for difference in audit.check_all(files=files).differences]


@pytest.mark.parametrize(
    ("sequence", "who"), [(2, "mallory"), (5, "mallory"), (9, "mallory"), (5, "dung"), (4, "dung")]
)
def test_an_act_on_behalf_of_somebody_whom_nobody_stands_in_for_is_named(
    dossier: Dossier, sequence: int, who: str
) -> None:
    event = dossier.events.get(sequence=sequence)
    change(event, on_behalf_of=story.person(who))
    forge(dossier)

    assert named() == [f"event {sequence} ({event.action}) actor"]


def test_a_filing_under_another_name_of_action_is_named(dossier: Dossier) -> None:
    change(dossier.events.get(sequence=1), action="finish-tham-dinh")
    forge(dossier)

    assert named() == ["event 1 (finish-tham-dinh) path"]


def test_readings_that_were_put_back_to_an_older_edition_are_named(dossier: Dossier) -> None:
    for event in dossier.events.filter(sequence__gte=4):
        old = {name: value for name, value in event.reading.items() if name not in ("rules", "due_soon_at")}
        change(event, reading=old)
    forge(dossier)
    rebuild(dossier)

    assert named() == [f"event {event.sequence} ({event.action}) rules" for event in dossier.events.all()[3:]]


def _procedure(dossier: Dossier) -> dict[str, Any]:
    return {"procedure": Procedure.objects.exclude(pk=dossier.procedure_id)[0]}


def _sector(_dossier: Dossier) -> dict[str, Any]:
    return {"sector": "buu-chinh"}


def _agency(_dossier: Dossier) -> dict[str, Any]:
    words = {"slug": "so-khac", "name_vi": "Sở khác", "name_en": "Other", "kind": "agency", "agency_code": "H26.KH"}
    return {"agency": Unit.objects.create(**words)}


@pytest.mark.parametrize("other", [_procedure, _sector, _agency])
def test_what_a_dossier_was_filed_with_is_compared(other: Callable[[Dossier], dict[str, Any]]) -> None:
    dossier = story.dossier_in("filed", at=MONDAY).dossier
    columns = other(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(**columns)

    assert named() == list(columns)


@pytest.mark.parametrize("sequence", [1, 8])
@pytest.mark.parametrize(
    "columns",
    [
        {"media_type": "text/html"},
        {"uploaded_at": MONDAY + timedelta(days=30)},
        {"uploaded_by": "mallory"},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_who_added_a_file_when_and_of_which_type_is_compared(
    dossier: Dossier, sequence: int, columns: dict[str, Any]
) -> None:
    row = dossier.attachments.filter(event__sequence=sequence)[0]
    (name,) = columns
    if name == "uploaded_by":
        columns = {name: story.person("mallory")}
    Attachment.objects.filter(pk=row.pk).update(**columns)

    (what,) = named()
    assert what.endswith(f"file {row.name} {name}")


def test_the_component_of_a_file_that_came_later_is_in_the_words_and_compared() -> None:
    walk = dossier_at("tham-dinh.supplement-asked")
    component = walk.dossier.machine.components[0].name
    paper = story.files.store(story.upload("ban-moi.pdf"))
    act(walk, "answer-supplement", "alice", "2026-01-07 09:00", component_files={component: (paper,)})
    assert named() == []
    row = walk.dossier.attachments.latest("uploaded_at")
    assert row.component == component

    Attachment.objects.filter(pk=row.pk).update(component="khac")

    last = walk.dossier.events.latest("sequence")
    assert named() == [f"event {last.sequence} (answer-supplement) file ban-moi.pdf"] * 2


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("../../../../etc/passwd", "cannot be read: SuspiciousFileOperation"),
        ("/etc/passwd", "no file in the storage: '/etc/passwd'"),
        ("", "no file in the storage: ''"),
        ("attachments", "cannot be read: IsADirectoryError"),
        ("attachments/00/none", "missing"),
        ("attachments/a\x01b", "missing"),
    ],
)
def test_a_file_that_lies_elsewhere_is_named_when_files_are_read(dossier: Dossier, file: str, told: str) -> None:
    row = dossier.attachments.filter(event__sequence=1)[0]
    Attachment.objects.filter(pk=row.pk).update(file=file)

    (difference,) = audit.check_all(files=True).differences

    assert (difference.what, difference.stored) == (f"bytes of {row.name}", told)


def test_another_size_is_named_when_files_are_read(dossier: Dossier) -> None:
    row = dossier.attachments.filter(event__sequence=1)[0]
    Attachment.objects.filter(pk=row.pk).update(size=1)

    assert named(files=True) == [f"size of {row.name}"]


def test_a_copy_of_a_paper_put_to_another_event_is_named(dossier: Dossier) -> None:
    row = dossier.attachments.filter(event__sequence=1)[0]
    row.pk, row.id, row.event = None, uuid.uuid4(), dossier.events.get(sequence=2)
    row.save(force_insert=True)

    assert f"event 2 (accept) file {row.name}" in named()
