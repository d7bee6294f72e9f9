"""What was sent and has not been done, because its sender is signed in no more: said, with the texts that came with it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.away import carrying
from accounts.away.marks import are_marks, mark_of
from accounts.models import User


class Named(NamedTuple):
    """What was typed, by its questions."""

    sections: Sequence[object]
    """As ``components/answers.html`` takes each."""
    fields: Collection[str]
    """Those that stand in them."""


type Typed = Callable[[Mapping[str, Any], Mapping[str, str]], Named]
"""By the parts of an address and the fields that came. Whoever has sent them may read it: nothing known here stands in it."""


def names_typed[**P](about: Typed) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """Mark a view of a form: what was typed into it is named by its questions where it could not be kept."""

    def marked(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        view.names_typed = about  # type: ignore[attr-defined]
        return view

    return marked


def shown(request: HttpRequest) -> dict[str, object]:
    """Return what ``error.html`` shows of what was sent: by its questions, where its view names them, and the other texts."""
    match = request.resolver_match
    about: Typed | None = getattr(match.func, "names_typed", None) if match else None
    fields = {name: str(value) for name, value in request.POST.items()}
    named = about(match.kwargs, fields) if match and about else Named((), ())
    return {"typed": named.sections, "written": list(written(request, but=named.fields))}


def not_done(request: HttpRequest, why: str) -> HttpResponse:
    """Say why nothing was done, and keep what was sent until its sender has signed in; or show what had been written."""
    if kept := carrying.carried(request, why):
        return kept
    files = _("Choose your files again, too.") if request.FILES else ""
    todo = _("Nothing of what you had just sent was done: sign in, then send it again.")
    context = {
        "status": 403,
        "heading": _("This was not done"),
        "sentence": " ".join(filter(None, (why, todo, files))),
        **shown(request),
        "again": request.path,
    }
    return render(request, "error.html", context, status=403)


def for_its_account[R: HttpRequest, **P](
    view: Callable[Concatenate[R, P], HttpResponse],
) -> Callable[Concatenate[R, P], HttpResponse]:
    """Refuse a form that was made for another account than the one that is signed in: it would be kept there."""

    @wraps(view)
    def checked(request: R, /, *given: P.args, **named: P.kwargs) -> HttpResponse:
        made_for = request.POST.get(carrying.PERSON, "") if request.method == "POST" else ""
        if made_for and isinstance(request.user, User) and made_for != mark_of(request.user):
            return _of_another(request)
        return view(request, *given, **named)

    return checked


def _of_another(request: HttpRequest) -> HttpResponse:
    sentence = _(
        "This page was opened with another account than the one that is signed in now, so nothing of it was kept. "
        "Sign in with that account, then send it again."
    )
    if request.POST.get("do") == "autosave":
        return HttpResponse(sentence, status=409, content_type="text/plain")
    context = {
        "status": 409,
        "heading": _("This was not done"),
        "sentence": sentence,
        **shown(request),
    }
    return render(request, "error.html", {**context, "again": request.path}, status=409)


def written(request: HttpRequest, *, but: Collection[str] = ()) -> Iterator[str]:
    """Yield the texts that came with a form, for the person to copy: what has a blank in it, and is no list of marks."""
    for name, value in request.POST.items():
        words = str(value).split()
        if "password" not in name and name not in but and len(words) > 1 and not are_marks(words):
            yield str(value)
