"""Filing: a draft becomes a dossier with a number and its first event, once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from msgspec import structs

from accounts.models import Unit, User
from dossiers import acts, outbox, refusals
from dossiers.commands import locked, written
from dossiers.commands.record import Happening, compose
from dossiers.commands.tries import tried_again
from dossiers.filing import composed, drafts, dues, licences
from dossiers.filing.licences import Checked
from dossiers.log.facts import Facts, File, Words
from dossiers.models import Attachment, Channel, Dossier, Draft, OwnPaper
from dossiers.policy import Actor
from dossiers.refusals.drafting import DraftThrownAway
from dossiers.refusals.receiving import PointClosed
from procedures.form import fees, paying, receiving
from procedures.machine import Text
from procedures.models import ProcedureVersion
from procedures.steady import Steady
from procedures.time.calendar import LOCAL


@tried_again
def submit(key: UUID, *, owner: User, at: datetime, seen: datetime | None = None) -> Dossier:
    """Turn a draft into a dossier; ``seen`` is when what the person has looked at was saved.

    Raises ``AlreadyFiled`` with its number when that was done before, ``DraftChanged`` when the draft
    was saved again since, ``DraftThrownAway`` when its owner has done so, ``VersionRetired`` when the procedure has a newer version or its owner has
    not gone through what that changed, ``NotReceivedOnline`` when it is not filed on line, ``InvalidAnswers``
    with every fault by field, ``PapersBeingJudged`` where that is not over. Nothing is written then.
    """
    with transaction.atomic(durable=True):
        draft, attached, steady = _lock(key, owner)
        if draft.thrown_at is not None:
            raise DraftThrownAway
        if seen is not None and draft.saved_at != seen:
            raise refusals.DraftChanged
        version, today = draft.version, at.astimezone(LOCAL).date()
        if draft.moved_from_id or not steady.once(_is_in_force, version.pk, today):
            raise refusals.VersionRetired
        if not version.machine.is_filed_on_line:
            raise refusals.NotReceivedOnline(version.machine.not_filed_here)
        checked = licences.check(draft, attached, at=at, hold=True)
        if checked.errors:
            raise refusals.InvalidAnswers(checked.errors)
        drafts.refuse_unjudged(drafts.to_file(version.machine, checked.values, attached))
        papers = _papers(draft, checked.values, attached)
        return _file(draft, checked, papers, at=at, steady=steady)


def _lock(key: UUID, owner: User) -> tuple[Draft, list[Attachment], Steady]:
    found = locked.draft(key, owner.pk)
    if found is not None:
        found[0].owner = owner
        return found
    dossier = Dossier.objects.filter(draft_key=key, applicant=owner).first()
    if dossier is not None:
        raise refusals.AlreadyFiled(dossier.code)
    raise Draft.DoesNotExist


def _is_in_force(version: int, on: date) -> bool:
    return ProcedureVersion.objects.current(on=on).filter(pk=version).exists()


def _papers(draft: Draft, values: Mapping[str, object], attached: list[Attachment]) -> list[Attachment]:
    """Return the files that are filed; those of a question that is not asked any more are thrown away."""
    papers = drafts.to_file(draft.version.machine, values, attached)
    for attachment in attached:
        if attachment not in papers:
            drafts.remove_file(draft, attachment.pk)
    return papers


def _file(draft: Draft, checked: Checked, papers: list[Attachment], *, at: datetime, steady: Steady) -> Dossier:
    values = checked.values
    dossier = begin(draft.version, draft.owner, values, key=draft.key, at=at, steady=steady)
    made = compose(
        dossier,
        [],
        _looked_up(filing(dossier, values, Arrival(at), rests_on=checked.rests_on, papers=papers), checked),
        actor=Actor.citizen(draft.owner),
        words=structs.replace(filed_words(values, papers), found=checked.found_words),
        steady=steady,
    )
    made = replace(made, effects=outbox.entries(("filed", outbox.issue_of(OwnPaper.FILING)), at=at))
    written.filing(dossier, made, draft=draft.key, on=at.astimezone(LOCAL).date())
    return dossier


def _looked_up(happening: Happening, checked: Checked) -> Happening:
    """Return a filing with what came of looking its papers up."""
    lookups = {name: each.fact for name, each in checked.looked_up.items()}
    return replace(happening, facts=structs.replace(happening.facts, lookups=lookups))


def begin(
    version: ProcedureVersion,
    owner: User,
    values: Mapping[str, object],
    *,
    key: UUID,
    at: datetime,
    steady: Steady,
) -> Dossier:
    """Return a new dossier, without its number and not stored yet."""
    dossier = Dossier(
        draft_key=key,
        procedure=version.procedure,
        version=version,
        applicant=owner,
        agency=steady.called(steady.once(_agency, settings.AGENCY_CODE), at.astimezone(LOCAL).date()),
        sector=version.machine.sector,
        filed_at=at,
        state=version.machine.initial,
        **composed.row(version.machine, values),
    )
    dossier.regimes, dossier.agencies = steady.regimes, steady.agencies
    return dossier


def _agency(code: str) -> Unit:
    return Unit.objects.get(agency_code=code)


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a dossier came, how, and at which receiving point; "" at the agency's own desk, and on line."""

    at: datetime
    channel: Channel = Channel.ONLINE
    point: str = ""


def filing(
    dossier: Dossier,
    values: Mapping[str, object],
    came: Arrival,
    *,
    rests_on: tuple[int, ...] = (),
    papers: Iterable[Attachment] = (),
) -> Happening:
    """Return the first event of a dossier; what is entered at the desk is so on behalf of the applicant.

    Raises ``PointClosed`` where the receiving point takes nothing on the day of filing.
    """
    machine, at = dossier.machine, came.at
    if came.point:
        _refuse_closed(dossier, came.point, at.astimezone(LOCAL).date())
    # Not personal, and the clock reads it: an answer that only the payload holds could be erased.
    event_at = str(values[machine.event.question]) if machine.event else ""
    due, amounts = fees.total(fees.due(machine.fees, values)), dues.by_fee(machine, values)
    proof = int(paying.encloses(machine, values, {paper.component for paper in papers}))
    facts = Facts(
        unit=None,
        channel=came.channel.value,
        event_at=event_at,
        due=due,
        rests_on=rests_on,
        dues=amounts,
        proof=proof,
        point=came.point,
        receives=str(receiving.chosen(values) or ""),
    )
    applicant = None if came.channel is Channel.ONLINE else dossier.applicant_id
    return Happening("", machine.initial, at, facts, acts.SUBMIT, applicant)


def _refuse_closed(dossier: Dossier, point: str, on: date) -> None:
    """Raise ``PointClosed`` for what is no receiving point of the dossier's agency, or is closed on a day."""
    known, of = dossier.agencies, dossier.agency.slug
    found, open_ones = known.on(point, on), known.points(of, on)
    if point not in {one.key for one in open_ones}:
        raise PointClosed(found.name if found else Text(point, point), on, [one.name for one in open_ones])


def filed_words(values: Mapping[str, object], papers: Iterable[Attachment]) -> Words:
    """Return the words of the first event: the answers, and the files by name and digest."""
    files = tuple(File(component=paper.component, name=paper.name, sha256=paper.sha256) for paper in papers)
    return Words(answers=dict(values), files=files, fee_reference=str(values.get(paying.REFERENCE) or ""))
