"""What is chosen, and what is said once for all that is chosen: read from a list, and from the page before."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.seats import Seats
from accounts.signin import OfOfficer
from dossiers.bulk.judging import MOST, Chosen, Judged
from dossiers.bulk.kinds import Common, Kind
from dossiers.bulk.undoing import words_before
from dossiers.commands.deciding import signing
from dossiers.commands.given import divisions_for, specialists
from dossiers.desk.worklist import TICKED, filters_of, kept_of, narrowed
from dossiers.display.formats import vn_number
from dossiers.display.labels import CAPACITY_LABELS
from dossiers.display.links import path_to
from dossiers.lists.filters import Filters
from dossiers.lists.listed import fitting, listed
from dossiers.models import Dossier
from dossiers.pages.acting.action_form import PersonField, UnitField
from dossiers.pages.forms import MOST_WORDS, PlainText
from dossiers.pages.timeline import read_by
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
"""In the session: the note that was written for many and not sent, and the act that it was written for."""
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
    named = request.POST.get(SHOWN, "").split() if posted else request.GET.getlist(CHOSEN)
    chosen = [one for one in map(_read, named) if one]
    if len(chosen) > MOST:
        raise refused.TooMany(vn_number(len(chosen)), vn_number(MOST))
    if posted:
        chosen = [one for one in chosen if f"{TAKE}{one.code}" in request.POST]
    if not chosen:
        raise refused.NothingChosen
    return chosen, False


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
    return [code[:MOST_SIGNS] for code in (*boxes, *request.POST.get(LEFT, "").split())]


def keep_words(request: HttpRequest) -> None:
    """Keep the note that was written for many and not sent, for as long as the session lasts; none forgets it."""
    note = request.POST.get("note", "").strip()[:MOST_WORDS]
    codes = [one.code for one in map(_read, request.POST.get(SHOWN, "").split()) if one]
    request.session[KEPT] = {"act": request.POST.get("act", "")[:MOST_SIGNS], "note": note, "codes": codes[:MOST]}


def words_kept(request: HttpRequest, kind: Kind, found: Sequence[Judged]) -> str:
    """Return the note that was written for an act with some of these, and not sent; what was written of others is not theirs."""
    kept = request.session.get(KEPT, {})
    is_meant = kept.get("act") == kind.name and not {one.code for one in found}.isdisjoint(kept["codes"])
    return str(kept["note"]) if is_meant else ""


def back_to(request: OfOfficer, now: datetime, codes: Sequence[str] = ()) -> str:
    """Return the address of the list from which dossiers were chosen, with some of them ticked."""
    kept = kept_of(request, filters_of(request, now))
    return f"{path_to('worklist')}?{kept}" + "".join(f"&{urlencode({TICKED: code})}" for code in codes[:MOST_TICKED])


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
    return " ".join(f"{one.code}:{one.shown.seen}:{one.shown.content}" for one in found if one.ready and one.shown)


class CommonForm(forms.Form):
    """What is said once for all: only what the act asks for."""

    def __init__(
        self, kind: Kind, found: Sequence[Judged], *, person: User, at: datetime, data: object = None, kept: str = ""
    ) -> None:
        """Offer what can be chosen for the dossiers that can be done; ``kept``: a note that was written and not sent."""
        super().__init__(data=data, use_required_attribute=False)  # type: ignore[arg-type]
        self.is_written_before = False
        dossiers = [one.dossier for one in found if one.ready and one.dossier]
        if Ask.DIVISION in kind.asks:
            self.fields["division"] = _division(dossiers)
        if Ask.ASSIGNEE in kind.asks:
            self.fields["assignee"] = PersonField(_people(dossiers, at), label=_("Case officer"))
        if Ask.CAPACITY in kind.asks:
            self.fields["capacity"] = _capacity(person, at)
        if Ask.NOTE in kind.asks:
            label, area = _("Note for all of them"), forms.Textarea(attrs={"rows": 2})
            hint = _readers(found)
            if kind.reaches_holders:
                label = _("Word to whom you remind")
                hint = f"{_('The mail says that there is a word; it is read at the head of each file.')} {hint}"
            self.is_written_before = bool(kept)
            if kept:
                # It is read again before anything is pressed.
                area.attrs["autofocus"] = True
                hint = f"{_('You wrote this before and did not send it.')} {hint}".strip()
            self.fields["note"] = PlainText(
                label=label,
                required=False,
                max_length=MOST_WORDS,
                widget=area,
                help_text=hint,
                initial=(kept or words_before(found, person)) if data is None else "",
            )

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


def _people(dossiers: Sequence[Dossier], at: datetime) -> list[User]:
    found = {dossier.division_id for dossier in dossiers}
    people = {user.pk: user for division in found for user in specialists(division, local(at).date())}
    return sorted(people.values(), key=lambda user: user.full_name)


def _capacity(person: User, at: datetime) -> forms.Field:
    title = signing.title_of(person, local(at).date())
    choices = [(capacity.value, str(CAPACITY_LABELS[capacity.value])) for capacity in signing.capacities(title)]
    if not title:
        choices.insert(0, ("", _("— choose —")))
    return forms.ChoiceField(label=_("Signed as"), choices=choices, help_text=title)


def kind_named(request: HttpRequest) -> str:
    """Return the name of what is to be done."""
    return request.POST.get("act", "") or request.GET.get("act", "")
