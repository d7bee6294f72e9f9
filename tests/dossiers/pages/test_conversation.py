"""Messages and notes on the pages: what is shown to whom, what comes back to be put right, what never gets out."""

import random
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.files.storage import default_storage
from pypdf import PdfReader

from accounts.models import Unit
from accounts.roles import Role
from dossiers import acts, policy
from dossiers.background import relay
from dossiers.commands import Given
from dossiers.log.facts import facts_of, words_of
from dossiers.models import Dossier, Letter, Mention
from dossiers.pages.acting.action import advanced
from dossiers.policy import Actor
from dossiers.refusals import ReceivedBefore, Refusal
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, content_of, grown, read, rows
from tests.dossiers.commands.test_random_walks import wander
from tests.dossiers.lifecycle import MONDAY, dossier_at, local
from tests.dossiers.officers import officer
from tests.dossiers.proof.records import undone

NOW = local("2026-01-06 09:00")
pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

MARKUP = '<script>alert("x")</script> **đậm** & <b>'


def send(who: str, dossier: Dossier, act: str, **typed: object):
    """Send the form of a dossier's page as a person; return what is answered."""
    visitor, face = Visitor(who, language="vi"), "ho-so" if who == "alice" else "mot-cua"
    return visitor.send(visitor.get(f"/{face}/{dossier.code}/"), f"/{act}/", typed)


def shown(who: str, dossier: Dossier) -> str:
    """Return the words of a dossier's page."""
    face = "ho-so" if who == "alice" else "mot-cua"
    return read(Visitor(who, language="vi").get(f"/{face}/{dossier.code}/")).words()


def test_both_sides_read_one_conversation_the_oldest_first() -> None:
    dossier = dossier_at("tham-dinh").dossier

    assert send("alice", dossier, acts.TO_OFFICE, message="Bao giờ có kết quả?").status_code == 302
    assert send("dung", dossier, acts.TO_APPLICANT, message="Ngày 19/01.", about="ban-thao").status_code == 302
    assert send("alice", dossier, acts.TO_OFFICE, message="Cảm ơn.").status_code == 302

    for who in ("alice", "dung", "bob", "carol"):
        words = shown(who, dossier)
        places = [words.index(text) for text in ("Bao giờ có kết quả?", "Ngày 19/01.", "Cảm ơn.")]
        assert places == sorted(places), who
        assert "Giấy tờ: Bản thảo" in words
    assert "1 tin chờ trả lời" in shown("bob", dossier)
    assert "tin chờ trả lời" not in shown("alice", dossier)

    assert send("bob", dossier, acts.SETTLE).status_code == 302
    assert "chờ trả lời" not in shown("bob", dossier)
    assert "không cần trả lời" not in shown("alice", dossier)


def test_who_answers_what_a_colleague_has_answered_meanwhile_reads_that_first() -> None:
    dossier = dossier_at("tham-dinh").dossier
    send("alice", dossier, acts.TO_OFFICE, message="Bao giờ có kết quả?")
    dung = Visitor("dung", language="vi")
    page = dung.get(f"/mot-cua/{dossier.code}/")
    send("bob", dossier, acts.TO_APPLICANT, message="Hẹn trả 11/12.")

    refused = dung.send(page, f"/{acts.TO_APPLICANT}/", {"message": "Chị chờ đến thứ hai."})

    assert refused.status_code in (409, 422)
    error = read(refused).errors["id_write-to-applicant_message"]
    assert story.person("bob").get_full_name() in error
    assert "Hẹn trả 11/12." in read(refused).words()
    assert "Chị chờ đến thứ hai." not in shown("alice", dossier)
    again = dung.send(refused, f"/{acts.TO_APPLICANT}/")
    assert again.status_code == 302
    assert "Chị chờ đến thứ hai." in shown("alice", dossier)


def test_markup_is_text_on_every_page_and_in_the_mail() -> None:
    dossier = dossier_at("tham-dinh").dossier

    send("alice", dossier, acts.TO_OFFICE, message=MARKUP)
    send("bob", dossier, acts.TO_APPLICANT, message=MARKUP)
    send("bob", dossier, acts.NOTE, message=MARKUP)

    for who, face in (("alice", "ho-so"), ("bob", "mot-cua")):
        content = Visitor(who).get(f"/{face}/{dossier.code}/").content.decode()
        assert '<script>alert("x")' not in content
        assert "&lt;script&gt;" in content
    relay.run(NOW + timedelta(minutes=10))
    [to_alice] = [message for message in mail.outbox if "gửi tin nhắn cho Ông/Bà" in message.subject]
    assert MARKUP in to_alice.body
    assert to_alice.content_subtype == "plain"


LONG = "<b>Kính gửi</b> " * 1250


@pytest.mark.parametrize(
    ("who", "act"), [("alice", acts.TO_OFFICE), ("bob", acts.TO_APPLICANT), ("bob", acts.NOTE), ("carol", acts.NOTE)]
)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (LONG, "Nội dung dài 19.999 ký tự, mục này nhận tối đa 2.000"),
        ("x" * 2001, "tối đa 2.000"),
        ("", "Mục này không được để trống."),
        (" \n\t ", "Mục này không được để trống."),
        ("a\x00b", ""),
        ("a\u202eb", ""),
    ],
    ids=["20,000 with markup", "one too many", "nothing", "blanks", "NUL", "turned round"],
)
def test_what_cannot_be_sent_comes_back_at_its_field(who: str, act: str, typed: str, sentence: str) -> None:
    dossier = dossier_at("tham-dinh").dossier
    before = rows()

    answer = send(who, dossier, act, message=typed)

    assert answer.status_code == 422
    page = read(answer)
    assert sentence in page.errors[f"id_{act}_message"]
    assert grown(before) == {}
    [form] = [form for form in page.forms if form.action.endswith(f"/{act}/")]
    assert form.values["message"].strip() == typed.strip().replace("\r\n", "\n") or "\x00" in typed


def test_two_thousand_characters_are_taken() -> None:
    dossier = dossier_at("tham-dinh").dossier

    assert send("alice", dossier, acts.TO_OFFICE, message="ữ" * 2000).status_code == 302


def test_a_place_that_there_is_not_is_refused_at_its_field() -> None:
    dossier = dossier_at("tham-dinh").dossier
    before = rows()

    page = read(send("alice", dossier, acts.TO_OFFICE, message="x", about="khong-co"))

    assert page.errors["id_write-to-office_about"]
    assert grown(before) == {}


def test_the_twenty_first_message_of_a_day_is_told_before_and_after_it_is_typed() -> None:
    dossier = dossier_at("tham-dinh").dossier
    alice = Visitor("alice", language="vi")
    page = alice.get(f"/ho-so/{dossier.code}/")
    for number in range(policy.MESSAGES_A_DAY):
        story.take(dossier, acts.TO_OFFICE, "alice", at=NOW, message=f"Tin {number}")
    before = rows()

    answer = alice.send(page, f"/{acts.TO_OFFICE}/", {"message": "Một tin nữa"})

    assert "tối đa trong một ngày" in read(answer).errors["id_write-to-office_message"]
    assert "Một tin nữa" in answer.content.decode()
    assert grown(before) == {}
    assert "tối đa trong một ngày" in shown("alice", dossier)
    assert not [form for form in read(alice.get(f"/ho-so/{dossier.code}/")).forms if acts.TO_OFFICE in form.action]


@pytest.mark.parametrize(
    ("state", "who"), [("tham-dinh", "Người đang giải quyết hồ sơ"), ("returned", "Bộ phận Một cửa")]
)
def test_it_is_said_who_gets_a_message(state: str, who: str) -> None:
    words = shown("alice", dossier_at(state).dossier)

    gets = "sẽ nhận được; câu trả lời hiện ở đây và bạn được báo ở mục Thông báo."
    assert f"{who} {gets}" in words
    assert words.count(gets) == 1


def test_an_ended_dossier_says_that_its_conversation_is_closed(clock) -> None:
    dossier = dossier_at("returned").dossier
    pages = {who: Visitor(who, language="vi") for who in ("alice", "bob")}
    addresses = {"alice": f"/ho-so/{dossier.code}/", "bob": f"/mot-cua/{dossier.code}/"}
    opened = {who: pages[who].get(address) for who, address in addresses.items()}
    clock.move_to(dossier.changed_at + timedelta(days=30))
    before, pages = rows(), {who: Visitor(who, language="vi") for who in ("alice", "bob")}

    for who, act in (("alice", acts.TO_OFFICE), ("bob", acts.TO_APPLICANT)):
        answer = pages[who].send(opened[who], f"/{act}/", {"message": "Xin hỏi."})
        assert "quá 30 ngày" in read(answer).errors[f"id_{act}_message"]
        assert "Xin hỏi." in answer.content.decode()
        page = read(pages[who].get(addresses[who]))
        assert "quá 30 ngày" in page.words()
        assert not [form for form in page.forms if form.action.endswith(f"/{act}/")]
    assert grown(before) == {}


@pytest.mark.parametrize(
    ("phone", "where", "link"),
    [
        ("+842438123456", "Nếu có câu hỏi, xin gọi Bộ phận Một cửa: 02438123456.", 'href="tel:02438123456"'),
        ("", "Nếu có câu hỏi, xin đến Bộ phận Một cửa: 185 Giảng Võ", ""),
    ],
)
def test_where_no_message_is_taken_any_more_it_is_said_where_to_ask(clock, phone: str, where: str, link: str) -> None:
    dossier = dossier_at("returned").dossier
    Unit.objects.filter(slug="mot-cua").update(phone=phone, address="185 Giảng Võ, Đống Đa, Hà Nội")
    caches["process"].clear()
    clock.move_to(dossier.changed_at + timedelta(days=30))

    page = Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/")
    caches["process"].clear()

    assert where in read(page).words()
    assert link in page.content.decode()


def test_a_message_may_bring_a_file_that_both_sides_can_open() -> None:
    dossier = dossier_at("tham-dinh").dossier

    assert (
        send("alice", dossier, acts.TO_OFFICE, message="Kèm tệp.", files=story.upload("giai-trinh.pdf")).status_code
        == 302
    )
    assert (
        send("bob", dossier, acts.TO_APPLICANT, message="Kèm tệp.", files=story.upload("huong-dan.pdf")).status_code
        == 302
    )
    refused = send("alice", dossier, acts.TO_OFFICE, message="Kèm nữa.", files=story.upload("x.exe", b"MZ"))

    assert read(refused).errors["id_write-to-office_files"]
    names = {file.name: str(file.pk) for file in dossier.attachments.filter(event__action__startswith="write-")}
    assert names.keys() == {"giai-trinh.pdf", "huong-dan.pdf"}
    for who in ("alice", "bob", "dung"):
        assert [content_of(Visitor(who).get(f"/ho-so/tep/{pk}/")) for pk in names.values()] == [story.pdf()] * 2
    assert Visitor("mallory").get(f"/ho-so/tep/{names['giai-trinh.pdf']}/").status_code == 404


def test_a_note_names_a_colleague_who_finds_it_in_the_work_list_until_it_is_read() -> None:
    dossier = dossier_at("tham-dinh").dossier
    name = story.person("tam").get_full_name()

    assert send("dung", dossier, acts.NOTE, message=f"Nhờ @{name} xem giúp dấu giáp lai.").status_code == 302

    event = dossier.events.get(action=acts.NOTE)
    assert facts_of(event).mentions == (story.person("tam").pk,)
    tam = Visitor("tam", language="vi")
    listed = read(tam.get("/mot-cua/?list=mentioned")).words()
    assert dossier.code in listed
    assert "Nhắc tôi 1" in listed
    assert dossier.code not in read(Visitor("lan").get("/mot-cua/?list=mentioned")).words()

    # A program that looks whether the page is there has read nothing.
    tam.head(f"/mot-cua/{dossier.code}/?list=mentioned")
    assert Mention.objects.get().seen_at is None

    # The row leads to the note; it is open, and the page says so where the work is.
    assert f"/mot-cua/{dossier.code}/?list=mentioned#notes" in tam.get("/mot-cua/?list=mentioned").content.decode()
    opened = tam.get(f"/mot-cua/{dossier.code}/?list=mentioned")
    assert re.search(r'id="notes"\s+open', opened.content.decode())
    assert "Nhờ @" in read(opened).words()
    assert "nhắc tới bạn trong ghi chú" in read(opened).words()
    again = tam.get(f"/mot-cua/{dossier.code}/")
    assert not re.search(r'id="notes"\s+open', again.content.decode())
    assert "nhắc tới bạn" not in read(again).words()

    listed = read(tam.get("/mot-cua/?list=mentioned")).words()
    assert dossier.code not in listed
    assert "Nhắc tôi 0" in listed
    assert Mention.objects.get().seen_at == NOW


def test_a_dossier_that_one_may_not_see_any_more_is_not_in_that_list() -> None:
    user = officer("thu", Role.CLERK, "van-phong")
    dossier = dossier_at("tham-dinh").dossier
    story.take(dossier, acts.NOTE, "bob", at=NOW, message="x", mentions=(user,))
    user.memberships.update(until=MONDAY.date())
    province = story.person("van").memberships.get().unit
    user.memberships.create(unit=province, role=Role.PROVINCIAL_OFFICE, since=MONDAY.date())

    assert dossier.code not in read(Visitor("thu").get("/mot-cua/?list=mentioned")).words()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Hỏi @Không Có Ai", "Không tìm thấy “@Không Có Ai”"),
        ("Hỏi @mallory", "Không tìm thấy “@mallory”"),
        ("Hỏi @alice", "Không tìm thấy “@alice”"),
        ("Hỏi @quynh", "không có quyền xem hồ sơ này"),
    ],
)
def test_who_cannot_be_named_is_told_with_the_words_kept(text: str, sentence: str) -> None:
    officer("quynh", Role.SPECIALIST, "buu-chinh-vien-thong")
    dossier = dossier_at("tham-dinh").dossier
    before = rows()

    answer = send("bob", dossier, acts.NOTE, message=text)

    assert answer.status_code == 422
    assert sentence in read(answer).errors["id_note_message"]
    assert text in answer.content.decode()
    assert grown(before) == {}


def test_a_page_from_before_another_act_still_writes() -> None:
    walk = dossier_at("accepted")
    alice, bob = Visitor("alice"), Visitor("bob")
    pages = {"alice": alice.get(f"/ho-so/{walk.dossier.code}/"), "bob": bob.get(f"/mot-cua/{walk.dossier.code}/")}
    walk.take("transfer", "bob")

    assert alice.send(pages["alice"], f"/{acts.TO_OFFICE}/", {"message": "Xin hỏi."}).status_code == 302
    assert bob.send(pages["bob"], f"/{acts.NOTE}/", {"message": "Đã chuyển."}).status_code == 302


SECRET = "mat-danh-7531"


def _to_the_citizen(dossier: Dossier) -> dict[str, str]:
    """Return all that the applicant, or anybody, can read of a dossier: pages, mail, papers."""
    alice, nobody = Visitor("alice", language="vi"), Visitor(language="vi")
    addresses = ["/ho-so/", f"/ho-so/{dossier.code}/", f"/ho-so/{dossier.code}/da-nop/"]
    found = {address: alice.get(address).content.decode() for address in addresses}
    public = [f"/tra-cuu/?code={dossier.code}"]
    for letter in Letter.objects.filter(dossier=dossier):
        public.append(f"/xac-minh/{letter.token}/")
        with default_storage.open(letter.file.name) as file:
            found[letter.number] = "".join(page.extract_text() for page in PdfReader(file).pages)
    found |= {address: nobody.get(address).content.decode() for address in public}
    for number, message in enumerate(mail.outbox):
        found[f"mail {number}: {message.subject}"] = f"{message.subject} {message.body}"
    return found


@pytest.mark.parametrize("seed", range(6))
def test_no_note_ever_reaches_the_citizen(seed: int, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    chance = random.Random(seed)
    original, noted = story.take, 0

    def note(dossier: Dossier, at) -> None:
        nonlocal noted
        who = chance.choice(("bob", "dung", "hoa", "lan", "tam", "carol"))
        people = tuple(
            story.person(name) for name in chance.sample(("bob", "lan", "tam", "carol"), chance.randrange(3))
        )
        try:
            original(dossier, acts.NOTE, who, at=at, message=f"{SECRET} {noted} @{who}", mentions=people)
        except Refusal:
            return
        noted += 1

    def with_notes(dossier: Dossier, action: str, username: str, *, at, **given):
        event = original(dossier, action, username, at=at, **given)
        if action not in (acts.NOTE, acts.TO_APPLICANT):
            note(dossier, at)
            if chance.random() < 0.3:
                original(dossier, acts.TO_APPLICANT, "bob", at=at, message=f"Tin {noted}")
        return event

    monkeypatch.setattr(story, "take", with_notes)
    with undone():
        walk = Walk(story.file("alice", at=MONDAY), MONDAY)
        wander(walk, chance)
        clock.move_to(walk.at + timedelta(minutes=10))
        relay.run(walk.at + timedelta(minutes=10))

        assert noted > 3
        assert any(SECRET in words_of(event.payload).message for event in walk.dossier.events.filter(action=acts.NOTE))
        assert [place for place, text in _to_the_citizen(walk.dossier).items() if SECRET in text] == []
        assert SECRET in Visitor("carol").get(f"/mot-cua/{walk.dossier.code}/").content.decode()
        assert SECRET in Visitor("carol").get(f"/mot-cua/{walk.dossier.code}/luc/").content.decode()


def test_what_somebody_wrote_while_a_message_was_on_its_way_does_not_stop_it() -> None:
    dossier = dossier_at("tham-dinh").dossier
    seen = dossier.sequence
    story.take(dossier, acts.NOTE, "dung", at=NOW - timedelta(milliseconds=500), message="Xem trang 3.")
    alice = Actor.citizen(story.person("alice"))
    action = acts.find(dossier.machine, dossier.state, acts.TO_OFFICE)
    assert action is not None

    event = advanced(dossier, action, alice, Given(message="Xin hỏi."), seen=seen, at=NOW - timedelta(seconds=1))

    assert event.at == NOW
    story.take(dossier, acts.NOTE, "dung", at=NOW + timedelta(hours=1), message="Sau đó.")
    with pytest.raises(ReceivedBefore):
        advanced(dossier, action, alice, Given(message="Lần ba."), seen=seen, at=NOW - timedelta(seconds=1))
