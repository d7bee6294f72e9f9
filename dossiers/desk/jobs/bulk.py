"""One act on many dossiers: the page before it, which says what will become of each, and the page of the job."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.away.carrying import carried_as
from accounts.signin import OfOfficer, officer
from dossiers import jobs, turns
from dossiers.background import jobs as background
from dossiers.bulk import doing, undoing
from dossiers.bulk.judging import MOST, Act, Chosen, Judge, Judged, Person
from dossiers.bulk.kinds import KINDS, Kind
from dossiers.desk.jobs.apologising import consequence_of, signings_of
from dossiers.desk.jobs.bulk_form import (
    JOINT,
    MOST_TICKED,
    NOTHING,
    NOTHING_KEPT,
    CommonForm,
    Kept,
    back_to,
    chosen_of,
    forget_unsent,
    keep_unsent,
    kept_for,
    kind_named,
    sent_of,
    shown,
    ticked_on,
)
from dossiers.desk.jobs.bulk_job import WAIT_SECONDS, label_of
from dossiers.desk.jobs.drafts import NOTHING_READ, Read, read_of
from dossiers.desk.jobs.handing_over import handings_of
from dossiers.desk.jobs.numbering import entries_of, goes_on, in_order, numbers_of
from dossiers.desk.jobs.reminded import with_recipients
from dossiers.desk.jobs.sums import GOING_OUT, WARNINGS, choices_of, share_of, sums_of
from dossiers.desk.jobs.warned import NOTHING_WARNED, Warned, warned_of
from dossiers.desk.opened.page import ROUTE
from dossiers.desk.worklist import filters_of, kept_of
from dossiers.display.formats import localized, vn_money, vn_time
from dossiers.display.links import path_to
from dossiers.log import money
from dossiers.models import Job, OutboxEntry
from dossiers.pages.acting.action import AT_A_FIELD
from dossiers.pages.acting.lasting import TAG, Lasting
from dossiers.pages.acting.undoing import done_at, goes_out, path_of
from dossiers.refusals import OwnDossier
from dossiers.refusals.bulk import NothingChosen
from dossiers.refusals.workbench import FilterGone


@carried_as(sent_of)
@officer
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: OfOfficer) -> HttpResponse:
    """Say what would become of each dossier that was chosen; on a POST, have it done."""
    now = timezone.now()
    name = kind_named(request)
    if not name or NOTHING in request.POST:
        # Where the page of a refusal leads back to, too: of what was sent, the address knows nothing.
        return _to_list(request, now)
    if (kind := KINDS.get(name)) is None:
        raise Http404
    return _kept(request, now) if request.POST.get("do") == "autosave" else _judged(request, kind, now)


def _judged(request: OfOfficer, kind: Kind, now: datetime) -> HttpResponse:
    """Show what would become of each that was chosen, or have it done."""
    try:
        chosen, is_cut = chosen_of(request, now)
    except (NothingChosen, FilterGone) as refusal:
        messages.error(request, str(refusal))
        return _to_list(request, now)
    judge = Judge(kind, Person(request.user, request.seats), None, now)
    found = judge.judge(chosen)
    kept = kept_for(request, kind, found)
    form = CommonForm(kind, found, person=request.user, at=now, data=request.POST or None, kept=kept.typed)
    if form.is_valid():
        return _begun(request, judge, chosen, form)
    return _page(request, judge, found, form, is_cut=is_cut, kept=kept)


def _kept(request: OfOfficer, now: datetime) -> HttpResponse:
    """Keep what is typed and unticked on the page; say so to its script."""
    keep_unsent(request, with_ticks=True)
    return HttpResponse(_("Saved at %(time)s") % {"time": vn_time(now)}, content_type="text/plain")


def _to_list(request: OfOfficer, now: datetime) -> HttpResponse:
    """Lead to the list with the same rows ticked; a note that was written is there again when the act is chosen anew."""
    if request.method == "POST":
        keep_unsent(request, with_ticks=False)
    return redirect(back_to(request, now, ticked_on(request)))


def _begun(request: OfOfficer, judge: Judge, chosen: Sequence[Chosen], form: CommonForm) -> HttpResponse:
    """Have it done; where what was said cannot be taken for some of them, show the page once more without these."""
    act = Act(judge.kind, form.common())
    found = Judge(judge.kind, judge.person, act.common, judge.at).judge(chosen)
    is_ready = any(one.ready for one in found)
    before = doing.begun(act, found, by=request.user, at=judge.at)
    if before and not (before.finished_at and is_ready):
        return redirect("bulk_job", pk=before.pk)
    if any(isinstance(one.refusal, AT_A_FIELD) for one in found) or not is_ready:
        return _page(request, judge, found, form)
    query = kept_of(request, filters_of(request, judge.at))
    job = doing.begin(act, found, by=request.user, at=judge.at, query=query)
    forget_unsent(request, judge.kind)
    if background.go_on(job.pk, now=judge.at, seconds=WAIT_SECONDS):
        turns.wake(jobs.RUN)
    job.refresh_from_db(fields=["done", "total"])
    if job.done == job.total == 1:
        # Of one there is nothing to read that a line does not say.
        _tell_of_one(request, job, next(one for one in found if one.ready and one.dossier), query)
        return redirect(f"{path_to('worklist')}?{query}")
    return redirect("bulk_job", pk=job.pk)


def _tell_of_one(request: OfOfficer, job: Job, one: Judged, query: str) -> None:
    """Say at the list what was done with the only one, and let it be taken back there as the single act would be."""
    assert one.dossier is not None  # noqa: S101 - only what is found can be ready
    given = numbers_of([one.dossier.pk]) if KINDS[job.arguments["act"]].numbers else {}
    named = ", ".join(filter(None, (one.code, given.get(one.dossier.pk))))
    words = [_("Done: %(action)s – %(code)s.") % {"action": label_of(job), "code": named}]
    waits, tags = undoing.waiting(job, timezone.now()).get(one.dossier.pk), ""
    if waits is not None:
        tags = f"{TAG} {path_of(one.dossier, ROUTE, query)} {waits.sequence}"
        at = done_at(job.finished_at or timezone.now())
    if waits is not None and waits.leaves_at is not None:
        entries = OutboxEntry.objects.filter(event__dossier=one.dossier, event__sequence=waits.sequence, done_at=None)
        words.append(goes_out(list(entries.values_list("kind", flat=True)), one.dossier, waits.leaves_at))
        tags += f" {Lasting(waits.leaves_at, request.user.pk, one.dossier.pk, waits.sequence).tag()}"
    if tags:
        tags += f" {at}"
    messages.success(request, " ".join(words), extra_tags=tags)


def _page(
    request: OfOfficer,
    judge: Judge,
    found: Sequence[Judged],
    form: CommonForm,
    *,
    is_cut: bool = False,
    kept: Kept = NOTHING_KEPT,
) -> HttpResponse:
    found, reminded = with_recipients(found, judge.at) if judge.kind.reaches_holders else (found, {})
    todo = [one for one in found if one.ready]
    todo = in_order(todo) if judge.kind.numbers else todo
    read = read_of(todo) if judge.kind.is_alike else NOTHING_READ
    warned = warned_of(judge.kind, todo, judge.person, judge.at)
    handings = handings_of(todo) if judge.kind.hands_over else {}
    entries = entries_of(todo) if judge.kind.numbers else {}
    signings = signings_of(todo) if judge.kind.signs_letters else {}
    left_out, choices = [one for one in found if not one.ready], choices_of(todo)
    rows = []
    for one in todo:
        warns = warned.get(one.code, NOTHING_WARNED)
        row, told = _row(one, read, warns, judge.at), reminded.get(one.code, ())
        # What is sent was ticked.
        is_ticked = request.method == "POST" or kept.ticks(one.code, waits_for_tick=warns.waits_for_tick)
        row |= {"reminded": ", ".join(who.get_full_name() for who in told), "is_ticked": is_ticked}
        row |= {"handing": handings.get(one.code), "entry": entries.get(one.code), "signing": signings.get(one.code)}
        rows.append(row | {"share": share_of(judge.kind, one, row, [who.pk for who in told], choices)})
    context = {
        "kind": judge.kind,
        "label": _called(judge.kind, todo),
        "todo": rows,
        "read": read,
        "size": sums_of(rows, ["dossiers"]),
        "going": sums_of(rows, GOING_OUT),
        "warnings": sums_of(rows, WARNINGS),
        "reads_first": judge.kind.is_read_whole or any(row["warnings"] for row in rows),
        "left_out": [_row(one, NOTHING_READ, NOTHING_WARNED, judge.at) for one in left_out],
        "left": JOINT.join(one.code for one in left_out[:MOST_TICKED]),
        "registers": goes_on(todo, entries, judge.at),
        "consequences": _consequences(judge.kind, todo),
        "form": form,
        "shown": shown(found),
        "most": MOST if is_cut else 0,
        "query": kept_of(request, filters_of(request, judge.at)),
        "back": back_to(request, judge.at, [one.code for one in found]),
        "again": request.method == "POST",
        "typed": request.POST.get("note", ""),
    }
    return render(request, "desk/bulk.html", context, status=422 if request.method == "POST" else 200)


def _called(kind: Kind, todo: Sequence[Judged]) -> str:
    """Return what the act is called, by the dossiers' own procedures if they do so as one."""
    called = kind.called(one.ready.action for one in todo if one.ready)
    return localized(called) if called else str(kind.label)


def _consequences(kind: Kind, todo: Sequence[Judged]) -> list[str]:
    """Return what the act leads to, each sentence once; with the name of the act where it is not the same for all."""
    actions = {one.ready.action.name: one.ready.action for one in todo if one.ready}.values()
    said = [
        (localized(one.label), localized(one.consequence) if one.consequence else consequence_of(one))
        for one in actions
    ]
    return list(dict.fromkeys(f"{label}: {words}" if kind.is_open else words for label, words in said if words))


def _row(judged: Judged, read: Read, warned: Warned, now: datetime) -> dict[str, object]:
    """Return what a page says of a dossier, nothing of one that this person does not see."""
    dossier = judged.dossier
    outcome = dossier.machine.outcome(judged.outcome) if dossier else None
    return {
        "code": judged.code,
        # One's own is no file of this desk.
        "is_seen": dossier is not None and not isinstance(judged.refusal, OwnDossier),
        "subject": dossier.subject if dossier else "",
        "applicant": dossier.applicant_name if dossier else "",
        "organisation": dossier.organisation if dossier else "",
        # In a pause none is in force.
        "due_at": dossier.due_at if dossier and not dossier.place.pause else None,
        "is_late": dossier is not None and dossier.is_open and dossier.is_late(now),
        "promised": warned.promised,
        "warnings": warned.sentences,
        "procedure": localized(dossier.machine.name) if dossier else "",
        "outcome": localized(outcome.label) if outcome else "",
        "content": judged.shown.content[:12] if judged.shown else "",
        "draft": read.drafts.get(judged.code),
        "files": read.files.get(judged.code, ()),
        "notes": read.notes.get(judged.code, ()),
        "owed": vn_money(dossier.debt) if dossier and dossier.debt else "",
        "is_due": dossier is not None and money.is_due_in(dossier.machine, dossier.place),
        "why": str(judged.refusal) if judged.refusal else "",
    }
