"""The page of a procedure: all that NĐ 63/2010/NĐ-CP art. 8(2) asks for, and what people ask first on top."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid4

from django.core.cache import caches
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dossiers.display.cases import case_of
from dossiers.filing.composed import subject_so_far
from dossiers.filing.drafts import questions_of
from dossiers.filing.lookups.words import of_page
from dossiers.filing.opening import MOST_DRAFTS
from dossiers.models import Draft
from dossiers.public.calculator import FeeForm
from dossiers.public.figures import paces_of
from dossiers.refusals import NoLongerReceived
from dossiers.reports.lived.lately import Pace
from procedures import steady
from procedures.answers import clean
from procedures.machine import Limit, LimitUnit, Machine, Online, Question, Text
from procedures.models import CatalogueEntry, ProcedureVersion, VersionStatus, machine_of, machine_of_version
from procedures.steady import Steady
from procedures.time.regimes.book import Days, lawful
from procedures.time.regimes.rules import Rule

type Names = tuple[Text | None, ...]
"""The names of the agency that decides, and of that of each step, where the step has one of its own."""
KEPT = 128
"""Procedures and languages of whose pages a process keeps what stays the same, some 20 kB each."""
KEPT_SECONDS = 600
"""So long a process shows how long a procedure took: only what happens to days that are over could change it."""
REASON_OWED = Text(
    "lý do chưa cung cấp toàn trình: chưa công bố ({law}, Điều 14)",
    "the reason why not in full is not published yet ({law}, article 14)",
)
"""NĐ 224/2026/NĐ-CP art. 14, from 01/07/2026: less than wholly on line only with a published reason."""
KEPT_PARTS = {
    "first": "public/procedure_kept_first.html",
    "papers": "public/procedure_kept_papers.html",
    "way": "public/procedure_kept_way.html",
    "law": "public/procedure_kept_law.html",
}


@dataclass(frozen=True, slots=True)
class AgencyTime:
    """How much of the time an agency has, where several take part."""

    agency: Text
    limit: Limit


class InForce(NamedTuple):
    """What a page of a procedure needs of the version in force."""

    procedure_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class ElsewhereRow:
    """A case that is not decided here: the question, the answers that mean it, where to go."""

    question: str
    answers: str
    tell: Text


@dataclass(frozen=True, slots=True)
class Drafted:
    """What somebody has begun of a procedure."""

    count: int
    title: str
    """What the only draft is called, as far as something is typed that tells it apart."""
    begun_at: datetime
    url: str
    """Where it is gone on with; of several, where one is chosen."""
    key: UUID | None
    """Of one more, so that however often the button is pressed it begins one; None where there are as many as there may be."""


@require_safe
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one procedure with all its parts, and what its tariff comes to."""
    known = steady.now()
    version = in_force(slug, known)
    if version is None:
        return _no_longer_received(request, slug)
    machine, today = machine_of(version.digest), timezone.localdate()
    ruled_on = today if _is_ruled(machine) else None
    agencies = named(machine, known, today)
    context = {
        "machine": machine,
        "event": _event(machine),
        "calculator": FeeForm(machine, request.GET),
        "pace": _pace(version.procedure_id, machine.committed_limit.unit, timezone.now()),
        "drafted": _drafted(request, slug, machine),
        "kept": _kept(version.digest, get_language(), ruled_on, agencies),
    }
    return render(request, "public/procedure.html", context)


def _drafted(request: HttpRequest, slug: str, machine: Machine) -> Drafted | None:
    """Return what whoever is signed in has begun of a procedure; None of nobody, and where nothing is begun."""
    if not request.user.is_authenticated or machine.not_filed_here or machine.online is Online.NONE:
        return None
    own = Draft.objects.open().filter(owner=request.user, procedure__slug=slug).order_by("number")
    listed = list(own.only("name", "version", "answers", "created_at"))
    if not listed:
        return None
    draft, count = listed[0], len(listed)
    return Drafted(
        count=count,
        title=draft.name or _subject(draft),
        begun_at=draft.created_at,
        url=reverse("file_dossier" if count == 1 else "own_drafts", args=[slug]),
        key=uuid4() if count < MOST_DRAFTS else None,
    )


def _subject(draft: Draft) -> str:
    machine = machine_of_version(draft.version_id)
    values, _errors = clean(questions_of(machine), draft.answers)
    return subject_so_far(machine, values)


def _pace(procedure_id: int, unit: LimitUnit, now: datetime) -> Pace | None:
    """Return how long a procedure took lately, where that may be said; a process asks once in a while."""

    def found() -> list[Pace | None]:
        return [paces_of({procedure_id: unit}, now=now).get(procedure_id)]

    key = f"pace:{connection.settings_dict['NAME']}:{procedure_id}:{unit.value}:{timezone.localdate(now)}"
    [pace] = caches["process"].get_or_set(key, found, KEPT_SECONDS) or found()
    return pace


def drawn(machine: Machine) -> SafeString:
    """Draw the page of a machine that nobody has published yet, without the site around it."""
    context = {
        "machine": machine,
        "event": _event(machine),
        "calculator": FeeForm(machine, {}),
        "pace": None,
        "drafted": None,
        "kept": _parts(called(machine, named(machine, steady.now(), timezone.localdate())), timezone.localdate()),
    }
    # What a template has written is escaped already.
    return SafeString(render_to_string("public/procedure_page.html", context))


@require_safe
def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the papers alone, on a page that is made to be printed and ticked."""
    version, today = in_force(slug, steady.now()), timezone.localdate()
    if version is None:
        return _no_longer_received(request, slug)
    return render(
        request,
        "public/checklist.html",
        {"machine": (machine := machine_of(version.digest)), "today": today, "looked": of_page(machine, today)},
    )


def in_force(slug: str, known: Steady) -> InForce | None:
    """Return what of a procedure can be filed today; None for one that is not received."""
    return known.once(all_in_force, timezone.localdate()).get(slug)


def all_in_force(on: date) -> dict[str, InForce]:
    """Return what can be filed on a day, by its name in addresses."""
    current = ProcedureVersion.objects.current(on=on).values_list("procedure__slug", "procedure", "digest")
    return {slug: InForce(procedure_id, digest) for slug, procedure_id, digest in current}


@lru_cache(maxsize=KEPT)
def _kept(digest: str, language: str | None, ruled_on: date | None, agencies: Names) -> dict[str, SafeString]:
    """Return the parts of the page that are the same for as long as the version is in force, in the reader's language.

    What it leaves to the regimes of the mechanism is asked anew on each day: ``ruled_on``; ``agencies`` are its agencies
    by their names of that day.
    """
    del language
    machine = machine_of(digest)
    if ruled_on is not None:
        machine = lawful(machine, steady.now().regimes.ruling(Days(act=ruled_on)))
    return _parts(called(machine, agencies), ruled_on)


def _is_ruled(machine: Machine) -> bool:
    """Say whether what the page says of a version depends on the law of the day."""
    is_looked_up = any(component.database for component in machine.components)
    return bool(machine.supplement.by_regime) or is_looked_up or machine.online is Online.PARTIAL


def _reason_owed(machine: Machine, day: date) -> Text | None:
    """Return that no reason is published why it is not wholly on line, where a law of the day asks for one."""
    given = steady.now().regimes.found_on(day).get(Rule.STATUS_NOTICE, ())
    if machine.online is not Online.PARTIAL or machine.online_reason or not given:
        return None
    law = given[-1].regime.name
    return Text(REASON_OWED.vi.format(law=law.vi), REASON_OWED.en.format(law=law.en))


def named(machine: Machine, known: Steady, day: date) -> Names:
    """Return the names of a machine's agencies on a day."""
    name = known.agencies.named
    return name(machine.agency, day), *(step.agency and name(step.agency, day) for step in machine.steps)


def called(machine: Machine, agencies: Names) -> Machine:
    """Return a machine whose agency, and those of its steps, have these names."""
    if agencies == (machine.agency, *(step.agency for step in machine.steps)):
        return machine
    agency, *of_steps = agencies
    steps = tuple(replace(step, agency=name) for step, name in zip(machine.steps, of_steps, strict=True))
    return replace(machine, agency=agency or machine.agency, steps=steps)


def _parts(machine: Machine, day: date | None) -> dict[str, SafeString]:
    """Return the parts; ``day`` is that by whose law it is said when papers are needed, None where no law says it."""
    shown = {
        "looked": of_page(machine, day) if day else {},
        "reason_owed": _reason_owed(machine, day) if day else None,
        "machine": machine,
        "times": agency_times(machine),
        "elsewhere": _elsewhere(machine),
        "event": _event(machine),
    }
    # What a template has written is escaped already.
    return {name: SafeString(render_to_string(template, shown)) for name, template in KEPT_PARTS.items()}


def _event(machine: Machine) -> Question | None:
    """Return the question that asks when what is announced takes place."""
    return machine.question(machine.event.question) if machine.event else None


def _no_longer_received(request: HttpRequest, slug: str) -> HttpResponse:
    """Say of a procedure that was retired that it is no longer received; raises ``Http404`` for any other."""
    retired = CatalogueEntry.objects.filter(version__procedure__slug=slug, version__status=VersionStatus.RETIRED)
    entry = (
        retired.select_related("version")
        .defer("version__text")
        .order_by("-version__effective_on", "-version__version")
        .first()
    )
    if entry is None:
        raise Http404
    context = {"entry": entry, "fact": NoLongerReceived.fact(), "retired_at": entry.version.retired_at}
    return render(request, "public/retired.html", context, status=410)


def agency_times(machine: Machine) -> Sequence[AgencyTime]:
    """Return the time that each agency has in all its steps, where another one than the deciding agency takes part."""
    times: dict[Text, Decimal] = {}
    for step in machine.steps:
        agency = step.agency or machine.agency
        times[agency] = times.get(agency, Decimal(0)) + (step.limit.amount if step.limit else 0)
    unit = machine.committed_limit.unit
    return [AgencyTime(agency, Limit(amount, unit)) for agency, amount in times.items()] if len(times) > 1 else []


def _elsewhere(machine: Machine) -> list[ElsewhereRow]:
    return [ElsewhereRow(*case_of(machine, case.when), case.tell) for case in machine.elsewhere]
