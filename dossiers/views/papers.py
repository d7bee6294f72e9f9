"""Files and letters, handed only to those who may see their dossier, and never run in our pages."""

from uuid import UUID

from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.seats import seats_of
from accounts.signin import SignedIn, signed_in
from dossiers.models import Attachment, Dossier, DossierQuerySet, Letter
from dossiers.views.page import is_for_applicant


@signed_in
@require_safe
def attachment(request: SignedIn, pk: UUID) -> FileResponse:
    """Hand out a file: to its uploader, to officers of its dossier, to the applicant if it concerns them."""
    files = Attachment.objects.select_related("dossier__version", "event")
    mine = Q(uploaded_by=request.user) | Q(dossier__applicant=request.user) | Q(dossier__in=_visible(request))
    found = files.filter(mine, pk=pk).first()
    if found is None or not _open_to(request, found):
        raise Http404
    return _download(found.file, found.name, found.media_type)


def _open_to(request: SignedIn, found: Attachment) -> bool:
    only_applicant = found.dossier is not None and found.dossier.applicant_id == request.user.pk
    if not only_applicant or found.uploaded_by_id == request.user.pk or found.event is None or found.dossier is None:
        return True
    return is_for_applicant(found.dossier.machine, found.event)


@signed_in
@require_safe
def letter(request: SignedIn, token: str) -> FileResponse:
    """Hand out a letter to the applicant and to officers who may see the dossier."""
    mine = Q(dossier__applicant=request.user) | Q(dossier__in=_visible(request))
    found = Letter.objects.filter(mine, token=token).first()
    if found is None:
        raise Http404
    return _download(found.file, f"{found.number.replace('/', '-')}.pdf", "application/pdf")


def _visible(request: SignedIn) -> DossierQuerySet:
    return Dossier.objects.visible_to(seats_of(request.user, timezone.localdate())).order_by().only("pk")


def _download(file: FieldFile, name: str, media_type: str) -> FileResponse:
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
