"""What is new to somebody whom no mail reaches, as the desk and the manager read it: a row of a dossier."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dossiers import outbox
from dossiers.calendars.call_keys import RESULT, door_key, parts
from dossiers.calendars.dates import Dates
from dossiers.calendars.said import Before, ClosedThen, Knowledge
from dossiers.commands.deciding.collecting import Reminded
from dossiers.display.agency import places
from dossiers.display.agency.closed import promised
from dossiers.display.agency.printed import why_no_day
from dossiers.display.agency.reached import Reached, reached
from dossiers.display.formats import localized
from dossiers.log.answers import standing_in
from dossiers.models import Channel, CounterPerson, Dossier, OutboxEntry, ReturnedMail
from dossiers.notices.addresses import NO_ADDRESS, NOT_CONFIRMED, REFUSED
from dossiers.pages.inbox import calls, in_vain
from dossiers.pages.inbox.calls import Earlier, There, desk_of
from dossiers.pages.inbox.in_vain import InVain
from dossiers.pages.inbox.reach import is_wrong
from procedures.form import receiving
from procedures.results import Way

DATES = {
    outbox.RECOUNTED: "due_at",
    outbox.REAPPOINTED: "due_at",
    outbox.SUPPLY_RECOUNTED: "applicant_due_at",
}
"""Which date a notice tells of."""
LABELS: Mapping[str, Promise] = {
    outbox.RECOUNTED: gettext_lazy("Result"),
    outbox.REAPPOINTED: gettext_lazy("Result"),
    outbox.SUPPLY_RECOUNTED: gettext_lazy("To answer"),
    outbox.PLACE_MOVED: gettext_lazy("Result"),
    outbox.SUPPLY_PLACE_MOVED: gettext_lazy("To answer"),
}
"""What is told of by each notice that has to be phoned where no mail reaches anybody."""
ASKED: Mapping[str, Promise] = {
    in_vain.SUPPLEMENT: gettext_lazy("Supplement of the dossier"),
    outbox.INSUFFICIENT: gettext_lazy("Supplement of the dossier"),
    in_vain.PAYMENT: gettext_lazy("Payment"),
    in_vain.RESULT: gettext_lazy("Result"),
    **dict.fromkeys(in_vain.OVER.values(), gettext_lazy("Dossier")),
}
"""The same of each that asks for something, or ends it."""
WHY: Mapping[str, Promise] = {
    REFUSED: gettext_lazy("the mail server refuses the address"),
    NO_ADDRESS: gettext_lazy("no mail address is known"),
    NOT_CONFIRMED: gettext_lazy("the mail address is not confirmed"),
}
"""Why no mail went out."""


@dataclass(frozen=True, slots=True)
class Untold:
    """An open dossier with something new of which no mail told the applicant."""

    dossier: int
    about: str
    """Names what is to be told: once that is another thing, whoever was phoned is to be told again."""
    code: str
    applicant: str
    what: Promise
    """What is new: the result, or the applicant's answer."""
    now: datetime | None
    """None where no time is set for an answer."""
    place: str
    """Where the result is had then, or the answer brought, where that is what is new; "" of a new date."""
    was: datetime | None
    """The date of before."""
    by: Reached
    has_account: bool
    """Whether the notice waits for the person on the site."""
    opens: datetime | None = None
    """When the place opens next that is closed at the date; None where that is not what is to be told."""
    is_open: bool = False
    """Whether the place is open then after all, of which somebody was told that it is closed."""
    asked_at: datetime | None = None
    """When something was asked for by a mail that did not arrive; None where another thing is new."""
    back: ReturnedMail | None = None
    """Which mail about the dossier came back, as far as one did."""
    calls: Sequence[Reminded] = ()
    """Who has phoned about it since another thing was told last, and what was said, the last first."""
    earlier: Sequence[Earlier] = ()
    """Who has phoned before something more was to be told, the last first."""
    otherwise_at: datetime | None = None
    """When another thing was told last, by a call or a notice."""
    asked: str = ""
    """By which notice something was asked for (``in_vain``)."""
    why: Promise | str = ""
    """Why no mail of that went out; "" where it came back."""
    owed: int = 0
    """What is to be paid, in đồng, where that is asked for."""
    is_apology: bool = False
    """Whether a letter of apology gives the date."""
    person: int = 0
    """The applicant's key: one letter tells one person all."""
    tries: Sequence[Reminded] = ()
    """Who has phoned about it since and reached nobody, the last first."""
    version: int = 0
    """The key of the version of its procedure."""
    is_had_there: bool = True
    """Whether the result is had at the place."""
    no_day: str = ""
    """That no day is in force for the result, and what the dossier waits for; "" where one is."""
    is_wrong_number: bool = False
    """Whether the number that is known has been found to be another one's, whatever the call was about."""

    @property
    def is_written_to(self) -> bool:
        """Whether an address is known and no number: a letter reaches whom no call does."""
        return bool(self.by.address) and not self.by.phone

    @property
    def may_be_written_to(self) -> bool:
        """Whether a number is known that has reached nobody, and an address: a letter is the other way."""
        return bool(self.by.address and self.by.phone and (self.tries or self.is_wrong_number))


@dataclass(frozen=True, slots=True)
class Found:
    """Of what somebody is to be told."""

    entries: Sequence[OutboxEntry] = ()
    """Notices of dates and places that reached nobody, the newest first."""
    shut: Sequence[ClosedThen] = ()
    """Whose place is closed when the result is promised."""
    opened: Sequence[Dossier] = ()
    """Whose place is open then after all."""
    asked: Sequence[InVain] = ()
    """Who is to supply or pay something, or to come for a result, and does not know."""

    @property
    def dossiers(self) -> dict[int, Dossier]:
        """The dossiers by their ids."""
        of_entries = (one.event.dossier for one in self.entries)
        shut, asked = (one.dossier for one in self.shut), (one.dossier for one in self.asked)
        return {one.pk: one for one in (*of_entries, *shut, *self.opened, *asked)}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the dossiers of which somebody is to be told, and of the places."""

    before: Before
    knowledge: Knowledge
    answers: Mapping[int, Mapping[str, Any]]
    there: Mapping[int, There] = field(default_factory=dict)
    alone: frozenset[int] = frozenset()
    """The applicants who are people of the counter whom no account was joined with."""
    dates: Dates = field(default_factory=Dates)

    @classmethod
    def of(cls, found: Found, before: Before, knowledge: Knowledge, answers: Mapping[int, Mapping[str, Any]]) -> Self:
        """Return it: one statement, and one more where a date has moved."""
        dossiers = found.dossiers.values()
        applicants = {one.applicant_id for one in dossiers}
        alone = CounterPerson.objects.filter(user__in=applicants, joined=None).values_list("user", flat=True)
        there = calls.places_of(dossiers, before.steady)
        dates = Dates.of({one.event.dossier_id for one in found.entries if one.kind in DATES})
        return cls(before, knowledge, answers, there, frozenset(alone if applicants else ()), dates)

    def row(self, dossier: Dossier, about: str, what: Promise, now: datetime | None) -> Untold:
        """Return what is to be told of a dossier, with by what to reach whom."""
        return Untold(
            dossier=dossier.pk,
            about=about,
            code=dossier.code,
            applicant=dossier.applicant_name,
            what=what,
            now=now,
            place="",
            was=None,
            by=self.reached(dossier),
            has_account=dossier.applicant_id not in self.alone,
            person=dossier.applicant_id,
            version=dossier.version_id,
            is_had_there=self.is_had_there(dossier.pk),
            no_day=why_no_day(dossier) if what == LABELS[outbox.PLACE_MOVED] else "",
        )

    def reached(self, dossier: Dossier) -> Reached:
        """Return by what whom to reach."""
        return reached(self.answers.get(dossier.pk, {}), dossier.applicant)

    def is_had_there(self, dossier: int) -> bool:
        """Say whether the result is had at the place."""
        return is_had_there(self.answers.get(dossier, {}))


def is_had_there(answers: Mapping[str, Any]) -> bool:
    """Say whether a result is had at the place, and neither by post nor on line."""
    return receiving.chosen(answers) not in (Way.BY_POST, Way.ONLINE)


def answers_of(dossiers: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return by dossier the answers as they stand: one statement, none of no dossier."""
    pks = set(dossiers)
    return standing_in(pks) if pks else {}


def rows_of(found: Found, known: Known) -> list[Untold]:
    """Return all that is new of one result as one row: a date, a place that has moved, that it is closed, or open after all."""
    by_key = dict[tuple[object, ...], Untold]()
    for row in (
        *_of_entries(found, known),
        *_of_shut(found, known),
        *_of_opened(found, known),
        *_of_asked(found, known),
    ):
        is_result = row.what == LABELS[outbox.PLACE_MOVED]
        key = (row.dossier, row.now) if is_result else (row.dossier, row.about)
        by_key[key] = _both(by_key[key], row) if key in by_key else row
    return list(by_key.values())


def _both(one: Untold, other: Untold) -> Untold:
    """Return two rows of one result as one; what both say is said once."""
    found = [part for row in (one, other) for part in parts(row.about).values()]
    return replace(
        one,
        about=" ".join(dict.fromkeys(found)),
        place=one.place or other.place,
        was=one.was or other.was,
        opens=one.opens or other.opens,
        is_open=one.is_open or other.is_open,
        is_apology=one.is_apology or other.is_apology,
    )


def _of_entries(found: Found, known: Known) -> Iterator[Untold]:
    # The newest first: of several changes the last one says what was announced before.
    newest = {(entry.event.dossier_id, entry.kind): entry for entry in reversed(found.entries)}
    for entry in newest.values():
        if row := _of_entry(entry, known):
            yield row


def _of_entry(entry: OutboxEntry, known: Known) -> Untold | None:
    dossier, date = entry.event.dossier, DATES.get(entry.kind)
    is_answer = entry.kind == outbox.SUPPLY_PLACE_MOVED
    is_apology = entry.kind == outbox.REAPPOINTED
    is_promised = not (is_answer or date) or is_apology
    now: datetime | None = promised(dossier) if is_promised else getattr(dossier, date or "applicant_due_at")
    if (now is None and not is_answer) or (is_apology and _is_posted(entry, known)):
        return None
    place, was = _place(entry, known), known.dates.known_before(entry, known.knowledge, date) if date else None
    # Whoever was told nothing of a day that is over holds a paper that is right again.
    is_new = bool(date) and was != now
    if not (is_new or place):
        return None
    names = (f"{entry.kind} {entry.pk}" if is_new else "", place.key if place else "")
    return replace(
        known.row(dossier, " ".join(filter(None, names)), LABELS[entry.kind], now),
        place=place.words if place else "",
        was=was if is_new else None,
        is_apology=is_apology and is_new,
    )


def _is_posted(entry: OutboxEntry, known: Known) -> bool:
    """Say whether a letter of apology was given or posted, or waits to be: who gets answers by post is written to."""
    dossier, at = entry.event.dossier, known.dates.known_at(entry, known.knowledge)
    if at and at >= entry.event.at:
        return True
    by_post = dossier.channel == Channel.POST or not known.reached(dossier).phone
    return entry.error in (NO_ADDRESS, NOT_CONFIRMED) and dossier.channel != Channel.ONLINE and by_post


def _place(entry: OutboxEntry, known: Known) -> There | None:
    """Return where to come, as far as that is new, and where before; on which day an answer comes nobody knows."""
    dossier = entry.event.dossier
    if entry.kind == outbox.SUPPLY_RECOUNTED:
        return None
    if entry.kind == outbox.SUPPLY_PLACE_MOVED:
        stored, today = known.before.steady, timezone.localdate()
        there = places.had_on(stored.agencies, dossier.point, desk_of(stored, dossier.agency_id), today, today)
        return There(localized(there), f"{entry.kind} {entry.pk}", is_new=True)
    place = known.there[dossier.pk]
    return place if entry.kind == outbox.PLACE_MOVED or (place.is_new and known.is_had_there(dossier.pk)) else None


def _of_shut(found: Found, known: Known) -> Iterator[Untold]:
    for one in found.shut:
        if known.is_had_there(one.dossier.pk):
            yield replace(_at_the_door(one.dossier, one.promised, one.opens, known), opens=one.opens)


def _of_opened(found: Found, known: Known) -> Iterator[Untold]:
    for one in found.opened:
        if due := promised(one):
            yield replace(_at_the_door(one, due, None, known), is_open=True)


def _at_the_door(dossier: Dossier, due: datetime, opens: datetime | None, known: Known) -> Untold:
    """Return that a place is closed when the result is promised, or open; a move that was entered meanwhile is told with it."""
    there, shut = known.there[dossier.pk], door_key(due, opens)
    about = f"{there.key} {shut}" if there.is_new else shut
    row = known.row(dossier, about, LABELS[outbox.PLACE_MOVED], due)
    return replace(row, place=there.words if there.is_new else "")


def _of_asked(found: Found, known: Known) -> Iterator[Untold]:
    for one in found.asked:
        is_open = one.kind != in_vain.RESULT and one.kind not in in_vain.OVER.values()
        due = one.dossier.applicant_due_at if is_open else None
        row = known.row(one.dossier, one.about, ASKED[one.kind], due)
        # Who has no number gets the form of a supplement by post; a demand for money has none.
        has_form = one.kind == in_vain.SUPPLEMENT and not row.by.phone and one.error in (NO_ADDRESS, NOT_CONFIRMED)
        if not has_form:
            why = "" if one.back else WHY.get(one.error, WHY[REFUSED])
            owed = one.dossier.debt or 0 if one.kind in (in_vain.PAYMENT, in_vain.RESULT) else 0
            yield replace(row, back=one.back, asked_at=one.asked_at, asked=one.kind, why=why, owed=owed)


def with_calls(row: Untold, dossier: Dossier, known: Known) -> Untold:
    """Return a row with who was phoned about it."""
    place = known.there[dossier.pk].key if row.about.partition(" ")[0] in RESULT else ""
    heard = calls.heard(dossier, known.knowledge, known.before)
    news = calls.News(row.about, row.now, place)
    found = calls.of(news, heard)
    tries = calls.in_vain(news, known.knowledge.tries.get(dossier.pk, ()), found)
    every = (known.knowledge.tries.get(dossier.pk, ()), known.knowledge.calls.get(dossier.pk, ()))
    noted = sorted((call for one in every for _about, call in one), key=lambda call: call.at, reverse=True)
    shown = replace(row, calls=found.now, earlier=found.earlier, otherwise_at=found.otherwise_at, tries=tries)
    return replace(shown, is_wrong_number=is_wrong(row.by.phone, noted))
