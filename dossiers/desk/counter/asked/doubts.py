"""What seems wrong in what is typed of a filing on paper, and may be right all the same: the envelope, the papers, who stands there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.display.formats import localized, vn_date
from dossiers.filing import drafts
from dossiers.filing.counter import checking, intake, unfit
from dossiers.filing.known import own_names
from dossiers.log.handed import fewer_than_asked
from dossiers.models import Channel, CounterPerson, Draft
from dossiers.pages.acting.foreseen import appointment_of_a_filing
from dossiers.pages.acting.handover.items import used_before
from procedures.answers import clean
from procedures.answers.doubts.ages import of_age
from procedures.answers.doubts.items import is_miscounted, joined
from procedures.answers.doubts.mails import mail_meant
from procedures.form import receiving
from procedures.results import Way
from procedures.time.calendar import local

LONG_ON_THE_WAY = timedelta(days=30)
"""A postal item that was sent longer ago is looked at again: perhaps the year is wrong."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question, the field at which it is asked, and the mark by which it is known once it is meant."""

    mark: str
    field: str
    sentence: str


def of(draft: Draft, on: date, seats: Seats) -> Iterator[Doubt]:
    """Yield what is to be asked on a day before a draft of the counter is filed, the first thing on the page first."""
    values, _errors = clean(drafts.asked_of(draft.version.machine), draft.answers)
    person = CounterPerson.objects.select_related("user").get(pk=draft.owner_id)
    yield from _of_age(person, on)
    yield from _of_reach(draft, person)
    yield from _of_mail(values)
    yield from _of_unsaid(draft)
    yield from _of_papers(draft, values)
    yield from _of_sets(draft)
    if draft.channel == Channel.POST:
        yield from of_number(draft.counter, seats)
        yield from _of_envelope(draft.counter, on)
        yield from _of_event(draft, values)
    yield from _of_messenger(draft, values)
    yield from _of_authority(draft, values)


def _of_age(person: CounterPerson, on: date) -> Iterator[Doubt]:
    """Ask about an applicant who is not of age."""
    if said := of_age(person.born_on, on):
        sentence = _("%(said)s If it is right, press the button again.") % {"said": localized(said)}
        yield Doubt(f"age:{person.born_on}", "", sentence)


def _of_reach(draft: Draft, person: CounterPerson) -> Iterator[Doubt]:
    """Ask, once something was typed, about who stands there and leaves nothing by which one could be told: no phone, no mail, no account."""
    reach = (draft.answers.get(checking.REACHED, "").strip(), draft.answers.get("applicant_email", "").strip())
    is_met = draft.channel == Channel.DESK and intake.is_begun(draft.counter)
    if not is_met or any(reach) or person.joined_id is not None or person.user.phone:
        return
    words = _(
        "This person leaves no phone number: without one, without mail and without an account the office can only write letters. Ask "
        "once more; if there is none, press the button again."
    )
    yield Doubt("reach:none", checking.REACHED, words)


def _of_mail(values: Mapping[str, Any]) -> Iterator[Doubt]:
    """Ask about an address for mail whose domain looks mistyped."""
    address = str(values.get("applicant_email") or "")
    if meant := mail_meant(address):
        sentence = _("Is it “%(meant)s”? If it is right as it is, press the button again.") % {"meant": meant}
        yield Doubt(f"mail:{address}", "applicant_email", sentence)


def _of_unsaid(draft: Draft) -> Iterator[Doubt]:
    """Ask at each answer that decides something whether the paper does not say it; nothing before anything was typed."""
    for question, missing in (
        unfit.missing_in(draft.version.machine, draft.answers) if intake.is_begun(draft.counter) else ()
    ):
        words = _(
            "If the paper does not say this, press “Record, check later”: it is recorded without it, asked for in form 02, and "
            "accepted once it is there."
        )
        yield Doubt(f"unsaid:{question.name}={len(missing)}", next(iter(missing)), words)


def _of_papers(draft: Draft, values: Mapping[str, Any]) -> Iterator[Doubt]:
    """Ask at each paper of which fewer came than are asked for; of none of which nothing came, or a file."""
    filed = set(draft.attachments.values_list("component", flat=True))
    machine = draft.version.machine
    for one, came, asked in fewer_than_asked(machine, values, intake.brought_of(machine, draft.counter), filed):
        words = _(
            "%(asked)s of this paper are asked for, and %(came)s came: “%(paper)s”. Put the number right; if no more came, "
            "press the button again."
        )
        sentence = words % {"asked": asked, "came": came, "paper": localized(one.title)}
        yield Doubt(f"few:{one.name}={came}", intake.count_field(one.name, intake.ORIGINALS), sentence)


def _of_sets(draft: Draft) -> Iterator[Doubt]:
    """Ask about a number of sets that is greater than that of some paper."""
    sets, fewer = intake.fewer_than_sets(draft.version.machine, draft.counter)
    if not fewer:
        return
    words = _(
        "You say that %(sets)s sets came, and of these papers fewer were counted: %(papers)s. Put right the number that is "
        "wrong; if both are right, press the button again."
    )
    papers = "; ".join(f"{localized(one.title)} ({count})" for one, count in fewer)
    mark = f"sets:{sets}:{','.join(f'{one.name}={count}' for one, count in fewer)}"
    yield Doubt(mark, intake.SETS, words % {"sets": sets, "papers": papers})


def of_number(typed: Mapping[str, str], seats: Seats) -> Iterator[Doubt]:
    """Ask about a number of the item whose check digit does not fit, or that is recorded of another item."""
    number = " ".join(str(typed.get(intake.POST_NUMBER, "")).split())
    if is_miscounted(number):
        words = _(
            "The check digit of “%(number)s” does not fit: a digit may be mistyped, or two swapped. Look again at the item. If it "
            "is right, press the button again."
        )
        yield Doubt(f"digit:{''.join(number.split())}", intake.POST_NUMBER, words % {"number": number})
    if said := used_before(number, seats):
        sentence = f"{said} " + _("If it is right, press the button again.")
        yield Doubt(f"item:{joined(number)}", intake.POST_NUMBER, sentence)


def _of_envelope(typed: Mapping[str, str], on: date) -> Iterator[Doubt]:
    """Ask about a postmark of long ago, and about one that is not there or cannot be read."""
    posted = intake.posted_on(typed)
    if not typed.get(intake.POSTED_ON, "").strip():
        words = _(
            "The date on the postmark is not given. If there is none, or it cannot be read, press the button again: the "
            "dossier counts from when it was received."
        )
        yield Doubt("posted:none", intake.POSTED_ON, words)
    if posted is None or on - posted <= LONG_ON_THE_WAY:
        return
    words = _(
        "That is %(days)s days ago (%(day)s): look at the postmark again. If it is right, press the button again."
    )
    sentence = words % {"days": (on - posted).days, "day": vn_date(posted)}
    yield Doubt(f"posted:{posted}", intake.POSTED_ON, sentence)


def _of_event(draft: Draft, values: Mapping[str, Any]) -> Iterator[Doubt]:
    """Ask about an envelope that was posted after the day of what it announces."""
    posted, event = intake.posted_on(draft.counter), draft.version.machine.event
    said = str(values.get(event.question) or "") if event else ""
    day = local(datetime.fromisoformat(said)).date() if "T" in said else date.fromisoformat(said) if said else None
    if posted is None or day is None or posted <= day:
        return
    words = _(
        "The envelope was posted on %(posted)s, after the day that the letter announces (%(day)s): look at both again. If they are "
        "right, press the button again."
    )
    sentence = words % {"posted": vn_date(posted), "day": vn_date(day)}
    yield Doubt(f"event:{posted}:{day}", intake.POSTED_ON, sentence)


def _of_messenger(draft: Draft, values: Mapping[str, Any]) -> Iterator[Doubt]:
    """Ask by which paper somebody files for another; who represents an organisation by law needs none.

    Where nobody files for himself it is asked in the round that asks for the name, once something was typed.
    """
    machine, owner = draft.version.machine, draft.answers.get(intake.FOR_ANOTHER, "").strip()
    is_asked = intake.is_begun(draft.counter) and own_names.only_organisations(machine)
    if not owner and is_asked and not own_names.named(machine, values):
        owner = _("the organisation or business whose dossier it is")
    if not owner or draft.counter.get(intake.AUTHORITY, "").strip():
        return
    words = _(
        "Nothing says by which paper this person files for %(owner)s. Write down the power of attorney or the letter of introduction; "
        "if the person represents it by law and needs none, press the button again."
    )
    yield Doubt("authority:none", intake.AUTHORITY, words % {"owner": owner})


def _of_authority(draft: Draft, values: Mapping[str, Any]) -> Iterator[Doubt]:
    """Ask about a paper that ends before the day for which the result is promised: nobody collects with it then."""
    until = intake.authorised_until(draft.counter)
    if until is None or not draft.answers.get(intake.FOR_ANOTHER, "").strip():
        return
    due = appointment_of_a_filing(draft.version.machine, at=timezone.now())
    if due is None or until >= due.date() or receiving.chosen(values) in (Way.BY_POST, Way.ONLINE):
        return
    words = _(
        "This paper holds until %(until)s, and the result is due on %(due)s: it cannot be collected with this paper then. Ask for "
        "one that holds longer, or tell the person that the owner collects, or another paper is brought; then press the button again."
    )
    sentence = words % {"until": vn_date(until), "due": vn_date(due)}
    yield Doubt(f"until:{until}:{due:%Y-%m-%d}", intake.AUTHORISED_UNTIL, sentence)
