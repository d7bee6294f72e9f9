"""The papers of a dossier: what was filed for each, and files and letters for those who may see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

import structlog
from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role
from accounts.seats import seats_of
from accounts.signin import SignedIn, signed_in
from dossiers import files, outbox, queries
from dossiers.commands import notes
from dossiers.display.agency import handed
from dossiers.display.agency.handed import Handed
from dossiers.display.formats import localized
from dossiers.filing import drafts
from dossiers.filing.corrections import titles_of
from dossiers.filing.lookups.words import of_log
from dossiers.filing.tables.as_files import as_files
from dossiers.log.facts import still_stands
from dossiers.log.handed import came_on_paper, is_counted
from dossiers.models import Attachment, Door, Dossier, DossierQuerySet, Event, Letter, OutboxEntry, OwnPaper
from dossiers.pages.logged import intake
from dossiers.pages.logged.intake import OnPaper
from dossiers.pages.logged.timeline import is_for_applicant
from dossiers.refusals.workbench import FileNotThere
from procedures.machine import Machine, QuestionKind, Text

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A component, or a question that asks for files, and the files that were filed for it."""

    title: Text
    is_eform: bool = False
    """Whether the answers themselves are this paper."""
    files: list[Attachment] = field(default_factory=list)
    before: Sequence[Attachment] = ()
    """Those beside which these come."""
    looked: Text | None = None
    """What came of looking it up in a database."""
    handed: Handed | None = None
    """What is said of it, where it is brought to the receiving point."""
    came: OnPaper | None = None
    """Of what came on paper: how many originals and copies of it lie at the desk, and what went back."""
    is_on_paper: bool = False
    given_as: Text | None = None
    """The question at which it was given as a file, where the answers may be this paper."""
    is_missing: bool = False
    """Of a filing on paper that was counted: whether neither copies nor a file came of it."""


def paper_rows(
    machine: Machine,
    attachments: Iterable[Attachment],
    looked: Mapping[str, Text] = MappingProxyType({}),
    brings: Iterable[Handed] = (),
    log: Sequence[Event] = (),
) -> list[PaperRow]:
    """Return the components and the file questions with their files, in the order of the procedure.

    What only some answers ask for is left out where there is no file of it; ``looked`` says of components what came of
    looking them up, ``brings`` which are brought, the ``log`` how many of each came on paper.
    """
    is_on_paper, came = bool(log) and came_on_paper(log[0]), intake.came_of(machine, log)
    brought = {one.component.name: one for one in brings}
    attached, was_counted = list(attachments), bool(log) and is_counted(log[0])
    there = {one.component for one in attached} | came.keys() | brought.keys() | looked.keys()
    sent = () if is_on_paper else {one.component for one in attached if not one.problem}
    given_as = as_files(machine, sent)
    rows = {
        one.name: PaperRow(
            one.title,
            one.eform,
            looked=looked.get(one.name),
            handed=brought.get(one.name),
            came=came.get(one.name),
            is_on_paper=is_on_paper,
            given_as=given_as.get(one.name),
            is_missing=was_counted and one.name not in there,
        )
        for one in machine.components
    }
    asked = [question for question in drafts.asked_of(machine) if question.kind is QuestionKind.FILE]
    rows |= {question.name: PaperRow(question.label) for question in asked}
    for attachment in attached:
        if attachment.component in rows:
            rows[attachment.component].files.append(attachment)
    optional = {one.name for one in machine.components if one.when or one.handed_in} | {q.name for q in asked}
    return [
        row for name, row in rows.items() if row.files or row.looked or row.handed or row.came or name not in optional
    ]


def papers_of_log(machine: Machine, events: Sequence[Event]) -> list[PaperRow]:
    """Return the papers of a dossier by a log with its words and files."""
    return paper_rows(machine, queries.papers_of(events), of_log(events), handed.of_log(machine, events), events)


class Sent(Protocol):
    """A file by what it is for, its name and its digest: one of a draft, or of an event."""

    @property
    def component(self) -> str | None:
        """What it is for."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def sha256(self) -> str:
        """The hex SHA-256 of its bytes."""


def sent_twice(machine: Machine, files: Iterable[Sent]) -> list[tuple[Sequence[Sent], str]]:
    """Return the files whose very bytes stand in several places, with where that is: perhaps a page or a paper was mistaken."""
    titles, same = titles_of(machine), dict[str, list[Sent]]()
    for one in files:
        if one.sha256:
            same.setdefault(one.sha256, []).append(one)
    words = _(
        "One and the same file stands in %(count)s places: %(places)s. Look whether each is the right page and paper."
    )
    return [
        (ones, words % {"count": len(ones), "places": _places(ones, titles)}) for ones in same.values() if len(ones) > 1
    ]


def _places(files: Iterable[Sent], titles: Mapping[str, Text]) -> str:
    """Return the names of files with what each is for: “a.jpg”, “b.jpg” (“Certificate”); “c.jpg” (“Curriculum vitae”)."""
    names: dict[str, list[str]] = {}
    for one in files:
        names.setdefault(one.component or "", []).append(f"“{one.name}”")
    return "; ".join(
        f"{', '.join(ones)} ({localized(titles[component])})" if component in titles else ", ".join(ones)
        for component, ones in names.items()
    )


def left_out_of(machine: Machine, refused: Iterable[Attachment]) -> list[tuple[str, list[str]]]:
    """Return why the files that were refused do not go along, behind what they were chosen for."""
    titles, found = titles_of(machine), dict[str, list[str]]()
    for one in refused:
        title = titles.get(one.component)
        found.setdefault(localized(title) if title else "", []).append(files.why_not_taken(one))
    return list(found.items())


def handed_out(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file that is handed out, in a box in which it can do nothing."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_safe
def attachment(request: SignedIn, pk: UUID) -> FileResponse:
    """Hand out a file as it came."""
    found = _handed_out(request, pk)
    if not found.file:
        raise Http404
    return download(found.file, found.name, found.media_type)


@signed_in
@require_safe
def readable(request: SignedIn, pk: UUID) -> FileResponse:
    """Hand out the copy of a picture that is read more easily."""
    found = _handed_out(request, pk)
    if not found.readable:
        raise Http404
    return download(found.readable, found.readable_name, "application/pdf")


def _handed_out(request: SignedIn, pk: UUID) -> Attachment:
    """Return a file for its uploader, officers of its dossier, and the applicant if it concerns them; raises 404."""
    files = Attachment.objects.select_related("dossier__version", "event")
    mine = _uploaded(request) | _of_own(request) | Q(dossier__in=_visible(request))
    found = files.filter(mine, pk=pk).first()
    if found is None or not _open_to(request, found):
        raise Http404
    _note(request, found.dossier, Door.PAPER)
    return found


def _uploaded(request: SignedIn) -> Q:
    """Say which files somebody has brought, and which lie in the draft of an answer about what is one's own.

    What an account has sent for whom it was joined with is closed to it once it is parted, as all else of that dossier is.
    """
    of_answer, by = Q(draft__correcting__isnull=False), Q(uploaded_by=request.user)
    here = Q(draft__correcting__in=_visible(request)) & by
    theirs = Q(event__role=Role.CITIZEN, event__on_behalf_of__isnull=False)
    return (by & ~of_answer & ~theirs) | here | Q(draft__correcting__in=Dossier.objects.own_of(request.user))


def _of_own(request: SignedIn) -> Q:
    """Say of which dossiers somebody reads as the applicant: those filed, and those of whom the counter has joined with the account."""
    return Q(dossier__applicant=request.user) | Q(dossier__applicant__at_counter__joined=request.user)


def _note(request: SignedIn, dossier: Dossier | None, door: Door) -> None:
    """Note down that somebody of the office reads of a dossier; of a draft nobody else does."""
    if dossier is not None and request.method != "HEAD":
        seats = seats_of(request.user, timezone.localdate())
        notes.reads(request.user, seats, dossier, door, at=timezone.now())


def _open_to(request: SignedIn, found: Attachment) -> bool:
    only_applicant = found.dossier is not None and request.user.pk in (
        found.dossier.applicant_id,
        found.dossier.read_by,
    )
    if not only_applicant or found.uploaded_by_id == request.user.pk or found.event is None or found.dossier is None:
        return True
    # What was taken back had never reached the applicant.
    stands = Event.objects.filter(still_stands(), pk=found.event.pk).exists()
    waits = outbox.waiting(timezone.now()).filter(event=found.event).exists()
    return stands and not waits and is_for_applicant(found.dossier.machine, found.event)


@signed_in
@require_safe
def letter(request: SignedIn, token: str) -> FileResponse:
    """Hand out a letter to the applicant and to officers who may see the dossier."""
    mine = _of_own(request) | Q(dossier__in=_visible(request))
    found = Letter.objects.filter(mine, token=token).select_related("dossier", "event").first()
    if found is None:
        raise Http404
    _note(request, found.dossier, Door.ISSUED)
    name = found.file_name
    return _to_be_printed(found.file, name) if "in" in request.GET else download(found.file, name, "application/pdf")


@dataclass(frozen=True, slots=True)
class Coming:
    """A paper that is printed by a worker after an act: where it is handed out, "" while it is being made."""

    token: str


def proof_of_filing(filing: Event) -> Coming | None:
    """Return the proof of a filing of a loaded log; None of one from before such proofs were printed."""
    letter = next((one for one in filing.letters.all() if one.kind == OwnPaper.FILING), None)
    if letter:
        return Coming(letter.token)
    waits = OutboxEntry.objects.filter(event=filing, kind=outbox.issue_of(OwnPaper.FILING), done_at=None)
    return Coming("") if waits.exists() else None


def _to_be_printed(file: FieldFile, name: str) -> FileResponse:
    """Return a paper of our own press as a page, which a page of ours may hand to the printer."""
    response = download(file, name, "application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    # In a box browsers show no PDF; nobody else's bytes are in it.
    shown = "default-src 'self'; object-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'"
    response.headers["Content-Security-Policy"] = shown
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _visible(request: SignedIn) -> DossierQuerySet:
    return Dossier.objects.visible_to(seats_of(request.user, timezone.localdate())).order_by().only("pk")


def download(file: FieldFile, name: str, media_type: str) -> FileResponse:
    """Return a stored file to be kept under a name, in a box in which it can do nothing. Raises ``FileNotThere``."""
    try:
        content = file.open("rb")
    except OSError as error:
        log.exception("files.not_there", path=file.name, failure=error.strerror)
        raise FileNotThere from error
    response = FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def as_pdf(pdf: bytes, name: str) -> HttpResponse:
    """Return a paper that is printed where somebody asks for it, under a name for whoever keeps it."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
