"""Statements of the bank: reading one, what each of its rows is, and recording what is sure of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Unit
from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, officer
from dossiers import jobs, turns
from dossiers.background import jobs as background
from dossiers.desk.money.cash import agency_seat, desk_seat
from dossiers.display.links import path_to
from dossiers.models import Job, Match, Statement, StatementRow
from dossiers.pages.acting.money.transfer import Transfer
from dossiers.pages.jobs import progress_of
from dossiers.payments.gateway import cases
from dossiers.payments.statement import filings, matching, recording, since
from dossiers.refusals.money.statement import NO_STATEMENT

MOST_ROWS = 5_000
"""Rows of a file that a page reads; the command reads more."""
SHOWN, PAGE = 50, 100
WAIT_SECONDS = 1.0
"""So long a person waits for payments to be recorded before a worker goes on with it."""
NUMBERED_BY = ("Mã giao dịch", "Số giao dịch", "Số CT", "Số tham chiếu", "Reference No")
"""Heads of the column of the number of a transaction, as banks write them (``statement.columns``)."""
DIGITS = 18
"""Of a key that the database knows."""


class Part(NamedTuple):
    """Rows of one kind: how many wait for somebody, and how many were recorded or put aside since they were read."""

    match: str
    label: str
    number: int
    done: int
    url: str


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: OfOfficer) -> HttpResponse:
    """List the statements that were read, the newest first; read one."""
    if request.method == "POST":
        return _read(request)
    agency = agency_seat(request).agency_id
    since.note(agency)
    found = Statement.objects.filter(agency=agency).select_related("by").annotate(left=_left())[:SHOWN]
    context = {"rows": found, "reads": _is_desk(request), "cases": cases.open_count(agency)}
    return render(request, "desk/statements.html", context)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: OfOfficer, pk: int) -> HttpResponse:
    """Show the rows of a statement; record those that are sure, or put one aside that was dealt with by hand."""
    found = _found(request, pk)
    if request.method == "POST":
        desk_seat(request)
        return _done(request, found)
    job = Job.objects.filter(kind=recording.KIND.name, arguments__statement=pk).order_by("-pk").first()
    if job is not None and job.is_open:
        leave_unused(request)
    match = request.GET.get("loai", "")
    context = {
        "statement": found,
        "parts": _parts(found),
        **_recordable(found),
        "job": job,
        "progress": progress_of(job) if job else None,
        "records": _is_desk(request),
        **_numbered(found),
        **_page(found, request.GET.get("sau", ""), match),
        **({"match": match, "recorded": []} if match in Match else {"match": "", **_recorded(found)}),
    }
    return render(request, "desk/statement.html", context)


def _left() -> Coalesce:
    """Return how many rows of a statement nobody has recorded or put aside: for all statements of a list in its own query."""
    rows = StatementRow.objects.open().filter(statement=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("statement").annotate(count=Count("pk")).values("count")), 0)


def _found(request: OfOfficer, pk: int) -> Statement:
    """Return a statement of the reader's agency, 404 for another; what was recorded by hand since is noted first."""
    agency = agency_seat(request).agency_id
    since.note(agency)
    return get_object_or_404(Statement.objects.filter(agency=agency), pk=pk)


def _numbered(found: Statement) -> dict[str, object]:
    """Return whether no transfer has a number of its own, and by which words a column of them is known."""
    return {"is_unnumbered": not found.transfers.exclude(reference="").exists(), "numbered_by": ", ".join(NUMBERED_BY)}


def _recordable(found: Statement) -> dict[str, object]:
    """Return how many transfers a press records, how many đồng they are and where they are listed, and how many it matches anew."""
    sums = recording.recordable(found.pk).aggregate(count=Count("pk"), amount=Coalesce(Sum("amount"), 0))
    listed = f"{path_to('statement', pk=found.pk)}?{urlencode({'loai': Match.SURE.value})}"
    return {"sure": sums["count"], "sum": sums["amount"], "sure_url": listed, "filed": matching.filed_since(found)}


def _is_desk(request: OfOfficer) -> bool:
    return agency_seat(request) in [seat for seat in request.seats if seat.role in recording.KIND.by]


def _read(request: OfOfficer) -> HttpResponse:
    seat, file = desk_seat(request), request.FILES.get("file")
    if not isinstance(file, UploadedFile) or file.file is None:
        messages.error(request, _("Choose the CSV file of a bank statement first."))
        return redirect("statements")
    agency = Unit.objects.get(pk=seat.agency_id)
    try:
        read = matching.take_in(
            file.file, file.name or "", agency, by=request.user, at=timezone.now(), most=MOST_ROWS
        )  # fmt: skip
    except NO_STATEMENT as refusal:
        messages.error(request, str(refusal))
        return redirect("statements")
    return redirect("statement", pk=read.pk)


def _record(request: OfOfficer, found: Statement) -> HttpResponse:
    now = timezone.now()
    matching.match_anew(found, now)
    is_going_on = Job.objects.filter(kind=recording.KIND.name, arguments__statement=found.pk, finished_at=None).exists()
    if not is_going_on and recording.recordable(found.pk).exists():
        job = recording.begin(found, by=request.user, at=now)
        if background.go_on(job.pk, now=now, seconds=WAIT_SECONDS):
            turns.wake(jobs.RUN)
    return redirect("statement", pk=found.pk)


def _done(request: OfOfficer, found: Statement) -> HttpResponse:
    """Do what a button of the page asks for: something with one row, else with all that are sure."""
    is_about_row = request.POST.get("settle") or request.POST.get("take-back")
    return _settle(request, found) if is_about_row else _record(request, found)


def _settle(request: OfOfficer, found: Statement) -> HttpResponse:
    """Put a row aside that was dealt with by hand, or take that back; one that is recorded, or aside already, stays as it is."""
    back = request.POST.get("take-back", "")
    rows = found.transfers.pending().filter(pk=_number(back or request.POST["settle"]), settled_at__isnull=not back)
    done = rows.update(settled_at=None if back else timezone.now(), settled_by=None if back else request.user)
    if not done:
        messages.info(request, _("Nothing was changed: this transfer is recorded or put aside already."))
    return redirect("statement", pk=found.pk)


def _number(given: str) -> int:
    """Return the key of a row that somebody sends; 0, which none has, for what is no number."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= DIGITS else 0


def _parts(found: Statement) -> list[Part]:
    # A kind of its own are those that were recorded by hand: none of them was ever waited for.
    dealt_with = ~Q(match=Match.RECORDED) & ~Q(pk__in=StatementRow.objects.open().filter(statement=found).values("pk"))
    counted = found.transfers.order_by().values_list("match")
    counts = {
        match: (number - done, done)
        for match, number, done in counted.annotate(Count("pk"), done=Count("pk", filter=dealt_with))
    }
    address = path_to("statement", pk=found.pk)
    return [
        Part(match.value, str(match.label), *counts[match.value], f"{address}?{urlencode({'loai': match.value})}")
        for match in Match
        if match.value in counts
    ]


def _page(found: Statement, after: str, match: str) -> dict[str, object]:
    rows = found.transfers.select_related("dossier", "event__payment__reversal", "settled_by")
    doubtful = rows.exclude(match__in=[Match.SURE, Match.RECORDED]) | recording.overtaken(rows) | rows.reopened()
    chosen = rows.filter(match=match) if match in Match else doubtful
    shown = list(chosen.filter(Q(pk__gt=_number(after)))[: PAGE + 1])
    query = {"loai": match} if match else {}
    more = f"?{urlencode(query | {'sau': shown[PAGE - 1].pk})}" if len(shown) > PAGE else ""
    pays = filings.of_rows(found.agency_id, shown[:PAGE])
    same = found.transfers.filter(pk__in=[row.pk for row in shown])
    overtaken, reopened = (
        set(each.values_list("pk", flat=True)) for each in (recording.overtaken(same), same.reopened())
    )
    return {
        "rows": shown[:PAGE],
        "next_url": more,
        "filings": pays,
        "overtaken": overtaken,
        "reopened": reopened,
        "addresses": dict(_addresses(shown[:PAGE], pays)),
    }


def _recorded(found: Statement) -> dict[str, object]:
    """Return the transfers that became payments from here, the last ones first, and how many there are: no list has them else."""
    rows = found.transfers.filter(event__isnull=False).exclude(match=Match.RECORDED)
    rows = rows.exclude(pk__in=found.transfers.reopened().values("pk"))
    listed = rows.select_related("dossier", "event__payment__reversal").order_by("-event_id")[:PAGE]
    return {"recorded": list(listed), "recorded_count": rows.count()}


def _addresses(rows: Sequence[StatementRow], pays: Mapping[int, filings.Filing]) -> Iterator[tuple[int, str]]:
    """Yield for each row that names a dossier where it is recorded: with its amount and number, while it is open."""
    for row in rows:
        code = row.dossier.code if row.dossier else pays[row.pk].code if row.pk in pays else ""
        if not code:
            continue
        if row.is_open and row.amount:
            yield row.pk, Transfer(row.amount, recording.reference_of(row)).address(code)
        else:
            yield row.pk, path_to("desk_file", code=code)
