"""A result of each kind, numbered and with its file, as the tests of papers have it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from dossiers.background import relay
from dossiers.log.decisions import matter_of
from dossiers.models import Result, ResultFile
from dossiers.papers.issued import IssuedPaper, document_of, issued
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import ResultKind
from procedures.time.calendar import LOCAL
from tests.dossiers.papers.test_refusal import refused_after_appraisal

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)


def granted(slug: str) -> Walk:
    """Walk a dossier of a procedure until its result has a number."""
    return Walk(story.file("alice", at=MONDAY, slug=slug), MONDAY).until("result-ready")


NUMBERED: Mapping[ResultKind, Callable[[], Walk]] = {
    ResultKind.LICENCE: lambda: granted("xb-tai-lieu-khong-kinh-doanh"),
    ResultKind.CERTIFICATE: lambda: granted("dk-tvro"),
    ResultKind.CONFIRMATION: lambda: granted("dk-phat-hanh-xbp"),
    ResultKind.APPROVAL: lambda: granted("hop-bao-trong-nuoc"),
    ResultKind.ANSWER: refused_after_appraisal,
}


def made(kind: ResultKind) -> ResultFile:
    """Return the file of a result of a kind."""
    walk = NUMBERED[kind]()
    relay.run(walk.at + timedelta(minutes=2))
    found = ResultFile.objects.select_related("result__event", "result__dossier").get()
    assert found.result.kind == kind.value
    return found


def content_of(file: ResultFile) -> bytes:
    with file.file.open("rb") as content:
        return content.read()


def paper_of(result: Result) -> IssuedPaper:
    """Return the paper of a result as it is printed, without its code and what it says of its signature."""
    log = list(result.dossier.events.filter(sequence__lte=result.event.sequence).select_related("payload", "actor"))
    matter = matter_of(log, result.dossier.machine)
    return issued(result, document_of(matter), matter.decision)
