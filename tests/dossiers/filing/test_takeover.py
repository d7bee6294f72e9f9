"""What the register says of a paper is taken over, and an officer is told where an answer says otherwise."""

from datetime import datetime
from pathlib import Path

import pytest

from dossiers import refusals
from dossiers.filing import licences
from dossiers.filing.known import takeover
from dossiers.filing.known.takeover import OF_THIS_TIME
from dossiers.models import Draft
from portal.demo import story
from portal.demo.story import Walk
from procedures.language.compiler import compile_text
from procedures.models import ProcedureVersion
from procedures.time.calendar import LOCAL
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.renewals import CHANGE, FIRST_ENDS, granted, naming
from tests.dossiers.variants import publish_text
from tests.procedures.shipped import newest

ALL_IN_FORCE = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)

pytestmark = pytest.mark.django_db
OF_THE_PAPER = """
[[questions]]
name = "expires_on"
kind = "date"
label = { vi = "Ngày hết hạn của giấy cũ", en = "Last day of the paper" }

[[questions]]
name = "certified_by"
kind = "text"
label = { vi = "Cơ quan đã cấp giấy cũ", en = "Issued by" }
max_length = 200

"""


@pytest.fixture(autouse=True)
def _published(tmp_path: Path) -> None:
    publish_text(tmp_path, renewals.text(renewals.LICENCE))
    text = renewals.text(CHANGE, effect="extends")
    place = '[[questions]]\nname = "organisation_name"\n'
    publish_text(tmp_path, text.replace(place, OF_THE_PAPER.lstrip() + place))


def test_the_last_day_and_the_issuer_come_from_the_register() -> None:
    earlier = granted()
    answers = {**naming(earlier), "certified_by": "", "expires_on": ""}
    draft = story.draft_of("alice", earlier.at, slug=CHANGE, answers=answers)

    filled = takeover.take_over(draft, "earlier", at=earlier.at)

    assert filled is not None
    assert {"expires_on", "certified_by"} <= {question.name for question in filled}
    kept = Draft.objects.get(pk=draft.pk).answers
    assert (kept["expires_on"], kept["certified_by"]) == (
        f"{FIRST_ENDS:%d/%m/%Y}",
        "Sở Thông tin và Truyền thông Hà Nội",
    )


def test_a_last_day_that_is_not_that_of_the_register_is_refused_at_its_field() -> None:
    earlier = granted()
    answers = {**naming(earlier), "certified_by": "Sở", "expires_on": "30/06/2028"}

    with pytest.raises(refusals.InvalidAnswers) as refused:
        story.file("alice", at=earlier.at, slug=CHANGE, answers=answers)

    assert "30/06/2027" in refused.value.errors["expires_on"].vi


def test_an_officer_reads_how_the_earlier_paper_stands_and_is_told_where_an_answer_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    earlier = granted()
    answers = {**naming(earlier), "certified_by": "Sở", "expires_on": f"{FIRST_ENDS:%d/%m/%Y}"}
    right = story.file("alice", at=earlier.at, slug=CHANGE, answers=answers)
    with monkeypatch.context() as patch:
        # As before it was compared.
        patch.setattr(licences, "contradicted", lambda *given: [])
        wrong = story.file("alice", at=earlier.at, slug=CHANGE, answers=answers | {"expires_on": "30/06/2028"})

    of_right, of_wrong = (
        read(Visitor("bob", language="vi").get(f"/mot-cua/{one.code}/")).words() for one in (right, wrong)
    )

    told = "Sổ kết quả ghi khác về giấy đã cấp: 30/06/2027"
    assert (told in of_right, told in of_wrong) == (False, True)
    assert "01/GP-STTTT" in of_right
    assert "Còn hiệu lực" in of_right


@pytest.mark.at(ALL_IN_FORCE)
def test_what_has_happened_this_time_is_never_taken_over() -> None:
    slug = "cap-lai-gp-hoat-dong-in-xbp"
    lost = {"lost_or_damaged": "lost", "lost_on": "20/11/2026", "lost_how": "Thất lạc khi chuyển trụ sở"}
    machine = ProcedureVersion.objects.current(on=ALL_IN_FORCE.date()).get(procedure__slug=slug).machine
    raw = story.raw_answers(machine, ALL_IN_FORCE)
    asked = {name: words for name, words in raw.items() if not name.startswith("licence_no")}
    walk = Walk(story.file("viet-an", at=ALL_IN_FORCE, slug=slug, answers=asked | lost), ALL_IN_FORCE).until("returned")
    result = walk.dossier.result
    naming_it = {"licence_no.number": result.number, "licence_no.dated": f"{result.dated:%d/%m/%Y}"}
    draft = story.draft_of("viet-an", walk.at, slug=slug, answers=naming_it)

    filled = takeover.take_over(draft, "licence_no", at=walk.at)

    assert filled is not None
    names = {question.name for question in filled}
    assert {"licensed_address", "publication_kinds"} <= names
    assert names.isdisjoint({*lost, "has_copy"})
    assert not lost.keys() & Draft.objects.get(pk=draft.pk).answers.keys()


def test_each_name_of_what_has_happened_is_a_question_of_a_shipped_procedure() -> None:
    machines = [compile_text(path.read_text(encoding="utf-8"), path=str(path)) for path in newest()]
    asked = {question.name for machine in machines for question in machine.questions}

    assert asked >= OF_THIS_TIME
