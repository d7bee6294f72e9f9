"""What is new: what has come to one's own step and was opened there by nobody since."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from dossiers.models import Dossier, Opening
from dossiers.proof import audit
from tests.dossiers.browsing import Visitor
from tests.dossiers.desk.test_rows import rows
from tests.dossiers.lifecycle import act, dossier_at
from tests.dossiers.officers import officer, substitute

pytestmark = pytest.mark.django_db


def is_new(dossier: Dossier, who: str) -> bool:
    return "mới" in rows(who)[dossier.code].marks.split()


def open_(dossier: Dossier, who: str) -> None:
    assert Visitor(who).get(f"/mot-cua/{dossier.code}/").status_code == 200


def test_what_came_is_new_until_somebody_of_the_step_has_opened_it() -> None:
    dossier = dossier_at("filed").dossier
    officer("phuc", Role.ONE_STOP_OFFICER, "mot-cua")
    assert is_new(dossier, "bob")
    assert is_new(dossier, "phuc")

    open_(dossier, "phuc")

    assert not is_new(dossier, "phuc")
    assert not is_new(dossier, "bob"), "a colleague has it in hand"


def test_what_others_have_is_not_new_to_who_only_sees_it() -> None:
    dossier = dossier_at("xem-xet").dossier

    open_(dossier, "bob")
    open_(dossier, "carol")

    assert {who: is_new(dossier, who) for who in ("bob", "lan", "tam", "dung", "carol", "hoa")} == {
        **dict.fromkeys(("bob", "lan", "tam", "dung", "carol"), False),
        "hoa": True,
    }
    assert not Opening.objects.exists(), "who only looks takes nothing from whom it has come to"


def test_it_is_new_again_where_it_comes_to_the_next_step() -> None:
    walk = dossier_at("phan-cong")
    open_(walk.dossier, "hoa")
    act(walk, "finish-phan-cong", "hoa", "2026-01-06 09:00")
    assert is_new(walk.dossier, "dung")

    open_(walk.dossier, "dung")
    assert not is_new(walk.dossier, "dung")
    act(walk, "finish-tham-dinh", "dung", "2026-01-07 09:00")

    assert is_new(walk.dossier, "hoa"), "it was with her before, at another step"


def test_who_stands_in_opens_it_for_the_absent() -> None:
    dossier = dossier_at("tham-dinh").dossier
    officer("minh", Role.SPECIALIST, "bao-chi-xuat-ban")
    open_(dossier, "minh")
    assert is_new(dossier, "dung"), "a colleague of the division has not got it"

    substitute("dung", "minh", date(2016, 1, 1), date(2099, 1, 1))
    open_(dossier, "minh")

    assert not is_new(dossier, "dung")


def test_the_head_of_a_page_and_what_is_refused_open_nothing() -> None:
    dossier = dossier_at("filed").dossier

    Visitor("bob").head(f"/mot-cua/{dossier.code}/")
    Visitor("alice").get(f"/mot-cua/{dossier.code}/")
    Visitor("bob").post(f"/mot-cua/{dossier.code}/reject/", {"seen": dossier.sequence})

    assert is_new(dossier, "bob")


def test_it_is_written_once_beside_the_log_by_one_statement() -> None:
    dossier = dossier_at("filed").dossier
    before = (dossier.sequence, dossier.arrived, dossier.arrived_with)
    bob = Visitor("bob")

    asked = []
    for _visit in range(3):
        with CaptureQueriesContext(connection) as queries:
            bob.get(f"/mot-cua/{dossier.code}/")
        asked.append([query["sql"] for query in queries if "dossiers_opening" in query["sql"]])

    assert [len(statements) for statements in asked] == [1, 1, 1]
    dossier.refresh_from_db()
    assert (dossier.sequence, dossier.arrived, dossier.arrived_with) == before
    assert Opening.objects.get().arrived_with == dossier.arrived_with
    assert not audit.check_all().differences


def test_a_list_asks_once_for_all_its_rows_and_not_at_all_where_nothing_is_new() -> None:
    for _n in range(3):
        dossier_at("filed")
    bob, lan = Visitor("bob"), Visitor("lan")

    def asked(visitor: Visitor) -> int:
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/mot-cua/?list=open")
        return sum("dossiers_opening" in query["sql"] for query in queries)

    assert (asked(bob), asked(lan)) == (1, 0)
