"""What seems wrong in an answer and may be right all the same, its envelope and its number: it is asked once, the next press goes on."""

from collections.abc import Iterator, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.seats import Seats
from dossiers.desk.counter import theirs
from dossiers.desk.counter.asked import numbers
from dossiers.desk.counter.asked.doubts import Doubt, of_number
from dossiers.desk.counter.supplied.requested import Opened
from dossiers.display.formats import vn_date
from dossiers.filing.counter import intake, people
from dossiers.filing.counter.card import Read, Typed
from dossiers.filing.rules import APPLICANT_ID
from dossiers.models import Draft
from procedures.answers import AnswerError, identity_number
from procedures.time.calendar import local

ASKED = "asked"
"""The field in which a page says what it has asked: the marks of it, between spaces."""


def unasked(found: Opened, draft: Draft, sent: Mapping[str, str], seats: Seats) -> tuple[dict[str, list[str]], str]:
    """Return what the page that was sent has not asked yet, by field, and the marks of all that is asked then."""
    doubts, known = [*_of(found, draft, seats), *_of_person(found, draft, seats)], sent.get(ASKED, "").split(" ")
    faults: dict[str, list[str]] = {}
    for one in doubts:
        if one.mark not in known:
            faults.setdefault(one.field, []).append(one.sentence)
    return faults, " ".join(one.mark for one in doubts)


def _of(found: Opened, draft: Draft, seats: Seats) -> Iterator[Doubt]:
    posted, asked_on = intake.posted_on(draft.counter), local(found.request.at).date()
    if posted and posted < asked_on:
        words = _(
            "The envelope was posted on %(posted)s, before the request of %(asked)s that it answers: look at the postmark again. If it "
            "is right, press the button again."
        )
        sentence = words % {"posted": vn_date(posted), "asked": vn_date(asked_on)}
        yield Doubt(f"before:{posted}", intake.POSTED_ON, sentence)
    yield from of_number(draft.counter, seats)


def _of_person(found: Opened, draft: Draft, seats: Seats) -> Iterator[Doubt]:
    """Ask about the number of an identity paper that somebody of another name has, at the counter or in a dossier in sight."""
    dossier = found.dossier
    try:
        number = identity_number(draft.answers.get(APPLICANT_ID, ""), timezone.localdate().year) or ""
    except AnswerError:
        return
    if not number or number == found.asked.standing.get(APPLICANT_ID):
        return
    name = draft.answers.get("applicant_name") or dossier.applicant_name
    read = Read(Typed.NUMBER, number=number)
    known = people.find(read)
    names = {one.user.full_name for one in known if one.pk != dossier.applicant_id and not people.is_called(one, name)}
    names |= {one.applicant_name for one in numbers.others(name, known, theirs.of(read, known, seats).dossiers)}
    if names:
        words = _(
            "This number belongs to %(known)s by what the desk knows, and the dossier is of %(name)s: look at the letter again. "
            "If it is right, press the button again."
        )
        said = {"known": ", ".join(f"“{one}”" for one in sorted(names)), "name": name}
        yield Doubt(f"person:{number}", APPLICANT_ID, words % said)
