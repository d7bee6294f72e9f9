"""Checking papers without network: one page that is kept as a file, and the keys for a program that does the same.

The page has everything inside, so that it works from wherever it was put: script, style, keys, and a policy of its own
that lets it reach nothing.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.csp import CSP
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe
from markupsafe import Markup

from dossiers.display.labels import paper_label
from dossiers.papers.signed.fields import FIELDS, Field
from dossiers.public.verify import keys

HOUR = 3600
DOWNLOAD = "tai-ve"
"""In the address: the page as a file to keep."""
FILE_NAME = "kiem-tra-giay.html"
_STATIC = Path(settings.BASE_DIR) / "static"


@require_safe
def off_line_check(request: HttpRequest) -> HttpResponse:
    """Give the page that checks papers without network, to be used or to be kept."""
    response = csp_override({**policy(), "frame-ancestors": [CSP.NONE]})(_page)(request)
    powers = ((power, "(self)" if power == "camera" else "()") for power in settings.POWERS_NOT_USED)
    response.headers["Permissions-Policy"] = ", ".join(f"{power}={who}" for power, who in powers)
    if DOWNLOAD in request.GET:
        response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@cache_control(public=True, max_age=HOUR)
@require_safe
def known_keys(request: HttpRequest) -> JsonResponse:
    """Give what ``tools/verify_paper.py`` needs to know: the keys, and the fields of each kind of paper."""
    del request
    return JsonResponse(known())


def _page(request: HttpRequest) -> HttpResponse:
    shown = {
        "known": known(),
        # Nothing of it comes from anybody else: they are files of this house, whose digests the policy names.
        "script": Markup(f'<script type="module">{script()}</script>'),  # noqa: S704
        "style": Markup(f"<style>{style()}</style>"),  # noqa: S704
        "policy": "; ".join(" ".join([name, *values]) for name, values in policy().items()),
        "download": "" if DOWNLOAD in request.GET else f"?{DOWNLOAD}=1",
    }
    return render(request, "public/off_line_check.html", shown)


def known() -> dict[str, object]:
    """Return the keys of statements, and of each kind of paper its name and fields in both languages."""
    return {
        "site": urlsplit(settings.PUBLIC_URL).netloc,
        "keys": keys(),
        "kinds": {str(kind): {"name": _name(kind), "fields": list(map(_field, FIELDS[kind]))} for kind in FIELDS},
    }


def _name(kind: str) -> dict[str, str]:
    names = {}
    for language, _called in settings.LANGUAGES:
        with translation.override(language):
            names[language] = paper_label(kind)
    return names


def _field(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "label": {"vi": field.label.vi, "en": field.label.en},
        "reading": field.reading.value,
        "after": field.after,
        "ends": field.ends,
    }


@cache
def script() -> str:
    """Return the one script of the page: the reader of codes, of statements, and what shows them."""
    reader = (Path(settings.ASSETS_DIR) / "jsqr" / "dist" / "jsQR.js").read_text()
    statement = (_STATIC / "js" / "statement.js").read_text().replace("\nexport ", "\n")
    shown = (_STATIC / "js" / "off_line_check.js").read_text()
    own = "\n".join(line for line in shown.splitlines() if not line.startswith("import "))
    return f"{reader}\n{statement}\n{own}\n"


@cache
def style() -> str:
    """Return the style of the page."""
    return (_STATIC / "css" / "off_line_check.css").read_text()


@cache
def policy() -> dict[str, list[str]]:
    """Return what the page may do: run its own script, wear its own style, and reach nothing."""
    return {
        "default-src": [CSP.NONE],
        "script-src": [_hash(script())],
        "style-src": [_hash(style())],
        "base-uri": [CSP.NONE],
        "form-action": [CSP.NONE],
    }


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
