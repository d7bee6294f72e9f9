"""What the register says of a paper is taken over, and an officer is told where an answer says otherwise."""

from pathlib import Path

import pytest

from dossiers import refusals
from dossiers.filing import licences
from dossiers.filing.known import takeover
from dossiers.models import Draft
from portal.demo import story
from tests.dossiers import renewals
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.renewals import CHANGE, FIRST_ENDS, granted, naming
from tests.dossiers.variants import publish_text

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
