"""What is chosen at a list: a box in each row, a bar below them, without scripts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accounts.roles import Role
from dossiers.background import relay
from dossiers.bulk.judging import Chosen, Judge
from dossiers.bulk.kinds import KINDS, roles_in
from portal.demo import story
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import FILED, NOW, paid_until, person, proposed, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

LATER = NOW + timedelta(hours=4)
OFFERED = {
    "bob": ["accept", "transfer", "return", "remind"],
    "hoa": ["assign", "initial", "remind"],
    "dung": [],
    "lan": ["decide", "remind", "apologise"],
    "tam": ["number"],
    "van": [],
    "carol": ["remind"],
}


@pytest.mark.parametrize("who", OFFERED)
def test_each_is_offered_what_is_for_many_of_that_seat(who: str) -> None:
    some(1, "phan-cong")

    page = read(Visitor(who).get("/mot-cua/?list=open"))

    bar = [form for form in page.forms if form.action == "/mot-cua/hang-loat/"]
    assert [value for form in bar for _name, value in form.buttons] == OFFERED[who]


WORKS_IN = {
    "accept": "filed",
    "transfer": "accepted",
    "assign": "phan-cong",
    "initial": "xem-xet",
    "decide": "ky-duyet",
    "number": "van-thu",
    "return": "result-ready",
    "remind": "tham-dinh",
    "apologise": "tham-dinh",
}


@pytest.mark.parametrize(("who", "kind"), [(who, kind) for who, kinds in OFFERED.items() for kind in kinds])
def test_what_is_offered_to_somebody_can_be_done_with_some_dossier(who: str, kind: str) -> None:
    dossier = paid_until(WORKS_IN[kind]) if kind == "return" else some(1, WORKS_IN[kind])[0]
    if kind == "apologise":
        proposed(dossier, date(2026, 12, 21))
    relay.run(LATER)

    [found] = Judge(KINDS[kind], person(who), None, LATER).judge([Chosen(dossier.code)])

    assert found.refusal is None
    assert found.ready is not None


def test_who_decides_by_a_machine_is_offered_that() -> None:
    machine = story.file("alice", at=FILED).machine
    decides = next(action for action in machine.actions if KINDS["decide"].is_meant(action))
    by_heads = replace(decides, by=frozenset({Role.DIVISION_HEAD}))
    other = replace(machine, actions=tuple(by_heads if one is decides else one for one in machine.actions))

    assert roles_in(machine)["decide"] == {Role.DEPARTMENT_LEADER}
    assert roles_in(other)["decide"] == {Role.DIVISION_HEAD}


def test_a_row_sends_its_number_and_the_sequence_that_is_shown() -> None:
    [dossier] = some(1)

    page = Visitor("bob").get("/mot-cua/?list=mine").content.decode()

    assert f'name="chosen" value="{dossier.code}:{dossier.sequence}"' in page


def test_the_bar_keeps_the_list_s_filters() -> None:
    some(1)

    page = read(Visitor("bob").get("/mot-cua/?list=open&sort=-filed"))

    [bar] = [form for form in page.forms if form.action == "/mot-cua/hang-loat/"]
    assert bar.values["list"] == "open"


def test_all_that_a_search_found_is_chosen_in_its_order_and_as_its_filters_leave_it() -> None:
    first, second, ended = some(3)
    story.take(ended, "reject", "bob", at=NOW)
    bob = Visitor("bob")
    found = {"q": "nguyen thi", "list": "mine"}
    [listed] = [form for form in read(bob.get("/mot-cua/", found)).forms if form.action.endswith("hang-loat/")]
    assert "all that was found (3)" in read(bob.get("/mot-cua/", found)).words()

    page = bob.get("/mot-cua/hang-loat/", listed.values | {"act": "accept", "all": "1"})
    open_ones = bob.get("/mot-cua/hang-loat/", {**found, "state": "open", "act": "accept", "all": "1"})

    assert {row["code"] for row in page.context["todo"]} == {first.code, second.code}
    assert [row["code"] for row in page.context["left_out"]] == [ended.code]
    assert (len(open_ones.context["todo"]), len(open_ones.context["left_out"])) == (2, 0)


@pytest.mark.parametrize(("who", "is_listed"), [("bob", True), ("dung", False)])
def test_the_keys_of_choosing_are_listed_where_rows_have_boxes(who: str, *, is_listed: bool) -> None:
    said = read(Visitor(who).get("/mot-cua/")).words()

    assert ("choose the row" in said, "to what is done with the chosen rows" in said) == (is_listed, is_listed)
