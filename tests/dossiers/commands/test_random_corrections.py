"""Whatever is asked and however it is answered: folds, check of the record and pages say the same of the answers."""

import html
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from dossiers import commands, refusals
from dossiers.commands import Correction
from dossiers.filing import arriving, composed, corrections
from dossiers.filing.corrections import Asked
from dossiers.filing.known.applicant import APPLICANT
from dossiers.log import columns
from dossiers.log.answers import history, standing, standing_of
from dossiers.log.facts import facts_of
from dossiers.log.instants import event_of
from dossiers.log.whole import log_of
from dossiers.models import Dossier, Draft, Event
from dossiers.pages.answers import in_one_line
from dossiers.proof import audit
from portal.demo import story
from portal.demo.story import Walk
from procedures.answers import choice_field
from procedures.form import NO, YES, Question, QuestionKind
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.proof.records import record

FILED_AT = datetime(2026, 11, 30, 8, 30, tzinfo=LOCAL)
WHEN = "held_at"
pytestmark = [pytest.mark.django_db, pytest.mark.at(FILED_AT + timedelta(days=3))]


def press_conference() -> Walk:
    """Return a dossier in its appraisal whose time depends on an answer."""
    walk = Walk(story.file("alice", at=FILED_AT, slug="hop-bao-trong-nuoc"), FILED_AT)
    while "propose-supplement" not in {action.name for action in walk.dossier.machine.actions_from(walk.dossier.state)}:
        walk.onward()
    return walk


def request(walk: Walk, components: dict[str, str], questions: dict[str, str]) -> None:
    wishes: dict[str, Any] = {"components": components, "questions": questions}
    walk.take("propose-supplement", "dung", **wishes).take("issue-supplement", "bob", **wishes)


def other(question: Question, fields: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Return raw fields that say something else; the same for kinds that are left as they are."""
    name, said = question.name, fields.get(question.name, "")
    match question.kind:
        case QuestionKind.TEXT | QuestionKind.LONG_TEXT:
            return {name: f"{said[:40]} sửa {chance.randrange(99)}"}
        case QuestionKind.DATE_TIME:
            return {name: f"16:30 {chance.randrange(10, 28)}/12/2026"}
        case QuestionKind.CHOICE:
            return {name: chance.choice(question.choices).value}
        case QuestionKind.CHOICES:
            return {name: "", choice_field(name, chance.choice(question.choices).value): "on"}
        case QuestionKind.YES_NO:
            return {name: chance.choice((YES, NO))}
        case _:
            return {}


def sent(walk: Walk, asked: Asked, typed: dict[str, str], files: dict[str, str]) -> Event:
    walk.at += walk.pace
    draft = corrections.open_draft(walk.dossier, asked, at=walk.at)
    corrections.save(draft, asked, typed, at=walk.at)
    for component, name in files.items():
        arriving.add_file(draft, component, story.upload(name), by=walk.dossier.applicant, at=walk.at)
    seen = walk.dossier.sequence
    event = commands.correct(walk.dossier, owner=walk.dossier.applicant, at=walk.at, seen=seen, saved_at=draft.saved_at)
    walk.dossier.refresh_from_db()
    return event


def agrees(dossier: Dossier, model: dict[str, object]) -> None:
    events, _known = log_of(dossier)
    machine = dossier.machine
    assert standing(events) == standing_of(dossier) == model
    assert columns.project(events, machine) == columns.columns_of(dossier)
    row = composed.row(machine, model)
    assert row == {name: getattr(dossier, name) for name in row}
    announced = event_of(events)
    assert announced is not None
    assert announced.isoformat(timespec="minutes") == model[WHEN]
    for name, value in model.items():
        assert history(events, machine, name)[-1].value == value
    assert audit.check_all().differences == []


@pytest.mark.parametrize("seed", range(4))
def test_random_requests_and_answers_leave_a_record_that_agrees(seed: int) -> None:
    chance, walk = random.Random(seed), press_conference()
    machine = walk.dossier.machine
    model = dict(standing_of(walk.dossier))
    for _round in range(2):
        papers = [component.name for component in machine.components if not component.eform]
        answers = [question.name for question in corrections.askable(machine, model)]
        components = dict.fromkeys(chance.sample(papers, chance.randrange(1, len(papers) + 1)), "Bổ sung.")
        questions = dict.fromkeys(chance.sample(answers, chance.randrange(6)), "Sửa lại.")
        request(walk, components, questions)
        asked = commands.asked_in(walk.dossier, list(walk.dossier.events.order_by("sequence")))
        typed, files = {}, {}
        for item in asked.items:
            question = next((q for q in asked.questions if q.name == item.name), None)
            if item.is_paper and chance.random() < 0.5:
                files[item.name] = f"{item.name}.pdf"
            elif question is not None and chance.random() < 0.7:
                typed |= other(question, asked.before(), chance)
        before = record(but=(Draft, Draft.attachments.rel.related_model))
        try:
            event = sent(walk, asked, typed, files)
        except refusals.InvalidAnswers:
            assert record(but=(Draft, Draft.attachments.rel.related_model)) == before
            reasons = {f"{corrections.LACKING}{item.name}": "Vẫn đúng như vậy." for item in asked.items}
            event = sent(walk, asked, asked.before() | reasons, {})
        corrected = {name: event.payload.content.get("corrected", {})[name] for name in facts_of(event).corrected}
        model = {name: value for name, value in (model | corrected).items() if value is not None}
        agrees(walk.dossier, model)
        page = html.unescape(Visitor("bob").get(f"/mot-cua/{walk.dossier.code}/").content.decode())
        for name, value in corrected.items():
            shown = machine.question(name) or next(one for one in APPLICANT if one.name == name)
            if shown.kind is QuestionKind.TEXT and value is not None:
                assert in_one_line(shown, value) in page, name
        walk.take("confirm-supplement", "bob")


def test_the_time_follows_a_corrected_event_also_once_the_words_are_erased() -> None:
    walk = press_conference()
    outcome = walk.dossier.machine.outcome("refused")
    request(walk, {}, {WHEN: "Giờ họp báo đã đổi."})
    asked = commands.asked_in(walk.dossier, list(walk.dossier.events.order_by("sequence")))

    event = sent(walk, asked, {WHEN: "09:00 22/12/2026"}, {})

    moved = datetime(2026, 12, 22, 9, 0, tzinfo=LOCAL)
    log = list(walk.dossier.events.order_by("sequence"))
    assert facts_of(event).announced_at == moved
    assert event_of(log) == moved
    inform_by = columns.terms_of(walk.dossier.machine, log, outcome).inform_by
    assert inform_by == moved - timedelta(hours=12)
    for one in walk.dossier.events.select_related("payload"):
        type(one.payload).objects.filter(pk=one.payload.pk).erase(at=walk.at)
    assert event_of(list(walk.dossier.events.order_by("sequence"))) == moved
    assert audit.check_all().differences == []


def test_a_command_takes_no_name_that_the_version_of_the_dossier_does_not_have() -> None:
    walk = press_conference()
    with pytest.raises(refusals.InvalidAnswer):
        request(walk, {}, {"asked_by_a_later_version": "Ghi lại."})
    request(walk, {}, {WHEN: "Giờ họp báo đã đổi."})
    before = record()

    with pytest.raises(refusals.InvalidAnswer):
        walk.take("answer-supplement", "alice", correction=Correction({"asked_by_a_later_version": "x"}))

    assert record() == before
