"""What everybody sees: the procedures, how far a dossier is, whether a paper is ours."""

import unicodedata
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dossiers.forms import LookupForm
from dossiers.models import Dossier, Letter
from dossiers.views.page import searched
from procedures.machine import Machine, Status, Text
from procedures.models import ProcedureVersion

FOLDED = str.maketrans("đĐÐƉ", "dDDD")
"""Letters that have no decomposition, and two that only look like Đ."""


@dataclass(slots=True)
class Sector:
    """A sector with its procedures, as the catalogue lists them."""

    name: Text
    machines: list[Machine]


@dataclass(frozen=True, slots=True)
class Progress:
    """All that the public may know of a dossier (TT 01/2018/TT-VPCP art. 16(2d)): its number, how far it is."""

    code: str
    done: int
    steps: int
    is_ended: bool


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the way in: search, the procedures, how it works, look-up."""
    return render(request, "public/home.html", {"procedures": in_force()})


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the procedures by sector, all or those that were searched for."""
    query = searched(request)
    found = search(in_force(), query)
    context = {"query": query, "sectors": by_sector(found), "total": len(found)}
    return render(request, "public/catalogue.html", context)


@require_GET
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one procedure with all its parts."""
    machine = next((machine for machine in in_force() if machine.slug == slug), None)
    if machine is None:
        raise Http404
    return render(request, "public/procedure.html", {"machine": machine})


@require_GET
def lookup(request: HttpRequest) -> HttpResponse:
    """Show how far a dossier is, to anybody who knows its number."""
    searched = "code" in request.GET
    form = LookupForm(request.GET if searched else None, use_required_attribute=False)
    found = None
    if form.is_valid():
        dossiers = Dossier.objects.select_related("version").defer("version__text")
        dossier = dossiers.filter(code=form.cleaned_data["code"].upper()).first()
        found = progress_of(dossier) if dossier else None
    context = {"form": form, "searched": searched and form.is_valid(), "found": found}
    return render(request, "public/lookup.html", context)


@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a paper was issued here; its QR code leads to this page."""
    letter = Letter.objects.select_related("dossier").filter(token=token).first()
    context = {"letter": letter, "code": letter.dossier.code if letter else ""}
    return render(request, "public/verify.html", context, status=200 if letter else 404)


def in_force() -> list[Machine]:
    """Return the machines of the procedures in force today, by sector and name of address: one query."""
    versions = ProcedureVersion.objects.current(on=timezone.localdate())
    ordered = versions.order_by("procedure__sector", "procedure__slug").only("digest")
    return [version.machine for version in ordered]


def by_sector(machines: list[Machine]) -> list[Sector]:
    """Group machines by their sector, in the order in which they come."""
    sectors: dict[str, Sector] = {}
    for machine in machines:
        sectors.setdefault(machine.sector, Sector(machine.sector_name, [])).machines.append(machine)
    return list(sectors.values())


def search(machines: list[Machine], query: str) -> list[Machine]:
    """Narrow to the machines that hold every word of a query, with or without its accents."""
    words = fold(query).split()
    return [machine for machine in machines if all(word in _searched(machine) for word in words)]


def _searched(machine: Machine) -> str:
    texts = (machine.name, machine.sector_name, machine.summary)
    return fold(" ".join([machine.code or "", *(f"{text.vi} {text.en}" for text in texts)]))


def fold(text: str) -> str:
    """Return a text without its accents and in lower case, as it is compared in a search."""
    letters = unicodedata.normalize("NFD", text.translate(FOLDED))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()


def progress_of(dossier: Dossier) -> Progress:
    """Return how many steps of its process a dossier has behind it."""
    steps = [step.name for step in dossier.machine.steps]
    place = dossier.place
    done = len(steps) if place.status == Status.RETURNED else steps.index(place.step) if place.step else 0
    return Progress(dossier.code, done, len(steps), place.is_end)
