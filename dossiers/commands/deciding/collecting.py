"""Results that wait at the desk, to be collected or to be posted: since when, who was reminded, and who can only be phoned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import transaction
from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import MailAddress, User
from accounts.seats import Seats
from dossiers.acts import CAME_BACK, CHANGE_RECEIVING
from dossiers.log.answers import standing_of
from dossiers.log.effective import effective
from dossiers.log.facts import HOW_RECEIVED, facts_of
from dossiers.log.parts.deposits import result_lies
from dossiers.models import (
    BY_OFFICERS,
    CallOutcome,
    CollectionReminder,
    CounterPerson,
    Dossier,
    DossierQuerySet,
    Event,
    ReminderWay,
)
from procedures.machine import Status
from procedures.results import Way
from procedures.time.calendar import LOCAL, local

BY_PHONE = "is_by_phone"
"""The name of what ``waiting`` adds to each: whether it is the phone alone that reaches the applicant."""
ONE_TRY = timedelta(minutes=5)
"""Who presses again within it that nobody answered has not phoned again; what was told is told for the day."""


def waiting() -> DossierQuerySet:
    """Narrow to the results that somebody has to come for: those that are asked for by post or on line go out by themselves.

    Each with ``is_by_phone``: whether neither an account nor a confirmed mail address reaches the applicant.
    """
    # Where nobody was asked, it is collected.
    in_person = Q(receives=None) | Q(receives=Way.IN_PERSON.value)
    return _with_ways(Dossier.objects.filter(status=Status.RESULT_READY)).filter(in_person)


def to_post(seats: Seats, again: Mapping[int, datetime]) -> DossierQuerySet:
    """Return whose results go by post and have not gone, of what somebody in these seats sees: those that wait, and some that go ``again``.

    Each with ``waits_since``: since when it could go.
    """
    seen = Dossier.objects.visible_to(seats).order_by().values("pk")
    ready = _with_ways(Dossier.objects.filter(status=Status.RESULT_READY)).filter(Q(receives=Way.BY_POST.value))
    own = Dossier.objects.filter(Q(pk__in=ready.order_by().values("pk")) | Q(pk__in=again.keys()), pk__in=seen)
    told = [When(pk=pk, then=Value(at, DateTimeField())) for pk, at in again.items()]
    since = Case(*told, default=Coalesce("resolved_at", "changed_at"), output_field=DateTimeField())
    return own.select_related("applicant", "version").defer("version__text").annotate(waits_since=since)


def _with_ways(dossiers: DossierQuerySet) -> DossierQuerySet:
    """Add to each by which way its result is received, and whether the phone alone reaches its applicant."""
    said = (
        Event.objects.filter(dossier=OuterRef("pk"))
        .annotate(way=HOW_RECEIVED)
        .filter(way__isnull=False)
        .order_by("-sequence")
    )
    asked = dossiers.annotate(receives=Subquery(said.values("way")[:1]))
    known = MailAddress.objects.filter(person=OuterRef("applicant"), confirmed_at__isnull=False)
    alone = CounterPerson.objects.filter(pk=OuterRef("applicant"), joined=None)
    by_phone = ExpressionWrapper(Q(Exists(alone)) & ~Q(Exists(known)), BooleanField())
    return asked.annotate(**{BY_PHONE: by_phone})


def sent_back(dossiers: DossierQuerySet) -> Mapping[int, date]:
    """Return of which of some dossiers the post has sent the result back, which lies at the desk, and on which day: one statement."""
    return _days(_lying(dossiers))


def to_call(dossiers: DossierQuerySet) -> Mapping[int, date]:
    """Return the same without what goes by post once more, as its applicant has said since (``to_go_again``): one statement."""
    lying = _lying(dossiers)
    going = _going_again(lying)
    return _days({pk: log for pk, log in lying.items() if pk not in going})


def to_go_again(dossiers: DossierQuerySet) -> Mapping[int, datetime]:
    """Return of which of the same the applicant has said since it came back that it goes by post once more, and when: one statement.

    Of any other nobody knows yet where to send it: its applicant is phoned first.
    """
    return _going_again(_lying(dossiers))


def _days(lying: Mapping[int, Sequence[Event]]) -> Mapping[int, date]:
    days = {pk: [facts_of(event).came_back_on for event in log] for pk, log in lying.items()}
    return {pk: last for pk, each in days.items() if (last := next(filter(None, reversed(each)), None))}


def _going_again(lying: Mapping[int, Sequence[Event]]) -> Mapping[int, datetime]:
    wishes = {pk: _receiving_asked(log) for pk, log in lying.items()}
    return {pk: wish.at for pk, wish in wishes.items() if wish and facts_of(wish).receives == Way.BY_POST}


def _receiving_asked(log: Sequence[Event]) -> Event | None:
    """Return by which event the applicant has said how a result is received, since the post has sent it back last; None where that is not said."""
    newest = next((one for one in reversed(log) if one.action in (CAME_BACK, CHANGE_RECEIVING)), None)
    return newest if newest and newest.action == CHANGE_RECEIVING else None


def _lying(dossiers: DossierQuerySet) -> Mapping[int, list[Event]]:
    """Return of which of some dossiers the result lies here that the post has sent back, each with its log as it holds: one statement."""
    lying = dossiers.filter(status=Status.RETURNED, to_hand_back=True).order_by()
    came = lying.filter(pk__in=Event.objects.filter(action=CAME_BACK).values("dossier"))
    logs = defaultdict[int, list[Event]](list)
    for event in Event.objects.filter(dossier__in=came.values("pk")).order_by("dossier", "sequence"):
        logs[event.dossier_id].append(event)
    found = {pk: [*effective(log)] for pk, log in logs.items()}
    return {pk: log for pk, log in found.items() if result_lies(log)}


def seen_by(seats: Seats, lying: Collection[int] = ()) -> DossierQuerySet:
    """Return those that somebody in these seats sees, each with ``reminders``: how its applicant was (``reminders_of``).

    So do those that are ``lying`` there, sent back by the post.
    """
    seen = Dossier.objects.visible_to(seats).order_by().values("pk")
    of_ready = Q(pk__in=waiting().order_by().values("pk"))
    own = _with_ways(Dossier.objects.filter(of_ready | Q(pk__in=lying))) if lying else waiting()
    own = own.filter(pk__in=seen)
    parts = {name: f"collection_reminders__{path}" for name, path in _PARTS.items()}
    reminders = JSONBAgg(
        JSONObject(**parts),
        filter=Q(collection_reminders__isnull=False, collection_reminders__about=""),
        order_by="-collection_reminders__at",
        default=Value([], JSONField()),
    )
    return own.select_related("applicant", "version").defer("version__text").annotate(reminders=reminders)


_PARTS = {
    "key": "pk",
    "way": "way",
    "at": "at",
    "note": "note",
    "by": "by__full_name",
    "caller": "by_id",
    "number": "number",
    "outcome": "outcome",
}


@dataclass(frozen=True, slots=True)
class Reminded:
    """That an applicant was reminded."""

    way: ReminderWay
    at: datetime
    note: str
    """What was said on the phone."""
    by: str
    """Who phoned; "" for a mail that went out by itself."""
    key: int
    caller: int | None
    """The key of who phoned."""
    item: str = ""
    """The number of the postal item by which a letter went; "" of a call."""
    outcome: CallOutcome = CallOutcome.REACHED
    phone: str = ""
    """That was phoned, in E.164; "" of all else."""

    @property
    def in_vain(self) -> str:
        """Why a call has told nothing; "" of one that has, and of all else."""
        return "" if self.outcome == CallOutcome.REACHED else str(self.outcome.label)


def as_known_now(calls: Iterable[Reminded]) -> list[Reminded]:
    """Return the calls about one dossier by what is known since: at a number that was another one's later nobody was told before.

    Whoever was spoken to there was that stranger.
    """
    known = list(calls)
    wrong = {
        phone: max(one.at for one in known if one.phone == phone and one.outcome == CallOutcome.WRONG)
        for phone in {one.phone for one in known if one.phone and one.outcome == CallOutcome.WRONG}
    }
    return [
        replace(one, outcome=CallOutcome.WRONG) if one.phone in wrong and one.at < wrong[one.phone] else one
        for one in known
    ]


def reminders_of(dossier: Dossier) -> list[Reminded]:
    """Return how the applicant of one that ``seen_by`` has found was reminded, the last first: no query."""
    rows: Iterable[Mapping[str, Any]] = vars(dossier)["reminders"]
    return [
        Reminded(
            ReminderWay(row["way"]),
            datetime.fromisoformat(row["at"]),
            row["note"] or "",
            row["by"] or "",
            row["key"],
            row["caller"],
            row["number"] if row["way"] == ReminderWay.POST else "",
            CallOutcome(row["outcome"]),
            row["number"] if row["way"] == ReminderWay.PHONE else "",
        )
        for row in rows
    ]


def to_remind(agency: int, before: datetime) -> DossierQuerySet:
    """Return what has waited in an agency since before an instant without a notice since then, of whom one reaches; the oldest first."""
    told = CollectionReminder.objects.filter(dossier=OuterRef("pk"), way=ReminderWay.MAIL, at__gte=before)
    found = waiting().filter(~Exists(told), agency=agency, resolved_at__lt=before, **{BY_PHONE: False})
    return found.order_by(F("resolved_at").asc(nulls_last=True), "pk")


def phoned(
    dossier: Dossier, *, by: User, note: str, at: datetime, about: str = "", since: datetime | None = None
) -> CollectionReminder | None:
    """Note that an officer has told an applicant by phone; None where that officer has noted the same words on that day already.

    ``about`` names what was told; "" is a result that waits. Two presses of one form are one call, and so is what is sent once more
    after a moment without a connection. ``since``: when the applicant was told another thing last; what is told anew after it is
    another call.
    """
    made = CollectionReminder(
        dossier=dossier, way=ReminderWay.PHONE, by=by, number=_number(dossier), note=note, at=at, about=about
    )
    return _once(made, since)


def phoned_in_vain(
    dossier: Dossier, outcome: CallOutcome, *, by: User, note: str, at: datetime, about: str
) -> CollectionReminder | None:
    """Note that an officer has phoned and reached nobody; None where that was noted within ``ONE_TRY``: later it is another try."""
    made = CollectionReminder(
        dossier=dossier, way=ReminderWay.PHONE, by=by, number=_number(dossier), note=note, at=at, about=about
    )
    made.outcome = outcome
    noted = _once(made, at - ONE_TRY)
    if noted and outcome == CallOutcome.WRONG:
        CollectionReminder.objects.bulk_create(_at_same_number(noted))
    return noted


def noted_with(made: CollectionReminder) -> list[str]:
    """Return of which other dossiers it was noted in the same press that the number is another one's: one query."""
    same = CollectionReminder.objects.filter(by=made.by, at=made.at, number=made.number, outcome=CallOutcome.WRONG)
    return [*same.exclude(pk=made.pk).order_by("dossier").values_list("dossier__code", flat=True).distinct()]


def _at_same_number(made: CollectionReminder) -> list[CollectionReminder]:
    """Return the same of what this person was told at that number about other dossiers of the agency: that was somebody else too."""
    dossier, calls = made.dossier, CollectionReminder.objects.filter(way=ReminderWay.PHONE, number=made.number)
    wrong = calls.filter(dossier=OuterRef("dossier"), outcome=CallOutcome.WRONG, at__gt=OuterRef("at"))
    others = calls.filter(
        dossier__applicant=dossier.applicant_id, dossier__agency=dossier.agency_id, outcome=CallOutcome.REACHED
    )
    told = others.exclude(dossier=dossier).exclude(Exists(wrong)).order_by("dossier", "-at", "-pk").distinct("dossier")
    same = {"way": made.way, "by": made.by, "number": made.number, "note": made.note, "at": made.at}
    return [
        CollectionReminder(**same, dossier_id=one.dossier_id, about=one.about, outcome=made.outcome) for one in told
    ]


def _number(dossier: Dossier) -> str:
    return str(standing_of(dossier).get("applicant_phone") or dossier.applicant.phone)


def written_to(
    dossier: Dossier, item: str, *, by: User, note: str, at: datetime, about: str
) -> CollectionReminder | None:
    """Note that a letter told an applicant what a call would have, by the number of its postal item; None where that is noted already."""
    made = CollectionReminder(dossier=dossier, way=ReminderWay.POST, by=by, number=item, note=note, at=at, about=about)
    return _once(made)


def _once(made: CollectionReminder, since: datetime | None = None) -> CollectionReminder | None:
    """Store a note but where its officer has stored the same one on that day already, since an instant."""
    with transaction.atomic():
        # Held, so that the second press waits for the first.
        Dossier.objects.select_for_update(of=("self",)).only("pk").get(pk=made.dossier_id)
        own = CollectionReminder.objects.filter(by=made.by, at__gte=_begins(made.at))
        same = own.filter(dossier=made.dossier, way=made.way, note=made.note, about=made.about, outcome=made.outcome)
        same = same.filter(number=made.number)
        if made.outcome == CallOutcome.REACHED:
            # Who was spoken to before it was known that the number is another one's was somebody else.
            wrong = own.filter(
                dossier=made.dossier, number=made.number, outcome=CallOutcome.WRONG, at__gt=OuterRef("at")
            )
            same = same.exclude(Exists(wrong))
        if (same.filter(at__gt=since) if since else same).exists():
            return None
        made.save()
    return made


def not_phoned(key: int, *, by: User, at: datetime) -> bool:
    """Take a call back that an officer has noted by mistake on the same day; say whether there was one.

    That a number is another one's is taken back wherever the same press has noted it.
    """
    own = _own_calls(by, at)
    call = own.filter(pk=key).first()
    if call is None:
        return False
    is_wrong = call.outcome == CallOutcome.WRONG
    taken, _rows = (
        own.filter(at=call.at, number=call.number, outcome=call.outcome) if is_wrong else own.filter(pk=key)
    ).delete()
    return bool(taken)


def calls_of(dossier: Dossier) -> list[tuple[str, Reminded]]:
    """Return who has phoned the applicant, or written by post, by what was told, the last first: one query, none once it was asked."""
    return [(one.about, _reminded(one)) for one in dossier.calls]


def read_calls(dossiers: Sequence[Dossier]) -> None:
    """Read the calls of many at once, so that ``calls_of`` asks for none of them: one query, none of no dossier."""
    found = defaultdict[int, list[CollectionReminder]](list)
    for row in CollectionReminder.objects.by_officers().filter(dossier__in=dossiers):
        found[row.dossier_id].append(row)
    for one in dossiers:
        one.calls = found[one.pk]


def calls_about(dossiers: Collection[int]) -> Mapping[tuple[int, str], Sequence[Reminded]]:
    """Return by dossier and by what was told who has phoned and what was said, the last first: one query.

    Under "" are the calls about a result that waits which reached nobody; the others are those of the list of such results.
    """
    found: dict[tuple[int, str], list[Reminded]] = defaultdict(list)
    by_officers = CollectionReminder.objects.filter(dossier__in=dossiers, way__in=BY_OFFICERS)
    rows = by_officers.exclude(about="", outcome=CallOutcome.REACHED)
    for one in rows.select_related("by").order_by("-at", "-pk"):
        found[one.dossier_id, one.about].append(_reminded(one))
    return found


def _reminded(one: CollectionReminder) -> Reminded:
    by = one.by.get_full_name() if one.by else ""
    way = ReminderWay(one.way)
    item, phone = (one.number, "") if way == ReminderWay.POST else ("", one.number)
    return Reminded(way, one.at, one.note, by, one.pk, one.by_id, item, CallOutcome(one.outcome), phone)


def _own_calls(by: User, at: datetime) -> QuerySet[CollectionReminder]:
    return CollectionReminder.objects.filter(way__in=BY_OFFICERS, by=by, at__gte=_begins(at))


def _begins(at: datetime) -> datetime:
    return datetime.combine(local(at).date(), time.min, LOCAL)


def reminded(dossier: Dossier, *, at: datetime) -> CollectionReminder:
    """Note that a notice has gone out."""
    return CollectionReminder.objects.create(dossier=dossier, way=ReminderWay.MAIL, at=at)
