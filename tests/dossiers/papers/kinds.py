"""A paper of every kind that is printed: what holds for all of them is asked of each, and of a new one by itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from dossiers.log.decisions import matter_of
from dossiers.log.whole import log_of
from dossiers.models import Channel, Letter, OwnPaper, Result
from dossiers.papers import issued, press, registry
from dossiers.papers.apology import Proposal, draft_of
from dossiers.papers.books import register, results
from dossiers.papers.books.letters import Whose
from dossiers.papers.issued import document_of, drafted
from dossiers.papers.recorded.rebuilt import REBUILT, rebuilt
from dossiers.papers.sheets import control, iso, report
from dossiers.papers.sheets.iso import Publication
from dossiers.papers.signed.fields import Field, Reading
from dossiers.papers.signed.statement import with_statement
from dossiers.public.procedure import all_in_force
from dossiers.reports.official.register import Volume
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures import steady
from procedures.machine import Paper
from procedures.models import machine_of
from procedures.results import ResultKind
from procedures.time.calendar import local
from procedures.time.regimes.book import Days
from tests.dossiers import counter
from tests.dossiers.papers.results import NUMBERED, content_of, made
from tests.dossiers.papers.test_apology import REASON, UNDER, promised_late, reappointed
from tests.dossiers.papers.test_books import AT, BOOKS, CHAU
from tests.dossiers.papers.test_cover_note import refused as refused_and_posted
from tests.dossiers.papers.test_cover_note import with_originals
from tests.dossiers.papers.test_refusal import refused, refused_after_appraisal, stopped
from tests.dossiers.papers.test_report import DIGEST, REPORT
from tests.dossiers.papers.test_supplement import asked

BEFORE, TODAY = UNDER.values()
"""Days of TT 01/2018/TT-VPCP and of TT 03/2025/TT-VPCP."""


def filed() -> Walk:
    return dossier_in("filed", at=TODAY)


def accepted() -> Walk:
    return dossier_in("accepted", at=TODAY)


def accepted_before() -> Walk:
    return dossier_in("accepted", at=BEFORE)


def asked_before() -> Walk:
    return asked(BEFORE)


def refused_before() -> Walk:
    return refused(BEFORE)


def reappointed_before() -> Walk:
    return reappointed(BEFORE)


def _handed_in(channel: Channel, *, accept: bool) -> Walk:
    walk = Walk(counter.entered("gp-ban-tin", at=TODAY, channel=channel, accept=accept).dossier, TODAY)
    walk.events = list(walk.dossier.events.order_by("sequence"))
    return walk


def handed_in() -> Walk:
    return _handed_in(Channel.DESK, accept=True)


def posted() -> Walk:
    return _handed_in(Channel.POST, accept=False)


ISSUED: tuple[tuple[Paper | OwnPaper, Callable[[], Walk]], ...] = (
    (OwnPaper.FILING, filed),
    (OwnPaper.FILING, posted),
    (Paper.RECEIPT, accepted),
    (Paper.RECEIPT, accepted_before),
    (Paper.RECEIPT, handed_in),
    (Paper.SUPPLEMENT_REQUEST, asked),
    (Paper.SUPPLEMENT_REQUEST, asked_before),
    (Paper.REFUSAL, refused),
    (Paper.REFUSAL, refused_before),
    (Paper.REFUSAL, refused_after_appraisal),
    (Paper.APOLOGY, reappointed),
    (Paper.APOLOGY, reappointed_before),
    (Paper.APOLOGY, promised_late),
    (Paper.STOP_NOTICE, stopped),
    (OwnPaper.COVER_NOTE, with_originals),
    (OwnPaper.COVER_NOTE, refused_and_posted),
)
"""A walk whose last act has a paper of a kind, of every kind that is numbered, in both sets of forms, on line and from the desk."""


def letter_of(kind: Paper | OwnPaper, walked: Callable[[], Walk]) -> Letter:
    """Issue the paper of a walk."""
    walk = walked()
    events = walk.dossier.events.order_by("sequence")
    event = events[0] if kind is OwnPaper.FILING else events.reverse()[0]
    return registry.issue(event, kind, at=walk.at)


def issued_by(kind: Paper | OwnPaper, walked: Callable[[], Walk]) -> bytes:
    """Return the file of a paper as it is issued: numbered, with its code, signed."""
    with letter_of(kind, walked).file.open("rb") as content:
        return content.read()


def stated(letter: Letter, kind: Paper | OwnPaper) -> Any:
    """Return what a paper that was issued was printed from, with what its code says."""
    words = registry.PAPERS[kind].read(letter.event, letter.number, letter.token)
    return with_statement(words, kind.value, letter.number, on=local(letter.event.at).date(), token=letter.token)


def another(field: Field, paper: object) -> Any:
    """Return what a forger would have in a field of a paper in place of what is there."""
    value = attrgetter(field.where)(paper)
    assert value, field
    if field.reading is Reading.AMOUNT:
        return value * 10
    if field.reading is Reading.NUMBERS or field.name == "code":
        numbers = list(re.finditer("[0-9]+", value))
        one = numbers[-1 if field.name == "code" else 0]
        return f"{value[: one.start()]}{int(one[0]) + 1:0{len(one[0])}}{value[one.end() :]}"
    return (*value[:-1], f"{value[-1]} nữa") if isinstance(value, tuple) else f"{value} nữa"


def forge(paper: object, field: Field, value: Any) -> None:
    """Have something else printed in a field than was signed."""
    where = field.where
    if where in ("form.addressed", "addressed"):
        where = "recipient" if where == "addressed" else "form.applicant.name"
        value = value.removeprefix("Ông/Bà ")
    owner, _dot, name = where.rpartition(".")
    object.__setattr__(attrgetter(owner)(paper) if owner else paper, name, value)


def _draft_of_a_result() -> bytes:
    walk = Walk(story.file("alice", at=TODAY), TODAY).until("ky-duyet")
    log, _known = log_of(walk.dossier)
    matter = matter_of(log, walk.dossier.machine)
    document, outcome = document_of(matter), walk.dossier.machine.outcome(matter.proposed)
    assert document
    assert outcome
    return press.printed(issued.TEMPLATE, drafted(walk.dossier, document, outcome, on=walk.at.date()))


def _draft_of_an_apology() -> bytes:
    walk = dossier_in("tham-dinh", at=TODAY)
    proposal = Proposal(REASON, walk.at.date() + timedelta(days=30))
    letter = draft_of(walk.dossier, proposal, walk.events, by=story.person("lan"), at=walk.at)
    return press.printed(registry.PAPERS[Paper.APOLOGY].template, letter)


def _receipt_again() -> bytes:
    walk = accepted()
    return rebuilt(walk.dossier.events.latest("sequence"), Paper.RECEIPT)


def _control_sheet() -> bytes:
    walk = Walk(story.file("alice", at=TODAY), TODAY).until("result-ready")
    return control.pdf_of(control.sheet_of(walk.dossier, log_of(walk.dossier)[0], walk.at))


def _process() -> bytes:
    on = TODAY.date()
    machine = machine_of(all_in_force(on)[story.SLUG].digest)
    ruling = steady.now().regimes.ruling(Days(act=on))
    return iso.pdf_of(iso.document_of(machine, Publication("", "", "", ()), ruling, on))


def _book_of_results() -> bytes:
    NUMBERED[ResultKind.LICENCE]()
    result = Result.objects.select_related("dossier", "event").get()
    whose = Whose("Ủy ban nhân dân Thành phố Hà Nội", "Sở Thông tin và Truyền thông Hà Nội", CHAU.full_name, AT)
    of = results.ResultBook(result.dossier.agency_id, result.kind, local(TODAY).year)
    return results.pdf_of(results.PrintedResults(of, whose, [result], Volume(1, 1), closed=None))


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper: which template it is printed from, and how one is made."""

    template: str
    make: Callable[[], bytes]


def _issued(kind: Paper | OwnPaper, walked: Callable[[], Walk]) -> Printed:
    return Printed(registry.PAPERS[kind].template, lambda: issued_by(kind, walked))


def _result(kind: ResultKind) -> Printed:
    return Printed(issued.TEMPLATE, lambda: content_of(made(kind)))


EVERY: Mapping[str, Printed] = {
    **{f"{kind.value}-{walked.__name__}": _issued(kind, walked) for kind, walked in ISSUED},
    **{f"result-{kind.value}": _result(kind) for kind in ResultKind},
    "result-draft": Printed(issued.TEMPLATE, _draft_of_a_result),
    "04-draft": Printed(registry.PAPERS[Paper.APOLOGY].template, _draft_of_an_apology),
    "01-again": Printed(REBUILT[Paper.RECEIPT][0], _receipt_again),
    "control": Printed(control.TEMPLATE, _control_sheet),
    "iso": Printed(iso.TEMPLATE, _process),
    "ii_06a": Printed(report.TEMPLATE, lambda: report.pdf_of(REPORT, DIGEST)),
    "ii_06a-preview": Printed(report.TEMPLATE, lambda: report.pdf_of(REPORT)),
    **{f"book-{name}": Printed(register.TEMPLATE, make) for name, make in BOOKS.items()},
    "book-results": Printed(register.TEMPLATE, _book_of_results),
}
"""By a name for it."""


ONE_OF_EACH: Mapping[Paper | OwnPaper, Callable[[], Walk]] = dict(reversed(ISSUED))
"""The first walk of each kind that is numbered."""
SEALED = (*(f"{kind.value}-{walked.__name__}" for kind, walked in ONE_OF_EACH.items()), "result-certificate")
"""A paper of each kind that is signed, by its name."""


def templates() -> set[str]:
    """Return the templates of which a paper is printed: those that fill the frame of one."""
    text = {f"papers/{path.name}": path.read_text() for path in Path(press.FOLDER).glob("*.html")}
    frames = {"papers/paper.html", "papers/form.html"}
    return {
        name for name, words in text.items() if any(f'{{% extends "{frame}" %}}' in words for frame in frames)
    } - frames


@cache
def pdf_of(name: str) -> bytes:
    """Return a paper by its name, made once in a process: its bytes say nothing of the database by then."""
    return EVERY[name].make()
