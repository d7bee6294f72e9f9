"""A second dossier of somebody on one day: what does not differ from one to the other is not typed again."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any

from dossiers.filing import drafts
from dossiers.filing.counter import intake
from dossiers.filing.known import own_names
from dossiers.filing.known.takeover import is_empty, is_right
from dossiers.log.answers import standing_of
from dossiers.log.facts import words_of
from dossiers.models import Channel, Dossier, Draft
from procedures.answers import typed
from procedures.form import Question
from procedures.machine import Machine
from procedures.time.calendar import LOCAL, local

_REPRESENTATIVE = ("born_on", "sex", "papers", "id", "passport")
_KINDS = ("host", "importer", "organisation", "organiser", "owner", "registrant")
CARRIED: tuple[tuple[str, ...], ...] = (
    ("applicant_phone",),
    ("applicant_email",),
    ("point_name",),
    ("point_address",),
    ("owner_id",),
    ("owner_registration",),
    ("owner_name",),
    *((f"{one}_kind",) for one in _KINDS),
    ("business_tax_code", "enterprise_code", "user_tax_code"),
    ("registered_on",),
    ("registered_by",),
    ("establishment_no", "establishment_decision_no"),
    ("established_on", "establishment_decided_on"),
    ("business_address", "organisation_address", "user_address", "head_office"),
    ("business_phone", "organisation_phone"),
    ("representative_name", "head_name"),
    ("representative_position", "head_position"),
    *((f"representative_{one}",) for one in _REPRESENTATIVE),
)
"""What is the person's, the organisation's or that of its point, whichever procedure asks it: by line, the questions that ask the same.

The organisation's name is asked by ``own_names``; of the dossier itself nothing is here.
"""


def fill(draft: Draft, *, at: datetime) -> None:
    """Fill what is empty of that from what the person has filed at the counter, or by post, last on this day.

    By which paper the person acts for the organisation is filled with its name alone. Nothing is saved here.
    """
    last = _last(draft, at)
    if last is None:
        return
    known, machine = standing_of(last), draft.version.machine
    asked = {question.name: question for question in drafts.asked_of(machine)}
    found = {**dict(_alike(last.machine, machine, known)), **_names(last.machine, machine, known)}
    is_filled = False
    for name, fields in found.items():
        if fields and is_empty(asked[name], draft.answers) and is_right(asked[name], fields):
            draft.answers |= fields
            is_filled = True
    if is_filled:
        draft.counter = {**draft.counter, **_authority(draft, last, known), intake.TAKEN_FROM: last.code}


def _alike(before: Machine, machine: Machine, known: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what is asked now and was answered then, each question with the fields of its answer."""
    asked, answered = (_by_name(one) for one in (machine, before))
    for alike in CARRIED:
        for name in alike:
            question = asked.get(name)
            # By its own name first: of two that ask the same one may have been asked beside the other.
            others = (answered[one] for one in (name, *alike) if one in answered and known.get(one) is not None)
            then = next(others, None)
            if question is not None and then is not None and then.kind is question.kind:
                yield name, typed(question, known[then.name])


def _names(before: Machine, machine: Machine, known: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return what asks for the name of the organisation, with its fields: as the first part has it, else the procedure's own question."""
    owner = str(known.get(own_names.OWNER) or "")
    found = own_names.answers(machine, owner or own_names.named(before, known))
    return {name: {name: text} for name, text in (found | ({own_names.OWNER: owner} if owner else {})).items()}


def _authority(draft: Draft, last: Dossier, known: Mapping[str, Any]) -> dict[str, str]:
    """Return by which paper the person acts, as it is typed; nothing for another organisation than that of the last dossier."""
    owner = str(known.get(own_names.OWNER) or "")
    if not owner or draft.answers.get(own_names.OWNER) != owner:
        return {}
    words = words_of(last.events.select_related("payload").get(sequence=1).payload)
    until = words.authorised_until
    found = {intake.AUTHORITY: words.authority, intake.AUTHORISED_UNTIL: f"{until:%d/%m/%Y}" if until else ""}
    return {name: text for name, text in found.items() if text}


def _by_name(machine: Machine) -> dict[str, Question]:
    return {question.name: question for question in drafts.asked_of(machine)}


def _last(draft: Draft, at: datetime) -> Dossier | None:
    since = datetime.combine(local(at).date(), time.min, LOCAL)
    filed = Dossier.objects.filter(applicant=draft.owner_id, filed_at__gte=since).exclude(channel=Channel.ONLINE)
    return filed.select_related("version").order_by("-filed_at", "-pk").first()
