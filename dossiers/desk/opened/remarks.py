"""Ticks and remarks as an officer makes them on the page of a dossier: saved at once, nobody's overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.signin import OfOfficer, officer
from dossiers import acts, policy, queries
from dossiers.commands.remarks import MOST_LETTERS, Finding, content_of, may_remark, places, remark, words_sent
from dossiers.desk.opened.page import CHOOSING, Refused, page, visible
from dossiers.desk.opened.paper import FILE
from dossiers.desk.opened.reasons import template_of, templates_of
from dossiers.desk.opened.review import Fault, key_of, review_of
from dossiers.log.answers import standing, superseded
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Event, Remark
from dossiers.pages.acting.reasons.remarks import place_in_forms
from dossiers.pages.acting.unsent import supersede
from dossiers.pages.answers import answer_sections
from dossiers.pages.forms import PlainText
from dossiers.refusals import OwnDossier, Refusal
from dossiers.refusals.review import NoSuchPlace, NothingToReview, RemarkedMeanwhile

TEXT = PlainText(required=False, max_length=MOST_LETTERS, widget=forms.Textarea)
TICKS = ("tick", "untick")
OVER = ("replace", "append")
"""Buttons at a refused remark: it takes the place of the one that stands, or stands behind its words."""
MOST_DIGITS = 9
"""Of a number in a form."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Which button was pressed at which item; nothing where somebody only left a text."""

    button: str = ""
    key: str = ""
    text: str = ""
    """Of the template that is put in."""
    replaced: int = 0
    """The number of somebody else's remark that one has read and replaces, or goes on with."""

    def saves(self, key: str) -> bool:
        """Say whether the words of an item were saved by its own button."""
        return self.button == "save" and self.key == key

    @classmethod
    def read(cls, request: OfOfficer) -> "Pressed":
        """Read it from what was sent."""
        data = request.POST
        button = next((name for name in (*TICKS, "save", *OVER, "choose", "use") if name in data), "")
        key, _colon, chosen = data.get(button, "").partition(":")
        template = template_of(request.seats, chosen) if button == "use" else None
        replaced = _number(chosen) if button in OVER else 0
        return cls(button, key, template.text if template else "", replaced)


@dataclass(frozen=True, slots=True)
class Saved:
    """What has become of a form: the items that changed, and what was not taken, by item."""

    keys: list[str] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def desk_remarks(request: OfOfficer, code: str) -> HttpResponse:
    """Save what was ticked and remarked, and show the items that it concerns; without scripts the page anew."""
    if request.method == "POST" and queries.filed_by(request.user, code):
        raise OwnDossier
    dossier = visible(request, code)
    if request.method != "POST":
        return redirect("desk_file", code=code)
    if not may_remark(dossier, request.seats):
        raise NothingToReview
    log, _known = log_of(dossier)
    pressed = Pressed.read(request)
    saved = _save(request, dossier, log, pressed)
    if request.headers.get("HX-Request"):
        return _items(request, dossier, log, pressed, saved)
    if saved.faults:
        return page(request, dossier, Refused(remarks=saved.faults))
    kept = request.GET.copy()
    if pressed.button == "choose":
        kept[CHOOSING] = pressed.key
    query = f"?{kept.urlencode()}" if kept else ""
    return redirect(f"{reverse('desk_file', args=[code])}{query}#{pressed.key}")


def _save(request: OfOfficer, dossier: Dossier, log: Sequence[Event], pressed: Pressed) -> Saved:
    """Save the press and every text that was changed."""
    _refuse_unknown(request.POST, dossier)
    known = {(row.kind, row.name, row.number): row for row in Remark.objects.filter(dossier=dossier)}
    saved, anew, now = Saved(), dict[str, set[str]](), timezone.now()
    content = content_of(dossier.machine, log)
    for place in places(dossier.machine):
        key = key_of(place)
        number, _colon, content_seen = request.POST.get(f"seen.{key}", "").partition(":")
        seen = _number(number)
        before = known.get((place.kind, place.name, seen))
        shown = "" if before is None or words_sent(before, dossier.machine, log) else before.text
        replaced, newest = known.get((place.kind, place.name, seen - 1)), content.get(place.name, 0)
        here = [row for row in known.values() if (row.kind, row.name) == (place.kind, place.name)]
        try:
            wanted = _wanted(request.POST, pressed, key, shown, replaced.text if replaced else "")
            if wanted is None and shown and pressed.saves(key) and before and before.sequence < newest:
                # Looked at again, and still to be put right.
                wanted = Finding(text=shown)
            if wanted is None and seen != max((row.number for row in here), default=0):
                # Nothing is said over what somebody else has remarked: that is shown.
                saved.keys.append(key)
            if wanted is not None:
                over = known.get((place.kind, place.name, pressed.replaced)) if pressed.key == key else None
                wanted = replace(_behind(wanted, over, pressed), seen=over.number if over else seen)
                wanted = replace(wanted, content=newest, shown=_number(content_seen or str(newest)))
                remark(dossier, place, wanted, seats=request.seats, by=request.user, at=now)
                saved.keys.append(key)
                anew[place_in_forms(place)] = {row.text for row in here}
        except (Refusal, ValidationError) as error:
            saved.faults[key] = _fault(error, request.POST, pressed, key, seen)
    if anew:
        supersede(request.user, dossier, anew)
    return saved


def _refuse_unknown(data: QueryDict, dossier: Dossier) -> None:
    """Raise ``NoSuchPlace`` for words at a place that the dossier does not have: they would be lost."""
    known = {f"text.{key_of(place)}" for place in places(dossier.machine)}
    if any(name.startswith("text.") and name not in known and str(text).strip() for name, text in data.items()):
        raise NoSuchPlace


def _fault(error: Refusal | ValidationError, data: QueryDict, pressed: Pressed, key: str, seen: int) -> Fault:
    """Return what is shown where something was not taken; a tick can be pressed again once it is read why."""
    sentence = error.messages[0] if isinstance(error, ValidationError) else str(error)
    if pressed.key == key and pressed.button in TICKS:
        return Fault(sentence)
    return Fault(sentence, data.get(f"text.{key}", ""), seen, isinstance(error, RemarkedMeanwhile))


def _wanted(data: QueryDict, pressed: Pressed, key: str, shown: str, replaced: str) -> Finding | None:
    """Return what somebody wants to stand at an item; None where nothing was changed there.

    A tick that is taken away brings back the words that it stands for now (``replaced``).
    """
    if pressed.key == key and pressed.button in TICKS:
        return Finding(is_fine=True) if pressed.button == "tick" else Finding(text=replaced)
    typed = data.get(f"text.{key}")
    if typed is None:
        return None
    text = str(TEXT.clean(typed))
    if pressed.key == key and pressed.text and pressed.text not in text:
        text = f"{text}\n{pressed.text}".strip()
    return Finding(text=text) if text != shown else None


def _behind(wanted: Finding, over: Remark | None, pressed: Pressed) -> Finding:
    """Return what is to stand where another's remark was read: the own words alone, or behind those."""
    if over is None or pressed.button != "append":
        return wanted
    return replace(wanted, text=f"{over.text}\n{wanted.text}".strip())


def _items(request: OfOfficer, dossier: Dossier, log: Sequence[Event], pressed: Pressed, saved: Saved) -> HttpResponse:
    """Render the items that something has become of, each to take its own place on the page."""
    sections = answer_sections(dossier.machine, standing(log), superseded(log))
    review = review_of(dossier, log, sections).with_faults(saved.faults)
    review = review.noting() if _notes_what_came(request, dossier) else review
    keys = {pressed.key, *saved.keys, *saved.faults}
    reasons = templates_of(request.seats)
    if pressed.button == "choose":
        review = review.choosing(pressed.key, reasons)
    query = request.GET.copy()
    shown = query.pop(FILE, [""])[0]
    items = [item for item in review.items if item.key in keys]
    context = {"review": review, "items": items, "may_remark": True, "kept": query.urlencode(), "shown": shown}
    context["may_choose"] = bool(reasons)
    return render(request, "desk/review_items.html", context)


def _notes_what_came(request: OfOfficer, dossier: Dossier) -> bool:
    """Say whether the reader notes what comes to the receiving point; an item that waits for it is all the act asks besides."""
    action = acts.find(dossier.machine, dossier.state, acts.RECEIVE_HANDED)
    people = policy.actors(request.user, request.seats)
    return action is not None and any(policy.may(actor, action, dossier) for actor in people)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0
