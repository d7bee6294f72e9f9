"""What a preview holds of a definition: all of it, in one file that stands alone."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from dossiers.preview import samples
from dossiers.preview.before import Changes
from dossiers.preview.page import MARK, preview
from procedures.language.compiler import compile_text
from procedures.machine import Machine, QuestionKind, Text
from procedures.models import ProcedureVersion
from procedures.publication import Approval
from tests.dossiers import every_kind
from tests.dossiers.preview.reading import Read, plain
from tests.procedures import second
from tests.procedures.shipped import newest

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 26, 2, tzinfo=UTC)
NEW = Changes(None, None)
MACHINES = [
    every_kind.machine(),
    second.second_machine(),
    *(compile_text(p.read_bytes(), path=p.name) for p in newest()),
]


def made(machine: Machine, language: str = "vi") -> Read:
    return Read(preview(machine, NEW, language=language, at=AT))


def texts_of(machine: Machine) -> list[Text]:
    """Return everything that a preview has to say of a definition."""
    questions = [q.label for question in machine.questions for q in (question, *question.columns)]
    choices = [c.label for q in machine.questions if q.kind is QuestionKind.CHOICE for c in q.choices]
    parts = (machine.steps, machine.components, machine.fees, machine.outcomes, machine.actions)
    steps, papers, fees, outcomes, actions = parts
    return [
        machine.name,
        *(step.title for step in steps),
        *(step.output for step in steps),
        *questions,
        *choices,
        *(paper.title for paper in papers),
        *(fee.name for fee in fees),
        *(outcome.label for outcome in outcomes),
        *(action.label for action in actions),
        *(state.label for state in machine.states.values()),
        *machine.legal_basis,
        *machine.uncertain,
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.slug)
def test_every_part_of_a_definition_is_in_it(machine: Machine, language: str) -> None:
    words = made(machine, language).words

    missing = [text.of(language) for text in texts_of(machine) if plain(text.of(language)) not in words]
    assert missing == []


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.slug)
def test_it_stands_alone_and_no_id_stands_twice(machine: Machine) -> None:
    html = preview(machine, NEW, language="vi", at=AT)

    read = Read(html)
    twice = [name for name, times in Counter(read.ids).items() if times > 1]
    assert html.startswith(MARK)
    assert read.fetched == []
    assert read.tags.isdisjoint({"script", "form", "link", "base", "object", "embed"})
    assert twice == []
    assert [name for name in read.referred if name not in read.ids] == []


def test_nothing_of_it_is_published() -> None:
    before = ProcedureVersion.objects.count()

    made(second.second_machine())

    assert ProcedureVersion.objects.count() == before


def test_a_question_that_is_not_always_asked_says_when() -> None:
    machine = every_kind.machine()
    conditional = [question for question in machine.questions if question.shown_when]

    words = made(machine).words

    assert conditional
    for question in conditional:
        assert question.shown_when
        deciding = machine.question(question.shown_when.question)
        assert deciding
        assert f"Chỉ trả lời nếu “{plain(deciding.label.vi)}” là" in words


def test_every_kind_of_question_has_its_field() -> None:
    machine = every_kind.machine()

    read = made(machine)

    assert {question.kind for question in machine.questions} == set(QuestionKind)
    for question in machine.questions:
        # A file that is asked for, a table and an address have fields of their own below the question's name.
        assert f"form-div_id_{question.name}" in read.ids


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.slug)
def test_the_receipt_says_that_it_is_a_specimen_and_names_the_papers(machine: Machine) -> None:
    [receipt] = made(machine).frames

    read = Read(receipt)
    wanted = [plain(paper.title.vi) for paper in machine.components if paper.required]
    assert "Mã hồ sơ: MẪU" in read.words
    assert "Nguyễn Văn Mẫu" in read.words
    assert plain(machine.name.vi) in read.words
    assert [title for title in wanted if title not in read.words] == []
    assert read.fetched == []


def test_what_an_outcome_issues_is_composed_with_answers() -> None:
    machine = second.second_machine()

    granted, refused = samples.documents(machine, samples.sample_values(machine, AT))

    assert granted.issued.vi == "giấy phép, ký hiệu GP-STTTT, thời hạn 1 năm"
    assert granted.paragraphs[0] == "Xét đề nghị của Công ty TNHH Việt An."
    assert granted.paragraphs[1].endswith("mỗi kỳ 120 bản.")
    assert refused.paragraphs == ()
    words = made(machine).words
    assert all(paragraph in words for paragraph in granted.paragraphs)
    assert "Không có văn bản soạn sẵn: dự thảo là tệp đính kèm." in words


def test_what_an_officer_writes_is_marked_in_words() -> None:
    machine = second.second_machine((second.REFUSED, f'{second.REFUSED}document = "Lý do: {{reason}}"\n'))

    _granted, refused = samples.documents(machine, samples.sample_values(machine, AT))

    assert refused.paragraphs == ("Lý do: [MẪU: lý do]",)


def test_the_first_edition_issues_nothing() -> None:
    machine = second.first_machine()

    values = samples.sample_values(machine, AT)

    assert samples.documents(machine, values) == []
    assert samples.subject(machine, values) == ""


def test_the_names_of_two_people_stand_above_it_or_room_for_them() -> None:
    machine = second.first_machine()
    named = preview(machine, NEW, language="vi", at=AT, approval=Approval.of("Phạm Quốc Dũng", "Lê Thị Lan"))

    assert "Người soạn……… Người duyệt………" in made(machine).words
    assert "Người soạnPhạm Quốc Dũng Người duyệtLê Thị Lan" in Read(named).words


def test_signs_of_markup_in_a_definition_are_text() -> None:
    machine = second.second_machine(('vi = "Xem xét, ký nháy dự thảo kết quả"', 'vi = "<b>Xem</b> & <script>x"'))

    read = made(machine)

    assert "<b>Xem</b> & <script>x" in read.words
    assert "script" not in read.tags


@cache
def _styles() -> str:
    return Path(samples.STYLE).read_text(encoding="utf-8")


def test_the_receipt_is_set_by_the_rules_of_the_printed_one() -> None:
    [receipt] = made(second.first_machine()).frames

    assert ".signatures > div { text-align: center; }" in _styles()
    assert ".signatures > div { text-align: center; }" in Read(receipt).style
    assert "@font-face" not in Read(receipt).style
