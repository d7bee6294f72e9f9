"""Mail to the applicant: each kind as it was read and found right, and what it may never do."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest
from django.core import mail
from django.test import override_settings

from accounts.models import Unit
from dossiers import acts, commands, outbox
from dossiers.acts import RECOUNT
from dossiers.background import reactions, relay
from dossiers.calendars import changes
from dossiers.commands import Fee, Given
from dossiers.commands.given import Handover
from dossiers.display.formats import vn_money
from dossiers.models import OutboxEntry, OwnPaper
from dossiers.notices import asked, occasions, reminders
from dossiers.notices.kinds import UNCOLLECTED
from dossiers.notices.message import written
from dossiers.policy import Actor
from portal.demo import story
from portal.demo.story import Walk, dossier_in
from procedures.machine import Text
from procedures.results import Way
from procedures.time.calendar import LOCAL, DayException, DayKind
from procedures.time.calendars import plan
from procedures.time.corrections import Correction
from tests import golden
from tests.dossiers.lifecycle import lapsed_at, local
from tests.dossiers.notices import gone_back, moved_money

MONDAY = datetime(2026, 1, 5, 8, 30, tzinfo=LOCAL)
WAITS = outbox.GATHERING
"""How long a message waits at most: for its act to be taken back, or for what says the same and more."""


def filed() -> Walk:
    return dossier_in("filed", at=MONDAY)


def in_appraisal() -> Walk:
    return dossier_in("tham-dinh", at=MONDAY)


def asked_in_appraisal() -> Walk:
    return in_appraisal().take("propose-supplement", "dung").take("issue-supplement", "bob")


def answered() -> Walk:
    return asked_in_appraisal().take("answer-supplement", "alice")


def answered_before_acceptance() -> Walk:
    return filed().take("ask-supplement", "bob").take("answer-supplement", "alice")


def answered_long_ago() -> Walk:
    return replace(walk := answered(), at=walk.at + timedelta(days=11))


def lapsed(asked: Callable[[], Walk]) -> Walk:
    """Let the system act after the applicant's fifteen working days."""
    with override_settings(APPLICANT_WORKING_DAYS=15):
        walk = asked()
    walk.at = lapsed_at(walk)
    event = commands.advance(
        walk.dossier, "lapse", actor=Actor.system(), given=Given(), seen=walk.dossier.sequence, at=walk.at
    )
    walk.events.append(event)
    return walk


def recounted(walk: Walk) -> Walk:
    storm = DayException(date(2026, 1, 15), DayKind.HOLIDAY, Text("Nghỉ bão", "Storm"), "77/QĐ-UBND", official=True)
    decided = {"decision": "Quyết định 77/QĐ-UBND", "decided_on": date(2026, 1, 5)}
    changes.apply(plan(Correction(put=(storm,))), **decided, by=None, at=walk.at)
    changes.run(walk.at)
    walk.events += walk.dossier.events.filter(action=RECOUNT)
    return walk


def asked_and_recounted() -> Walk:
    with override_settings(APPLICANT_WORKING_DAYS=15):
        return recounted(asked_in_appraisal())


def supply_ends() -> Walk:
    with override_settings(APPLICANT_WORKING_DAYS=15):
        walk = asked_in_appraisal()
        walk.dossier.refresh_from_db()
        at = walk.dossier.applicant_soon_at
        assert at is not None
        given, seen = Given(), walk.dossier.sequence
        event = commands.advance(walk.dossier, acts.SUPPLY_SOON, actor=Actor.system(), given=given, seen=seen, at=at)
    walk.at = at
    walk.events.append(event)
    return walk


def reappointed() -> Walk:
    walk = in_appraisal()
    leader = story.actor("lan", walk.dossier, "reappoint", walk.at)
    given = Given(date=date(2026, 1, 22), reason="Phải lấy ý kiến thẩm định của Sở Giáo dục và Đào tạo.")
    seen = walk.dossier.sequence
    walk.events.append(commands.advance(walk.dossier, "reappoint", actor=leader, given=given, seen=seen, at=walk.at))
    return walk


def promised_late(at: datetime = datetime(2026, 1, 20, 8, 50, tzinfo=LOCAL)) -> Walk:
    walk, reason = in_appraisal(), "Phải lấy ý kiến thẩm định của Sở Giáo dục và Đào tạo."
    walk.at = at
    return walk.take("promise-late", "lan", date=date(2026, 1, 23), reason=reason)


def revoked() -> Walk:
    at = datetime(2027, 1, 5, 8, 30, tzinfo=LOCAL)
    reason = "Giấy phép được cấp dựa trên tài liệu giả mạo."
    return dossier_in("returned", at=at).take("revoke-result", "lan", reason=reason)


def returned(way: Way, *, post_number: str = "") -> Walk:
    at = datetime(2027, 1, 5, 8, 30, tzinfo=LOCAL)
    handed = Handover("Nguyễn Thị An", way, post_number=post_number)
    return dossier_in("result-ready", at=at).take("return", "bob", handover=handed)


def receiving_changed() -> Walk:
    return dossier_in("tham-dinh", at=local("2026-11-30 09:00")).take("change-receiving", "alice")


def receiving_changed_back() -> Walk:
    in_person = {"result_way": Way.IN_PERSON.value}
    return receiving_changed().take("change-receiving", "alice", receiving=in_person)


CASES: dict[str, tuple[str, Callable[[], Walk]]] = {
    "filed": ("filed", filed),
    "accepted": ("accepted", lambda: dossier_in("accepted", at=MONDAY)),
    "rejected": (
        "rejected",
        lambda: filed().take("reject", "bob", reason="Tài liệu thuộc thẩm quyền cấp phép của Bộ."),
    ),
    "rejected-lapsed": ("rejected", lambda: lapsed(lambda: filed().take("ask-supplement", "bob"))),
    "supplement-before-acceptance": ("supplement", lambda: filed().take("ask-supplement", "bob")),
    "supplement": ("supplement", asked_in_appraisal),
    "supplement-beyond": ("supplement", lambda: answered_before_acceptance().take("ask-supplement", "bob")),
    "payment": ("payment", lambda: in_appraisal().take("ask-payment", "dung", reason="Phí thẩm định 120 trang.")),
    "withdrawn": (
        "withdrawn",
        lambda: in_appraisal().take("ask-withdrawal", "alice").take("confirm-withdrawal", "bob"),
    ),
    "answered": ("answered", answered),
    "answered-before-acceptance": ("answered", answered_before_acceptance),
    "withdrawal-asked": ("withdrawal-asked", lambda: in_appraisal().take("ask-withdrawal", "alice")),
    "withdrawal-asked-of-what-is-paid": (
        "withdrawal-asked",
        lambda: moved_money.paid(1_000_000).take("ask-withdrawal", "alice"),
    ),
    "receiving-changed": ("receiving-changed", receiving_changed),
    "receiving-changed-back": ("receiving-changed", receiving_changed_back),
    "stopped": ("stopped", lambda: in_appraisal().take("stop", "hoa", reason="Hội đã giải thể.")),
    "stopped-lapsed": ("stopped", lambda: lapsed(asked_in_appraisal)),
    "result-granted": ("result", lambda: dossier_in("result-ready", at=MONDAY)),
    "result-refused": (
        "result",
        lambda: dossier_in("van-thu", at=MONDAY).take("finish-van-thu-refused", "tam", reason="Nội dung chưa phù hợp."),
    ),
    "returned-by-post": ("returned", lambda: returned(Way.BY_POST, post_number="RR123456785VN")),
    "returned-on-line": ("returned", lambda: returned(Way.ONLINE)),
    "returned-of-the-first-edition": ("returned", lambda: dossier_in("returned", at=MONDAY)),
    "revoked": ("revoked", revoked),
    "reappointed": ("reappointed", reappointed),
    "reappointed-promised-late": ("reappointed", promised_late),
    "reappointed-promised-before": ("reappointed", lambda: promised_late(datetime(2026, 1, 19, 8, 50, tzinfo=LOCAL))),
    "recounted": ("recounted", lambda: recounted(in_appraisal())),
    "supply-ends": ("supply-ends", supply_ends),
    "supply-recounted": ("supply-recounted", asked_and_recounted),
    "insufficient": (
        "insufficient",
        lambda: answered().take("return-answer", "bob", reason="Bản thảo bổ sung mới đóng dấu đến trang 20."),
    ),
    "resumed-after-supplement-late": ("resumed", lambda: answered_long_ago().take("confirm-supplement", "bob")),
    "resumed-after-supplement": ("resumed", lambda: answered().take("confirm-supplement", "bob")),
    "message": (
        "message",
        lambda: in_appraisal().take(
            "write-to-applicant",
            "dung",
            message="Bản thảo trang 20 bị mờ.\n<b>Xin</b> gửi lại bản rõ hơn.",
            about="ban-thao",
        ),
    ),
    "not-proven": (
        "not-proven",
        lambda: in_appraisal().take("send-proof", "alice").take("refuse-proof", "bob", reason="Không thấy tiền về."),
    ),
    "paid": ("paid", lambda: moved_money.paid(1_000_000)),
    "paid-by-transfer": ("paid", lambda: moved_money.paid(way="transfer", reference="FT26006123")),
    "paid-in-full": ("paid", lambda: moved_money.paid(1_800_000)),
    "paid-back-in-part": ("paid-back", moved_money.part_back),
    "paid-back-whole": ("paid-back", lambda: moved_money.reversed_(given_back=True)),
    "paid-back-never": ("paid-back", lambda: moved_money.reversed_(given_back=False)),
    "part-undone": ("part-undone", moved_money.part_undone),
    "waived": (
        "waived",
        lambda: in_appraisal().take("waive-fee", "lan", fee=Fee(800_000), reason="Hội người khuyết tật."),
    ),
    "demand-withdrawn": ("demand-withdrawn", moved_money.demand_withdrawn),
    "fee-due": ("fee-due", moved_money.fallen_due),
    "handed-back-to-another": ("handed-back", gone_back.to_another),
    "handed-back-by-post": ("handed-back", gone_back.by_post),
    "handed-back-later": ("handed-back", gone_back.later),
    "returned-and-one-stays": ("returned", gone_back.stays),
    "sent-back": ("sent-back", gone_back.sent_back),
    "sent-back-things": ("sent-back", gone_back.things_sent_back),
    "handed-back-again": ("handed-back", gone_back.again),
    "post-number": ("post-number", gone_back.put_right),
    "returned-by-post-with-things": ("returned", gone_back.posted_with_things),
    "post-number-of-things": ("post-number", gone_back.things_put_right),
    "let-pass": ("let-pass", moved_money.let_pass),
    "money-kept": ("money-kept", moved_money.money_kept),
    "resumed-after-payment": ("resumed", moved_money.resumed),
    "paid-in-part-while-it-waits": ("paid", moved_money.paid_in_part_while_it_waits),
    "payment-let-pass": ("payment", moved_money.demand_let_pass),
    "resumed-overpaid": ("resumed", moved_money.confirmed_too_much),
    "resumed-unpaid": ("resumed", moved_money.goes_on_unpaid),
    "resumed-waived": ("resumed", lambda: moved_money.waived_of_demand(1_800_000)),
    "resumed-waived-in-part": ("resumed", lambda: moved_money.waived_of_demand(800_000)),
}


def mail_of(walk: Walk, kind: str) -> EmailMessage:
    relay.run(walk.at + WAITS)
    sent = {message.extra_headers["Message-ID"].split(".")[-1].split("@")[0]: message for message in mail.outbox}
    return sent[kind].message()


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_a_notice_reads_as_it_was_found_right(case: str) -> None:
    kind, walk = CASES[case][0], CASES[case][1]()

    message = mail_of(walk, kind)

    body = message.get_body(("plain",))
    assert body is not None
    headers = "".join(f"{name}: {message[name]}\n" for name in ("Subject", "To", "Message-ID", "Auto-Submitted"))
    files = "".join(f"Attached: {part.get_filename()}\n" for part in message.iter_attachments())
    golden.assert_mail_matches(case, f"{headers}{files}\n{body.get_content()}", message)
    assert_needs_no_account(OutboxEntry.objects.filter(kind=kind).latest("pk"))


BEHIND_THE_SIGN_IN = re.compile(
    r"(?<!số )trang (?:của )?hồ sơ|mở hồ sơ|/ho-so/|dossier[’']s page|page of the dossier|open your dossier|VietQR|on line from"
)


def assert_needs_no_account(entry: OutboxEntry) -> None:
    """Hold a notice to what may be said to whoever filed at the counter and has no account."""
    assert entry.event is not None
    news = replace(occasions.news_of(entry.event), url="http://127.0.0.1:8000/tra-cuu/")
    said = written(entry.kind, news, has_account=False).whole
    assert BEHIND_THE_SIGN_IN.findall(said) == [], said


def test_every_kind_has_a_case_and_every_entry_of_the_outbox_a_reaction() -> None:
    # A run tells of a result that nobody fetches, and of a desk that moves or is closed: no event does, and their mails stand in
    # test_collecting.py, test_place_moved.py and test_place_closed.py.
    later = {UNCOLLECTED, outbox.PLACE_MOVED, outbox.SUPPLY_PLACE_MOVED, outbox.PLACE_CLOSED, outbox.PLACE_OPEN}
    of_events = set(occasions.KINDS) - later
    assert {kind for kind, _walk in CASES.values()} == of_events
    printed = {*map(outbox.issue_of, (*outbox.PRINTED, *OwnPaper)), outbox.RESULT_FILE}
    assert {*printed, *occasions.KINDS, *reminders.KINDS, *asked.KINDS, outbox.MENTIONED} == set(reactions.REACTIONS)


@pytest.mark.django_db
def test_the_acceptance_carries_the_receipt_as_it_is_stored() -> None:
    walk = dossier_in("accepted", at=MONDAY)

    [attached] = mail_of(walk, "accepted").iter_attachments()

    letter = walk.events[0].letters.get()
    with letter.file.open("rb") as file:
        assert attached.get_payload(decode=True) == file.read()
    assert attached.get_content_type() == "application/pdf"


@pytest.mark.django_db
def test_the_applicant_s_days_for_a_supplement_are_counted_from_the_request() -> None:
    with override_settings(APPLICANT_WORKING_DAYS=15):
        asked = asked_in_appraisal().events[-1]

    supply_by = occasions.news_of(asked).supply_by

    assert supply_by == datetime(2026, 1, 26, 17, tzinfo=LOCAL)
    text = written("supplement", occasions.news_of(asked)).whole
    assert "chậm nhất lúc 17:00 ngày 26/01/2026; quá thời hạn này cơ quan sẽ dừng giải quyết hồ sơ" in text
    assert "at the latest at 17:00 on 26/01/2026" in text


@pytest.mark.django_db
def test_other_procedures_days_and_desks_say_their_own() -> None:
    asked = asked_in_appraisal().events[-1]
    result = dossier_in("result-ready", at=MONDAY).events[-1]
    news = occasions.news_of(asked)

    carried_on = written("supplement", replace(news, restarts=False)).whole
    provisional = written("accepted", replace(news, provisional=True)).whole
    office = replace(news.office, desk=Unit(name_vi="Một cửa", name_en="Desk", phone="+842438256789"))
    phone = written("filed", replace(news, office=office, answer_due_at=MONDAY)).whole

    late = written("result", replace(occasions.news_of(result), is_late=True)).whole

    assert "Chúng tôi thành thật xin lỗi Ông/Bà vì đã không trả kết quả đúng hẹn." in late
    assert "We sincerely apologise for the delay." in late
    assert "được tính tiếp khi hồ sơ đã đầy đủ" in carried_on
    assert "lịch nghỉ chưa có quyết định chính thức" in provisional
    assert "Điện thoại: 02438256789\n" in phone


@pytest.mark.django_db
def test_who_still_owes_after_the_payment_is_confirmed_reads_so_and_not_that_all_came() -> None:
    walk = in_appraisal().take("ask-payment", "dung")
    news = occasions.news_of(walk.take("confirm-payment", "bob", fee=Fee(300_000, "cash", is_meant=True)).events[-1])

    owing, settled = (written("resumed", replace(news, still_owed=amount)).whole for amount in (news.still_owed, 0))

    assert news.still_owed == walk.dossier.owed == 1_500_000
    assert f"Phí, lệ phí còn nợ: {vn_money(1_500_000)}; cách nộp có trên trang của hồ sơ." in owing
    assert f"còn {vn_money(1_500_000)} phải nộp ngay theo yêu cầu của cơ quan" in owing
    assert "đã nhận đủ" not in owing
    assert "chưa phải làm gì" not in owing
    assert "đã nhận đủ" in settled


@pytest.mark.django_db
def test_the_acceptance_names_the_fee_by_the_answers_and_none_where_there_is_none() -> None:
    walk = dossier_in("accepted", at=MONDAY)
    news = occasions.news_of(walk.events[0])

    owing, free = (written("accepted", replace(news, to_pay=amount)).whole for amount in (news.to_pay, 0))

    assert news.to_pay == walk.dossier.owed > 0
    assert f"Phí, lệ phí còn phải nộp: {vn_money(news.to_pay)}; Ông/Bà nộp khi chúng tôi yêu cầu." in owing
    assert "Ông/Bà có thể nộp ngay" in written("accepted", replace(news, was_let_pass=True)).whole
    assert "phí" not in free.lower()


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["supplement", "insufficient"])
def test_what_is_asked_for_says_by_when_or_that_no_time_is_set(case: str) -> None:
    news = occasions.news_of(CASES[case][1]().events[-1])

    dated, free = (written(case, replace(news, supply_by=by)).whole for by in (MONDAY, None))

    assert "chậm nhất lúc 08:30 ngày 05/01/2026; quá thời hạn này cơ quan sẽ dừng giải quyết hồ sơ." in dated
    assert "Không quy định hạn trả lời." not in dated
    assert "Không quy định hạn trả lời." in free
