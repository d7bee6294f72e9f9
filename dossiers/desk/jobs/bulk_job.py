"""The page of a job that takes one act on many dossiers, or takes it back: what became of each, and what can still be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.sessions import leave_unused
from accounts.signin import OfOfficer, officer
from dossiers import acts, jobs, turns
from dossiers.background import jobs as background
from dossiers.bulk import begun, doing, undoing
from dossiers.bulk.kinds import KINDS, name_of
from dossiers.desk.jobs import bars
from dossiers.desk.jobs.bulk_form import ALL
from dossiers.desk.jobs.numbering import numbers_of
from dossiers.display.agency.given import handed_again
from dossiers.display.formats import localized, vn_clock, vn_datetime, vn_number
from dossiers.display.labels import role_label
from dossiers.display.links import path_to
from dossiers.models import Dossier, Event, Job, JobOutcome, JobState, Outcome
from dossiers.outbox import Reach
from dossiers.pages.jobs import progress_of
from dossiers.refusals.undoing import GoneOut
from procedures.models import machine_of_version

WAIT_SECONDS = 1.0
"""So long a person waits for a job before a worker goes on with it."""
ORDER = (Outcome.FAILED, Outcome.SKIPPED, Outcome.DONE, "")
"""What failed and what was left out stands before what was done, and that before what is still to come."""


OFFERED = "offered"
"""The name under which a page sends what it offers to take back: keys of dossiers."""


class Came(NamedTuple):
    """What became of a dossier; it is None for whoever does not see it any more, as its outcome is before it has one."""

    code: str
    dossier: Dossier | None
    outcome: JobOutcome | None
    back: str = ""
    """That it was taken back, and where it is since."""
    waits: undoing.Waiting | None = None
    """What of it can be taken back."""
    since: str = ""
    """What was done with it afterwards, by whom and when; else why it cannot be taken back."""
    number: str = ""
    """The number that its result got."""


def label_of(job: Job) -> str:
    """Return what a job does, or takes back."""
    label = name_of(job.arguments)
    return _("Taking back: %(action)s") % {"action": label} if job.kind == undoing.KIND.name else label


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_job(request: OfOfficer, pk: int) -> HttpResponse:
    """Show the author how far it is and what became of each dossier; stop it, or have it go on with the rest."""
    own = Job.objects.filter(kind__in=(doing.KIND.name, undoing.KIND.name), by=request.user).select_related(
        "cancelled_by"
    )
    job = get_object_or_404(own, pk=pk)
    if request.method == "POST":
        return _asked(request, job)
    if job.is_open:
        leave_unused(request)
    waits = undoing.waiting(job, timezone.now())
    bars.follow(request, job, waits)
    return render(request, "desk/bulk_job.html", _job_page(request, job, waits))


def _asked(request: OfOfficer, job: Job) -> HttpResponse:
    """Stop a job that is under way, run again what is not done of one that has ended, or take back what it did."""
    if "undo" in request.POST:
        return _undo(request, job, request.POST["undo"])
    is_new = jobs.again(job.pk) if "again" in request.POST else jobs.cancel(job.pk, by=request.user, at=timezone.now())
    if not is_new:
        messages.info(request, _("Nothing was changed: the job was not as this page showed it any more."))
    return redirect("bulk_job", pk=job.pk)


def _undo(request: OfOfficer, job: Job, which: str) -> HttpResponse:
    """Have one dossier's act taken back, or all that the page offered, and come back to it where nothing was left out."""
    # Of all, nothing further is done: so none is left that was done after the press.
    is_stopped = which == ALL and jobs.cancel(job.pk, by=request.user, at=timezone.now())
    now = timezone.now()
    waits = undoing.waiting(job, now)
    if which != ALL:
        waits = {pk: one for pk, one in waits.items() if str(pk) == which}
    stopped = [_("The job was stopped: nothing further of it is begun.")] if is_stopped else []
    if asking := _asks_first(request, job, which, waits, stopped):
        return asking
    chosen = _offered(job, request.POST.get(OFFERED, ""), waits, now) if which == ALL else waits
    try:
        back = undoing.begin(job, chosen, by=request.user, at=now)
    except GoneOut:
        messages.info(request, _nothing_left(job, which, now))
        return redirect("bulk_job", pk=job.pk)
    if background.go_on(back.pk, now=now, seconds=WAIT_SECONDS):
        turns.wake(jobs.RUN)
    back.refresh_from_db(fields=["done"])
    if back.done < len(chosen):
        return redirect("bulk_job", pk=back.pk)
    text = ngettext("%(n)s dossier was taken back.", "%(n)s dossiers were taken back.", back.done)
    messages.success(request, " ".join([text % {"n": vn_number(back.done)}, *stopped]))
    return redirect("bulk_job", pk=job.pk)


def _asks_first(
    request: OfOfficer, job: Job, which: str, waits: Mapping[int, undoing.Waiting], stopped: Sequence[str]
) -> HttpResponse | None:
    """Ask before dossiers are taken back from who is writing in them by now; None where nobody is, or it was asked."""
    writing = {} if begun.MEANT in request.POST else undoing.writing_in(waits, by=request.user)
    if not writing:
        return None
    context = {
        "of": label_of(job),
        "label": label_of(job),
        "sentence": " ".join([*stopped, begun.asked_of_many(writing, len(waits))]),
        "rows": [(code, one.sentence) for code, found in writing.items() for one in found] if len(waits) > 1 else [],
        "sent": {"undo": which, OFFERED: request.POST.get(OFFERED, ""), begun.MEANT: 1},
        "back": path_to("bulk_job", job.pk),
    }
    return render(request, "desk/take_back.html", context, status=HTTPStatus.CONFLICT)


def _offered(
    job: Job, offered: str, waits: Mapping[int, undoing.Waiting], now: datetime
) -> Mapping[int, undoing.Waiting]:
    """Return what is meant by a press on all: whatever a job has done by now that can be taken back.

    What the page offered goes along where it still stands, so that it is said of each why that cannot be.
    """
    if not waits or not offered:
        return waits
    named = offered.split()
    return {pk: one for pk, one in undoing.standing(job, now).items() if str(pk) in named or pk in waits}


def _nothing_left(job: Job, which: str, now: datetime) -> str:
    """Say why a press takes nothing back: another one has, or all has gone out."""
    back = undoing.taken_back(job)
    is_all_back = bool(back) and not undoing.standing(job, now)
    if is_all_back if which == ALL else which in map(str, back):
        return _("Nothing more was taken back: what could be is taken back already.")
    return _("Nothing was taken back: it has gone out, or somebody has acted on the dossier since.")


def _since(dossier: Dossier, event: Event) -> str:
    """Say what was done afterwards: the author of a job sees why that is not taken back any more."""
    found = handed_again.done(event) or acts.label_of(
        machine_of_version(dossier.version_id), event.source, event.action
    )
    label = localized(found)
    who = event.author or role_label(event.role)
    what = f"{label} ({', '.join(filter(None, (who, vn_datetime(event.at))))})"
    return _("afterwards: %(what)s") % {"what": what}


def _job_page(request: OfOfficer, job: Job, waits: Mapping[int, undoing.Waiting]) -> dict[str, object]:
    keys = [pk for pk, _seen, _content in job.arguments["chosen"]]
    seen = Dossier.objects.visible_to(request.seats).in_bulk(keys)
    codes, outcomes = doing.KIND.named(keys), {row.item: row for row in job.outcomes.all()}
    origin = undoing.origin(job)
    numbers = numbers_of(keys) if _numbers(job) else {}
    back, later = undoing.taken_back(origin), undoing.since(job, timezone.now())
    beyond = undoing.beyond(job, waits, timezone.now())
    whys = {pk: _why_not(reach, is_mixed=bool(waits)) for pk, reach in beyond.items()}
    rows = [
        Came(
            codes.get(pk, ""),
            seen.get(pk),
            outcomes.get(pk),
            back=_place(seen.get(pk), back[pk]) if pk in back else "",
            waits=waits.get(pk),
            since=_since(seen[pk], later[pk]) if pk in seen and pk in later else whys.get(pk, ""),
            number=numbers.get(pk, "") if pk in seen else "",
        )
        for pk in keys
    ]
    return {
        "job": job,
        "origin": origin,
        "origin_label": label_of(origin),
        "progress": progress_of(job),
        "label": label_of(job),
        "words": origin.arguments.get("words", ""),
        "offered": " ".join(map(str, waits)),
        "undoable": len(waits),
        "back": len([pk for pk in keys if pk in back]),
        "takeable": _takeable(waits, beyond),
        "gone_at": _gone_at(waits),
        "counts_down": any(one.leaves_at for one in waits.values()),
        "rows": sorted(rows, key=lambda row: ORDER.index(row.outcome.outcome if row.outcome else "")),
        "list": f"{path_to('worklist')}?{job.arguments.get('list', '')}",
        "can_go_on": not job.is_open and (job.state != JobState.DONE or job.failed > 0),
    }


def _takeable(waits: Mapping[int, undoing.Waiting], beyond: Mapping[int, Reach]) -> list[str]:
    """Say until when what can be taken back can be, and of how many that is over."""
    leaving = sorted(one.leaves_at for one in waits.values() if one.leaves_at)
    inside, sentences = len(waits) - len(leaving), []
    if leaving:
        times = dict.fromkeys(map(vn_clock, (leaving[0], leaving[-1])))
        text = ngettext(
            "Paper and mail of %(n)s dossier, as far as there are any, go out at %(at)s; until then it can be taken back.",
            "Paper and mail of %(n)s dossiers, as far as there are any, go out at %(at)s; until then each can be taken back.",
            len(leaving),
        )
        sentences.append(text % {"n": vn_number(len(leaving)), "at": "–".join(times)})
    elif {*beyond.values()} <= {Reach.INSIDE}:
        sentences.append(
            _("Nothing has left the office: until somebody else acts on a dossier, this step can be taken back.")
        )
        inside = 0
    if inside:
        text = ngettext(
            "Of %(n)s dossier nothing has left the office: until somebody else acts on it, this step can be taken back.",
            "Of %(n)s dossiers nothing has left the office: until somebody else acts on one, this step can be taken back.",
            inside,
        )
        sentences.append(text % {"n": vn_number(inside)})
    if beyond:
        text = ngettext(
            "%(n)s dossier cannot be taken back any more; its row says why.",
            "%(n)s dossiers cannot be taken back any more; their rows say why.",
            len(beyond),
        )
        sentences.append(text % {"n": vn_number(len(beyond))})
    return sentences


def _gone_at(waits: Mapping[int, undoing.Waiting]) -> datetime | None:
    """Return from when on nothing can be taken back any more; None where something stays inside the office."""
    leaving = [one.leaves_at for one in waits.values() if one.leaves_at]
    return max(leaving) if leaving and len(leaving) == len(waits) else None


def _why_not(reach: Reach, *, is_mixed: bool) -> str:
    """Say why what nobody has acted on since cannot be taken back; of what never can be, only beside others that can."""
    if reach is Reach.OUTSIDE:
        return _("gone out, so it cannot be taken back")
    return _("a step of this kind cannot be taken back") if is_mixed else ""


def _numbers(job: Job) -> bool:
    """Say whether a job gives results their numbers."""
    kind = KINDS.get(str(job.arguments["act"]))
    return kind is not None and kind.numbers


def _place(dossier: Dossier | None, state: str) -> str:
    """Say that a dossier's act was taken back, and to which step that led."""
    if dossier is None:
        return _("taken back")
    step = localized(machine_of_version(dossier.version_id).states[state].label)
    return _("taken back – at the step “%(step)s” again") % {"step": step}
