"""Taking back what was done with many: before paper and mail go out, each by the rule of the single act."""

from datetime import timedelta

import pytest
import time_machine

from dossiers.background import jobs as background
from dossiers.background import relay
from dossiers.bulk import undoing
from dossiers.commands.taking_back import INSIDE
from dossiers.models import Dossier, Job, Letter
from dossiers.proof.audit import check_all
from portal.demo import story
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import NOW, begun, do_two, done, some
from tests.dossiers.owing import pay
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

SECOND = timedelta(seconds=1)


def accepted(count: int = 2) -> tuple[Job, list[Dossier]]:
    """Return a job that has accepted some dossiers."""
    dossiers = some(count)
    job = begun("accept", dossiers, "bob")
    done(job)
    return job, dossiers


def states(dossiers: list[Dossier]) -> list[str]:
    return [Dossier.objects.get(pk=one.pk).state for one in dossiers]


def press(job: Job, which: object, who: str = "bob"):
    return Visitor(who, language="vi").post(f"/mot-cua/hang-loat/{job.pk}/", {"undo": str(which)}, follow=True)


def test_all_are_taken_back_by_one_button_and_each_is_told(clock: time_machine.Traveller) -> None:
    job, dossiers = accepted()
    clock.shift(30)
    bob = Visitor("bob", language="vi")
    page = bob.get(f"/mot-cua/hang-loat/{job.pk}/")
    said = read(page).words()
    assert "Giấy, thư (nếu có) của 2 hồ sơ được gửi lúc 10:01:00" in said
    assert "không rút lại được" not in said

    after = bob.send(page, f"hang-loat/{job.pk}/", {"undo": "all"}, follow=True)

    assert states(dossiers) == ["filed", "filed"]
    assert after.request["PATH_INFO"] == f"/mot-cua/hang-loat/{job.pk}/"
    assert "Đã rút lại thao tác của 2 hồ sơ." in read(after).words()
    assert "Đã xong: 0 · đã rút lại: 2" in read(after).words()
    assert read(after).words().count("đã rút lại – trở lại bước “Mới đăng ký”") == 2
    relay.run(NOW + timedelta(minutes=5))
    assert not Letter.objects.exclude(kind="filing").exists()
    assert check_all().differences == []


def test_all_are_taken_back_where_the_clock_goes_on_while_they_are_done() -> None:
    dossiers, bob = some(2), Visitor("bob", language="vi")
    chosen = {"act": "accept", "chosen": [f"{one.code}:{one.sequence}" for one in dossiers]}
    with time_machine.travel(NOW, tick=True):
        page = bob.get("/mot-cua/hang-loat/", chosen)
        done_with = bob.send(page, "hang-loat/?list=mine", follow=True)
        bob.send(done_with, done_with.request["PATH_INFO"], {"undo": "all"})

    job = Job.objects.get(kind="bulk")
    assert job.finished_at > job.created_at
    assert states(dossiers) == ["filed", "filed"]


def test_what_was_done_by_hand_afterwards_is_none_of_the_job(clock: time_machine.Traveller) -> None:
    job, dossiers = accepted()
    clock.shift(10)
    press(job, dossiers[0].pk)
    dossiers[0].refresh_from_db()
    clock.shift(10)
    story.take(dossiers[0], "reject", "bob", at=NOW + 20 * SECOND)

    after = press(job, "all")

    assert states(dossiers) == ["rejected", "filed"]
    assert "Đã rút lại thao tác của 1 hồ sơ." in read(after).words()


def test_a_second_press_says_that_it_was_done(clock: time_machine.Traveller) -> None:
    job, dossiers = accepted()
    clock.shift(10)
    press(job, "all")

    for which in ("all", dossiers[0].pk):
        assert "đã được rút lại từ trước" in read(press(job, which)).words()
    assert Job.objects.filter(kind=undoing.KIND.name).count() == 1


def test_where_one_was_taken_back_and_the_other_has_gone_out_it_is_said_of_the_other(
    clock: time_machine.Traveller,
) -> None:
    job, dossiers = accepted()
    clock.shift(10)
    press(job, dossiers[0].pk)
    clock.shift(60)

    words = read(press(job, "all")).words()

    assert states(dossiers) == ["filed", "accepted"]
    assert "đã được rút lại từ trước" not in words
    assert "Không rút lại được" in words


def test_one_of_them_is_taken_back_alone(clock: time_machine.Traveller) -> None:
    job, dossiers = accepted()
    clock.shift(30)

    after = press(job, dossiers[1].pk)

    assert states(dossiers) == ["accepted", "filed"]
    assert after.request["PATH_INFO"] == f"/mot-cua/hang-loat/{job.pk}/", "the others still run down their minute"
    assert "Đã xong: 1 · đã rút lại: 1" in read(after).words()
    assert read(after).words().count("đã rút lại – trở lại bước “Mới đăng ký”") == 1


def test_what_has_gone_out_meanwhile_is_left_and_it_is_said_why() -> None:
    job, dossiers = accepted()
    by, at = story.person("bob"), NOW + 59 * SECOND
    back = undoing.begin(job, undoing.waiting(job, at), by=by, at=at)

    with time_machine.travel(NOW + 61 * SECOND, tick=False):
        background.go_on(back.pk, now=NOW + 61 * SECOND)

    back.refresh_from_db()
    assert (back.done, back.skipped) == (0, 2)
    assert {outcome.why["en"][:40] for outcome in back.outcomes.all()} == {"This step has left the office at 10:01:0"}
    assert states(dossiers) == ["accepted", "accepted"]


def test_after_the_minute_nothing_is_offered_and_a_press_says_so(clock: time_machine.Traveller) -> None:
    job, dossiers = accepted()
    clock.shift(61)

    assert "Rút lại" not in read(Visitor("bob", language="vi").get(f"/mot-cua/hang-loat/{job.pk}/")).words()
    with nothing_written():
        answer = press(job, "all")

    assert "Không rút lại được: giấy tờ, thông báo đã gửi" in read(answer).words()
    assert states(dossiers) == ["accepted", "accepted"]


def test_where_some_have_gone_out_it_is_said_of_how_many_and_only_the_others_are_offered(
    clock: time_machine.Traveller,
) -> None:
    dossiers = some(3)
    job = begun("accept", dossiers, "bob")
    do_two(job)
    clock.shift(40)
    done(job, NOW + 40 * SECOND)
    clock.shift(30)

    said = read(Visitor("bob", language="vi").get(f"/mot-cua/hang-loat/{job.pk}/")).words()

    assert "Giấy, thư (nếu có) của 1 hồ sơ được gửi lúc 10:01:40" in said
    assert "2 hồ sơ không rút lại được nữa, lý do ghi ở từng dòng." in said
    assert said.count("đã ra khỏi cơ quan, không rút lại được nữa") == 2
    assert "Rút lại thao tác của 1 hồ sơ" in said
    clock.shift(60)
    over = read(Visitor("bob", language="vi").get(f"/mot-cua/hang-loat/{job.pk}/")).words()
    assert over.count("đã ra khỏi cơ quan, không rút lại được nữa") == 3
    assert "Rút lại thao tác" not in over


def assigned(count: int = 2) -> tuple[Job, list[Dossier]]:
    """Return a job that has assigned some dossiers."""
    dossiers = some(count, "phan-cong")
    job = begun("assign", dossiers, "hoa", assignee=story.person("dung"))
    done(job)
    return job, dossiers


def test_what_stays_inside_is_taken_back_until_somebody_else_acts(clock: time_machine.Traveller) -> None:
    job, dossiers = assigned(3)
    clock.shift(3600)
    dossiers[0].refresh_from_db()
    story.Walk(dossiers[0], NOW, timedelta(minutes=30)).take("propose-supplement", "dung")
    story.take(Dossier.objects.get(pk=dossiers[1].pk), "note", "dung", at=NOW + timedelta(minutes=31), message="Chờ")
    hoa = Visitor("hoa", language="vi")
    page = hoa.get(f"/mot-cua/hang-loat/{job.pk}/")

    assert "Chưa có gì gửi ra ngoài" in read(page).words()
    assert "1 hồ sơ không rút lại được nữa, lý do ghi ở từng dòng." in read(page).words()
    assert "Rút lại thao tác của 2 hồ sơ" in read(page).words()
    after = hoa.send(page, f"hang-loat/{job.pk}/", {"undo": "all"}, follow=True)

    assert after.request["PATH_INFO"] == f"/mot-cua/hang-loat/{job.pk}/", "nothing was left out of what was offered"
    assert "Đã rút lại thao tác của 2 hồ sơ." in read(after).words()
    assert states(dossiers) == ["tham-dinh.supplement-proposed", "phan-cong", "phan-cong"]
    assert read(after).words().count("đã rút lại – trở lại bước") == 2
    assert "Không rút lại được" in read(press(job, dossiers[0].pk, "hoa")).words()
    assert check_all().differences == []


def test_of_what_a_colleague_acted_on_after_the_page_was_made_it_is_said_who_did_what(
    clock: time_machine.Traveller,
) -> None:
    job, dossiers = assigned()
    hoa = Visitor("hoa", language="vi")
    page = hoa.get(f"/mot-cua/hang-loat/{job.pk}/")
    fresh = Dossier.objects.get(pk=dossiers[0].pk)
    story.take(fresh, "propose-supplement", "dung", at=NOW + timedelta(minutes=5))
    clock.shift(600)

    after = hoa.send(page, f"hang-loat/{job.pk}/", {"undo": "all"}, follow=True)

    label = fresh.machine.action("tham-dinh", "propose-supplement").label.vi
    who = story.person("dung").get_full_name()
    assert states(dossiers) == ["tham-dinh.supplement-proposed", "phan-cong"]
    assert f"Không rút lại được nữa: {who} đã thực hiện “{label}” lúc 10:05 30/11/2026." in read(after).words()
    assert "đã rút lại: 1 · bỏ qua: 1" in read(after).words()
    assert f'href="/mot-cua/hang-loat/{job.pk}/"' in after.content.decode(), "it leads back to what was done"
    assert "Hồ sơ đã thay đổi từ lúc bạn mở trang" not in read(after).words()


def test_what_was_initialled_together_is_taken_back_until_the_leader_acts() -> None:
    dossiers = some(2, "xem-xet")
    job = begun("initial", dossiers, "hoa")
    done(job)
    pay(dossiers[1])
    story.take(Dossier.objects.get(pk=dossiers[1].pk), "decide", "lan", at=NOW)

    press(job, dossiers[0].pk, "hoa")

    assert states(dossiers) == ["xem-xet", "van-thu"]
    assert undoing.waiting(job, NOW) == {}


def test_of_what_somebody_acted_on_since_it_is_said_what_was_done_and_by_whom() -> None:
    dossiers = some(2, "xem-xet")
    pay(dossiers[1])
    dossiers = [Dossier.objects.get(pk=one.pk) for one in dossiers]
    job = begun("initial", dossiers, "hoa")
    done(job)
    fresh = Dossier.objects.get(pk=dossiers[1].pk)
    story.take(fresh, "decide", "lan", at=NOW + timedelta(minutes=5))
    story.take(fresh, "number", "tam", at=NOW + timedelta(minutes=9))

    said = read(Visitor("hoa", language="vi").get(f"/mot-cua/hang-loat/{job.pk}/")).words()

    label = fresh.machine.action("ky-duyet", "decide").label.vi
    assert f"sau đó: {label} ({story.person('lan').get_full_name()}, 10:05 30/11/2026)" in said
    assert said.count("sau đó:") == 1, "of the other nobody has done anything"


def test_of_one_alone_that_stays_inside_the_list_takes_it_back() -> None:
    [dossier] = some(1, "phan-cong")
    hoa = Visitor("hoa", language="vi")
    chosen = {"act": "assign", "chosen": f"{dossier.code}:{dossier.sequence}"}
    page = hoa.get("/mot-cua/hang-loat/", chosen)

    landed = hoa.send(page, "hang-loat/?list=mine", {"assignee": str(story.person("dung").pk)}, follow=True)
    assert states([dossier]) == ["tham-dinh"]
    hoa.send(landed, "take-back/?list=mine")

    assert states([dossier]) == ["phan-cong"]


def test_what_is_beside_the_procedure_has_nothing_to_take_back() -> None:
    job = begun("remind", some(2, "tham-dinh"), "hoa")
    done(job)

    assert {outcome.outcome for outcome in job.outcomes.all()} == {"done"}
    assert undoing.waiting(job, NOW) == {}


def test_what_is_taken_back_late_is_late_where_it_comes_back_to() -> None:
    job, dossiers = assigned(1)
    before = dossiers[0].step_due_at
    back = undoing.begin(job, undoing.waiting(job, NOW), by=story.person("hoa"), at=NOW)

    with time_machine.travel(NOW + INSIDE, tick=False):
        background.go_on(back.pk, now=NOW + INSIDE)

    dossiers[0].refresh_from_db()
    assert dossiers[0].state == "phan-cong"
    assert dossiers[0].step_due_at == before, "as if it had never left: nobody wins time by taking back"


def test_after_three_days_nothing_inside_is_offered_and_each_says_why() -> None:
    job, dossiers = assigned(2)
    later = NOW + INSIDE + timedelta(hours=1)
    chosen, before = undoing.waiting(job, NOW), states(dossiers)

    assert undoing.waiting(job, later) == {}
    back = undoing.begin(job, chosen, by=story.person("hoa"), at=later)
    with time_machine.travel(later, tick=False):
        background.go_on(back.pk, now=later)

    back.refresh_from_db()
    assert states(dossiers) == before
    assert (back.done, back.skipped + back.failed) == (0, 2)


@pytest.mark.parametrize("which", ["", "x", "0", "\x00", "9" * 40])
def test_a_forged_choice_takes_nothing_back(which: str) -> None:
    job, dossiers = accepted()

    assert press(job, which).status_code == 200
    assert states(dossiers) == ["accepted", "accepted"]


@pytest.mark.parametrize("who", ["hoa", "lan", "alice"])
def test_nobody_else_takes_them_back(who: str) -> None:
    job, dossiers = accepted()

    assert press(job, "all", who).status_code in (403, 404)
    assert states(dossiers) == ["accepted", "accepted"]


def test_of_one_alone_the_list_says_when_it_goes_out_and_takes_it_back() -> None:
    [dossier] = some(1)
    bob = Visitor("bob", language="vi")
    page = bob.get("/mot-cua/hang-loat/", {"act": "accept", "chosen": f"{dossier.code}:{dossier.sequence}"})

    landed = bob.send(page, "hang-loat/?list=mine", follow=True)
    said = read(landed).words()
    back = bob.send(landed, "take-back/?list=mine")

    assert f"Tiếp nhận hồ sơ – {dossier.code}" in said, "as the single act is called"
    assert "Giấy và thư sẽ gửi lúc 10:01:00" in said
    assert states([dossier]) == ["filed"]
    assert form_of(landed, "take-back/?list=mine").values["undoes"] == "2"
    assert back.headers["Location"] == f"/mot-cua/{dossier.code}/?list=mine", "from the list, and so it stays"


def test_alike_drafts_are_read_on_the_page_before_they_are_signed() -> None:
    dossiers = some(2, "ky-duyet")
    Dossier.objects.update(organisation="Hội Khuyến học quận Đống Đa")
    lan = Visitor("lan", language="vi")

    page = lan.get("/mot-cua/hang-loat/", {"act": "decide", "chosen": [f"{d.code}:{d.sequence}" for d in dossiers]})
    said, content = read(page).words(), page.content.decode()

    assert said.count("1. Xuất bản tài liệu không kinh doanh") >= 2
    assert content.count("<details") >= 2
    for one in dossiers:
        one.refresh_from_db()
        assert one.due_at
        assert f"{one.due_at:%d/%m/%Y}" in said
    assert said.count("Hội Khuyến học quận Đống Đa") >= 2
