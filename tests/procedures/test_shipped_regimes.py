"""Which rules of the shipped procedures follow the regimes of the one-stop mechanism, and that none would differ by them.

No source says of any of the 24 that a limit, a paper, a fee or a round of theirs changes with a regime, but for the papers
that databases have (NQ 66.7/2025/NQ-CP). The rule for supplements is each definition's own: three name a law of their
sector, and the other 21 say what all regimes say that were in force since they apply. So none of them is ``by_regime``.
"""

from datetime import date

import pytest

from procedures.machine import AfterSupplement, SupplementRule
from procedures.time.regimes.book import Days, Regimes
from procedures.time.regimes.reading import SHIPPED, read
from procedures.time.regimes.rules import Rule
from tests.procedures.shipped import DEPARTMENT_LIST
from tests.procedures.versions import machines

SINCE = date(2025, 7, 1)
"""The first day of any shipped version."""
RESTART = AfterSupplement.RESTART
OF_THE_SECTOR = {
    "gp-buu-chinh": SupplementRule(RESTART, rounds=2, notice_days=7, applicant_days=15),
    "hop-bao-trong-nuoc": SupplementRule(RESTART, rounds=1, notice_days=None),
    "xb-tai-lieu-khong-kinh-doanh": SupplementRule(RESTART, rounds=1, notice_days=2),
}
"""Postal licences by NĐ 47/2011, press conferences with no time at all, non-commercial documents by the national portal."""
FOLLOW = {
    Rule.SUPPLEMENT_AFTER: "acceptance",
    Rule.SUPPLEMENT_ROUNDS: "acceptance",
    Rule.SUPPLEMENT_NOTICE_DAYS: "acceptance",
    Rule.ANSWER_HOURS: "act",
    Rule.APOLOGY_LEAD_DAYS: "act",
    Rule.APOLOGY_TIMES: "act",
    Rule.FORMS: "act",
    Rule.DOSSIER_NUMBER: "filing",
    Rule.LOOKUP_ONLINE_HOURS: "act",
    Rule.STATUS_NOTICE: "act",
}
"""Which day of a dossier the rules follow that concern all procedures alike."""


def regimes() -> Regimes:
    return Regimes.of([read(path.read_bytes(), path=path.name) for path in SHIPPED.glob("*.toml")])


def turns() -> list[date]:
    return [SINCE, *(day for day in regimes().turns if day > SINCE)]


@pytest.mark.parametrize("slug", DEPARTMENT_LIST)
def test_the_rule_for_supplements_is_that_of_the_sector_or_of_every_regime_since(slug: str) -> None:
    rule = machines()[slug].supplement

    if slug in OF_THE_SECTOR:
        assert rule == OF_THE_SECTOR[slug]
        return
    for day in turns():
        ruling = regimes().ruling(Days(act=day, filing=day, acceptance=day))
        assert rule == SupplementRule(ruling.after, ruling.rounds, ruling.notice_days), (slug, day)


@pytest.mark.parametrize("slug", DEPARTMENT_LIST)
def test_no_shipped_procedure_leaves_anything_to_a_regime(slug: str) -> None:
    assert machines()[slug].supplement.by_regime == frozenset()


@pytest.mark.parametrize("day", turns(), ids=str)
def test_the_rules_of_all_procedures_follow_the_days_that_are_written_down(day: date) -> None:
    given = regimes().on(day)

    assert {rule: given[rule].value.follows.value for rule in FOLLOW if rule in given} == {
        rule: follows for rule, follows in FOLLOW.items() if rule in given
    }


def test_papers_are_looked_up_for_as_long_as_that_resolution_is_in_force_and_not_a_day_longer() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2027, 2, 28), date(2027, 3, 1)]

    assert [regimes().law_of_lookups(day) is not None for day in days] == [False, True, True, False]
