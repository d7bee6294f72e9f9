"""A person's own list: what waits for that person is on top, and each row is known by its subject."""

import re
from datetime import timedelta

import pytest

from dossiers import acts, queries
from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

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


def test_until_a_request_has_gone_out_the_dossier_stands_among_the_others(settings) -> None:
    walk = dossier_at("filed")
    act(walk, "ask-supplement", "bob", "2026-12-07 09:00", components={"ban-thao": "Đóng dấu."})

    page = Visitor("alice").get("/ho-so/")

    assert titles(page) == [walk.dossier.code]
    assert "bo-sung" not in page.content.decode()
    assert 'id="waiting"' not in page.content.decode()


def test_pages_of_the_list_hold_each_dossier_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
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


def test_what_the_office_wrote_of_a_dossier_that_has_ended_waits_for_nobody() -> None:
    walk = dossier_at("filed")
    act(walk, acts.TO_APPLICANT, "bob", "2026-12-07 08:00", message="Đơn này ai ký?")
    act(walk, "reject", "bob", "2026-12-07 08:30", reason="Không thuộc thẩm quyền.")

    page = Visitor("alice", language="vi").get("/ho-so/")

    assert page.context["waiting"] == []
    assert "Cơ quan nhắn" not in read(page).words()


def test_a_question_waits_on_the_first_page_wherever_its_dossier_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
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

    assert "Đang xin rút." in asked
    assert "Đang xin rút." not in read(alice.get("/ho-so/")).words()


def test_messages_are_asked_for_once_however_many_there_are(django_assert_max_num_queries) -> None:
    for _n in range(3):
        write(dossier_at("tham-dinh"), (acts.TO_APPLICANT, "dung"))
    alice = Visitor("alice")
    alice.get("/ho-so/")

    with django_assert_max_num_queries(10):
        alice.get("/ho-so/")
