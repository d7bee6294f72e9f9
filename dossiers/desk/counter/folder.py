"""What the scanner at a counter has written: looked at, taken to a paper of an application, or thrown away (ADR 0092)."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.cache import caches
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, desk_officer
from dossiers import files, turns
from dossiers.background import looking
from dossiers.commands.money.shifts import shifts_of
from dossiers.desk.counter.scans import Place, place_of
from dossiers.display.formats import localized
from dossiers.display.links import path_to
from dossiers.filing import arriving
from dossiers.filing.counter import folders, known_scans
from dossiers.filing.counter.folders import Scan
from dossiers.models import Awaits, Draft
from dossiers.pages.viewer import WAITING
from dossiers.refusals import Refusal
from dossiers.refusals.drafting import ScanGone, ScanOfAll, ScanUsed
from dossiers.viewing import box, pictures
from dossiers.viewing.asking import Picture
from procedures import steady
from procedures.machine import Component

TAKE, AGAIN, DISCARD, SURE = "take", "again", "discard", "sure"
"""What a button does with the scan whose key stands behind the colon: take it, take it though it is known, throw it away, that it is meant."""
SCANS = "scans"
"""How a button of a page with papers begins that leads here; behind a colon the paper, if it is at one."""
PAPER = "giay-to"
"""In an address: the paper whose button led to the scans."""
WIDTH = 320
"""Pixels of the picture of a first page."""
COUNTING_SECONDS = 1.0
"""So long a page waits for the numbers of pages; of the other scans they stand there when it is looked at again."""
COUNT_KEPT = 3600


@dataclass(frozen=True, slots=True)
class Offered:
    """A scan as it is offered."""

    scan: Scan
    size: str
    pages: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class Tray:
    """A receiving point with what waits in its folder."""

    name: str
    scans: list[Offered]
    unfinished: int


@desk_officer
@require_http_methods(["GET", "HEAD", "POST"])
def counter_scans(request: OfOfficer, pk: UUID) -> HttpResponse:
    """Show what waits in the folders of the receiving points; take one to a paper, or throw it away."""
    at, now = place_of(request, pk), timezone.now()
    if at is None or settings.SCAN_FOLDERS is None:
        raise Http404
    if request.method != "POST":
        return _page(request, at, now)
    does, _colon, key = request.POST.get("do", "").partition(":")
    try:
        _do(request, at, does, key, now)
    except Refusal as refusal:
        return _page(request, at, now, refused=refusal, key=key)
    return redirect(address_of(at.draft, request.GET.get(PAPER, "")))


def pressed(at: Place, button: str) -> str:
    """Return where a button of a page with papers leads that asks for the scanner; "" for every other button."""
    does, colon, paper = button.partition(":")
    asks = does == SCANS and settings.SCAN_FOLDERS is not None and (not colon or at.paper(paper))
    return address_of(at.draft, paper) if asks else ""


def address_of(draft: Draft, paper: str) -> str:
    """Return the address at which scans are taken to a draft, first of all to a paper, "" for none."""
    query = f"?{urlencode({PAPER: paper})}" if paper else ""
    return f"{path_to('counter_scans', draft.key)}{query}"


def _page(
    request: OfOfficer, at: Place, now: datetime, *, refused: Refusal | None = None, key: str = ""
) -> HttpResponse:
    places = list(_places(request, now))
    first = next((one.scan.key for place in places for one in place.scans), "")
    context = {
        "draft": at.draft,
        "back": at.back,
        "is_supplement": at.is_supplement,
        "places": places,
        "focused": first,
        "papers": at.papers,
        "preset": _preset(at, request.GET.get(PAPER, "")),
        "refused": str(refused) if refused else "",
        "again": key if isinstance(refused, ScanUsed) else "",
        "thrown": key if isinstance(refused, ScanOfAll) else "",
    }
    return render(request, "desk/counter_scans.html", context, status=409 if refused else 200)


@desk_officer
@require_safe
def counter_scan_picture(request: OfOfficer, pk: UUID, key: str) -> HttpResponseBase:
    """Return the first page of a scan as a picture; one that says so while it is being drawn."""
    leave_unused(request)
    scan = _found(request, key, timezone.now()) if place_of(request, pk) else None
    lies = folders.pinned(scan) if scan and not scan.problem else None
    if scan is None or lies is None:
        raise Http404
    drawn = pictures.page_of(pictures.Stored(lies, scan.key, files.kind_of(_media_type(scan))), Picture(1, WIDTH))
    if isinstance(drawn, Path):
        return FileResponse(drawn.open("rb"), content_type="image/jpeg")
    if drawn is not None:
        raise Http404
    return HttpResponse(WAITING, content_type="image/svg+xml", headers={"Refresh": "1"})


def _folders(request: OfOfficer) -> Iterator[tuple[str, Path]]:
    """Yield the folders that an officer takes from, with their names: of the own counter first, then of each receiving point of today.

    What lies at a counter that a colleague has open is that one's. At a counter that nobody has open it is anybody's, so that
    nothing is left lying.
    """
    known, root = steady.now().agencies, settings.SCAN_FOLDERS
    if root is None:
        return
    on, own = timezone.localdate(), None
    agencies = list(dict.fromkeys(seat.agency_id for seat in request.seats))
    shifts = [one.opened for agency in agencies for one in shifts_of(agency, on) if one.closed is None]
    taken = {(one.point, folders.name_of(one.counter)): one for one in shifts}
    if mine := next((one for one in shifts if one.by_id == request.user.pk), None):
        own = folders.made_for(root, mine.point, mine.counter)
        if own is not None:
            yield mine.counter, own
    for point in known.points(known.own, on):
        yield localized(point.name), root / point.key
        for folder in folders.below(root / point.key):
            if folder != own and (point.key, folder.name) not in taken:
                yield f"{localized(point.name)}: {folder.name}", folder


def _places(request: OfOfficer, now: datetime) -> Iterator[Tray]:
    begun = monotonic()
    for name, folder in _folders(request):
        found = folders.waiting(folder, now)
        yield Tray(name, [_offered(scan, begun) for scan in found.scans], found.unfinished)


def _offered(scan: Scan, begun: float) -> Offered:
    problem = scan.problem
    pages = None if problem else _pages(scan, begun)
    return Offered(scan, files.file_size(scan.size), pages, problem)


def _pages(scan: Scan, begun: float) -> int | None:
    """Return how many pages the judge finds in a scan; None where it finds none, or there is no time for it now."""
    cache, key = caches["process"], f"scan:{scan.key}"
    known: int | None = cache.get(key)
    lies = folders.pinned(scan) if known is None and monotonic() - begun < COUNTING_SECONDS else None
    if lies is None:
        return known
    with lies.open("rb") as content:
        known = box.judge(files.kind_of(_media_type(scan)), content.fileno()).pages
    cache.set(key, known, COUNT_KEPT)
    return known


def _media_type(scan: Scan) -> str:
    return files.KINDS[scan.name.rpartition(".")[2].lower()][1]


def _found(request: OfOfficer, key: str, now: datetime) -> Scan | None:
    offered = (scan for _name, folder in _folders(request) for scan in folders.waiting(folder, now).scans)
    return next((scan for scan in offered if scan.key == key), None)


def _preset(at: Place, wanted: str) -> str:
    """Return the paper whose button led here, else the one that has no scan yet; "" where several have none, or all have one."""
    if at.paper(wanted):
        return wanted
    there = set(at.draft.attachments.filter(problem="").values_list("component", flat=True))
    left = [one.name for one in at.papers if one.name not in there]
    return left[0] if len(left) == 1 else ""


def _do(request: OfOfficer, at: Place, does: str, key: str, now: datetime) -> None:
    """Do what a button says with a scan. Raises ``ScanGone``, ``ScanUsed``, ``ScanOfAll``, ``BadFile``."""
    scan = _found(request, key, now)
    if scan is None:
        raise ScanGone
    if does == DISCARD and not scan.problem:
        raise ScanOfAll(scan.name)
    if does in (DISCARD, SURE):
        folders.claim(scan, now)
        messages.success(request, _("“%(name)s” was thrown away.") % {"name": scan.name})
        return
    paper = at.paper(request.POST.get(f"paper-{key}", ""))
    if does not in (TAKE, AGAIN) or paper is None:
        messages.warning(request, _("Choose the paper that this scan is."))
        return
    _take(request, at.draft, scan, paper, now, is_meant=does == AGAIN)
    messages.success(
        request, _("“%(name)s” is now at “%(paper)s”.") % {"name": scan.name, "paper": localized(paper.title)}
    )


def _take(request: OfOfficer, draft: Draft, scan: Scan, paper: Component, now: datetime, *, is_meant: bool) -> None:
    lies, row = folders.claim(scan, now), None
    try:
        with closing(folders.upload_of(scan, lies)) as upload, transaction.atomic():
            # Held, so that it is not filed before the file has its row.
            if not Draft.objects.filter(thrown_at=None).select_for_update(of=("self",)).filter(pk=draft.pk).exists():
                raise ScanGone
            if not is_meant:
                _refuse_used(request, draft, files.digest(upload))
            row = arriving.add_file(draft, paper.name, upload, by=request.user, at=now)
            known_scans.mean(draft, [row.sha256] if is_meant else [])
    finally:
        if row is None:
            folders.give_back(scan, lies, was=scan.written_ns)
    if row.awaits != Awaits.NOTHING:
        turns.wake(looking.RUN.name)


def _refuse_used(request: OfOfficer, draft: Draft, sha256: str) -> None:
    """Raise ``ScanUsed`` for a file that is in another application or dossier already."""
    for code in known_scans.elsewhere(draft, [sha256], request.seats).values():
        raise ScanUsed(code)
