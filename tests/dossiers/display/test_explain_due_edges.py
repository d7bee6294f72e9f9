"""``explain_due`` on odd input: each case is refused with a sentence in both languages, and nothing is stored."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from dossiers.models import Dossier, Event
from procedures.models import CalendarVersion
from procedures.time.calendars import current_calendar

pytestmark = pytest.mark.django_db

SLUG = "xb-tai-lieu-khong-kinh-doanh"
ACCEPTED = ("--accepted", "2026-01-05T09:00")


def explained(*options: str, slug: str = SLUG) -> dict[str, Any]:
    said = StringIO()
    call_command("explain_due", slug, *options, "--json", stdout=said, stderr=StringIO())
    described: dict[str, Any] = json.loads(said.getvalue())
    return described


REFUSED = [
    (("--accepted", "0001-01-01"), "chưa nạp chế độ", "no regime"),
    (("--accepted", "0001-01-01T00:00+14:00"), "chưa có lịch nghỉ năm 1", "no calendar of days off for 1 yet"),
    (("--accepted", "2200-01-01"), "chưa có lịch nghỉ năm 2200", "no calendar of days off for 2200 yet"),
    (("--accepted", "9999-12-31T23:59:59"), "chưa có lịch nghỉ năm 9999", "no calendar of days off for 9999 yet"),
    ((*ACCEPTED, "--finished", "9999-12-31"), "chưa có lịch nghỉ năm", "no calendar of days off for"),
    (
        (*ACCEPTED, "--pause", "2026-01-07..9999-12-31"),
        "chưa có lịch nghỉ năm",
        "no calendar of days off for",
    ),
    (
        (*ACCEPTED, "--pause", "2026-01-08T10:00..2026-01-08T09:59"),
        "kết thúc trước khi bắt đầu",
        "ends before it begins",
    ),
    ((*ACCEPTED, "--pause", "2026-01-08T10:00.."), "có cả hai thời điểm", "both instants given"),
    (
        (*ACCEPTED, "--finished", "2026-01-05T08:59"),
        "giải quyết xong trước khi tiếp nhận",
        "finished before acceptance",
    ),
]


@pytest.mark.parametrize(("options", "vi", "en"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_is_refused_in_both_languages_and_stores_nothing(
    options: tuple[str, ...], vi: str, en: str
) -> None:
    before = (Dossier.objects.count(), Event.objects.count(), CalendarVersion.objects.count())
    digest = current_calendar().digest

    with pytest.raises(CommandError, match=vi):
        explained(*options)
    with translation.override("en"), pytest.raises(CommandError, match=en):
        explained(*options)

    assert (Dossier.objects.count(), Event.objects.count(), CalendarVersion.objects.count()) == before
    assert current_calendar().digest == digest


def test_an_event_in_the_first_year_is_refused_with_a_sentence() -> None:
    with pytest.raises(CommandError, match="chưa có lịch nghỉ năm 1"):
        explained(
            *ACCEPTED, "--outcome", "refused", "--event-at", "0001-01-01T03:00", slug="hop-bao-trong-nuoc"
        )  # fmt: skip


OVERLAPPING = [
    # 08, 09, 12/01 count once.
    (("payment:2026-01-07T09:00..2026-01-09T09:00", "payment:2026-01-08T09:00..2026-01-12T09:00"), "2026-01-22"),
    # One inside the other: 08, 09, 12, 13, 14/01.
    (("payment:2026-01-07T10:00..2026-01-14T15:00", "payment:2026-01-08T09:00..2026-01-09T09:00"), "2026-01-26"),
    # The same twice.
    (("payment:2026-01-07T10:00..2026-01-14T15:00",) * 2, "2026-01-26"),
]


@pytest.mark.parametrize(("pauses", "due"), OVERLAPPING, ids=range(len(OVERLAPPING)))
def test_overlapping_pauses_are_accepted_and_count_once(pauses: tuple[str, ...], due: str) -> None:
    assert explained(*ACCEPTED, "--pause", *pauses)["lawful_due_at"] == f"{due}T17:00:00+07:00"
