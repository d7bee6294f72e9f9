"""Who reads a note: what is said under its field is what the page of the applicant then shows."""

from datetime import timedelta

import pytest
import time_machine

from accounts.roles import Role
from dossiers import acts
from dossiers.bulk.kinds import KINDS
from dossiers.models import Dossier
from dossiers.pages.logged.timeline import read_by
from portal.demo.story import dossier_in
from procedures.results import Capacity
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, begun, done, some
from tests.procedures.shipped import shipped_machine

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]

NOTE = "Đã xem dấu trang 3."
HINTS = {True: "Người nộp đọc được.", False: "Chỉ cán bộ đọc."}


@pytest.mark.parametrize(
    ("kind", "state", "who", "is_read"),
    [
        ("accept", "filed", "bob", True),
        ("transfer", "accepted", "bob", False),
        ("initial", "xem-xet", "hoa", False),
        ("decide", "ky-duyet", "lan", False),
    ],
)
def test_under_a_note_it_is_said_who_reads_it(
    kind: str, state: str, who: str, is_read: bool, clock: time_machine.Traveller
) -> None:
    dossiers, officer = some(1, state), Visitor(who, language="vi")
    [dossier] = dossiers
    act = next(filter(KINDS[kind].is_meant, acts.open_in(dossier.machine, state))).name
    file = officer.get(f"/mot-cua/{dossier.code}/").content.decode()
    page = officer.get("/mot-cua/hang-loat/", {"act": kind, "chosen": f"{dossier.code}:{dossier.sequence}"})

    hint = file.partition(f'id="id_{act}_note_helptext"')[2].partition("</div>")[0]
    assert hint.endswith(HINTS[is_read])
    assert HINTS[is_read] in page.content.decode()
    assert HINTS[not is_read] not in page.content.decode()
    common = {"capacity": Capacity.FOR_THE_HEAD} if kind == "decide" else {}
    done(begun(kind, dossiers, who, words=NOTE, **common))
    clock.shift(120)
    assert Dossier.objects.get(pk=dossier.pk).state != state
    said = read(Visitor("alice", language="vi").get(f"/ho-so/{dossier.code}/")).words()
    assert (NOTE in said) is is_read


def test_what_is_written_with_money_is_read_by_the_same_people_before_and_after_the_result() -> None:
    walk = dossier_in("tham-dinh", at=NOW - timedelta(hours=6)).take("ask-payment", "dung")
    receive, machine = acts.ACTS[acts.RECEIVE_PAYMENT], walk.dossier.machine

    told = {
        read_by(machine, found)
        for state in machine.states
        if (found := acts.find(machine, state, acts.RECEIVE_PAYMENT)) is not None
    }
    assert told == {HINTS[not receive.for_office]}
    walk.take(acts.RECEIVE_PAYMENT, "bob", note=NOTE)
    said = read(Visitor("alice", language="vi").get(f"/ho-so/{walk.dossier.code}/")).words()
    assert (NOTE in said) is not receive.for_office


def test_an_applicant_is_not_told_who_reads_a_note() -> None:
    machine = shipped_machine()
    own = [action for action in machine.actions if Role.CITIZEN in action.by]

    assert own
    assert {read_by(machine, action) for action in own} == {""}
