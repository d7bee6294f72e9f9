"""What changed in the ways to end: which there are, and what each of them issues."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from procedures.form import Text
from procedures.language.changes.sentences import NOTHING, about, by_name, joined, now, of, plain, quoted, spoken
from procedures.machine import Machine, Outcome, Paper
from procedures.results import Issued, ResultKind, Term

KINDS: Mapping[ResultKind, Text] = {
    ResultKind.LICENCE: Text("giấy phép", "a licence"),
    ResultKind.CERTIFICATE: Text("giấy chứng nhận", "a certificate"),
    ResultKind.CONFIRMATION: Text("văn bản xác nhận", "a confirmation"),
    ResultKind.APPROVAL: Text("văn bản chấp thuận", "an approval"),
    ResultKind.ANSWER: Text("văn bản trả lời", "a written answer"),
}


def outcome_changes(old: Machine, new: Machine) -> Iterator[Text]:
    """Yield which outcomes came, went or say something else; their time of their own is told to everybody already."""
    before, after = by_name(old.outcomes), by_name(new.outcomes)
    for name, outcome in after.items():
        if name in before:
            yield from _outcome(old, new, before[name], outcome)
        else:
            what = joined([quoted(outcome.label), *([issued(new, outcome.issues)] if outcome.issues else [])], ", ")
            yield about("Kết quả mới", "New outcome", what)
    for name, outcome in before.items():
        if name not in after:
            yield about("Không còn kết quả", "Outcome that there is no longer", quoted(outcome.label))


def _outcome(old: Machine, new: Machine, before: Outcome, after: Outcome) -> Iterator[Text]:
    if before.label.vi != after.label.vi:
        what = of("Tên kết quả", "The name of the outcome", before.label)
        yield now(what, quoted(after.label), quoted(before.label))
    if before.paper != after.paper:
        what = of("Mẫu kèm theo kết quả", "The form that goes with the outcome", after.label)
        yield now(what, _form(after.paper), _form(before.paper))
    was, is_now = issued(old, before.issues), issued(new, after.issues)
    if was != is_now:
        yield now(of("Văn bản cấp ra khi", "What is issued on", after.label), is_now, was)
    yield from _document(old, new, before, after)


def _document(old: Machine, new: Machine, before: Outcome, after: Outcome) -> Iterator[Text]:
    was = before.issues.document_of_all if before.issues else ""
    is_now = after.issues.document_of_all if after.issues else ""
    if was == is_now:
        return
    if not was:
        yield _says(after, "nay có văn bản soạn sẵn", "now has a composed document")
    elif not is_now:
        yield _says(after, "không còn văn bản soạn sẵn", "no longer has a composed document")
    else:
        yield from _paragraphs(after, _spoken(old, was), _spoken(new, is_now))


def _spoken(machine: Machine, document: str) -> list[Text]:
    return [spoken(machine, part.strip()) for part in document.split("\n\n") if part.strip()]


def _paragraphs(outcome: Outcome, before: list[Text], after: list[Text]) -> Iterator[Text]:
    """Yield what has changed in a composed document, paragraph by paragraph, as it is and as it was."""
    what = of("Văn bản soạn sẵn của kết quả", "The composed document of", outcome.label)
    matcher = SequenceMatcher(None, [text.vi for text in before], [text.vi for text in after], autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        was, is_now = joined(before[first:last], " / "), joined(after[begin:end], " / ")
        match kind:
            case "replace":
                part = Text(f"{what.vi}, một đoạn", f"{what.en}, in one place,")
                yield now(part, quoted(is_now), quoted(was))
            case "insert":
                yield about(f"{what.vi} thêm đoạn", f"{what.en} has more", quoted(is_now))
            case "delete":
                yield about(f"{what.vi} bỏ đoạn", f"{what.en} no longer has", quoted(was))


def _says(outcome: Outcome, vi: str, en: str) -> Text:
    label = outcome.label
    return Text(f"Kết quả “{label.vi}” {vi}.", f"The outcome “{label.en}” {en}.")


def _form(paper: Paper | None) -> Text:
    return Text(f"mẫu {paper.value}", f"form {paper.value}") if paper else NOTHING


def issued(machine: Machine, issues: Issued | None) -> Text:
    """Return what an outcome issues, on one line: its kind, its symbol, how long it holds."""
    if issues is None:
        return NOTHING
    kind, symbol = KINDS[issues.kind], issues.symbol
    parts = [kind, Text(f"ký hiệu {symbol}", f"symbol {symbol}")]
    return joined([*parts, *([term_in_words(machine, issues.term)] if issues.term else [])], ", ")


def term_in_words(machine: Machine, term: Term) -> Text:
    """Return how long a result holds."""
    if term.years is not None:
        return Text(f"thời hạn {term.years} năm", f"for {term.years} year{'' if term.years == 1 else 's'}")
    question = machine.question(term.question or "")
    label = question.label if question else plain(term.question or "")
    return Text(f"số năm theo câu “{label.vi}”", f"for the years answered under “{label.en}”")
