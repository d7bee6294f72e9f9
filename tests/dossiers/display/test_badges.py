"""How a dossier stands, in a sign, a word and a date; many at once as each by itself."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from dossiers.display.badges import Badge, badges, nearest_badges
from dossiers.display.charts.telling import measured
from dossiers.display.drawn import due_badge
from dossiers.display.formats import days, half_up, percent, vn_date, vn_datetime, vn_number
from dossiers.display.glyphs import icon
from dossiers.public.open_data import _share
from tests.dossiers.lifecycle import MONDAY, dossier_at

INSTANTS = [datetime(2026, 1, 5, hour, 59, 59, tzinfo=UTC) for hour in (0, 16, 17, 23)]


@pytest.mark.parametrize("at", [*INSTANTS, datetime(1987, 2, 3, tzinfo=UTC), datetime(2000, 2, 29, tzinfo=UTC), None])
def test_the_dates_of_a_list_are_written_as_one_by_itself(at: datetime | None) -> None:
    written = days(timezone.get_current_timezone())

    assert written(at) == vn_date(at)
    if at is not None:
        assert vn_date(at) == vn_date(timezone.localtime(at).date()) == f"{timezone.localtime(at):%d/%m/%Y}"


@pytest.mark.django_db
def test_a_badge_has_a_word_of_the_reader_s_language_and_the_hour_where_it_matters() -> None:
    filed, accepted, paused = (dossier_at(state).dossier for state in ("filed", "accepted", "tham-dinh.payment-due"))

    shown = {}
    for language in ("vi", "en"):
        with translation.override(language):
            badge = badges(MONDAY + timedelta(minutes=1))
            shown[language] = [badge(dossier) for dossier in (filed, accepted, paused)]

    english = [(found.kind, found.label, found.at) for found in shown["en"]]
    assert english == [
        ("not_started", "Answer due", vn_datetime(filed.deadline_at)),
        ("within_time", "Within time", vn_date(accepted.deadline_at)),
        ("paused", "Paused", ""),
    ]
    assert [Badge(*found[:2], "", found.at) for found in shown["vi"]] == [
        Badge(*found[:2], "", found.at) for found in shown["en"]
    ]
    assert [found.label for found in shown["vi"]] == ["Hạn trả lời", "Trong hạn", "Tạm dừng"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "kind", "word"),
    [
        ("filed.supplement-asked", "not_begun", "Chưa tính thời hạn"),
        ("tham-dinh.supplement-asked", "paused", "Tạm dừng"),
    ],
)
def test_what_has_not_begun_is_not_called_paused(place: str, kind: str, word: str) -> None:
    dossier = dossier_at(place).dossier

    with translation.override("vi"):
        own, of_list = badges(MONDAY, for_applicant=True)(dossier), nearest_badges(MONDAY)(dossier)

    assert (own.kind, own.label, own.at) == (of_list.kind, of_list.label, of_list.at) == (kind, word, "")


def test_a_badge_is_drawn_once_with_its_sign_its_word_and_its_date() -> None:
    shown = Badge("due_soon", icon("soon"), "Due <soon>", "05/01/2026")

    drawn = due_badge(shown)

    assert drawn.startswith(f'<span class="badge-due badge-due--due_soon">{icon("soon")}Due &lt;soon&gt;')
    assert '<span class="date">05/01/2026</span>' in drawn
    assert 'class="date"' not in due_badge(shown._replace(at=""))
    assert due_badge(Badge(*shown)) is drawn


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (100, "100"),
        (100 * 2495 / 2496, "99,9"),
        (0, "0"),
        (100 / 5000, "0,1"),
        (98.46, "98,5"),
        (99.94, "99,9"),
        (6.25, "6,3"),
    ],
)
def test_only_all_are_a_hundred_per_cent_and_only_none_are_nought(value: float, words: str) -> None:
    assert percent(value) == f"{words}\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize("value", [100, 100 * 2495 / 2496, 0, 100 / 5000, 6.25, 12.35, 99.95])
def test_a_share_is_the_same_on_a_page_in_a_picture_and_in_open_data(value: float) -> None:
    assert measured(value, "%") == percent(value) == f"{vn_number(Decimal(str(_share(value))))}\N{NO-BREAK SPACE}%"


def test_halves_go_up_whatever_sums_of_floats_have_left_behind() -> None:
    minutes = (320, 396, 352)

    assert sum(one / 480 for one in minutes) < sum(minutes) / 480
    assert half_up(sum(one / 480 for one in minutes), 2) == half_up(sum(minutes) / 480, 2) == Decimal("2.23")


def test_nothing_has_no_share() -> None:
    assert percent(None) == "–"


@pytest.mark.django_db
def test_what_ended_without_a_result_is_early_to_nobody() -> None:
    withdrawn, now = dossier_at("withdrawn").dossier, MONDAY + timedelta(days=1)
    assert withdrawn.verdict == "early", "as the figures count it"

    kinds = [badges(now)(withdrawn).kind, badges(now, for_applicant=True)(withdrawn).kind]
    nearest = nearest_badges(now)(withdrawn).kind
    withdrawn.verdict = "overdue"

    assert [*kinds, nearest] == ["ended"] * 3
    assert badges(now)(withdrawn).kind == "overdue", "the office answers for that all the same"
