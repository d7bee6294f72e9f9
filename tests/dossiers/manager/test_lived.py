"""The manager's pages of the process as it is lived."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Unit
from dossiers.display.charts import Across, Sign
from dossiers.manager import lived_rows, pictures
from dossiers.manager.asked import Asked, Choices, Elsewhere, PastForm, PeriodForm
from dossiers.models import Dossier, Event
from dossiers.reports.lived import selection
from dossiers.reports.lived.pace import Point
from dossiers.reports.lived.selection import Family
from dossiers.reports.periods import Period
from dossiers.reports.selection import Scope, Selection
from procedures.machine import Limit, LimitUnit
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, local
from tests.dossiers.proof.records import triggers_off
from tests.dossiers.reports.lived.walks import SENT_BACK, STRAIGHT, gone, three
from tests.dossiers.variants import filed_under, next_version

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-02-02 09:00"))]

LIST = "/quan-ly/quy-trinh/thuc-te/"
PAGE = "/quan-ly/quy-trinh/xb-tai-lieu-khong-kinh-doanh/"
DAYS = LimitUnit.WORKING_DAY
JANUARY = {"start": "2026-01-01", "end": "2026-01-31"}


def tables(content: str) -> dict[str, list[list[str]]]:
    """Return the rows of each table of a page, by its caption."""
    found = re.findall(r"<table.*?</table>", content, re.DOTALL)
    return {_text(re.findall(r"<caption.*?</caption>", one, re.DOTALL)[0]): _rows(one) for one in found}


def _rows(table: str) -> list[list[str]]:
    rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)[1:]
    return [[_text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def _text(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", markup)).split())


def seen(who: str = "carol", language: str = "en", **asked: str) -> dict[str, list[list[str]]]:
    return tables(Visitor(who, language=language).get(PAGE, {**JANUARY, **asked}).content.decode())


def test_the_states_stand_by_the_time_that_they_ate():
    three()

    rows = seen()["Where the time went"]

    # Three working days with the applicant, of 4,260 minutes of office hours in all.
    assert rows[0][1:] == ["Applicant", "3", "33,8 %", "1", "3", "3", "", ""]
    # 420 minutes of the one, 120 and 390 of the other, 60 and 180 of the third.
    by_step = {row[0]: row[1:] for row in rows}
    assert by_step["Appraise the dossier, draft the result"] == [
        "Case officer",
        "2,44",
        "27,5 %",
        "3",
        "0,88",
        "1,06",
        "6",
        "0 % (0/3)",
    ]
    late = next(row for row in rows if row[-1] == "33,3 % (1/3)")
    assert late[4:8] == ["3", "0,13", "0,75", "0,5"]


def test_working_waiting_and_what_went_back_are_told():
    three()

    found = seen()

    assert found["Working and waiting"] == [
        ["With the office", "66,2 %", "5,88 working days"],
        ["Waiting for the applicant", "33,8 %", "3 working days"],
        ["Total", "100 %", "8,88 working days"],
    ]
    assert found["Back and forth"] == [
        ["Sent back by a later step", "1", "1", "1"],
        ["Recalled or taken back", "0", "0", "0"],
    ]
    assert "None was late." in read(Visitor("carol").get(PAGE, JANUARY)).words()


def test_a_wait_on_the_picture_is_as_long_as_in_the_table_below_it():
    three()
    answer = Visitor("carol").get(PAGE, JANUARY)

    rows = tables(answer.content.decode())["Where the time went"]
    [(dossiers, time)] = [(row[4], row[5]) for row in rows if row[1] == "Applicant"]

    assert (dossiers, time) == ("1", "3")
    assert f"waits for missing documents ({dossiers} · {time} days)" in read(answer).words()
    assert "(medians, in working days)" in " ".join(_text(answer.content.decode()).split())


def test_the_times_of_a_table_sum_to_its_last_line():
    three()

    for name, column in (("Where the time went", 2), ("Working and waiting", 2)):
        *rows, total = [Decimal(row[column].partition(" ")[0].replace(",", ".")) for row in seen()[name]]
        # Each is rounded for itself.
        assert abs(sum(rows) - total) <= Decimal("0.02")


def test_each_arc_has_its_row():
    three()

    rows = seen()["Every way that was taken"]

    assert len(rows) == 13
    assert rows[0][3:] == ["4", "3", "0,38", "0,88"]


NUMBER = re.compile(r'href="(/quan-ly/(?:resolved|overdue)/\?[^"]*)"[^>]*>(\d+)<')
TITLE = re.compile(r"<h1>[^<]*: ([\d.]+)</h1>")


def test_every_number_opens_exactly_its_dossiers():
    three()
    recalled = gone(STRAIGHT[:5])
    act(recalled, "recall", "hoa", "2026-01-06 11:10")
    act(recalled, "finish-xem-xet", "hoa", "2026-01-06 11:20")
    for action, who, when in STRAIGHT[5:7]:
        act(recalled, action, who, when)
    carol = Visitor("carol")

    found = {one for page in (PAGE, LIST) for one in NUMBER.findall(carol.get(page, JANUARY).content.decode())}
    # A mark of the chart is a time, not a number of dossiers.
    found = {one for one in found if re.search(r"(state|beyond|way|back)=", one[0]) or "versions=" not in one[0]}

    parts = {name for address, _number in found for name in re.findall(r"(state|beyond|way|back)=", address)}
    assert parts == {"state", "beyond", "way", "back"}
    for address, number in found:
        listed = carol.get(unescape(address)).content.decode()
        assert TITLE.search(listed)[1] == number, address
        assert listed.count('<th scope="row" class="code">') == int(number), address


@pytest.mark.parametrize("part", ["state=x", "beyond=%00", "way=a~b~c", "way=a", "way=%00~~", "back=x"])
def test_a_part_that_there_is_not_narrows_nothing(part: str):
    three()

    assert (
        "Resolved: 3 "
        in read(Visitor("carol").get(f"/quan-ly/resolved/?start=2026-01-01&end=2026-01-31&{part}")).words()
    )


def test_where_not_all_are_shown_no_number_promises_a_list(monkeypatch):
    three()
    monkeypatch.setattr(selection.newest, "__defaults__", (2,))

    assert "state=" not in Visitor("carol").get(PAGE, JANUARY).content.decode()


def test_all_fit_is_said_with_their_number():
    three()

    assert "3 dossiers, all fit the procedure" in read(Visitor("carol").get(PAGE, JANUARY)).words()
    vietnamese = read(Visitor("carol", language="vi").get(PAGE, JANUARY)).words()
    assert "3 hồ sơ, tất cả khớp quy trình" in vietnamese


def test_a_log_that_does_not_fit_is_named_with_the_way_to_it():
    gone(STRAIGHT)
    wrong = gone(SENT_BACK).dossier
    with triggers_off():
        Event.objects.filter(dossier=wrong, action="finish-xem-xet").update(target="van-thu")

    answer = Visitor("carol").get(PAGE, JANUARY)

    assert "The log of 1 of 2 dossiers does not fit the procedure." in read(answer).words()
    assert f'href="/mot-cua/{wrong.code}/"' in answer.content.decode()


def test_the_late_ones_lead_to_why_they_were_late():
    walk = gone(SENT_BACK[:-1])
    act(walk, "finish-van-thu", "tam", "2026-01-20 08:30")
    carol = Visitor("carol")

    page = carol.get(PAGE, JANUARY).content.decode()

    [listed] = re.findall(r'<a href="(/quan-ly/overdue/[^"]*)">\s*Late dossiers: 1</a>', page)
    [why] = re.findall(r'<a href="(/quan-ly/vi-sao-tre/[^"]*)">', page)
    assert walk.dossier.code in carol.get(unescape(listed)).content.decode()
    assert "1 dossier was resolved late" in read(carol.get(unescape(why))).words()


def test_where_only_the_newest_are_read_the_page_says_so(monkeypatch):
    three()
    monkeypatch.setattr(selection.newest, "__defaults__", (2,))

    words = read(Visitor("carol").get(PAGE, JANUARY)).words()

    assert "3 dossiers were resolved. What is shown here is of the newest 2" in words
    assert "2 dossiers, all fit" in words


def test_versions_with_other_steps_are_shown_apart(tmp_path):
    gone(STRAIGHT)
    next_version(tmp_path, "2025-12-01", ('name = "phan-cong"', 'name = "chia-viec"'))
    after = filed_under("xb-tai-lieu-khong-kinh-doanh", local("2026-01-12 08:30"))
    for _step in range(7):
        after.onward()

    new, old = (Visitor("carol").get(PAGE, {**JANUARY, "version": version}).content.decode() for version in ("3", "2"))

    assert 'version=2"' in new
    assert 'version=3" aria-current="true"' in new
    assert 'version=2" aria-current="true"' in old
    assert tables(old)["Where the time went"] != tables(new)["Where the time went"]


@pytest.mark.parametrize("asked", [{"version": "9"}, {"version": "x"}, {"start": "2031-01-01", "end": "2031-02-01"}])
def test_what_is_not_there_is_no_error(asked):
    gone(STRAIGHT)

    assert Visitor("carol").get(PAGE, {**JANUARY, **asked}).status_code == 200


def test_nothing_resolved_is_said():
    assert "Nothing was resolved in this period" in read(Visitor("carol").get(PAGE, JANUARY)).words()
    assert "Nothing was resolved in this period" in read(Visitor("carol").get(LIST, JANUARY)).words()


def test_the_list_counts_what_was_resolved_and_leads_to_each_procedure():
    three()

    answer = Visitor("carol").get(LIST, JANUARY)

    [row, total] = tables(answer.content.decode())["Processes as they are lived"]
    assert (row[1:], total[1:]) == (["3", "0"], ["3", "0"])
    assert f'href="{PAGE}?start=2026-01-01&amp;end=2026-01-31"' in answer.content.decode()


def test_only_the_agencies_that_one_answers_for_are_counted():
    three()
    another = Unit.objects.create(
        slug="another", name_vi="Khác", name_en="Another", kind="agency", agency_code="H26.XX"
    )
    Dossier.objects.update(agency=another)

    for address in (LIST, PAGE):
        assert "Nothing was resolved in this period" in read(Visitor("carol").get(address, JANUARY)).words()


@pytest.mark.parametrize("who", ["", "alice", "mallory", "bob", "van", "admin"])
@pytest.mark.parametrize("address", [LIST, PAGE])
def test_nobody_else_sees_them(who, address):
    three()

    answer = Visitor(who).get(address, JANUARY)

    assert answer.status_code in ({302} if not who else {404})


def test_questions_do_not_grow_with_dossiers():
    counts, carol = [], Visitor("carol")
    gone(STRAIGHT)
    carol.get(PAGE, JANUARY)
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            carol.get(PAGE, JANUARY)
        counts.append(len(queries))
        three()

    assert counts[0] == counts[1]
    assert counts[0] <= 20


def test_the_months_stand_beside_one_another_with_what_is_ordinary():
    three()

    found = seen()["Processing time by month. median without pauses, as the clock counted it"]
    words = read(Visitor("carol").get(PAGE, JANUARY)).words()

    assert found == [["01/2026", "1 working days (3 dossiers)"]]
    assert "With fewer than six months nothing can be said of what is ordinary." in words


def test_a_month_that_is_out_of_the_ordinary_says_so():
    medians = [4.0, 6.0] * 12 + [16.0]
    points = [Point(date(2024 + n // 12, n % 12 + 1, 1), 10, median) for n, median in enumerate(medians)]

    with translation.override("en"):
        months = lived_rows.months_of(points, DAYS)
        signals = [month.signals for month in months.rows]

    assert signals == [[]] * 24 + [["longer than is ordinary"]]
    assert months.rows[1].days == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert (months.lower, months.centre) == (Limit(Decimal(0), DAYS), Limit(Decimal("5.44"), DAYS))


def test_a_mark_of_the_control_chart_opens_the_dossiers_that_it_is_of(tmp_path):
    three()
    next_version(tmp_path, "2025-12-01", ('name = "phan-cong"', 'name = "chia-viec"'))
    after = filed_under("xb-tai-lieu-khong-kinh-doanh", local("2026-01-12 08:30"))
    for _step in range(7):
        after.onward()
    counts = {}

    for version in ("3", "2"):
        page = Visitor("carol").get(PAGE, {**JANUARY, "version": version}).content.decode()
        [(address, title)] = re.findall(r'<a class="chart__mark" href="([^"]*)"><title>(.*?)</title>', page)
        counts[version] = (title, read(Visitor("carol").get(unescape(address))).words())

    assert [counts[version][0].partition("(")[2] for version in ("3", "2")] == ["1 dossier)", "3 dossiers)"]
    assert "Resolved: 1 " in counts["3"][1]
    assert "versions: 3" in counts["3"][1]
    assert "Resolved: 3 " in counts["2"][1]


def test_what_is_out_of_the_ordinary_has_its_shape_and_the_limits_are_lines():
    medians = [*[6.0, 4.0] * 8, 16.0, *[5.0] * 8]
    mine, january = Selection((1,)), Period(date(2026, 1, 1), date(2026, 1, 31))
    now = PastForm.of({}, local("2026-02-02 09:00"))
    scope = Scope(mine, shows_people=False)
    asked = Asked(
        scope,
        PeriodForm(),
        Choices({}, {}),
        january,
        mine,
        {},
        {},
        {},
        ignored={},
        then=now,
        elsewhere=Elsewhere({}, {}, None),
    )
    points = [Point(date(2024 + n // 12, n % 12 + 1, 1), 10, median) for n, median in enumerate(medians)]

    with translation.override("en"):
        months = lived_rows.months_of(points, DAYS)
        drawn = pictures.of_pace(asked, "any", Family({}, 0), months)

    assert [mark.sign for mark in drawn.series[0].marks] == [None] * 16 + [Sign.BEYOND] + [Sign.RUN] * 8
    assert [days for days, _signals in months.marked] == [
        Period(date(2025, 5, 1), date(2025, 5, 31)),
        Period(date(2025, 6, 1), date(2026, 1, 31)),
    ]
    assert [one.kind for one in drawn.references] == [Across.MEAN, Across.LIMIT]
    assert "longer than is ordinary" in drawn.series[0].marks[16].note
    assert drawn.unit == "working days"


@pytest.mark.parametrize("versions", ["x", "2-", "²", "1" * 500])
def test_versions_that_mean_nothing_narrow_no_list(versions):
    three()

    assert "Resolved: 3 " in read(Visitor("carol").get("/quan-ly/resolved/", {**JANUARY, "versions": versions})).words()


@pytest.mark.parametrize(
    "period", [{"start": "2024-02-01", "end": "2024-02-29"}, {"start": "1900-01-01", "end": "1900-01-31"}]
)
def test_a_leap_day_and_the_first_years_are_periods_too(period):
    gone(STRAIGHT)

    assert Visitor("carol").get(PAGE, period).status_code == 200
