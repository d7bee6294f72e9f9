"""What is read before one act is taken on many: the drafts, what warns of a dossier, who is reminded, what is promised."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from accounts.models import Membership
from accounts.roles import Role
from dossiers import outbox
from dossiers.acts import RECEIVE_HANDED
from dossiers.filing.licences import UNCHECKED
from dossiers.log.facts import facts_of
from dossiers.models import Attachment, Channel, Dossier, OutboxEntry
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter, film
from tests.dossiers.browsing import Visitor, form_of, read
from tests.dossiers.bulk.choosing import FILED, NOW, before, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_of_drafts_that_are_signed_together_what_differs_is_read_first_and_marked() -> None:
    clause, [drafted], [plain] = "Chỉ phát hành trong câu lạc bộ.", some(1, "tham-dinh"), some(1, "ky-duyet")
    dung = Visitor("dung")
    page = dung.get(f"/mot-cua/{drafted.code}/")
    typed = form_of(page, "/propose-granted/").values["document"]
    dung.send(page, "/propose-granted/", {"document": f"{typed}\n\n{clause}", "left_unasked": "on"})
    story.take(Dossier.objects.get(pk=drafted.pk), "finish-xem-xet", "hoa", at=NOW)
    story.take(drafted, "receive-payment", "bob", at=NOW)
    drafted.refresh_from_db()

    content = before(Visitor("lan", language="vi"), "decide", [drafted, plain]).content.decode()

    rows = [
        found.partition("<details") for found in re.findall(r'<tr class="draft-row">(.*?)</tr>', content, re.DOTALL)
    ]
    (first, _fold, whole), (second, _other_fold, _other) = rows
    assert clause in first, "what it grants is read without unfolding"
    assert content.count("Khác các dự thảo còn lại") == 2, "of two each is unlike the other"
    assert "2 dự thảo có nội dung khác" in content
    assert "Nền vàng" in content, "what the marks mean is said"
    assert f"Không có đoạn: “{clause}”" in content
    assert "Căn cứ Điều 25" not in first + second, "what all rest on stands once, above"
    assert "Căn cứ Điều 25" in whole
    assert f"<p>{clause}" not in second
    assert clause in "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", first))
    assert content.index('<tr class="draft-row">') < content.index('id="press"'), "the press comes after what is read"
    assert re.findall(r"<(\w+)[^>]*\sautofocus", content) == ["h2"]


def test_drafts_that_are_initialled_together_are_compared_as_those_that_are_signed() -> None:
    clause, [drafted], [plain] = "Chỉ phát hành trong câu lạc bộ.", some(1, "tham-dinh"), some(1, "xem-xet")
    dung, hoa = Visitor("dung"), Visitor("hoa", language="vi")
    page = dung.get(f"/mot-cua/{drafted.code}/")
    typed = form_of(page, "/propose-granted/").values["document"]
    dung.send(page, "/propose-granted/", {"document": f"{typed}\n\n{clause}", "left_unasked": "on"})
    drafted.refresh_from_db()

    page = before(hoa, "initial", [drafted, plain])
    landed = hoa.send(page, "hang-loat/?list=mine", {"note": "Đã xem."}, follow=True)

    assert "2 dự thảo có nội dung khác" in read(page).words()
    assert f"Không có đoạn: “{clause}”" in read(page).words()
    assert "Đã xong: 2" in read(landed).words()
    assert {Dossier.objects.get(pk=one.pk).state for one in (drafted, plain)} == {"ky-duyet"}


def test_drafts_that_say_each_its_own_are_not_said_to_have_one_text() -> None:
    found = some(2, "ky-duyet")

    page = before(Visitor("lan", language="vi"), "decide", found)

    assert "Cả 2 dự thảo cùng loại kết quả, mỗi dự thảo có nội dung riêng ghi ở dòng của hồ sơ" in read(page).words()
    assert "có cùng nội dung" not in read(page).words()


def test_a_fee_that_falls_due_by_it_is_counted_among_the_mails_and_named_in_its_row() -> None:
    unasked, [asked], [paid] = some(2, "xem-xet"), some(1, "tham-dinh"), some(1, "xem-xet")
    story.take(paid, "receive-payment", "bob", at=NOW)
    walk = story.Walk(asked, FILED + timedelta(minutes=20), timedelta(minutes=1))
    walk.take("ask-payment", "dung").take("confirm-payment", "bob").until("xem-xet")
    for one in (*unasked, asked, paid):
        one.refresh_from_db()
    hoa, words = Visitor("hoa", language="en"), "Nobody has asked the applicant for 1.800.000\N{NO-BREAK SPACE}đ."

    page = before(hoa, "initial", [*unasked, asked, paid])
    none = before(hoa, "initial", [asked, paid])
    hoa.send(page, "hang-loat/?list=mine", {"note": "Đã xem."}, follow=True)

    assert "2 mails go to applicants" in read(page).words()
    assert [row["code"] for row in page.context["todo"] if any(words in said for said in row["warnings"])] == [
        one.code for one in unasked
    ]
    assert "Nothing goes out to the applicants." in read(none).words()
    told = OutboxEntry.objects.filter(kind=outbox.FEE_DUE).values_list("event__dossier", flat=True)
    assert {*told} == {one.pk for one in unasked}


def with_file(dossier: Dossier, state: str, pages: int, *, after: int = 20) -> Dossier:
    """Have a dossier's draft proposed as a file with so many pages, some minutes after it was filed, and brought to a state."""
    walk = story.Walk(dossier, FILED + timedelta(minutes=after), timedelta(minutes=1))
    draft = story.Draft("", (story.files.store(story.upload("du-thao.pdf", story.pdf(pages))),))
    return walk.take("propose-granted", "dung", draft=draft).until(state).dossier


def test_a_draft_that_is_a_file_is_opened_from_its_row_before_it_is_signed() -> None:
    filed, written = with_file(some(1, "tham-dinh")[0], "ky-duyet", 2), some(1, "ky-duyet")[0]
    lan, file = Visitor("lan", language="vi"), Attachment.objects.get(dossier=filed, event__action="propose-granted")

    page = before(lan, "decide", [filed, written])
    content = page.content.decode()
    rows = [content.partition(f'name="take-{one.code}"')[2].partition('name="take-')[0] for one in (filed, written)]
    landed = lan.send(page, "hang-loat/?list=mine", follow=True)

    place = f"/mot-cua/{filed.code}/tep/{file.pk}/"
    assert f'href="{place}"' in rows[0]
    assert "2 trang" in rows[0]
    assert "/tep/" not in rows[1]
    assert content.index(place) < content.index('id="press"')
    assert "1 dự thảo là tệp: hãy mở tệp ở dòng của hồ sơ và đọc trước" in read(page).words()
    assert "không hiện ở đây" not in read(page).words()
    assert lan.get(place).status_code == 200
    assert "Đã xong: 2" in read(landed).words()
    signed = facts_of(filed.events.get(action="decide"))
    assert signed.content == facts_of(filed.events.get(action="propose-granted")).content


@pytest.mark.parametrize(("act", "state", "who"), [("initial", "xem-xet", "hoa"), ("decide", "ky-duyet", "lan")])
def test_a_file_that_took_the_place_of_the_one_that_was_shown_is_not_signed(act: str, state: str, who: str) -> None:
    replaced, kept = (with_file(some(1, "tham-dinh")[0], state, pages) for pages in (2, 3))
    visitor = Visitor(who, language="vi")
    page = before(visitor, act, [replaced, kept])
    shown, looked_at = form_of(page, "hang-loat/?list=mine").values["shown"], replaced.sequence
    walk = story.Walk(replaced, FILED + timedelta(minutes=40), timedelta(minutes=1))
    walk.take("send-back-tham-dinh", who, reason="Thay tệp.")
    seen = with_file(Dossier.objects.get(pk=replaced.pk), state, 4, after=50).sequence
    forged = shown.replace(f"{replaced.code}:{looked_at}:", f"{replaced.code}:{seen}:")
    assert forged != shown

    stale = visitor.send(page, "hang-loat/?list=mine", {"shown": forged}, follow=True)
    states = [Dossier.objects.get(pk=one.pk).state for one in (replaced, kept)]
    again = visitor.send(page, "hang-loat/?list=mine", {"shown": shown.split(",")[0]}, follow=True)

    assert "không còn là dự thảo đang trình" in read(stale).words()
    assert states[0] == state
    assert states[1] != state
    assert "Hồ sơ đã thay đổi" in read(again).words()
    assert Dossier.objects.get(pk=replaced.pk).state == state


def test_the_files_of_drafts_are_one_question_however_many_they_are() -> None:
    dossiers = [with_file(some(1, "tham-dinh")[0], "ky-duyet", pages) for pages in (2, 3, 4)]
    lan = Visitor("lan")
    before(lan, "decide", dossiers)

    with CaptureQueriesContext(connection) as queries:
        before(lan, "decide", dossiers)

    assert sum('FROM "dossiers_attachment"' in query["sql"] for query in queries) == 1


def test_before_a_decision_it_is_read_what_others_wrote_on_the_way_and_what_is_owed() -> None:
    walk = story.Walk(some(1, "tham-dinh")[0], FILED + timedelta(minutes=10), timedelta(minutes=1))
    walk.take("propose-granted", "dung", note="Có thêm mục 9, khác mẫu.")
    [other] = some(1, "xem-xet")
    Dossier.objects.update(owed=270_000)
    initialling = before(Visitor("hoa", language="vi"), "initial", [walk.dossier, other])
    walk.take("finish-xem-xet", "hoa", note="Đồng ý trình lãnh đạo.")
    Dossier.objects.update(owed=270_000)

    signing = before(Visitor("lan", language="vi"), "decide", [walk.dossier])

    dung, hoa = (story.person(who).get_full_name() for who in ("dung", "hoa"))
    # Once the decision waits for it, it is a debt.
    for page, owed in ((initialling, "phí 270.000"), (signing, "chưa nộp 270.000")):
        assert f"{dung}: “Có thêm mục 9, khác mẫu.”" in read(page).words()
        assert owed in read(page).words()
    assert f"{hoa}: “Đồng ý trình lãnh đạo.”" in read(signing).words()


def test_what_is_owed_is_said_before_it_is_accepted_too() -> None:
    [dossier] = some(1)
    Dossier.objects.filter(pk=dossier.pk).update(owed=270_000)

    # It is asked for later, and is no debt yet.
    assert "phí 270.000" in read(before(Visitor("bob", language="vi"), "accept", [dossier])).words()


def test_who_is_reminded_stands_in_each_row_and_what_waits_for_the_applicant_is_left_out_for_that() -> None:
    [held], [asked], [ready], [ended] = some(1, "tham-dinh"), some(1), some(1, "result-ready"), some(1)
    story.take(asked, "ask-supplement", "bob", at=NOW)
    story.take(ended, "reject", "bob", at=NOW)

    page = before(
        Visitor("bob", language="vi"), "remind", [Dossier.objects.get(pk=one.pk) for one in (held, asked, ready, ended)]
    )
    said = read(page).words()

    assert [(row["code"], row["reminded"]) for row in page.context["todo"]] == [
        (held.code, story.person("dung").get_full_name())
    ]
    assert "1 cán bộ nhận thư nhắc, mỗi người một thư, gửi sau 5 phút" in said
    assert "Lời nhắn cho người được nhắc" in said
    assert "Hồ sơ đang ở người nộp" in said
    assert "Kết quả đã có và đang chờ người nộp" in said
    assert "Hồ sơ đã kết thúc" in said


def test_what_nobody_has_a_seat_for_is_not_reminded_of() -> None:
    [held] = some(1, "van-thu")
    Membership.objects.filter(role=Role.CLERK).update(until=NOW.date() - timedelta(days=1))

    page = before(Visitor("bob"), "remind", [held])

    assert page.context["todo"] == []
    assert "Nobody who could be reminded has a seat where the dossier is." in read(page).words()


def test_what_its_own_page_warns_of_stands_in_each_row_and_the_promised_date_before_it_is_accepted() -> None:
    [plain], [unknown] = some(1), some(1, slug="sua-doi-vbxn-buu-chinh")
    bob = Visitor("bob", language="vi")

    page = before(bob, "accept", [plain, unknown])
    content, rows = page.content.decode(), {row["code"]: row for row in page.context["todo"]}

    assert UNCHECKED.vi in content
    assert rows[unknown.code]["warnings"], "its paper is from before the register"
    assert not rows[plain.code]["warnings"]
    assert "1 hồ sơ có lưu ý" in read(page).words()
    assert content.index(UNCHECKED.vi) < content.index('id="press"')
    assert "button" not in re.findall(r"<(\w+)[^>]*\sautofocus", content)
    for row in rows.values():
        own = bob.get(f"/mot-cua/{row['code']}/")
        beside = [f"{label}: {sentence}" for label, sentence in own.context["answer_warnings"]]
        assert {*row["warnings"]} == {*own.context["warnings"], *beside}
        assert f"{localtime(row['promised'], LOCAL):%d/%m/%Y}" in read(own).words()


def test_the_questions_of_the_page_before_an_acceptance_do_not_grow(django_assert_max_num_queries) -> None:
    dossiers, bob = some(5, slug="sua-doi-vbxn-buu-chinh"), Visitor("bob")
    before(bob, "accept", dossiers[:1])

    with django_assert_max_num_queries(14):
        before(bob, "accept", dossiers)


def test_what_was_not_brought_yet_is_said_before_many_are_accepted() -> None:
    waits, came, book = film.filed(at=FILED), film.filed(at=FILED), film.filed(at=FILED, material_form="printed")
    story.take(came, RECEIVE_HANDED, "bob", at=FILED, handed_in=film.DISC, note="1 USB")
    came.refresh_from_db()

    words = read(before(Visitor("bob", language="vi"), "accept", [waits, came, book])).words()

    assert words.count(f"Chưa nhận: {film.TITLE}") == 1


def test_a_paper_that_breaks_a_rule_is_not_ready_and_the_page_says_why() -> None:
    slug, months = "gia-han-gcn-diem-tro-choi", "months_asked"
    entered = {
        typed: counter.entered(slug, at=FILED, channel=Channel.POST, accept=False, more={months: typed}).dossier
        for typed in ("12", "6")
    }

    page = before(Visitor("bob", language="vi"), "accept", list(entered.values()))

    left_out = page.content.decode().partition("Bỏ qua: 1")[2]
    assert "theo quy định, phải sửa hoặc ghi đủ trước mục: Số tháng xin gia hạn" in read(page).words()
    assert entered["12"].code in left_out
    assert [row["code"] for row in page.context["todo"]] == [entered["6"].code]


def test_the_page_before_asks_for_the_answers_of_all_papers_at_once() -> None:
    dossiers = [counter.entered(at=FILED, channel=Channel.POST, accept=False).dossier for _one in range(4)]
    visitor = Visitor("bob")
    before(visitor, "accept", dossiers[:1])

    def questions(chosen: list[Dossier]) -> int:
        with CaptureQueriesContext(connection) as asked:
            page = before(visitor, "accept", chosen)
        assert len(page.context["todo"]) == len(chosen)
        return sum('"dossiers_eventpayload"' in one["sql"] for one in asked)

    assert questions(dossiers) == questions(dossiers[:1])
