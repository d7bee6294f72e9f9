"""Index 2 by unit, the mean time by procedure and the share paid on line: recounted from the log, each with its dossiers."""

import re
from collections import Counter

import pytest

from dossiers.clock import Verdict
from dossiers.log.effective import effective
from dossiers.log.facts import facts_of
from dossiers.models import Dossier, Event, Payment
from dossiers.reports.official.parts import kept, part_of
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.owing import pay
from tests.dossiers.payments.gateway.made import message, order_of, send
from tests.dossiers.reports.lived.walks import ASKED, SENT_BACK, STRAIGHT, gone
from tests.dossiers.undoing import take_back

NOW = local("2026-01-23 09:00")
PAGE = "/quan-ly/bao-cao/chi-so/?start=2025-12-15&end=2026-01-22"
TITLE = re.compile(r"<h1>[^<]*: ([\d.]+)</h1>")
WORST = (Verdict.EARLY, Verdict.ON_TIME, Verdict.OVERDUE)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def recounted() -> dict[int, Counter[Verdict]]:
    """Return the worst verdict of each unit in each resolved dossier, by the events that hold, one after the other."""
    found: dict[int, Counter[Verdict]] = {}
    for dossier in Dossier.objects.exclude(resolved_at=None):
        of_units: dict[int, Verdict] = {}
        before = None
        for event in effective(list(Event.objects.filter(dossier=dossier).order_by("sequence"))):
            if before and (step := facts_of(event).step):
                of_units[before] = max(of_units.get(before, Verdict.EARLY), step.verdict, key=WORST.index)
            before = facts_of(event).unit
        for unit, verdict in of_units.items():
            found.setdefault(unit, Counter())[verdict] += 1
    return found


def opened(page: str, figure: str) -> list[tuple[str, str]]:
    return [
        (address.replace("&amp;", "&"), number)
        for address, number in re.findall(rf'href="(/quan-ly/{figure}/\?[^"]*)">([\d.]+)</a>', page)
    ]


def test_index_2_is_what_the_log_says_of_each_unit_and_each_number_opens_its_dossiers() -> None:
    for way in (STRAIGHT, SENT_BACK, ASKED):
        gone(way)
    undone = gone(STRAIGHT[:6]).dossier
    take_back(undone, "lan", at=local("2026-01-06 14:00:30"))
    gone(STRAIGHT[:4])

    found = kept(Dossier.objects.exclude(resolved_at=None))

    wanted = recounted()
    assert {unit: {how: count for how, count in often.items() if count} for unit, often in found.items()} == wanted
    assert {Verdict.EARLY, Verdict.OVERDUE} <= {how for often in wanted.values() for how in often}
    carol = Visitor("carol")
    page = carol.get(PAGE).content.decode()
    parts = [(address, number) for address, number in opened(page, "resolved") if "kept=" in address]
    assert len(parts) == 4 * len(wanted)
    for address, number in parts:
        assert TITLE.search(carol.get(address).content.decode())[1] == number, address


@pytest.mark.parametrize("text", ["", "7", "7-", "x-early", "-any", "7-late", "9" * 11 + "-any", "٧-any"])
def test_an_address_that_names_no_unit_and_no_verdict_narrows_nothing(text: str) -> None:
    assert part_of(text) is None


def test_what_is_not_recorded_has_no_number() -> None:
    dossier_at("filed", at=local("2026-01-22 08:30"))

    shown = " ".join(re.sub(r"<[^>]*>", " ", Visitor("carol").get(PAGE).content.decode()).split())

    assert "Mean time of each procedure (2.2) no data yet" in shown
    assert "3.6. Dossiers that were paid on line no data yet" in shown
    assert "the worst of them counts. no data yet Index 3" in shown


def test_the_mean_time_is_of_what_came_in_the_period_and_has_its_result() -> None:
    gone(STRAIGHT)
    gone(SENT_BACK)
    gone(STRAIGHT[:4])
    before = dossier_at("returned", at=local("2025-12-01 08:30")).dossier
    assert before.accepted_at < local("2025-12-15 00:00")
    carol = Visitor("carol")

    page = carol.get(PAGE).content.decode()

    [(address, number)] = opened(page, "timed_by_decision")
    assert TITLE.search(carol.get(address).content.decode())[1] == number == "2"
    spent = [
        float(Event.objects.filter(dossier=dossier).latest("sequence").reading["spent"])
        for dossier in Dossier.objects.filter(accepted_at__gte=local("2025-12-15 00:00"), resolved_at__isnull=False)
    ]
    mean = round(sum(spent) / 2, 1)
    assert len(set(spent)) == 2
    assert f": {mean:g} working day".replace(".", ",") in page


def test_3_6_is_what_was_paid_on_line_of_what_had_a_fee_to_pay() -> None:
    on_line, by_hand, _unpaid = (dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier for _n in range(3))
    send(message(order_of(on_line)))
    pay(by_hand)
    Dossier.objects.filter(pk=dossier_at("tham-dinh", at=local("2026-01-05 08:30")).dossier.pk).update(
        charged=0, owed=0
    )
    assert {row.way for row in Payment.objects.all()} == {"online", "cash"}
    carol = Visitor("carol")

    page = carol.get(PAGE).content.decode()

    shown = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert "3.6. Dossiers that were paid on line 1 / 3 = 33,3 %" in shown.replace("\xa0", " ")
    for figure in ("paid_online", "charged_by_decision"):
        [(address, number)] = opened(page, figure)
        assert TITLE.search(carol.get(address).content.decode())[1] == number
