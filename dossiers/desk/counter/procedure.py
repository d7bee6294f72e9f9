"""What somebody at the counter applies for: the procedure by its code or by words, at the desk or by post."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Case, Q, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signin import OfOfficer, desk_officer
from dossiers.acts.handed import hand_back_of
from dossiers.commands import notes
from dossiers.display.formats import localized
from dossiers.filing.counter import entries, joining, people, tickets
from dossiers.models import Asked, Channel, CounterPerson, Dossier, DossierQuerySet
from dossiers.refusals import OwnDossier
from dossiers.refusals.drafting import TooManyDrafts
from procedures import steady
from procedures.catalogue import shelf
from procedures.catalogue.search import fold
from procedures.catalogue.shelf import Search
from procedures.machine import Status
from procedures.models import CatalogueEntry, ProcedureVersion

MOST_TYPED = 200
MOST_FOUND = 10
MOST_LATELY = 5
LEADS = {"result_ready": Status.RESULT_READY, "hand_back_of": hand_back_of}
"""By what the page knows for which act of a dossier its person may have come."""


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter_person(request: OfOfficer, pk: int) -> HttpResponse:
    """Ask what a person applies for; where one procedure alone fits, begin it at once."""
    person = people.called(pk)
    if person is None:
        raise Http404
    notes.looks_up(request.user, request.seats, [person.pk], Asked.OPENED, at=timezone.now())
    query = request.POST.get("q", "")[:MOST_TYPED].replace("\x00", "").strip()
    found = _found(query) if query else []
    slug = request.POST.get("slug") or (found[0].slug if len(found) == 1 else "")
    if request.method == "POST" and slug:
        return _begun(request, person, slug)
    context = {
        "person": person,
        "query": query,
        "found": found,
        "lately": _lately(request, person),
        "parted": None if person.joined_id else joining.parted_last(person),
        "key": request.POST.get("key") or uuid4(),
    }
    context |= {"channel": _channel(request, person), "is_asked": bool(query), **LEADS}
    return render(request, "desk/counter_procedure.html", context)


def _lately(request: OfOfficer, person: CounterPerson) -> DossierQuerySet:
    """Return what a person has filed: what waits for that person first, which never falls behind what was filed since."""
    waits = Q(status=Status.RESULT_READY) | Q(to_hand_back=True)
    theirs = Dossier.objects.filter(applicant=person.pk).visible_to(request.seats)
    return theirs.order_by(Case(When(waits, then=0), default=1), "-filed_at")[:MOST_LATELY]


def _begun(request: OfOfficer, person: CounterPerson, slug: str) -> HttpResponse:
    version = steady.now().once(_current, slug, timezone.localdate())
    if version is None or version.machine.not_filed_here:
        reason = version.machine.not_filed_here if version else None
        messages.warning(request, localized(reason) if reason else _("This procedure is not received today."))
        return redirect("counter_person", pk=person.pk)
    try:
        people.refuse_own(request.user, person.number, person.user.full_name)
        draft = entries.begin(
            person, version, _channel(request, person), by=request.user, at=timezone.now(), key=_key(request)
        )
    except (TooManyDrafts, OwnDossier) as refusal:
        messages.warning(request, str(refusal))
        return redirect("counter_person", pk=person.pk)
    tickets.tie(draft.key, by=request.user, at=timezone.now())
    return redirect("counter_entry", pk=draft.key)


def _current(slug: str, on: object) -> ProcedureVersion | None:
    current = ProcedureVersion.objects.current(on=on).select_related("procedure").defer("text")  # type: ignore[arg-type]
    return current.filter(procedure__slug=slug).first()


def _found(query: str) -> list[CatalogueEntry]:
    """Return the procedures that a code or words mean, the best first; one whose code it is alone."""
    on_shelf = shelf.shelf_of(timezone.localdate(), get_language() or "vi")
    coded = [one for one in on_shelf.entries if one.code and fold(one.code) == fold(query)]
    return coded or list(shelf.find(on_shelf, Search(query)).entries[:MOST_FOUND])


def _channel(request: OfOfficer, person: CounterPerson) -> Channel:
    """Return by which way it came: by post alone of whoever has no number, for at the counter a paper is shown."""
    if not person.number:
        return Channel.POST
    return Channel.POST if request.POST.get("channel") == Channel.POST else Channel.DESK


def _key(request: OfOfficer) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
