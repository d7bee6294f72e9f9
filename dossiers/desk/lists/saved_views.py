"""Saved views: lists under names of their own, kept by an officer, or by its head for a unit."""

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Unit, User
from accounts.seats import Seats, headed_by, keepers_of
from accounts.signin import OfOfficer, officer
from dossiers.desk.lists import chips
from dossiers.desk.lists.tabs import tab_labels
from dossiers.desk.worklist import filters_of
from dossiers.display.links import path_to
from dossiers.lists.views import View
from dossiers.models import SavedView
from dossiers.pages.forms import PlainText

MOST = 20
"""Views of one person, or of one unit: among more nobody finds the right one."""
MOST_NAME = 60
MOST_NAMED = 3
"""People who are named to whoever wants something of them."""


class ViewForm(forms.Form):
    """What a view is called; of a new one, whose it is."""

    name = PlainText(label=gettext_lazy("Name of the view"), max_length=MOST_NAME)

    def __init__(self, view: SavedView, units: Sequence[Unit] = (), **kwargs: Any) -> None:
        """``units`` are those by which a new one may be shared."""
        super().__init__(use_required_attribute=False, **kwargs)
        self.view = view
        self.same: SavedView | None = None
        if view._state.adding:
            self.fields["name"].widget.attrs["autofocus"] = True
        self._units = {str(unit.pk): unit for unit in units}
        if units:
            shared = [
                (key, _("All of: %(unit)s") % {"unit": unit.name(get_language())}) for key, unit in self._units.items()
            ]
            choices = [("", _("Me alone")), *shared]
            self.fields["unit"] = forms.ChoiceField(label=_("For whom"), required=False, choices=choices)

    def clean(self) -> dict[str, Any]:
        """Refuse a second one of a name, and one more than there may be. It holds off what is done to its siblings."""
        cleaned = super().clean() or {}
        if unit := self._units.get(cleaned.get("unit", "")):
            self.view.owner, self.view.unit = None, unit
        hold(self.view)
        others = list(siblings(self.view).exclude(pk=self.view.pk))
        if alike := next((one for one in others if folded(one.name) == folded(cleaned.get("name", ""))), None):
            self.add_error("name", self._named(alike))
        if self.view._state.adding and (same := of_same_query(self.view, others)):
            self.same = same
            self.add_error(None, _("This list is saved already, as “%(name)s”.") % {"name": same.name})
        if self.view._state.adding and len(others) >= MOST:
            self.add_error(
                None, _("There are %(most)s views already. Delete one that is not used any more.") % {"most": MOST}
            )
        return cleaned

    def _named(self, alike: SavedView) -> str:
        """Say that there is a view of a name already, and which where that is written in another way."""
        if alike.name == self.cleaned_data["name"]:
            return _("There is a view of this name already.")
        return _("There is a view “%(name)s” already, which differs in capitals or spaces alone.") % {
            "name": alike.name
        }

    def store(self) -> bool:
        """Store the view; say whether that was possible: somebody else may have been faster with the name."""
        self.view.name = self.cleaned_data["name"]
        if self.view._state.adding:
            self.view.order = (siblings(self.view).aggregate(last=Max("order"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                self.view.save()
        except IntegrityError:
            self.add_error("name", _("There is a view of this name already."))
            return False
        return True


def folded(name: str) -> str:
    """Return a name as it is compared: people take no notice of capitals and spaces."""
    return " ".join(name.casefold().split())


def of_same_query(view: SavedView, others: Iterable[SavedView]) -> SavedView | None:
    """Return the one that shows just what a new view would: the same list, filters, order and columns."""
    return next((one for one in others if one.query == view.query), None)


def hold(view: SavedView) -> None:
    """Hold whoever has a view, so that what is done to those of one person or unit is done one after the other."""
    keepers: QuerySet[User] | QuerySet[Unit] = User.objects.filter(pk=view.owner_id or 0)
    if view.unit_id:
        keepers = Unit.objects.filter(pk=view.unit_id)
    keepers.select_for_update(no_key=True).first()


def siblings(view: SavedView) -> QuerySet[SavedView]:
    """Narrow to the views that belong to the same person or unit."""
    return SavedView.objects.filter(owner=view.owner_id, unit=view.unit_id)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def save_view(request: OfOfficer) -> HttpResponse:
    """Keep the list of an address under a name."""
    now = timezone.now()
    filters = replace(filters_of(request, now), text="")
    view = SavedView(owner=request.user, query=filters.query())
    words = chips.in_words(filters, timezone.localdate(now)) or tab_labels()[filters.list]
    given = request.POST if request.method == "POST" else None
    form = ViewForm(view, list(headed_by(request.seats)), data=given, initial={"name": suggested(words)})
    with transaction.atomic():
        is_kept = given is not None and form.is_valid() and form.store()
    if is_kept:
        messages.success(request, _kept_where(view))
        return redirect(f"{path_to('worklist')}?{filters.query()}")
    sharing = who_shares(request.seats, timezone.localdate(now))
    same = form.same or of_same_query(view, siblings(view))
    context = {"form": form, "filters": filters, "list": tab_labels()[filters.list], "words": words, "sharing": sharing}
    context["same"] = same
    return render(request, "desk/save_view.html", context, status=200 if given is None else 422)


def who_shares(seats: Seats, on: date) -> str:
    """Say who can share a view with a unit, to somebody who cannot; "" to whoever can."""
    if headed_by(seats).exists():
        return ""
    names = ", ".join(user.get_full_name() for user in keepers_of(seats, on)[:MOST_NAMED])
    text = _(
        "A view for everybody of a unit is kept by its head, or by who answers for the agency (%(names)s): ask there."
    )
    return text % {"names": names or "–"}


def _kept_where(view: SavedView) -> str:
    """Say where a view stands from now on."""
    if view.unit is None:
        return _("The view “%(name)s” is kept. It stands beside your lists.") % {"name": view.name}
    shared = _("The view “%(name)s” is kept. It stands beside your lists and those of everybody of: %(unit)s.")
    return shared % {"name": view.name, "unit": view.unit.name(get_language())}


def suggested(words: str) -> str:
    """Return what a view could be called: its filters in words, ended behind a word where they are too long."""
    if len(words) <= MOST_NAME:
        return words
    shortened = textwrap.shorten(words, MOST_NAME, placeholder="")
    return (shortened or words[:MOST_NAME]).rstrip(" ;:,(–-")


@officer
@require_safe
def saved_views(request: OfOfficer) -> HttpResponse:
    """List the views that somebody has, with what can be done with each."""
    return _page(request)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def saved_view(request: OfOfficer, pk: int) -> HttpResponse:
    """Do something with a view; on a GET, open its list."""
    view = _seen_by(request.user, request.seats).filter(pk=pk).first()
    if view and request.method != "POST":
        return redirect(f"{path_to('worklist')}?{view.query}")
    with transaction.atomic():
        view = _locked(request, view)
        if view:
            return _done(request, view)
    typed = request.POST.get("name", "") if request.POST.get("do") == "rename" else ""
    return _gone(request, typed[:MOST_NAME])


def _locked(request: OfOfficer, view: SavedView | None) -> SavedView | None:
    """Return a view as it is now that nobody else moves or deletes it; None where it is gone."""
    if view is None:
        return None
    hold(view)
    return _seen_by(request.user, request.seats).filter(pk=view.pk).first()


def _gone(request: OfOfficer, typed: str = "") -> HttpResponse:
    """Say that a view is not there: deleted by another, or of a unit that one has left. What was typed for it is shown."""
    sentence = _("This view is not there any more, or is not shared with you.")
    if not typed.strip():
        messages.info(request, sentence)
        return redirect("saved_views")
    name = _("You had typed the name “%(name)s”.") % {"name": typed}
    messages.info(request, f"{sentence} {name}")
    return redirect("saved_views")


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def delete_view(request: OfOfficer, pk: int) -> HttpResponse:
    """Ask whether a view is to be deleted, with what is lost by it, and delete it."""
    view = _seen_by(request.user, request.seats).filter(pk=pk).first()
    if view is None:
        return _gone(request)
    if not _is_kept_by(view, request.user, request.seats):
        raise Http404
    if request.method != "POST":
        words, _lost = _in_words(view, request.seats, timezone.localdate())
        return render(request, "desk/delete_view.html", {"view": view, "words": words})
    with transaction.atomic():
        view = _locked(request, view)
        if view:
            view.delete()
    if view is None:
        return _gone(request)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("saved_views")


def _done(request: OfOfficer, view: SavedView) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "rename":
        return _renamed(request, view)
    if do not in DEEDS:
        raise Http404
    DEEDS[do](view, request.user, request.seats)
    return redirect("saved_views")


def _renamed(request: OfOfficer, view: SavedView) -> HttpResponse:
    form = ViewForm(view, data=request.POST, auto_id=f"view-{view.pk}-%s")
    if not _is_kept_by(view, request.user, request.seats):
        raise Http404
    if form.is_valid() and form.store():
        return redirect("saved_views")
    return _page(request, form, status=422)


def _move(by: int) -> Callable[[SavedView, User, Seats], None]:
    def move(view: SavedView, user: User, seats: Seats) -> None:
        if not _is_kept_by(view, user, seats):
            raise Http404
        row = {one.pk: one for one in siblings(view)}
        places = [pk for pk in row if pk != view.pk]
        places.insert(max(0, [*row].index(view.pk) + by), view.pk)
        for order, pk in enumerate(places):
            row[pk].order = order
        SavedView.objects.bulk_update(row.values(), ["order"])

    return move


def _hide(view: SavedView, user: User, _seats: Seats) -> None:
    if view.unit_id is not None:
        view.hidden_by.add(user)


def _show(view: SavedView, user: User, _seats: Seats) -> None:
    view.hidden_by.remove(user)


DEEDS: Mapping[str, Callable[[SavedView, User, Seats], None]] = {
    "up": _move(-1),
    "down": _move(1),
    "hide": _hide,
    "show": _show,
}
"""What a button of the page does to a view."""


def _seen_by(user: User, seats: Seats) -> QuerySet[SavedView]:
    units = {seat.unit_id for seat in seats} | set(headed_by(seats).values_list("pk", flat=True))
    return SavedView.objects.filter(Q(owner=user) | Q(unit__in=units)).select_related("unit")


def _is_kept_by(view: SavedView, user: User, seats: Seats) -> bool:
    """Say whether somebody may change a view: one's own, or one of a unit that one heads."""
    return view.owner_id == user.pk or headed_by(seats).filter(pk__in=[view.unit_id]).exists()


@dataclass(frozen=True, slots=True)
class Row:
    """A view as the page of them shows it."""

    view: SavedView
    words: str
    """The list and its filters."""
    lost: str
    """What of it means nothing any more, as a sentence; else "" ."""
    is_kept: bool
    """Whether its reader may change it."""
    is_hidden: bool
    form: ViewForm


def _in_words(view: SavedView, seats: Seats, today: date) -> tuple[str, str]:
    """Return the list of a view and its filters, and the sentence about what of it means nothing any more."""
    filters = View(view.pk, view.name, view.query, view.unit_id).filters(seats, today)
    words = " · ".join(filter(None, (tab_labels()[filters.list], chips.in_words(filters, today))))
    return words, chips.ignored(filters)


def _page(request: OfOfficer, refused: ViewForm | None = None, *, status: int = 200) -> HttpResponse:
    today, seats = timezone.localdate(), request.seats
    kept = {None, *headed_by(seats).values_list("pk", flat=True)}
    hidden = set(SavedView.objects.filter(hidden_by=request.user).values_list("pk", flat=True))

    def row(view: SavedView) -> Row:
        words, lost = _in_words(view, seats, today)
        form = ViewForm(view, initial={"name": view.name}, auto_id=f"view-{view.pk}-%s")
        if refused and refused.view.pk == view.pk:
            form = refused
        return Row(view, words, lost, view.unit_id in kept, view.pk in hidden, form)

    rows = [row(view) for view in _seen_by(request.user, seats).order_by("unit__pk", "order", "pk")]
    context = {
        "own": [one for one in rows if one.view.unit_id is None],
        "shared": [one for one in rows if one.view.unit_id is not None],
        "form": refused or forms.Form(),
        "sharing": who_shares(seats, today),
    }
    return render(request, "desk/saved_views.html", context, status=status)
