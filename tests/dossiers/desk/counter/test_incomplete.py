"""What was recorded without all of its papers is accepted only after a question that names them."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from dossiers import commands
from dossiers.filing.counter import entries, intake
from dossiers.filing.drafts import component_field
from dossiers.models import Channel, Dossier
from dossiers.pages.acting.foreseen import lacking_by
from dossiers.pages.logged.intake import LACKING
from dossiers.papers.supplement import supplement_of
from dossiers.refusals.bulk import PapersLacking
from portal.demo import story
from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import judged
from tests.dossiers.desk.counter.test_answer_pages import form_of, page_of

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)

SLUG = "xb-tai-lieu-khong-kinh-doanh"

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


def short(came: str = "1") -> tuple[Dossier, str, str]:
    """Return what came by post with one of two manuscripts, with the name of that paper and what is said of it."""
    draft = counter.begun(SLUG, at=MONDAY, channel=Channel.POST)
    [paper] = [one for one in draft.version.machine.components if one.originals == 2]
    typed = {**counter.pressed(draft, MONDAY), intake.count_field(paper.name, intake.ORIGINALS): came}
    entries.save(draft, typed, at=MONDAY)
    dossier = commands.enter(draft.key, actor=counter.at_desk(MONDAY), at=MONDAY, accept=False).dossier
    return dossier, paper.name, f"{paper.title.vi} (cần 2 bản, đã nhận 1 bản)"


def test_of_a_paper_of_which_fewer_came_the_file_the_request_and_the_acceptance_say_so(bob: Visitor) -> None:
    dossier, name, said = short()
    path = f"/mot-cua/{dossier.code}/"
    page = bob.get(path)

    form = next(one for one in read(page).forms if one.action.endswith("/ask-supplement/"))
    assert form.values[component_field(name)] == "Cần 2 bản, mới nhận 1 bản; đề nghị nộp thêm 1 bản."
    assert "Bản chính: 1 – cần 2 bản" in read(page).words()
    refused = bob.send(page, "accept/")

    dossier.refresh_from_db()
    assert dossier.state == dossier.machine.initial
    assert said in read(refused).errors[f"id_accept_{LACKING}"]
    [found] = judged("accept", [dossier], "bob", MONDAY)
    assert said in str(found.refusal)
    bob.send(refused, "accept/", {LACKING: "on"})
    dossier.refresh_from_db()
    assert dossier.state == "accepted"


def test_form_02_counts_nothing_of_a_paper_of_which_some_came_and_all_of_what_did_not(bob: Visitor) -> None:
    for came, originals in (("1", 0), ("", 2), ("2", 2)):
        dossier, name, _said = short(came)
        walk = Walk(dossier, MONDAY).take("ask-supplement", "bob", components={name: "Nộp thêm, đóng dấu giáp lai."})

        [row] = supplement_of(walk.events[-1], "01/2026/HDHS", "k3PqZ0" * 7).items

        assert row.originals == originals, came


def test_of_what_came_with_the_answer_the_rest_is_counted_too(bob: Visitor) -> None:
    dossier, name, said = short()
    Walk(dossier, MONDAY).take("ask-supplement", "bob", components={name: "Nộp thêm 1 bản."})
    with translation.override("vi"):
        assert any(said in one for one in lacking_by(dossier.machine, list(dossier.events.select_related("payload"))))
    dossier.refresh_from_db()
    count = {intake.count_field(name, intake.ORIGINALS): "1"}

    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        values = form_of(bob.get(page_of(dossier))).values
        done = bob.post(page_of(dossier), {**values, **count, "note": "Bản thứ hai.", "do": "record"})

    assert done.status_code == 302, read(done).errors
    log = list(dossier.events.select_related("payload"))
    assert log[-1].action == "answer-supplement"
    with translation.override("vi"):
        assert not any(said in one for one in lacking_by(dossier.machine, log))
