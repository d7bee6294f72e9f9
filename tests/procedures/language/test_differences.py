"""What a person is told who had begun under an older version of a procedure."""

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import Decimal

import pytest

from procedures.form import Choice, Component, Condition, Elsewhere, Fee, Question, QuestionKind, Text
from procedures.form.rules import Rule, RuleKind
from procedures.language.differences import differences
from procedures.language.wording import supplement
from procedures.machine import Applicant, Limit, LimitUnit, Machine, Online
from tests.dossiers import every_kind

OLD = every_kind.machine()
NEW_TEXT = Text("Tên khác", "Another name")


def question(name: str) -> Question:
    found = OLD.question(name)
    assert found is not None
    return found


def component(name: str) -> Component:
    found = OLD.component(name)
    assert found is not None
    return found


def with_question(name: str, **changes: object) -> Machine:
    questions = tuple(replace(q, **changes) if q.name == name else q for q in OLD.questions)
    return replace(OLD, questions=questions)


def with_component(name: str, **changes: object) -> Machine:
    components = tuple(replace(c, **changes) if c.name == name else c for c in OLD.components)
    return replace(OLD, components=components)


def with_fee(place: int, **changes: object) -> Machine:
    fees = tuple(replace(fee, **changes) if n == place else fee for n, fee in enumerate(OLD.fees))
    return replace(OLD, fees=fees)


def without_question(name: str) -> Machine:
    return replace(OLD, questions=tuple(q for q in OLD.questions if q.name != name))


def without_component(name: str) -> Machine:
    return replace(OLD, components=tuple(c for c in OLD.components if c.name != name))


def told(new: Machine, old: Machine = OLD) -> list[str]:
    return [text.en for text in differences(old, new)]


def test_a_version_that_asks_the_same_has_no_differences() -> None:
    assert told(OLD) == []


@pytest.mark.parametrize(
    "new",
    [
        replace(OLD, version=2, questions=tuple(reversed(OLD.questions))),
        with_question("title", heading=NEW_TEXT, block="to-chuc"),
        replace(OLD, steps=OLD.steps[:1], states={}, actions=(), digest="x"),
    ],
    ids=["another order", "another heading", "another inner process"],
)
def test_what_changes_nothing_for_the_applicant_is_not_told(new: Machine) -> None:
    assert told(new) == []


CASES: list[tuple[str, Callable[[], Machine], str]] = [
    ("name", lambda: replace(OLD, name=NEW_TEXT), "The name of the procedure is now “Another name” (was: “A procedure with every kind of question”)."),
    ("audience", lambda: replace(OLD, audience=(NEW_TEXT,)), f"Who it is for is now Another name (was: {'; '.join(text.en for text in OLD.audience)})."),
    ("applicants", lambda: replace(OLD, applicants=(Applicant.BUSINESS, Applicant.FOREIGN)), "Who may file is now enterprises; foreign persons and organisations (was: citizens; enterprises)."),
    ("supplement", lambda: replace(OLD, supplement=replace(OLD.supplement, rounds=2)), f"The rule for asking for missing papers is now {supplement(replace(OLD.supplement, rounds=2)).en} (was: {supplement(OLD.supplement).en})."),
    ("result at once", lambda: replace(OLD, actions=(*OLD.actions, replace(OLD.actions[0], name="at-once", source="accepted", outcome="granted"))), "A result at once, on acceptance is now possible (was: not possible)."),
    ("question dropped", lambda: without_question("title"), "No longer asked: Title."),
    ("question with a question mark", lambda: without_question("is_agent"), "No longer asked: Filed for somebody else?"),
    ("question required", lambda: with_question("summary", required=True), "Changed question: Summary (answer: required, before: not required)."),
    ("question bounded", lambda: with_question("pages", maximum=10), "Changed question: Pages (greatest number: 10, before: 100.000)."),
    ("choices", lambda: with_question("aims", choices=question("aims").choices[:2]), "Changed question: Aims (no longer choice “Other”)."),
    ("condition", lambda: with_question("pages", shown_when=None), "Changed question: Pages (asked: always, before: where “Form of the material” is “Print”)."),
    ("columns", lambda: with_question("machines", columns=question("machines").columns[:1]), "Changed question: List of machines (no longer column “Number”; no longer column “Price”; no longer column “Origin”)."),
    ("elsewhere", lambda: replace(OLD, elsewhere=(*OLD.elsewhere, Elsewhere(OLD.elsewhere[0].when, NEW_TEXT))), "Changed question: Where is it? (filed elsewhere: where “Where is it?” is “Abroad” (“What is held abroad is decided by the Ministry; please apply there.”), where “Where is it?” is “Abroad” (“Another name”), before: where “Where is it?” is “Abroad” (“What is held abroad is decided by the Ministry; please apply there.”))."),
    ("question renamed", lambda: with_question("title", label=NEW_TEXT), "Changed question: Another name (question: “Another name”, before: “Title”)."),
    ("question of another kind", lambda: with_question("pages", kind=QuestionKind.MONEY), "Changed question: Pages (kind of answer: an amount of money, before: a whole number)."),
    ("question shortened", lambda: with_question("title", max_length=99), "Changed question: Title (most characters: 99, before: 100)."),
    ("hint", lambda: with_question("title", help=NEW_TEXT), "Changed question: Title (hint: “Another name”, before: “In full.”)."),
    ("choice renamed", lambda: with_question("aims", choices=(Choice(question("aims").choices[0].value, NEW_TEXT), *question("aims").choices[1:])), f"Changed question: Aims (choice: “Another name”, before: “{question('aims').choices[0].label.en}”)."),
    ("column required", lambda: with_question("machines", columns=(replace(question("machines").columns[0], required=False), *question("machines").columns[1:])), "Changed question: List of machines (column “Model”: answer: not required, before: required)."),
    ("licences of another procedure", lambda: with_question("earlier", of=("gp-ban-tin",), accepts_expired=False), "Changed question: A licence from before (of the procedures: gp-ban-tin, before: xb-tai-lieu-khong-kinh-doanh; an expired one: not taken, before: taken)."),
    ("copies", lambda: with_component("ban-do", copies=3), "Changed document: Map (copies: 3, before: 1)."),
    ("document dropped", lambda: without_component("anh"), "Document no longer asked for: Photograph."),
    ("document required", lambda: with_component("anh", required=True), "Document now required: Photograph."),
    ("document optional", lambda: with_component("ban-do", required=False), "Document no longer required: Map."),
    ("document online", lambda: with_component("ban-do", eform=True), "Now filled in on line, not attached: Map."),
    ("document attached", lambda: with_component("don", eform=False), "Now to be attached as a file: Application form."),
    ("document changed", lambda: with_component("ban-do", form=NEW_TEXT), "Changed document: Map (form: Another name, before: none)."),
    ("fee dropped", lambda: replace(OLD, fees=OLD.fees[:2]), "Fee no longer charged: Licence fee."),
    ("fee raised", lambda: with_fee(2, amount=1_000_000), "Licence fee is now 1.000.000 đ (was: 50.000 đ)."),
    ("tariff raised", lambda: with_fee(0, amount=20000), "Appraisal of print is now 20.000 đ per standard page (was: 15.000 đ per standard page)."),
    ("fee's case", lambda: with_fee(0, when=None), "The case in which “Appraisal of print” is due is now always (was: where “Form of the material” is “Print”)."),
    ("limit", lambda: replace(OLD, committed_limit=Limit(Decimal("0.5"), LimitUnit.WORKING_HOUR)), "The time limit is now 0,5 working hour (was: 3 working days)."),
    ("event", lambda: replace(OLD, event=replace(OLD.event, file_hours_before=48)), "It must now be filed at least 48 hours before the event."),
    ("agency", lambda: replace(OLD, agency=NEW_TEXT), "The agency that decides is now Another name (was: Hanoi Department of Information and Communications)."),
    ("jurisdiction", lambda: replace(OLD, jurisdiction=NEW_TEXT), "What this agency decides is now: Another name."),
    ("requirement", lambda: replace(OLD, requirements=(NEW_TEXT,)), "New requirement: Another name."),
    ("elsewhere's answers", lambda: replace(OLD, elsewhere=(replace(OLD.elsewhere[0], when=Condition("place", ("hanoi",))),)), "Changed question: Where is it? (filed elsewhere: where “Where is it?” is “In Hanoi” (“What is held abroad is decided by the Ministry; please apply there.”), before: where “Where is it?” is “Abroad” (“What is held abroad is decided by the Ministry; please apply there.”))."),
    ("sets", lambda: replace(OLD, sets=OLD.sets + 1), "The number of sets is now 2 (was: 1)."),
    ("sets' note", lambda: replace(OLD, sets_note=NEW_TEXT), "What is said of the sets is now: Another name."),
    ("fee's quantity", lambda: with_fee(0, quantity=None), "The number by which “Appraisal of print” is counted is now not from the form (was: “Pages”)."),
    ("fees' note", lambda: replace(OLD, fee_note=NEW_TEXT), "What is said of the fees is now: Another name."),
    ("limit by law", lambda: replace(OLD, legal_limit=Limit(Decimal(1), LimitUnit.WORKING_DAY)), "The time limit by law is now 1 working day (was: 3 working days)."),
    ("outcome's limit", lambda: replace(OLD, outcomes=(replace(OLD.outcomes[0], hours_before_event=12), *OLD.outcomes[1:])), "The time of its own of “Granted” is now at least 12 hours before the event (was: none)."),
    ("online", lambda: replace(OLD, online=Online.PARTIAL), "Filing on line is now in part (was: not stated)."),
    ("filed elsewhere", lambda: replace(OLD, filed_elsewhere=NEW_TEXT), "It is no longer filed here: Another name."),
    ("abolished", lambda: replace(OLD, abolished=NEW_TEXT), "The procedure is abolished: Another name."),
    ("reason on line", lambda: replace(OLD, online_reason=NEW_TEXT), "Why it is not wholly on line is now: Another name."),
    ("channels", lambda: replace(OLD, channels=(*OLD.channels, NEW_TEXT)), "The way to file is now Online; Another name (was: Online)."),
    ("rules", lambda: replace(OLD, rules=(Rule("a", RuleKind.NOT_AFTER_TODAY, "born_on"),)), "New rule between answers: “Date of birth” must not be after the day of filing (nothing is filed otherwise)."),
    ("lifecycle", lambda: replace(OLD, lifecycle=2), "The course that all dossiers share is now edition 2 (was: edition 1)."),
]  # fmt: skip
COMPARED = frozenset({
    "name", "requirements", "questions", "elsewhere", "components", "sets", "sets_note", "fees", "fee_note",
    "committed_limit", "legal_limit", "outcomes", "event", "agency", "jurisdiction", "online", "channels",
    "filed_elsewhere", "abolished", "online_reason",
    "lifecycle", "rules", "audience", "applicants", "supplement", "actions",
})  # fmt: skip
EXCEPTED = frozenset({
    # What it is known and listed by.
    "slug", "version", "code", "sector", "sector_name", "level", "summary", "result",
    "effective_on", "legal_basis", "digest",
    # What happens inside the office.
    "iso", "uncertain", "sources", "steps", "initial", "states", "_by_source", "subject",
})  # fmt: skip


def test_every_part_of_a_procedure_is_compared_or_excepted() -> None:
    assert {field.name for field in fields(Machine)} == COMPARED | EXCEPTED
    assert not COMPARED & EXCEPTED


@pytest.mark.parametrize(("new", "sentence"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_change_is_told_in_one_sentence(new: Callable[[], Machine], sentence: str) -> None:
    assert told(new()) == [sentence]


def test_what_is_new_is_told() -> None:
    assert told(OLD, without_question("title")) == ["New question: Title."]
    assert told(OLD, without_component("ban-do")) == ["New document, required: Map."]
    assert told(OLD, without_component("anh")) == ["New document, only in one case: Photograph – when there is one."]
    assert told(OLD, replace(OLD, fees=())) == [
        "New fee: Appraisal of print, 15.000 đ per standard page.",
        "New fee: Appraisal of electronic material, 6.000 đ per minute.",
        "New fee: Licence fee, 50.000 đ.",
    ]
    assert told(OLD, replace(OLD, event=None)) == ["It must now be filed at least 24 hours before the event."]


def test_what_was_said_and_is_not_any_more_is_told() -> None:
    said = replace(OLD, requirements=(NEW_TEXT,), sets_note=NEW_TEXT, jurisdiction=NEW_TEXT, fee_note=NEW_TEXT)

    assert told(OLD, said) == [
        "No longer required: Another name.",
        "What is said of the sets is now: none.",
        "What is said of the fees is now: none.",
        "What this agency decides is now: not stated.",
    ]


def test_a_change_is_told_in_vietnamese_from_what_to_what() -> None:
    assert [text.vi for text in differences(OLD, with_question("pages", maximum=3))] == [
        "Câu hỏi có thay đổi: Số trang (số lớn nhất: 3, trước: 100.000)."
    ]


def test_an_event_without_a_limit_any_more_is_no_news() -> None:
    assert told(replace(OLD, event=None)) == []


def test_the_differences_are_told_in_vietnamese_as_it_writes_numbers() -> None:
    new = replace(
        OLD,
        fees=(*OLD.fees[:2], Fee(OLD.fees[2].name, 1_000_000)),
        committed_limit=Limit(Decimal("2.5"), LimitUnit.CALENDAR_DAY),
        lifecycle=2,
    )

    assert [text.vi for text in differences(OLD, new)] == [
        "Lệ phí cấp phép nay là 1.000.000 đ (trước: 50.000 đ).",
        "Thời hạn giải quyết nay là 2,5 ngày (trước: 3 ngày làm việc).",
        "Quy trình chung cho mọi hồ sơ nay là bản số 2 (trước: bản số 1).",
    ]
