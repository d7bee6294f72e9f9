"""What changed between two versions about the decision and its results: for who files, and for who works on dossiers."""

from collections.abc import Iterator

from procedures.form import Text
from procedures.language.differences.phrases import NOTHING, about, long, now, quoted
from procedures.machine import Action, Guard, Machine, Outcome, Step
from procedures.results import Deed, Duty, Effect, Issued, ResultKind, Term

KINDS = {
    ResultKind.LICENCE: Text("giấy phép", "a licence"),
    ResultKind.CERTIFICATE: Text("giấy chứng nhận", "a certificate"),
    ResultKind.CONFIRMATION: Text("xác nhận", "a confirmation"),
    ResultKind.APPROVAL: Text("chấp thuận", "an approval"),
    ResultKind.ANSWER: Text("văn bản trả lời", "a written answer"),
}
_EFFECTS = {
    Effect.REPLACES: ("thay thế", "replaces"),
    Effect.EXTENDS: ("gia hạn", "extends"),
    Effect.REVOKES: ("thu hồi", "revokes"),
}
_DUTIES = {
    Duty.PROPOSES: Text("Bước trình kết quả", "The step that proposes"),
    Duty.DECIDES: Text("Bước quyết định", "The step that decides"),
    Duty.NUMBERS: Text("Bước vào số", "The step that numbers"),
}
_ALLOWED = Text("được phép", "allowed")
_NOT_ALLOWED = Text("không được phép", "not allowed")
_LIKE_OTHERS = Text("như các kết quả khác", "as for the other outcomes")
_NO_EFFECT = Text("không thay đổi giấy nào", "changes no earlier paper")
_WITHOUT_TERM = Text("không ghi thời hạn", "not stated")


def for_applicants(old: Machine, new: Machine) -> Iterator[Text]:
    """Say what an applicant must know of the results: what kind they are of, and how long they hold."""
    for before, after in _in_both(old, new):
        was, now_issued = before.issues, after.issues
        if was is not None and now_issued is not None and was.kind is not now_issued.kind:
            yield now(_result(after), KINDS[now_issued.kind], KINDS[was.kind])
        if _term(old, before) != _term(new, after):
            yield now(_of(after, "Thời hạn của", "The term of"), _term(new, after), _term(old, before))
        if _effect(old, was) != _effect(new, now_issued):
            label = _of(after, "Đối với giấy đã cấp, kết quả", "To the earlier paper, the result")
            yield now(label, _effect(new, now_issued), _effect(old, was))


def for_officers(old: Machine, new: Machine) -> Iterator[Text]:
    """Say who proposes, decides and numbers now, in what time, and what is issued."""
    yield from _subject(old, new)
    yield from _duties(old, new)
    yield from _proposer(old, new)
    yield from _times(old, new)
    yield from for_applicants(old, new)
    for before, after in _in_both(old, new):
        yield from _papers(before, after)


def _subject(old: Machine, new: Machine) -> Iterator[Text]:
    if old.subject != new.subject:
        label = Text("Câu phân biệt các hồ sơ", "What tells dossiers apart")
        yield now(label, _line(new.subject), _line(old.subject))


def _duties(old: Machine, new: Machine) -> Iterator[Text]:
    for duty, label in _DUTIES.items():
        before, after = _doing(old, duty), _doing(new, duty)
        if before != after:
            yield now(label, after, before)


def _proposer(old: Machine, new: Machine) -> Iterator[Text]:
    before, after = _decided(old), _decided(new)
    if before and after and _by_proposer(before) is not _by_proposer(after):
        label = Text("Người trình tự quyết định", "Deciding one's own proposal")
        yield now(label, _by_proposer(after), _by_proposer(before))


def _times(old: Machine, new: Machine) -> Iterator[Text]:
    for step in new.steps:
        was = old.step(step.name)
        for outcome in new.outcomes:
            before, after = was and was.limits.get(outcome.name), step.limits.get(outcome.name)
            if before != after:
                label = Text(
                    f"Thời gian của bước “{step.title.vi}” khi kết quả là “{outcome.label.vi}”",
                    f"The time of “{step.title.en}” where the outcome is “{outcome.label.en}”",
                )
                yield now(label, long(after) if after else _LIKE_OTHERS, long(before) if before else _LIKE_OTHERS)


def _papers(before: Outcome, after: Outcome) -> Iterator[Text]:
    was, issued = before.issues, after.issues
    if issued is None:
        return
    if was is None:
        kind = KINDS[issued.kind]
        what = Text(f"{kind.vi}, ký hiệu {issued.symbol}", f"{kind.en}, symbol {issued.symbol}")
        yield now(_result(after), what, NOTHING)
    elif was.symbol != issued.symbol:
        yield now(_of(after, "Ký hiệu của", "The symbol of"), _line(issued.symbol), _line(was.symbol))
    if (was.document_of_all if was else "") != issued.document_of_all:
        yield about("Nội dung soạn sẵn có thay đổi", "Changed text of the draft", after.label)


def _in_both(old: Machine, new: Machine) -> Iterator[tuple[Outcome, Outcome]]:
    for after in new.outcomes:
        before = old.outcome(after.name)
        if before is not None:
            yield before, after


def _doing(machine: Machine, duty: Duty) -> Text:
    steps = [step for step in machine.steps if step.duty is duty]
    return _titles(steps) if steps else NOTHING


def _titles(steps: list[Step]) -> Text:
    named = [(step.title, step.agency) for step in steps]
    return Text(
        ", ".join(f"“{title.vi}”" + (f" ({agency.vi})" if agency else "") for title, agency in named),
        ", ".join(f"“{title.en}”" + (f" ({agency.en})" if agency else "") for title, agency in named),
    )


def _decided(machine: Machine) -> list[Action]:
    return [action for action in machine.actions if action.deed is Deed.DECIDE]


def _by_proposer(deciding: list[Action]) -> Text:
    is_apart = all(Guard.NOT_PROPOSED_BY_ME in action.guards for action in deciding)
    return _NOT_ALLOWED if is_apart else _ALLOWED


def _term(machine: Machine, outcome: Outcome) -> Text:
    return _years(machine, outcome.issues.term if outcome.issues else None)


def _effect(machine: Machine, issued: Issued | None) -> Text:
    consequence = issued.earlier if issued else None
    if consequence is None:
        return _NO_EFFECT
    asked, (vi, en) = machine.question(consequence.question), _EFFECTS[consequence.effect]
    label = asked.label if asked else NOTHING
    once = Text(" (một lần)", " (once)") if consequence.once else Text("", "")
    return Text(f"{vi} “{label.vi}”{once.vi}", f"{en} “{label.en}”{once.en}")


def _years(machine: Machine, term: Term | None) -> Text:
    if term is None:
        return _WITHOUT_TERM
    question = machine.question(term.question) if term.question else None
    if question is not None:
        label = question.label
        vi, en = ("tháng", "months") if term.in_months else ("năm", "years")
        return Text(f"số {vi} theo câu trả lời “{label.vi}”", f"as many {en} as “{label.en}” says")
    return Text(f"{term.years} năm", f"{term.years} year{'' if term.years == 1 else 's'}")


def _result(outcome: Outcome) -> Text:
    return _of(outcome, "Kết quả", "The result")


def _of(outcome: Outcome, vi: str, en: str) -> Text:
    return Text(f"{vi} “{outcome.label.vi}”", f"{en} “{outcome.label.en}”")


def _line(line: str) -> Text:
    return quoted(Text(line, line)) if line else NOTHING
