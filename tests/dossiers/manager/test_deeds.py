"""Lists of what was answered and refused say that: when it was due, when it came, by whom, and why."""

import re
from html import unescape

import pytest

from accounts.models import User
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.manager.test_figures import CODES, TITLE, text_of
from tests.dossiers.manager.test_lived import tables

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-23 09:00"))]

JANUARY = "start=2026-01-01&end=2026-01-31"


def filed(action: str, at: str, **given: str) -> str:
    """Return the number of a dossier that was filed on Monday the 5th at 8:30, of which the desk did something."""
    walk = dossier_at("filed", at=local("2026-01-05 08:30"))
    act(walk, action, "bob", at, **given)
    return walk.dossier.code


def row_of(page: str, code: str) -> list[str]:
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f"/{code}/" in row)
    cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", "", cell)).split()) for cell in cells]


def test_a_late_answer_says_when_it_was_due_when_it_came_and_from_whom() -> None:
    code = filed("accept", "2026-01-07 09:15")

    page = text_of(Visitor("carol"), f"/quan-ly/answers_late/?{JANUARY}")

    # Eight working hours from Monday at 8:30.
    assert row_of(page, code)[-5:-2] == ["08:30 06/01/2026", "09:15 07/01/2026", name_of("bob")]
    assert "Answer due" in page
    assert ">Due<" not in page


def name_of(who: str) -> str:
    return User.objects.get(username=who).get_full_name()


def test_what_is_not_answered_says_when_its_answer_was_due() -> None:
    code = dossier_at("filed", at=local("2026-01-05 08:30")).dossier.code

    page = text_of(Visitor("carol"), f"/quan-ly/unanswered/?{JANUARY}")

    assert "08:30 06/01/2026" in row_of(page, code)


def test_a_refusal_says_when_why_and_by_whom_and_reasons_are_summed() -> None:
    same = [
        filed("reject", f"2026-01-06 {hour}:00", reason=reason)
        for hour, reason in (("09", "Nộp trùng."), ("10", "nộp  trùng"))
    ]
    other = filed("reject", "2026-01-06 11:00", reason="Không thuộc thẩm quyền.")
    carol = Visitor("carol")

    page = text_of(carol, f"/quan-ly/refused/?{JANUARY}")

    assert row_of(page, other)[-3:] == ["11:00 06/01/2026", name_of("bob"), "Không thuộc thẩm quyền."]
    reasons = tables(page)["Reasons for refusal"]
    assert [row[1] for row in reasons] == ["2", "1"]
    links = re.findall(r'href="([^"]*reason=[^"]*)">(\d+)<', page)
    listed = text_of(carol, unescape(links[0][0]))
    assert TITLE.search(listed)[1] == "2"
    assert set(CODES.findall(listed)) == set(same)


@pytest.mark.parametrize("name", ["x", "g" * 10, "%00"])
def test_a_reason_that_there_is_not_narrows_nothing(name: str) -> None:
    filed("reject", "2026-01-06 09:00", reason="Nộp trùng.")

    assert TITLE.search(text_of(Visitor("carol"), f"/quan-ly/refused/?{JANUARY}&reason={name}"))[1] == "1"


def test_a_list_of_deeds_asks_as_often_whatever_there_is(django_assert_max_num_queries) -> None:
    filed("reject", "2026-01-06 09:00", reason="Nộp trùng.")
    carol = Visitor("carol")
    carol.get(f"/quan-ly/refused/?{JANUARY}")
    for hour in ("10", "11", "12"):
        filed("reject", f"2026-01-06 {hour}:00", reason=f"Lý do {hour}")

    with django_assert_max_num_queries(26):
        carol.get(f"/quan-ly/refused/?{JANUARY}")
