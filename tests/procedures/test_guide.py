"""The guide for officers is true: its example compiles, its commands answer so, its errors are those of the compiler."""

import re
import shlex
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.rights import STEP_ROLES
from portal.postgres import BASE_DIR
from procedures import language
from procedures.form import QuestionKind
from procedures.form.offered import Confidence
from procedures.form.rules import Breach, Comparison, RuleKind
from procedures.language.checker import Law, check
from procedures.language.compiler import SHIPPED, DefinitionErrors, compile_text, shared_blocks
from procedures.language.errors import Notes
from procedures.language.lifecycle import newest
from procedures.language.source import parse, tables_of
from procedures.machine import AfterSupplement, Applicant, Level, LimitUnit, Machine, Online
from procedures.results import Duty, ResultKind
from tests.procedures.shipped import DEPARTMENT_LIST, FILE, WHOLE

GUIDE = (BASE_DIR / "docs" / "viet-thu-tuc.md").read_text(encoding="utf-8")
REFERENCE = (BASE_DIR / "docs" / "procedures.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


EXAMPLE, *ADDITIONS = fenced("toml")
SLUG = "thu-tuc-mau"


def told(text: str) -> list[str]:
    """Everything that an author is told of a definition, as the guide quotes it."""
    try:
        machine = compile_text(text, path=FILE)
    except DefinitionErrors as refused:
        return [str(error) for error in refused.errors]
    return [str(violation.as_error(FILE)) for violation in check(machine)]


def example() -> Machine:
    return compile_text(EXAMPLE, path=FILE)


def spoilt(right: str, wrong: str) -> str:
    """The example with its first line that is right made wrong."""
    assert right in EXAMPLE, right
    return EXAMPLE.replace(right, wrong, 1)


# The example


def test_the_example_compiles_and_keeps_every_law() -> None:
    assert told(EXAMPLE) == []


def test_the_example_is_marked_as_one_and_claims_no_national_code() -> None:
    machine = example()

    assert (machine.slug, machine.version, machine.code) == (SLUG, 1, None)
    assert "MẪU" in machine.name.vi
    assert "SAMPLE" in machine.name.en


def test_the_example_names_the_newest_edition_of_the_lifecycle() -> None:
    assert "lifecycle" in tables_of(EXAMPLE)
    assert example().lifecycle == newest()


def test_the_example_asks_for_papers_in_each_of_the_three_ways() -> None:
    form, always, sometimes = example().components

    assert form.eform
    assert (always.required, always.eform, always.when) == (True, False, None)
    assert (sometimes.required, sometimes.when is not None, sometimes.condition is not None) == (False, True, True)


def test_the_example_asks_questions_of_most_kinds_with_a_block_a_table_and_a_condition() -> None:
    questions = example().questions

    kinds = {question.kind for question in questions if not question.block}
    assert len(kinds) >= 8
    assert kinds >= {QuestionKind.TABLE, QuestionKind.ADDRESS, QuestionKind.CHOICE, QuestionKind.CHOICES}
    assert {question.block for question in questions} == {"", "to-chuc"}
    assert any(question.shown_when for question in questions)
    assert any(question.help and question.heading for question in questions if not question.block)


def test_the_example_has_limits_a_tariff_a_refusal_with_less_time_and_the_iso_document() -> None:
    machine = example()
    (fee,) = machine.fees

    assert machine.committed_limit.amount < machine.legal_limit.amount
    assert machine.supplement.notice_days
    assert (fee.per is not None, fee.quantity, fee.when is not None) == (True, "sign_count", True)
    assert machine.outcomes[1].limit
    assert machine.outcomes[1].paper
    assert machine.iso.code
    assert machine.iso.forms
    assert machine.iso.records
    assert machine.uncertain


def test_in_the_example_the_specialist_proposes_the_leader_decides_and_the_clerk_numbers() -> None:
    machine = example()
    granted, refused = machine.outcomes

    assert [step.duty for step in machine.steps if step.duty] == [Duty.PROPOSES, Duty.DECIDES, Duty.NUMBERS]
    assert granted.issues
    assert granted.issues.term
    assert refused.issues
    assert "{reason}" in refused.issues.document
    limits = [limit for step in machine.steps if (limit := step.limit_for("refused"))]
    assert refused.limit
    assert sum(limit.amount for limit in limits) == refused.limit.amount


def test_the_example_is_assigned_and_can_be_sent_back() -> None:
    names = {action.name for action in example().actions}

    assert names >= {"reassign", "send-back-tham-dinh", "propose-supplement"}
    assert 'asks = ["assignee"]' in EXAMPLE


@pytest.mark.parametrize("addition", ADDITIONS, ids=[addition.splitlines()[0] for addition in ADDITIONS])
def test_what_is_added_to_the_end_of_the_example_is_in_order(addition: str) -> None:
    assert told(f"{EXAMPLE}\n{addition}") == []
    assert compile_text(f"{EXAMPLE}\n{addition}", path=FILE) != example()


def test_lines_of_the_example_are_explained() -> None:
    written = [line for line in EXAMPLE.splitlines() if line.strip()]

    assert sum("#" in line for line in written) / len(written) > 1 / 3


# Errors

EXPLAINED = re.findall(r"^```text\n([^`]*)^```\n\n```diff\n-(.*)\n\+(.*)\n```$", GUIDE, re.MULTILINE)
"""Messages as they are shown, the line that is wrong, the line that is right."""
LISTED = re.findall(
    r"^\d+\. \*\*[^*]+\*\*\s+Sai:\s+`([^`]+)`\.\s+Đúng:\s+`([^`]+)`\.\s+Máy\s+nói:\s+`([^`]+)`\.", GUIDE, re.MULTILINE
)
MISTAKES = [tuple(" ".join(part.split()).replace(" ⏎ ", "\n") for part in mistake) for mistake in LISTED]
"""What is wrong, what is right, a part of the message."""


def test_three_errors_are_explained_and_ten_mistakes_listed() -> None:
    assert (len(EXPLAINED), len(MISTAKES)) == (3, 10)


@pytest.mark.parametrize(("messages", "wrong", "right"), EXPLAINED, ids=[wrong for _, wrong, _ in EXPLAINED])
def test_an_error_that_is_explained_is_told_in_these_words(messages: str, wrong: str, right: str) -> None:
    assert told(spoilt(right, wrong)) == messages.splitlines()


@pytest.mark.parametrize(("wrong", "right", "message"), MISTAKES, ids=[wrong for wrong, _, _ in MISTAKES])
def test_a_mistake_that_is_listed_is_told_in_these_words(wrong: str, right: str, message: str) -> None:
    assert message in "\n".join(told(spoilt(right, wrong)))


def test_a_text_that_is_broken_into_two_lines_is_told_in_the_words_of_the_guide() -> None:
    (message,) = told(spoilt('"Ký kết quả", en', '"Ký kết quả",\n  en'))

    assert "viết trọn { … } trên một dòng" in message
    assert "*viết trọn { … } trên một dòng*" in " ".join(GUIDE.split())


# Commands


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which an officer has written two versions."""
    path = tmp_path / SLUG
    path.mkdir()
    for number in (1, 2):
        text = EXAMPLE.replace("version = 1 ", f"version = {number} ", 1)
        if number > 1:
            text = text.replace("effective_on = 2026-01-05", f"effective_on = {timezone.localdate()}")
        (path / f"v{number}.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def answers(line: str) -> str:
    said = StringIO()
    program, *words = shlex.split(line.removeprefix("$ "))
    assert program == "manage.py"
    call_command(*words, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_the_commands_answer_as_they_are_shown_one_after_the_other(folder: Path) -> None:
    sessions = [session.partition("\n") for session in fenced("console")]

    assert [answers(line) for line, _newline, _answer in sessions] == [answer for _line, _newline, answer in sessions]
    assert (folder.parent / f"{SLUG}.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.django_db
def test_a_published_version_that_was_edited_is_refused_as_it_is_shown(folder: Path) -> None:
    first, said = folder / "v1.toml", StringIO()
    call_command("publish_procedures", f"{SLUG}/v1.toml", stdout=StringIO())
    first.write_text(first.read_text(encoding="utf-8").replace("05 năm", "10 năm"), encoding="utf-8")

    with pytest.raises(CommandError):
        call_command("publish_procedures", f"{SLUG}/v1.toml", stderr=said)

    assert said.getvalue() in fenced("text")


# Every key

type Keys = dict[str, set[str]]

LABELS = {
    "": "top",
    "iso": "[iso]",
    "iso.forms": "[[iso.forms]]",
    "iso.records": "[[iso.records]]",
    "legal_limit": "[legal_limit]",
    "committed_limit": "[committed_limit]",
    "supplement": "[supplement]",
    "event": "[event]",
    "elsewhere": "[[elsewhere]]",
    "components": "[[components]]",
    "fees": "[[fees]]",
    "questions": "[[questions]]",
    "questions.choices": "[[questions]]",
    "questions.columns": "[[questions.columns]]",
    "questions.columns.choices": "[[questions.columns]]",
    "rules": "[[rules]]",
    "sources": "[[sources]]",
    "steps": "[[steps]]",
    "outcomes": "[[outcomes]]",
    "outcomes.limit": "[[outcomes]]",
    "outcomes.issues": "[outcomes.issues]",
    "outcomes.issues.words": "[[outcomes.issues.words]]",
    "outcomes.issues.term": "[outcomes.issues.term]",
    "outcomes.issues.earlier": "[outcomes.issues.earlier]",
}
"""What both documents call the table at a path; a condition is called the same wherever it stands."""
CONDITIONS = {"when", "shown_when", "when_all", "when_any"}
BY_NAME = {"times", "say"}
"""Tables whose keys are the names of outcomes, or the values of choices."""
WORDS = {
    word.value
    for words in (
        QuestionKind,
        LimitUnit,
        AfterSupplement,
        Applicant,
        Level,
        Online,
        ResultKind,
        STEP_ROLES,
        RuleKind,
        Breach,
        Comparison,
        Confidence,
    )
    for word in words
}


OTHER_BLOCKS = shared_blocks().keys() - {"to-chuc"}
"""Those that the example does not name itself."""


def sectors_named() -> list[str]:
    return re.findall(r"`[a-z-]+` \([^()]+\)", " ".join(GUIDE.split()))


def whole() -> Mapping[str, object]:
    """The definition that has every key; when a fee is due only a later edition of the lifecycle is told."""
    text = WHOLE.replace("\nlifecycle = 2\n", "\nlifecycle = 4\n").replace(
        "\n[[fees]]\n", '\n[[fees]]\ndue = "processing"\n', 1
    )
    return parse(text, Notes(FILE))


def keys_in(table: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    """Go through a definition: which key stands in which table. Texts and the author's own blocks are none."""
    for key, value in table.items():
        if key in {"vi", "en", "blocks"}:
            continue
        label = "when" if path.rpartition(".")[2] in CONDITIONS else LABELS[path]
        yield label, key
        if key in BY_NAME:
            continue
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            if isinstance(row, dict) and row.keys() != {"vi", "en"}:
                yield from keys_in(row, f"{path}.{key}" if path else key)


def expected() -> Keys:
    found: Keys = {}
    for label, key in keys_in(whole()):
        found.setdefault(label, set()).add(key)
    # What opens a table of its own is documented there.
    found["top"] -= {path for path in LABELS if path}
    found["[iso]"] -= {"forms", "records"}
    found["[[outcomes]]"] -= {"issues"}
    found["[outcomes.issues]"] -= {"words", "term", "earlier"}
    return found


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def plain(key: str) -> str:
    """A key without the brackets and the table in front of it: [iso.scope] is scope."""
    return key.strip("[]").rpartition(".")[2]


def keys_of_the_guide() -> Keys:
    found: Keys = {}
    for section in re.split(r"^### ", GUIDE.partition("## 14.")[2], flags=re.MULTILINE)[1:]:
        heading, _newline, body = section.partition("\n")
        keys = {plain(key) for line in body.splitlines() if line.startswith("|") for key in quoted(line.split("|")[1])}
        for label in quoted(heading) - {"shown_when"} or {"top"}:
            found.setdefault(label, set()).update(keys)
    return found


def keys_of_the_reference() -> Keys:
    found: Keys = {}
    section = REFERENCE.partition("\n## Keys\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("|"):
            where, keys = line.split("|")[1:3]
            for label in quoted(where) or {"top"}:
                found.setdefault(label, set()).update(quoted(keys))
    return found


@pytest.mark.parametrize("documented", [keys_of_the_guide(), keys_of_the_reference()], ids=["guide", "reference"])
def test_every_key_of_the_language_is_documented_in_its_table(documented: Keys) -> None:
    missing = {label: keys - documented.get(label, set()) for label, keys in expected().items()}

    assert {label: keys for label, keys in missing.items() if keys} == {}


def test_no_key_is_documented_that_the_language_does_not_have() -> None:
    known, label = expected(), "[[blocks.tên-khối]]"
    spare = {name: keys - known.get(name, set()) for name, keys in keys_of_the_guide().items() if name != label}

    assert {name: keys for name, keys in spare.items() if keys} == {}


@pytest.mark.parametrize("document", [GUIDE, REFERENCE], ids=["guide", "reference"])
def test_every_word_of_the_closed_lists_and_every_shared_block_is_documented(document: str) -> None:
    assert (WORDS | shared_blocks().keys()) - quoted(document) == set()


def test_the_guide_names_the_questions_of_each_block_and_the_sectors_that_there_are() -> None:
    blocks = [compile_text(f'{EXAMPLE}\n[[questions]]\nblock = "{name}"\n', path=FILE) for name in OTHER_BLOCKS]
    asked = {question.name for machine in blocks for question in machine.questions if question.block}
    shipped = [
        compile_text(path.read_bytes(), path=str(path))
        for path in SHIPPED.glob("*/v*.toml")
        if path.parent.name in DEPARTMENT_LIST
    ]

    assert asked - quoted(GUIDE) == set()
    assert {f"`{machine.sector}` ({machine.sector_name.vi})" for machine in shipped} - set(sectors_named()) == set()


def test_every_law_of_the_checker_is_in_the_reference() -> None:
    assert {law.value for law in Law} - quoted(REFERENCE) == set()


def test_the_definition_that_the_documents_are_held_to_has_every_key_that_is_read() -> None:
    folder = Path(language.__file__).parent
    code = "".join(
        (folder / name).read_text(encoding="utf-8")
        for name in ("shape.py", "form/shape.py", "form/rules.py", "results/shape.py")
    )
    read = set(re.findall(r'\b(?:table|inner)\.\w+\(\s*"(\w+)"', code)) | set(re.findall(r'\(table, "(\w+)"\)', code))

    assert len(read) > 60
    assert read - {key for _label, key in keys_in(whole())} == {"blocks"}
