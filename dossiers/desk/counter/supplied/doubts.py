"""What seems wrong in the envelope of an answer and may be right all the same: it is asked once, the next press goes on."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from dossiers.desk.counter.asked.doubts import Doubt, of_number
from dossiers.desk.counter.supplied.requested import Opened
from dossiers.display.formats import vn_date
from dossiers.filing.counter import intake
from dossiers.models import Draft
from procedures.time.calendar import local

ASKED = "asked"
"""The field in which a page says what it has asked: the marks of it, between spaces."""


def unasked(found: Opened, draft: Draft, sent: Mapping[str, str]) -> tuple[dict[str, list[str]], str]:
    """Return what the page that was sent has not asked yet, by field, and the marks of all that is asked then."""
    doubts, known = list(_of(found, draft)), sent.get(ASKED, "").split(" ")
    faults: dict[str, list[str]] = {}
    for one in doubts:
        if one.mark not in known:
            faults.setdefault(one.field, []).append(one.sentence)
    return faults, " ".join(one.mark for one in doubts)


def _of(found: Opened, draft: Draft) -> Iterator[Doubt]:
    posted, asked_on = intake.posted_on(draft.counter), local(found.request.at).date()
    if posted and posted < asked_on:
        words = _(
            "The envelope was posted on %(posted)s, before the request of %(asked)s that it answers: look at the postmark again. If it "
            "is right, press the button again."
        )
        sentence = words % {"posted": vn_date(posted), "asked": vn_date(asked_on)}
        yield Doubt(f"before:{posted}", intake.POSTED_ON, sentence)
    yield from of_number(draft.counter)
    number = "".join(str(draft.counter.get(intake.POST_NUMBER, "")).split())
    if number and number.upper() in found.items:
        words = _(
            "“%(number)s” is the number of another postal item of this dossier: look at the item again. If it is right, press the "
            "button again."
        )
        yield Doubt(f"item:{number}", intake.POST_NUMBER, words % {"number": number})
