"""What the letter with what is new says of each dossier: by what stands of it now, and never a day that is not in force."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.roles import Role
from dossiers import outbox
from dossiers.calendars import call_keys
from dossiers.calendars.said import Before
from dossiers.commands.deciding import sending
from dossiers.desk.lists.moved_by import MovedBy, moved_by
from dossiers.desk.registers.outdated import Outdated, outdated
from dossiers.display.agency.closed import Doors, closing_at, promised
from dossiers.display.agency.printed import OF_RESULT, is_asked, printed_on, why_no_day
from dossiers.display.agency.receiving import Receiving
from dossiers.display.agency.titles import letter_title
from dossiers.filing.counter import people
from dossiers.log.answers import standing_in
from dossiers.models import Channel, Dossier, Letter, OutboxEntry
from dossiers.models.standing import PAUSED
from dossiers.notices.message import by_letter
from dossiers.notices.occasions import news_of
from dossiers.pages.inbox import in_vain
from dossiers.pages.inbox.rows import Untold, is_had_there
from dossiers.pages.inbox.untold import LATELY, Lately
from dossiers.papers.parties import office_known
from dossiers.papers.wording import hour_and_day
from procedures.form import receiving
from procedures.machine import Paper, Status, Text
from procedures.steady import Steady
from procedures.time.calendar import local

WITH_DAY = (*sorted(OF_RESULT), Paper.SUPPLEMENT_REQUEST.value)
"""The papers on which a day is printed."""
SUPPLY = call_keys.ANSWER
"""How the keys begin of what is new of a supplement that is to come."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day that holds by now, in words, and the one that was told or printed before."""

    now: str
    was: str = ""
    where: str = ""
    """The paper on which that one is printed; "" where it was told otherwise."""
    is_enclosed: bool = False
    """Whether that paper goes out with the letter: it has told nobody anything."""
    is_later: bool = False

    @classmethod
    def of(cls, now: datetime, was: datetime | None, paper: Letter | None = None, *, is_enclosed: bool = False) -> Self:
        """Return it of two instants, and the paper on which the earlier one is printed."""
        title = letter_title(paper) if paper else ""
        where = f"{title[:1].lower()}{title[1:]} số {paper.number_on_pages}" if paper else ""
        then = hour_and_day(local(was)) if was else ""
        return cls(hour_and_day(local(now)), then, where, is_enclosed, is_later=bool(was and now > was))

    @property
    def instead_of(self) -> str:
        """What stands behind it of the earlier one; "" where there is none."""
        if not self.was:
            return ""
        enclosed = " gửi kèm thư này" if self.is_enclosed else ""
        return f", thay cho {self.was} " + (f"in trên {self.where}{enclosed}" if self.where else "đã báo trước đây")


@dataclass(frozen=True, slots=True)
class Matter:
    """What the letter says of a dossier; what there is not is empty."""

    code: str
    procedure: str
    subject: str
    owner: str
    """For whom it was filed, where that is somebody else."""
    asked: str = ""
    """What is asked for, or that the result is there, in the words of its mail."""
    no_day: str = ""
    """That no day is in force, and what the dossier waits for."""
    day: Day | None = None
    """By when the result is promised."""
    received_at: str = ""
    """Where it is received then, as form 01 says it."""
    supply: Day | None = None
    """Until when the supplement is to come."""
    supply_at: str = ""
    """Where it is brought, where that is new."""
    has_moved: bool = False
    """Whether the place of the result is another one."""
    is_closed: bool = False
    """Whether it is closed on that day, which nobody was told."""
    is_open: bool = False
    """Whether it is open then after all."""
    is_apology: bool = False
    """Whether a letter of apology gives the day."""
    causes: Sequence[MovedBy] = ()
    """By which decisions the day has moved."""
    has_receipt: bool = False

    @property
    def all_else_stands(self) -> bool:
        """Whether nothing else of the receipt has changed."""
        return self.has_receipt and self.day is not None and not self.asked


@dataclass(frozen=True, slots=True)
class _Case:
    """A dossier with what is to be told of it, its answers and its papers."""

    dossier: Dossier
    rows: Sequence[Untold]
    values: Mapping[str, Any]
    papers: Mapping[str, Letter]
    """The last of each kind."""
    outdated: Mapping[str, Outdated]
    causes: Sequence[MovedBy] = ()

    @property
    def result(self) -> Untold | None:
        """What is new of its result."""
        return next((one for one in self.rows if not one.asked and not one.about.startswith(SUPPLY)), None)

    @property
    def answer(self) -> Untold | None:
        """What is new of the supplement that is to come."""
        return next((one for one in self.rows if one.about.startswith(SUPPLY)), None)


def matters_of(dossier: Dossier, rows: Sequence[Untold], found: Lately, now: datetime) -> Mapping[int, Matter]:
    """Return by dossier what the letter says: of a dossier and of the rows of its person; nothing of one of which nothing is new."""
    known = found.known
    listed = {row.dossier: found.dossiers[row.dossier] for row in rows}
    answers = found.answers if dossier.pk in found.answers else {**found.answers, **standing_in([dossier.pk])}
    dossiers = {dossier.pk: dossier, **listed}
    # Who stood at the counter has the papers, and of what is listed the rows say what is new.
    asked = [pk for pk, one in dossiers.items() if pk not in listed or one.channel == Channel.POST]
    papers, before, causes = _papers(asked, now), Before(known), _causes(dossier, rows, known, now)
    cases = {}
    for pk, one in dossiers.items():
        one.steady = known
        mine, values = papers.get(pk, {}), answers.get(pk, {})
        news = {kind: outdated(letter, values, before) for kind, letter in mine.items()}
        about = [row for row in rows if row.dossier == pk]
        if about or any(each.is_any for each in news.values()):
            cases[pk] = _Case(one, about, values, mine, news, causes.get(pk, ()))
    return {pk: _matter(case, known) for pk, case in cases.items()}


def _papers(dossiers: Sequence[int], now: datetime) -> Mapping[int, Mapping[str, Letter]]:
    """Return by dossier the last paper of each kind on which a day is printed, and whether it waits to be posted: one statement, or none."""
    if not dossiers:
        return {}
    found = defaultdict[int, dict[str, Letter]](dict)
    letters = Letter.objects.filter(dossier__in=dossiers, kind__in=WITH_DAY).select_related("event", "dossier")
    for one in letters.annotate(is_unsent=Exists(sending.waiting(now).filter(pk=OuterRef("pk")))).order_by("pk"):
        found[one.dossier_id][one.kind] = one
    return found


def _is_unsent(paper: Letter) -> bool:
    """Say whether a paper waits to be posted: it has told nobody anything."""
    return bool(vars(paper)["is_unsent"])


def _causes(dossier: Dossier, rows: Sequence[Untold], known: Steady, now: datetime) -> Mapping[int, Sequence[MovedBy]]:
    """Return by dossier why its date is another one than the applicant was told last; nothing of one whose date is not new."""
    told = {one.dossier: one.earlier[0].call.at if one.earlier else None for one in rows if one.was}
    is_listed = any(one.dossier == dossier.pk for one in rows)
    return moved_by(told if is_listed else {dossier.pk: None, **told}, now - LATELY, known)


def _matter(case: _Case, known: Steady) -> Matter:
    dossier, answer = case.dossier, case.answer
    printed = [one for kind, one in case.outdated.items() if kind in OF_RESULT]
    due, form = _due(dossier), case.outdated.get(Paper.SUPPLEMENT_REQUEST.value)
    found = Matter(
        code=dossier.code,
        procedure=known.version(dossier.version_id).machine.name.vi,
        subject=dossier.subject,
        owner=dossier.organisation,
        asked=_asked(case),
        no_day=why_no_day(dossier) if dossier.accepted_at else "",
        supply=_supply(case),
        supply_at=(answer.place if answer else "") or (form.place if form else ""),
        has_receipt=dossier.accepted_at is not None,
    )
    if due is None:
        return found
    closing = closing_at(Doors.of(known, known.calendars), dossier, due) if is_had_there(case.values) else None
    is_door_new = any(one.door for one in printed) or bool(case.result and (case.result.opens or case.result.is_open))
    day = _day(case, due)
    return replace(
        found,
        day=day,
        received_at=_received_at(case, known, due, closing.words if closing else None),
        has_moved=any(one.place for one in printed) or bool(case.result and case.result.place),
        is_closed=is_door_new and closing is not None,
        is_open=is_door_new and closing is None,
        is_apology=bool(case.result and case.result.is_apology),
        causes=case.causes if day.was else (),
    )


def _due(dossier: Dossier) -> datetime | None:
    """Return the day that is in force for the result; None where none is, and once the result is there."""
    is_over = not dossier.holder or dossier.resolved_at or dossier.accepted_at is None
    return None if is_over or dossier.status in PAUSED else promised(dossier)


def _day(case: _Case, due: datetime) -> Day:
    row, dossier, receipt = case.result, case.dossier, case.papers.get(Paper.RECEIPT.value)
    if row and row.was:
        is_enclosed = receipt is not None and _is_unsent(receipt) and not row.earlier
        return Day.of(due, row.was, receipt if is_enclosed else None, is_enclosed=is_enclosed)
    # The last paper that names a day says what was announced.
    paper = max((one for kind, one in case.papers.items() if kind in OF_RESULT), key=lambda one: one.pk, default=None)
    day = printed_on(paper.kind, paper.event, dossier) if paper else None
    if paper is None or day is None or day.stands:
        return Day.of(due, None)
    return Day.of(due, day.day, paper, is_enclosed=_is_unsent(paper))


def _supply(case: _Case) -> Day | None:
    """Return until when the supplement is to come, where that is another day than was told."""
    kind, until = Paper.SUPPLEMENT_REQUEST.value, case.dossier.applicant_due_at
    if until is None or not is_asked(case.dossier):
        return None
    if case.answer:
        return Day.of(until, case.answer.was)
    paper, form = case.papers.get(kind), case.outdated.get(kind)
    day = printed_on(kind, paper.event, case.dossier) if paper and form and form.now else None
    return Day.of(until, day.day, paper, is_enclosed=_is_unsent(paper)) if paper and day else None


def _received_at(case: _Case, known: Steady, due: datetime, is_closed: Text | None) -> str:
    """Return where the result is received, as form 01 says it, by what is known today."""
    office = replace(office_known(case.dossier, known, timezone.localdate()), due=due.date())
    closed = Text(f"({is_closed.vi})", f"({is_closed.en})") if is_closed else None
    way = Receiving(receiving.chosen(case.values), receiving.posted_to(case.values))
    return way.on_paper(office.handed_out(closed).vi)


def _asked(case: _Case) -> str:
    """Return in the words of its mail what the dossier waits for, as its applicant was asked last; "" where that was told otherwise."""
    dossier, kinds = case.dossier, in_vain.KINDS.get(Status(case.dossier.status))
    waits = dossier.holder == Role.CITIZEN and dossier.status in PAUSED and case.answer is None
    if kinds is None or not (waits or any(row.asked for row in case.rows)):
        return ""
    entries = OutboxEntry.objects.filter(kind__in=kinds, event__dossier=dossier.pk, done_at__isnull=False)
    last = (
        entries.exclude(error=outbox.TAKEN_BACK)
        .select_related("event__payload", "event__actor")
        .order_by("-pk")
        .first()
    )
    if last is None:
        return ""
    last.event.dossier = dossier
    until = dossier.applicant_due_at
    news = replace(news_of(last.event), supply_by=local(until) if until else None)
    return by_letter(last.kind, news, has_account=not people.is_alone(dossier))
