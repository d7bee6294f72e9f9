"""A form that came when its sender was signed in no more: kept for the same person, saved or shown, done by nobody."""

import re
import shutil
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.away import carrying
from accounts.models import Carried, User
from dossiers.models import Attachment, Dossier, Draft
from portal.checks import DEMO_PASSWORD
from portal.demo import story
from portal.demo.story import pdf, upload
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import NOW as CHOSEN_AT
from tests.dossiers.bulk.choosing import before, some
from tests.dossiers.desk.deciding import NOW, walk_to
from tests.dossiers.lifecycle import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

LOGIN, ONWARD = "/tai-khoan/login/", "/tai-khoan/gui-tiep/"
FORM = f"/ho-so/nop/{story.SLUG}/"
PDF = story.pdf()


@pytest.fixture(autouse=True)
def _no_files_of_other_tests() -> None:
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "carried", ignore_errors=True)


def come(username: str) -> Visitor:
    """Return somebody who has signed in at a browser by the page."""
    visitor = Visitor(language="vi")
    enter(visitor, username)
    return visitor


def enter(visitor: Visitor, username: str):
    return visitor.post(f"{LOGIN}?next={ONWARD}", {"login": username, "password": DEMO_PASSWORD}, follow=True)


def leave(visitor: Visitor) -> None:
    visitor.post("/tai-khoan/logout/")


def stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).glob("carried/*/*") if path.is_file()]


def typed(**more: object) -> dict[str, object]:
    return {"material_name": "Kỷ yếu năm 2026", "do": "check", **more}


def test_a_form_with_a_file_is_in_the_draft_after_the_sign_in_and_is_not_filed() -> None:
    alice = come("alice")
    leave(alice)
    upload = SimpleUploadedFile("bản thảo.pdf", PDF, "application/pdf")

    sent = alice.post(FORM, typed(**{"component-ban-thao": upload}))
    assert sent["Location"] == f"{LOGIN}?next={ONWARD}"
    assert "được giữ trong 30 phút" in read(alice.get(sent["Location"])).words()
    page = enter(alice, "alice")

    draft = Draft.objects.get()
    assert draft.owner.username == "alice"
    assert draft.answers["material_name"] == "Kỷ yếu năm 2026"
    assert [one.name for one in draft.attachments.all()] == ["bản thảo.pdf"]
    assert page.request["PATH_INFO"] == FORM
    assert not Dossier.objects.exists()
    assert (Carried.objects.count(), stored()) == (0, [])


def test_an_officer_s_act_is_shown_once_more_and_done_only_by_a_press(clock: time_machine.Traveller) -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY - timedelta(days=3)).dossier
    hoa, address = come("hoa"), f"/mot-cua/{dossier.code}/note/"
    clock.shift(timedelta(minutes=31))
    hoa.post(address, {"seen": dossier.sequence, "message": "Đã gọi điện cho <b>chị An</b>."})

    page = enter(hoa, "hoa")

    assert "Đã gọi điện cho <b>chị An</b>." in read(page).words()
    assert f"Ghi chú nội bộ: {dossier.code} – {dossier.subject}" in read(page).words(), (
        "what it is, and of which dossier"
    )
    assert Dossier.objects.get().sequence == dossier.sequence
    hoa.send(page, address, follow=True)
    assert Dossier.objects.get().sequence == dossier.sequence + 1
    assert not Carried.objects.exists()


@pytest.mark.at(CHOSEN_AT)
def test_an_act_on_many_says_which_act_and_on_which_dossiers_and_nothing_of_the_machine() -> None:
    dossiers = some(3)
    bob = come("bob")
    form = form_of(before(bob, "accept", dossiers), "hang-loat/?list=mine").values
    del form[f"take-{dossiers[2].code}"]
    leave(bob)
    bob.post("/mot-cua/hang-loat/?list=mine", {**form, "note": "Đủ giấy tờ."})

    page = enter(bob, "bob")
    words = read(page).words()
    bob.send(page, "hang-loat/?list=mine", follow=True)

    assert "Tiếp nhận: 2 hồ sơ" in words
    assert f"{dossiers[0].code}, {dossiers[1].code}" in words
    assert "Đủ giấy tờ." in words
    assert f"{dossiers[1].code}, {dossiers[2].code}" not in words
    assert "<blockquote" not in page.content.decode()
    assert [Dossier.objects.get(pk=one.pk).state for one in dossiers] == ["accepted", "accepted", "filed"]


def test_a_file_of_an_act_comes_with_the_second_press(clock: time_machine.Traveller) -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY - timedelta(days=3)).dossier
    hoa, address = come("hoa"), f"/mot-cua/{dossier.code}/note/"
    clock.shift(timedelta(minutes=31))
    upload = SimpleUploadedFile("ảnh.pdf", PDF, "application/pdf")
    hoa.post(address, {"seen": dossier.sequence, "message": "Xem tệp.", "files": upload})

    page = enter(hoa, "hoa")
    assert "ảnh.pdf" in read(page).words()
    hoa.send(page, address, follow=True)

    assert (Carried.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize("who", ["mallory", "bob"])
def test_somebody_else_gets_nothing_of_it(who: str) -> None:
    alice = come("alice")
    leave(alice)
    alice.post(FORM, typed())

    page = enter(alice, who)

    assert "Kỷ yếu" not in page.content.decode()
    assert not Draft.objects.exists()
    assert Carried.objects.count() == 1


def test_with_the_wrong_account_one_learns_that_it_waits_and_the_right_one_is_led_to_it() -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY - timedelta(days=3)).dossier
    alice = come("alice")
    leave(alice)
    alice.post(f"/ho-so/{dossier.code}/write-to-office/", {"seen": dossier.sequence, "message": "Bao giờ xong?"})

    words = " ".join(read(enter(alice, "mallory")).words().split())
    assert "là của tài khoản khác" in words
    assert "được giữ đến 09:00" in words
    assert story.person("alice").get_full_name() not in words
    assert "Không còn nội dung nào" not in words
    leave(alice)
    page = alice.post(LOGIN, {"login": "alice", "password": DEMO_PASSWORD}, follow=True)

    assert page.request["PATH_INFO"] == ONWARD
    assert "Bao giờ xong?" in read(page).words()


def test_the_cookie_of_another_browser_opens_nothing() -> None:
    alice = come("alice")
    leave(alice)
    alice.post(FORM, typed())
    other = come("alice")
    other.cookies["carried"] = alice.cookies["carried"].value

    assert "Kỷ yếu" not in other.get(ONWARD, follow=True).content.decode()
    assert not Draft.objects.exists()


def test_after_half_an_hour_it_is_gone_with_its_files(clock: time_machine.Traveller) -> None:
    alice = come("alice")
    leave(alice)
    alice.post(FORM, typed(**{"component-ban-thao": SimpleUploadedFile("a.pdf", PDF)}))
    assert len(stored()) == 1
    clock.shift(timedelta(minutes=30))

    page = enter(alice, "alice")
    carrying.sweep(MONDAY + timedelta(minutes=30))

    assert "Không còn nội dung nào chờ gửi lại" in read(page).words()
    assert (Carried.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        (typed(do="autosave"), {}),
        (typed(), {"Sec-Fetch-Mode": "cors"}),
        (typed(), {"HX-Request": "true"}),
        (typed(old_password="x"), {}),
    ],
    ids=["autosave", "script", "htmx", "password"],
)
def test_a_script_and_a_password_are_not_kept(form: dict[str, object], headers: dict[str, str]) -> None:
    alice = come("alice")
    leave(alice)

    alice.post(FORM, form, headers=headers)

    assert not Carried.objects.exists()


def test_what_no_database_takes_is_left_out_and_an_endless_address_is_not_kept() -> None:
    alice = come("alice")
    leave(alice)
    upload = SimpleUploadedFile("a.pdf", PDF, "application/\x00pdf")

    alice.post(FORM, typed(**{"material_name": "Kỷ\x00 yếu", "component-ban-thao": upload}))
    assert dict(Carried.objects.get().fields)["material_name"] == "Kỷ yếu"

    assert alice.post(f"{FORM}?{'x' * 1000}", typed()).status_code == 403
    assert Carried.objects.count() == 1


def test_a_browser_that_nobody_knows_keeps_nothing() -> None:
    answer = Visitor(language="vi").post(FORM, typed(applicant_address="Số 1 phố Huế"))

    assert answer.status_code == 403
    assert "Số 1 phố Huế" in read(answer).words()
    assert not Carried.objects.exists()


@pytest.mark.parametrize(("name", "value"), [("MOST", 0), ("MOST_BYTES", 0)])
def test_where_there_is_no_room_the_words_are_shown(name: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, name, value)
    alice = come("alice")
    leave(alice)

    answer = alice.post(FORM, typed())

    assert answer.status_code == 403
    assert "Kỷ yếu năm 2026" in read(answer).words()


def test_it_can_be_thrown_away(clock: time_machine.Traveller) -> None:
    hoa = come("hoa")
    dossier = story.dossier_in("tham-dinh", at=MONDAY - timedelta(days=3)).dossier
    clock.shift(timedelta(minutes=31))
    hoa.post(f"/mot-cua/{dossier.code}/note/", {"seen": dossier.sequence, "message": "Một ghi chú."})

    hoa.send(enter(hoa, "hoa"), ONWARD)

    assert not Carried.objects.exists()


def strict(username: str) -> Visitor:
    """Return somebody whose browser is asked for its token."""
    visitor = come(username)
    visitor.handler.enforce_csrf_checks = True
    return visitor


@pytest.mark.parametrize(
    ("origin", "is_kept"),
    [("http://testserver", True), ("https://evil.example", False), ("http://[", False), ("", False)],
)
def test_a_form_with_a_token_of_before_is_saved_where_a_page_of_ours_sent_it(origin: str, is_kept: bool) -> None:
    alice = strict("alice")
    headers = {"Origin": origin} if origin else {}

    answer = alice.post(FORM, typed(csrfmiddlewaretoken="x" * 64), headers=headers)

    assert Carried.objects.exists() == is_kept
    assert answer.status_code == (302 if is_kept else 403)
    if is_kept:
        assert answer["Location"] == ONWARD
        alice.get(ONWARD)
        assert Draft.objects.get().answers["material_name"] == "Kỷ yếu năm 2026"


def test_a_page_of_another_person_with_a_token_of_before_is_not_saved_for_this_one() -> None:
    alice, other = strict("alice"), User.objects.get(username="mallory")

    alice.post(
        FORM,
        typed(person=carrying.mark_of(other), csrfmiddlewaretoken="x" * 64),
        headers={"Origin": "http://testserver"},
    )

    assert not Carried.objects.exists()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("pressed", ["autosave", "save", "check"])
def test_a_page_of_another_person_with_a_token_of_now_is_refused_with_what_was_typed(pressed: str) -> None:
    alice, other = Visitor("alice", language="vi"), User.objects.get(username="mallory")

    answer = alice.post(FORM, typed(person=carrying.mark_of(other), do=pressed))

    assert answer.status_code == 409
    assert not Draft.objects.exists()
    words = answer.content.decode() if pressed == "autosave" else read(answer).words()
    assert "mở bằng tài khoản khác" in words
    assert pressed == "autosave" or "Kỷ yếu năm 2026" in words


def test_a_page_of_ones_own_is_kept() -> None:
    alice = Visitor("alice")

    alice.post(FORM, typed(person=carrying.mark_of(User.objects.get(username="alice")), do="save"))

    assert Draft.objects.get().answers["material_name"] == "Kỷ yếu năm 2026"


def test_of_a_dossier_that_its_sender_does_not_see_nothing_is_named() -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY - timedelta(days=3)).dossier
    mallory, address = come("mallory"), f"/mot-cua/{dossier.code}/note/"
    leave(mallory)
    mallory.post(address, {"seen": 1, "message": "Lời của tôi."})

    page = read(enter(mallory, "mallory")).words()

    assert "Lời của tôi." in page
    assert dossier.applicant_name not in page
    assert "Ghi chú" not in page


def issued(van: Visitor, **typed: object):
    """Return a dossier at another agency, the address at which its paper is recorded, and the answer to a number without a day."""
    walk = walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh")
    form = form_of(van.get(f"/mot-cua/{walk.dossier.code}/"), "/record-granted/")
    sent = {**form.values, "issued_number": "5/UBND", "issued_dated": "", "files": upload("vb.pdf", pdf(4)), **typed}
    return walk.dossier, form.action, van.post(form.action, sent)


@pytest.mark.at(NOW)
def test_the_files_of_a_form_that_was_refused_come_with_its_next_press() -> None:
    van = come("van")
    dossier, address, refused = issued(van)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Được giữ cho lần gửi tới, trừ khi bạn chọn tệp khác: vb.pdf" in " ".join(read(refused).words().split())
    refused = van.send(refused, address)
    assert len(stored()) == 1, "of two refusals one copy is kept"

    van.send(refused, address, {"issued_dated": "01/12/2026"})

    assert [one.name for one in Attachment.objects.filter(dossier=dossier, event__action="record-granted")] == [
        "vb.pdf"
    ]
    assert (Carried.objects.count(), stored()) == (0, [])


@pytest.mark.at(NOW)
def test_a_file_that_is_chosen_anew_takes_the_place_of_the_one_that_was_kept() -> None:
    van = come("van")
    dossier, address, refused = issued(van)

    van.send(refused, address, {"issued_dated": "01/12/2026", "files": upload("khác.pdf", pdf(4))})

    assert [one.name for one in Attachment.objects.filter(dossier=dossier, event__action="record-granted")] == [
        "khác.pdf"
    ]


def test_who_went_on_to_the_next_part_is_there_after_the_sign_in() -> None:
    alice = come("alice")
    parts = re.findall(r'name="do" value="(next:[^"]+)"', alice.get(FORM).content.decode())
    leave(alice)
    alice.post(FORM, typed(do=parts[0]))

    page = enter(alice, "alice")

    assert Draft.objects.get().answers["material_name"] == "Kỷ yếu năm 2026"
    address, query = page.redirect_chain[-1][0].split("?")
    assert address == FORM
    assert query.startswith("muc=section-")
    assert not Dossier.objects.exists()


def test_it_is_thrown_away_only_by_a_second_press_which_says_so(clock: time_machine.Traveller) -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY - timedelta(days=3)).dossier
    hoa, address = come("hoa"), f"/mot-cua/{dossier.code}/note/"
    clock.shift(timedelta(minutes=31))
    upload = SimpleUploadedFile("ảnh.pdf", PDF, "application/pdf")
    hoa.post(address, {"seen": dossier.sequence, "message": "Xem tệp.", "files": upload})

    page = enter(hoa, "hoa")
    asks = page.content.decode().partition("<summary>Bỏ nội dung này</summary>")
    assert "<details" in asks[0][-40:]
    assert "không lấy lại được" in asks[2].partition("</details>")[0]
    assert f'action="{ONWARD}"' in asks[2].partition("</details>")[0]
    gone = hoa.send(page, ONWARD, follow=True)

    assert (Carried.objects.count(), stored()) == (0, [])
    assert "Đã bỏ nội dung vừa gửi: chưa có gì được thực hiện." in read(gone).words()
