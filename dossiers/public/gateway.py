"""Where a payment gateway leaves its messages: signed, in JSON, from server to server.

Whatever is rightly signed is kept and answered with success, so that it is not sent again; recording it may come later.
"""

from http import HTTPStatus

import structlog
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dossiers.payments.gateway import arriving, recording, seam

log = structlog.get_logger()


# No browser sends it, and no cookie counts: the signature does.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def gateway_message(request: HttpRequest) -> HttpResponse:
    """Take in a message of the gateway; there is no page to be read."""
    gateway, now = seam.configured(), timezone.now()
    if gateway is None or request.method != "POST":
        raise Http404
    body = request.read(seam.MOST_BYTES + 1)
    if len(body) > seam.MOST_BYTES:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        gateway.verify(body, request.headers)
    except seam.NotSigned as error:
        log.warning("gateway.not_signed", gateway=gateway.name, why=str(error), size=len(body))
        return _answer(HTTPStatus.FORBIDDEN)
    recording.record_now(arriving.take_in(gateway, body, at=now), now)
    return _answer(HTTPStatus.OK)


def _answer(status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"received": status == HTTPStatus.OK}, status=status)
