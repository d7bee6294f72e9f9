"""Other systems' rules beside ours, over an office of 10,000 dossiers; docs/sla.md holds what is found here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise

import pytest

from portal.postgres import BASE_DIR
from procedures.machine import AfterSupplement, LimitUnit, Pause
from procedures.time.calendars import build_default
from tests.dossiers.clock import peers, simulated
from tests.dossiers.clock.naive_clock import Case, Holding, Naive, naive, window
from tests.dossiers.clock.simulated import Office, Simulated, simulate
from tests.procedures.time.naive_calendar import at

DOSSIERS = 10_000
DOCUMENT = BASE_DIR / "docs" / "sla.md"
CALENDAR = build_default()
UNITS = {
    LimitUnit.WORKING_DAY: "working days",
    LimitUnit.CALENDAR_DAY: "calendar days",
    LimitUnit.WORKING_HOUR: "working hours",
}
EXAMPLES = {peers.lite: 2452, peers.digit: 323, peers.opencps: 489, peers.demarche_numerique: 4714}
"""The dossier that shows each rule's fault."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule said of a dossier, and what a patient clerk finds."""

    dossier: Simulated
    judged: peers.Judged
    truth: Naive

    @property
    def called_late(self) -> bool:
        return self.judged.late and self.truth.verdict != "overdue"

    @property
    def called_in_time(self) -> bool:
        return not self.judged.late and self.truth.verdict == "overdue"

    @property
    def misjudged(self) -> bool:
        return self.called_late or self.called_in_time

    @property
    def wrong_date(self) -> bool:
        return self.judged.due_on != self.truth.due.date()


@cache
def truths() -> tuple[Naive, ...]:
    """Read every dossier by hand, minute by minute or day by day."""
    office = simulate(DOSSIERS)
    cases = (dossier.case for dossier in office.dossiers)
    return tuple(naive(case, office.calendar, window(case, office.calendar)) for case in cases)


def found_by(rule: peers.Rule) -> list[Found]:
    office = simulate(DOSSIERS)
    return [Found(d, rule(d, office), truth) for d, truth in zip(office.dossiers, truths(), strict=True)]


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def table(head: str, rows: Iterator[str]) -> str:
    columns = head.count("|") - 1
    return "\n".join([head, "|---" + "|---:" * (columns - 1) + "|", *rows])


def judgements() -> str:
    def row(name: str, found: list[Found]) -> str:
        late, in_time = sum(f.called_late for f in found), sum(f.called_in_time for f in found)
        wrong = percent(sum(f.wrong_date for f in found), len(found))
        return f"| {name} | {late} | {in_time} | {percent(late + in_time, len(found))} | {wrong} |"

    head = "| rule | called late, though in time | called in time, though late | misjudged | due date wrong by a day or more |"
    return table(head, (row(name, found_by(rule)) for name, rule in peers.RULES.items()))


def by_kind() -> str:
    kinds: list[Callable[[Case], bool]] = [
        *(lambda case, unit=unit: case.unit is unit for unit in UNITS),
        lambda case: not case.held,
        lambda case: bool(case.held),
    ]

    def row(name: str, found: list[Found]) -> str:
        groups = ([f for f in found if of_kind(f.dossier.case)] for of_kind in kinds)
        shares = (percent(sum(f.misjudged for f in group), len(group)) for group in groups)
        return f"| {name} | {' | '.join(shares)} |"

    head = f"| misjudged of those | in {' | in '.join(UNITS.values())} | without a pause | with one |"
    return table(head, (row(name, found_by(rule)) for name, rule in peers.RULES.items()))


def composition() -> str:
    office = simulate(DOSSIERS)
    asked = Pause.SUPPLEMENT

    def count(what: Callable[[Simulated], bool]) -> int:
        return sum(what(dossier) for dossier in office.dossiers)

    rows = {
        **{f"limited in {name}": count(lambda d, unit=unit: d.case.unit is unit) for unit, name in UNITS.items()},
        "accepted outside office hours": count(
            lambda d: office.calendar.opening_after(d.case.started) != d.case.started
        ),
        "with a supplement": count(lambda d: any(h.pause is asked for h in d.case.held)),
        "with two rounds of supplements": count(lambda d: sum(h.pause is asked for h in d.case.held) > 1),
        "waited for a payment": count(lambda d: any(h.pause is Pause.PAYMENT for h in d.case.held)),
        "with pauses that overlap": count(lambda d: overlaps(d.case)),
        "ended while awaiting an answer": count(lambda d: any(h.end is None for h in d.case.held)),
        "re-appointed": count(lambda d: d.promised is not None),
        "whose stored date was lost": count(lambda d: not d.dated),
        **{verdict: count(lambda d, said=said: d.reading.verdict == said) for verdict, said in VERDICTS.items()},
        "nights in which a nightly job failed": len(office.lost),
        "nights in which no holidays could be fetched": len(office.offline),
    }
    return table("| dossiers | |", (f"| {name} | {number} |" for name, number in rows.items()))


VERDICTS = {"ended early": "early", "ended on time": "on_time", "ended overdue": "overdue"}


def overlaps(case: Case) -> bool:
    held = sorted((h.start, h.end or case.as_of) for h in case.held)
    return any(after[0] < before[1] for before, after in pairwise(held))


def shown(instant: datetime) -> str:
    return f"{WEEKDAYS[instant.weekday()]} {instant:%d/%m/%Y %H:%M}"


def facts(dossier: Simulated) -> str:
    """Tell what happened to a dossier in one line."""
    case = dossier.case
    words = [f"No. {dossier.number}: {case.amount} {UNITS[case.unit]}, accepted {shown(case.started)}"]
    for held in sorted(case.held, key=lambda held: held.start):
        assert held.end is not None
        how = f", `{case.after}`" if held.pause is Pause.SUPPLEMENT else ""
        words.append(f"{held.pause} {shown(held.start)} – {shown(held.end)}{how}")
    return "; ".join([*words, f"ended {shown(case.as_of)}."])


def example(rule: peers.Rule) -> str:
    office = simulate(DOSSIERS)
    dossier = office.dossiers[EXAMPLES[rule] - 1]
    theirs = rule(dossier, office)
    assert theirs.due_on is not None
    assert theirs.late != dossier.late
    due_on = f"{WEEKDAYS[theirs.due_on.weekday()]} {theirs.due_on:%d/%m/%Y}"
    said = f"ours: due {shown(dossier.reading.lawful_due_at)}, {str(dossier.reading.verdict).replace('_', ' ')}; theirs: due {due_on}, "
    return f"{facts(dossier)}\n{said}{'late' if theirs.late else 'in time'}."


@pytest.mark.parametrize("figures", [composition, judgements, by_kind])
def test_the_document_holds_the_figures_that_are_found(figures):
    expected = figures()

    assert expected in DOCUMENT.read_text(), f"docs/sla.md must hold:\n{expected}"


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.__name__)
def test_the_document_holds_an_example_of_each_fault(rule):
    expected = example(rule)

    assert expected in DOCUMENT.read_text(), f"docs/sla.md must hold:\n{expected}"


def test_ours_reads_each_dossier_as_a_patient_clerk_does():
    readings = [(d.reading.lawful_due_at, d.reading.verdict) for d in simulate(DOSSIERS).dossiers]

    assert readings == [(truth.due, truth.verdict) for truth in truths()]


def dossier(*, ended: str, limit=(10, LimitUnit.WORKING_DAY), held=(), after="carry_on", **odd) -> Simulated:
    """Return a dossier accepted on Monday 05/01/2026 at 09:00, with its true reading."""
    pauses = tuple(Holding(Pause(kind), at(start), at(end)) for kind, start, end in held)
    end = at(ended)
    case = Case(limit[1], limit[0], AfterSupplement(after), at("2026-01-05 09:00"), pauses, end, end)
    promised = odd.get("promised")
    return Simulated(1, case, promised, odd.get("dated", True), simulated._read(case, promised, CALENDAR))


def office(*, lost=(), offline=()) -> Office:
    return Office(CALENDAR, (), frozenset(map(date.fromisoformat, lost)), frozenset(map(date.fromisoformat, offline)))


WEEK_OF_PAUSE = ("supplement", "2026-01-07 10:00", "2026-01-14 15:00")
PAYMENT = ("payment", "2026-01-07 10:00", "2026-01-14 15:00")


@pytest.mark.parametrize(
    ("rule", "nights", "facts", "due_on", "late"),
    [
        (peers.lite, {}, {}, "2026-01-19", False),
        (peers.lite, {"lost": ["2026-01-14"]}, {"ended": "2026-01-20 10:00"}, "2026-01-20", False),
        (peers.lite, {"lost": ["2026-01-17"]}, {}, "2026-01-19", False),
        (peers.lite, {}, {"ended": "2026-03-02 10:00", "limit": (40, LimitUnit.WORKING_DAY)}, "2026-03-09", False),
        (
            peers.lite,
            {"offline": ["2026-02-16", "2026-02-17"]},
            {"ended": "2026-03-02 10:00", "limit": (40, LimitUnit.WORKING_DAY)},
            "2026-03-05",
            False,
        ),
        (
            peers.lite,
            {},
            {"held": [("payment", "2026-01-10 10:00", "2026-02-09 15:00")], "ended": "2026-02-12 10:00"},
            "2026-02-24",
            False,
        ),
        (peers.digit, {}, {"ended": "2026-01-19 09:00"}, "2026-01-19", False),
        (peers.digit, {}, {"ended": "2026-01-19 09:01"}, "2026-01-19", True),
        (peers.digit, {}, {"held": [WEEK_OF_PAUSE], "ended": "2026-01-20 08:00"}, "2026-01-19", True),
        (peers.digit_read_later, {}, {"ended": "2026-01-06 09:00"}, "2026-01-19", True),
        (peers.opencps, {}, {"ended": "2026-01-19 09:01"}, "2026-01-19", True),
        (peers.opencps, {}, {"held": [PAYMENT], "ended": "2026-01-28 14:59"}, "2026-01-28", False),
        (peers.opencps, {}, {"dated": False, "ended": "2026-03-02 10:00"}, None, False),
        (
            peers.opencps,
            {},
            {"promised": (at("2026-01-16 10:00"), at("2026-01-22 17:00")), "ended": "2026-01-21 10:00"},
            "2026-01-22",
            False,
        ),
        (peers.demarche_numerique, {}, {}, "2026-01-19", False),
        (peers.demarche_numerique, {}, {"held": [WEEK_OF_PAUSE], "ended": "2026-01-27 10:00"}, "2026-01-26", True),
        (
            peers.demarche_numerique,
            {},
            {"held": [WEEK_OF_PAUSE, PAYMENT], "ended": "2026-01-27 10:00"},
            "2026-02-02",
            False,
        ),
        (
            peers.demarche_numerique,
            {},
            {"held": [WEEK_OF_PAUSE], "after": "restart", "ended": "2026-01-29 10:00"},
            "2026-01-28",
            True,
        ),
        (
            peers.demarche_numerique_statistics,
            {},
            {"held": [WEEK_OF_PAUSE], "ended": "2026-01-20 10:00"},
            "2026-01-19",
            True,
        ),
    ],
)
def test_each_rule_counts_as_it_is_described(rule, nights, facts, due_on, late):
    judged = rule(dossier(**{"ended": "2026-01-19 08:30", **facts}), office(**nights))

    assert judged == peers.Judged(due_on and date.fromisoformat(due_on), late)
