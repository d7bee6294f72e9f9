"""What was sent when its sender was signed in no more: kept for half an hour, with its files, for the same person (ADR 0054).

Nothing of it is done by itself. A draft takes it in as if it had been saved; everything else is shown once more, with
a button. It is kept for a browser that an account has signed in at before, and given to that account alone.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import devices
from accounts.away.marks import are_marks, mark_of
from accounts.models import Carried, CarriedFile, User

KEPT = timedelta(minutes=30)
COOKIE = FIELD = "carried"
"""The name of the cookie, and of the field of a form that comes with files which were carried."""
PERSON = "person"
"""The field in which a form says for whom it was made, as ``marks.mark_of`` does."""
MOST, MOST_BYTES = 500, 2_000_000_000
"""Forms and bytes that are kept at one time, of all browsers."""
MOST_PATH = 1000
"""Signs of an address."""
GOES_ON = "next:"
"""How the value of a button begins that saves a draft and leads to its next part."""
NOT_CARRIED = ("csrfmiddlewaretoken", FIELD)


class KeptFiles(NamedTuple):
    """The files of a form that was refused, for its next press."""

    key: UUID
    names: tuple[str, ...]


class Sending(NamedTuple):
    """What waits to be sent again, as its sender reads it."""

    what: str = ""
    """What it does, and of what."""
    to: str = ""
    """Who gets it."""
    lines: Sequence[tuple[str, str]] = ()
    """What it says, each with what it is called."""
    files: Sequence[tuple[str, int]] = ()
    """The files that go with it and have been kept before, each with its bytes."""
    page: str = ""
    """The address of the page where all of it can be looked at, or changed, first."""


type View = Callable[..., HttpResponseBase]


def takes_carried[**P](view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Mark a view that keeps a draft: what was carried to it is saved there by itself, and never more than saved."""
    view.takes_carried = True  # type: ignore[attr-defined]
    return view


def carried_as[**P](
    about: Callable[[User, dict[str, Any], Mapping[str, str]], Sending],
) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """Say what was sent to a view, by its address and the fields that came, for somebody who may see that; nothing for others."""

    def marked(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        view.carried_as = about  # type: ignore[attr-defined]
        return view

    return marked


def carried(request: HttpRequest, why: str) -> HttpResponse | None:
    """Keep what was sent and lead to signing in, or on where somebody is signed in; None where it cannot be kept."""
    mark = _mark(request)
    if mark is None or not _is_form(request) or not _is_room(timezone.now()):
        return None
    kept = _store(request, mark)
    onward = reverse("go_on")
    if request.user.is_authenticated:
        response = redirect(onward)
    else:
        messages.info(
            request, f"{why} {_('Sign in with the same account: what you had just sent is kept for 30 minutes.')}"
        )
        response = redirect_to_login(onward, reverse("account_login"))
    _carry(response, kept.key)
    return response


def _carry(response: HttpResponse, key: UUID) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, str(key), max_age=KEPT, secure=secure, httponly=True, samesite="Lax")


def kept_files(request: HttpRequest, *, but: Collection[str]) -> KeptFiles | None:
    """Keep the files of a form that has to be sent once more, those of some fields excepted: a browser does not."""
    uploads = [(name, upload) for name, found in request.FILES.lists() for upload in found if name not in but]
    mark = _mark(request)
    if mark is None or not uploads or len(request.get_full_path()) > MOST_PATH or not _is_room(timezone.now()):
        return None
    before = _of(request, request.user) if isinstance(request.user, User) else None
    kept = _keep(request, mark, [], uploads)
    if before is not None and before.path == kept.path:
        _forget(before)
    return KeptFiles(kept.key, tuple(upload.name or "" for _name, upload in uploads))


def with_files(response: HttpResponse, kept: KeptFiles | None) -> HttpResponse:
    """Have a page with a form that was refused bring the files that are kept for its next press."""
    if kept is not None:
        _carry(response, kept.key)
    return response


def is_of_our_page(request: HttpRequest) -> bool:
    """Say whether a browser says that a page of this site has sent a form."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        sent_from = urlsplit(origin)
    except ValueError:
        return False
    return (sent_from.scheme, sent_from.netloc) == (request.scheme, request.get_host())


def _mark(request: HttpRequest) -> str | None:
    """Return the mark of the account whose form it is; None where nobody is known here, or somebody else is signed in."""
    device = devices.device_of(request)
    if not request.user.is_authenticated:
        return device.marks[0] if device.marks else None
    own = request.POST.get(PERSON, "") in ("", mark_of(request.user))
    return device.mark_of(request.user) if own and device.is_known_to(request.user) else None


def _is_form(request: HttpRequest) -> bool:
    """Say whether a page was left for it: a script asks on its own, and a password is kept nowhere."""
    by_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or "HX-Request" in request.headers
    secret = any("password" in name for name in request.POST)
    is_short = len(request.get_full_path()) <= MOST_PATH
    return request.method == "POST" and is_short and not (by_script or secret or request.POST.get("do") == "autosave")


def _is_room(now: datetime) -> bool:
    sweep(now)
    return Carried.objects.count() < MOST and (Carried.objects.aggregate(sum=Sum("size"))["sum"] or 0) < MOST_BYTES


def _store(request: HttpRequest, mark: str) -> Carried:
    sent = ((name, value) for name, values in request.POST.lists() for value in values if name not in NOT_CARRIED)
    fields = [[_readable(name), _readable(value)] for name, value in sent]
    return _keep(request, mark, fields, [(name, one) for name, found in request.FILES.lists() for one in found])


def _keep(
    request: HttpRequest, mark: str, fields: list[list[str]], uploads: "list[tuple[str, UploadedFile[Any]]]"
) -> Carried:
    size = sum(upload.size or 0 for _name, upload in uploads)
    with transaction.atomic():
        kept = Carried.objects.create(
            mark=mark, path=request.get_full_path(), fields=fields, size=size, at=timezone.now()
        )
        for name, upload in uploads:
            CarriedFile.objects.create(
                carried=kept,
                field=_readable(name)[:200],
                name=_readable(upload.name or "")[:255],
                media_type=_readable(upload.content_type or "")[:100],
                file=upload,
            )
    return kept


def _readable(text: str) -> str:
    """Return a text without NUL, which no database takes."""
    return text.replace("\x00", "")


def _waiting(request: HttpRequest) -> Carried | None:
    """Return what this browser carries, for whomever; None for nothing, or too old."""
    try:
        key = UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    return Carried.objects.filter(pk=key, at__gt=timezone.now() - KEPT).first()


def waits_for(request: HttpRequest, user: User) -> bool:
    """Say whether something that this account had sent waits at this browser; files alone wait for their form."""
    kept = _of(request, user)
    return kept is not None and bool(kept.fields)


def _of(request: HttpRequest, user: User) -> Carried | None:
    """Return what this browser carries for an account; None for nothing, too old, or of another account."""
    kept = _waiting(request)
    if kept is None or kept.mark != devices.device_of(request).mark_of(user):
        return None
    of = dict(kept.fields).get(PERSON, "")
    return kept if of in ("", mark_of(user)) else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest) -> HttpResponseBase:
    """Put what was carried into its draft, or show it once more with a button; throw it away on a POST."""
    kept = _of(request, request.user) if isinstance(request.user, User) else None
    if kept is None:
        messages.info(request, _why_nothing(request))
        return redirect(get_adapter(request).get_login_redirect_url(request))
    if request.method == "POST":
        _forget(kept)
        messages.info(request, _("What you had sent was thrown away: nothing of it was done."))
        return redirect(kept.path)
    return _taken_in(request, kept) or _shown(request, kept)


def _why_nothing(request: HttpRequest) -> str:
    """Say why nothing is there for whoever is signed in; whose it is that waits is nobody else's business."""
    others = _waiting(request)
    if others is None:
        return _("Nothing waits to be sent again: what you sent just now has arrived, or half an hour has passed.")
    until = date_format(timezone.localtime(others.at + KEPT), "H:i")
    return _(
        "What waits to be sent again is another account's, not of the one that you are signed in with now. "
        "Sign out, then sign in with the account that sent it: it is kept until %(time)s."
    ) % {"time": until}


def _taken_in(request: HttpRequest, kept: Carried) -> HttpResponseBase | None:
    """Have the view that keeps a draft save it; None where it is of another kind."""
    path, _mark_of_query, query = kept.path.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if not getattr(match.func, "takes_carried", False):
        return None
    sent = copy(request)
    sent.method, sent.path, sent.path_info = "POST", path, path
    sent.META = {**request.META, "REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": query}
    sent.GET, sent.resolver_match = QueryDict(query), match
    sent.POST = _form(kept)  # type: ignore[assignment]  # the stubs mean one that nobody may change
    sent._files = _files(kept)  # type: ignore[attr-defined]  # noqa: SLF001 - what Django keeps behind FILES
    try:
        response: HttpResponseBase = match.func(sent, *match.args, **match.kwargs)
    finally:
        sent.close()
    if response.status_code < _FAILED:
        _forget(kept)
    return response


_FAILED = 500


def _about(request: HttpRequest, kept: Carried) -> Sending:
    """Return what was sent, as far as its view says so."""
    try:
        match = resolve(kept.path.partition("?")[0])
    except Resolver404:
        return Sending()
    about = getattr(match.func, "carried_as", None)
    fields = {name: value for name, value in kept.fields if name != PERSON}
    found: Sending = about(request.user, match.kwargs, fields) if about else Sending()
    return found


def _is_text(value: str) -> bool:
    """Say whether a person wrote it as words: what has a blank in it, and is no list of marks."""
    words = value.split()
    return len(words) > 1 and not are_marks(words)


def _is_shown(value: str, said: Sequence[str]) -> bool:
    """Say whether words stand in one of the lines, alone or as a part, as those of an address do."""
    return any(value.strip() in text for text in said)


def _shown(request: HttpRequest, kept: Carried) -> HttpResponse:
    sending = _about(request, kept)
    said = [text for _label, text in sending.lines]
    context = {
        "path": kept.path,
        "sending": sending,
        "fields": kept.fields,
        "key": kept.key,
        "texts": [value for _name, value in kept.fields if _is_text(value) and not _is_shown(value, said)],
        "files": [*sending.files, *((one.name, one.file.size) for one in kept.files.order_by("pk"))],
    }
    return render(request, "carried.html", context)


def _form(kept: Carried) -> QueryDict:
    """Return what was sent, as if it had only been saved; a button that goes on from there goes on, and does no more."""
    form = QueryDict(mutable=True)
    for name, value in kept.fields:
        form.appendlist(name, value)
    if not form.get("do", "").startswith(GOES_ON):
        form["do"] = "save"
    return form


def _files(kept: Carried) -> "MultiValueDict[str, UploadedFile[Any]]":
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict()
    for one in kept.files.order_by("pk"):
        upload = UploadedFile(one.file.open("rb"), one.name, one.media_type, one.file.size)
        files.appendlist(one.field, upload)
    return files


def carried_files(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give a form that was shown once more the files that were carried with it; forget them once it is done."""

    def middleware(request: HttpRequest) -> HttpResponse:
        kept = None
        if request.method == "POST" and request.POST.get(FIELD) and isinstance(request.user, User):
            kept = _of(request, request.user)
        if kept is not None and kept.path == request.get_full_path():
            # What was chosen anew takes the place of what was kept.
            for name, uploads in _files(kept).lists():
                if name not in request.FILES:
                    request.FILES.setlist(name, uploads)
                    continue
                for upload in uploads:
                    upload.close()
        response = get_response(request)
        if kept is not None and response.status_code < _REFUSED:
            _forget(kept)
        return response

    return middleware


_REFUSED = 400


def sweep(now: datetime) -> None:
    """Remove what is too old, with its files."""
    for kept in Carried.objects.filter(at__lte=now - KEPT):
        _forget(kept)


def _forget(kept: Carried) -> None:
    files = [one.file for one in kept.files.all()]
    kept.delete()
    for one in files:
        one.storage.delete(str(one.name))
