"""What came to the receiving point, or is still to be brought there, and what of that went back: papers, discs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from dossiers.acts import RECEIVE_HANDED
from dossiers.acts.handed import CAME_BACK_BY_POST, GIVES_BACK, LIES_AT_END
from dossiers.display.formats import copies_asked, localized, vn_date
from dossiers.log.answers import standing
from dossiers.log.facts import facts_of, words_of
from dossiers.log.handed import in_envelope, received
from dossiers.log.parts import posted
from dossiers.log.parts.deposits import RESULT, counts_of, in_keeping, is_with_result, lying, things, went_back
from dossiers.models import Event
from procedures.form import Component, Text
from procedures.machine import Machine, Status
from procedures.results import Way

RESULT_WENT = Text("Kết quả giải quyết hồ sơ", "The result of the dossier")
"""What goes again once the post has sent it back."""


@dataclass(frozen=True, slots=True)
class Came:
    """That it came: when that was noted, by whom, and how many of it in which condition, as the desk wrote."""

    at: datetime
    by: str
    note: str
    counts: tuple[int, int] = (0, 0)
    """How many originals and certified copies the desk counted, which ``note`` says; of what it only noted none."""


@dataclass(frozen=True, slots=True)
class WentBack:
    """That it went back to whoever filed: when that was noted, by whom, who took it, and what the desk wrote."""

    at: datetime
    by: str
    to: str
    note: str
    what: str
    """What of it that was: of papers how many, of other things what the desk had noted when it came."""
    is_posted: bool = False
    """Whether it was given to the post: then nobody has received it yet."""
    is_again: bool = False
    """Whether it is the result, which the post had sent back: when and why, ``what`` says."""

    @property
    def whom(self) -> str:
        """To whom it went, or who took it at the desk."""
        if not self.is_posted:
            return _("received by %(who)s") % {"who": self.to} if self.to else ""
        if not self.to:
            return _("sent again by post") if self.is_again else _("sent by post")
        words = _("sent again by post to %(who)s") if self.is_again else _("sent by post to %(who)s")
        return words % {"who": self.to}


@dataclass(frozen=True, slots=True)
class Handed:
    """Something that is brought or posted, or was."""

    component: Component
    came: Came | None = None
    goes_back: bool = False
    """Whether the dossier has ended and what came is given back: without a result, or the originals that stayed with it."""
    before: tuple[Came, ...] = ()
    """What came of it earlier and lies there too: that it was of no use gave nothing back."""
    backs: tuple[WentBack, ...] = ()
    """That it was given back, or some of it."""

    @property
    def title(self) -> Text:
        """What it is: a result that came back goes again as the result."""
        return RESULT_WENT if self.backs and self.component.name == RESULT.name else self.component.title

    @property
    def asked(self) -> str:
        """How many of it, in the reader's language."""
        return copies_asked(self.component)

    @property
    def notes(self) -> str:
        """How many of it lie there and in which condition, as the desk wrote each time that some came."""
        return _in_words((*self.before, self.came) if self.came else self.before)

    @property
    def there(self) -> str:
        """What lies there of something that is asked for once more, as the desk wrote; "" where nothing does."""
        return self.notes if self.came is None else ""


def asked_by(machine: Machine, values: Mapping[str, object]) -> list[Handed]:
    """Return what has to be brought with typed answers."""
    return [Handed(component) for component in machine.components if component.is_brought(values)]


def of_log(machine: Machine, events: Sequence[Event], values: Mapping[str, object] | None = None) -> list[Handed]:
    """Return what has to be brought by the answers that stand at the end of a log with its words, and what came all the same.

    ``values`` are the answers that would stand once others are sent.
    """
    asks = [component for component in machine.components if component.handed_in]
    if not asks:
        return []
    values, has_ended = standing(events) if values is None else values, gives_back(machine, events)
    there, backs = in_keeping(machine, events), _backs(machine, events)
    goes = lying(machine, events) if status_of(machine, events) in LIES_AT_END else {}
    # Of a dossier that has ended it is the desk's to give back, also where another was asked for since.
    came = (
        _last(events) | {name: notes[-1] for name, notes in there.items()} if has_ended else received(machine, events)
    )
    return [
        Handed(
            one,
            _came(came[one.name], one.name) if one.name in came else None,
            goes_back=one.name in goes,
            before=tuple(_came(note, one.name) for note in there.get(one.name, ()) if note is not came.get(one.name)),
            backs=backs.get(one.name, ()),
        )
        for one in asks
        if one.name in came or one.name in there or one.is_brought(values)
    ]


def missing(machine: Machine, events: Sequence[Event], values: Mapping[str, object] | None = None) -> list[Handed]:
    """Return what of that is still to come."""
    return [one for one in of_log(machine, events, values) if one.came is None]


def to_take_back(machine: Machine, events: Sequence[Event]) -> list[Handed]:
    """Return what lies at the receiving point by a log with its words, also what was asked for once more since."""
    after = status_of(machine, events) is Status.RETURNED
    lie = lying(machine, events).items()
    there = {name: [_came(event, name, with_result=after) for event in came] for name, came in lie}
    if (result := there.get(RESULT.name)) and (with_it := within(machine, in_envelope(machine, events))):
        result[-1] = replace(result[-1], note=f"{result[-1].note}; {with_it}")
    return [
        Handed(one, there[one.name][-1], before=tuple(there[one.name][:-1]))
        for one in things(machine)
        if one.name in there
    ]


def within(machine: Machine, counts: Mapping[str, tuple[int, int]]) -> str:
    """Return in words what lies in the envelope of a result that the post has sent back, by component; "" where nothing else does."""
    titles = (_titled(one, counts[one.name]) for one in machine.components if one.name in counts)
    papers = ", ".join(titles)
    return _("in the envelope with it: %(papers)s") % {"papers": papers} if papers else ""


def _titled(one: Component, counts: tuple[int, int]) -> str:
    said = counted(counts)
    return f"{localized(one.title)} ({said})" if said else localized(one.title)


def taken_back(machine: Machine, events: Sequence[Event], *, by_post: bool) -> list[Handed]:
    """Return what came to the receiving point and was given back there, or sent by post, or some of it, by a log with its words."""
    gone = {
        name: tuple(one for one in backs if one.is_posted == by_post) for name, backs in _backs(machine, events).items()
    }
    return [Handed(one, backs=gone[one.name]) for one in things(machine) if gone.get(one.name)]


def gives_back(machine: Machine, events: Sequence[Event]) -> bool:
    """Say whether a dossier has ended without a result, by its log, so that what came is given back."""
    return status_of(machine, events) in GIVES_BACK


def status_of(machine: Machine, events: Sequence[Event]) -> Status:
    """Return the status of a dossier at the end of its log."""
    return machine.states[events[-1].target].status


def _last(events: Sequence[Event]) -> dict[str, Event]:
    """Return by component the last event that notes it as received."""
    return {facts_of(event).handed_in: event for event in events if event.action == RECEIVE_HANDED}


def counted(counts: Sequence[int]) -> str:
    """Return how many originals, certified copies and copies there are, in words; "" of none, or where nobody counted."""
    labels = (_("Originals"), _("Certified copies"), _("Copies"))
    return ", ".join(f"{label}: {count}" for label, count in zip(labels, counts, strict=False) if count)


def noted_of(machine: Machine, events: Sequence[Event], back: Event) -> dict[str, str]:
    """Return by component what the desk had noted of what went back by an event, by a log with its words that holds."""
    gone = (went for event, went in went_back(machine, events) if event.sequence == back.sequence)
    after = is_with_result(back)
    return {
        name: _in_words([_came(event, name, with_result=after) for event in came])
        for name, came in next(gone, {}).items()
    }


def _backs(machine: Machine, events: Sequence[Event]) -> dict[str, tuple[WentBack, ...]]:
    """Return by component each time that something of it went back."""
    found: dict[str, tuple[WentBack, ...]] = {}
    for event, went in went_back(machine, events):
        words = words_of(event.payload)
        since = [words_of(one.payload) for one in posted.mending(events, event.sequence)]
        number = posted.number_of(words, since)
        note = ", ".join(filter(None, (words.identity, number, words.posted_to, words.authority, words.note)))
        for name, came in went.items():
            what = _in_words([_came(one, name, with_result=is_with_result(event)) for one in came])
            is_posted = facts_of(event).way == Way.BY_POST.value
            back = WentBack(event.at, event.by_whom, words.recipient, note, what, is_posted, name == RESULT.name)
            found[name] = (*found.get(name, ()), back)
    return found


def _came(event: Event, name: str, *, with_result: bool = False) -> Came:
    """Return that a component came by an event: what the desk noted of it, or how many it counted."""
    if event.action == RECEIVE_HANDED:
        return Came(event.at, event.by_whom, words_of(event.payload).note)
    if event.action in CAME_BACK_BY_POST:
        return Came(event.at, event.by_whom, sent_back(event))
    counts = counts_of([event], name, with_result=with_result)
    return Came(event.at, event.by_whom, counted(counts), counts)


def _in_words(came: Sequence[Came]) -> str:
    """Return what came, as it was noted each time; of what was counted, delivery by delivery, how many that is in all."""
    originals, certified = (sum(one.counts[place] for one in came) for place in (0, 1))
    return "; ".join(
        filter(None, (counted((originals, certified)), *(one.note for one in came if not any(one.counts))))
    )


def sent_back(event: Event) -> str:
    """Return when, and why, the post has sent something back, in words; without the reason once that is erased."""
    on, reason = facts_of(event).came_back_on, words_of(event.payload).reason
    return "; ".join(filter(None, (vn_date(on) if on else "", reason)))
