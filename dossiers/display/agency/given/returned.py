"""How a result, or what was handed in, was handed over, and what became of originals: said of whoever took them, which need not be the applicant."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from dossiers.acts.handed import GOES_BACK
from dossiers.display.agency.handed import counted, noted_of
from dossiers.display.formats import localized, vn_date
from dossiers.display.labels import ORIGINALS_LABELS, WAY_LABELS
from dossiers.log.facts import Words, facts_of, words_of
from dossiers.log.handed import with_result
from dossiers.log.parts import deposits
from dossiers.models import Event
from procedures.machine import Machine
from procedures.results import Originals, Way


def fact_rows(machine: Machine, event: Event) -> list[tuple[str, str]]:
    """Return what an event says of the handing over, each with its label; the paper of who collects for another stands apart."""
    facts, words = facts_of(event), words_of(event.payload)
    return [
        (_("Handed over"), str(WAY_LABELS[facts.way]) if facts.way else ""),
        (_("Identity shown"), words.identity),
        (_("Number of the postal item"), words.post_number),
        (_("Address to which it is sent"), words.posted_to),
        (_("Originals"), originals(machine, event)),
        (_("Came back on"), vn_date(facts.came_back_on) if facts.came_back_on else ""),
    ]


def recipient_label(event: Event) -> str:
    """Return what the person is called to whom something went by an event.

    What is given to the post nobody has received yet; there is no result where what was handed in went back.
    """
    if facts_of(event).way == Way.BY_POST.value:
        return _("Sent by post to")
    return _("Who took it back") if event.action in GOES_BACK else _("Received by")


def things(machine: Machine, event: Event, log: Sequence[Event] = (), *, without: Collection[str] = ()) -> str:
    """Return what went back by an event where a dossier has ended without a result, each with how many; "" of any other.

    A disc is not counted but noted: how many there were is said where the log that holds is given, with its words.
    """
    facts = facts_of(event)
    went = facts.went_back or ({facts.handed_in: (0, 0)} if event.action in GOES_BACK else {})
    went = {**with_result(machine, event, log), **went} if deposits.RESULT.name in went else went
    noted = noted_of(machine, log, event)
    titles = [
        _again(noted.get(one.name, ""))
        if one.name == deposits.RESULT.name
        else (localized(one.title), counted(went[one.name]) or noted.get(one.name, ""))
        for one in deposits.things(machine)
        if one.name in went and one.name not in without
    ]
    return "; ".join(f"{title} ({count})" if count else title for title, count in titles)


def _again(came_back: str) -> tuple[str, str]:
    """Return the result as what goes, and behind it that it had come back; when and why where that is said."""
    words = _("sent back by the post before: %(came_back)s") % {"came_back": came_back} if came_back else ""
    return _("The result of the dossier"), words


def enclosed(machine: Machine, event: Event, log: Sequence[Event]) -> str:
    """Return what went with a result by an event of a log that holds, each with how many; "" where it went alone."""
    went = with_result(machine, event, log)
    titles = [(localized(one.title), counted(went[one.name])) for one in machine.components if one.name in went]
    return "; ".join(f"{title} ({count})" if count else title for title, count in titles)


def given_to(event: Event) -> str:
    """Return in words that something was given back by an event, and to whom; nobody is named once that is erased."""
    return _in_words(event, Originals.GIVEN_BACK.value)


def originals(machine: Machine, event: Event) -> str:
    """Return what became of them by an event, and of which ones otherwise; "" of an event that does not say it.

    Who took them is a word: once that is erased, nobody is named.
    """
    facts = facts_of(event)
    if not facts.originals:
        return ""
    said = _in_words(event, facts.originals)
    kept, waits, filed = (
        ", ".join(localized(one.title) for one in machine.components if one.name in names)
        for names in (facts.kept_here, facts.waits_here, facts.filed_here)
    )
    # Where nothing goes back, what stays is said of all that is named by it.
    said, rest = (f"{said}: {waits}", "") if facts.originals == Originals.STAYS.value else (said, waits)
    if facts.originals == Originals.FILED.value and filed:
        said, filed = f"{said}: {filed}", ""
    stay, went = (_certified(machine, event, place) for place in (0, 1))
    return "; ".join(
        words % {"papers": papers} if papers else words
        for words, papers in (
            (said, ""),
            (_("kept by the agency: %(papers)s") if kept else "", kept),
            (_("in the dossier: %(papers)s") if filed else "", filed),
            (_("still at the desk, to be handed back: %(papers)s") if rest else "", rest),
            (_("certified copies given back: %(papers)s") if went else "", went),
            (_("certified copies that stay in the dossier: %(papers)s") if stay else "", stay),
        )
        if words
    )


def _certified(machine: Machine, event: Event, place: int) -> str:
    """Return the certified copies that stay in the dossier (0), or went back (1), with an event, each with how many."""
    counts = facts_of(event).certified
    found = ((one, counts[one.name][place]) for one in machine.components if one.name in counts)
    return ", ".join(f"{localized(one.title)} ({count})" for one, count in found if count)


def of_paper(event: Event, component: str) -> str:
    """Return what became of the originals of one component by an event that says it."""
    facts = facts_of(event)
    if component in facts.waits_here:
        return _in_words(event, Originals.STAYS.value)
    if component in facts.filed_here:
        return _in_words(event, Originals.FILED.value)
    return _in_words(event, Originals.SURRENDERED.value if component in facts.kept_here else facts.originals)


def _in_words(event: Event, became: str) -> str:
    words = words_of(event.payload)
    is_posted = facts_of(event).way == Way.BY_POST.value
    if became != Originals.GIVEN_BACK.value or not words.recipient:
        return str(ORIGINALS_LABELS[became])
    if is_posted:
        return _("Sent by post to %(who)s") % {"who": words.recipient}
    if words.authority:
        return _("Given back to %(who)s, who collects for another") % {"who": words.recipient}
    return _("Given back to %(who)s") % {"who": words.recipient}


def authority(words: Words) -> str:
    """Return by which paper somebody collects for another, and its last day; "" where nobody does, or it is erased."""
    until = words.authorised_until
    ends = _("it holds until %(day)s") % {"day": vn_date(until)} if until else ""
    return ", ".join(filter(None, (words.authority, ends)))
