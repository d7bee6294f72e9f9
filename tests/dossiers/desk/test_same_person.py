"""Who approves what the same person has put up in another's place is asked first, and does it by a tick (ADR 0086)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse

from accounts.models import Membership, Unit
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.pages.acting.reasons.same_person import MEANT
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.publication import publish
from procedures.results import Capacity
from procedures.time.calendar import local
from tests.dossiers.browsing import Form, Visitor, form_of, read
from tests.dossiers.bulk.choosing import BULK, before
from tests.dossiers.desk.deciding import MONDAY, NOW, page_of, send, state_of, walk_to
from tests.dossiers.lifecycle import MONDAY as OF_FIRST
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.officers import officer, substitute
from tests.dossiers.proof.records import nothing_written
from tests.procedures.shipped import PATH

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

TODAY = local(NOW).date()
INITIAL = "finish-xem-xet"
ASKED = "thay cho Hoàng Tiến Dũng: người trình và người duyệt là một."


def away(absent: str, username: str) -> None:
    substitute(absent, username, local(MONDAY).date(), TODAY + timedelta(days=1))


def drafted_by_the_head() -> Walk:
    """Return a dossier that hoa, the head, has drafted in the place of her case officer."""
    walk = walk_to("tham-dinh")
    return walk.take("propose-granted", "hoa")


def press_of(page: HttpResponse) -> Form:
    """Return the form of the page before an act on many."""
    return next(one for one in read(page).forms if one.action.startswith(BULK) and "shown" in one.values)


@pytest.fixture(autouse=True)
def _stands_in() -> None:
    away("dung", "hoa")


def test_it_is_asked_in_the_form_and_done_by_a_plain_form_once_it_is_ticked() -> None:
    dossier = drafted_by_the_head().dossier
    _visitor, page = page_of("hoa", dossier)
    assert ASKED in read(page).words()

    with nothing_written():
        refused = send("hoa", dossier, INITIAL, {})
    said = read(refused).errors[f"id_{INITIAL}_{MEANT}"]
    assert refused.status_code == 422
    assert ASKED in said
    assert "Chưa ghi nhận gì" in said
    done = Visitor("hoa", language="vi").post(
        form_of(refused, f"/{INITIAL}/").action, {**form_of(refused, f"/{INITIAL}/").values, MEANT: "on"}
    )

    assert (done.status_code, state_of(dossier)) == (302, "ky-duyet")
    drafted, initialled = dossier.events.filter(actor__username="hoa").order_by("-sequence")[:2][::-1]
    assert (drafted.on_behalf_of, initialled.on_behalf_of) == (story.person("dung"), None)
    assert audit.check_all().differences == []


def test_nobody_else_is_asked_nor_who_has_drafted_nothing() -> None:
    dossier = walk_to("xem-xet").dossier

    _visitor, page = page_of("hoa", dossier)

    assert MEANT not in page.content.decode()
    assert send("hoa", dossier, INITIAL, {}).status_code == 302


def test_once_somebody_else_has_drafted_it_anew_nothing_is_asked() -> None:
    walk = drafted_by_the_head().take("send-back-tham-dinh", "hoa", reason="Sửa căn cứ pháp lý.")
    walk.take("propose-granted", "dung")

    _visitor, page = page_of("hoa", walk.dossier)

    assert MEANT not in page.content.decode()


def test_the_step_of_a_row_of_the_list_leads_to_the_file_first() -> None:
    dossier = drafted_by_the_head().dossier
    hoa = Visitor("hoa", language="vi")

    hoa.post(f"/mot-cua/{dossier.code}/tiep/", {"seen": dossier.sequence})

    assert state_of(dossier) == "xem-xet"


def test_with_many_it_is_not_done_with_the_rest_unless_it_is_ticked() -> None:
    own, other = drafted_by_the_head().dossier, walk_to("xem-xet").dossier
    hoa = Visitor("hoa", language="vi")

    page = before(hoa, "initial", [own, other])
    html, form = page.content.decode(), press_of(page)
    boxes = {one.code: f'name="take-{one.code}" value="1" checked' in html for one in (own, other)}
    assert boxes == {own.code: False, other.code: True}
    assert f"{ASKED} Không làm chung với các hồ sơ khác nếu không đánh dấu." in read(page).words()
    assert f'aria-describedby="warns-{own.code}"' in html
    hoa.post(form.action, {**form.values, f"take-{other.code}": "1"})
    assert (state_of(own), state_of(other)) == ("xem-xet", "ky-duyet")

    page = before(hoa, "initial", [own])
    form = press_of(page)
    hoa.post(form.action, {**form.values, f"take-{own.code}": "1"})
    assert state_of(own) == "ky-duyet"


def test_what_was_left_without_a_tick_stays_so_when_the_page_is_opened_again() -> None:
    own, other = drafted_by_the_head().dossier, walk_to("xem-xet").dossier
    hoa = Visitor("hoa", language="vi")
    form = press_of(before(hoa, "initial", [own, other]))
    ticked = f'name="take-{own.code}" value="1" checked'

    hoa.post(form.action, {**form.values, f"take-{other.code}": "1", "nothing": "1"})
    assert ticked not in before(hoa, "initial", [own, other]).content.decode()
    both = {f"take-{one.code}": "1" for one in (own, other)}
    hoa.post(form.action, {**form.values, **both, "do": "autosave"})

    assert ticked in before(hoa, "initial", [own, other]).content.decode()


def test_a_leader_who_has_initialled_in_the_head_s_place_is_asked_before_the_signature() -> None:
    away("hoa", "lan")
    dossier = walk_to("xem-xet").take(INITIAL, "lan").dossier
    typed = {"capacity": "KT"}

    with nothing_written():
        refused = send("lan", dossier, "decide", typed)
    assert "người trình và người duyệt là một" in read(refused).errors[f"id_decide_{MEANT}"]
    assert send("lan", dossier, "decide", {**typed, MEANT: "on"}).status_code == 302
    assert state_of(dossier) == "van-thu"


SIGNED = "người ký và người vào số, đóng dấu là một."


def signed_by_the_clerk() -> Dossier:
    """Return a dossier that tam, the clerk, has signed in the leader's place."""
    return walk_to("ky-duyet").take("decide", "tam").dossier


def test_a_clerk_who_has_signed_in_the_leader_s_place_is_asked_before_the_number() -> None:
    away("lan", "tam")
    dossier = signed_by_the_clerk()
    _visitor, page = page_of("tam", dossier)
    assert f"thay cho {story.person('lan').get_full_name()}: {SIGNED}" in read(page).words()
    assert "Bạn quyết định hồ sơ này thay cho" in read(page).words()
    assert "quyết định mà không có chức vụ" not in read(page).words(), "not as of somebody else"

    with nothing_written():
        refused = send("tam", dossier, "number", {})
    assert (refused.status_code, state_of(dossier)) == (422, "van-thu")
    assert SIGNED in read(refused).errors[f"id_number_{MEANT}"]
    assert send("tam", dossier, "number", {MEANT: "on"}).status_code == 302

    assert state_of(dossier) != "van-thu"
    assert audit.check_all().differences == []


def test_so_is_a_clerk_who_has_signed_by_a_seat_of_her_own() -> None:
    Membership.objects.create(
        user=story.person("tam"),
        role=Role.DEPARTMENT_LEADER,
        unit=Unit.objects.get(slug="so-tttt"),
        title="Phó Giám đốc",
    )
    dossier = walk_to("ky-duyet").take("decide", "tam", capacity=Capacity.FOR_THE_HEAD).dossier

    refused = send("tam", dossier, "number", {})

    assert "Bạn đã làm bước “Ký duyệt, chuyển văn thư”: người ký" in read(refused).errors[f"id_number_{MEANT}"]


def test_a_clerk_is_not_asked_about_what_another_has_signed() -> None:
    dossier = walk_to("van-thu").dossier

    assert MEANT not in page_of("tam", dossier)[1].content.decode()
    assert send("tam", dossier, "number", {}).status_code == 302


def test_with_many_what_one_has_signed_oneself_is_numbered_by_a_tick_alone() -> None:
    away("lan", "tam")
    own, other = signed_by_the_clerk(), walk_to("van-thu").dossier
    tam = Visitor("tam", language="vi")

    page = before(tam, "number", [own, other])
    form, html = press_of(page), page.content.decode()
    assert f'name="take-{own.code}" value="1" checked' not in html
    assert f'name="take-{other.code}" value="1" checked' in html
    assert f"{SIGNED} Không làm chung" in read(page).words()
    tam.post(form.action, {**form.values, f"take-{other.code}": "1"})

    assert state_of(own) == "van-thu"
    assert state_of(other) != "van-thu"


@pytest.mark.at(OF_FIRST + timedelta(hours=6))
def test_by_a_version_that_knows_no_decision_who_has_signed_is_asked_before_the_seal() -> None:
    on = local(OF_FIRST).date()
    substitute("lan", "tam", on, on)
    walk = dossier_at("ky-duyet").take("finish-ky-duyet", "tam")

    refused = send("tam", walk.dossier, "finish-van-thu", {})

    assert SIGNED in read(refused).errors[f"id_finish-van-thu_{MEANT}"]


@pytest.mark.at(OF_FIRST + timedelta(hours=6))
def test_so_is_who_signs_by_a_version_that_knows_no_decision() -> None:
    on = local(OF_FIRST).date()
    substitute("hoa", "lan", on, on)
    walk = dossier_at("xem-xet").take(INITIAL, "lan")

    refused = send("lan", walk.dossier, "finish-ky-duyet", {})

    assert "người trình và người duyệt là một" in read(refused).errors[f"id_finish-ky-duyet_{MEANT}"]


def test_where_a_procedure_lets_the_drafter_decide_a_leader_who_has_drafted_in_place_is_asked(tmp_path: Path) -> None:
    text = PATH.with_name("v11.toml").read_text(encoding="utf-8")
    text = text.replace("\nversion = 11\n", "\nversion = 12\nproposer_may_decide = true\n")
    path = tmp_path / "v12.toml"
    path.write_text(text.replace("effective_on = 2026-11-28", "effective_on = 2026-11-30"), encoding="utf-8")
    publish([path], at=MONDAY - timedelta(days=1))
    unit = Unit.objects.get(slug="so-tttt")
    Membership.objects.create(user=story.person("hoa"), role=Role.DEPARTMENT_LEADER, unit=unit)
    walk = drafted_by_the_head()
    officer("moi", Role.DIVISION_HEAD, "bao-chi-xuat-ban")
    dossier = walk.take(INITIAL, "moi").dossier

    refused = send("hoa", dossier, "decide", {"capacity": "KT"})

    assert ASKED in read(refused).errors[f"id_decide_{MEANT}"]
    assert state_of(dossier) == "ky-duyet"
