"""The page of one's own notices: for everybody who is signed in, whoever they are here."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import arrivals
from accounts.models import User
from accounts.rows import is_row
from accounts.signin import SignedIn, signed_in, works_here
from dossiers.display.formats import capped
from dossiers.lists.paging import part_of
from dossiers.models import InboxItem
from dossiers.models.dispatch.inbox import MOST_UNREAD
from dossiers.notices import addresses
from dossiers.notices.channels.returns.standing import of_account

UPTO = "upto"
"""The name of the number of the newest notice that somebody has seen who marks all as read."""


@signed_in
@require_safe
def inbox(request: SignedIn) -> HttpResponse:
    """List somebody's notices, the newest first."""
    found = InboxItem.objects.of(request.user.pk).defer("body_vi", "body_en")
    part = part_of(found, request.GET, newest_first=True)
    shown = {"rows": part.rows, "page": part, "is_of_office": works_here(request.user)}
    is_told = not shown["is_of_office"]
    shown["unconfirmed"] = addresses.unconfirmed(request.user) if is_told else []
    shown["back"] = of_account(request.user, timezone.now()) if is_told else []
    return render(request, "inbox/inbox.html", shown)


@signed_in
@require_safe
def open_notice(request: SignedIn, pk: int) -> HttpResponse:
    """Note that a notice was read, and lead to what it tells of."""
    return redirect(_opened(request, pk).path)


@signed_in
@require_safe
def notice(request: SignedIn, pk: int) -> HttpResponse:
    """Show the text of a notice, for whom no mail has reached."""
    return render(request, "inbox/notice.html", {"item": _opened(request, pk)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def read_all(request: SignedIn) -> HttpResponse:
    """Mark as read what had come when the page was made: what came since was not seen. Who only looks is led to the page."""
    upto = request.POST.get(UPTO, "")
    if is_row(upto):
        InboxItem.objects.of(request.user.pk).unread().filter(pk__lte=int(upto)).update(read_at=timezone.now())
    return redirect("inbox")


def _opened(request: SignedIn, pk: int) -> InboxItem:
    """Return a notice of the reader's own, and note that it was read; raises ``Http404`` for any other."""
    item = get_object_or_404(InboxItem.objects.of(request.user.pk), pk=pk)
    if item.read_at is None and request.method != "HEAD":
        InboxItem.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    return item


def unread(user: User) -> str:
    """Return how many notices somebody has not read, as it is shown; "" for none. It came with the account."""
    count = arrivals.beside(user, "unread")
    if count is None:
        count = InboxItem.objects.of(user.pk).unread()[: MOST_UNREAD + 1].count()
    return capped(count, MOST_UNREAD) if count else ""
