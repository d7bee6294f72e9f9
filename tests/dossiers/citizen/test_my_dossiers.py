"""A person's own list: what waits for that person is on top, and each row is known by its subject."""

import re
from datetime import timedelta

import pytest
import time_machine

from accounts.models import Unit
from dossiers import acts, commands
from dossiers.acts import HAND_BACK_LATER
from dossiers.citizen import my_dossiers
from dossiers.commands.given import Handover
from dossiers.filing import drafts
from dossiers.log.parts.deposits import RESULT
from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from procedures.results import Way
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.citizen.test_receiving import POSTED
from tests.dossiers.lifecycle import act, dossier_at, local
from tests.dossiers.notices import gone_back
from tests.procedures.time.agencies.rows import centre, entered

NOW = local("2026-12-07 09:00")

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def titles(page) -> list[str]:
    return re.findall(r'class="title" href="/ho-so/([^/]+)/">', page.content.decode())


def test_each_dossier_is_known_by_its_subject_and_its_procedure() -> None:
    first = story.file("alice", at=NOW - timedelta(days=1))
    second = story.file("alice", at=NOW, answers={**story.ANSWERS, "material_name": "Sổ tay nuôi ong"})

    words = read(Visitor("alice").get("/ho-so/")).words()

    assert first.subject != second.subject
    assert [one.subject for one in (first, second) if one.subject not in words] == []
    assert first.machine.name.en in words


def test_what_waits_for_the_person_is_on_top_with_a_button_and_stands_there_once() -> None:
    asked = dossier_at("tham-dinh.supplement-asked").dossier
    to_pay = dossier_at("tham-dinh.payment-due").dossier
    newest = story.file("alice", at=NOW)

    page = Visitor("alice").get("/ho-so/")

    assert {*titles(page)[:2]} == {asked.code, to_pay.code}
    assert titles(page)[2:] == [newest.code]
    assert f'href="/ho-so/{asked.code}/bo-sung/"' in page.content.decode()
    # What is paid is no form to answer.
    assert f"/ho-so/{to_pay.code}/bo-sung/" not in page.content.decode()


def test_an_answer_that_is_begun_is_marked_and_led_on_to() -> None:
    walk = dossier_at("tham-dinh.supplement-asked")
    alice, address = Visitor("alice"), f"/ho-so/{walk.dossier.code}/bo-sung/"
    assert "Your answer is begun" not in read(alice.get("/ho-so/")).words()

    alice.send(alice.get(address), address, {"do": "save", "note": "Đang tìm."})

    words = read(alice.get("/ho-so/")).words()
    assert "Your answer is begun and not sent yet; saved at" in words
    assert "Go on with the answer" in words


def test_until_a_request_has_gone_out_the_dossier_stands_among_the_others(settings) -> None:
    walk = dossier_at("filed")
    act(walk, "ask-supplement", "bob", "2026-12-07 09:00", components={"ban-thao": "Đóng dấu."})

    page = Visitor("alice").get("/ho-so/")

    assert titles(page) == [walk.dossier.code]
    assert "bo-sung" not in page.content.decode()
    assert 'id="waiting"' not in page.content.decode()


def test_pages_of_the_list_hold_each_dossier_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(my_dossiers, "PAGE", 2)
    dossier_at("tham-dinh.supplement-asked")
    for n in range(5):
        story.file("alice", at=NOW - timedelta(minutes=n))
    alice, seen, address = Visitor("alice"), [], "/ho-so/"

    while address:
        page = alice.get(address)
        seen += titles(page)
        found = re.search(r'rel="next" href="[^"]*(\?after=[^"]+)"', page.content.decode())
        address = f"/ho-so/{found[1]}" if found else ""

    assert sorted(seen) == sorted(Dossier.objects.values_list("code", flat=True))


def test_it_asks_no_more_for_more_dossiers(django_assert_max_num_queries) -> None:
    for _n in range(3):
        dossier_at("tham-dinh.supplement-asked")
    alice = Visitor("alice")
    alice.get("/ho-so/")

    with django_assert_max_num_queries(10):
        alice.get("/ho-so/")


def write(walk: Walk, *lines: tuple[str, str]) -> None:
    """Write messages about a dossier, one a minute."""
    for n, (name, who) in enumerate(lines):
        story.take(walk.dossier, name, who, at=NOW - timedelta(minutes=30 - n), message="Đơn này ai ký?")


def test_a_question_of_the_office_waits_for_the_person_until_it_is_answered() -> None:
    walk, alice = dossier_at("tham-dinh"), Visitor("alice", language="vi")
    write(walk, (acts.TO_APPLICANT, "dung"))
    asked = alice.get("/ho-so/")
    write(walk, (acts.TO_OFFICE, "alice"))
    answered = alice.get("/ho-so/")

    assert [row.code for row in asked.context["waiting"]] == [walk.dossier.code]
    assert "Cơ quan nhắn, chờ bạn trả lời." in read(asked).words()
    assert f"/ho-so/{walk.dossier.code}/#conversation" in asked.content.decode()
    assert answered.context["waiting"] == []
    assert "Cơ quan nhắn" not in read(answered).words()


def test_an_answer_of_the_office_is_marked_and_waits_for_nobody() -> None:
    walk = dossier_at("tham-dinh")
    write(walk, (acts.TO_APPLICANT, "dung"), (acts.TO_OFFICE, "alice"), (acts.TO_APPLICANT, "dung"))

    page = Visitor("alice", language="vi").get("/ho-so/")

    assert page.context["waiting"] == []
    assert "Cơ quan đã trả lời tin nhắn của bạn." in read(page).words()


INVITED = "Mời đến Bộ phận Một cửa nhận kết quả"


def test_a_result_that_waits_at_the_desk_waits_for_the_person_below_what_has_a_date() -> None:
    ready, asked = dossier_at("result-ready").dossier, dossier_at("tham-dinh.supplement-asked").dossier
    newest = story.file("alice", at=NOW)

    page = Visitor("alice", language="vi").get("/ho-so/")

    assert [row.code for row in page.context["waiting"]] == [asked.code, ready.code]
    assert titles(page)[2:] == [newest.code]
    assert read(page).words().count(INVITED) == 1


def test_where_results_are_handed_out_is_said_once_for_each_place(django_assert_max_num_queries) -> None:
    entered(centre())
    first, second, third = (dossier_at("result-ready").dossier for _n in range(3))
    Dossier.objects.filter(pk=third.pk).update(point="trung-tam-ba-dinh")
    alice = Visitor("alice", language="vi")
    desk = Unit.objects.get(slug="mot-cua")

    with django_assert_max_num_queries(12):
        page = alice.get("/ho-so/")

    words, main = read(page).words(), page.content.decode().partition("<footer")[0]
    assert f"Nơi trả kết quả hồ sơ {first.code}, {second.code}: {desk.name_vi}, {desk.address}" in words
    assert main.count(desk.address) == 1
    assert words.count("Nơi trả kết quả") == 2
    assert f"Nơi trả kết quả hồ sơ {third.code}: {centre().name.vi}, 25 Liễu Giai, Hà Nội" in words
    found = read(alice.get("/ho-so/", {"q": first.code})).words()
    assert f"Nơi trả kết quả hồ sơ {first.code}: {desk.name_vi}" in found


@pytest.mark.parametrize(("typed", "waits"), [({}, True), (POSTED, False), ({"result_way": "online"}, False)])
def test_a_result_that_comes_by_itself_waits_for_nobody(typed: dict[str, str], *, waits: bool) -> None:
    filed_at = local("2026-11-30 09:00")
    draft = story.draft_of("alice", filed_at, slug="gcn-diem-tro-choi")
    drafts.save(draft, typed, at=filed_at)
    walk = Walk(commands.submit(draft.key, owner=draft.owner, at=filed_at), filed_at).until("result-ready")

    page = Visitor("alice", language="vi").get("/ho-so/")

    assert titles(page) == [walk.dossier.code]
    assert [row.code for row in page.context["waiting"]] == [walk.dossier.code] * waits
    assert (INVITED in read(page).words()) is waits


def test_what_the_office_wrote_of_a_dossier_that_has_ended_waits_for_nobody() -> None:
    walk = dossier_at("filed")
    act(walk, acts.TO_APPLICANT, "bob", "2026-12-07 08:00", message="Đơn này ai ký?")
    act(walk, "reject", "bob", "2026-12-07 08:30", reason="Không thuộc thẩm quyền.")

    page = Visitor("alice", language="vi").get("/ho-so/")

    assert page.context["waiting"] == []
    assert "Cơ quan nhắn" not in read(page).words()


def test_a_question_waits_on_the_first_page_wherever_its_dossier_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(my_dossiers, "PAGE", 2)
    walk = dossier_at("tham-dinh")
    write(walk, (acts.TO_APPLICANT, "dung"))
    for n in range(3):
        story.file("alice", at=NOW - timedelta(minutes=n))

    assert titles(Visitor("alice").get("/ho-so/"))[0] == walk.dossier.code


def test_a_wish_to_withdraw_is_marked_until_it_is_confirmed() -> None:
    walk, alice = dossier_at("tham-dinh"), Visitor("alice", language="vi")
    act(walk, "ask-withdrawal", "alice", "2026-12-07 08:00")
    asked = read(alice.get("/ho-so/")).words()
    act(walk, "confirm-withdrawal", "bob", "2026-12-07 08:30")

    assert "Bạn đã xin rút hồ sơ này." in asked
    assert "Bạn đã xin rút hồ sơ này." not in read(alice.get("/ho-so/")).words()


def test_messages_are_asked_for_once_however_many_there_are(django_assert_max_num_queries) -> None:
    for _n in range(3):
        write(dossier_at("tham-dinh"), (acts.TO_APPLICANT, "dung"))
    ended(7)
    alice = Visitor("alice")
    alice.get("/ho-so/")

    with django_assert_max_num_queries(10):
        alice.get("/ho-so/")


def ended(n: int) -> list[str]:
    """Reject so many dossiers, one a minute; return their numbers, what ended last first."""
    walks = [dossier_at("filed") for _n in range(n)]
    for place, walk in enumerate(walks):
        act(walk, "reject", "bob", f"2026-12-07 08:{10 + place}", reason="Không thuộc thẩm quyền.")
    return [walk.dossier.code for walk in reversed(walks)]


def test_what_has_ended_stands_below_what_has_not_the_last_ones_with_a_way_to_all() -> None:
    codes, opened = ended(7), story.file("alice", at=NOW - timedelta(days=30))
    alice = Visitor("alice")

    first, all_of_them = alice.get("/ho-so/"), alice.get("/ho-so/?list=ended")

    assert titles(first) == [opened.code, *codes[:5]]
    assert 'href="/ho-so/?list=ended"' in first.content.decode()
    assert titles(all_of_them) == codes


def test_what_has_ended_a_moment_ago_is_open_until_that_has_gone_out(clock: time_machine.Traveller) -> None:
    walk = dossier_at("filed")
    for n in range(6):
        story.file("alice", at=NOW - timedelta(minutes=n))
    act(walk, "reject", "bob", "2026-12-07 09:00", reason="Không thuộc thẩm quyền.")
    alice = Visitor("alice")
    before = [alice.get(address) for address in ("/ho-so/", "/ho-so/?list=ended")]
    clock.move_to(NOW + timedelta(minutes=2))
    after = [alice.get(address) for address in ("/ho-so/", "/ho-so/?list=ended")]

    assert [[row.code for row in page.context["ended"]] for page in (before[0], after[0])] == [[], [walk.dossier.code]]
    assert [titles(page) for page in (before[1], after[1])] == [[], [walk.dossier.code]]


@pytest.mark.parametrize("query", ["so tay nuoi", "SỔ TAY", "{code}", "{end}", "tay xuất bản"])
def test_one_finds_one_s_own_by_number_title_and_procedure_without_accents(query: str) -> None:
    found = story.file("alice", at=NOW, answers={**story.ANSWERS, "material_name": "Sổ tay nuôi ong"})
    story.file("alice", at=NOW - timedelta(days=3))
    story.file("viet-an", at=NOW - timedelta(days=2), answers={**story.ANSWERS, "material_name": "Sổ tay nuôi ong"})
    query = query.format(code=found.code, end=found.code[-11:])

    page = Visitor("alice").get("/ho-so/", {"q": query})

    assert titles(page) == [found.code]
    assert f"Dossiers found for “{query}”: 1" in read(page).words()


def test_what_has_ended_is_found_and_what_is_not_there_is_said() -> None:
    [code], alice = ended(1), Visitor("alice")

    assert titles(alice.get("/ho-so/", {"q": code})) == [code]
    assert "Dossiers found for “zzz”: 0" in read(alice.get("/ho-so/", {"q": "zzz"})).words()


def test_pages_of_a_search_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(my_dossiers, "PAGE", 1)
    for n in range(2):
        story.file("alice", at=NOW - timedelta(minutes=n))

    assert 'rel="next" href="?q=H26&amp;after=' in Visitor("alice").get("/ho-so/", {"q": "H26"}).content.decode()


def test_what_lies_at_the_desk_after_the_end_waits_for_the_person_until_it_is_fetched() -> None:
    waits = "đang ở Bộ phận Một cửa, chờ bạn nhận"
    sent_back, others = gone_back.sent_back(), ended(7)
    before = Visitor("alice", language="vi").get("/ho-so/")
    handover = Handover(sent_back.dossier.applicant_name, Way.IN_PERSON, "CCCD 2345", things={RESULT.name: ()})
    sent_back.take(HAND_BACK_LATER, "bob", handover=handover)
    after = Visitor("alice", language="vi").get("/ho-so/")

    assert waits in read(before).words()
    assert [row.code for row in before.context["waiting"]] == [sent_back.dossier.code]
    assert [row.code for row in before.context["ended"]] == others[:5]
    assert waits not in read(after).words()
    assert after.context["waiting"] == []
    assert sent_back.dossier.code in titles(Visitor("alice").get("/ho-so/?list=ended"))
