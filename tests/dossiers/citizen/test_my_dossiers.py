"""A person's own list: what waits for that person is on top, and each row is known by its subject."""

import re
from datetime import timedelta

import pytest

from dossiers import queries
from dossiers.models import Dossier
from portal.demo import story
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
