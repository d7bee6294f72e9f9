"""Agencies are rows that never change: what changes is another row, from a day on that nothing was printed on yet."""

from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from dossiers.log.whole import used_through
from portal.demo import story
from procedures import steady
from procedures.models import AgencyVersion
from procedures.time.agencies.book import Agency, AgencyKind
from procedures.time.agencies.reading import SHIPPED, read
from procedures.time.agencies.stored import AgenciesRefused, take_back
from tests.dossiers.lifecycle import MONDAY, local
from tests.procedures.time.agencies.rows import FORMER, LATER, agency, centre, entered

pytestmark = pytest.mark.django_db


def refused(*rows: object, through: date | None = None) -> str:
    with pytest.raises(AgenciesRefused) as raised:
        entered(*rows, used_through=through)  # type: ignore[arg-type]
    return str(raised.value)


def test_the_shipped_ones_are_there_and_our_own_is_known() -> None:
    known = steady.now().agencies

    assert set(known.rows) == set(read(SHIPPED.read_bytes(), path=SHIPPED.name))
    assert known.own == "so-tttt"


def test_loading_again_adds_nothing() -> None:
    count, said = AgencyVersion.objects.count(), StringIO()

    call_command("load_agencies", stdout=said)

    assert AgencyVersion.objects.count() == count
    assert said.getvalue() == f"{count} unchanged\n"


def test_what_is_entered_is_known_to_every_process_at_once() -> None:
    entered(agency(since="2031-01-01", name=LATER))

    found = steady.now().agencies.on("so-tttt", date(2031, 1, 1))

    assert found
    assert found.name == LATER


def test_no_row_ever_changes_or_goes() -> None:
    row = AgencyVersion.objects.get(key="so-tttt")

    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        AgencyVersion.objects.filter(pk=row.pk).update(name_vi="Sở Khác")
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        row.delete()


PLANNED = agency(since="2026-02-02", name=LATER)
JANUARY = local("2026-01-20 09:00")


def back(row: Agency, through: str = "2026-01-20", at: datetime = JANUARY) -> None:
    take_back(row, at=at, used_through=lambda: date.fromisoformat(through), by=story.person("admin"))


def test_a_planned_row_is_taken_back_stays_and_counts_no_more() -> None:
    entered(PLANNED)

    back(PLANNED)

    found = steady.now().agencies.on("so-tttt", date(2026, 2, 2))
    assert found
    assert found.name == FORMER
    row = AgencyVersion.objects.get(key="so-tttt", since="2026-02-02")
    assert (row.taken_back_at, row.taken_back_by, row.name_vi) == (JANUARY, story.person("admin"), LATER.vi)
    entered(PLANNED)
    assert AgencyVersion.objects.filter(key="so-tttt", since="2026-02-02").count() == 2


@pytest.mark.parametrize(
    ("through", "at", "wrong"),
    [("2026-02-02", "2026-01-20 09:00", "đã áp dụng"), ("2026-01-20", "2026-02-02 00:00", "đã áp dụng")],
)
def test_what_has_begun_is_not_taken_back(through: str, at: str, wrong: str) -> None:
    entered(PLANNED)

    with pytest.raises(AgenciesRefused, match=wrong):
        back(PLANNED, through, local(at))

    assert AgencyVersion.objects.exclude(taken_back_at=None).count() == 0


def test_a_row_is_taken_back_once() -> None:
    entered(PLANNED)
    back(PLANNED)

    with pytest.raises(AgenciesRefused, match="đã có người rút lại"):
        back(PLANNED)


def test_what_others_are_a_part_of_stays() -> None:
    above = agency("bo-moi", "2027-01-01")
    entered(above, centre(since="2027-01-01", part_of="bo-moi"))

    with pytest.raises(AgenciesRefused, match="còn thuộc"):
        back(above)


def test_of_a_row_nothing_but_the_taking_back_changes_and_only_before_its_day() -> None:
    entered(PLANNED)
    row = AgencyVersion.objects.filter(key="so-tttt", since="2026-02-02")

    for forged in (
        {"taken_back_at": local("2026-02-02 00:00")},
        {"taken_back_at": JANUARY, "name_vi": "Sở Khác"},
        {"since": date(2026, 3, 2)},
    ):
        with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
            row.update(**forged)
    row.update(taken_back_at=JANUARY)
    with pytest.raises(IntegrityError, match="is final"), transaction.atomic():
        row.update(taken_back_at=None)


def test_a_day_on_which_something_was_done_keeps_its_name() -> None:
    story.file("alice", at=MONDAY)

    told = refused(agency(since="2026-01-05", name=LATER), through=used_through())

    assert told == (
        "so-tttt: from: đến ngày 05/01/2026 hồ sơ đã được giải quyết theo những gì đang ghi; chọn ngày 06/01/2026 hoặc sau đó"
    )
    entered(agency(since="2026-01-06", name=LATER), used_through=used_through())


def test_another_agency_may_begin_on_any_day_for_nothing_was_printed_of_it() -> None:
    entered(centre(since="2020-01-01"), used_through=date(2026, 1, 5))


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (agency(name=LATER), "from: “Sở Văn hoá và Thể thao Hà Nội” đã có một dòng khác từ ngày 01/01/2016"),
        (centre(part_of="khong-co"), "part_of: không có cơ quan nào là “khong-co”"),
        (agency(since="2030-01-01", part_of="so-tttt"), "part_of: không có cơ quan nào là “so-tttt”"),
        (agency(since="2030-01-01", kind=AgencyKind.BRANCH), "kind: vừa là cơ quan vừa là nơi tiếp nhận"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason_and_nothing_is_stored(row: object, wrong: str) -> None:
    count = AgencyVersion.objects.count()

    assert wrong in refused(centre(), row)
    assert AgencyVersion.objects.count() == count


def test_the_command_says_what_is_wrong_and_loads_nothing(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace('en = "One-stop Desk"', 'en = "Another Desk"')
    file, said = tmp_path / "khac.toml", StringIO()
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=r"1 error\(s\), nothing loaded"):
        call_command("load_agencies", str(file), stderr=said)

    assert "mot-cua: from:" in said.getvalue()
    with pytest.raises(CommandError, match="khong-co"):
        call_command("load_agencies", str(tmp_path / "khong-co.toml"))
