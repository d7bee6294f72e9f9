"""What a correction would move: every dossier is told of once, whoever is killed, whoever else is at it."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import Membership, Unit, User
from dossiers import queries, turns
from dossiers.background import jobs
from dossiers.calendars import changes, previews
from dossiers.jobs import KEPT, again, as_json
from dossiers.models import CalendarPreview, Dossier, Effect, Event, Job, JobState
from procedures import locks
from procedures.locks import Lock
from procedures.machine import Text
from procedures.models import CalendarChange
from procedures.time.calendar import OFFICE_WEEK, DayException, DayKind
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests.dossiers.browsing import Visitor, read, renews_itself
from tests.dossiers.lifecycle import dossier_at, local
from tests.dossiers.proof.records import change

START, NOW = "2026-01-05 08:30", "2026-01-13 09:00"
STORM = Correction(
    put=(DayException(date(2026, 1, 15), DayKind.HOLIDAY, Text("Nghỉ bão", "Storm"), "77/QĐ-UBND", official=True),)
)
FLOOD = Correction(put=(DayException(date(2026, 1, 16), DayKind.HOLIDAY, Text("Lũ", "Flood"), "1", official=True),))
DECIDED = {"decision": "77/QĐ-UBND", "decided_on": "12/01/2026"}


def begun(correction: Correction = STORM) -> CalendarPreview:
    return previews.begin(plan(correction), by=None, at=local(NOW))


def told(preview: CalendarPreview) -> list[int]:
    return sorted(preview.rows.values_list("dossier", flat=True))


class TestAlone:
    pytestmark = pytest.mark.django_db

    def test_each_dossier_is_told_of_once_however_many_runs_it_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(jobs.KINDS, previews.KIND.name, replace(previews.KIND, together=2))
        walks = [dossier_at("tham-dinh", at=local(START)) for _ in range(5)]
        preview = begun()
        seconds = count()
        monkeypatch.setattr(turns.time, "monotonic", lambda: float(next(seconds)))

        runs = 1
        while jobs.go_on(preview.job_id, now=local(NOW), seconds=1.5):
            runs += 1

        assert runs == 3
        assert told(preview) == sorted(walk.dossier.pk for walk in walks)
        job = Job.objects.get()
        assert (job.state, job.done, job.total) == (JobState.DONE, 5, 5)
        assert jobs.run(local(NOW)) is False

    def test_a_log_of_another_shape_is_told_and_stops_nobody(self) -> None:
        broken, whole = (dossier_at("tham-dinh", at=local(START)) for _ in range(2))
        accepted = broken.dossier.events.get(sequence=2)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            Event.objects.filter(pk=accepted.pk).update(facts=3)
            cursor.execute("SET session_replication_role = origin")
        preview = begun()

        assert jobs.run(local(NOW)) is False

        assert dict(preview.rows.values_list("dossier", "effect")) == {
            broken.dossier.pk: Effect.UNCOUNTED,
            whole.dossier.pk: Effect.MOVED,
        }

    def test_what_could_not_be_counted_is_told_anew_when_it_is_run_again(self) -> None:
        walk = dossier_at("tham-dinh", at=local(START))
        accepted = walk.dossier.events.get(sequence=2)
        change(accepted, facts=3)
        preview = begun()
        jobs.run(local(NOW))
        assert Job.objects.get().failed == 1
        change(accepted, facts=accepted.facts)

        again(preview.job_id)
        jobs.run(local(NOW))

        job = Job.objects.get()
        assert (job.state, job.done, job.failed, job.total) == (JobState.DONE, 1, 0, 1)
        assert dict(preview.rows.values_list("dossier", "effect")) == {walk.dossier.pk: Effect.MOVED}

    def test_once_other_calendars_are_in_force_it_is_given_up(self) -> None:
        dossier_at("tham-dinh", at=local(START))
        preview = begun()
        changes.put_into_force(plan(FLOOD), decision="1", decided_on=None, by=None, at=local(NOW))

        assert jobs.go_on(preview.job_id, now=local(NOW)) is False

        job = Job.objects.get()
        assert (job.state, job.why) == (JobState.STOPPED, as_json(previews.OVERTAKEN))
        assert told(preview) == []

    @pytest.mark.parametrize("closed", ["all", "desk"])
    def test_of_a_result_that_waits_it_tells_where_the_desk_alone_is_closed(self, closed: str) -> None:
        dossier = dossier_at("result-ready", at=local(START)).dossier
        assert dossier.due_at
        on = DayException(
            timezone.localtime(dossier.due_at).date(), DayKind.HOLIDAY, Text("Kiểm kê", "Count"), "5", official=True
        )
        desk = Unit.objects.get(kind="desk", parent=dossier.agency_id).pk
        preview = begun(Correction(unit_id=desk if closed == "desk" else None, put=(on,)))

        jobs.run(local(NOW))

        row = preview.rows.filter(dossier=dossier.pk).first()
        assert (row and list(row.told)) == (["closed_then"] if closed == "desk" else None)

    def test_after_a_month_it_is_forgotten_and_no_dossier_with_it(self) -> None:
        walk = dossier_at("tham-dinh", at=local(START))
        preview = begun()
        jobs.run(local(NOW))
        jobs.run(local(NOW) + KEPT)
        assert CalendarPreview.objects.filter(pk=preview.pk).exists()

        jobs.run(local(NOW) + KEPT + timedelta(seconds=1))

        assert not CalendarPreview.objects.exists()
        assert Dossier.objects.filter(pk=walk.dossier.pk).exists()


class TestSideBySide:
    pytestmark = pytest.mark.usefixtures("committed_db")

    def test_what_another_process_looks_at_is_left_to_it(self) -> None:
        walks = [dossier_at("tham-dinh", at=local(START)) for _ in range(3)]
        preview = begun()
        left: list[bool] = []

        def other() -> None:
            left.append(jobs.go_on(preview.job_id, now=local(NOW)))
            connection.close()

        thread = threading.Thread(target=other)
        with locks.alone(Lock.JOB, preview.job_id):
            thread.start()
            thread.join(10)
        assert left == [False]
        assert told(preview) == []

        assert jobs.go_on(preview.job_id, now=local(NOW)) is False
        assert told(preview) == sorted(walk.dossier.pk for walk in walks)


@pytest.mark.django_db
class TestPage:
    @pytest.fixture(autouse=True)
    def _now(self):
        with time_machine.travel(local(NOW), tick=False):
            yield

    def shown(self, kind: str, typed: dict[str, str], query: str = "") -> str:
        carol = Visitor("carol")
        self.address = carol.post(f"/quan-ly/lich/{kind}/", {**typed, **DECIDED}).url
        return read(carol.get(self.address + query)).words()

    def test_every_dossier_is_on_one_of_its_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "PAGE", 2)
        codes = {dossier_at("tham-dinh", at=local(START)).dossier.code for _ in range(5)}
        carol = Visitor("carol")
        address = carol.post("/quan-ly/lich/ngay-nghi/", {"on": "15/01/2026", "name": "Nghỉ bão", **DECIDED}).url
        page, seen, pages = carol.get(address), set(), 1
        while True:
            seen |= {code for code in codes if code in read(page).words()}
            further = page.context["page"]["next_url"]
            if not further:
                break
            page, pages = carol.get(address + further), pages + 1

        assert (pages, seen) == (3, codes)
        assert "Open dossiers whose dates move, or whose place is closed then 5" in read(page).words()

    def test_what_is_not_looked_at_yet_cannot_be_applied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("dossiers.manager.correction.WAIT_SECONDS", 0.0)
        for _ in range(3):
            dossier_at("tham-dinh", at=local(START))
        carol = Visitor("carol")
        address = carol.post("/quan-ly/lich/ngay-nghi/", {"on": "15/01/2026", "name": "Nghỉ bão", **DECIDED}).url
        waiting = carol.get(address)
        assert renews_itself(waiting)
        assert "still being looked at" in read(waiting).words()
        assert renews_itself(carol.post(address, {"apply": "1"}))

        jobs.run(timezone.now())

        done = carol.get(address)
        assert not renews_itself(done)
        assert [form for form in read(done).forms if ("apply", "1") in form.buttons]

    def test_its_head_tells_what_was_looked_at_from_what_would_be_affected(self) -> None:
        dossier_at("tham-dinh", at=local(START))
        judged = dossier_at("tham-dinh", at=local(START))
        judged.at = local("2026-01-20 08:00")
        judged.until("result-ready")
        in_time = dossier_at("tham-dinh", at=local(START))
        in_time.until("result-ready")
        carol = Visitor("carol", language="vi")
        address = carol.post("/quan-ly/lich/them-nam/", {"year": "2028", **DECIDED}).url
        assert "Đã xem 0 hồ sơ; bị ảnh hưởng: 0" in read(carol.get(address)).words()

        address = carol.post("/quan-ly/lich/ngay-nghi/", {"on": "15/01/2026", "name": "Nghỉ bão", **DECIDED}).url

        words = read(Visitor("lan", language="vi").get(address)).words()
        assert (
            f"Bắt đầu lúc 09:00 13/01/2026, người tạo: {User.objects.get(username='carol').get_full_name()} ·" in words
        )
        assert "Đã xem 3 hồ sơ; bị ảnh hưởng: 2" in words

    def waiting(self, monkeypatch: pytest.MonkeyPatch) -> Visitor:
        """Begin a preview of three dossiers, of which one is looked at so far."""
        monkeypatch.setitem(jobs.KINDS, previews.KIND.name, replace(previews.KIND, together=1))
        monkeypatch.setattr("dossiers.manager.correction.WAIT_SECONDS", 0.0)
        for _ in range(3):
            dossier_at("tham-dinh", at=local(START))
        carol = Visitor("carol")
        self.address = carol.post("/quan-ly/lich/ngay-nghi/", {"on": "15/01/2026", "name": "Nghỉ bão", **DECIDED}).url
        clock = iter((0.0, 0.0, 99.0))
        with monkeypatch.context() as standing:
            standing.setattr(turns.time, "monotonic", lambda: next(clock))
            jobs.run(timezone.now())
        return carol

    def test_how_far_it_is_is_shown_however_often_the_page_is_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        carol = self.waiting(monkeypatch)

        for _ in range(2):
            page = carol.get(self.address)
            assert '<progress max="3" value="1"' in page.content.decode()
            assert "Dossiers concerned that were looked at: 1 of 3" in read(page).words()
            assert renews_itself(page)

    def test_it_can_be_cancelled_and_then_neither_goes_on_nor_is_applied(self, monkeypatch: pytest.MonkeyPatch) -> None:
        carol = self.waiting(monkeypatch)
        [form] = [form for form in read(carol.get(self.address)).forms if ("cancel", "1") in form.buttons]

        for _twice in range(2):
            assert carol.post(form.action, {**form.values, "cancel": "1"}).url == self.address
        asked = read(carol.get(self.address))
        jobs.run(timezone.now())

        assert "Cancelling was asked for" in asked.words()
        assert not [form for form in asked.forms if ("cancel", "1") in form.buttons]
        ended = carol.get(self.address)
        assert "when 1 of 3 dossiers had been looked at. Nothing has changed in the calendar" in read(ended).words()
        assert not renews_itself(ended)
        buttons = {button for form in read(ended).forms for button in form.buttons}
        assert not {("apply", "1"), ("cancel", "1")} & buttons
        assert "Preview again" in read(ended).words()
        assert carol.post(self.address, {"apply": "1"}).status_code == 200
        assert not CalendarChange.objects.exists()

    @pytest.mark.parametrize("looked_at", [0, 1])
    def test_one_that_is_stopped_says_that_nothing_has_changed_and_that_its_lists_are_not_complete(
        self, monkeypatch: pytest.MonkeyPatch, looked_at: int
    ) -> None:
        self.waiting(monkeypatch)
        if not looked_at:
            Job.objects.update(total=0, done=0, cursor=0)
        carol = Visitor("carol", language="vi")
        assert "Dừng xem trước" in read(carol.get(self.address)).words()
        carol.post(self.address, {"cancel": "1"})
        jobs.run(timezone.now())

        words = read(carol.get(self.address)).words()

        how_far = "mới xem 1/3 hồ sơ" if looked_at else "chưa xem hồ sơ nào"
        assert f"Đã dừng xem trước lúc 09:00 13/01/2026, khi {how_far}. Lịch và hồ sơ chưa có gì thay đổi." in words
        assert f"thay đổi. Người dừng: {User.objects.get(username='carol').get_full_name()}." in words
        assert "Phần đã làm" not in words
        assert "kết quả chưa đầy đủ" in words

    def test_the_lists_of_one_that_was_done_are_complete(self) -> None:
        assert "not complete" not in self.shown("ngay-nghi", {"on": "15/01/2026", "name": "Nghỉ bão"})

    def test_a_manager_whose_seat_ended_meanwhile_has_it_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting(monkeypatch)
        Membership.objects.filter(user__username="carol").update(until=date(2026, 1, 12))

        jobs.run(timezone.now())

        words = read(Visitor("lan").get(self.address)).words()
        assert "after 1 of 3: whoever started it no longer holds the role" in words

    def test_one_that_was_given_up_says_so_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting(monkeypatch)
        changes.put_into_force(plan(FLOOD), decision="1", decided_on=None, by=None, at=local(NOW))
        jobs.run(timezone.now())

        page = Visitor("carol", language="vi").get(self.address)

        assert Job.objects.get().state == JobState.STOPPED
        assert page.content.decode().count('class="note') == 1
        assert "Lịch đã thay đổi sau lần xem trước này" in read(page).words()

    def test_dossiers_of_another_agency_are_counted_and_not_named(self) -> None:
        mine, other = (dossier_at("tham-dinh", at=local(START)).dossier for _ in range(2))
        elsewhere = Unit.objects.create(kind="agency", slug="khac", agency_code="H99", name_vi="Khác", name_en="Other")
        Dossier.objects.filter(pk=other.pk).update(agency=elsewhere)

        words = self.shown("ngay-nghi", {"on": "15/01/2026", "name": "Nghỉ bão"})

        assert mine.code in words
        assert other.code not in words
        assert "Dossiers of other agencies that it would touch: 1" in words

    def test_a_verdict_that_would_differ_is_in_its_own_list(self) -> None:
        walk = dossier_at("tham-dinh", at=local(START))
        walk.at = local("2026-01-20 08:00")
        walk.until("result-ready")
        words = self.shown("ngay-nghi", {"on": "15/01/2026", "name": "Nghỉ bão"}, "?list=judged")
        assert f"{walk.dossier.code}" in words
        assert "Overdue On time" in words
        narrow = Visitor("carol", language="vi").get(f"{self.address}?list=judged").content.decode()
        assert '<td data-label="Đã ghi nhận">Quá hạn</td>' in narrow
        assert '<td data-label="→ Nếu tính lại">Đúng hạn</td>' in narrow

    def test_new_hours_are_shown_beside_the_old_ones(self) -> None:
        week = {f"day_{number}": "08:00-12:00, 13:00-17:00" for number in range(4)} | {"day_4": "07:30-11:30"}
        words = self.shown("gio-lam", week)
        assert "Friday08:00–12:00, 13:00–17:00 → 07:30–11:30" in words
        assert "Monday08:00" not in words

    def test_each_day_of_a_new_year_is_shown_with_its_standing(self) -> None:
        words = self.shown("them-nam", {"year": "2028"})
        assert "Saturday, 01/01/2028" in words
        assert "(provisional)" in words

    def test_a_day_that_is_off_already_shows_what_it_is_called_now(self) -> None:
        words = self.shown("ngay-nghi", {"on": "24/11/2026", "name": "Nghỉ bão"})
        assert "Tuesday, 24/11/2026Vietnam Cultural Day (provisional) → Nghỉ bão" in words

    def test_the_make_up_days_that_a_unit_loses_with_its_own_hours_are_named(self) -> None:
        unit = Unit.objects.get(slug="bao-chi-xuat-ban")
        week = {f"day_{number}": "08:00-12:00, 13:00-17:00" for number in range(5)} | {"day_5": "08:00-12:00"}
        words = self.shown("gio-lam", {**week, "unit": str(unit.pk)})
        assert "SaturdayNot worked → 08:00–12:00" in words
        assert "Saturday, 22/08/2026no make-up day any more" in words

    def test_the_form_of_a_unit_begins_with_its_own_hours(self) -> None:
        unit = Unit.objects.get(slug="bao-chi-xuat-ban")
        own = (OFFICE_WEEK[0][:1], *OFFICE_WEEK[1:])
        changes.put_into_force(
            plan(Correction(unit_id=unit.pk, week=own)), decision="1", decided_on=None, by=None, at=local(NOW)
        )
        page = read(Visitor("carol").get(f"/quan-ly/lich/gio-lam/?unit={unit.pk}"))
        [form] = [form for form in page.forms if form.action.endswith("/gio-lam/")]
        assert (form.values["unit"], form.values["day_0"]) == (str(unit.pk), "08:00-12:00")
        assert f"/quan-ly/lich/gio-lam/?unit={unit.pk}" in (
            Visitor("carol").get(f"/quan-ly/lich/?unit={unit.pk}").content.decode()
        )

    def test_a_day_taken_out_is_named(self) -> None:
        assert "Wednesday, 02/09/2026taken out: National Day" in self.shown("bo-ngay", {"on": "02/09/2026"})

    @pytest.mark.parametrize("query", ["?list=x", "?list=", "?after=x", "?list=judged&after=W10"])
    def test_an_odd_address_shows_a_list_all_the_same(self, query: str) -> None:
        dossier_at("tham-dinh", at=local(START))
        assert "What it would move" in self.shown("ngay-nghi", {"on": "15/01/2026", "name": "Nghỉ bão"}, query)

    def test_a_preview_made_by_the_command_or_of_nothing_has_no_page(self) -> None:
        made = begun()
        assert Visitor("carol").get(f"/quan-ly/lich/xem-truoc/{made.pk}/").status_code == 404
        assert Visitor("carol").get(f"/quan-ly/lich/xem-truoc/{10**30}/").status_code == 404

    def test_a_page_asks_as_many_questions_for_one_row_as_for_five(self, django_assert_max_num_queries) -> None:
        for _ in range(5):
            dossier_at("tham-dinh", at=local(START))
        self.shown("ngay-nghi", {"on": "15/01/2026", "name": "Nghỉ bão"})
        carol = Visitor("carol")
        # The first page of a session notes its use.
        carol.get(self.address)
        with django_assert_max_num_queries(15):
            carol.get(self.address)
