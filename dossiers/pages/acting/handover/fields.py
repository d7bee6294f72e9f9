"""What the return of a result asks for, or the handing back of what was handed in: who has it and how, and what becomes of what lies at the desk."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.seats import Seats, seats_of
from dossiers.acts import RECEIVE_HANDED
from dossiers.commands.deciding.receiving import originals_here, unfit
from dossiers.commands.given import Handover
from dossiers.display.agency.handed import Handed, to_take_back
from dossiers.display.agency.receiving import address_of, recipient_of
from dossiers.display.formats import localized, vn_datetime
from dossiers.display.labels import ORIGINALS_LABELS, WAY_LABELS
from dossiers.filing.counter import people
from dossiers.filing.known.own_names import OWNER
from dossiers.filing.rules import APPLICANT_ID, contradicts, names_paper
from dossiers.log import handed
from dossiers.log.parts import deposits
from dossiers.models import Channel, Dossier, Event
from dossiers.pages.acting.handover.sending import ADDRESS, POST, POST_MEANT, WAY, WAY_MEANT, Sending, boxes
from dossiers.pages.acting.handover.shown import SCANNED, fault_of_card
from dossiers.pages.forms import Day, PlainText
from dossiers.refusals.receiving import NoAccount, NothingLies, NotLying, OriginalsHere
from procedures.answers.doubts import person_meant
from procedures.answers.doubts.items import written
from procedures.form import receiving
from procedures.results import Originals, Way

OTHER_IDENTITY = "handover_other_identity"
"""The box that is ticked once somebody has looked again at an identity paper that is not the one in the dossier."""
NAME_MEANT = "handover_name_meant"
"""The box that is ticked once somebody has looked again at a name in small letters."""
_RECIPIENT, _IDENTITY = "handover_recipient", "handover_identity"
_THING = "handover_thing-"
"""How the fields begin in which is said of one thing that lies at the desk whether it goes back now."""
_GOES, _STAYS = "goes", "stays"
_AUTHORITY, _UNTIL = "handover_authority", "handover_until"
_CERTIFIED = "handover_certified-"
"""How the fields begin in which is said of the certified copies of one paper whether they go back with the result."""
_ORIGINAL = "handover_original-"
"""How the fields begin in which the originals of one paper are said to become something else than all others."""
MOST_AUTHORITY = 120


@dataclass(frozen=True, slots=True)
class Handing:
    """A result that is to be handed over, or what lies at the desk of a dossier that has ended without one."""

    dossier: Dossier
    values: Mapping[str, Any]
    """The typed answers; empty once they are erased."""
    log: Sequence[Event]
    """As it holds."""
    sent: Mapping[str, Any]
    """What came with the form; nothing before it is sent."""
    on: date
    """The local day."""
    person: User | None = None
    """Who looks at the form."""
    hands_back: bool = False
    """Whether there is no result."""

    def fields(self) -> Iterator[tuple[str, forms.Field]]:
        """Give the fields, by their names."""
        if self.hands_back:
            yield from ((key, _goes_or_stays(label)) for key, label in (self._there | self._gone).items())
        initial = recipient_of(self.log) if self.hands_back else ""
        initial = initial or self.dossier.applicant_name
        label = _("Who took it back") if self.hands_back else _("Received by")
        yield _RECIPIENT, PlainText(label=label, max_length=150, initial=initial)
        if NAME_MEANT in self.sent:
            yield NAME_MEANT, _name_as_it_stands()
        yield WAY, self._way()
        yield from boxes(WAY_MEANT, self.sent)
        hint = _("In person: the kind and the last four digits of the paper that was shown.")
        yield (
            _IDENTITY,
            PlainText(
                label=_("Identity shown"),
                max_length=100,
                required=False,
                help_text=hint,
                widget=forms.TextInput(SCANNED),
            ),
        )
        if OTHER_IDENTITY in self.sent:
            yield OTHER_IDENTITY, other_identity()
        yield from _of_another()
        yield POST, PlainText(label=_("Number of the postal item"), max_length=60, required=False)
        yield from boxes(POST_MEANT, self.sent)
        yield from self.sending.address()
        if self.hands_back:
            return
        yield "handover_originals", self._originals()
        if len(there := handed.originals(self.dossier.machine, self.log)) > 1:
            for one, _count in there:
                yield f"{_ORIGINAL}{one.name}", _by_itself(localized(one.title))
        for one, count in handed.certified(self.dossier.machine, self.log):
            yield f"{_CERTIFIED}{one.name}.{count}", _stays_or_goes(localized(one.title), count)

    def _way(self) -> forms.Field:
        """Ask how it is handed over; on line only to who can sign in, and begun with what the applicant has asked for."""
        if self.hands_back:
            things = [(way, label) for way, label in WAY_LABELS.items() if way != Way.ONLINE]
            words = _("What was handed back is signed for: it can be taken back only for %(seconds)s seconds.")
            final = words % {"seconds": settings.TAKE_BACK_SECONDS}
            first = Way.BY_POST if receiving.chosen(self.values) is Way.BY_POST else Way.IN_PERSON
            return forms.ChoiceField(label=_("Handed over"), choices=things, initial=first.value, help_text=final)
        signs_in = people.served(self.dossier) is None
        choices = [(way, label) for way, label in WAY_LABELS.items() if signs_in or way != Way.ONLINE]
        asked, warning = receiving.chosen(self.values), ""
        if asked is Way.ONLINE and not signs_in:
            asked, warning = None, str(NoAccount())
        final = _("What is handed over at the desk is recorded at once and cannot be taken back.")
        return forms.ChoiceField(
            label=_("Handed over"),
            choices=choices,
            initial=asked or Way.IN_PERSON.value,
            help_text=" ".join(filter(None, (self.sending.asked_way, warning, final))),
            error_messages={} if signs_in else {"invalid_choice": str(NoAccount())},
        )

    def _originals(self) -> forms.Field:
        """Ask what becomes of the originals; nothing is chosen beforehand where the log says that some lie at the desk."""
        choices, here = list(ORIGINALS_LABELS.items()), originals_here(self.dossier, self.log)
        if here is None:
            return self._originals_of_forms(choices)
        hint = _("Originals that the desk has received: %(papers)s.") % {"papers": here.papers}
        return forms.ChoiceField(label=_("Originals"), choices=[("", _("— choose —")), *choices], help_text=hint)

    def _originals_of_forms(self, choices: Sequence[tuple[str, Any]]) -> forms.Field:
        """Ask it where nothing came that is to go back: what was counted of the application's forms stays, unless somebody says otherwise."""
        counted = handed.forms(self.dossier.machine, self.log)
        # Of what nobody knows to lie there nothing is handed back later, and what never came is neither given back nor there.
        never = {Originals.STAYS} | ({Originals.NONE} if counted else set())
        if not counted and self._none_came:
            never |= {Originals.GIVEN_BACK, Originals.FILED}
        papers = OriginalsHere([(one.title, count) for one, count in counted]).papers
        return forms.ChoiceField(
            label=_("Originals"),
            choices=[(value, label) for value, label in choices if value not in never],
            initial=(Originals.FILED if counted else Originals.NONE).value,
            help_text=_("Originals that the desk has received: %(papers)s.") % {"papers": papers} if counted else "",
        )

    @property
    def _none_came(self) -> bool:
        """Whether the log knows that no original came: of what was filed on line, or counted at the desk, it would say so."""
        return self.dossier.channel == Channel.ONLINE or handed.is_counted(self.log[0])

    @property
    def sending(self) -> Sending:
        """In which way it goes."""
        to = address_of(self.log, self.values) if self.hands_back else ""
        seats = self.seats if self.sent.get(POST) else None
        return Sending(self.dossier, self.values, hands_back=self.hands_back, seats=seats, posted_to=to)

    @property
    def seats(self) -> Seats | None:
        """Those of whoever looks at the form."""
        return seats_of(self.person, self.on) if self.person else None

    def faults(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give what is wrong between fields, each with the field where it is told."""
        way, shown_paper = cleaned.get(WAY), cleaned.get(_IDENTITY, "")
        yield from _doubted_name(cleaned)
        yield from self.sending.faults(cleaned)
        if way == Way.IN_PERSON and (words := fault_of_card(shown_paper, cleaned.get(_RECIPIENT, ""))):
            yield _IDENTITY, words
        if way == Way.IN_PERSON and not shown_paper:
            yield _IDENTITY, _("Say which identity paper was shown.")
        if way == Way.IN_PERSON and shown_paper and not names_paper(shown_paper):
            words = _(
                "“%(words)s” does not say which paper it was: add the last four digits of its number, such as CCCD …2345, or the whole "
                "number of a letter. The register of results keeps this for ever."
            )
            yield _IDENTITY, words % {"words": shown_paper}
        if way == Way.IN_PERSON and self._is_another(shown_paper, cleaned) and not cleaned.get(OTHER_IDENTITY):
            yield (
                _IDENTITY,
                _(
                    "This number differs from that in the dossier. Look again at the paper. If it is right, tick the box below and press "
                    "again."
                ),
            )
        if way == Way.IN_PERSON:
            yield from self._faults_of_another(cleaned)
        if self.hands_back:
            yield from self._faults_of_things(cleaned)
            return
        said = cleaned.get("handover_originals")
        for refusal in unfit(self.dossier, self.log, Way(way) if way else None, Originals(said) if said else None):
            yield refusal.field, str(refusal)

    @property
    def _there(self) -> dict[str, str]:
        """What lies there of a dossier that has ended without a result: by the name of its field, what it is."""
        lie = deposits.lying(self.dossier.machine, self.log)
        things = to_take_back(self.dossier.machine, self.log)
        return {_THING + key: label for one in things for key, label in _each(one, lie[one.component.name])}

    @property
    def _gone(self) -> dict[str, str]:
        """What went back since the page was made that is sent: it is shown still, and says who noted it."""
        names = {key: key.removeprefix(_THING).partition(".")[0] for key in self.sent if key.startswith(_THING)}
        machine, there = self.dossier.machine, self._there
        titles = {key: deposits.thing(machine, name) for key, name in names.items() if key not in there}
        return {key: localized(component.title) for key, component in titles.items() if component}

    def _faults_of_things(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give what is wrong with what is said to go back: something does, and lies there."""
        there, machine = self._there, self.dossier.machine
        goes = [key for key, said in cleaned.items() if key.startswith(_THING) and said == _GOES]
        for key in goes:
            name = key.removeprefix(_THING).partition(".")[0]
            if key not in there:
                yield key, str(handed.returned_before(machine, self.log, name) or NotLying())
        if not there and not goes:
            yield "", str(handed.returned_before(machine, self.log) or NothingLies())
        elif not goes and there.keys() <= cleaned.keys():
            words = _("Say of at least one thing that it goes back now: %(things)s.")
            # Of several it is of them all, and of no field by itself.
            yield "" if len(there) > 1 else next(iter(there)), words % {"things": "; ".join(there.values())}

    def _faults_of_another(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Give what is wrong with who collects: another needs a paper that holds, and its owner needs none."""
        who, until, authority = cleaned.get(_RECIPIENT, ""), cleaned.get(_UNTIL), cleaned.get(_AUTHORITY, "")
        if until is not None and until < self.on:
            yield (
                _UNTIL,
                _(
                    "That paper has ended: nobody collects with it any more. Ask for a new one, or give it to the applicant."
                ),
            )
        if until is not None and not authority and _AUTHORITY in cleaned:
            yield _AUTHORITY, _("Say which paper it is that holds until that day.")
        elif who and not authority and _AUTHORITY in cleaned and not self._is_own(who):
            words = _(
                "%(who)s is not the applicant of this dossier (%(applicant)s). Give the paper by which this person collects for "
                "the applicant; if it is the applicant, put the name right."
            )
            yield _AUTHORITY, words % {"who": who, "applicant": self.dossier.applicant_name}
        if authority and who and self._is_own(who):
            words = _(
                "With a power of attorney, say here who collects with it; the applicant needs none: then clear it."
            )
            yield _RECIPIENT, words

    def _is_own(self, who: str) -> bool:
        """Say whether a name is the applicant's, or that of whose dossier it is: neither collects for another."""
        names = {self.dossier.applicant_name, str(self.values.get(OWNER) or "")} - {""}
        return any(people.is_same_name(who, name) for name in names)

    def ticks(self, form: forms.Form) -> Iterator[tuple[str, str, forms.Field]]:
        """Give the boxes by which a way, a name, or another identity paper, is meant after all: behind which field each stands, its name, and it."""
        yield from self.sending.ticks(form)
        if _RECIPIENT in form.errors and person_meant(form.data.get(_RECIPIENT, "")):
            yield _RECIPIENT, NAME_MEANT, _name_as_it_stands()
        is_shown = form.data.get(WAY) == Way.IN_PERSON
        if is_shown and _IDENTITY in form.errors and self._is_another(form.data.get(_IDENTITY, ""), form.cleaned_data):
            yield _IDENTITY, OTHER_IDENTITY, other_identity()

    def _is_another(self, shown_paper: str, cleaned: Mapping[str, Any]) -> bool:
        """Say whether the applicant has shown a number that is none in the dossier; whoever collects for another has one of their own."""
        known, whose = str(self.values.get(APPLICANT_ID, "")), cleaned.get(_RECIPIENT, "")
        is_own = people.is_same_name(whose, self.dossier.applicant_name)
        return bool(known) and is_own and contradicts(shown_paper, known)


def _doubted_name(cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Ask about a name that looks mistyped, as the form of the applicant does, until somebody ticks that it is meant."""
    meant = person_meant(cleaned.get(_RECIPIENT, ""))
    if meant and not cleaned.get(NAME_MEANT):
        words = _(
            "Is it “%(name)s”? The receipt and the mail bear the name as it stands here. If it is right as it is, tick the box below."
        )
        yield _RECIPIENT, words % {"name": meant}


def _name_as_it_stands() -> forms.Field:
    return forms.BooleanField(label=_("I have looked again: the name is written as it stands here"), required=False)


def _of_another() -> Iterator[tuple[str, forms.Field]]:
    """Give what is asked of who collects for the applicant."""
    named = _("Number, day and by whom; only for who collects for somebody else with such a paper.")
    label = _("Power of attorney, letter of introduction")
    yield _AUTHORITY, PlainText(label=label, max_length=MOST_AUTHORITY, required=False, help_text=named)
    yield _UNTIL, Day(label=_("It holds until"), required=False)


def _each(one: Handed, came: Sequence[Event]) -> list[tuple[str, str]]:
    """Return what goes back of a component by itself: all of it or, where it was noted more than once, each of these."""
    name, title = one.component.name, localized(one.title)
    if len(came) == 1 or any(event.action != RECEIVE_HANDED for event in came):
        return [(name, f"{title} ({one.notes})" if one.notes else title)]
    each = zip(came, (*one.before, one.came), strict=True)
    return [(f"{name}.{e.sequence}", f"{title} ({noted.note or vn_datetime(noted.at)})") for e, noted in each if noted]


def _goes_or_stays(label: str) -> forms.Field:
    """Ask whether a thing goes back now."""
    choices = [(_GOES, _("goes back now")), (_STAYS, _("stays here for now"))]
    return forms.ChoiceField(label=label, choices=choices, initial=_GOES)


def _by_itself(title: str) -> forms.Field:
    """Ask what becomes of the originals of one paper, where that is not what becomes of the others."""
    either = (Originals.GIVEN_BACK, Originals.STAYS, Originals.SURRENDERED, Originals.FILED)
    choices = [("", _("as chosen above")), *((one.value, ORIGINALS_LABELS[one.value]) for one in either)]
    return forms.ChoiceField(label=_("Originals of: %(paper)s") % {"paper": title}, choices=choices, required=False)


def _stays_or_goes(title: str, count: int) -> forms.Field:
    """Ask whether certified copies go back with a result: the law has originals handed back alone (NĐ 61/2018 art. 20)."""
    choices = [(_STAYS, _("stay in the dossier")), (_GOES, _("go back now"))]
    label = _("Certified copies of: %(paper)s (%(n)s)") % {"paper": title, "n": count}
    return forms.ChoiceField(label=label, choices=choices, initial=_STAYS)


def other_identity() -> forms.Field:
    """Return the box by which another identity paper than that in the dossier is meant."""
    label = _("I have looked again: the paper shown is the applicant’s, though its number differs")
    return forms.BooleanField(label=label, required=False)


def last_four(shown_paper: str) -> str:
    """Return what is kept of an identity paper that was shown, as the hint says: of a long number its end alone."""
    joined = re.sub(r"(?<!\d)\d{3}(?: \d{3}){2,}(?!\d)", lambda found: found[0].replace(" ", ""), shown_paper)
    return re.sub(r"\d{5,}", lambda found: f"…{found[0][-4:]}", joined)


def given_to(cleaned: Mapping[str, Any]) -> Handover:
    """Return what the command is given of these fields."""
    originals, (kept_here, waits_here, filed_here) = _became(cleaned)
    is_met = cleaned[WAY] == Way.IN_PERSON
    return Handover(
        recipient=cleaned[_RECIPIENT],
        way=Way(cleaned[WAY]),
        # Nobody shows a paper to an envelope: what was left in the field from another way is none.
        identity=last_four(cleaned.get(_IDENTITY, "")) if is_met else "",
        post_number=written(cleaned.get(POST, "")),
        posted_to=cleaned.get(ADDRESS, "") if cleaned[WAY] == Way.BY_POST else "",
        originals=originals,
        kept_here=kept_here,
        waits_here=waits_here,
        filed_here=filed_here,
        certified=dict(_certified(cleaned)),
        authority=cleaned.get(_AUTHORITY, "") if is_met else "",
        authorised_until=cleaned.get(_UNTIL) if is_met else None,
        things=_things(cleaned),
    )


def _certified(cleaned: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give by component how many certified copies stay in the dossier, and how many go back."""
    for key in (key for key in cleaned if key.startswith(_CERTIFIED)):
        name, _dot, count = key.removeprefix(_CERTIFIED).rpartition(".")
        yield name, (0, int(count)) if cleaned[key] == _GOES else (int(count), 0)


def _things(cleaned: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """Return by component which of what came of it goes back, by its sequence; none for all."""
    found: dict[str, tuple[int, ...]] = {}
    for key in (key for key, said in cleaned.items() if key.startswith(_THING) and said == _GOES):
        name, _dot, sequence = key.removeprefix(_THING).partition(".")
        found[name] = (*found.get(name, ()), int(sequence)) if sequence else ()
    return found


def _became(cleaned: Mapping[str, Any]) -> tuple[Originals, tuple[tuple[str, ...], ...]]:
    """Return what became of the originals, and of which components they are kept, wait to be fetched, or stay in the dossier.

    What is said of them all names no component: the command does, where they wait or stay.
    """
    if "handover_originals" not in cleaned:
        return Originals.NONE, ((), (), ())
    above = Originals(cleaned["handover_originals"])
    own = {
        name.removeprefix(_ORIGINAL): Originals(said or above)
        for name, said in cleaned.items()
        if name.startswith(_ORIGINAL)
    }
    if len({*own.values()}) <= 1 and Originals.STAYS not in own.values():
        return next(iter(own.values()), above), ((), (), ())
    kept, waits, filed = (
        tuple(name for name, became in own.items() if became is which)
        for which in (Originals.SURRENDERED, Originals.STAYS, Originals.FILED)
    )
    if len(kept) + len(waits) + len(filed) < len(own):
        return Originals.GIVEN_BACK, (kept, waits, filed)
    return (Originals.STAYS, (kept, waits, filed)) if waits else (Originals.SURRENDERED, ((), (), filed))
