"""What is drafted, decided and numbered from the pages, and what is refused there with nothing typed lost."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.core import mail

from accounts.models import Membership
from dossiers import refusals
from dossiers.background import relay
from dossiers.log.facts import words_of
from dossiers.models import Result
from portal.demo import story
from portal.demo.story import pdf, upload
from tests.dossiers.browsing import Visitor, content_of, form_of, read
from tests.dossiers.desk.deciding import NOW, page_of, send, walk_to
from tests.dossiers.proof.records import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_the_draft_of_the_procedure_stands_in_the_form_with_the_answers_in_place() -> None:
    dossier = walk_to("tham-dinh").dossier

    _visitor, page = page_of("dung", dossier)

    document = form_of(page, "/propose-granted/").values["document"]
    assert story.ANSWERS["material_name"] in document
    assert "{" not in document
    assert "[lý do]" in form_of(page, "/propose-refused/").values["document"]


def test_a_refusal_says_its_reason_in_the_paper() -> None:
    dossier = walk_to("tham-dinh").dossier

    answer = send("dung", dossier, "propose-refused", {"reason": "Nội dung có quảng cáo."})

    assert answer.status_code == 302
    document = words_of(dossier.events.latest("sequence").payload).document
    assert "Nội dung có quảng cáo." in document
    assert "lý do]" not in document
    assert "{" not in document


@pytest.mark.parametrize("place", ["{reason}", "[lý do]"])
def test_the_place_of_the_reason_may_be_written_as_the_page_or_as_the_procedure_does(place: str) -> None:
    dossier = walk_to("tham-dinh").dossier

    answer = send(
        "dung",
        dossier,
        "propose-refused",
        {"reason": "Ngoài tôn chỉ, mục đích.", "document": f"THÔNG BÁO\n\nLý do: {place}"},
    )

    assert answer.status_code == 302
    assert (
        words_of(dossier.events.latest("sequence").payload).document == "THÔNG BÁO\n\nLý do: Ngoài tôn chỉ, mục đích."
    )


def test_a_gap_is_told_at_the_text_and_nothing_typed_is_lost() -> None:
    dossier = walk_to("tham-dinh").dossier

    with nothing_written():
        answer = send("dung", dossier, "propose-granted", {"document": "Cho phép …… ra sách.", "note": "Gấp."})

    assert answer.status_code == 422
    page = read(answer)
    assert "còn chỗ trống" in page.errors["id_propose-granted_document"]
    assert form_of(answer, "/propose-granted/").values["document"] == "Cho phép …… ra sách."
    assert form_of(answer, "/propose-granted/").values["note"] == "Gấp."


def test_a_draft_of_nothing_is_refused_at_the_text() -> None:
    dossier = walk_to("tham-dinh").dossier

    with nothing_written():
        answer = send("dung", dossier, "propose-granted", {"document": " "})

    assert "Soạn nội dung dự thảo" in read(answer).errors["id_propose-granted_document"]


def test_the_preview_prints_what_is_typed_and_keeps_nothing() -> None:
    dossier = walk_to("tham-dinh").dossier
    visitor, page = page_of("dung", dossier)
    form = form_of(page, "/propose-granted/")

    with nothing_written():
        answer = visitor.post(f"/mot-cua/{dossier.code}/propose-granted/xem-truoc/", form.values)
        other = Visitor("hoa").post(f"/mot-cua/{dossier.code}/propose-granted/xem-truoc/", form.values)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert other.status_code == 404


def test_a_file_takes_the_place_of_the_text_that_nobody_has_touched_and_of_no_other() -> None:
    untouched, touched = walk_to("tham-dinh").dossier, walk_to("tham-dinh").dossier
    text = form_of(page_of("dung", touched)[1], "/propose-granted/").values["document"].replace("\n", "\r\n")

    taken = send("dung", untouched, "propose-granted", {"document": text, "draft_files": upload("a.pdf", pdf(5))})
    with nothing_written():
        both = send(
            "dung", touched, "propose-granted", {"document": f"{text} Thêm.", "draft_files": upload("a.pdf", pdf(5))}
        )

    assert taken.status_code == 302
    assert words_of(untouched.events.latest("sequence").payload).document == ""
    assert "không dùng cả hai" in read(both).errors["id_propose-granted_document"]


def test_the_reason_in_the_paper_is_the_one_that_is_recorded_after_every_send_back() -> None:
    walk = walk_to("tham-dinh").take("propose-refused", "dung", reason="Lý do cũ.")
    walk.take("send-back-tham-dinh", "hoa", reason="Nêu rõ điều khoản.")
    _visitor, page = page_of("dung", walk.dossier)
    form = form_of(page, "/propose-refused/")
    assert "[lý do]" in form.values["document"]
    assert form.values["reason"] == "Lý do cũ."

    with nothing_written():
        apart = send(
            "dung",
            walk.dossier,
            "propose-refused",
            {"document": "THÔNG BÁO\n\nLý do cũ.", "reason": "Lý do mới, ghi đủ điều."},
        )
    # What came back refused is what stands in the form from then on.
    assert "[lý do]" not in form_of(page_of("dung", walk.dossier)[1], "/propose-refused/").values["document"]
    given = {"reason": "Lý do mới, ghi đủ điều.", "document": form.values["document"]}
    taken = send("dung", walk.dossier, "propose-refused", given)

    assert "không nêu đúng lý do" in read(apart).errors["id_propose-refused_document"]
    assert taken.status_code == 302
    document = words_of(walk.dossier.events.latest("sequence").payload).document
    assert "Lý do mới, ghi đủ điều." in document
    assert "Lý do cũ." not in document


@pytest.mark.parametrize("name", ["{material_name}", "{khong_biet}", "{ reason }"])
def test_braces_that_nothing_fills_are_no_finished_draft(name: str) -> None:
    dossier = walk_to("tham-dinh").dossier

    with nothing_written():
        answer = send("dung", dossier, "propose-granted", {"document": f"Cho phép {name} xuất bản."})

    assert name in read(answer).errors["id_propose-granted_document"]


def test_what_was_ordered_is_the_first_button_with_the_leaders_reason() -> None:
    walk = walk_to("ky-duyet").take("direct-refused", "lan", reason="Không đúng thẩm quyền.")

    _visitor, page = page_of("dung", walk.dossier)

    drawn = re.findall(r'<details class="action action--(\w+)"[^>]*id="action-([\w-]+)"', page.content.decode())
    assert drawn[0] == ("primary", "propose-refused")
    assert [name for tone, name in drawn if tone == "primary"] == ["propose-refused"]
    assert form_of(page, "/propose-refused/").values["reason"] == "Không đúng thẩm quyền."


def test_the_applicant_reads_which_steps_were_taken_and_nothing_of_what_was_proposed() -> None:
    walk = walk_to("ky-duyet").take("direct-refused", "lan", reason="Không đúng thẩm quyền.")
    walk.take("propose-refused", "dung").take("finish-xem-xet", "hoa").take("decide", "lan")

    words = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()

    assert "Thẩm định hồ sơ, dự thảo kết quả" in words
    for said in ("Trình", "Quyết định kết quả khác", "Hoàng Tiến Dũng", "Vũ Ngọc Lan", "Không đúng thẩm quyền"):
        assert said not in words, said


def test_a_number_without_its_symbol_is_asked_about_before_the_register_keeps_it() -> None:
    dossier = walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").dossier
    typed = {"issued_number": "123", "issued_dated": "01/12/2026"}

    with nothing_written():
        answer = send("van", dossier, "record-granted", {**typed, "files": upload("vb.pdf", pdf(4)), "note": "Ghi chú"})
    assert answer.status_code == 422
    assert "Số có ký hiệu ở sau" in read(answer).errors["id_record-granted_issued_number"]
    form = form_of(answer, "/record-granted/")
    assert (form.values["issued_number"], form.values["note"]) == ("123", "Ghi chú")

    again = {**typed, "issued_symbolless": "on", "files": upload("vb.pdf", pdf(4))}
    assert send("van", dossier, "record-granted", again).status_code == 302
    assert Result.objects.get(dossier=dossier).number == "123"


def test_all_that_is_wrong_with_another_agency_s_decision_is_said_at_once() -> None:
    dossier = walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").dossier
    typed = {"issued_number": "123", "issued_dated": "02/12/2026", "files": upload("x.txt", b"Van ban")}

    with nothing_written():
        answer = send("van", dossier, "record-granted", typed)

    errors = read(answer).errors
    assert "Tôi đã xem lại" in errors["id_record-granted_issued_number"], "the box is named"
    assert "hôm nay" in errors["id_record-granted_issued_dated"]
    assert errors["id_record-granted_files"].strip() == "Tệp kết quả phải là PDF."
    found = answer.content.decode()
    at = [found.index(f'id="id_record-granted_issued_{name}"') for name in ("number", "symbolless", "dated")]
    assert at == sorted(at), "the box stands under the number"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"issued_number": "5/UBND", "issued_dated": "31/12/2025"}, "dated", "30/11/2026"),
        ({"issued_number": "5/UBND", "issued_dated": "02/12/2026"}, "dated", "hôm nay"),
        ({"issued_number": "", "issued_dated": "01/12/2026"}, "number", ""),
        ({"issued_number": "9/UBND-VX", "issued_dated": "30/11/2026"}, "number", "9/UBND-VX"),
    ],
    ids=["of-the-year-before", "of-tomorrow", "without", "taken"],
)
def test_a_number_of_another_agency_that_cannot_be_is_refused_at_its_field(typed, field: str, words: str) -> None:
    walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").take(
        "record-granted", "van", issued=story.Issue("9/UBND-VX", date(2026, 11, 30)), files=(paper(7),)
    )
    dossier = walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").dossier

    with nothing_written():
        answer = send("van", dossier, "record-granted", {**typed, "files": upload("vb.pdf", pdf(4)), "note": "Ghi chú"})

    assert answer.status_code == 422
    assert words in read(answer).errors[f"id_record-granted_issued_{field}"]
    assert form_of(answer, "/record-granted/").values["note"] == "Ghi chú"
    assert "chọn lại tệp" in read(answer).words(), "a browser does not send a file twice"


def test_a_paper_of_another_dossier_is_refused_at_its_field_and_not_kept_for_the_next_press() -> None:
    found = [walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").dossier for _each in range(2)]
    for dossier, number in zip(found, ("8/UBND-VX", "9/UBND-VX"), strict=True):
        typed = {"issued_number": number, "issued_dated": "01/12/2026", "files": upload("vb.pdf", pdf(6))}
        answer = send("van", dossier, "record-granted", typed)

    assert "một hồ sơ khác" in read(answer).errors["id_record-granted_files"]
    assert 'name="carried"' not in answer.content.decode()


def test_of_the_paper_that_another_agency_issued_one_is_chosen() -> None:
    dossier = walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").dossier

    _visitor, page = page_of("van", dossier)

    inputs = re.findall(r'<input type="file"[^>]* id="id_record[^>]*>', page.content.decode())
    assert inputs
    assert not [tag for tag in inputs if "multiple" in tag or 'accept=".pdf"' not in tag]
    assert "chọn lại tệp" not in read(page).words()


def test_further_remarks_are_folded_away_until_one_is_there() -> None:
    walk = walk_to("xem-xet")
    remark = {"remark_place_1": "draft", "remark_text_1": "Sửa căn cứ."}
    second = {"remark_text_2": "Thiếu dấu."}

    _visitor, page = page_of("hoa", walk.dossier)
    refused = send("hoa", walk.dossier, "send-back-tham-dinh", {"reason": "Sửa.", **remark, **second})
    once = {**remark, "remark_place_1": "material_name", "remark_text_2": ""}
    taken = send("hoa", walk.dossier, "send-back-tham-dinh", {"reason": "Sửa.", **once})

    assert "Thêm chỗ phải sửa" in read(page).words()
    assert "góp ý này nói tới" in read(refused).errors["id_send-back-tham-dinh_remark_place_2"]
    assert refused.content.decode().count("further") < page.content.decode().count("further")
    assert taken.status_code == 302
    _visitor, page = page_of("dung", walk.dossier)
    assert "Nội dung khai: " in read(page).words()


def paper(pages: int):
    return story.files.store(upload("vb.pdf", pdf(pages)))


def test_the_result_is_the_applicants_when_it_is_returned_and_not_before() -> None:
    walk = walk_to("result-ready")
    relay.run(walk.at)
    address, alice = f"/ho-so/ket-qua/{walk.dossier.code}/", Visitor("alice")

    before, page = alice.get(address).status_code, read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()
    walk.take("return", "bob")
    after, returned = alice.get(address), read(alice.get(f"/ho-so/{walk.dossier.code}/")).words()

    assert before == 404
    assert Result.objects.get().number not in page
    assert (after.status_code, after["Content-Type"]) == (200, "application/pdf")
    assert content_of(after).startswith(b"%PDF-")
    assert Result.objects.get().number in returned
    assert Visitor("mallory").get(address).status_code == 404


@pytest.mark.parametrize(
    ("way", "field", "typed"),
    [("in_person", "identity", "CCCD …2345"), ("by_post", "post_number", "EB123456785VN")],
)
def test_a_result_is_handed_over_against_an_identity_or_by_a_postal_number(
    way: str, field: str, typed: str, clock: time_machine.Traveller
) -> None:
    dossier = walk_to("result-ready").dossier

    with nothing_written():
        refused = send("bob", dossier, "return", {"handover_way": way, f"handover_{field}": ""})
    meant = {"handover_way_meant": "on"} if way == "by_post" else {}
    taken = send("bob", dossier, "return", {"handover_way": way, f"handover_{field}": typed, **meant})

    assert read(refused).errors[f"id_return_handover_{field}"]
    assert taken.status_code == 302
    clock.shift(60)
    assert typed in read(Visitor("alice").get(f"/ho-so/{dossier.code}/")).words()


def test_everybody_may_ask_by_number_and_date_whether_a_result_is_in_force_and_no_more() -> None:
    walk = walk_to("returned")
    number = Result.objects.get().number

    def told(dated: str, at: datetime = NOW) -> str:
        with time_machine.travel(at, tick=False):
            return read(
                Visitor("", language="vi").get("/tra-cuu/ket-qua/", {"number": number.lower(), "dated": dated})
            ).words()

    assert "Văn bản mang số và ngày này do cơ quan cấp và hôm nay còn hiệu lực" in told("30/11/2026")
    assert "Nguyễn Thị An" not in told("30/11/2026")
    assert "Sổ không có văn bản nào" in told("30/11/2025")
    walk.take("revoke-result", "lan")
    assert "Không còn hiệu lực" in told("30/11/2026")
    assert "thu hồi" not in told("30/11/2026")


def test_the_proposer_does_not_decide() -> None:
    walk = walk_to("ky-duyet")
    dung = story.person("dung")
    agency = walk.dossier.agency
    Membership.objects.create(user=dung, unit=agency, role="department_leader", since=date(2016, 1, 1))

    with nothing_written(), pytest.raises(refusals.Refusal, match="người dự thảo"):
        walk.take("decide", "dung")


def test_the_register_shows_a_year_and_a_kind_newest_first() -> None:
    walks = [walk_to("result-ready") for _ in range(3)]
    numbers = [Result.objects.get(dossier=walk.dossier).number for walk in walks]

    page = read(Visitor("tam").get("/mot-cua/so-ket-qua/")).words()
    places = [page.index(number) for number in numbers]

    assert places == sorted(places, reverse=True)
    assert numbers[0] not in read(Visitor("tam").get("/mot-cua/so-ket-qua/?kind=answer")).words()
    assert numbers[0] not in read(Visitor("tam").get("/mot-cua/so-ket-qua/?year=2025")).words()
    assert Visitor("tam").get("/mot-cua/so-ket-qua/?year=x&kind=y&after=z").status_code == 200
    assert Visitor("alice").get("/mot-cua/so-ket-qua/").status_code == 404


def test_the_mail_of_a_refusal_gives_the_reasons_that_were_decided() -> None:
    walk = walk_to("tham-dinh").take("propose-refused", "dung", reason="Nội dung mang tính quảng cáo.")
    walk.take("finish-xem-xet", "hoa").take("decide", "lan").take("number", "tam")

    relay.run(walk.at)

    assert any("Nội dung mang tính quảng cáo." in str(message.body) for message in mail.outbox)
