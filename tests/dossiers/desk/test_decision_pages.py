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
from dossiers.models import Dossier, Result
from portal.demo import story
from portal.demo.story import Walk, pdf, upload
from procedures.time.calendar import LOCAL
from tests import printed
from tests.dossiers.browsing import Visitor, content_of, form_of, read
from tests.dossiers.proof.records import nothing_written

MONDAY = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def walk_to(state: str, slug: str = story.SLUG) -> Walk:
    walk = Walk(story.file("alice", at=MONDAY, slug=slug), MONDAY)
    while walk.dossier.state != state:
        walk.onward()
    return walk


def page_of(who: str, dossier: Dossier, language: str = "vi"):
    visitor = Visitor(who, language=language)
    return visitor, visitor.get(f"/mot-cua/{dossier.code}/")


def send(who: str, dossier: Dossier, action: str, typed: dict[str, object], language: str = "vi"):
    visitor, page = page_of(who, dossier, language)
    form = form_of(page, f"/{action}/")
    return visitor.post(form.action, {**form.values, **typed})


def state_of(dossier: Dossier) -> str:
    return Dossier.objects.get(pk=dossier.pk).state


def test_the_draft_of_the_procedure_stands_in_the_form_with_the_answers_in_place() -> None:
    dossier = walk_to("tham-dinh").dossier

    _visitor, page = page_of("dung", dossier)

    document = form_of(page, "/propose-granted/").values["document"]
    assert story.ANSWERS["material_name"] in document
    assert "{" not in document
    assert "{reason}" in form_of(page, "/propose-refused/").values["document"]


def test_a_refusal_says_its_reason_in_the_paper() -> None:
    dossier = walk_to("tham-dinh").dossier

    answer = send("dung", dossier, "propose-refused", {"reason": "Nội dung quảng cáo."})

    assert answer.status_code == 302
    document = words_of(dossier.events.latest("sequence").payload).document
    assert "Nội dung quảng cáo." in document
    assert "{reason}" not in document


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


def test_the_leader_sees_the_draft_before_deciding_and_decides_only_that_one() -> None:
    walk = walk_to("ky-duyet")
    visitor, page = page_of("lan", walk.dossier)
    form = form_of(page, "/decide/")
    assert story.ANSWERS["material_name"] in read(page).words()
    # Meanwhile it goes back, and another draft of the same outcome comes.
    walk.take("send-back-tham-dinh", "lan", reason="Sửa.").take("propose-granted", "dung").take("finish-xem-xet", "hoa")

    with nothing_written():
        stale = visitor.post(form.action, form.values)
        replaced = visitor.post(form.action, {**form.values, "seen": str(walk.dossier.sequence), "capacity": "head"})

    assert (stale.status_code, replaced.status_code) == (409, 409)
    assert "không còn là dự thảo đang trình" in read(replaced).words()


def test_who_signs_first_says_in_what_capacity_and_finds_it_there_the_next_time() -> None:
    first, second = walk_to("ky-duyet"), walk_to("ky-duyet")
    _visitor, page = page_of("lan", first.dossier)
    assert form_of(page, "/decide/").values["capacity"] == ""

    with nothing_written():
        refused = send("lan", first.dossier, "decide", {"note": "Đồng ý."})
    taken = send("lan", first.dossier, "decide", {"capacity": "KT"})
    send("tam", first.dossier, "number", {})

    assert read(refused).errors["id_decide_capacity"]
    assert form_of(refused, "/decide/").values["note"] == "Đồng ý."
    assert taken.status_code == 302
    _visitor, page = page_of("lan", second.dossier)
    assert form_of(page, "/decide/").values["capacity"] == "KT"


def test_the_draft_names_nobody_above_the_signature() -> None:
    walk = walk_to("ky-duyet")

    answer = Visitor("lan").get(f"/mot-cua/{walk.dossier.code}/du-thao/")

    words = printed.words_of(answer.content)
    assert "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ" in words
    assert "GIÁM ĐỐC" not in words


def test_of_two_deciders_the_second_hears_what_the_first_has_done() -> None:
    dossier = walk_to("ky-duyet").dossier
    first, page = page_of("lan", dossier)
    form = form_of(page, "/decide/")

    signed = {**form.values, "capacity": "head"}
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
        answer = send("tam", dossier, "number", {"scan": upload(*scan)})

    assert answer.status_code == 422
    assert words in read(answer).errors["id_number_scan"]
    assert state_of(dossier) == "van-thu"


def test_a_scan_of_another_dossier_is_refused_by_its_name() -> None:
    other, dossier = walk_to("van-thu").dossier, walk_to("van-thu").dossier
    paper = pdf(2)
    assert send("tam", other, "number", {"scan": upload("qd.pdf", paper)}).status_code == 302

    answer = send("tam", dossier, "number", {"scan": upload("qd.pdf", paper)})

    assert Result.objects.get(dossier=other).by_hand
    assert answer.status_code == 422
    assert Result.objects.get(dossier=other).number in read(answer).errors["id_number_scan"]


def test_a_draft_of_several_files_needs_the_scan_of_the_signed_paper() -> None:
    walk = walk_to("tham-dinh")
    files = tuple(story.files.store(upload(name, pdf(pages))) for name, pages in (("a.pdf", 1), ("b.pdf", 2)))
    walk.take("propose-granted", "dung", draft=story.Draft("", files))
    walk.take("finish-xem-xet", "hoa").take("decide", "lan")

    with nothing_written():
        refused = send("tam", walk.dossier, "number", {})
    taken = send("tam", walk.dossier, "number", {"scan": upload("qd.pdf", pdf(3))})

    assert "bản quét" in read(refused).errors["id_number_scan"]
    assert taken.status_code == 302
    assert Result.objects.get().file.name == "qd.pdf"


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


def test_of_the_paper_that_another_agency_issued_one_is_chosen() -> None:
    dossier = walk_to("ubnd-quyet-dinh", "trung-bay-tranh-anh").dossier

    _visitor, page = page_of("van", dossier)

    inputs = re.findall(r'<input type="file"[^>]*>', page.content.decode())
    assert inputs
    assert not [tag for tag in inputs if "multiple" in tag or 'accept=".pdf"' not in tag]
    assert "chọn lại tệp" not in read(page).words()


def test_further_remarks_are_folded_away_until_one_is_there() -> None:
    walk = walk_to("xem-xet")
    remark = {"remark_place_1": "draft", "remark_text_1": "Sửa căn cứ."}
    second = {"remark_text_2": "Thiếu dấu."}

    _visitor, page = page_of("hoa", walk.dossier)
    refused = send("hoa", walk.dossier, "send-back-tham-dinh", {"reason": "Sửa.", **remark, **second})
    taken = send(
        "hoa", walk.dossier, "send-back-tham-dinh", {"reason": "Sửa.", **remark, "remark_place_1": "material_name"}
    )

    assert "Góp ý thêm" in read(page).words()
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


@pytest.mark.parametrize(("way", "field"), [("in_person", "identity"), ("by_post", "post_number")])
def test_a_result_is_handed_over_against_an_identity_or_by_a_postal_number(way: str, field: str) -> None:
    dossier = walk_to("result-ready").dossier

    with nothing_written():
        refused = send("bob", dossier, "return", {"handover_way": way, f"handover_{field}": ""})
    taken = send("bob", dossier, "return", {"handover_way": way, f"handover_{field}": "EB123456789VN"})

    assert read(refused).errors[f"id_return_handover_{field}"]
    assert taken.status_code == 302
    assert "EB123456789VN" in read(Visitor("alice").get(f"/ho-so/{dossier.code}/")).words()


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
    assert "Không còn hiệu lực: Đã thu hồi" in told("30/11/2026")


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


def test_the_holder_is_the_organisation_for_which_somebody_applies() -> None:
    organisation = {**story.ANSWERS, "applicant_organisation": "Công ty TNHH Việt An"}
    of_organisation = Walk(story.file("viet-an", at=MONDAY, answers=organisation), MONDAY).until("result-ready")
    of_person = walk_to("result-ready")

    holders = [Result.objects.get(dossier=walk.dossier).holder for walk in (of_organisation, of_person)]

    assert holders == ["Công ty TNHH Việt An", "Nguyễn Thị An"]
