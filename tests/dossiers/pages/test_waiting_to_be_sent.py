"""What waits to be sent again after a session has ended: shown whole, with whom it goes to, and a way on."""

import pytest
from django.http import HttpResponse

from dossiers.models import Dossier, Draft, Event
from portal.demo import story
from tests.accounts.test_carrying import ONWARD, come, enter, leave
from tests.dossiers.browsing import Visitor, filing_of, read
from tests.dossiers.citizen.test_correction import TITLE, asked
from tests.dossiers.lifecycle import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]

FORM = f"/ho-so/nop/{story.SLUG}/"
CHECK = f"{FORM}kiem-tra/"
AGENCY = "Sở Văn hoá và Thể thao Hà Nội"


def drafted(alice: Visitor) -> Draft:
    """Return an application that stands at its check."""
    page = alice.get(FORM)
    alice.send(page, FORM, {**story.ANSWERS, "component-ban-thao": story.upload("bản thảo.pdf"), "do": "check"})
    return Draft.objects.get()


def words(page: HttpResponse) -> str:
    return read(page).words()


def test_a_filing_shows_what_is_filed_to_whom_and_with_which_files() -> None:
    alice = come("alice")
    draft = drafted(alice)
    leave(alice)
    alice.post(CHECK, {**filing_of(draft), "do": "submit"})

    page = enter(alice, "alice")

    shown = words(page)
    assert page.request["PATH_INFO"] == ONWARD
    assert f"Nộp hồ sơ: {draft.version.machine.name.vi}" in shown
    assert "Gửi đến" in shown
    assert story.ANSWERS["material_name"] in shown
    assert "Tên tài liệu" in shown
    assert "bản thảo.pdf 1 kB" in shown
    assert f'href="{CHECK}"' in page.content.decode(), "it can be looked at first"
    assert not Dossier.objects.exists()
    alice.send(page, CHECK, follow=True)
    assert Dossier.objects.get().applicant.username == "alice"


def test_a_draft_of_somebody_else_or_of_no_such_key_shows_nothing() -> None:
    draft = drafted(Visitor("alice"))
    mallory = come("mallory")
    for key in (str(draft.key), "x", ""):
        leave(mallory)
        mallory.post(CHECK, {"key": key, "seen": "", "do": "submit"})

        page = enter(mallory, "mallory")

        assert story.ANSWERS["material_name"] not in words(page)
        assert "Chỉ là một lần bấm nút" in words(page)


@pytest.mark.at("2026-01-07T09:00:00+07:00")
def test_an_answer_to_a_request_shows_what_it_changes_and_its_files() -> None:
    walk, alice = asked(), come("alice")
    address = f"/ho-so/{walk.dossier.code}/bo-sung/"
    typed = {TITLE: "Kỷ yếu 25 năm", "note": "Đã đóng dấu.", "component-ban-thao": story.upload("mới.pdf")}
    check = alice.send(alice.get(address), address, {**typed, "do": "check"}, follow=True)
    fields = {"seen": str(walk.dossier.sequence), "saved_at": Draft.objects.get().saved_at.isoformat()}
    assert check.status_code == 200
    leave(alice)
    alice.post(f"{address}kiem-tra/", fields)

    page = enter(alice, "alice")

    shown = words(page)
    assert f"Trả lời yêu cầu bổ sung hồ sơ {walk.dossier.code}" in shown
    for part in ("Kỷ yếu 25 năm", "Đã đóng dấu.", "mới.pdf"):
        assert part in shown
    assert story.ANSWERS["extent"] not in shown.split("Nội dung sẽ được gửi")[1].split("Tệp")[0], "what it leaves alone"
    assert f'href="{address}kiem-tra/"' in page.content.decode()


def test_a_message_of_an_applicant_shows_its_fields_as_they_are_called() -> None:
    dossier = story.dossier_in("tham-dinh", at=MONDAY).dossier
    alice, address = come("alice"), f"/ho-so/{dossier.code}/write-to-office/"
    leave(alice)
    alice.post(address, {"seen": dossier.sequence, "message": "Bao giờ có kết quả?", "about": "ban-thao"})

    page = enter(alice, "alice")

    shown = words(page)
    assert "</dt><dd>Bao giờ có kết quả?</dd>" in page.content.decode()
    assert "<blockquote" not in page.content.decode(), "once"
    assert dossier.code in shown
    assert "<dd>ban-thao</dd>" not in page.content.decode(), "a choice is shown in words"
    assert Event.objects.filter(action="write-to-office").count() == 0
