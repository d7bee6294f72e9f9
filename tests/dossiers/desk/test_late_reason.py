"""Who has a dossier that will be late is asked why, in time; a leader signs it, and nobody outside sees it before."""

from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from time_machine import Traveller

from dossiers.acts import PROMISE_LATE
from dossiers.background.tidying import Tidying
from dossiers.clock import judged_by
from dossiers.models import Dossier, LateReason, Letter, Occasion, ReasonTemplate
from portal.demo import story
from portal.demo.story import Walk
from procedures.machine import Paper
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import nothing_written
from tests.printed import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-20 09:00"))]

WHY = "Chờ ý kiến của cơ quan chủ quản."
TITLE = "ý do trễ hẹn"
SEND = "/ly-do-tre/"


@pytest.fixture
def walk() -> Walk:
    """Return a dossier that dung has, due on Monday 19/01/2026 at 17:00, of Monday the 5th."""
    return dossier_at("tham-dinh", at=local("2026-01-05 08:30"))


def address(walk: Walk) -> str:
    return f"/mot-cua/{walk.dossier.code}/"


def page_of(visitor: Client, walk: Walk) -> HttpResponse:
    return visitor.get(address(walk))


def words(who: str, walk: Walk) -> str:
    return read(page_of(Visitor(who, language="vi"), walk)).words()


def sent(walk: Walk, who: str = "dung", day: str = "23/01/2026", reason: str = WHY) -> HttpResponse:
    visitor = Visitor(who, language="vi")
    return visitor.send(visitor.get(f"{address(walk)}?tre=1"), SEND, {"day": day, "reason": reason})


def test_whoever_has_it_is_asked_and_nobody_else(walk: Walk) -> None:
    assert TITLE in words("dung", walk)
    for who in ("hoa", "lan", "bob"):
        assert TITLE not in words(who, walk)


def test_nobody_is_asked_while_it_is_in_time(walk: Walk, time_machine: Traveller) -> None:
    time_machine.move_to(local("2026-01-06 08:00"))

    assert TITLE not in words("dung", walk)


def test_once_its_step_is_late_it_is_said_until_when_the_date_can_be_moved(walk: Walk, time_machine: Traveller) -> None:
    assert walk.dossier.step_due_at is not None
    time_machine.move_to(walk.dossier.step_due_at + timedelta(hours=2))
    assert not walk.dossier.is_late(walk.dossier.step_due_at)

    page = page_of(Visitor("dung", language="vi"), walk)

    assert "Lãnh đạo ký chậm nhất ngày 16/01/2026 (ngày làm việc cuối cùng)" in read(page).words()
    assert not [form for form in read(page).forms if SEND in form.action], (
        "the date is far off still: one asks for the form"
    )


def test_after_the_date_it_is_said_that_it_moves_nothing(walk: Walk) -> None:
    found = words("dung", walk)
    assert "Không dời được ngày hẹn trả nữa" in found
    assert str(judged_by(walk.dossier.lawful_due_at).vi) in found


def test_what_was_written_waits_for_the_leader_whose_form_begins_with_it_and_the_applicant_sees_nothing(
    walk: Walk,
) -> None:
    sent(walk)

    row = LateReason.objects.get(dossier=walk.dossier)
    assert (row.reason, row.day, row.due_at, row.by) == (
        WHY,
        date(2026, 1, 23),
        walk.dossier.due_at,
        story.person("dung"),
    )
    form = next(one for one in read(Visitor("lan").get(address(walk))).forms if PROMISE_LATE in one.action)
    assert (form.values["reason"], form.values["date"]) == (WHY, "2026-01-23")
    assert WHY not in Visitor("alice").get(f"/ho-so/{walk.dossier.code}/").content.decode()
    assert walk.dossier.events.count() == len(walk.events) + 1
    assert "chưa ký" in words("dung", walk)


def test_it_can_be_written_anew_and_a_day_that_will_not_do_is_told_at_its_field(walk: Walk) -> None:
    sent(walk)

    refused = sent(walk, day="24/01/2026", reason="Một lý do khác dài hơn.")

    assert refused.status_code == 422
    assert "phải là ngày làm việc" in read(refused).errors["id_late_day"]
    assert "Một lý do khác dài hơn." in refused.content.decode()
    sent(walk, day="26/01/2026", reason="Một lý do khác dài hơn.")
    assert list(LateReason.objects.values_list("reason", "day")) == [("Một lý do khác dài hơn.", date(2026, 1, 26))]


def test_a_text_in_stock_is_put_behind_what_was_typed_and_nothing_is_kept(walk: Walk) -> None:
    assert walk.dossier.division is not None
    text = ReasonTemplate.objects.create(
        unit=walk.dossier.division, title="Chờ ý kiến", text="Chờ góp ý.", occasion=Occasion.OTHER
    )
    dung = Visitor("dung", language="vi")

    answer = dung.send(dung.get(address(walk)), SEND, {"reason": "Đã gửi công văn.", "use": str(text.pk)})

    assert answer.status_code == 200
    form = next(one for one in read(answer).forms if SEND in one.action)
    assert form.values["reason"] == "Đã gửi công văn.\nChờ góp ý."
    assert not LateReason.objects.exists()


def test_nobody_is_asked_once_a_day_is_promised_until_that_has_passed(walk: Walk, time_machine: Traveller) -> None:
    act(walk, PROMISE_LATE, "lan", "2026-01-20 08:30", date=date(2026, 1, 23), reason=WHY)

    assert TITLE not in words("dung", walk)
    time_machine.move_to(local("2026-01-26 08:00"))
    assert TITLE in words("dung", walk)


def test_who_does_not_have_it_cannot_send_one(walk: Walk) -> None:
    officer("phuc", "specialist", "bao-chi-xuat-ban")
    for who, status in (("hoa", 409), ("phuc", 409), ("mallory", 404)):
        visitor = Visitor(who)
        visitor.get("/")
        assert visitor.post(f"{address(walk)}ly-do-tre/", {"day": "23/01/2026", "reason": WHY}).status_code == status
    assert not LateReason.objects.exists()


def test_it_goes_a_day_after_the_dossier_has_its_result(walk: Walk) -> None:
    sent(walk)
    walk.at = local("2026-01-21 08:00")
    walk.until("result-ready")

    Tidying(walk.at + timedelta(hours=1))
    assert LateReason.objects.exists()
    Tidying(walk.at + timedelta(days=1))
    assert not LateReason.objects.exists()
    assert Dossier.objects.filter(pk=walk.dossier.pk).exists()


def test_who_leads_signs_at_once_and_is_not_asked_to_ask() -> None:
    walk = dossier_at("ky-duyet", at=local("2026-01-05 08:30"))

    page = read(page_of(Visitor("lan", language="vi"), walk))

    assert not [form for form in page.forms if form.action.endswith(SEND)]
    assert [form for form in page.forms if form.action.endswith(f"/{PROMISE_LATE}/")]


def test_what_waits_is_read_in_the_file_unfolded_with_the_letter_for_whoever_may_sign(walk: Walk) -> None:
    sent(walk)

    for who, has_letter in (("lan", True), ("dung", False), ("hoa", False)):
        page = page_of(Visitor(who, language="vi"), walk)
        assert WHY in words(who, walk)
        assert ("/phieu-xin-loi/" in page.content.decode()) is has_letter


def test_whoever_may_sign_has_that_first_and_open_and_another_act_that_is_begun_goes_before(walk: Walk) -> None:
    sent(walk)
    lan = Visitor("lan", language="vi")

    rows = page_of(lan, walk).context["actions"]
    assert rows[0].name == PROMISE_LATE
    assert f'id="action-{PROMISE_LATE}" open' in " ".join(page_of(lan, walk).content.decode().split())
    assert page_of(Visitor("dung", language="vi"), walk).context["actions"][0].name != PROMISE_LATE
    refused = lan.send(page_of(lan, walk), "/stop/", {"reason": ""})
    assert refused.status_code == 422
    assert refused.context["continued"] == "stop"


def test_a_reason_that_waits_stays_in_sight_while_the_dossier_is_paused_with_why_it_cannot_be_signed(
    walk: Walk,
) -> None:
    sent(walk)
    act(walk, "ask-payment", "dung", "2026-01-20 09:30")

    for who in ("lan", "dung"):
        shown = words(who, walk)
        assert WHY in shown
        assert "Chưa ký được lúc này" in shown


def test_a_proposed_day_that_is_far_off_is_asked_about_once(walk: Walk) -> None:
    dung, typed = Visitor("dung", language="vi"), {"day": "30/11/2027", "reason": WHY}

    asked = dung.send(dung.get(address(walk)), SEND, typed)

    assert "đúng năm chưa?" in read(asked).errors["id_late_day"]
    assert not LateReason.objects.exists()
    dung.send(asked, SEND, typed | {"date_meant": "on"})
    assert LateReason.objects.get().day == date(2027, 11, 30)


TOLD = "Người nộp đã được báo ngày 08/01/2026: pháp luật chỉ cho phép hẹn lại một lần, cơ quan sẽ trả kết quả đúng hẹn 19/01/2026."


def test_whoever_writes_and_whoever_signs_a_second_letter_reads_what_the_applicant_was_told(
    time_machine: Traveller,
) -> None:
    time_machine.move_to(local("2026-01-07 09:00"))
    walk = dossier_at("tham-dinh", at=local("2025-12-31 08:30"))
    before = words("dung", walk), words("lan", walk)
    act(walk, "reappoint", "lan", "2026-01-08 09:00", date=date(2026, 1, 19), reason=WHY)
    time_machine.move_to(local("2026-01-20 09:00"))

    writes, signs = words("dung", walk), words("lan", walk)
    sent(walk)
    waiting = words("dung", walk), words("lan", walk)

    assert all(TOLD not in page for page in before)
    assert TOLD in writes
    assert TOLD in signs, "in the form of the promise"
    assert all(TOLD in page for page in waiting)


def test_a_letter_that_waits_is_seen_in_a_pause_that_began_in_time(walk: Walk, time_machine: Traveller) -> None:
    time_machine.move_to(local("2026-01-16 09:00"))
    sent(walk)
    act(walk, "ask-payment", "dung", "2026-01-16 09:30")
    time_machine.move_to(local("2026-01-16 10:00"))

    shown = words("dung", walk)

    assert WHY in shown
    assert "Chưa ký được lúc này: thư chờ đến khi hết tạm dừng" in shown


@pytest.mark.parametrize(
    ("filed", "action", "title", "day"),
    [
        ("2026-01-05 08:30", PROMISE_LATE, "xin lỗi và hẹn ngày trả kết quả", "23/01/2026"),
        ("2026-01-14 08:30", "reappoint", "xin lỗi và hẹn lại ngày trả kết quả", "30/01/2026"),
    ],
)
def test_a_letter_is_looked_at_as_it_will_be_printed_before_it_goes_out(
    filed: str, action: str, title: str, day: str
) -> None:
    dossier, lan = dossier_at("tham-dinh", at=local(filed)).dossier, Visitor("lan", language="vi")
    preview = f"/mot-cua/{dossier.code}/{action}/xem-truoc-thu/"
    page = lan.get(f"/mot-cua/{dossier.code}/")
    assert f'formaction="{preview}"' in page.content.decode()
    typed = {**form_of(page, f"/{action}/").values, "reason": WHY, "date": day}

    with nothing_written():
        answer = lan.post(preview, typed)
        open_still = words_of(lan.post(preview, {"reason": "", "date": "31/02/2026"}).content)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    shown = words_of(answer.content)
    for text in (title, WHY, f"ngày {day[:2]} tháng 01", "Vũ Ngọc Lan", "……"):
        assert text in shown
    assert "Lý do: ……" in open_still
    assert not Letter.objects.filter(kind=Paper.APOLOGY).exists()
    assert Visitor("dung").post(preview, typed).status_code == 404
    assert lan.get(preview).headers["Location"] == f"/mot-cua/{dossier.code}/"
    assert lan.post(f"/mot-cua/{dossier.code}/stop/xem-truoc-thu/", typed).status_code == 404


def test_a_reason_that_says_next_to_nothing_is_asked_about_once_where_it_is_given(walk: Walk) -> None:
    visitor = Visitor("dung", language="vi")
    typed = {"day": "23/01/2026", "reason": "đông hồ sơ"}

    asked = visitor.send(visitor.get(f"{address(walk)}?tre=1"), SEND, typed)

    assert (asked.status_code, LateReason.objects.count()) == (422, 0)
    assert "“đông hồ sơ” là tất cả" in read(asked).errors["id_late_reason"]
    assert visitor.send(asked, SEND, {"reason_meant": "on"}).status_code == 302
    assert LateReason.objects.get().reason == "đông hồ sơ"


def test_the_figures_stay_for_whoever_signs_once_the_reason_is_written(time_machine: Traveller) -> None:
    walk = dossier_at("tham-dinh", at=local("2026-01-05 08:30"))
    act(walk, story.named(walk.dossier, "finish-tham-dinh"), "dung", "2026-01-15 15:00")
    act(walk, story.named(walk.dossier, "finish-xem-xet"), "hoa", "2026-01-16 16:30")
    LateReason.objects.create(
        dossier=walk.dossier, due_at=walk.dossier.due_at, reason=WHY, day=date(2026, 1, 23), by=story.person("hoa"),
        at=local("2026-01-16 16:31"),
    )  # fmt: skip
    time_machine.move_to(local("2026-01-16 16:40"))

    assert "các bước còn lại cần 1 ngày làm việc 3 giờ" in words("lan", walk)
