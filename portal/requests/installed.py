"""What makes the site one that is installed on a phone, and the page that stands in where there is no connection."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.postgres import BASE_DIR

_WORKER = BASE_DIR / "static" / "js" / "worker.js"
HOUR = 3600


@cache_control(public=True, max_age=HOUR)
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Give the site as an application (W3C Web Application Manifest)."""
    del request
    icon = {"src": staticfiles_storage.url("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    described = {
        "id": "/",
        "name": "Một Cửa",
        "short_name": "Một Cửa",
        "lang": "vi",
        "start_url": reverse("my_dossiers"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#7a1212",
        "icons": [icon],
        "shortcuts": [{"name": "Kiểm tra giấy không cần mạng", "url": reverse("off_line_check")}],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@cache_control(public=True, max_age=0, must_revalidate=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that answers where there is no connection: at the top of the site, of which it may answer all."""
    del request
    return HttpResponse(_WORKER.read_bytes(), content_type="text/javascript")


@require_safe
def off_line(request: HttpRequest) -> HttpResponse:
    """Show what is said where there is no connection, for the browser to keep: nothing of anybody's dossier."""
    return render(request, "off_line.html")
