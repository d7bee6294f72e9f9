"""The proof of filing: the application as it was filed, with its number, the instant, and a mark of each file.

Of what the desk has recorded at the counter or from an envelope, how many of each paper it has received and which are
lacking: whoever leaves originals holds a paper that says so. A paper of our own: no circular has a form for it. It is no
receipt and starts no time limit.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation

from dossiers.display.agency.handed import of_log
from dossiers.display.links import absolute
from dossiers.files import file_size
from dossiers.filing import drafts
from dossiers.filing.corrections import titles_of
from dossiers.filing.counter.intake import short_of
from dossiers.filing.counter.unnumbered import LACKS, is_unnumbered
from dossiers.filing.known.applicant import read_of_applicant
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.log.handed import came_on_paper, come_short, lacking
from dossiers.models import Channel, Dossier, Event
from dossiers.papers.parties import Office, authority_of, office_of
from dossiers.papers.signed.code import Coded
from dossiers.papers.wording import PICTURE, day_in_words, printable
from procedures.answers import shown
from procedures.answers.saying import answer_text
from procedures.machine import Machine, Question, QuestionKind, Text
from procedures.time.calendar import local

MARK = 12
"""Hex digits of a file's SHA-256 that are printed."""
APPLICANT, CONTENT = "Người nộp hồ sơ", "Nội dung đề nghị"
"""What the first part is called, and one without a heading of its own."""
HOW = {Channel.DESK: "tại quầy", Channel.POST: "qua bưu chính"}
"""How it came, of what did not come on line."""


@dataclass(frozen=True, slots=True)
class Part:
    """Answers under the heading that their questions had: each label with its answer."""

    title: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FiledFile:
    """A file that came with the filing."""

    paper: str
    name: str
    size: str
    mark: str
    """The first hex digits of its SHA-256."""


@dataclass(frozen=True, slots=True)
class CountedPaper:
    """A paper that came on paper or as a scan, with how many of each."""

    title: str
    originals: int
    certified: int
    copies: int
    scans: int


@dataclass(frozen=True, slots=True)
class AtDesk:
    """What the desk has received with a filing on paper."""

    how: str
    """How it came, as the title says it."""
    officer: str
    posted_on: date | None
    post_number: str
    sets: int
    authority: str
    papers: tuple[CountedPaper, ...]
    lacks: tuple[str, ...]
    """What must come and did not: papers by their titles, the number of the applicant, papers of which too few came."""


@dataclass(frozen=True, slots=True)
class ProofOfFiling(Coded):
    """What was filed, in the words that are printed."""

    office: Office
    filed_at: datetime
    filed: str
    """That instant in words, to the second."""
    code: str
    procedure: str
    parts: tuple[Part, ...]
    files: tuple[FiledFile, ...]
    brings: tuple[tuple[str, str], ...]
    """What is brought or posted to the receiving point, each with how many of it."""
    desk: AtDesk | None = None
    """What the desk has received; None of what was filed on line."""
    leaves_out: bool = False
    """Whether pictures stand in it, as emoji, that are named and not printed; the record has them."""


def proof_of(event: Event, _number: str, token: str) -> ProofOfFiling:
    """Return what the proof of a filing says."""
    dossier, filed_at = event.dossier, local(event.at)
    parts, files = tuple(_parts(dossier.machine, standing([event]))), tuple(_files(dossier, event))
    typed = [*(text for part in parts for _label, text in part.answers), *(file.name for file in files)]
    return ProofOfFiling(
        office=office_of(dossier, filed_at.date(), filed_at),
        url=absolute("verify", token),
        filed_at=filed_at,
        filed=f"{filed_at:%H} giờ {filed_at:%M} phút {filed_at:%S} giây, {day_in_words(filed_at.date())}",
        code=dossier.code,
        procedure=dossier.machine.name.vi,
        parts=parts,
        files=files,
        brings=_brings(dossier.machine, event),
        desk=_at_desk(dossier.machine, event) if came_on_paper(event) else None,
        leaves_out=any(PICTURE in text for text in typed),
    )


def _brings(machine: Machine, event: Event) -> tuple[tuple[str, str], ...]:
    """Return what is still to be brought; what the desk has counted lies there."""
    brought = facts_of(event).brought
    with translation.override("vi"):
        found = of_log(machine, [event])
        return tuple((one.title.vi, one.asked) for one in found if one.component.name not in brought)


def _at_desk(machine: Machine, event: Event) -> AtDesk:
    facts, words = facts_of(event), words_of(event.payload)
    scans = Counter(event.attachments.order_by().values_list("component", flat=True))
    titles = titles_of(machine)
    counted = (
        CountedPaper(titles[name].vi, *facts.brought.get(name, (0, 0, 0)), scans[name])
        for name in _in_order(machine, titles)
        if name in facts.brought or scans[name]
    )
    return AtDesk(
        how=HOW[Channel(facts.channel)],
        officer=event.actor.get_full_name() if event.actor else "",
        posted_on=facts.posted_on,
        post_number=words.post_number,
        sets=facts.sets,
        authority=authority_of(words),
        papers=tuple(counted),
        lacks=tuple(_lacks(machine, event, scans)),
    )


def _lacks(machine: Machine, event: Event, scans: Collection[str]) -> Iterator[str]:
    """Yield what the desk has noted as missing: what is brought has a part of its own, with where it is brought to."""
    answers = standing([event])
    yield from (one.title.vi for one in lacking(machine, answers, [event], scans) if not one.handed_in)
    yield from (short_of(*found).vi for found in come_short(machine, answers, [event], scans))
    if is_unnumbered(answers):
        yield f"{LACKS.vi[:1].upper()}{LACKS.vi[1:]}"


def _parts(machine: Machine, values: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the parts of the form with what was answered in each."""
    headed = [(heading.vi if heading else CONTENT, of_part) for heading, of_part in drafts.parts_after(machine)]
    parts = [(APPLICANT, read_of_applicant(machine)), *headed]
    asked = {question.name for question in shown([one for _title, of_part in parts for one in of_part], values)}
    for title, of_part in parts:
        rows = ((one.label.vi, _answer(one, values.get(one.name))) for one in of_part if one.name in asked)
        answers = tuple((label, printable(text)) for label, text in rows if text)
        if answers:
            yield Part(title, answers)


def _answer(question: Question, value: Any) -> str:
    """Return one answer as a text, a table row by row."""
    if question.kind is not QuestionKind.TABLE or not isinstance(value, list):
        return answer_text(question, value)
    rows = ([(one.label.vi, answer_text(one, row.get(one.name))) for one in question.columns] for row in value)
    lines = ("; ".join(f"{label}: {text}" for label, text in row if text) for row in rows)
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1))


def _files(dossier: Dossier, event: Event) -> Iterator[FiledFile]:
    """Yield the files as pages show them: by the paper that they are, in the order in which they were chosen."""
    machine = dossier.machine
    titles = titles_of(machine)
    places = {name: place for place, name in enumerate(_in_order(machine, titles))}
    for file in sorted(event.attachments.all(), key=lambda file: places.get(file.component, len(places))):
        title = titles.get(file.component)
        yield FiledFile(title.vi if title else "", printable(file.name), file_size(file.size), file.sha256[:MARK])


def _in_order(machine: Machine, titles: Mapping[str, Text]) -> Iterable[str]:
    """Return the names of what files may be, papers before questions, as pages have them."""
    return dict.fromkeys((*(one.name for one in machine.components), *titles))
