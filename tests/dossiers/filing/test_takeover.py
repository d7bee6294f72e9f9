"""What the register says of a paper is taken over, and an officer is told where an answer says otherwise."""

from pathlib import Path

import pytest

from dossiers.filing import takeover
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


@pytest.mark.parametrize(("answered", "is_told"), [("30/06/2028", True), (f"{FIRST_ENDS:%d/%m/%Y}", False)])
def test_an_officer_is_told_where_an_answer_says_otherwise_than_the_register(answered: str, is_told: bool) -> None:
    earlier = granted()
    answers = {**naming(earlier), "certified_by": "Sở", "expires_on": answered}
    later = story.file("alice", at=earlier.at, slug=CHANGE, answers=answers)

    words = read(Visitor("bob", language="vi").get(f"/mot-cua/{later.code}/")).words()

    assert ("Sổ kết quả ghi khác về giấy đã cấp: 30/06/2027" in words) is is_told
    assert "01/GP-STTTT" in words
    assert "Còn hiệu lực" in words
