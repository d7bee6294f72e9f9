"""The page of a unit's work: who has how much, what is to be given to somebody, and how it is divided anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import absences
from accounts.models import Unit, User
from accounts.people.soon import named, soon_of
from accounts.rights import HEADING
from accounts.roles import Role
from accounts.signin import OfOfficer, officer
from dossiers import queries
from dossiers.bulk import begun
from dossiers.bulk.judging import MOST, Chosen, Judge, Judged, Person
from dossiers.bulk.kinds import offered
from dossiers.commands.given import specialists
from dossiers.desk.jobs.bulk_form import CHOSEN, read_chosen, shown
from dossiers.desk.lists.heads import ALWAYS, LABELS
from dossiers.desk.rows import Look, drawn
from dossiers.desk.team.interest import EndForm, answered_for, chosen_of, end, of_units
from dossiers.desk.team.moving import KIND, Move, done, looked_at, of_interested, written_by_others
from dossiers.desk.team.work import work_of
from dossiers.display.formats import unit_name, vn_number
from dossiers.lists.assigning import KNOWS, Officer, Proposed, divide, in_order, not_there, weigh, with_proposed
from dossiers.lists.filters import Filters
from dossiers.lists.listed import listed
from dossiers.lists.names import by_name
from dossiers.lists.people import people
from dossiers.models import Dossier, DossierQuerySet, Job, standing
from dossiers.models.rows.listed import Row
from dossiers.pages.forms import MOST_WORDS
from dossiers.pages.gaps import barred_of, left_alone_of
from dossiers.reports.alerts.barred import Way
from dossiers.reports.alerts.coming import coming

WHO = "who"
"""In the address: whose dossiers are listed to be moved, as the filter of who has them is written."""
TO = "to-"
"""How the name of the field begins that says who gets a dossier."""
LEAVING = "leaving"
"""In the address of whoever comes from the page on which that person hands over, and goes back to it."""
BACK, BACK_TO = "lai", "cho"
"""In the address: the dossier that was just moved, and who had it before; nobody, where it waited to be given out."""
MOST_NAMED = 5
"""So many dossiers are named of what somebody has got."""
COLUMNS = ("applicant", "procedure", "holder", "due")
MOST_DECLARED = 20
READ = (
    *(
        "kind",
        "reason",
        "declared_at",
        "ended_at",
        "end_reason",
        "dossier__code",
        "dossier__holder",
        "dossier__assignee",
    ),
    *(f"{who}__{name}" for who in ("person", "ended_by") for name in ("username", "full_name")),
)
"""What is read of each of these."""
MOST_DIVIDED = 100
"""Dossiers that are divided at once: each has a line to be read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier that is divided: how it was looked at, what is proposed, and who else could get it."""

    judged: Judged
    proposed: Proposed
    officers: Sequence[Officer]
    has_it: str
    """Whose it is now, by name."""

    @property
    def tick(self) -> str:
        """What its box says, as that of a row does."""
        return shown([self.judged])

    @property
    def options(self) -> list[Officer]:
        """Who may get it, by name."""
        dossier = self.proposed.dossier
        has_it = dossier.assignee_id if dossier.holder == Role.SPECIALIST else None
        able = [one for one in self.officers if one.may_get([dossier]) and one.person.pk != has_it]
        return in_order(able)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: OfOfficer) -> HttpResponse:
    """Show the work of the units that somebody answers for; give dossiers to people, or propose how they are divided."""
    if not request.seats.has(*HEADING):
        raise Http404
    if request.method != "POST":
        return _page(request, timezone.now())
    if "end" in request.POST:
        return _ended(request)
    can_move = KIND in offered(request.seats)
    if not can_move:
        raise Http404
    return _divided(request, timezone.now()) if request.POST.get("do") == "propose" else _moved(request, timezone.now())


def _ended(request: OfOfficer) -> HttpResponse:
    """End a declaration with the reason that was written; without one ask for it."""
    found = chosen_of(request)
    form = EndForm(found.pk if found else 0, request.POST)
    if found is not None and not form.is_valid():
        return _page(request, timezone.now(), status=422, ending=form)
    if found is not None and end(found, form.cleaned_data["why"], request):
        messages.success(request, _("Ended from now on. What was declared stays in the record."))
    else:
        messages.info(request, _("It was over already."))
    return redirect(_here(request))


def _moved(request: OfOfficer, now: datetime) -> HttpResponse:
    """Give what is ticked to who is named for all, or each to who is named for it."""
    chosen = read_chosen(request.POST.getlist(CHOSEN))[:MOST]
    words = request.POST.get("note", "").replace("\x00", "").strip()[:MOST_WORDS]
    wanted = _wanted(request, chosen, now)
    if not wanted:
        messages.error(request, _("Tick dossiers and choose who gets them: nothing was done."))
        return _page(request, now, status=422, words=words)
    moves = looked_at(Person(request.user, request.seats), wanted, words, now)
    asking, interested = _asked_first(request, moves, now)
    if asking or interested:
        return _page(request, now, status=409, asking=asking, interested=interested, moves=moves, words=words)
    jobs = done(moves, by=request.user, at=now)
    for move, job in jobs:
        _say(request, move, job)
    for move in moves:
        for one in move.left_out:
            messages.warning(request, f"{one.code}: {one.refusal}")
    if not jobs:
        # What was typed for them is there for the next press.
        return _page(request, now, status=409, words=words)
    if len(jobs) == 1 and jobs[0][1].finished_at is None and LEAVING not in request.GET:
        return redirect("bulk_job", pk=jobs[0][1].pk)
    return redirect(_with_way_back(_here(request), moves))


def _asked_first(request: OfOfficer, moves: Sequence[Move], now: datetime) -> tuple[list[str], list[str]]:
    """Return who is writing for what would be moved, and who may have an interest in it; nothing once it is meant all the same."""
    if begun.MEANT in request.POST:
        return [], []
    return written_by_others(moves, request.user), of_interested(moves, timezone.localdate(now))


def _with_way_back(here: str, moves: Sequence[Move]) -> str:
    """Return the address that offers to give what alone was moved, perhaps drawn by a row too far, to who had it, or another."""
    given = [one.dossier for move in moves for one in move.ready if one.dossier]
    if len(given) != 1:
        return here
    had = given[0].assignee_id if given[0].holder == Role.SPECIALIST else None
    return f"{here}{'&' if '?' in here else '?'}{urlencode({BACK: given[0].code, BACK_TO: had or ''})}"


def _way_back(request: OfOfficer, now: datetime) -> dict[str, object] | None:
    """Return what the form holds that gives a dossier to who had it, else to another; None where the address offers none that can be."""
    code, to = request.GET.get(BACK, ""), request.GET.get(BACK_TO, "")
    if not code:
        return None
    found = Judge(KIND, Person(request.user, request.seats), None, now).judge(read_chosen([code]))
    one = found[0] if found else None
    if one is None or not one.ready or one.dossier is None or one.dossier.holder != Role.SPECIALIST:
        return None
    on = timezone.localdate(now)
    weighed = weigh([one.dossier], specialists(one.dossier.division_id, on), on)
    able = (who for who in weighed if who.may_get([one.dossier]) and who.person.pk != one.dossier.assignee_id)
    others = in_order(able)
    had = next((who for who in others if str(who.person.pk) == to), None)
    return {"code": one.code, "tick": shown([one]), "person": had, "others": others} if others else None


def _say(request: OfOfficer, move: Move, job: Job) -> None:
    """Say what somebody has got; of what was moved by another hand meanwhile the job's own page tells."""
    name = move.person.get_full_name()
    if leaves := soon_of([move.person.pk], timezone.localdate())[move.person.pk].in_words(Role.SPECIALIST):
        messages.warning(request, not_there([named(name, leaves)]))
    if job.finished_at is None:
        words = {"name": name, "n": vn_number(len(move.ready))}
        messages.info(request, _("%(name)s is getting %(n)s dossiers; this goes on by itself.") % words)
        return
    said = ngettext("%(name)s has got %(n)s dossier.", "%(name)s has got %(n)s dossiers.", job.done)
    codes = ", ".join(one.code for one in move.ready) if len(move.ready) <= MOST_NAMED else ""
    messages.success(request, f"{said % {'name': name, 'n': vn_number(job.done)}} {codes}".strip())


def _wanted(request: OfOfficer, chosen: Sequence[Chosen], now: datetime) -> dict[User, list[Chosen]]:
    """Return what is to be given to whom: as one is named for all, or in fields of their own for each."""
    known = {str(person.pk): person for person in _people(request, now)}
    wanted: dict[User, list[Chosen]] = {}
    for one in chosen:
        named = request.POST.get(f"{TO}{one.code}", request.POST.get("assignee", ""))
        if named in known:
            wanted.setdefault(known[named], []).append(one)
    return wanted


def _people(request: OfOfficer, now: datetime) -> list[User]:
    """Return the case officers of the divisions in which somebody gives out dossiers, each once, by name."""
    on = timezone.localdate(now)
    found = {person.pk: person for unit in _headed(request) for person in specialists(unit, on)}
    return by_name(found.values())


def _headed(request: OfOfficer) -> list[int]:
    """Return the keys of the divisions in which somebody gives out dossiers."""
    return list(dict.fromkeys(seat.unit_id for seat in request.seats if seat.role is Role.DIVISION_HEAD))


def _declared(request: OfOfficer, ending: EndForm | None, on: date) -> dict[str, object]:
    """Return the declarations that stand, each with the form that ends it, those that were ended last, and what nobody goes on with.

    Of a dossier that somebody was told of by a declaration it is said here wherever it lies.
    """
    found = list(answered_for(request.seats).only(*READ)[:MOST_DECLARED])
    barred = barred_of(request.seats, on, also=[one.dossier_id for one in found])
    stuck = {one.code: one.remedy for one in barred if one.way is not Way.GIVE}
    pressing = [one for one in found if one.must_be_moved or one.dossier.code in stuck]
    forms = {one.pk: ending if ending and ending.pk == one.pk else EndForm(one.pk) for one in found}
    over = list(of_units(request.seats).over().only(*READ)[:MOST_DECLARED])
    return {
        "interests_pressing": pressing,
        "interests_settled": [one for one in found if one not in pressing],
        "end_forms": forms,
        "ending": ending,
        "over": over,
        "barred": barred,
        "stuck": stuck,
        "left_alone": left_alone_of(request.seats, on, barred),
    }


def _divided(request: OfOfficer, now: datetime) -> HttpResponse:
    """Propose who takes which of the ticked dossiers; nothing is done before it is pressed."""
    chosen = read_chosen(request.POST.getlist(CHOSEN))[:MOST_DIVIDED]
    found = Judge(KIND, Person(request.user, request.seats), None, now).judge(chosen)
    without = request.POST.get("without", "")
    lines = list(_lines([one for one in found if one.ready], now, without))
    left_out = [one for one in found if not one.ready]
    if not lines and not left_out:
        messages.error(request, _("Tick the dossiers that are to be divided: nothing was done."))
        return redirect(_here(request))
    return _page(request, now, lines=lines, left_out=left_out)


def _lines(found: Sequence[Judged], now: datetime, without: str) -> Iterator[Line]:
    """Yield what is proposed for dossiers, those of each division among its own case officers, what is due first before.

    ``without`` is the key of who leaves, and keeps none.
    """
    known = {one.dossier.pk: one for one in found if one.dossier}
    on = timezone.localdate(now)
    names = people(on).names
    in_order = sorted(
        (one.dossier for one in found if one.dossier), key=lambda one: (one.division_id or 0, one.nearest_at, one.pk)
    )
    proposed: list[Proposed] = []
    for division, some in groupby(in_order, key=lambda one: one.division_id):
        dossiers = list(some)
        officers = weigh(dossiers, [who for who in specialists(division, on) if str(who.pk) != without], on)
        late = {one.pk for one in dossiers if one.is_late(now)}
        for one in divide(dossiers, with_proposed(officers, proposed), late=late):
            proposed.append(one)
            yield Line(known[one.dossier.pk], one, officers, names.get(one.dossier.assignee_id or 0, ""))


def _page(  # noqa: PLR0913 - what a press has led to
    request: OfOfficer,
    now: datetime,
    *,
    status: int = 200,
    asking: Sequence[str] = (),
    interested: Sequence[str] = (),
    moves: Sequence[Move] = (),
    words: str = "",
    lines: Sequence[Line] = (),
    left_out: Sequence[Judged] = (),
    ending: EndForm | None = None,
) -> HttpResponse:
    filters = _filters(request, now)
    can_move = KIND in offered(request.seats)
    on = timezone.localdate(now)
    kept = {str(person.pk): person for person in absences.kept_by(request.user, request.seats, on)}
    context = {
        "work": work_of(request.seats, now),
        "hand_over": kept.keys(),
        "leaving": kept.get(request.GET.get(WHO, "")) if LEAVING in request.GET else None,
        "who": filters.get("holder"),
        "can_move": can_move,
        "coming": coming(_answered_for(request), on),
        **_declared(request, ending, on),
        "asking": asking,
        "interested": interested,
        "back": _way_back(request, now) if can_move else None,
        "moves": moves,
        "words": words,
        "lines": lines,
        "counts_as": KNOWS,
        "left_out": left_out,
        "meant": begun.MEANT,
        "to": TO,
        **_rows(request, filters, now, can_move=can_move),
    }
    return render(request, "desk/team.html", context, status=status)


def _answered_for(request: OfOfficer) -> DossierQuerySet:
    """Narrow to what lies in the divisions that somebody heads, and in all of an agency that one answers for."""
    return Dossier.objects.visible_to(request.seats).filter(standing.answered_for(request.seats))


def _rows(request: OfOfficer, filters: Filters, now: datetime, *, can_move: bool) -> dict[str, object]:
    """Return the dossiers that can be moved: of who is named in the address, else what waits for the head."""
    page = listed(filters, request.seats, now).page(request.GET.get("after", ""))
    look = Look(get_language(), filters.query(), "", COLUMNS, can_choose=can_move)
    units = {row.unit_id for row in page.rows if row.unit_id and _may_be_given(row)}
    return {
        **drawn(page.rows, request.seats, look, now, may_choose=_may_be_given)._asdict(),
        "heads": [label for name, label in LABELS.items() if name in {*ALWAYS, *COLUMNS}],
        "shown": len(page.rows),
        "page": queries.links(page, {WHO: filters.get("holder")}),
        "query": filters.query(),
        "people": list(_offered(request, units, timezone.localdate(now))) if can_move else [],
    }


def _offered(request: OfOfficer, units: set[int], on: date) -> Iterator[tuple[str, list[Officer]]]:
    """Yield who can get a dossier of some divisions, those of each below its name where they are several: nothing goes across."""
    own = [unit for unit in _headed(request) if unit in units]
    there = {unit: specialists(unit, on) for unit in own}
    everybody = {person.pk: person for people in there.values() for person in people}
    weighed = in_order(weigh((), list(everybody.values()), on))
    names = Unit.objects.in_bulk(own) if len(own) > 1 else {}
    for unit, seated in there.items():
        sitting = {person.pk for person in seated}
        officers = [one for one in weighed if one.person.pk in sitting and not one.is_away]
        yield unit_name(names[unit]) if names else "", officers


def _may_be_given(row: Row) -> bool:
    """Say whether a dossier can be given to somebody at the step at which it is."""
    return KIND.action_in(row.machine, row.state) is not None


def _filters(request: OfOfficer, now: datetime) -> Filters:
    holder = request.GET.get(WHO, "") or Role.DIVISION_HEAD.value
    return Filters.read({"list": "open", "holder": holder}, request.seats, timezone.localdate(now))


def _here(request: OfOfficer) -> str:
    """Return the address of the page with the same person's dossiers."""
    who = request.GET.get(WHO, "")
    if not who.replace("_", "").isalnum():
        return request.path
    return f"{request.path}?{WHO}={who}{f'&{LEAVING}=1' if LEAVING in request.GET else ''}"
