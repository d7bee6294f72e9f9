"""What was recorded without all of its papers is accepted only after a question that names them."""

from datetime import datetime

import pytest

from dossiers import commands
from dossiers.filing.counter import entries, intake
from dossiers.models import Channel, Dossier
from dossiers.pages.logged.intake import LACKING
from dossiers.refusals.bulk import PapersLacking
from portal.demo import story
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import judged

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


@pytest.fixture
def bob() -> Visitor:
    return Visitor("bob", language="vi")


def recorded(lacking: str, channel: Channel = Channel.POST) -> Dossier:
    """Return what was recorded without a paper."""
    draft = counter.begun(at=MONDAY, channel=channel)
    typed = {**counter.pressed(draft, MONDAY), intake.SETS: "1", intake.count_field(lacking, intake.ORIGINALS): ""}
    entries.save(draft, typed, at=MONDAY)
    return commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=False).dossier


def names() -> dict[str, str]:
    """Return the titles of the papers that must come, by their names."""
    machine = counter.begun(at=MONDAY).version.machine
    return {one.name: one.title.vi for one in machine.components if one.eform or one.required}


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_nothing_is_accepted_before_a_tick_at_the_papers_that_did_not_come(bob: Visitor, channel: Channel) -> None:
    for name, title in names().items():
        dossier = recorded(name, channel)
        page = bob.get(f"/mot-cua/{dossier.code}/")

        refused = bob.send(page, "accept/")

        dossier.refresh_from_db()
        assert dossier.state == dossier.machine.initial, name
        assert title in read(refused).errors[f"id_accept_{LACKING}"]
        bob.send(refused, "accept/", {LACKING: "on"})
        dossier.refresh_from_db()
        assert dossier.state == "accepted", name


def test_what_came_whole_and_what_came_on_line_is_accepted_by_one_press(bob: Visitor) -> None:
    whole = counter.entered(at=MONDAY, channel=Channel.POST, accept=False).dossier
    for dossier in (whole, story.file("alice", at=MONDAY)):
        page = bob.get(f"/mot-cua/{dossier.code}/")

        assert LACKING not in page.content.decode()
        bob.send(page, "accept/")

        dossier.refresh_from_db()
        assert dossier.state == "accepted"


def test_with_many_it_is_left_out_by_the_name_of_what_is_lacking() -> None:
    (name, title), *_others = names().items()
    whole, lacks = counter.entered(at=MONDAY, accept=False).dossier, recorded(name)

    found = {one.code: one.refusal for one in judged("accept", [whole, lacks], "bob", MONDAY)}

    assert found[whole.code] is None
    assert isinstance(found[lacks.code], PapersLacking)
    assert title in str(found[lacks.code])
