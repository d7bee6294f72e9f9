"""The indices: what there are data for is computed by the rule, what there are none for says so, people as elsewhere."""

import re
from datetime import date, datetime

import pytest

from accounts.models import Unit
from dossiers.models import Dossier
from dossiers.reports import cells
from dossiers.reports.official.indices import OnLine, Progress, contact_points, progress, time_points
from dossiers.reports.periods import Period
from dossiers.reports.selection import Selection
from dossiers.reports.statistics import Figures
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.lifecycle import PLACES, act, dossier_at, local

NOW = datetime(2026, 1, 23, 9, 0, tzinfo=LOCAL)
PAGE = "/quan-ly/bao-cao/chi-so/?start=2025-12-15&end=2026-01-22"


@pytest.mark.parametrize(
    ("early", "on_time", "overdue", "points"),
    [
        (1, 0, 0, 2.0),
        (0, 1, 0, 1.0),
        (0, 0, 3, 0.0),
        (2, 1, 1, 1.3),
        (43, 0, 3, 1.9),
        (0, 0, 0, None),
        (23, 0, 0, 2.0),
        (22, 1, 0, 1.96),
        (999, 1, 0, 1.99),
    ],
)
def test_index_1_is_the_mean_of_2_1_and_0_points(early: int, on_time: int, overdue: int, points: float | None) -> None:
    figures = Figures(resolved=early + on_time + overdue, early=early, on_time=on_time, overdue=overdue)

    assert time_points(figures) == points


@pytest.mark.parametrize(
    ("all_of_them", "in_time", "points"),
    [(0, 0, None), (4, 4, 20.0), (4, 1, 5.0), (160, 153, 19.1), (2496, 2495, 19.99), (10**6, 10**6 - 1, 19.99)],
)
def test_the_points_of_progress_are_as_many_as_there_are_only_where_all_is_in_time(
    all_of_them: int, in_time: int, points: float | None
) -> None:
    assert Progress(all_of_them, in_time, 0).points == points


@pytest.mark.parametrize(
    ("dossiers", "procedures", "late", "points"),
    [
        (30, 20, 0, 2),
        (29.9, 20, 0, 1),
        (15, 0, 9, 1),
        (14.9, 100, 0, 0),
        (30, 20, 1, None),
        (30, 19, 0, None),
        (None, 20, 0, None),
    ],
)
def test_index_9_gives_no_points_where_the_rule_that_is_known_gives_none(
    dossiers: float | None, procedures: float, late: int, points: int | None
) -> None:
    assert OnLine(dossiers, procedures, late, 0).points == OnLine(dossiers, procedures, 0, late).points == points


@pytest.mark.django_db
@pytest.mark.at(NOW)
class TestOffice:
    """With dossiers in every state and one that was resolved late."""

    @pytest.fixture(autouse=True)
    def office(self) -> None:
        """Make them."""
        for state in PLACES:
            dossier_at(state, at=local("2026-01-05 08:30"))
        late = dossier_at("van-thu", at=local("2026-01-05 08:30"))
        cells.rebuild()  # what is laid down comes without triggers
        act(late, "finish-van-thu", "tam", "2026-01-20 08:00")

    def test_what_was_asked_for_a_supplement_more_than_once_is_late_by_qd_766(self) -> None:
        selection, period = (
            Selection((Unit.objects.get(slug="so-tttt").pk,)),
            Period(date(2025, 12, 15), date(2026, 1, 22)),
        )
        before = progress(selection, period, NOW)
        returned = Dossier.objects.get(state="returned")

        Dossier.objects.filter(pk=returned.pk).update(supplement_rounds=2)
        assert progress(selection, period, NOW) == Progress(before.all, before.in_time - 1, 1)
        assert before.all == Dossier.objects.filter(accepted_at__isnull=False).count()

    def test_every_number_opens_its_dossiers_and_people_are_shown_to_those_who_head_them(self) -> None:
        pages = {who: Visitor(who).get(PAGE).content.decode() for who in ("carol", "lan", "hoa")}

        assert {who: "Hoàng Tiến Dũng" in page for who, page in pages.items()} == {
            "carol": False,
            "lan": True,
            "hoa": True,
        }
        found = set(re.findall(r'<a href="(/quan-ly/[a-z_]+/\?[^"]*)">([\d.]+)</a>', pages["lan"]))
        assert len(found) > 10
        for address, number in found:
            page = Visitor("lan").get(address.replace("&amp;", "&")).content.decode()
            assert re.search(r"<h1>[^<]*: ([\d.]+)</h1>", page)[1] == number, address
        assert pages["carol"].count("no data yet") == 19

    def test_two_rates_are_said_to_differ_only_where_they_do(self) -> None:
        carol = Visitor("carol")
        both = PAGE, "/quan-ly/bao-cao/chi-so/?start=2020-01-01&end=2020-12-31"

        of_dossiers, of_none = (carol.get(address).content.decode() for address in both)

        assert "The two differ on purpose" in of_dossiers
        assert "The two differ on purpose" not in of_none

    def test_what_nobody_had_has_a_row_so_that_people_add_up_to_all(self) -> None:
        some = Dossier.objects.exclude(resolved_at=None).exclude(assignee=None).order_by("pk").first()
        Dossier.objects.filter(pk=some.pk).update(assignee=None)
        cells.rebuild()

        page = Visitor("lan").get(PAGE).content.decode()
        people, units = (
            page.partition(f"Index 1: {of}")[2].partition("</table>")[0] for of in ("Case officer", "Unit")
        )
        resolved = re.compile(r'<th scope="row">([^<]*)</th>\s*<td[^>]*>\s*(?:<a[^>]*>)?(\d+)')
        of_people = {name: int(number) for name, number in resolved.findall(people)}

        assert of_people["Nobody yet"] >= 1
        assert sum(of_people.values()) == int(dict(resolved.findall(units))["All"])

    def test_a_period_that_has_not_begun_has_no_index(self) -> None:
        answer = Visitor("carol").get("/quan-ly/bao-cao/chi-so/?start=2026-02-15&end=2026-03-14")

        assert answer.status_code == 422
        assert "has not begun yet" in answer.content.decode()

    def test_index_3_is_of_how_often_a_supplement_was_asked_for_and_opens_its_dossiers(self) -> None:
        often = dict(enumerate(Dossier.objects.exclude(resolved_at=None).order_by("pk")))
        Dossier.objects.filter(pk=often[0].pk).update(supplement_rounds=1)
        Dossier.objects.filter(pk=often[1].pk).update(supplement_rounds=2)

        page = Visitor("carol").get(PAGE).content.decode()
        table = page.partition("Index 3: Unit")[2].partition("</table>")[0]
        row = re.search(r"<tr><th scope=\"row\">All</th>.*?</tr>", table, re.DOTALL)[0]
        numbers = re.findall(r'href="([^"]*)">(\d+)</a>', row)

        assert [int(number) for _address, number in numbers] == [len(often) - 2, 1, 1]
        for address, number in numbers:
            listed = Visitor("carol").get(address.replace("&amp;", "&")).content.decode()
            assert re.search(r"<h1>[^<]*: ([\d.]+)</h1>", listed)[1] == number, address
        points = contact_points({"never_asked": len(often) - 2, "asked_once": 1, "asked_often": 1})
        assert f">{points}<".replace(".", ",") in row

    def test_services_on_line_are_counted_by_procedures_that_somebody_used(self) -> None:
        page = Visitor("carol").get(PAGE).content.decode()

        shown = " ".join(re.sub(r"<[^>]*>", " ", page).split())
        offered, everything = map(
            int, re.search(r"3\.1\. Procedures that can be done on line (\d+) / (\d+)", shown).groups()
        )
        assert 0 < offered <= everything
        assert f"3.2. Services on line that somebody used 1 / {offered} =" in shown
