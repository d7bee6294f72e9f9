"""What agencies are called on a day, and where dossiers are received then."""

from datetime import date

import pytest

from procedures.form import OFFICE
from procedures.machine import Text
from procedures.time.agencies.book import AgencyKind
from tests.procedures.time.agencies.rows import FORMER, LATER, agency, book, centre

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
RENAMED = book(agency(), agency(since="2025-07-01", name=LATER))


@pytest.mark.parametrize(("day", "name"), [(date(2010, 1, 1), FORMER), (BEFORE, FORMER), (AFTER, LATER)])
def test_a_name_holds_from_its_day_on_and_the_first_one_for_all_days_before(day: date, name: Text) -> None:
    found = RENAMED.on("so-tttt", day)

    assert found
    assert found.name == name


@pytest.mark.parametrize("words", [FORMER, LATER, OFFICE])
def test_a_definition_may_name_our_own_by_any_name_that_it_ever_had_or_by_none(words: Text) -> None:
    assert [RENAMED.named(words, day) for day in (BEFORE, AFTER)] == [FORMER, LATER]


def test_the_words_of_an_agency_that_nobody_has_entered_stay_as_they_are() -> None:
    other = Text("Cục Xuất bản, In và Phát hành", "Publishing Authority")

    assert RENAMED.named(other, AFTER) == other
    assert book(agency("khac")).named(OFFICE, AFTER) == OFFICE


def test_a_text_calls_our_own_agency_as_it_is_called_on_the_day() -> None:
    draft = f"{FORMER.vi} không cấp giấy phép. {FORMER.vi} thông báo."

    assert RENAMED.with_names_of(BEFORE, draft) == draft
    assert RENAMED.with_names_of(AFTER, draft) == f"{LATER.vi} không cấp giấy phép. {LATER.vi} thông báo."
    assert book(agency("khac")).with_names_of(AFTER, draft) == draft


def test_a_name_that_holds_the_former_one_is_not_written_twice() -> None:
    longer = Text(f"{FORMER.vi} (mới)", "New")
    renamed = book(agency(), agency(since="2025-07-01", name=longer))

    assert renamed.with_names_of(AFTER, f"{longer.vi} thông báo. {FORMER.vi} thông báo.") == (
        f"{longer.vi} thông báo. {longer.vi} thông báo."
    )


def test_the_last_day_of_a_row_is_that_before_the_next() -> None:
    first, second = RENAMED.periods("so-tttt")

    assert (RENAMED.last_day_of(first), RENAMED.last_day_of(second)) == (BEFORE, None)


def test_a_receiving_point_is_there_from_its_day_until_it_is_closed() -> None:
    known = book(agency(), centre(), centre(since="2026-03-01", is_open=False))

    open_on = [day for day in (BEFORE, AFTER, date(2026, 2, 28), date(2026, 3, 1)) if known.points("so-tttt", day)]

    assert open_on == [AFTER, date(2026, 2, 28)]


def test_the_desk_stands_first_and_no_agency_is_a_receiving_point() -> None:
    desk = centre("mot-cua", kind=AgencyKind.DESK)
    elsewhere = centre("o-noi-khac", part_of="so-khac")

    assert book(agency(), centre(), desk, elsewhere).points("so-tttt", AFTER) == [desk, centre()]
