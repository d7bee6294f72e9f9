"""Before the desk takes a dossier to be complete it reads which appointment that gives: the very one that it gives then."""

import pytest
import time_machine

from dossiers.display.formats import vn_datetime
from portal.demo.story import Walk
from procedures.machine import Paper
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import act, dossier_at, local

ASKED, NOW = "2026-01-07 10:00", "2026-01-14 15:00"

pytestmark = pytest.mark.django_db


def answered(state: str, *path: str) -> Walk:
    """Return a dossier whose applicant has answered a request, which the desk is to confirm."""
    walk = dossier_at(state)
    for name in path:
        act(walk, name, "bob", ASKED, components={"ban-thao": "Đóng dấu giáp lai."}, questions={})
    act(walk, "answer-supplement", "alice", "2026-01-13 09:00")
    return walk


@pytest.mark.parametrize(
    ("state", "path"),
    [("tham-dinh.supplement-proposed", ["issue-supplement"]), ("filed", ["ask-supplement"])],
)
def test_an_answer_that_is_taken_to_be_complete_gives_the_appointment_that_was_read_before(
    state: str, path: list[str]
) -> None:
    walk = answered(state, *path)
    with time_machine.travel(local(NOW), tick=False):
        box = read(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/")).words()
    machine = walk.dossier.machine
    name = next(
        action.name
        for action in machine.actions_from(walk.dossier.state)
        if action.name == "confirm-supplement" or action.paper is Paper.RECEIPT
    )

    act(walk, name, "bob", NOW)

    walk.dossier.refresh_from_db()
    assert f"result promised by {vn_datetime(walk.dossier.due_at)}" in box
