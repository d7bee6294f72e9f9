"""What changed in the rules between answers: each rule in words, with what an answer that breaks it does."""

from collections.abc import Iterator, Mapping

from procedures.form import Condition
from procedures.form.rules import Breach, Rule
from procedures.form.wording import stated
from procedures.language.differences.asked import case_of
from procedures.language.differences.phrases import about, now
from procedures.machine import Machine, Text

_BREACHES: Mapping[Breach, Text] = {
    Breach.BLOCK: Text("trái thì không nộp được", "nothing is filed otherwise"),
    Breach.WARN: Text("trái thì được nhắc", "whoever files otherwise is reminded"),
}


def of_rules(old: Machine, new: Machine) -> Iterator[Text]:
    """Yield which rules are new, changed or gone; a better translation is no other rule."""
    before, after = _by_name(old), _by_name(new)
    for name, rule in after.items():
        if name not in before:
            yield about("Quy tắc mới giữa các câu trả lời", "New rule between answers", rule)
        elif rule.vi != before[name].vi:
            yield now(Text("Quy tắc giữa các câu trả lời", "A rule between answers"), rule, before[name])
    for name, rule in before.items():
        if name not in after:
            yield about("Không còn quy tắc", "No longer a rule", rule)


def _by_name(machine: Machine) -> Mapping[str, Text]:
    return {rule.name: _in_words(machine, rule) for rule in machine.rules}


def _in_words(machine: Machine, rule: Rule) -> Text:
    said = stated(rule, {question.name: question for question in machine.questions})
    parts = [*_cases(machine, rule), _BREACHES[rule.breach]]
    if rule.tell is not None:
        parts.append(Text(f"“{rule.tell.vi}”", f"“{rule.tell.en}”"))
    vi, en = ("; ".join(part.of(language) for part in parts) for language in ("vi", "en"))
    return Text(f"{said.vi} ({vi})", f"{said.en} ({en})")


def _cases(machine: Machine, rule: Rule) -> Iterator[Text]:
    """Yield with which answers a rule holds; nothing where it always does."""
    for conditions, vi, en in ((rule.all_of, " và ", " and "), (rule.any_of, " hoặc ", " or ")):
        if conditions:
            yield _joined(machine, conditions, vi, en)


def _joined(machine: Machine, conditions: tuple[Condition, ...], vi: str, en: str) -> Text:
    cases = [case_of(machine, condition) for condition in conditions]
    return Text(vi.join(case.vi for case in cases), en.join(case.en for case in cases))
