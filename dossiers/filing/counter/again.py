"""A second dossier of somebody on one day: what does not differ from one to the other is not typed again."""

from datetime import datetime, time

from dossiers.filing.known.takeover import is_empty, is_right
from dossiers.log.answers import standing_of
from dossiers.models import Channel, Dossier, Draft
from procedures.answers import typed
from procedures.form import Question
from procedures.time.calendar import LOCAL, local

CARRIED = ("point_name", "point_address")
"""What a point is called and where it is, by whichever procedure that is asked: the letters for one point come together."""


def fill(draft: Draft, *, at: datetime) -> list[Question]:
    """Fill what is empty of that from what the person has filed at the counter, or by post, last on this day; return what."""
    asked = [one for name in CARRIED if (one := draft.version.machine.question(name)) and is_empty(one, draft.answers)]
    last = _last(draft, at) if asked else None
    if last is None:
        return []
    known, filled = standing_of(last), list[Question]()
    for question in asked:
        before = last.machine.question(question.name)
        fits = before is not None and before.kind is question.kind and question.name in known
        fields = typed(question, known[question.name]) if fits else {}
        if fields and is_right(question, fields):
            draft.answers |= fields
            filled.append(question)
    return filled


def _last(draft: Draft, at: datetime) -> Dossier | None:
    since = datetime.combine(local(at).date(), time.min, LOCAL)
    filed = Dossier.objects.filter(applicant=draft.owner_id, filed_at__gte=since).exclude(channel=Channel.ONLINE)
    return filed.select_related("version").order_by("-filed_at", "-pk").first()
