"""Two administrators with one page open each: what one has changed stands, and the other reads it before it is changed again."""

from datetime import datetime

import pytest

from accounts.models import AccountChange, ChangeKind, Unit, UnitKind, User
from dossiers.models import NoticeTimes, TicketPoint
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Form, Visitor, read

NOW = datetime(2026, 1, 6, 9, 0, tzinfo=LOCAL)
TIMES = "/van-hanh/nhac-viec/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def opened(path: str, field: str) -> Form:
    """Return the form of a page that has a field, as an administrator has it open."""
    return next(form for form in read(Visitor("admin", language="en").get(path)).forms if field in form.values)


def send(path: str, form: Form, **typed: str) -> int:
    return Visitor("admin", language="en").post(path, {**form.values, **typed}).status_code


def of_person(username: str) -> str:
    return f"/van-hanh/nguoi/{User.objects.get(username=username).pk}/sua/"


def test_each_changes_of_a_person_what_that_one_has_typed() -> None:
    path = of_person("bob")
    first, second = opened(path, "full_name"), opened(path, "full_name")

    assert send(path, first, full_name="Trần Thuý Thu") == 302
    assert send(path, second, email="thu@example.vn") == 302

    bob = User.objects.get(username="bob")
    assert (bob.full_name, bob.email) == ("Trần Thuý Thu", "thu@example.vn")
    changed = AccountChange.objects.filter(kind=ChangeKind.CORRECTED, person=bob).order_by("-pk")[0]
    assert "full_name" not in {*changed.before, *changed.after}


def test_what_both_have_typed_is_read_once_and_then_taken() -> None:
    path = of_person("bob")
    first, second = opened(path, "full_name"), opened(path, "full_name")
    assert send(path, first, full_name="Trần Thuý Thu") == 302

    answer = Visitor("admin", language="en").post(path, {**second.values, "full_name": "Trần Thị Thu"})
    page = read(answer)
    form = next(one for one in page.forms if "full_name" in one.values)

    assert answer.status_code == 422
    assert "Somebody else has just changed this to “Trần Thuý Thu”. Nothing was kept" in page.errors["id_full_name"]
    assert form.values["full_name"] == "Trần Thị Thu"
    assert User.objects.get(username="bob").full_name == "Trần Thuý Thu"
    assert send(path, form) == 302
    assert User.objects.get(username="bob").full_name == "Trần Thị Thu"


def test_the_same_change_of_both_is_no_other() -> None:
    path = of_person("bob")
    first, second = opened(path, "full_name"), opened(path, "full_name")
    assert send(path, first, full_name="Trần Thuý Thu") == 302

    assert send(path, second, full_name="Trần Thuý Thu") == 302


def test_a_unit_is_called_as_one_has_typed_and_phoned_as_the_other_has() -> None:
    unit = Unit.objects.filter(kind=UnitKind.DIVISION).order_by("pk")[0]
    path = f"/van-hanh/don-vi/{unit.pk}/"
    first, second = opened(path, "name_vi"), opened(path, "name_vi")

    assert send(path, first, name_vi="Phòng Mới") == 302
    assert send(path, second, phone="024 3736 6617") == 302

    unit.refresh_from_db()
    assert (unit.name_vi, unit.phone) == ("Phòng Mới", "024 3736 6617")


def test_hours_and_days_of_one_page_are_set_by_two() -> None:
    hour = hours()[0]
    first, second = opened(TIMES, hour), opened(TIMES, hour)
    days = hour.replace("morning_hour", "collect_days")

    assert send(TIMES, first, **{hour: "8"}) == 302
    assert send(TIMES, second, **{days: "15"}) == 302

    row = NoticeTimes.objects.get()
    assert (row.morning_hour, row.collect_days) == (8, 15)


def test_who_set_which_number_from_what_to_what_stands_below_and_among_all_changes() -> None:
    hour = hours()[0]
    days, leader = (hour.replace("morning_hour", name) for name in ("collect_days", "step_leader"))
    assert "Nothing was changed on these pages yet." in read(Visitor("admin", language="en").get(TIMES)).words()
    assert send(TIMES, opened(TIMES, hour), **{hour: "8", days: ""}) == 302
    assert send(TIMES, opened(TIMES, hour), **{days: "15"}) == 302
    assert send(TIMES, opened(TIMES, hour)) == 302

    first, second = AccountChange.objects.filter(kind=ChangeKind.TIMES).order_by("pk")
    assert (first.before, first.after) == (
        {"morning_hour": "7", "collect_days": "10"},
        {"morning_hour": "8", "collect_days": ""},
    )
    assert leader.partition("-")[0] not in {*second.before, *second.after}
    for page in (TIMES, "/van-hanh/lich-su/?kind=times"):
        words = read(Visitor("admin", language="en").get(page)).words()
        assert "Đinh Quang Trị Times of reminders changed" in words
        assert "Hour from which officers are told: 7 → 8" in words
        assert "reminded, and again: 10 → nobody is told" in words
        assert "reminded, and again: nobody is told → 15" in words


def hours() -> list[str]:
    page = read(Visitor("admin", language="en").get(TIMES))
    return [name for form in page.forms for name in form.values if name.startswith("morning_hour-")]


@pytest.mark.parametrize(
    ("typed", "status"), [("-1", 422), ("0", 422), ("1", 302), ("60", 302), ("61", 422), ("", 302)]
)
def test_days_until_an_applicant_is_reminded_are_one_at_least(typed: str, status: int) -> None:
    days = hours()[0].replace("morning_hour", "collect_days")

    assert send(TIMES, opened(TIMES, days), **{days: typed}) == status


def test_a_machine_of_numbers_is_switched_on_by_one_and_asks_what_the_other_has_typed() -> None:
    path = "/van-hanh/so-thu-tu/"
    first, second = opened(path, "kinds"), opened(path, "kinds")

    assert send(path, first, is_on="on") == 302
    assert send(path, second, kinds="Nộp hồ sơ | File\r\nNhận kết quả | Collect") == 302

    row = TicketPoint.objects.get()
    assert row.is_on
    assert row.kinds == [["Nộp hồ sơ", "File"], ["Nhận kết quả", "Collect"]]
