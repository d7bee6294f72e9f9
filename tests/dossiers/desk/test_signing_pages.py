"""What is decided and numbered from the pages: by whom, in what capacity, with which number and scan."""

import re
from datetime import date, timedelta

import pytest

from accounts.models import Membership
from dossiers.background import relay
from dossiers.models import OfferedScan, Result
from portal.demo import story
from portal.demo.story import pdf, upload
from tests import printed
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.desk.deciding import NOW, on_paper, page_of, send, state_of, walk_to
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.owing import give_back
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_the_leader_sees_the_draft_before_deciding_and_decides_only_that_one() -> None:
    walk = walk_to("ky-duyet")
    visitor, page = page_of("lan", walk.dossier)
    form = form_of(page, "/decide/")
    assert story.ANSWERS["material_name"] in read(page).words()
    # Meanwhile it goes back, and another draft of the same outcome comes.
    walk.take("send-back-tham-dinh", "lan", reason="Sửa.").take("propose-granted", "dung").take("finish-xem-xet", "hoa")

    with nothing_written():
        stale = visitor.post(form.action, form.values)
        replaced = visitor.post(form.action, {**form.values, "seen": str(walk.dossier.sequence)})

    assert (stale.status_code, replaced.status_code) == (409, 409)
    assert "không còn là dự thảo đang trình" in read(replaced).words()


@pytest.mark.parametrize(
    ("title", "offered", "lines"),
    [
        ("Phó Giám đốc", ["KT", "TUQ"], "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"),
        ("Giám đốc", ["head", "TM"], "GIÁM ĐỐC"),
        ("Chánh Văn phòng", ["TL", "TUQ"], "TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG"),
    ],
)
def test_who_signs_is_offered_what_the_title_lets_sign_and_signs_with_it(
    title: str, offered: list[str], lines: str
) -> None:
    Membership.objects.filter(user__username="lan").update(title=title)
    walk = walk_to("ky-duyet")
    visitor, page = page_of("lan", walk.dossier)
    form = form_of(page, "/decide/")
    assert form.values["capacity"] == offered[0]
    assert re.findall(r'<option value="(\w+)"', page.content.decode())[: len(offered)] == offered

    with nothing_written():
        forged = visitor.post(form.action, {**form.values, "capacity": "TM" if title != "Giám đốc" else "KT"})
    taken = visitor.post(form.action, form.values)
    draft = printed.words_of(Visitor("tam").get(f"/mot-cua/{walk.dossier.code}/ban-ky/").content)
    send("tam", walk.dossier, "number", {})
    relay.run(NOW)

    assert read(forged).errors["id_decide_capacity"]
    assert taken.status_code == 302
    result = Result.objects.get()
    assert result.file is not None
    with result.file.file.open("rb") as file:
        issued = printed.words_of(file.read())
    for words in (draft, issued):
        assert f"{lines} Vũ Ngọc Lan" in words
        assert "01/GP-STTTT" in words
        assert "DỰ THẢO" not in words
    assert title in read(page_of("lan", walk.dossier)[1]).words()


def test_whoever_has_no_title_says_in_what_capacity() -> None:
    Membership.objects.filter(user__username="lan").update(title="")
    dossier = walk_to("ky-duyet").dossier
    _visitor, page = page_of("lan", dossier)
    assert form_of(page, "/decide/").values["capacity"] == ""

    with nothing_written():
        refused = send("lan", dossier, "decide", {"note": "Đồng ý."})

    assert read(refused).errors["id_decide_capacity"]
    assert form_of(refused, "/decide/").values["note"] == "Đồng ý."


def test_the_draft_names_nobody_above_the_signature() -> None:
    walk = walk_to("ky-duyet")

    answer = Visitor("lan").get(f"/mot-cua/{walk.dossier.code}/du-thao/")

    words = printed.words_of(answer.content)
    assert "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ" in words
    assert "GIÁM ĐỐC" not in words
    walk.take("decide", "lan")
    decided = printed.words_of(Visitor("lan").get(f"/mot-cua/{walk.dossier.code}/du-thao/").content)
    assert "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC Vũ Ngọc Lan" in decided


def test_of_two_deciders_the_second_hears_what_the_first_has_done() -> None:
    dossier = walk_to("ky-duyet").dossier
    first, page = page_of("lan", dossier)
    form = form_of(page, "/decide/")

    signed = form.values
    assert first.post(form.action, signed).status_code == 302
    second = Visitor("lan").post(form.action, signed)

    assert second.status_code == 409
    assert "Vũ Ngọc Lan" in read(second).words()
    assert dossier.events.filter(action="decide").count() == 1


def test_a_decider_whose_seat_ended_meanwhile_is_refused_and_what_was_typed_is_shown() -> None:
    dossier = walk_to("ky-duyet").dossier
    visitor, page = page_of("lan", dossier)
    form = form_of(page, "/direct-refused/")
    Membership.objects.filter(user__username="lan").update(until=date(2026, 11, 30))

    with nothing_written():
        answer = visitor.post(form.action, {**form.values, "reason": "Không đủ điều kiện về nội dung."})

    assert answer.status_code == 404
    assert "Không đủ điều kiện về nội dung." in read(answer).words()


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        (("a.pdf", pdf(300)), "300 trang"),
        (("a.pdf", b""), "không có nội dung"),
        (("a.png", b"\x89PNG\r\n\x1a\n"), ""),
    ],
    ids=["300-pages", "nothing", "no-paper"],
)
def test_a_scan_that_cannot_be_the_result_is_refused_at_its_field(scan: tuple[str, bytes], words: str) -> None:
    dossier = walk_to("van-thu").dossier

    with nothing_written():
        answer = send("tam", dossier, "number", {**on_paper(), "scan": upload(*scan)})

    assert answer.status_code == 422
    assert words in read(answer).errors["id_number_scan"]
    assert state_of(dossier) == "van-thu"


def test_a_scan_of_another_dossier_is_refused_without_naming_it() -> None:
    other, dossier = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    paper = pdf(2)
    assert send("tam", other, "number", {**on_paper(), "scan": upload("qd.pdf", paper)}).status_code == 302

    answer = send("tam", dossier, "number", {**on_paper(), "scan": upload("qd.pdf", paper)})

    assert Result.objects.get(dossier=other).by_hand
    assert answer.status_code == 422
    refusal = read(answer).errors["id_number_scan"]
    assert "một hồ sơ khác" in refusal
    assert other.code not in refusal
    assert Result.objects.get(dossier=other).number not in refusal


@pytest.mark.parametrize("names", [("a.pdf",), ("a.pdf", "b.pdf")])
def test_a_draft_that_is_a_file_needs_the_scan_of_the_signed_paper(names: tuple[str, ...]) -> None:
    walk = walk_to("tham-dinh")
    files = tuple(story.files.store(upload(name, pdf(pages))) for pages, name in enumerate(names, start=1))
    walk.take("propose-granted", "dung", draft=story.Draft("", files))
    walk.take("finish-xem-xet", "hoa").take("decide", "lan")

    with nothing_written():
        refused = send("tam", walk.dossier, "number", {})
        unsigned = send("tam", walk.dossier, "number", {**on_paper(), "scan": upload("qd.pdf", pdf(1))})
    taken = send("tam", walk.dossier, "number", {**on_paper(), "scan": upload("qd.pdf", pdf(3))})

    assert read(refused).errors["id_number_scan"]
    assert "chưa phải bản giấy đã ký" in read(unsigned).errors["id_number_scan"]
    assert taken.status_code == 302
    assert Result.objects.get().file.name == "qd.pdf"


def test_number_and_date_that_stand_on_the_scan_are_those_that_it_gets() -> None:
    first, second = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    visitor, page = page_of("tam", second)
    form = form_of(page, "/number/")
    # Nobody is offered what is to be read from the paper.
    assert (form.values["scan_number"], form.values["scan_dated"]) == ("", "")
    assert "01/GP-STTTT, 01/12/2026" in read(page).words()
    send("tam", first, "number", {})

    with nothing_written():
        refused = visitor.post(form.action, {**form.values, **on_paper(1), "scan": upload("qd.pdf", pdf(3))})
        again = form_of(refused, "/number/")
        of_yesterday = visitor.post(
            form.action, {**again.values, **on_paper(2, "30/11/2026"), "scan": upload("b.pdf", pdf(2))}
        )
        # The same bytes are the paper of no other number, on this page or on a new one.
        renamed = [
            visitor.post(form.action, {**again.values, **on_paper(2), "scan": upload("c.pdf", pdf(3))}),
            send("tam", second, "number", {**on_paper(2), "scan": upload("d.pdf", pdf(2))}),
        ]
    taken = send("tam", second, "number", {**on_paper(2), "scan": upload("qd.pdf", pdf(4))})

    assert (again.values["scan_number"], again.values["scan_dated"]) == ("01/GP-STTTT", "01/12/2026")
    for answer, typed in ((refused, "01/GP-STTTT, 01/12/2026"), (of_yesterday, "02/GP-STTTT, 30/11/2026")):
        said = read(answer).errors["id_number_scan_number"]
        assert f"Trên giấy ghi {typed}, còn sổ bây giờ cho số 02/GP-STTTT, 01/12/2026" in said
        assert "In lại bản để ký" in said
    for answer, typed in zip(renamed, ("01/GP-STTTT, 01/12/2026", "02/GP-STTTT, 30/11/2026"), strict=True):
        assert f"Chính tệp này đã được đưa vào với số {typed}" in read(answer).errors["id_number_scan"]
    assert taken.status_code == 302
    assert Result.objects.get(dossier=second).number == "02/GP-STTTT"


def test_a_scan_that_came_too_early_for_its_number_is_taken_once_that_is_next() -> None:
    first, second = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    early = send("tam", second, "number", {**on_paper(2), "scan": upload("qd.pdf", pdf(3))})
    send("tam", first, "number", {})

    taken = send("tam", second, "number", {**on_paper(2), "scan": upload("qd.pdf", pdf(3))})

    assert (early.status_code, taken.status_code) == (422, 302)
    assert Result.objects.get(dossier=second).number == "02/GP-STTTT"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({}, "scan_number", "Chép số từ tờ giấy đã quét."),
        ({"scan_number": "01/GP-STTTT"}, "scan_dated", "Chép ngày từ tờ giấy đã quét."),
        ({"scan_number": "01", "scan_dated": "01/12/2026"}, "scan_number", "…/GP-STTTT"),
        ({"scan_number": "01/QĐ-UBND", "scan_dated": "01/12/2026"}, "scan_number", "…/GP-STTTT"),
    ],
)
def test_what_stands_on_the_scan_is_copied_with_the_symbol_of_its_register(
    typed: dict[str, object], field: str, words: str
) -> None:
    dossier = walk_to("van-thu").dossier

    with nothing_written():
        answer = send("tam", dossier, "number", {**typed, "scan": upload("qd.pdf", pdf(3))})

    assert words in read(answer).errors[f"id_number_{field}"]
    assert not OfferedScan.objects.exists()


@pytest.mark.parametrize("typed", ["1/gp-stttt", "Số: 01 / GP-STTTT", "001/GP–STTTT"])
def test_a_number_is_the_same_however_it_is_copied(typed: str) -> None:
    dossier = walk_to("van-thu").dossier

    answer = send("tam", dossier, "number", {**on_paper(), "scan_number": typed, "scan": upload("qd.pdf", pdf(3))})

    assert answer.status_code == 302
    assert Result.objects.get().number == "01/GP-STTTT"


def test_our_own_copy_for_a_signature_is_no_scan_of_it() -> None:
    dossier = walk_to("van-thu").dossier
    copy = Visitor("tam").get(f"/mot-cua/{dossier.code}/ban-ky/").content

    with nothing_written():
        answer = send("tam", dossier, "number", {**on_paper(), "scan": upload("ban-ky.pdf", copy)})

    assert "chính hệ thống in ra, chưa phải bản giấy đã ký" in read(answer).errors["id_number_scan"]


def test_our_own_copy_of_another_dossier_is_refused_as_that() -> None:
    dossier, other = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    tam = Visitor("tam")

    for paper in ("ban-ky", "du-thao"):
        copy = tam.get(f"/mot-cua/{other.code}/{paper}/").content
        with nothing_written():
            answer = send("tam", dossier, "number", {**on_paper(), "scan": upload("qd.pdf", copy)})

        refusal = read(answer).errors["id_number_scan"]
        assert "hệ thống in cho một hồ sơ khác" in refusal
        assert other.code not in refusal


def test_a_fee_that_nobody_has_collected_is_told_before_the_result_goes_out() -> None:
    walk = walk_to("van-thu")
    give_back(walk.dossier)

    clerk, applicant = read(page_of("tam", walk.dossier)[1]).words(), read(page_of("hoa", walk.dossier)[1]).words()

    assert "Chưa nộp: " in clerk
    assert "Chưa nộp: " not in applicant
    send("tam", walk.dossier, "number", {})
    assert "Còn nợ: " in read(page_of("bob", walk.dossier)[1]).words()


def test_a_revocation_names_what_goes_out_of_force_and_the_file_says_when_by_whom_and_why() -> None:
    walk = walk_to("returned")
    before = read(page_of("lan", walk.dossier)[1]).words()

    send("lan", walk.dossier, "revoke-result", {"reason": "Cấp sai thẩm quyền."})

    result = Result.objects.get()
    assert f"Giấy bị thu hồi: 01/GP-STTTT , {result.dated:%d/%m/%Y} · {result.holder}" in before.replace(
        "STTTT,", "STTTT ,"
    )
    after = page_of("bob", walk.dossier)[1].content.decode()
    panel = after[after.index('id="decision"') :].partition("</section>")[0]
    for words in ("01/12/2026", "Vũ Ngọc Lan", "Cấp sai thẩm quyền."):
        assert words in panel


def test_a_decision_that_was_made_void_says_whose_it_was_and_what_for() -> None:
    walk = walk_to("van-thu").take("send-back-ky-duyet", "tam", reason="Sai căn cứ.")

    words = read(page_of("lan", walk.dossier)[1]).words()

    assert "Quyết định này đã bị huỷ: Cấp giấy phép · Vũ Ngọc Lan" in words
    assert "Sai căn cứ." in words


def test_what_is_decided_upon_stands_before_the_form_that_decides() -> None:
    dossier = walk_to("ky-duyet").dossier

    leader, head = (page_of(who, dossier)[1].content.decode() for who in ("lan", "hoa"))

    assert leader.index('id="decision"') < leader.index('id="actions-title"')
    assert head.index('id="decision"') < head.index('id="actions-title"')


@pytest.mark.parametrize("is_changed", [True, False])
def test_a_return_that_another_draft_has_answered_is_read_beside_it_and_warns_no_more(*, is_changed: bool) -> None:
    walk = walk_to("ky-duyet").take("send-back-tham-dinh", "lan", reason="Thiếu căn cứ.")

    def panel(who: str) -> str:
        page = Visitor(who, language="vi").get(f"/mot-cua/{walk.dossier.code}/").content.decode()
        return page[page.index('id="decision"') :].partition("<dl")[0]

    before = panel("dung")
    walk.take("propose-granted", "dung", **({"draft": story.Draft("CHO PHÉP\n\nCăn cứ mới.")} if is_changed else {}))
    after = panel("hoa")

    assert "Thiếu căn cứ." in before
    assert "Thiếu căn cứ." in after
    assert ("note--warning" in before, "dự thảo mới, có thay đổi" in before) == (True, False)
    assert ("note--warning" in after, "dự thảo mới, có thay đổi" in after) == (not is_changed, is_changed)
    assert ("trình lại nguyên như cũ" in after) is not is_changed


def test_where_a_version_knows_no_draft_the_page_says_what_the_signature_means() -> None:
    first, later = dossier_at("ky-duyet").dossier, walk_to("ky-duyet").dossier

    shown = [Visitor("lan", language="vi").get(f"/mot-cua/{one.code}/").content.decode() for one in (first, later)]

    sentence = "Hồ sơ theo phiên bản thủ tục chưa có dự thảo trên hệ thống."
    assert [page.count(sentence) for page in shown] == [1, 0]
    form = shown[0].split(sentence)[1].split("</form>")[0]
    assert "ghi nhận quyết định đã được ký trên giấy. Đồng ý hay từ chối do người vào sổ kết quả ở bước sau" in form


def test_where_a_result_is_handed_over_its_paper_is_at_hand_and_how_it_becomes_one_is_said() -> None:
    made, scanned = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    assert send("tam", made, "number", {}).status_code == 302
    assert send("tam", scanned, "number", {**on_paper(2), "scan": upload("qd.pdf", pdf(2))}).status_code == 302
    relay.run(NOW + timedelta(minutes=30))

    for dossier, how in ((made, "in ra trước"), (scanned, "trao bản giấy đã ký tay")):
        page = page_of("bob", dossier)[1]
        part = page.content.decode().partition('id="action-return"')[2].partition("</details>")[0]
        assert f'href="/ho-so/ket-qua/{dossier.code}/"' in part
        assert how in part
