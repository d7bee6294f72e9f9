"""Decisions and results: what is decided is what was proposed, what is numbered is what was decided, and so says the row."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossiers import acts
from dossiers.commands.deciding.deeds import numbered
from dossiers.commands.deciding.results import holder_of
from dossiers.filing.licences import linked
from dossiers.log.columns import NOT_OURS
from dossiers.log.decisions import content_digest, deed_of
from dossiers.log.facts import Facts, facts_of
from dossiers.models import Dossier, Result
from dossiers.proof.audit.entries import Entry, Row, answers_of
from dossiers.proof.audit.report import Difference
from procedures.machine import Deed, Guard

PUTS_FORWARD = frozenset({Deed.PROPOSE, Deed.RECORD, Deed.AT_ONCE})
"""What brings a content of its own; all else about a decision repeats one."""


def check(
    dossier: Dossier, log: Sequence[Entry], result: Result | None, named: Mapping[int, Result]
) -> list[Difference]:
    """Return every difference between a log, what it must say of its decision, and the result that is stored.

    ``named`` are results by id, those among them that the filing says it rests on.
    """
    try:
        rests_on = facts_of(log[0].event).rests_on
        found = [named[pk] for pk in rests_on if pk in named]
        return [
            *_rests_on(dossier, rests_on, named),
            *_deeds(dossier, log),
            *_result(dossier, log, result, found),
        ]
    except NOT_OURS as error:
        return [Difference(dossier.code, "decision", f"{type(error).__name__}: {error}", "what a command writes")]


def _rests_on(dossier: Dossier, rests_on: Sequence[int], named: Mapping[int, Result]) -> Iterator[Difference]:
    """Check that there is each result that a filing names, of the applicant's and of a procedure that was asked for."""
    asked = {slug for question in dossier.machine.questions for slug in question.of}
    for pk in rests_on:
        result = named.get(pk)
        slug = result.procedure.slug if result else "no result"
        if slug not in asked:
            yield Difference(
                dossier.code, f"rests on result {pk}", slug, f"one of {', '.join(sorted(asked)) or 'none'}"
            )
        elif result is not None and result.dossier.applicant_id != dossier.applicant_id:
            yield Difference(dossier.code, f"rests on result {pk}", "of another applicant", "of the same")


def _deeds(dossier: Dossier, log: Sequence[Entry]) -> Iterator[Difference]:
    proposal: Row | None = None
    decision: Row | None = None
    before: dict[int, tuple[Row | None, Row | None]] = {}
    for entry in log:
        if entry.event.action == acts.TAKE_BACK:
            proposal, decision = before[facts_of(entry.event).undoes]
        before[entry.event.sequence] = proposal, decision
        deed = deed_of(dossier.machine, entry.event.source, entry.event.action)
        if deed in PUTS_FORWARD:
            yield from _content(dossier, entry)
        elif deed is Deed.DECIDE:
            yield from _repeats(dossier, entry, proposal)
            yield from _by_another(dossier, entry, proposal)
        elif deed is Deed.NUMBER:
            yield from _repeats(dossier, entry, decision)
        proposal = entry.event if deed is Deed.PROPOSE else proposal
        # Whatever else is done about it takes a decision back.
        decision = entry.event if deed is Deed.DECIDE else decision if deed is None else None


def _content(dossier: Dossier, entry: Entry) -> Iterator[Difference]:
    """Check the digest of what is put forward; words that are erased say nothing of it."""
    if entry.payload is None or entry.payload.content is None:
        return
    facts, words = facts_of(entry.event), entry.words
    files = [file.sha256 for file in words.files or ()]
    computed = content_digest(
        outcome=facts.outcome, document=words.document, files=files, until=facts.until, salt=words.salt
    )
    if facts.content != computed:
        yield Difference(dossier.code, f"{entry} content", facts.content, computed)


def _repeats(dossier: Dossier, entry: Entry, before: Row | None) -> Iterator[Difference]:
    """Check that an event decides, or numbers, what stood before it."""
    repeated = _content_of(facts_of(entry.event))
    was = _content_of(facts_of(before)) if before else None
    if repeated != was:
        yield Difference(dossier.code, f"{entry} decision", repeated, was)


def _content_of(facts: Facts) -> tuple[object, ...]:
    return facts.outcome, facts.content, facts.until, facts.composed


def _by_another(dossier: Dossier, entry: Entry, proposal: Row | None) -> Iterator[Difference]:
    action = dossier.machine.action(entry.event.source, entry.event.action)
    apart = action is not None and Guard.NOT_PROPOSED_BY_ME in action.guards
    if apart and proposal and proposal.actor_id == entry.event.actor_id:
        yield Difference(dossier.code, f"{entry} actor", entry.event.actor_id, "another than who proposed")


def _computed(dossier: Dossier, log: Sequence[Entry], end: Row, rests_on: Sequence[Result]) -> dict[str, Any]:
    """Return what the row of a result must hold, by its columns."""
    machine = dossier.machine
    revoked = next((entry.event for entry in log if entry.event.action == acts.REVOKE), None)
    facts, outcome = facts_of(end), machine.outcome(facts_of(end).outcome)
    issues = outcome.issues if outcome else None
    consequence = issues.earlier if issues else None
    question = machine.question(consequence.question) if consequence else None
    earlier = linked(question, rests_on) if question else None
    return {
        "event_id": end.id,
        "procedure_id": dossier.procedure_id,
        "agency_id": dossier.agency_id,
        "outcome": facts.outcome,
        "kind": issues.kind.value if issues else None,
        "symbol": issues.symbol if issues else None,
        "number": facts.number,
        "dated": facts.dated,
        "until": facts.until,
        "content": facts.content,
        "by_hand": facts.by_hand,
        "earlier_id": earlier.pk if earlier else None,
        "effect": consequence.effect.value if consequence and earlier else "",
        "revoked_at": revoked.at if revoked else None,
        "revocation_id": revoked.id if revoked else None,
    }


def _result(
    dossier: Dossier, log: Sequence[Entry], result: Result | None, rests_on: Sequence[Result]
) -> Iterator[Difference]:
    machine = dossier.machine
    end = next(
        (
            entry.event
            for entry in log
            if (deed := deed_of(machine, entry.event.source, entry.event.action)) and deed.ends
        ),
        None,
    )
    if end is None or result is None:
        if end is not None or result is not None:
            yield Difference(dossier.code, "result", result and result.number, end and facts_of(end).number)
        return
    computed = _computed(dossier, log, end, rests_on)
    answers = answers_of(log)
    if answers is not None:
        computed["holder"] = holder_of(dossier, answers)
    for name, right in computed.items():
        stored = getattr(result, name)
        if stored != right:
            yield Difference(dossier.code, f"result {name}", stored, right)
    if result.serial is not None and result.number != numbered(result.serial, result.symbol):
        yield Difference(dossier.code, "result serial", result.serial, result.number)
