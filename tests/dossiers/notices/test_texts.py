"""Text messages: in plain letters, without anything personal, each once whatever the operator does."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from accounts.models import Phone, User
from dossiers import turns
from dossiers.background import relay, texting
from dossiers.background.texting import Texting
from dossiers.models import Notice, TextMessage, TextState
from dossiers.notices import occasions, preferences
from dossiers.notices.kinds import Group
from dossiers.notices.message import Words
from dossiers.notices.preferences import Choice
from dossiers.notices.texts import operator, phones, queue
from dossiers.notices.texts.phones import NotAskedError, NotConfirmedError
from dossiers.notices.texts.plain import MOST_SEPTETS, one_sms, plain, septets
from portal.demo import story
from portal.demo.story import dossier_in
from procedures.machine import Text
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local
from tests.dossiers.notices.operator import Operator, at_work

pytestmark = pytest.mark.django_db

MONDAY = local("2026-01-05 08:30")
PHONE_PAGE, CHOICES, COSTS = "/thong-bao/dien-thoai/", "/thong-bao/tuy-chon/", "/van-hanh/tin-nhan/"
NUMBER = "+84912345678"


@pytest.fixture
def post(settings) -> Iterator[Operator]:
    with at_work() as found:
        settings.TEXTS_URL = found.url
        yield found


def wanting(username: str = "alice", texts: str = "sms", *off: str, language: str = "") -> User:
    person = story.person(username)
    Phone.objects.create(person=person, number=NUMBER, asked_at=MONDAY, first_at=MONDAY, confirmed_at=MONDAY)
    preferences.choose(person, Choice(frozenset(off), language, texts=texts))
    return person


def filed() -> TextMessage:
    """Let alice file and her notice go out; return the text message that was put down."""
    story.file(at=MONDAY)
    relay.run(MONDAY + timedelta(minutes=1))
    return TextMessage.objects.get(kind="filed")


def run(at: datetime) -> None:
    assert not turns.take(texting.RUN, Texting(at))


def test_letters_of_vietnamese_become_plain_and_what_the_alphabet_lacks_goes() -> None:
    assert plain("Hồ sơ “đã tiếp nhận” – Đẹp…\u200b 🙂") == 'Ho so "da tiep nhan" - Dep...'
    assert septets("a[b]€") == 8


@pytest.mark.parametrize("length", [10, 150, 400])
def test_one_sms_is_never_two_and_its_tail_is_whole(length: int) -> None:
    tail = "https://mot-cua.example.vn/ho-so/H26.NN-260105-0001/"

    text = one_sms("[đã] " * (length // 5), tail)

    assert septets(text) <= MOST_SEPTETS
    assert text.endswith(tail)


def test_a_notice_is_put_down_once_and_handed_in_without_anything_personal(post: Operator) -> None:
    person = wanting()
    message = filed()
    queue.put_down(message.event, "filed", Words(Text("a", "a"), Text("b", "b")), at=MONDAY)
    assert TextMessage.objects.count() == 1

    run(MONDAY + timedelta(minutes=2))

    [given] = post.sent.values()
    assert given["to"] == NUMBER
    assert re.fullmatch(r"Ho so H26\.NN-260105-0001: da nop, cho kiem tra\. http\S+/ho-so/\S+/", given["text"])
    assert person.get_full_name() not in json.dumps(given)
    assert post.headers[0]["Idempotency-Key"] == given["key"] == message.key
    message.refresh_from_db()
    assert (message.state, message.reference, message.cost, message.phone, message.text) == (
        "sent",
        "op-1",
        830,
        "",
        "",
    )
    notice = Notice.objects.get(channel="sms")
    assert (notice.recipient, notice.kind) == ("…678", "filed")


@pytest.mark.parametrize("kind", occasions.KINDS)
def test_no_subject_has_a_name_in_it_and_each_fits_one_sms(kind: str) -> None:
    """The subject of a notice is what an SMS says: its template names nobody."""
    source = (Path("templates/django/notices") / f"{kind}.txt").read_text()
    for block in re.findall(r"\{% block subject(?:_en)? %\}(.*?)\{% endblock", source):
        named = set(re.findall(r"news\.([a-z_.]+)", block))
        assert not {one for one in named if re.search(r"applicant|name|phone|email|reason|message|office|person", one)}


def test_zalo_gets_the_number_of_a_template_and_what_fills_it(post: Operator) -> None:
    wanting(texts="zalo")
    filed()
    run(MONDAY + timedelta(minutes=2))

    [given] = post.sent.values()

    assert given["template"] == "mot-cua-thong-bao"
    assert given["parameters"].keys() == {"code", "news", "url"}
    assert "text" not in given


@pytest.mark.parametrize("how", ["none", "unconfirmed", "off", "not configured"])
def test_none_is_put_down_for_whom_it_is_not(settings, how: str) -> None:
    person = wanting(texts="" if how == "none" else "sms")
    if how == "unconfirmed":
        Phone.objects.update(confirmed_at=None)
    if how == "not configured":
        settings.TEXTS_URL = ""
    if how == "off":
        preferences.choose(person, Choice(frozenset({Group.MESSAGES}), texts="sms"))
    walk = dossier_in("tham-dinh", at=MONDAY)
    walk.take("write-to-applicant", "dung", message="Trang 20 bị mờ.")
    relay.run(walk.at + timedelta(minutes=10))

    kinds = {*TextMessage.objects.values_list("kind", flat=True)}
    assert ("message" in kinds) is False
    assert bool(kinds) is (how == "off")


@pytest.mark.parametrize("how", ["late", "lost", "nonsense", 500, 503, 429, 409])
def test_whatever_goes_wrong_for_now_it_is_tried_again_later_and_sent_once(
    post: Operator, monkeypatch: pytest.MonkeyPatch, how: int | str
) -> None:
    monkeypatch.setattr(operator, "SECONDS", 0.3)
    wanting()
    message = filed()
    post.next = [how, how]
    for seconds in (0, 1, 2, 3, 4, 20):
        run(MONDAY + timedelta(minutes=2, seconds=seconds))

    message.refresh_from_db()
    # At once, two seconds later, four seconds after that.
    assert (message.state, message.attempts, len(post.asked)) == (TextState.SENT, 3, 3)
    assert [*post.sent] == [message.key]
    assert Notice.objects.filter(channel="sms").count() == 1
    assert message.cost == 830


def test_what_the_operator_refuses_is_not_tried_again_and_shown_to_the_administrator(post: Operator) -> None:
    wanting()
    message = filed()
    post.next = [400]
    run(MONDAY + timedelta(minutes=2))
    run(MONDAY + timedelta(hours=2))

    message.refresh_from_db()
    assert (message.state, message.error, len(post.asked)) == (TextState.REFUSED, "HTTP 400", 1)
    page = read(Visitor("admin", language="en").get(COSTS)).words()
    assert "refused by the operator" in page
    assert "HTTP 400" in page


def test_a_worker_that_is_killed_before_it_has_noted_the_answer_doubles_nothing(
    post: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanting()
    message = filed()

    def killed(*_args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(texting, "_note", killed)
        with pytest.raises(SystemExit):
            run(MONDAY + timedelta(minutes=2))
    run(MONDAY + timedelta(minutes=3))

    message.refresh_from_db()
    assert message.state == TextState.SENT
    assert len(post.asked) == 2
    assert [*post.sent] == [message.key]


def test_what_nobody_takes_for_two_days_is_given_up(post: Operator) -> None:
    wanting()
    message = filed()
    run(MONDAY + timedelta(days=3))

    message.refresh_from_db()
    assert (message.state, message.phone, post.asked) == (TextState.GIVEN_UP, "", [])


def test_no_more_go_in_a_minute_than_the_operator_wants(settings, post: Operator) -> None:
    person, settings.TEXTS_PER_MINUTE = story.person("alice"), 7
    for n in range(12):
        queue.put_down_code(person, NUMBER, "1", at=MONDAY + timedelta(microseconds=n))

    run(MONDAY + timedelta(seconds=10))
    assert len(post.sent) == 7
    run(MONDAY + timedelta(seconds=30))
    assert len(post.sent) == 7
    run(MONDAY + timedelta(seconds=71))
    assert len(post.sent) == 12


def test_a_folder_keeps_each_message_as_a_file(settings, tmp_path: Path) -> None:
    settings.TEXTS_URL = f"file://{tmp_path}/tin nhan"
    wanting()
    message = filed()
    run(MONDAY + timedelta(minutes=2))

    [kept] = (tmp_path / "tin nhan").iterdir()
    assert json.loads(kept.read_text())["key"] == message.key
    shown = read(Visitor(language="en").get("/demo/thu/")).words()
    assert "Ho so H26.NN-260105-0001: da nop, cho kiem tra." in shown
    assert NUMBER in shown


def sent_code(post: Operator, at: datetime) -> str:
    run(at)
    return re.search(r"code: (\d{6})", [*post.sent.values()][-1]["text"])[1]


def test_a_phone_is_used_once_its_code_was_typed(post: Operator) -> None:
    alice = Visitor("alice", language="en")
    with time_machine.travel(MONDAY, tick=False):
        assert alice.post(PHONE_PAGE, {"do": "send", "number": "0912 345 678"}).status_code == 302
        assert phones.confirmed(story.person("alice")) == ""
        assert 'value="zalo"' not in alice.get(CHOICES).content.decode()
        refused = alice.post(CHOICES, {"texts": "sms"})
        assert refused.status_code == 422
        assert "No phone of yours is confirmed yet" in read(refused).text
        code = sent_code(post, MONDAY)
        wrong = alice.post(PHONE_PAGE, {"do": "type", "code": "x" + code[1:]})
        assert wrong.status_code == 422
        assert wrong.context["code"]["code"].value() == "x" + code[1:]

        alice.post(PHONE_PAGE, {"do": "type", "code": f"{code[:3]} {code[3:]}"})
        assert phones.confirmed(story.person("alice")) == NUMBER
        assert 'value="zalo"' in alice.get(CHOICES).content.decode()
        alice.post(CHOICES, {"texts": "sms"})
        assert preferences.chosen_by([story.person("alice")])[story.person("alice").pk].texts == "sms"

        alice.post(PHONE_PAGE, {"do": "forget"})
        assert phones.confirmed(story.person("alice")) == ""
    assert not TextMessage.objects.exclude(text="").exists(), "the code is not kept"


def test_a_number_holds_until_another_one_is_confirmed(post: Operator) -> None:
    person = wanting()
    later, other = MONDAY + timedelta(minutes=2), "+84987654321"
    phones.ask(person, other, at=later)
    assert phones.confirmed(person) == NUMBER
    with time_machine.travel(later, tick=False):
        words = read(Visitor("alice", language="en").get(PHONE_PAGE)).words()
    assert "0912345678 is confirmed. It holds until the other number is confirmed." in words
    assert "A code was sent to 0987654321" in words

    phones.confirm(person, sent_code(post, later), at=later)

    assert phones.confirmed(person) == other


def test_a_code_holds_ten_minutes_and_is_typed_five_times_at_most(post: Operator) -> None:
    person = story.person("alice")
    phones.ask(person, NUMBER, at=MONDAY)
    code = sent_code(post, MONDAY)
    with pytest.raises(NotConfirmedError, match="too old"):
        phones.confirm(person, code, at=MONDAY + timedelta(minutes=11))
    for why in [*["not the code"] * 4, "five times"]:
        with pytest.raises(NotConfirmedError, match=why):
            phones.confirm(person, "0", at=MONDAY)
    with pytest.raises(NotConfirmedError, match="even if it is right"):
        phones.confirm(person, code, at=MONDAY)
    assert phones.confirmed(person) == ""


def test_codes_are_a_minute_apart_and_five_in_a_day_whatever_the_number() -> None:
    person = story.person("alice")
    phones.ask(person, NUMBER, at=MONDAY)
    with pytest.raises(NotAskedError):
        phones.ask(person, NUMBER, at=MONDAY + timedelta(seconds=59))
    for n in range(1, 5):
        phones.forget(person)
        phones.ask(person, f"+8491234567{n}", at=MONDAY + timedelta(minutes=n))
    with pytest.raises(NotAskedError):
        phones.ask(person, NUMBER, at=MONDAY + timedelta(hours=23))
    phones.ask(person, NUMBER, at=MONDAY + timedelta(hours=25))


@pytest.mark.parametrize("number", ["", "12345", "+1 202 555 0100", "1900 1234", "024 3825 1234"])
def test_what_is_no_phone_of_viet_nam_is_refused_at_its_place(number: str) -> None:
    refused = Visitor("alice").post(PHONE_PAGE, {"do": "send", "number": number})

    assert refused.status_code == 422
    assert refused.context["number"]["number"].errors
    assert refused.context["number"]["number"].value() == number
    assert not TextMessage.objects.exists()


def test_where_no_operator_is_set_nobody_is_offered_anything(settings) -> None:
    settings.TEXTS_URL = ""

    assert Visitor("alice").get(PHONE_PAGE).status_code == 404
    assert "texts" not in Visitor("alice").get(CHOICES).context["form"].fields
    assert "TEXTS_URL" in read(Visitor("admin", language="en").get(COSTS)).text


def test_what_they_cost_is_summed_by_month_for_the_administrator(post: Operator) -> None:
    wanting()
    filed()
    run(MONDAY + timedelta(minutes=2))

    words = read(Visitor("admin", language="en").get(COSTS)).words()

    assert "01/2026" in words
    assert "830" in words
    assert [Visitor(who).get(COSTS).status_code for who in ("alice", "bob", "carol", "mallory")] == [404] * 4


def test_what_no_price_was_named_of_is_not_free(settings, tmp_path: Path) -> None:
    settings.TEXTS_URL = f"file://{tmp_path}"
    wanting()
    filed()
    run(MONDAY + timedelta(minutes=2))

    words = read(Visitor("admin", language="en").get(COSTS)).words()

    assert TextMessage.objects.get().cost is None
    assert "not said of 1 message" in words
    assert "0 đ" not in words.replace("\N{NO-BREAK SPACE}", " ")
