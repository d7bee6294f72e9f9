"""What an officer has typed of a filing on paper, as the log shows it: how many of each paper came, the envelope, whose power of attorney.

So is what must come and did not, which is asked about before the acceptance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.display.agency import returned
from dossiers.display.formats import localized, vn_date, vn_datetime
from dossiers.log.answers import standing
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of, words_of
from dossiers.log.handed import filed_in, lacking, on_paper, originals
from dossiers.models import Channel, Event
from procedures.form import Component
from procedures.machine import Action, Machine, Paper

LACKING = "incomplete_meant"
"""The box that is ticked by whoever accepts what lacks papers."""


def fact_rows(machine: Machine, event: Event) -> list[tuple[str, str]]:
    """Return what an event says of that, each with its label; nothing of what came on line."""
    facts, words = facts_of(event), words_of(event.payload)
    return [
        (_("Filed by"), _who(event)),
        (
            _("Filed on behalf of"),
            str((words.answers or {}).get("applicant_organisation") or "") if _who(event) else "",
        ),
        (_("Sets of papers that came"), str(facts.sets or "")),
        (_("Papers that were brought"), "; ".join(_brought(machine, facts.brought))),
        (_("Date on the envelope"), vn_date(facts.posted_on)),
        (_("Power of attorney, letter of introduction"), words.authority),
        (_("It holds until"), vn_date(words.authorised_until)),
    ]


def label_of(event: Event) -> str:
    """Return what a filing is called in the log: on line, at the counter or by post."""
    match facts_of(event).channel:
        case Channel.DESK:
            return pgettext("event", "Filed at the counter")
        case Channel.POST:
            return pgettext("event", "Filed by post")
        case _:
            return pgettext("event", "Filed")


def _who(event: Event) -> str:
    """Return who has filed what an officer entered; "" of all else, whose actor says it."""
    is_entered = event.sequence == 1 and event.on_behalf_of_id is not None
    return str((words_of(event.payload).answers or {}).get("applicant_name") or "") if is_entered else ""


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What is said of a paper that came on paper, with the filing or since, in words."""

    there: str = ""
    """How many originals and copies of it lie at the desk; "" where only originals came and they went back."""
    gone: str = ""
    """What became of its originals when the result was handed over."""


def came_of(machine: Machine, log: Sequence[Event]) -> dict[str, OnPaper]:
    """Return by component what came on paper by a log: what lies there, and what became of originals when the result went."""
    held = effective(log)
    counted, event = on_paper(held), next((one for one in reversed(held) if facts_of(one).originals), None)
    if event is None:
        return {name: OnPaper(_counted(counts)) for name, counts in counted.items()}
    moved = {one.name: count for one, count in originals(machine, held)}
    found = {name: OnPaper(_counted(counts)) for name, counts in counted.items() if name not in moved}
    for name, count in moved.items():
        went_back = returned.went_back(event, name)
        of_originals, of_copies = counted.get(name, (0, 0, 0))[0], counted.get(name, (0, 0, 0))[1:]
        there = _counted((0 if went_back else of_originals, *of_copies))
        said = f"{returned.of_paper(event, name)}, {vn_datetime(event.at)}"
        found[name] = OnPaper(there, f"{_counted((count, 0, 0))} – {said}" if count else said)
    return found


def _counted(counts: tuple[int, int, int] | tuple[()]) -> str:
    labels = (_("Originals"), _("Certified copies"), _("Copies"))
    pairs = zip(labels, counts, strict=False)
    return ", ".join(f"{label}: {count}" for label, count in pairs if count)


def _brought(machine: Machine, brought: dict[str, tuple[int, int, int]]) -> Iterator[str]:
    for component in machine.components:
        if said := _counted(brought.get(component.name, ())):
            yield f"{localized(component.title)} ({said})"


def lacks(machine: Machine, action: Action, log: Sequence[Event]) -> list[Component]:
    """Return the papers without which an action accepts; none of any other action. ``log``: with its words, as it holds."""
    if action.paper is not Paper.RECEIPT:
        return []
    return lacking(machine, standing(log), log, filed_in(log))


def box(papers: Sequence[Component]) -> forms.Field:
    """Return the box without which nothing is accepted that lacks papers; it names them.

    What is lacking is asked for before the acceptance (NĐ 61/2018 art. 17), and the time limit begins with it.
    """
    named = {"papers": "; ".join(localized(one.title) for one in papers)}
    label = _("Accept it although these papers were not received: %(papers)s") % named
    needed = _(
        "Nothing was recorded. Not received: %(papers)s. Ask for a supplement; or tick this box to accept it without them, and press again."
    )
    return forms.BooleanField(label=label, error_messages={"required": needed % named})
