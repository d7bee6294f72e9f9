"""Taking back from the page: what is offered, to whom, until when, and what is said when it comes too late."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.utils.translation import override

from accounts.models import MailAddress, Membership
from dossiers import files
from dossiers.background import relay
from dossiers.display.formats import vn_datetime
from dossiers.models import Attachment, Letter
from dossiers.pages.acting.undoing import goes_out
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor, buttons_of, content_of, read
from tests.dossiers.proof.records import nothing_written
from tests.dossiers.undoing import take_back

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
NOW = MONDAY + timedelta(minutes=20)
FRIDAY = MONDAY - timedelta(days=3)
SECOND = timedelta(seconds=1)
LIST = "/mot-cua/"

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def desk(walk: Walk) -> str:
    return f"/mot-cua/{walk.dossier.code}/"


def own(walk: Walk) -> str:
    return f"/ho-so/{walk.dossier.code}/"


def accepted() -> Walk:
    return dossier_in("filed", at=MONDAY).take("accept", "bob")


def words(response: HttpResponse) -> str:
    return read(response).words()


def test_the_page_says_when_it_goes_out_and_takes_it_back_until_then(clock: time_machine.Traveller) -> None:
    walk, bob = accepted(), Visitor("bob", language="vi")

    page = bob.get(desk(walk))
    assert "Giấy và thư sẽ gửi lúc 08:51:00" in words(page)
    clock.shift(30)
    answer = bob.send(page, "take-back/", follow=True)

    assert "Đã rút lại lúc 08:50:30" in words(answer)
    walk.dossier.refresh_from_db()
    assert walk.dossier.state == "filed"
    relay.run(NOW + timedelta(minutes=2))
    assert Letter.objects.exclude(kind="filing").count() == 0


def test_a_press_is_told_with_when_it_goes_out_and_can_be_taken_back_where_it_lands() -> None:
    walk, bob = dossier_in("filed", at=MONDAY), Visitor("bob", language="vi")

    landed = bob.send(bob.get(desk(walk)), "accept/", follow=True)

    assert "Giấy và thư sẽ gửi lúc 08:51:00." in words(landed)
    assert "take-back" in buttons_of(landed, "/mot-cua/")
    assert len([form for form in read(landed).forms if form.action.endswith("take-back/")]) == 1


def test_what_was_just_sent_is_called_back_by_one_button() -> None:
    walk, bob = dossier_in("accepted", at=FRIDAY).take("transfer", "bob"), Visitor("bob")

    before = buttons_of(bob.get(desk(walk)), "/mot-cua/")
    story.take(walk.dossier, "reappoint", "lan", at=NOW, date=date(2026, 12, 21))
    after = buttons_of(bob.get(desk(walk)), "/mot-cua/")

    assert before & {"take-back", "recall"} == {"take-back"}
    assert after & {"take-back", "recall"} == set(), "neither once a colleague has acted"


def test_what_was_sent_long_ago_says_until_when_it_is_recalled() -> None:
    walk, bob = (
        dossier_in("accepted", at=FRIDAY - timedelta(days=14)).take("transfer", "bob"),
        Visitor("bob", language="vi"),
    )

    page = bob.get(desk(walk))

    assert buttons_of(page, "/mot-cua/") & {"take-back", "recall"} == {"recall"}
    assert f"Bạn đã chuyển hồ sơ lúc {vn_datetime(walk.at)}. Thu hồi được cho đến khi có việc khác" in words(page)


def test_who_sees_the_dossier_no_more_takes_it_back_from_the_list() -> None:
    walk = dossier_in("phan-cong", at=FRIDAY)
    hoa = Visitor("hoa", language="vi")
    page = hoa.get(desk(walk))
    [assign] = [form for form in read(page).forms if form.action.endswith("finish-phan-cong/")]
    assignee = {"assignee": str(story.person("dung").pk)}
    Membership.objects.filter(user__username="hoa").exclude(role="division_head").delete()

    landed = hoa.post(assign.action, assign.values | assignee, follow=True)
    listed = hoa.get("/mot-cua/")
    assert landed.status_code == listed.status_code == 200

    answer = hoa.post(f"{desk(walk)}take-back/", {"undoes": "4"}, follow=True)
    assert "Đã rút lại" in words(answer)


def test_too_late_is_told_with_the_instant_and_changes_nothing(clock: time_machine.Traveller) -> None:
    walk, bob = accepted(), Visitor("bob", language="vi")
    page = bob.get(desk(walk))
    clock.shift(60)

    with nothing_written():
        answer = bob.send(page, "take-back/")

    assert answer.status_code == 409
    assert "đã ra khỏi cơ quan lúc 08:51:00" in words(answer)
    later = bob.get(desk(walk))
    assert "take-back" not in buttons_of(later, "/mot-cua/")
    said = (
        "đã hết thời gian rút lại lúc 08:51:00, giấy đang được lập, thư đang chờ gửi. Xin sửa bằng thao tác tiếp theo."
    )
    assert f"(08:50 30/11/2026) không rút lại được nữa: {said}" in words(later)


@pytest.mark.parametrize(
    ("is_confirmed", "before", "after"),
    [
        (True, "Giấy và thư sẽ gửi lúc 08:51:00.", "giấy đã phát hành, thư đã gửi lúc 08:51 30/11/2026."),
        (
            False,
            "Giấy sẽ phát hành lúc 08:51:00. Không có thư điện tử gửi đi: địa chỉ thư của người nộp chưa được xác nhận.",
            "giấy đã phát hành. Xin sửa bằng thao tác tiếp theo.",
        ),
    ],
)
def test_only_what_truly_goes_out_is_said_to(
    clock: time_machine.Traveller, is_confirmed: bool, before: str, after: str
) -> None:
    if not is_confirmed:
        MailAddress.objects.all().delete()
    walk, bob = accepted(), Visitor("bob", language="vi")

    assert before in words(bob.get(desk(walk)))
    clock.shift(61)
    relay.run(NOW + timedelta(seconds=61))

    page = words(bob.get(desk(walk)))
    assert f"(08:50 30/11/2026) không rút lại được nữa: {after}" in page
    assert ("Không gửi được thư điện tử cho người nộp" in page) is not is_confirmed


def test_an_act_without_a_paper_speaks_of_none() -> None:
    walk = dossier_in("filed", at=MONDAY)

    with override("vi"):
        assert goes_out(("payment",), walk.dossier, NOW) == "Thư sẽ gửi lúc 08:50:00."
        MailAddress.objects.all().delete()
        without = goes_out(("payment",), walk.dossier, NOW)
    assert without.startswith("Có thể rút lại đến 08:50:00. Không có thư điện tử gửi đi")


@pytest.mark.parametrize("username", ["hoa", "lan", "carol", "dung"])
def test_nobody_else_is_offered_it_or_may_do_it(username: str) -> None:
    walk, other = accepted(), Visitor(username)

    assert "take-back" not in buttons_of(other.get(desk(walk)), "/mot-cua/")
    with nothing_written():
        assert other.post(f"{desk(walk)}take-back/", {"undoes": "2"}).status_code in (403, 404)


@pytest.mark.parametrize(("undoes", "status"), [("", 400), ("x", 400), ("-1", 409), ("1", 409), ("99" * 20, 409)])
def test_a_forged_form_is_refused(undoes: str, status: int) -> None:
    walk, bob = accepted(), Visitor("bob")

    with nothing_written():
        assert bob.post(f"{desk(walk)}take-back/", {"undoes": undoes}).status_code == status


def test_a_get_goes_back_to_the_file() -> None:
    walk, bob = accepted(), Visitor("bob")

    assert bob.get(f"{desk(walk)}take-back/").url == desk(walk)  # type: ignore[attr-defined]


def test_the_log_shows_both_to_the_office_and_none_to_the_applicant() -> None:
    walk = accepted()
    take_back(walk.dossier, "bob", at=walk.at + SECOND)

    office, applicant = Visitor("bob", language="vi").get(desk(walk)), Visitor("alice", language="vi").get(own(walk))

    assert "đã rút lại lúc 08:50:01" in words(office)
    assert "<s>" in office.content.decode()
    assert "Rút lại thao tác" in words(office)
    assert applicant.content.decode().count('class="event-title"') == 1, "the filing alone"
    assert "rút lại" not in words(applicant).lower()


def test_an_applicant_takes_back_the_wish_to_withdraw() -> None:
    walk = dossier_in("tham-dinh", at=FRIDAY).take("ask-withdrawal", "alice")
    alice = Visitor("alice", language="vi")

    page = alice.get(own(walk))
    assert "Có thể đổi ý cho đến khi cơ quan xử lý" in words(page)
    assert "Thôi, không rút hồ sơ nữa" in words(page)
    assert "Rút lại" not in words(page), "the same word would say two opposite things"
    answer = alice.send(page, "take-back/", follow=True)

    walk.dossier.refresh_from_db()
    assert not walk.dossier.withdrawal_asked
    said = words(answer)
    assert "Xin rút hồ sơ đã bỏ lúc 08:50:" in said
    assert "Đã bỏ đề nghị rút hồ sơ; hồ sơ vẫn được giải quyết" in said
    assert "rút lại" not in said.lower(), "no word by which one takes the dossier for withdrawn"
    assert "Đã bỏ đề nghị rút hồ sơ; hồ sơ vẫn được giải quyết" in words(Visitor("dung", language="vi").get(desk(walk)))


def test_a_file_of_what_was_taken_back_is_the_offices_alone() -> None:
    walk = dossier_in("phan-cong", at=FRIDAY)
    paper = files.store(story.upload("y-kien.pdf"))
    walk.take("finish-phan-cong", "hoa", files=(paper,))
    take_back(walk.dossier, "hoa", at=walk.at + SECOND)

    file = Attachment.objects.get(name="y-kien.pdf")
    opened = Visitor("hoa").get(f"/ho-so/tep/{file.pk}/")
    assert content_of(opened).startswith(b"%PDF")
    assert Visitor("alice").get(f"/ho-so/tep/{file.pk}/").status_code == 404
    assert "y-kien.pdf" in Visitor("hoa").get(desk(walk)).content.decode()


def test_at_the_counter_nothing_waits() -> None:
    walk, bob = dossier_in("filed", at=MONDAY), Visitor("bob", language="vi")

    landed = bob.send(bob.get(desk(walk)), "accept/", {"at_counter": "on"}, follow=True)

    assert "sẽ gửi lúc" not in words(landed)
    assert "take-back" not in buttons_of(landed, "/mot-cua/")
    relay.run(NOW)
    assert Letter.objects.exclude(kind="filing").count() == 1


def test_it_stays_at_hand_on_every_page_until_it_goes_out(clock: time_machine.Traveller) -> None:
    walk, bob = dossier_in("filed", at=MONDAY), Visitor("bob", language="vi")
    bob.send(bob.get(desk(walk)), "accept/")

    for _page in range(3):
        listed = bob.get("/mot-cua/")
        assert "sẽ gửi lúc 08:51:00" in words(listed)
        assert "take-back" in buttons_of(listed, "/mot-cua/")
    # The file's own page says it at its own place, once.
    assert words(bob.get(desk(walk))).count("08:51:00") == 1
    clock.shift(61)
    assert "08:51:00" not in words(bob.get("/mot-cua/"))


def test_what_was_taken_back_is_not_offered_again() -> None:
    walk, bob = dossier_in("filed", at=MONDAY), Visitor("bob", language="vi")
    bob.send(bob.get(desk(walk)), "accept/")

    bob.send(bob.get("/mot-cua/"), "take-back/", follow=True)

    assert "take-back" not in buttons_of(bob.get("/mot-cua/"), "/mot-cua/")


def test_what_was_taken_back_in_another_browser_is_said_no_more() -> None:
    walk, bob, elsewhere = dossier_in("filed", at=MONDAY), Visitor("bob", language="vi"), Visitor("bob")
    bob.send(bob.get(desk(walk)), "accept/")
    bob.get("/mot-cua/")
    elsewhere.send(elsewhere.get(desk(walk)), "take-back/")

    assert "08:51:00" not in words(bob.get("/mot-cua/"))
