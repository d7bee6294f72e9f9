"""A person's drafts of one procedure: which to go on with, their names, throwing one away and taking it back."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.signin import SignedIn, signed_in
from dossiers.display.formats import localized, vn_date, vn_datetime
from dossiers.filing import composed, drafts, opening
from dossiers.models import Dossier, Draft, DraftQuerySet
from dossiers.models.draft import MOST_NAME
from dossiers.pages.answers import answer_text
from dossiers.refusals import NoLongerReceived, NotReceivedOnline
from dossiers.refusals.drafting import TooManyDrafts
from procedures import steady
from procedures.answers import clean
from procedures.machine import Machine, QuestionKind, Text
from procedures.models import Procedure, ProcedureVersion, machine_of_version

SHOWN_THROWN = 20
"""Drafts that were thrown away, the last ones first; the others can be taken back once these are."""
NUMBERED = {"file_dossier": "file_draft", "check_draft": "check_one_draft"}
"""The pages of the only draft, and the same of one of several."""
MOST_TOLD = 3
"""So many of its answers stand at a draft that nothing names."""
LATELY = timedelta(hours=1)
"""So long after it was filed a dossier is named above an empty form of its procedure, and above the other drafts of it."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as a list shows it."""

    key: UUID
    slug: str
    procedure_name: Text
    name: str
    """What its owner calls it."""
    subject: str
    """What tells it apart, as far as that is typed."""
    first_answers: str
    """The first answers of it, where nothing else tells it apart, and once thrown away; empty where nothing is answered."""
    organisation: str
    begun_at: datetime
    saved_at: datetime
    url: str
    """Where it is gone on with; empty for one that was thrown away."""
    thrown_at: datetime | None
    """When it was thrown away; such drafts are told apart by that, too."""
    number: int | None = None
    """Its number among the person's open drafts of the procedure; None of one that was thrown away."""
    is_alike: bool = False
    """Whether another draft of the list is called the same."""
    closed: str = ""
    """Why its procedure is not filed here on line any more, in a sentence; empty where it is."""
    most_name: int = MOST_NAME

    @property
    def until(self) -> datetime | None:
        """Until when one that was thrown away can be taken back."""
        return self.thrown_at + opening.KEPT if self.thrown_at else None

    @property
    def title(self) -> str:
        """Its name, else what tells it apart; empty where nothing does."""
        return self.name or self.subject

    @property
    def begun(self) -> str:
        """Since when it is being written, by which it is called where it has no title."""
        return _("begun at %(at)s") % {"at": vn_datetime(self.begun_at)}

    @property
    def which(self) -> str:
        """What tells it from another one that is called the same: its number, where it has one, and since when it is written."""
        named = _("draft %(number)s, %(begun)s") % {"number": self.number, "begun": self.begun}
        return named if self.number else self.begun


def row_of(draft: Draft) -> DraftRow:
    """Return how a list shows a draft; its procedure is loaded."""
    machine = machine_of_version(draft.version_id)
    values, _errors = clean(drafts.questions_of(machine), draft.answers)
    slug, thrown_at, subject = draft.procedure.slug, draft.thrown_at, composed.subject_so_far(machine, values)
    return DraftRow(
        key=draft.key,
        slug=slug,
        procedure_name=machine.name,
        name=draft.name,
        subject=subject,
        first_answers="" if subject and not thrown_at else _first_answers(machine, values, beside=subject),
        organisation=str(values.get("applicant_organisation") or ""),
        begun_at=draft.created_at,
        saved_at=draft.saved_at,
        url="" if thrown_at else reverse("file_draft", args=[slug, draft.number]),
        thrown_at=thrown_at,
        number=draft.number,
    )


def _first_answers(machine: Machine, values: Mapping[str, object], *, beside: str) -> str:
    """Return the first answers to the procedure's own questions that are more than what stands ``beside`` them.

    By these somebody knows a draft again that nothing names, or that is called as others are.
    """
    asked = [question for question in machine.questions if question.kind not in (QuestionKind.FILE, QuestionKind.TABLE)]
    said = (answer_text(question, values.get(question.name)) for question in asked)
    return " · ".join([one for one in said if one and one != beside][:MOST_TOLD])


def rows_of(listed: Iterable[Draft]) -> list[DraftRow]:
    """Return how a list shows drafts that were read with what their procedures are today."""
    rows = [replace(row_of(draft), closed=_closed(getattr(draft, "current", None))) for draft in listed]
    called = Counter((row.slug, row.title or row.begun) for row in rows)
    return [replace(row, is_alike=called[row.slug, row.title or row.begun] > 1) for row in rows]


def with_current(listed: DraftQuerySet) -> DraftQuerySet:
    """Read with drafts, as ``current``, which version of the procedure is in force today, if any is."""
    current = ProcedureVersion.objects.current().filter(procedure=OuterRef("procedure"))
    return listed.annotate(current=Subquery(current.values("pk")[:1]))


def _closed(current: int | None) -> str:
    """Return in the words of the draft's own page why nothing is filed; ``current``: the version in force, if any is."""
    if current is None:
        return NoLongerReceived.fact()
    machine = machine_of_version(current)
    return "" if machine.is_filed_on_line else str(NotReceivedOnline(machine.not_filed_here))


def last_thrown(own: DraftQuerySet, now: datetime) -> DraftQuerySet:
    """Return those of somebody's drafts that were thrown away and may be taken back still, the last first."""
    return own.thrown().filter(thrown_at__gt=now - opening.KEPT).order_by("-thrown_at")[:SHOWN_THROWN]


def open_drafts(owner: User, slug: str) -> list[Draft]:
    """Return a person's open drafts of a procedure, by their numbers."""
    own = Draft.objects.open().filter(owner=owner, procedure__slug=slug).order_by("number")
    found = list(own.select_related("procedure", "version", "moved_from").defer("version__text", "moved_from__text"))
    for draft in found:
        draft.is_one_of_several = len(found) > 1
    return found


def chosen(own: Sequence[Draft], number: int | None) -> Draft | None:
    """Return the draft that an address is of: that with its number, without one the only one that there is."""
    if number is None:
        return own[0] if len(own) == 1 else None
    return next((draft for draft in own if draft.number == number), None)


def address(draft: Draft, route: str = "file_dossier") -> str:
    """Return the address of a draft's form, or of its check: without a number as long as it is the only one."""
    slug = draft.procedure.slug
    several = draft.is_one_of_several
    if several is None:
        others = Draft.objects.open().filter(owner=draft.owner_id, procedure=draft.procedure_id).exclude(pk=draft.pk)
        several = others.exists()
    if draft.number and several:
        return reverse(NUMBERED[route], args=[slug, draft.number])
    return reverse(route, args=[slug])


def current_version(slug: str) -> ProcedureVersion | None:
    """Return the version in force today; None for a procedure that has none any more."""
    return steady.now().once(current_on, slug, timezone.localdate())


def current_on(slug: str, on: date) -> ProcedureVersion | None:
    """Return the version in force on a day; None for a procedure that has none then."""
    current = ProcedureVersion.objects.current(on=on).select_related("procedure").defer("text")
    return current.filter(procedure__slug=slug).first()


def named_key(request: SignedIn, field: str = "draft") -> UUID | None:
    """Return the key of the draft that a form names; None where it names none."""
    try:
        return UUID(request.POST.get(field, ""))
    except ValueError:
        return None


def just_filed(person: User, procedure: int) -> Dossier | None:
    """Return the dossier of a procedure that a person filed a moment ago: who goes back to its draft finds it no more."""
    lately = Dossier.objects.filter(applicant=person, procedure=procedure, filed_at__gt=timezone.now() - LATELY)
    return lately.order_by("-filed_at").first()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def own_drafts(request: SignedIn, slug: str) -> HttpResponse:
    """Show which drafts of a procedure a person may go on with; do with one what a button says."""
    procedure = get_object_or_404(Procedure, slug=slug)
    if request.method == "POST":
        return _act(request, slug)
    version, now = current_version(slug), timezone.now()
    is_received = version is not None and version.machine.is_filed_on_line
    own = with_current(Draft.objects.filter(owner=request.user, procedure__slug=slug).select_related("procedure"))
    open_rows, thrown = rows_of(own.open()), rows_of(last_thrown(own, now))
    if not (is_received or open_rows or thrown):
        return redirect("file_dossier", slug=slug)
    context = {
        "slug": slug,
        "procedure_name": version.machine.name if version else (open_rows + thrown)[0].procedure_name,
        "drafts": sorted(open_rows, key=lambda row: row.saved_at, reverse=True),
        "thrown": thrown,
        "is_received": is_received,
        "too_many": str(TooManyDrafts(opening.MOST_DRAFTS)) if len(open_rows) >= opening.MOST_DRAFTS else "",
        "key": uuid4(),
        "filed": just_filed(request.user, procedure.pk),
    }
    return render(request, "citizen/own_drafts.html", context)


def _act(request: SignedIn, slug: str) -> HttpResponse:
    key, pressed = named_key(request), request.POST.get("do", "")
    try:
        if pressed == "begin":
            return _begin(request, slug, key)
        if key is not None and pressed in ACTS:
            return ACTS[pressed](request, slug, key)
    except TooManyDrafts as refusal:
        messages.warning(request, str(refusal))
    return _back(request, slug)


def _back(request: SignedIn, slug: str, draft: Draft | None = None) -> HttpResponse:
    """Lead to where the button stood, as far as that is there still."""
    back = request.POST.get("back")
    if back == "form" and draft is not None:
        return redirect(address(draft))
    return redirect("my_dossiers") if back == "list" else redirect("own_drafts", slug=slug)


def _begin(request: SignedIn, slug: str, key: UUID | None) -> HttpResponse:
    version = current_version(slug)
    if version is None or not version.machine.is_filed_on_line:
        return redirect("file_dossier", slug=slug)
    draft = opening.begin(request.user, version, at=timezone.now(), key=key)
    return redirect(address(draft))


def _throw(request: SignedIn, slug: str, key: UUID) -> HttpResponse:
    listed = rows_of(Draft.objects.open().filter(owner=request.user, procedure__slug=slug).select_related("procedure"))
    draft = opening.throw_away(request.user, key, at=timezone.now())
    if draft and draft.thrown_at:
        row = next((one for one in listed if one.key == key), row_of(draft))
        told_apart = row.which if row.is_alike else "" if row.title else row.begun
        title = row.title or localized(row.procedure_name)
        title = f"{title} ({told_apart})" if told_apart else title
        words = {"title": title, "day": vn_date(draft.thrown_at + opening.KEPT)}
        messages.success(request, _("Thrown away: “%(title)s”. Until %(day)s it can be taken back here.") % words)
    return _back(request, slug)


def _take_back(request: SignedIn, slug: str, key: UUID) -> HttpResponse:
    draft = opening.take_back(request.user, key)
    if draft is None:
        return _back(request, slug)
    messages.success(request, _("The draft is back, with all that was typed and attached."))
    return redirect(address(draft))


def _rename(request: SignedIn, slug: str, key: UUID) -> HttpResponse:
    draft = opening.rename(request.user, key, request.POST.get("name", ""))
    return _back(request, slug, draft)


ACTS: Mapping[str, Callable[[SignedIn, str, UUID], HttpResponse]] = {
    "throw": _throw,
    "take-back": _take_back,
    "rename": _rename,
}
"""What a button does with the draft that it stands at."""
