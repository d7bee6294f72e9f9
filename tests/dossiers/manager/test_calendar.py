"""The manager's calendar over HTTP: who may, what it shows, refusals at the field, preview, apply, beyond the range."""

from datetime import date

import pytest
import time_machine
from django.http import HttpResponse

from accounts.models import Unit
from dossiers.calendars import changes
from dossiers.display.formats import vn_datetime
from dossiers.models import CalendarPreview, Dossier, Job, JobOutcome, PreviewRow
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Text
from procedures.models import CalendarChange, CalendarVersion
from procedures.time.calendar import DayException, DayKind
from procedures.time.calendars import calendar_for, current_calendar, plan
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read, renews_itself
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.proof.records import nothing_written

NOW = "2026-01-13 09:00"
DECIDED = {"decision": "77/QĐ-UBND", "decided_on": "12/01/2026"}
STORM = {"on": "15/01/2026", "name": "Nghỉ bão", "official": "on", **DECIDED}
WEEK = {**{f"day_{number}": "08:00-12:00, 13:00-17:00" for number in range(5)}, "day_5": "", "day_6": ""}


pytestmark = [pytest.mark.django_db, pytest.mark.at(local(NOW))]


def sent(kind: str, typed: dict[str, str], *, who: str = "carol", language: str = "vi") -> HttpResponse:
    return Visitor(who, language=language).post(f"/quan-ly/lich/{kind}/", typed)


def looked(visitor: Visitor, kind: str, typed: dict[str, str]) -> HttpResponse:
    """Send a correction and open its preview."""
    return visitor.get(visitor.post(f"/quan-ly/lich/{kind}/", typed).url)


def applied(visitor: Visitor, shown: HttpResponse) -> HttpResponse:
    """Press the button of a preview that puts it into force."""
    [form] = [form for form in read(shown).forms if ("apply", "1") in form.buttons]
    return visitor.post(form.action, {**form.values, "apply": "1"})


@pytest.mark.parametrize("path", ["", "ngay-nghi/", "thay-doi/1/", "xem-truoc/1/"])
@pytest.mark.parametrize("who", ["alice", "bob", "dung", "tam"])
def test_nobody_but_managers_leaders_and_the_administrator_finds_the_page(who: str, path: str) -> None:
    assert Visitor(who).get(f"/quan-ly/lich/{path}").status_code == 404


def test_nobody_else_can_post_either() -> None:
    with nothing_written():
        assert sent("ngay-nghi", STORM, who="bob").status_code == 404
    assert not CalendarChange.objects.exists()


@pytest.mark.parametrize("who", ["carol", "lan", "admin"])
def test_managers_see_the_days_of_a_year_with_their_standing_and_source(who: str) -> None:
    page = read(Visitor(who, language="vi").get("/quan-ly/lich/?year=2026"))
    for words in (
        "Ngày Văn hóa Việt Nam",
        "24/11/2026",
        "Nghị quyết 30/NQ-CP",
        "22/08/2026",
        "01/01/2016",
        "31/12/2027",
        current_calendar().digest,
    ):
        assert words in page.words()


@pytest.mark.parametrize("query", ["year=99999", "year=abc", "year=1999", "unit=x", "unit=999999", "year=%00"])
def test_an_odd_address_shows_the_present_year_and_the_common_calendar(query: str) -> None:
    response = Visitor("carol").get(f"/quan-ly/lich/?{query}")
    assert response.status_code == 200
    assert "13/01" not in read(response).words()
    assert "02/09/2026" in read(response).words()


@pytest.mark.parametrize("kind", ["", "nothing"])
def test_there_is_no_other_kind_of_correction(kind: str) -> None:
    assert Visitor("carol").get(f"/quan-ly/lich/{kind or 'x'}/").status_code == 404


REFUSED = [
    ("ngay-nghi", {**STORM, "decision": ""}, "decision", "required"),
    ("ngay-nghi", {**STORM, "on": "15/01/2040"}, "on", "15/01/2040 is outside the range of the calendar"),
    ("ngay-nghi", {**STORM, "on": "15/01/9999"}, "on", "2100"),
    ("ngay-nghi", {**STORM, "on": "31/02/2026"}, "on", "no such day"),
    ("ngay-nghi", {**STORM, "on": "22/08/2026"}, "on", "is an exceptional day of the other kind"),
    ("ngay-nghi", {**STORM, "decided_on": "14/01/2026"}, "decided_on", "has not come yet"),
    ("lam-bu", {"on": "02/09/2026", "replaces": "03/09/2026", **DECIDED}, "on", "of the other kind"),
    ("lam-bu", {"on": "16/01/2026", "replaces": "15/01/2026", **DECIDED}, "on", "is a working day anyway"),
    ("lam-bu", {"on": "17/01/2026", "replaces": "18/01/2026", **DECIDED}, "on", "must make up for a day of work"),
    ("lam-bu", {"on": "17/01/2026", "replaces": "15/01/2026", **DECIDED}, "on", "15/01/2026 is worked, and yet"),
    ("lam-bu", {"on": "17/01/2026", "replaces": "01/01/2030", **DECIDED}, "on", "01/01/2030 is outside the range"),
    ("lam-bu", {"on": "17/01/2026", "replaces": "31/08/2026", **DECIDED}, "on", "made up for twice: 17/01/2026 and 22"),
    ("lam-bu", {"on": "17/01/2026", "replaces": "29/04/2020", **DECIDED}, "on", "29/04/2020 is worked, and yet"),
    ("hoan-doi", {"off": "15/01/2026", "make_up": "21/01/2017", **DECIDED}, "make_up", "more than a year from"),
    ("bo-ngay", {"on": "31/08/2026", **DECIDED}, "on", "31/08/2026 is worked, and yet 22/08/2026"),
    ("hoan-doi", {"off": "17/01/2026", "make_up": "24/01/2026", **DECIDED}, "off", "off already"),
    ("hoan-doi", {"off": "15/01/2026", "make_up": "16/01/2026", **DECIDED}, "make_up", "is a working day anyway"),
    ("hoan-doi", {"off": "15/01/2026", "make_up": "15/01/2026", **DECIDED}, "make_up", "of the other kind"),
    ("bo-ngay", {"on": "15/01/2026", **DECIDED}, "on", "is no exceptional day"),
    ("chinh-thuc", {"on": "02/09/2026", **DECIDED}, "on", "not a provisional day"),
    ("chinh-thuc", {"on": "15/01/2040", **DECIDED}, "on", "not a provisional day"),
    ("gio-lam", {**WEEK, **DECIDED, "day_2": "13:00-08:00"}, "day_2", "must end after it starts"),
    ("gio-lam", {**WEEK, **DECIDED, "day_1": "08:00-12:00, 11:00-17:00"}, "day_1", "overlap"),
    ("gio-lam", {**WEEK, **DECIDED, "day_3": "sáng"}, "day_3", "08:00-12:00"),
    ("gio-lam", {**dict.fromkeys(WEEK, ""), **DECIDED}, "day_0", "No working hour would be left"),
    ("gio-lam", {**WEEK, **DECIDED, "day_3": "08:00-25:00"}, "day_3", "08:00-12:00"),
    ("gio-lam", {**WEEK, **DECIDED}, "day_0", "Nothing differs from"),
    ("gio-lam", {**WEEK, **DECIDED, "day_4": "08:00-11:30", "since": "01/01/2016"}, "since", "Choose a day between"),
    ("gio-lam", {**WEEK, **DECIDED, "day_4": "08:00-11:30", "since": "01/01/2028"}, "since", "31/12/2027"),
    ("gio-lam", {**WEEK, **DECIDED, "day_4": "08:00-11:30", "since": "30/02/2026"}, "since", "no such day"),
    ("them-nam", {"year": "2100", **DECIDED}, "year", "2028"),
    ("them-nam", {"year": "2027", **DECIDED}, "year", "2028"),
    ("them-nam", {"year": "99999999999999999999", **DECIDED}, "year", "whole number"),
    ("theo-chung", {**DECIDED}, "unit", "Choose the unit"),
]


@pytest.mark.parametrize(("kind", "typed", "field", "told"), REFUSED)
def test_a_correction_that_makes_no_sense_is_refused_at_its_field_and_nothing_typed_is_lost(
    kind: str, typed: dict[str, str], field: str, told: str
) -> None:
    versions = CalendarVersion.objects.count()

    response = sent(kind, {**typed, "apply": "1"}, language="en")

    page = read(response)
    assert response.status_code == 422
    assert list(page.errors) == [f"id_{field}"]
    assert told in page.errors[f"id_{field}"]
    [form] = [form for form in page.forms if form.action.endswith(f"/{kind}/")]
    kept = {name: form.values.get(name) for name in typed}
    # A box that is ticked is sent as "on"; the page leaves that to the browser.
    assert kept == {name: "" if name == "official" else value for name, value in typed.items()}
    assert CalendarVersion.objects.count() == versions


def test_a_missing_decision_does_not_hide_the_other_fault() -> None:
    page = read(sent("ngay-nghi", {**STORM, "decision": "", "on": "15/01/2040"}))
    assert set(page.errors) == {"id_decision", "id_on"}


def test_a_preview_lists_what_moves_and_nothing_is_written_before_it_is_applied() -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    with nothing_written(but=(CalendarPreview, Job, JobOutcome, PreviewRow)):
        shown = looked(Visitor("carol", language="vi"), "ngay-nghi", STORM)

    words = read(shown).words()
    for told in (walk.dossier.code, "17:00 19/01/2026", "17:00 20/01/2026", "Phòng Báo chí", "Thứ năm, 15/01/2026"):
        assert told in words
    assert not renews_itself(shown)
    assert not CalendarChange.objects.exists()


def test_why_a_later_closed_day_brings_a_step_sooner_is_said_where_it_does() -> None:
    at = local("2026-01-05 08:30")
    in_days = Walk(story.file("alice", at=at, slug="gp-ban-tin"), at).onward()

    shown = read(looked(Visitor("carol", language="en"), "ngay-nghi", STORM)).words()

    step = in_days.dossier.step_due_at
    assert step is not None
    assert step < local("2026-01-15 00:00")
    assert f"Step due: {vn_datetime(step)} →" in shown
    assert "A closed day leaves fewer of them" in shown


def test_nothing_of_the_kind_is_said_where_all_dates_move_on() -> None:
    dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    assert "A closed day" not in read(looked(Visitor("carol", language="en"), "ngay-nghi", STORM)).words()


def test_what_was_typed_can_be_changed_after_the_preview() -> None:
    shown = looked(Visitor("carol"), "ngay-nghi", STORM)
    again = Visitor("carol").send(shown, "/ngay-nghi/", {"edit": "1"})
    [form] = [form for form in read(again).forms if form.action.endswith("/ngay-nghi/")]
    assert {name: form.values.get(name) for name in ("on", "name", "decision")} == {
        "on": "15/01/2026",
        "name": "Nghỉ bão",
        "decision": "77/QĐ-UBND",
    }


def test_a_preview_of_an_older_calendar_is_shown_anew_instead_of_applied() -> None:
    carol = Visitor("carol", language="en")
    shown = looked(carol, "ngay-nghi", STORM)
    flood = DayException(date(2026, 1, 16), DayKind.HOLIDAY, Text("Lũ", "Flood"), "1", official=True)
    other = plan(Correction(put=(flood,)))
    changes.put_into_force(other, decision="1/QĐ", decided_on=None, by=None, at=local(NOW))

    late = carol.get(shown.request["PATH_INFO"])
    assert "no longer holds" in read(late).words()
    assert not [form for form in read(late).forms if ("apply", "1") in form.buttons]

    again = carol.get(applied(carol, shown).url)

    assert again.request["PATH_INFO"] != shown.request["PATH_INFO"]
    assert "has changed meanwhile" in read(again).words()
    assert "no longer holds" not in read(again).words()
    assert CalendarChange.objects.count() == 1


def test_an_unknown_unit_or_that_of_another_agency_cannot_be_chosen() -> None:
    province = Unit.objects.get(kind="province")
    page = read(sent("ngay-nghi", {**STORM, "unit": str(province.pk)}))
    assert list(page.errors) == ["id_unit"]


# Applying: the command is durable, so these commit.


class TestApplied:
    pytestmark = pytest.mark.usefixtures("committed_db")

    @pytest.mark.parametrize(
        ("kind", "typed", "day", "works"),
        [
            ("ngay-nghi", STORM, date(2026, 1, 15), False),
            ("lam-bu", {"on": "17/01/2026", "replaces": "01/01/2026", **DECIDED}, date(2026, 1, 17), True),
            ("hoan-doi", {"off": "15/01/2026", "make_up": "17/01/2026", **DECIDED}, date(2026, 1, 15), False),
            ("bo-ngay", {"on": "02/09/2026", **DECIDED}, date(2026, 9, 2), True),
            ("chinh-thuc", {"on": "24/11/2026", **DECIDED}, date(2026, 11, 24), False),
            ("gio-lam", {**WEEK, **DECIDED, "day_4": "08:00-11:30"}, date(2026, 1, 16), True),
            ("them-nam", {"year": "2028", **DECIDED}, date(2028, 1, 4), True),
        ],
    )
    def test_each_kind_of_correction(self, kind: str, typed: dict[str, str], day: date, *, works: bool) -> None:
        carol = Visitor("carol", language="en")
        response = applied(carol, looked(carol, kind, typed))

        change = CalendarChange.objects.get()
        assert response.url == f"/quan-ly/lich/thay-doi/{change.pk}/"
        assert (change.decision, str(change.decided_on)) == ("77/QĐ-UBND", "2026-01-12")
        assert change.by is not None
        assert change.by.username == "carol"
        assert current_calendar().is_working(day) is works
        exception = current_calendar().exception_on(day)
        assert exception is None or (exception.official and exception.source == "77/QĐ-UBND")

        page = carol.get(response.url)
        assert renews_itself(page)
        changes.run(local(NOW))
        done = carol.get(response.url)
        assert not renews_itself(done)
        assert "77/QĐ-UBND" in read(carol.get("/quan-ly/lich/")).words()

    def test_hours_from_a_day_on_leave_the_past_and_are_shown_by_date(self) -> None:
        carol = Visitor("carol", language="en")
        short = {**WEEK, **DECIDED, "day_4": "08:00-11:30", "since": "19/01/2026"}
        before = current_calendar()

        shown = looked(carol, "gio-lam", short)
        applied(carol, shown)

        after = current_calendar()
        assert "Monday, 19/01/2026" in read(shown).words()
        assert after.sessions_on(date(2026, 1, 16)) == before.sessions_on(date(2026, 1, 16))
        assert after.sessions_on(date(2026, 1, 23)) != before.sessions_on(date(2026, 1, 23))
        changes.run(local(NOW))
        words = read(carol.get("/quan-ly/lich/")).words()
        assert "from 19/01/2026" in words
        assert "Friday, 08:00–11:30" in words
        again = carol.post("/quan-ly/lich/gio-lam/", {**short, "day_4": "08:00-10:00", "since": "16/01/2026"})
        assert "Hours are set from 19/01/2026 on already" in read(again).words()

    def test_a_day_off_of_one_unit(self) -> None:
        unit = Unit.objects.get(slug="bao-chi-xuat-ban")
        carol = Visitor("carol", language="en")
        applied(carol, looked(carol, "ngay-nghi", {**STORM, "unit": str(unit.pk)}))

        assert not calendar_for(unit.pk).is_working(date(2026, 1, 15))
        assert current_calendar().is_working(date(2026, 1, 15))
        assert "Nghỉ bão" in read(carol.get(f"/quan-ly/lich/?unit={unit.pk}")).words()
        assert "Nghỉ bão" not in read(carol.get("/quan-ly/lich/")).words()

        changes.run(local(NOW))
        applied(carol, looked(carol, "theo-chung", {"unit": str(unit.pk), **DECIDED}))
        assert calendar_for(unit.pk).is_working(date(2026, 1, 15))

    def test_a_second_change_is_refused_while_the_first_is_counted(self) -> None:
        carol = Visitor("carol", language="vi")
        applied(carol, looked(carol, "ngay-nghi", STORM))
        response = applied(carol, looked(carol, "ngay-nghi", {**STORM, "on": "16/01/2026"}))

        assert response.status_code == 409
        assert "còn đang được tính lại" in read(response).summary
        assert CalendarChange.objects.count() == 1

    def test_the_log_tells_both_sides_what_moved_and_why(self) -> None:
        walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
        carol = Visitor("carol", language="en")
        applied(carol, looked(carol, "ngay-nghi", STORM))
        changes.run(local(NOW))

        for who, path in (("dung", "mot-cua"), ("alice", "ho-so")):
            words = read(Visitor(who, language="en").get(f"/{path}/{walk.dossier.code}/")).words()
            assert "77/QĐ-UBND" in words
            assert "17:00 19/01/2026 → 17:00 20/01/2026" in words

    def test_in_a_pause_the_applicant_is_told_no_moved_date_since_none_is_in_force(self) -> None:
        walk = dossier_at("tham-dinh.supplement-asked", at=local("2026-01-05 08:30"))
        carol = Visitor("carol", language="en")
        applied(carol, looked(carol, "ngay-nghi", STORM))
        changes.run(local(NOW))

        moved = "17:00 19/01/2026 → 17:00 20/01/2026"
        log = read(Visitor("alice", language="en").get(f"/ho-so/{walk.dossier.code}/")).words()
        assert "77/QĐ-UBND" in log
        assert "Return date: the time is counted again from the start, with a new return date" in log
        assert moved not in log
        assert moved in read(Visitor("bob", language="en").get(f"/mot-cua/{walk.dossier.code}/")).words()

    def test_moved_dates_of_a_step_are_told_to_the_office_alone(self) -> None:
        walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
        unit = Unit.objects.get(slug="bao-chi-xuat-ban")
        day = walk.dossier.step_due_at.strftime("%d/%m/%Y")
        carol = Visitor("carol", language="en")
        typed = {**STORM, "on": day, "unit": str(unit.pk)}
        applied(carol, looked(carol, "ngay-nghi", typed))
        changes.run(local(NOW))

        told = {
            who: "77/QĐ-UBND" in read(Visitor(who, language="en").get(f"/{path}/{walk.dossier.code}/")).words()
            for who, path in (("dung", "mot-cua"), ("alice", "ho-so"))
        }
        assert told == {"dung": True, "alice": False}

    # Beyond the range: a sentence, never a guess, nothing written

    @time_machine.travel(local("2027-12-28 09:00"), tick=False)
    def test_accepting_a_dossier_that_would_be_due_in_an_unknown_year(self) -> None:
        walk = dossier_at("filed", at=local("2027-12-28 08:30"))
        code = walk.dossier.code
        with nothing_written():
            response = Visitor("bob", language="vi").post(f"/mot-cua/{code}/accept/", {"seen": "1"})
        assert response.status_code == 409
        assert "chưa có lịch nghỉ năm 2028" in read(response).words()
        assert Dossier.objects.get(code=code).state == "filed"

    @time_machine.travel(local("2027-12-15 09:00"), tick=False)
    def test_a_new_appointment_in_an_unknown_year(self) -> None:
        walk = dossier_at("ky-duyet", at=local("2027-12-13 08:30"))
        seen = str(walk.dossier.sequence)
        typed = {"seen": seen, "date": "04/01/2028", "reason": "Chờ ý kiến chuyên gia."}
        with nothing_written():
            response = Visitor("lan", language="en").post(f"/mot-cua/{walk.dossier.code}/reappoint/", typed)
        assert response.status_code == 422
        assert "There is no calendar of days off for 2028 yet" in read(response).errors["id_reappoint_date"]

    @time_machine.travel(local("2027-12-20 09:00"), tick=False)
    def test_a_preview_names_the_dossiers_that_would_be_due_in_an_unknown_year(self) -> None:
        walk = dossier_at("tham-dinh", at=local("2027-12-17 08:30"))
        typed = {**STORM, "on": "28/12/2027"}
        carol = Visitor("carol", language="vi")
        page = read(looked(carol, "ngay-nghi", typed))
        assert walk.dossier.code in page.words()
        assert "chưa có lịch nghỉ năm 2028" in page.words()

        applied(carol, looked(carol, "ngay-nghi", typed))
        changes.run(local("2027-12-20 09:00"))
        change = CalendarChange.objects.get()
        assert change.failures == [{"dossier": walk.dossier.code, "why": "chưa có lịch nghỉ năm 2028"}]
        assert "chưa có lịch nghỉ năm 2028" in read(carol.get(f"/quan-ly/lich/thay-doi/{change.pk}/")).words()


def test_the_administrator_applies_a_change_and_reads_of_dossiers_their_numbers_alone() -> None:
    dossier = story.dossier_in("tham-dinh", at=local(NOW)).dossier
    admin = Visitor("admin", language="vi")

    shown = looked(admin, "ngay-nghi", STORM)

    page = shown.content.decode()
    assert f'href="/mot-cua/{dossier.code}/"' not in page
    assert dossier.applicant.get_full_name() not in page
    assert applied(admin, shown).status_code == 302
    assert CalendarChange.objects.get().by == story.person("admin")
