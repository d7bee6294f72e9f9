"""What a row of a work-list says besides number and applicant: who has it, and that its step is late."""

from datetime import timedelta

import pytest

from portal.demo import story
from procedures.time.calendar import local
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import MONDAY

pytestmark = pytest.mark.django_db


def rows(who: str, list_: str = "open", language: str = "vi") -> dict[str, tuple[str, str]]:
    page = Visitor(who, language=language).get(f"/mot-cua/?list={list_}")
    return {line.code: (line.case_officer, line.step_late) for line, _matches in page.context["lines"]}


def test_a_row_names_the_case_officer_while_that_person_has_it() -> None:
    appraised, reviewed = (
        story.dossier_in("tham-dinh", at=MONDAY).dossier,
        story.dossier_in("xem-xet", at=MONDAY).dossier,
    )

    shown = rows("hoa")

    assert shown[appraised.code][0] == "Hoàng Tiến Dũng"
    assert shown[reviewed.code][0] == ""
    assert "Hoàng Tiến Dũng" in read(Visitor("hoa", language="vi").get("/mot-cua/?list=open")).words()


@pytest.mark.parametrize(
    ("after", "is_shown"), [(timedelta(), False), (timedelta(minutes=1), True)], ids=["at-its-minute", "a-minute-later"]
)
def test_a_row_says_that_its_step_is_late_while_the_dossier_still_looks_in_time(
    after: timedelta, is_shown: bool, clock: object, time_machine: object
) -> None:
    dossier = story.dossier_in("phan-cong", at=MONDAY).dossier
    assert dossier.step_due_at is not None
    assert dossier.late_at is not None
    assert dossier.step_due_at < dossier.late_at
    time_machine.move_to(dossier.step_due_at + after, tick=False)  # type: ignore[attr-defined]

    (_officer, step_late), words = (
        rows("hoa")[dossier.code],
        read(Visitor("hoa", language="vi").get("/mot-cua/")).words(),
    )

    assert bool(step_late) is is_shown
    assert (f"bước đã quá hạn từ {local(dossier.step_due_at):%H:%M %d/%m/%Y}" in words) is is_shown


def test_of_a_dossier_that_is_late_as_a_whole_the_badge_says_enough(time_machine: object) -> None:
    dossier = story.dossier_in("phan-cong", at=MONDAY).dossier
    time_machine.move_to(dossier.late_at, tick=False)  # type: ignore[attr-defined]

    assert rows("hoa")[dossier.code][1] == ""
