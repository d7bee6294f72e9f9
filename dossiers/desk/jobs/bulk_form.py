"""What is chosen, and what is said once for all that is chosen: read from a list, and from the page before."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.away.carrying import Sending
from accounts.models import Unit, User
from accounts.seats import Seats, seats_of
from accounts.signin import OfOfficer
from dossiers.bulk.judging import MOST, Chosen, Judged
from dossiers.bulk.kinds import KINDS, Common, Kind
from dossiers.bulk.undoing import words_before
from dossiers.commands.deciding import signing
from dossiers.commands.given import divisions_for
from dossiers.desk.worklist import TICKED, filters_of, kept_of, narrowed
from dossiers.display.formats import vn_number
from dossiers.display.links import path_to
from dossiers.lists.filters import Filters
from dossiers.lists.listed import fitting, listed
from dossiers.models import Dossier
from dossiers.pages.acting.officer_field import case_officer_field
from dossiers.pages.fields import UnitField, capacity_field
from dossiers.pages.forms import MOST_WORDS, PlainText
from dossiers.pages.logged.timeline import read_by
from dossiers.refusals import bulk as refused
from dossiers.search import search
from procedures.machine import Ask
from procedures.results import Capacity
from procedures.time.calendar import local

CHOSEN, ALL, SHOWN = TICKED, "all", "shown"
"""The names of a row's box, of the box for all rows of all pages, and of what the page before has shown."""
TAKE = "take-"
"""How the name of a row's box begins on the page before."""
NOTHING, LEFT = "nothing", "left"
"""The names of the button that does nothing, and of what the page before has left out: it is ticked again with the rest."""
KEPT = "bulk-words"
"""In the session, by act: what was said for many and not sent, for which, and whose ticks were taken away."""
SAID = "note", "division", "assignee", "capacity"
"""The names of what is said once for all."""
JOINT = ","
"""Between numbers that a form sends back: a text with blanks is taken for what somebody has written."""
MOST_TICKED = 100
"""So many dossiers the address of a list names to be ticked: more than a page of it has rows."""
MOST_SIGNS = 60
"""Of the number of a dossier."""
MOST_DIGITS = 9
"""Of a sequence."""
_DIGEST = re.compile(r"[0-9a-f]{0,64}")


def chosen_of(request: OfOfficer, now: datetime) -> tuple[list[Chosen], bool]:
    """Return what somebody has chosen, and whether a list has more than go at once.

    Raises ``NothingChosen``, ``FilterGone``, and ``TooMany`` where more were ticked than go at once.
    """
    if ALL in request.GET and request.method != "POST":
        chosen = _whole(narrowed(request, now), request.seats, now)
        return chosen[:MOST], len(chosen) > MOST
    posted = request.method == "POST"
    named = listed_in(request.POST.get(SHOWN, "")) if posted else request.GET.getlist(CHOSEN)
    chosen = read_chosen(named)
    if len(chosen) > MOST:
        raise refused.TooMany(vn_number(len(chosen)), vn_number(MOST))
    if posted:
        chosen = [one for one in chosen if f"{TAKE}{one.code}" in request.POST]
    if not chosen:
        raise refused.NothingChosen
    return chosen, False


def listed_in(text: str) -> list[str]:
    """Return the numbers of a list that a form has sent."""
    return text.replace(JOINT, " ").split()


def _whole(filters: Filters, seats: Seats, now: datetime) -> list[Chosen]:
    """Return all of a list, or all that a search finds and its filters leave: one more than go at once, at most."""
    if not filters.text:
        found = listed(filters, seats, now).in_order.values_list("code", "sequence")[: MOST + 1]
        return [Chosen(code, sequence) for code, sequence in found]
    ids = fitting(search(filters.text, seats), filters, seats, now)
    seen = Dossier.objects.visible_to(seats).filter(pk__in=ids).values_list("pk", "code", "sequence")
    rows = {pk: Chosen(code, sequence) for pk, code, sequence in seen}
    return [rows[pk] for pk in ids if pk in rows]


def ticked_on(request: HttpRequest) -> list[str]:
    """Return the numbers that were ticked on the page before, and those that it had left out."""
    boxes = [name.removeprefix(TAKE) for name in request.POST if name.startswith(TAKE)]
    return [code[:MOST_SIGNS] for code in (*boxes, *listed_in(request.POST.get(LEFT, "")))]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was said for many and not sent, by the names of its fields, and the numbers whose ticks were taken away."""

    typed: Mapping[str, str] = field(default_factory=dict)
    unticked: Collection[str] = ()
    is_same: bool = False
    """Whether it was said of just these, so that each tick stands as it was left."""

    def ticks(self, code: str, *, waits_for_tick: bool) -> bool:
        """Say whether a dossier is ticked on the page before, where nothing was sent yet."""
        return code not in self.unticked if self.is_same else not waits_for_tick


NOTHING_KEPT = Kept()


def keep_unsent(request: HttpRequest, *, with_ticks: bool) -> None:
    """Keep what was said for many and not sent, for as long as the session lasts; ``with_ticks``: the page is not left yet."""
    act = request.POST.get("act", "")
    if act not in KINDS:
        return
    typed = {name: request.POST[name].replace("\x00", "")[:MOST_WORDS] for name in SAID if name in request.POST}
    codes = [one.code for one in read_chosen(listed_in(request.POST.get(SHOWN, "")))][:MOST]
    unticked = [code for code in codes if with_ticks and f"{TAKE}{code}" not in request.POST]
    kept = {"typed": typed, "codes": codes, "unticked": unticked, "has_ticks": with_ticks}
    request.session[KEPT] = _kept(request) | {act: kept}


def forget_unsent(request: HttpRequest, kind: Kind) -> None:
    """Forget what was said with an act: it is sent."""
    request.session[KEPT] = {act: kept for act, kept in _kept(request).items() if act != kind.name}


def kept_for(request: HttpRequest, kind: Kind, found: Sequence[Judged]) -> Kept:
    """Return what was said with an act for some of these, and not sent; what was said of others is not theirs.

    Ticks are as they were where just these are there again: from a list, one ticks them anew. On a POST what is sent counts.
    """
    kept = _kept(request).get(kind.name) if request.method != "POST" else None
    if kept is None or {one.code for one in found}.isdisjoint(kept["codes"]):
        return NOTHING_KEPT
    is_same = sorted(one.code for one in found if one.ready) == sorted(kept["codes"])
    return Kept(kept["typed"], kept["unticked"] if is_same else (), is_same and kept.get("has_ticks", False))


def _kept(request: HttpRequest) -> dict[str, Any]:
    """Return what the session keeps; a session may be older than this form of it."""
    kept = request.session.get(KEPT, {})
    return {act: one for act, one in kept.items() if act in KINDS}


def sent_of(user: User, _where: Mapping[str, Any], fields: Mapping[str, str]) -> Sending:
    """Return what was sent with the page of an act on many: which act, on which dossiers that somebody sees."""
    kind = KINDS.get(fields.get("act", ""))
    if kind is None or NOTHING in fields:
        return Sending()
    ticked = [name.removeprefix(TAKE) for name in fields if name.startswith(TAKE)][:MOST]
    seen = Dossier.objects.visible_to(seats_of(user, timezone.localdate())).filter(code__in=ticked)
    codes = sorted(seen.values_list("code", flat=True))
    what = ngettext("%(act)s: %(n)s dossier", "%(act)s: %(n)s dossiers", len(codes))
    lines = [(_("Dossier number"), ", ".join(codes)), (_("Note for all of them"), fields.get("note", "").strip())]
    return Sending(
        what % {"act": kind.label, "n": vn_number(len(codes))}, lines=[(name, text) for name, text in lines if text]
    )


def back_to(request: OfOfficer, now: datetime, codes: Sequence[str] = ()) -> str:
    """Return the address of the list from which dossiers were chosen, with some of them ticked."""
    kept = kept_of(request, filters_of(request, now))
    return f"{path_to('worklist')}?{kept}" + "".join(f"&{urlencode({TICKED: code})}" for code in codes[:MOST_TICKED])


def read_chosen(named: Iterable[str]) -> list[Chosen]:
    """Return what the boxes of rows say, without what no page of ours has sent."""
    return [one for one in map(_read, named) if one]


def _read(text: str) -> Chosen | None:
    """Read ``number:sequence:digest``, of which the number alone is needed; None for what no page of ours has sent."""
    code, _colon, rest = text.partition(":")
    seen, _colon, content = rest.partition(":")
    if not code.isprintable() or not 0 < len(code) <= MOST_SIGNS or not _DIGEST.fullmatch(content):
        return None
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) <= MOST_DIGITS else None
    return Chosen(code, number, content if number is not None and _colon else None)


def shown(found: Sequence[Judged]) -> str:
    """Return what a page shows of what can be done, as it is read again."""
    return JOINT.join(f"{one.code}:{one.shown.seen}:{one.shown.content}" for one in found if one.ready and one.shown)


class CommonForm(forms.Form):
    """What is said once for all: only what the act asks for."""

    def __init__(
        self,
        kind: Kind,
        found: Sequence[Judged],
        *,
        person: User,
        at: datetime,
        data: object = None,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        """Offer what can be chosen for the dossiers that can be done; ``kept``: what was said before and not sent."""
        super().__init__(data=data, use_required_attribute=False)  # type: ignore[arg-type]
        self.is_written_before = False
        kept = kept or {}
        dossiers = [one.dossier for one in found if one.ready and one.dossier]
        if Ask.DIVISION in kind.asks:
            self.fields["division"] = _division(dossiers)
        if Ask.ASSIGNEE in kind.asks:
            self.fields["assignee"] = case_officer_field(dossiers, at)
        if Ask.CAPACITY in kind.asks:
            self.fields["capacity"] = _capacity(found, at)
        for name, asked in self.fields.items():
            asked.initial = kept.get(name) or asked.initial
        if Ask.NOTE in kind.asks:
            self.is_written_before = bool(kept.get("note", "").strip())
            self.fields["note"] = self._note(kind, found)
            if data is None:
                self.fields["note"].initial = kept["note"] if "note" in kept else words_before(found, person)

    def _note(self, kind: Kind, found: Sequence[Judged]) -> PlainText:
        """Return where the note is written; one that was written before is read again before anything is pressed."""
        label, area, hint = _("Note for all of them"), forms.Textarea(attrs={"rows": 2}), _readers(found)
        if kind.reaches_holders:
            label = _("Word to whom you remind")
            hint = f"{_('The mail says that there is a word; it is read at the head of each file.')} {hint}"
        if self.is_written_before:
            area.attrs["autofocus"] = True
            hint = f"{_('You wrote this before and did not send it.')} {hint}".strip()
        return PlainText(label=label, required=False, max_length=MOST_WORDS, widget=area, help_text=hint)

    def common(self) -> Common:
        """Return it, of a form without errors."""
        cleaned = self.cleaned_data
        capacity = cleaned.get("capacity")
        return Common(
            words=cleaned.get("note", ""),
            division=cleaned.get("division"),
            assignee=cleaned.get("assignee"),
            capacity=Capacity(capacity) if capacity else None,
        )


def _readers(found: Sequence[Judged]) -> str:
    """Return who reads the note: of dossiers of several kinds each sentence once."""
    hints = (read_by(one.dossier.machine, one.ready.action) for one in found if one.ready and one.dossier)
    return " ".join(dict.fromkeys(hints))


def _division(dossiers: Sequence[Dossier]) -> UnitField:
    """Offer the divisions of the dossiers' sectors; none need be chosen where each sector has one alone."""
    by_sector: dict[tuple[int, str], list[Unit]] = {}
    for dossier in dossiers:
        key = (dossier.agency_id, dossier.sector)
        if key not in by_sector:
            by_sector[key] = divisions_for(dossier)
    units = {unit.pk: unit for found in by_sector.values() for unit in found}
    alone = all(len(found) == 1 for found in by_sector.values())
    none = _("as each dossier’s sector says") if alone else ""
    return UnitField([*units.values()], label=_("Division"), required=not alone, none=none)


def _capacity(found: Sequence[Judged], at: datetime) -> forms.Field:
    doing = dict.fromkeys(one.ready.actor for one in found if one.ready)
    return capacity_field([signing.signer(actor, local(at).date()) for actor in doing] or [signing.Signer()])


def kind_named(request: HttpRequest) -> str:
    """Return the name of what is to be done."""
    return request.POST.get("act", "") or request.GET.get("act", "")
