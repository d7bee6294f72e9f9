"""Filing: a draft becomes a dossier with a number and its first event, once; on line, or at the counter by an officer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from msgspec import structs

from accounts.models import Unit, User
from accounts.roles import Role
from dossiers import acts, outbox, refusals
from dossiers.commands import locked, written
from dossiers.commands.advance import advance_within
from dossiers.commands.given import Given
from dossiers.commands.record import Happening, compose
from dossiers.commands.tries import tried_again
from dossiers.filing import composed, drafts, dues, licences
from dossiers.filing.counter import checking, people
from dossiers.filing.counter.intake import NOTHING_BROUGHT, Intake
from dossiers.filing.licences import Checked
from dossiers.log.facts import Facts, File, Words
from dossiers.log.instants import announced
from dossiers.models import Attachment, Channel, Dossier, Draft, OutboxEntry, OwnPaper
from dossiers.policy import Actor
from dossiers.refusals.drafting import DraftThrownAway
from dossiers.refusals.receiving import PointClosed
from procedures.form import fees, paying, receiving
from procedures.machine import Paper, Text
from procedures.models import ProcedureVersion
from procedures.steady import Steady
from procedures.time.calendar import LOCAL, local


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a dossier came, how, and at which receiving point; "" at the agency's own desk, and on line."""

    at: datetime
    channel: Channel = Channel.ONLINE
    point: str = ""
    intake: Intake = NOTHING_BROUGHT
    """What the officer typed beside the answers."""


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
    dossier.rest_on(steady)
    return dossier


def _agency(code: str) -> Unit:
    return Unit.objects.get(agency_code=code)


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
    event_at = announced(machine, values)
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
        brought=dict(came.intake.brought),
        posted_on=came.intake.posted_on,
        sets=came.intake.sets,
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


@dataclass(frozen=True, slots=True)
class Entered:
    """A dossier that an officer has entered, and why it was not accepted in the same press; None where it was, or was not to be."""

    dossier: Dossier
    not_accepted: refusals.Refusal | None = None


@tried_again
def enter(key: UUID, *, actor: Actor, at: datetime, accept: bool) -> Entered:
    """File what an officer has entered for somebody at the counter and, with ``accept``, accept it at once: both or neither.

    Where the acceptance waits for something, a fee that is due before it, it is filed alone. What is not accepted may lack
    papers, which are asked for then, and break a rule as the paper does (``counter.unfit``). Raises what ``submit`` raises,
    ``NotYours`` for who is not of the desk, ``OwnDossier`` for the officer's own.
    """
    with transaction.atomic(durable=True):
        draft, attached, steady = _lock_entered(key, actor)
        if draft.moved_from_id or not steady.once(_is_in_force, draft.version.pk, local(at).date()):
            raise refusals.VersionRetired
        if draft.version.machine.not_filed_here:
            raise refusals.NotReceivedOnline(draft.version.machine.not_filed_here)
        checked, came = checking.to_file(draft, attached, at=at, accept=accept, hold=True)
        if checked.errors:
            raise refusals.InvalidAnswers(checked.errors)
        drafts.refuse_unjudged(drafts.to_file(draft.version.machine, checked.values, attached))
        papers = _papers(draft, checked.values, attached)
        arrival = Arrival(at, Channel(draft.channel), intake=came)
        dossier = _file_entered(draft, checked, papers, arrival, actor=actor, steady=steady)
        _note_handed_in(dossier, checked.values, came, actor, at)
        refused = _accept(dossier, actor, at) if accept else None
        if refused or not accept:
            _let_know(dossier, at)
    return Entered(Dossier.objects.get(pk=dossier.pk), refused)


def _lock_entered(key: UUID, actor: Actor) -> tuple[Draft, list[Attachment], Steady]:
    """Return what an officer of the desk is entering, locked; a second press finds it filed."""
    if actor.role is not Role.ONE_STOP_OFFICER or actor.user is None:
        raise refusals.NotYours
    owner = User.objects.filter(drafts=key, drafts__entered_by=actor.user).first()
    found = locked.draft(key, owner.pk) if owner else None
    if owner is None or found is None:
        filed = Dossier.objects.filter(draft_key=key, events__sequence=1, events__actor=actor.user).first()
        raise refusals.AlreadyFiled(filed.code) if filed else Draft.DoesNotExist
    found[0].owner = owner
    people.refuse_own(actor.user, owner.personal_id, owner.full_name)
    return found


def _file_entered(
    draft: Draft, checked: Checked, papers: list[Attachment], came: Arrival, *, actor: Actor, steady: Steady
) -> Dossier:
    values = {**checked.values, "applicant_name": draft.owner.full_name, "applicant_id": draft.owner.personal_id}
    dossier = begin(draft.version, draft.owner, values, key=draft.key, at=came.at, steady=steady)
    if dossier.agency_id != actor.agency_id:
        raise refusals.NotYours
    words = structs.replace(
        filed_words(values, papers),
        found=checked.found_words,
        post_number=came.intake.post_number,
        authority=came.intake.authority,
        authorised_until=came.intake.authorised_until,
    )
    happening = _looked_up(filing(dossier, values, came, rests_on=checked.rests_on, papers=papers), checked)
    made = compose(dossier, [], happening, actor=actor, words=words, steady=steady)
    written.filing(dossier, made, draft=draft.key, on=local(came.at).date())
    return dossier


def _note_handed_in(dossier: Dossier, values: Mapping[str, object], came: Intake, actor: Actor, at: datetime) -> None:
    """Note of what no file can be, and was brought with the rest, that it came: by the act that is there for it."""
    for component in dossier.machine.components:
        if component.is_brought(values) and component.name in came.brought:
            count = sum(came.brought[component.name])
            given = Given(handed_in=component.name, note=f"{count} bản, nhận cùng hồ sơ")
            advance_within(dossier, acts.RECEIVE_HANDED, actor=actor, given=given, seen=dossier.sequence, at=at)


def _accept(dossier: Dossier, actor: Actor, at: datetime) -> refusals.Refusal | None:
    """Accept a dossier that was just filed; return why that has to wait."""
    machine = dossier.machine
    chosen = next((one for one in machine.actions_from(machine.initial) if one.paper is Paper.RECEIPT), None)
    if chosen is None:
        return refusals.UnknownAction()
    given = Given(at_counter=dossier.channel == Channel.DESK)
    try:
        with transaction.atomic():
            sequence = Dossier.objects.values_list("sequence", flat=True).get(pk=dossier.pk)
            advance_within(dossier, chosen.name, actor=actor, given=given, seen=sequence, at=at)
    except refusals.Refusal as refused:
        return refused
    return None


def _let_know(dossier: Dossier, at: datetime) -> None:
    """Have the proof of a filing printed that waits to be looked at; what is accepted has its form 01."""
    kinds = outbox.entries(("filed", outbox.issue_of(OwnPaper.FILING)), at=at)
    for entry in kinds:
        entry.event = dossier.events.get(sequence=1)
    OutboxEntry.objects.bulk_create(kinds)
