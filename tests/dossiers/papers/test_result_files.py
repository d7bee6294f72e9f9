"""The file of a result in the record: made once and recorded, taken in from before, and a change of row or bytes is found."""

import hashlib
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers import acts
from dossiers.background import relay
from dossiers.log.facts import facts_of
from dossiers.log.parts.issued import RESULT, Issued, mark_of
from dossiers.models import Event, OutboxEntry, Result, ResultFile
from dossiers.papers import issued
from dossiers.papers.recorded.taken_in import take_in
from dossiers.papers.recorded.vouched import result_digest
from dossiers.proof.audit import check_all
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import Walk
from tests.dossiers.papers.before import DIGEST, PDF
from tests.dossiers.proof.records import change, nothing_written, triggers_off

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
LATER = MONDAY + timedelta(days=30)
SHOWN = re.compile(r'data-answer="(\w+)">')
KEPT = "What is kept of this paper does not match the record"


def papers_of(result: Result) -> list[Issued]:
    found = result.dossier.events.filter(action__in=acts.PAPERS).order_by("sequence")
    return [paper for event in found if (paper := facts_of(event).paper) and paper.kind == RESULT]


def named() -> list[str]:
    return [one.what for one in check_all(files=True).differences]


@pytest.fixture
def made() -> ResultFile:
    story.dossier_in("returned", at=MONDAY)
    relay.run(LATER)
    return ResultFile.objects.select_related("result__event", "result__dossier").get()


@pytest.fixture
def brought() -> ResultFile:
    Walk(story.file("alice", at=MONDAY, slug="gcn-diem-tro-choi"), MONDAY).until("returned")
    relay.run(LATER)
    return ResultFile.objects.select_related("result__event", "result__dossier").get()


@pytest.fixture
def of_before() -> ResultFile:
    story.dossier_in("returned", at=MONDAY)
    OutboxEntry.objects.filter(kind="result-file").delete()
    relay.run(LATER)
    file = ResultFile(
        result=Result.objects.get(), revision=1, name="x.pdf", media_type="application/pdf", made_at=MONDAY
    )
    file.sha256 = DIGEST
    file.file.save("x.pdf", ContentFile(PDF), save=False)
    file.save(force_insert=True)
    return file


def test_what_is_made_of_the_text_has_an_event_with_number_and_digest(made: ResultFile) -> None:
    result = made.result

    assert papers_of(result) == [
        Issued(
            of=result.event.sequence, kind=RESULT, number=result.number, mark=mark_of(made.token), sha256=made.sha256
        )
    ]
    event = result.dossier.events.filter(action=acts.ISSUE_PAPER).latest("sequence")
    assert (event.role, event.at) == ("system", made.made_at)
    assert check_all(files=True).differences == []


def test_made_again_it_is_made_once(made: ResultFile) -> None:
    with nothing_written():
        assert issued.issue(made.result.event, at=LATER) == ""


@pytest.mark.parametrize(
    ("forged", "what"),
    [
        ({"sha256": "0" * 64}, "sha256"),
        ({"made_at": MONDAY}, "made_at"),
        ({"revision": 2}, "revision"),
        ({"token": "k3PqZ0"}, "mark"),
    ],
)
@pytest.mark.parametrize("kind", ["made", "brought"])
def test_a_row_that_says_otherwise_is_named(
    kind: str, forged: dict[str, object], what: str, request: pytest.FixtureRequest
) -> None:
    row: ResultFile = request.getfixturevalue(kind)
    assert named() == []

    with triggers_off():
        ResultFile.objects.filter(pk=row.pk).update(**forged)

    assert [one.rpartition(" ")[2] for one in named()] == [what]


@pytest.mark.parametrize("kind", ["made", "brought"])
def test_changed_bytes_are_named_also_where_the_row_was_changed_with_them(
    kind: str, request: pytest.FixtureRequest
) -> None:
    row: ResultFile = request.getfixturevalue(kind)
    content = PDF + b"\n"
    Path(settings.MEDIA_ROOT, row.file.name).write_bytes(content)
    with triggers_off():
        ResultFile.objects.filter(pk=row.pk).update(sha256=hashlib.sha256(content).hexdigest())

    assert f"bytes of file of the result, revision {row.revision}" in named()


def test_a_row_that_is_gone_and_one_that_came_in_beside_are_named(made: ResultFile) -> None:
    ResultFile.objects.create(
        result=made.result, revision=2, name="y", sha256=made.sha256, file=made.file.name, made_at=LATER
    )
    assert named() == ["file of the result, revision 2"]

    with triggers_off():
        ResultFile.objects.all().delete()
    assert [one.partition(") ")[2] for one in named()] == ["file of the result"]


def test_one_of_before_is_named_until_it_is_taken_in_once(of_before: ResultFile) -> None:
    assert named() == ["file of the result, revision 1"]

    taken = take_in(at=LATER)

    assert (taken.papers, taken.remarks) == (1, [])
    assert papers_of(of_before.result) == [
        Issued(
            of=of_before.result.event.sequence, kind=RESULT, number=of_before.result.number, sha256=DIGEST,
            issued_at=of_before.made_at,
        )
    ]  # fmt: skip
    assert named() == []
    with nothing_written():
        assert take_in(at=LATER + timedelta(days=1)).papers == 0


def test_what_was_brought_is_in_its_event_and_not_taken_in(brought: ResultFile) -> None:
    assert result_digest(brought.result) == brought.sha256

    with nothing_written():
        assert take_in(at=LATER).papers == 0


def test_one_that_comes_in_beside_the_log_is_never_taken_in(made: ResultFile) -> None:
    other = story.dossier_in("returned", at=LATER)
    OutboxEntry.objects.filter(event__dossier=other.dossier, kind="result-file").delete()
    ResultFile.objects.create(
        result=Result.objects.get(dossier=other.dossier), revision=1, name="y", sha256=made.sha256, file=made.file.name,
        made_at=LATER,
    )  # fmt: skip

    taken = take_in(at=LATER + timedelta(days=30))

    assert taken.papers == 0
    assert [one.partition(": ")[2] for one in taken.remarks if "paper result" in one] == [
        "not taken in, it came in beside the log"
    ]


@pytest.mark.at(LATER + timedelta(days=1))
@pytest.mark.parametrize(("added", "said"), [(b"", "same"), (b"\n", "other")])
def test_whoever_holds_the_file_has_it_compared_by_number_and_date(made: ResultFile, added: bytes, said: str) -> None:
    with made.file.open("rb") as file:
        held = file.read() + added
    address = f"/tra-cuu/ket-qua/?number={made.result.number}&dated={made.result.dated:%d/%m/%Y}"
    nobody = Visitor()
    assert made.sha256 in nobody.get(address).content.decode()

    answer = nobody.post(address, {"file": SimpleUploadedFile("gp.pdf", held, "application/pdf")})

    assert SHOWN.findall(answer.content.decode()) == [said]
    assert KEPT not in read(answer).words()


@pytest.mark.at(LATER + timedelta(days=1))
def test_the_page_says_so_where_the_file_that_is_kept_is_another(made: ResultFile) -> None:
    Path(settings.MEDIA_ROOT, made.file.name).write_bytes(PDF)

    page = Visitor().get("/tra-cuu/ket-qua/", {"number": made.result.number, "dated": f"{made.result.dated:%d/%m/%Y}"})

    assert KEPT in read(page).words()


@pytest.mark.at(LATER + timedelta(days=1))
def test_of_an_event_that_was_forged_nothing_is_answered_for(made: ResultFile) -> None:
    event = Event.objects.filter(action=acts.ISSUE_PAPER).latest("sequence")
    facts = event.facts | {"paper": event.facts["paper"] | {"sha256": "0" * 64}}
    change(event, facts=facts)

    assert result_digest(Result.objects.get()) == ""
