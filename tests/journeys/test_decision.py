"""From a draft to the paper in the applicant's hands, by everybody at a browser: proposal, decision, number, return."""

import hashlib
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfWriter

from dossiers.background import relay
from dossiers.models import Dossier, Result
from dossiers.proof.audit import check_all
from portal.demo import story
from procedures.models import ProcedureVersion
from procedures.time.calendar import local
from tests.dossiers.owing import pay
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.people import Someone, go
from tests.printed import words_of

DISPLAY = "trung-bay-tranh-anh"
REFUSAL = "Tài liệu mang tính quảng cáo, không thuộc đối tượng cấp giấy phép."
IDENTITY = "CCCD …2345"

type Meet = Callable[[str], Someone]


@pytest.fixture(autouse=True)
def _finished(site: str) -> object:
    """End every journey with a log that says what the tables say."""
    yield
    assert check_all().differences == []


def walked_to(state: str, slug: str = story.SLUG) -> Dossier:
    """Return a dossier that its people have taken to a state, a moment ago."""
    at = timezone.now() - timedelta(seconds=1)
    walk = story.Walk(story.file("alice", at=at, slug=slug), at, timedelta())
    while walk.dossier.state != state:
        walk.onward()
    return walk.dossier


def desk_of(dossier: Dossier) -> str:
    return f"/mot-cua/{dossier.code}/"


def signed_scan(words: str = "scan") -> dict[str, object]:
    """Return a scan as a clerk chooses it: one page, unlike any other file."""
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": words})
    writer.write(buffer)
    return {"name": "Giấy phép đã ký.pdf", "mimeType": "application/pdf", "buffer": buffer.getvalue()}


def look_in_both_languages(someone: Someone, name: str, action: str = "") -> None:
    """Check a page in English and Vietnamese, with the form of an action, and that nothing is wider than a phone."""
    page = someone.page
    for language in ("en", "vi"):
        go(page.locator(f"button[name=language][value={language}]"))
        if action:
            someone.open_action(action)
        someone.look(f"{name}-{language}")
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), language
        page.set_viewport_size(DESK)


def decided_content(someone: Someone) -> str:
    """Return the beginning of the digest of what is proposed or decided, as the page shows it."""
    said = someone.page.locator("#decision dt:has-text('Mã kiểm tra') + dd").inner_text()
    return re.search(r"[0-9a-f]{12}", said)[0]


def downloaded(someone: Someone, dossier: Dossier) -> bytes:
    """Return the result as the page of the applicant hands it out."""
    with someone.page.expect_download() as download:
        someone.page.locator(f"main a[href='/ho-so/ket-qua/{dossier.code}/']").click()
    return download.value.path().read_bytes()


def assert_not_handed_out(someone: Someone, dossier: Dossier) -> None:
    """Fail if the applicant's page leads to the result, or its address answers with it."""
    path = f"/ho-so/ket-qua/{dossier.code}/"
    someone.page.goto(f"/ho-so/{dossier.code}/")
    expect(someone.page.locator(f"a[href='{path}']")).to_have_count(0)
    assert someone.page.request.get(path).status == 404


def test_what_was_drafted_is_decided_numbered_and_handed_over_as_it_is(meet: Meet) -> None:
    alice, dung, hoa, lan, tam, bob = map(meet, ("alice", "dung", "hoa", "lan", "tam", "bob"))
    dossier = walked_to("tham-dinh")
    desk = desk_of(dossier)
    pay(dossier)

    dung.press(desk, "propose-granted")
    hoa.press(desk, "finish-xem-xet")
    content = decided_content(hoa)
    lan.page.goto(desk)
    look_in_both_languages(lan, "deciding", "decide")
    expect(lan.page.locator("#action-decide .action-result")).to_contain_text("Cấp giấy phép")
    lan.press(desk, "decide", capacity="KT. – ký thay người đứng đầu")
    tam.press(desk, "number")
    relay.run(timezone.now())
    assert_not_handed_out(alice, dossier)
    bob.press(desk, "return", handover_identity=IDENTITY)

    assert decided_content(bob) == content
    alice.page.goto(f"/ho-so/{dossier.code}/")
    look_in_both_languages(alice, "granted")
    paper = downloaded(alice, dossier)
    assert hashlib.sha256(paper).hexdigest() == Result.objects.get().file.sha256
    assert "01/GP-STTTT" in words_of(paper)
    assert "KT. GIÁM ĐỐC" in words_of(paper)
    assert story.ANSWERS["material_name"] in words_of(paper)


def test_a_refusal_is_drafted_decided_and_handed_over_with_its_reason(meet: Meet) -> None:
    alice, dung, hoa, lan, tam, bob = map(meet, ("alice", "dung", "hoa", "lan", "tam", "bob"))
    dossier = walked_to("tham-dinh")
    desk = desk_of(dossier)
    pay(dossier)

    dung.press(desk, "propose-refused", reason=REFUSAL)
    hoa.press(desk, "finish-xem-xet")
    lan.page.goto(desk)
    expect(lan.page.locator("#decision")).to_contain_text(REFUSAL)
    lan.press(desk, "decide")
    tam.press(desk, "number")
    relay.run(timezone.now())
    bob.press(desk, "return", handover_identity=IDENTITY)

    alice.page.goto(f"/ho-so/{dossier.code}/")
    look_in_both_languages(alice, "refused")
    expect(alice.page.locator("main")).to_contain_text(REFUSAL)
    assert REFUSAL in words_of(downloaded(alice, dossier))


def test_a_draft_comes_back_twice_and_another_outcome_is_ordered(meet: Meet) -> None:
    dung, hoa, lan, tam = map(meet, ("dung", "hoa", "lan", "tam"))
    dossier = walked_to("tham-dinh")
    desk = desk_of(dossier)
    pay(dossier)
    at_the_draft, at_an_answer = "Nêu rõ điều khoản.", "Đối chiếu số trang với bản thảo."

    dung.press(desk, "propose-refused", reason=REFUSAL)
    hoa.page.goto(desk)
    look_in_both_languages(hoa, "sending-back", "send-back-tham-dinh")
    hoa.press(
        desk, "send-back-tham-dinh", reason="Dự thảo còn sơ sài.",
        remark_place_1="Dự thảo", remark_text_1=at_the_draft,
    )  # fmt: skip
    dung.page.goto(desk)
    look_in_both_languages(dung, "sent-back")
    expect(dung.page.locator("#decision")).to_contain_text(at_the_draft)
    dung.press(desk, "propose-refused", reason=f"{REFUSAL} Căn cứ Điều 3.")
    hoa.press(desk, "finish-xem-xet")
    extent = next(q.label.vi for q in dossier.machine.questions if q.name == "extent")
    lan.press(
        desk, "send-back-tham-dinh", reason="Chưa đối chiếu bản thảo.",
        remark_place_1=f"Nội dung khai: {extent}", remark_text_1=at_an_answer,
    )  # fmt: skip
    dung.page.goto(desk)
    expect(dung.page.locator("#decision")).to_contain_text(at_an_answer)
    go(dung.open_action("propose-refused").locator("button.btn").last)
    expect(dung.page.locator("#action-propose-refused")).to_contain_text("Dự thảo không đổi so với bản đã bị trả lại")
    form = dung.open_action("propose-refused")
    form.locator("[name=draft_unchanged]").check()
    go(form.locator("button.btn").last)
    hoa.page.goto(desk)
    expect(hoa.page.locator("#decision")).to_contain_text("dự thảo được trình lại nguyên như cũ")
    hoa.press(desk, "finish-xem-xet")
    lan.press(desk, "direct-granted", reason="Tài liệu phục vụ hội viên, không quảng cáo.")
    dung.page.goto(desk)
    look_in_both_languages(dung, "ordered")
    expect(dung.page.locator("#decision")).to_contain_text("Tài liệu phục vụ hội viên")
    dung.press(desk, "propose-granted")
    hoa.press(desk, "finish-xem-xet")
    lan.press(desk, "decide")
    tam.press(desk, "number")

    dossier.refresh_from_db()
    assert (dossier.state, Result.objects.get().outcome) == ("result-ready", "granted")


def test_the_clerk_sends_back_before_the_number_and_the_decision_is_void(meet: Meet) -> None:
    lan, tam = meet("lan"), meet("tam")
    dossier = walked_to("van-thu")
    desk = desk_of(dossier)

    tam.page.goto(desk)
    look_in_both_languages(tam, "voiding", "send-back-ky-duyet")
    tam.press(desk, "send-back-ky-duyet", reason="Sai tên cơ quan trong dự thảo.")
    lan.page.goto(desk)
    look_in_both_languages(lan, "voided")
    expect(lan.page.locator("#decision")).to_contain_text("Sai tên cơ quan trong dự thảo.")
    assert Result.objects.count() == 0
    lan.press(desk, "decide")
    tam.press(desk, "number")

    assert Result.objects.get().number == "01/GP-STTTT"
    assert tam.actions() == set()


def test_a_scan_of_the_signed_paper_stands_beside_the_digest_of_what_was_decided(meet: Meet) -> None:
    alice, tam, bob = map(meet, ("alice", "tam", "bob"))
    dossier = walked_to("van-thu")
    desk, scan = desk_of(dossier), signed_scan()
    tam.page.goto(desk)
    content = decided_content(tam)

    today = local(timezone.now()).date()
    tam.press(desk, "number", scan=scan, scan_number="01/GP-STTTT", scan_dated=str(today))
    bob.page.goto(desk)
    look_in_both_languages(bob, "scanned")
    shown = bob.page.locator("#decision")
    expect(shown).to_contain_text("Bản quét văn bản ký tay")
    expect(shown).to_contain_text(hashlib.sha256(scan["buffer"]).hexdigest()[:12])
    assert decided_content(bob) == content
    assert_not_handed_out(alice, dossier)
    bob.press(desk, "return", handover_identity=IDENTITY)

    alice.page.goto(f"/ho-so/{dossier.code}/")
    assert downloaded(alice, dossier) == scan["buffer"]


def test_another_agencys_number_date_and_file_are_entered_where_it_decides(meet: Meet) -> None:
    alice, van, bob = map(meet, ("alice", "van", "bob"))
    dossier = walked_to("ubnd-quyet-dinh", DISPLAY)
    desk, paper, today = desk_of(dossier), signed_scan("UBND"), local(timezone.now()).date()
    van.page.goto(desk)
    look_in_both_languages(van, "recording", "record-granted")

    form = van.open_action("record-granted")
    form.locator("[name=issued_number]").fill("4512/UBND-KGVX")
    form.locator("[name=issued_dated]").fill(f"{today - timedelta(30)}")
    form.locator("[name=files]").set_input_files(paper)
    go(form.locator("button.btn").last)
    van.look("recorded-too-early")
    expect(van.page.locator("#div_id_record-granted_issued_dated.has-error")).to_be_visible()
    expect(van.page.locator("[name=issued_number]").first).to_have_value("4512/UBND-KGVX")
    assert Result.objects.count() == 0
    van.press(desk, "record-granted", issued_number="4512/UBND-KGVX", issued_dated=str(today), files=paper)

    result = Result.objects.get()
    assert (result.number, result.dated, result.signer, result.by_hand) == ("4512/UBND-KGVX", today, None, True)
    assert_not_handed_out(alice, dossier)
    bob.press(desk, "return", handover_identity=IDENTITY)
    alice.page.goto(f"/ho-so/{dossier.code}/")
    assert downloaded(alice, dossier) == paper["buffer"]


def test_a_draft_is_seen_as_it_will_be_printed_and_is_then_still_sent(meet: Meet) -> None:
    dung = meet("dung")
    dossier = walked_to("tham-dinh")
    pay(dossier)
    dung.page.goto(desk_of(dossier))
    look_in_both_languages(dung, "drafting", "propose-granted")
    form = dung.open_action("propose-granted")
    form.locator("[name=document]").fill("Cho phép xuất bản.\n\nGiấy phép có hiệu lực từ ngày ký.")

    with (
        dung.page.expect_popup() as popup,
        dung.page.context.expect_event("response", lambda answer: answer.request.is_navigation_request()) as answered,
    ):
        form.locator("button[formaction]").click()
    popup.value.close()
    assert answered.value.headers["content-type"] == "application/pdf"
    go(form.locator("button.btn").last)

    dossier.refresh_from_db()
    assert dossier.state == "xem-xet"
    hoa = meet("hoa")
    hoa.page.goto(desk_of(dossier))
    expect(hoa.page.locator("#decision")).to_contain_text("Giấy phép có hiệu lực từ ngày ký.")


def test_a_certificate_with_a_term_is_extended_by_a_later_dossier(meet: Meet) -> None:
    alice, dung, tam, bob = map(meet, ("alice", "dung", "tam", "bob"))
    earlier = walked_to("returned", "gcn-diem-tro-choi").result
    slug = "gia-han-gcn-diem-tro-choi"
    raw = story.raw_answers(version_of(slug).machine, timezone.now())
    blank = {name: text for name, text in raw.items() if not name.startswith("certificate_no")}
    story.draft_of("alice", timezone.now(), blank, slug)

    alice.page.goto(f"/ho-so/nop/{slug}/")
    alice.page.fill("[name='certificate_no.number']", earlier.number)
    alice.page.fill("[name='certificate_no.dated']", f"{earlier.dated:%d/%m/%Y}")
    go(alice.page.locator("button[name=do][value=check]"))
    expect(alice.page.locator("#id_expires_on_error")).to_contain_text(f"{earlier.until:%d/%m/%Y}")
    alice.page.fill("[name=expires_on]", f"{earlier.until:%d/%m/%Y}")
    go(alice.page.locator("button[name=do][value=check]"))
    look_in_both_languages(alice, "extending")
    go(alice.page.locator("main button[name=do][value=submit]"))
    dossier = Dossier.objects.exclude(pk=earlier.dossier_id).get()
    walk = story.Walk(dossier, timezone.now(), timedelta()).take("accept", "bob").take("transfer", "bob")
    walk.take("finish-phan-cong", "hoa")
    while not walk.dossier.machine.action(walk.dossier.state, "propose-granted"):
        walk.onward()
    desk = desk_of(dossier)
    dung.page.goto(desk)
    expect(dung.page.locator("main")).to_contain_text(earlier.number)
    dung.press(desk, "propose-granted")
    bob.press(desk, "finish-chuyen-ubnd-xa")
    dossier.refresh_from_db()
    story.Walk(dossier, timezone.now(), timedelta()).onward()  # what the commune decided is entered
    bob.press(desk, "return", handover_identity=IDENTITY)

    later = Result.objects.get(dossier=dossier)
    assert (later.earlier, later.effect) == (earlier, "extends")
    assert later.until > earlier.until
    tam.page.goto("/mot-cua/so-ket-qua/")
    look_in_both_languages(tam, "register")
    row = tam.page.locator("tr", has=tam.page.get_by_role("rowheader", name=earlier.number))
    expect(row).to_contain_text(f"{later.until:%d/%m/%Y}")
    expect(row).to_contain_text(later.number)


def version_of(slug: str) -> ProcedureVersion:
    return ProcedureVersion.objects.current(on=timezone.localdate()).get(procedure__slug=slug)
