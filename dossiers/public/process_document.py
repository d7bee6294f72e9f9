"""The ISO document of a procedure as a PDF: of the version in force, or of one that was published before."""

from datetime import date
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers.pages.papers import as_pdf
from dossiers.papers.sheets.iso import Publication, document_of, pdf_of
from dossiers.public.procedure import Names, called, in_force, named
from procedures import steady
from procedures.models import ProcedureVersion, VersionStatus, machine_of
from procedures.time.regimes.book import Days

KEPT = 48
"""Documents that a process keeps, of some 75 kB each: to print one takes half a second."""
MOST_DIGITS = 4
VERSION = "ban"
"""By this name an address asks for another version than the one in force."""


@require_safe
def process_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Show it under the names and the forms of today; 404 for a procedure or a version that nobody has published."""
    known, today = steady.now(), timezone.localdate()
    version = _version(slug, request.GET.get(VERSION, ""))
    names = named(machine_of(version.digest), known, today)
    pdf = _printed(version.digest, _publication(version), names, today)
    return as_pdf(pdf, f"quy-trinh-{slug}-ban-{version.version}.pdf")


def _version(slug: str, number: str) -> ProcedureVersion:
    """Return the version of a number, the one in force where none is given; raises ``Http404`` where there is none such."""
    published = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).filter(procedure__slug=slug)
    if not number:
        current = in_force(slug, steady.now())
        found = published.filter(digest=current.digest).first() if current else None
    elif number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS:
        found = published.filter(version=int(number)).first()
    else:
        found = None
    if found is None:
        raise Http404
    return found


def _publication(version: ProcedureVersion) -> Publication:
    before = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).filter(
        procedure=version.procedure_id, version__lte=version.version
    )
    versions = before.order_by("version").values_list("version", "effective_on")
    return Publication(version.decision_no, version.prepared_by, version.approved_by, tuple(versions))


@lru_cache(KEPT)
def _printed(digest: str, publication: Publication, names: Names, day: date) -> bytes:
    """Print it once a day and for each set of names of its agencies."""
    ruling = steady.now().regimes.ruling(Days(act=day))
    return pdf_of(document_of(called(machine_of(digest), names), publication, ruling, day))
