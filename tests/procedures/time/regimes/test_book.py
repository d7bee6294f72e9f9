"""What is in force on a day: one answer for each rule, from data alone."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from dossiers import clock
from dossiers.clock import Mark, MarkKind, Terms
from procedures.machine import AfterSupplement, Limit, LimitUnit, Pause, SupplementRule
from procedures.time.calendar import LOCAL
from procedures.time.calendars import build_default
from procedures.time.regimes.book import Days, RegimeError, disorders, supplement
from procedures.time.regimes.rules import Follows, Form, Rule
from tests.procedures.time.regimes.law import CARRY_ON_AGAIN, book, edited, shipped

LEFT = SupplementRule(by_regime=frozenset({"after", "rounds", "notice_days"}))


def told(texts: dict[str, str]) -> list[str]:
    return [str(error) for error in disorders(book(texts), {slug: f"{slug}.toml" for slug in texts})]


@pytest.mark.parametrize(
    ("accepted", "slug", "due"),
    [
        (date(2018, 6, 20), "qd-09-2015", date(2026, 1, 26)),
        (date(2018, 6, 21), "nd-61-2018", date(2026, 1, 28)),
        (date(2026, 1, 5), "nd-118-2025", date(2026, 1, 28)),
    ],
)
def test_the_worked_case_follows_the_regime_of_its_acceptance(accepted: date, slug: str, due: date) -> None:
    ruling = book().ruling(Days(act=date(2026, 1, 14), acceptance=accepted))
    marks = [
        Mark(MarkKind.STARTED, datetime(2026, 1, 5, 9, tzinfo=LOCAL)),
        Mark(MarkKind.PAUSED, datetime(2026, 1, 7, 10, tzinfo=LOCAL), pause=Pause.SUPPLEMENT),
        Mark(MarkKind.RESUMED, datetime(2026, 1, 14, 15, tzinfo=LOCAL), pause=Pause.SUPPLEMENT),
    ]
    terms = Terms(Limit(10, LimitUnit.WORKING_DAY), supplement(LEFT, ruling).after)

    reading = clock.read(marks, terms, build_default(), as_of=datetime(2026, 1, 15, 9, tzinfo=LOCAL))

    assert ruling.given[Rule.SUPPLEMENT_AFTER].regime.slug == slug
    assert reading.lawful_due_at.astimezone(LOCAL).date() == due


def test_what_a_definition_says_goes_before_the_regime() -> None:
    ruling = book().ruling(Days(act=date(2026, 1, 5)))
    own = SupplementRule(AfterSupplement.CARRY_ON, 2, 7, by_regime=frozenset({"rounds"}))

    assert supplement(own, ruling) == replace(own, rounds=1, by_regime=frozenset())
    assert supplement(SupplementRule(), ruling) == SupplementRule()


def test_around_the_change_of_the_law_only_marked_values_differ() -> None:
    before, after = (book().on(day) for day in (date(2025, 6, 30), date(2025, 7, 1)))

    differing = [
        rule for rule in before.keys() | after.keys() if before[rule].value.content != after[rule].value.content
    ]
    unmarked = [rule for rule, given in after.items() if given.regime != before[rule].regime and not given.value.doubt]

    assert differing == [Rule.LAW]
    assert sorted(unmarked) == [Rule.LAW, Rule.SUPPLEMENT_ROUNDS]


@pytest.mark.parametrize(
    ("day", "number", "title"),
    [
        (date(2019, 1, 5), "", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (date(2019, 1, 6), "04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (date(2025, 9, 14), "04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
        (date(2025, 9, 15), "04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    ],
)
def test_forms_are_those_of_the_day(day: date, number: str, title: str) -> None:
    row = book().ruling(Days(act=day)).form(Form.APOLOGY)

    assert row is not None
    assert (row.number, row.title) == (number, title)


def test_a_set_may_have_no_form_for_a_thing() -> None:
    assert book().ruling(Days(act=date(2020, 1, 1))).form(Form.STOP) is None


def test_each_rule_is_asked_of_the_day_that_it_follows() -> None:
    regimes = book(shipped() | {"nd-mau": CARRY_ON_AGAIN})
    open_then = Days(act=date(2031, 1, 2), filing=date(2030, 12, 1), acceptance=date(2030, 12, 31))

    ruling = regimes.ruling(open_then)

    assert (ruling.after, ruling.answer_hours) == (AfterSupplement.RESTART, 4)
    assert regimes.ruling(replace(open_then, acceptance=None)).after is AfterSupplement.CARRY_ON
    assert Days(date(2031, 1, 2)).of(Follows.FILING) == date(2031, 1, 2)


def test_the_digest_names_the_texts_that_rule_and_no_others() -> None:
    known, more = book(), book(shipped() | {"nd-mau": CARRY_ON_AGAIN})
    day = Days(act=date(2026, 7, 1))

    assert more.ruling(day).digest == known.ruling(day).digest
    assert known.ruling(Days(act=date(2026, 6, 30))).digest != known.ruling(day).digest


def test_dossiers_are_numbered_by_the_pattern_of_the_day() -> None:
    ruling = book().ruling(Days(act=date(2026, 1, 5)))

    assert ruling.before_number("H26.NN", date(2026, 1, 5)) == "H26.NN-260105-"


def test_the_shipped_regimes_are_in_order() -> None:
    assert told(shipped()) == []


def test_of_a_day_before_them_all_nothing_is_known() -> None:
    with pytest.raises(RegimeError, match="31/12/2015"):
        book().ruling(Days(act=date(2015, 12, 31)))


@pytest.mark.parametrize(
    ("slug", "edit", "sentence"),
    [
        ("qd-09-2015", ("until = 2018-06-20", "until = 2018-06-19"),
         "qd-09-2015.toml: law: từ 20/06/2018 đến 20/06/2018 bỏ trống: không văn bản nào quy định; sửa from, until"),
        ("nd-61-2018", ("from = 2018-06-21", "from = 2018-06-20"),
         "nd-61-2018.toml: law: từ 20/06/2018 đến 20/06/2018 chồng nhau: qd-09-2015 và nd-61-2018 cùng quy định"),
        ("nd-118-2025", ('replaces = ["nd-61-2018"]', ""),
         "nd-118-2025.toml: law: từ 01/07/2025 đến 14/09/2025 chồng nhau: nd-61-2018 và nd-118-2025"),
        ("nd-61-2018", ("from = 2018-06-21", "from = 2018-06-21\nuntil = 2025-06-29"), "từ 30/06/2025 đến 30/06/2025 bỏ trống"),
        ("nd-118-2025", ('replaces = ["nd-61-2018"]', 'replaces = ["nd-62-2018"]'), "không có chế độ “nd-62-2018” nào"),
        ("nd-367-2025", ('amends = ["nd-118-2025"]', ""), "chồng nhau: nd-118-2025 và nd-367-2025"),
        ("tt-03-2025", ("from = 2025-09-15", "from = 2025-09-15\nuntil = 2026-12-31"), "forms: từ 01/01/2027 đến 28/02/2027 bỏ trống"),
    ],
)  # fmt: skip
def test_a_gap_and_an_overlap_are_refused_by_a_sentence(slug: str, edit: tuple[str, str], sentence: str) -> None:
    assert any(sentence in line for line in told(edited(slug, edit))), told(edited(slug, edit))
