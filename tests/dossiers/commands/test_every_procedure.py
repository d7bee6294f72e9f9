"""Each procedure of the department can be filed, accepted, walked to its end and judged."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from dossiers.filing import drafts
from dossiers.models import Dossier
from portal.demo import story
from portal.demo.story import Walk
from procedures.form import QuestionKind
from procedures.language.compiler import SHIPPED
from procedures.language.meaning import LONGEST_OUTCOME, LONGEST_STEP
from procedures.machine import LimitUnit, Status, Tone
from procedures.time.calendar import LOCAL
from tests.dossiers.browsing import Visitor
from tests.dossiers.proof.records import differences_of
from tests.dossiers.variants import publish_text
from tests.procedures.language.test_edges import SHORT
from tests.procedures.shipped import changed

pytestmark = pytest.mark.django_db

SLUGS = sorted({path.parent.name for path in SHIPPED.glob("*/v*.toml")})
MORNING = datetime(2026, 7, 20, 8, 10, tzinfo=LOCAL)
"""A Monday after every shipped version took effect."""


def filed(slug: str) -> Walk:
    return Walk(story.file(at=MORNING, slug=slug), MORNING)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_dossier_is_walked_to_its_end_and_judged(slug: str) -> None:
    walk = filed(slug).to_the_end()

    dossier = walk.dossier
    machine = dossier.machine
    assert (dossier.status, dossier.outcome) == (Status.RETURNED, machine.outcomes[0].name)
    assert dossier.verdict in {"early", "on_time"}
    assert dossier.lawful_due_at == dossier.first_due_at
    assert {event.source for event in walk.events} >= {step.state for step in machine.steps}
    assert differences_of(dossier) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_dossier_is_refused_with_its_slip_and_judged(slug: str) -> None:
    walk = filed(slug)
    while not _refusals(walk.dossier):
        walk.onward()

    name = _refusals(walk.dossier)[0]
    last = next(step for step in walk.dossier.machine.steps if step.state == walk.dossier.state)
    walk.take(name, story.SEATED[last.role]).to_the_end()

    assert (walk.dossier.status, walk.dossier.outcome) == (Status.RETURNED, "refused")
    assert walk.dossier.verdict in {"early", "on_time"}


def _refusals(dossier: Dossier) -> list[str]:
    actions = dossier.machine.actions_from(dossier.state)
    return [action.name for action in actions if action.outcome == "refused" and action.tone is Tone.DANGER]


@pytest.mark.parametrize("slug", SLUGS)
def test_what_was_answered_is_kept_with_its_types(slug: str) -> None:
    dossier = filed(slug).dossier

    payload = dossier.events.get().payload.content or {}
    values, errors = drafts.check(dossier.machine, story.raw_answers(dossier.machine, MORNING), [], at=MORNING)
    kinds = {question.kind for question in dossier.machine.questions}
    own = [question for question in dossier.machine.questions if question.name in payload["answers"]]
    assert len(own) >= 4
    assert {type(payload["answers"][question.name]) for question in own} <= {str, int, bool, list, dict}
    assert kinds - {QuestionKind.TEXT, QuestionKind.LONG_TEXT}
    if slug != story.SLUG:
        assert {name: payload["answers"][name] for name in values if not name.startswith("applicant_")} == {
            name: value for name, value in values.items() if not name.startswith("applicant_")
        }
    assert all(field.startswith(("component-", "applicant_")) or _is_file(dossier, field) for field in errors)


def _is_file(dossier: Dossier, field: str) -> bool:
    question = dossier.machine.question(field)
    return question is not None and question.kind is QuestionKind.FILE


def test_a_refused_amendment_is_overdue_after_its_own_five_days() -> None:
    walk = filed("sua-doi-vbxn-buu-chinh")
    while not _refusals(walk.dossier):
        walk.onward()
    before = walk.dossier.lawful_due_at
    walk.at = datetime(2026, 7, 28, 9, 0, tzinfo=LOCAL)

    walk.take(_refusals(walk.dossier)[0], "tam")

    dossier = walk.dossier
    assert before == datetime(2026, 8, 3, 17, tzinfo=LOCAL)
    assert (dossier.verdict, dossier.lawful_due_at) == ("overdue", datetime(2026, 7, 27, 17, tzinfo=LOCAL))
    assert dossier.first_due_at == before


def test_a_press_conference_is_refused_late_within_twelve_hours_of_it() -> None:
    raw = story.raw_answers(story.file(at=MORNING, slug="hop-bao-trong-nuoc").machine, MORNING)
    walk = Walk(
        story.file("viet-an", at=MORNING, slug="hop-bao-trong-nuoc", answers=raw | {"held_at": "21/07/2026 09:30"}),
        MORNING,
    )
    while not _refusals(walk.dossier):
        walk.onward()
    walk.at = datetime(2026, 7, 20, 21, 30, tzinfo=LOCAL)

    walk.take(_refusals(walk.dossier)[0], "tam")

    assert walk.dossier.events.first().facts["event_at"] == "2026-07-21T09:30+07:00"
    assert walk.dossier.lawful_due_at == datetime(2026, 7, 20, 21, 30, tzinfo=LOCAL)
    assert walk.dossier.verdict == "overdue"


def test_a_display_goes_through_the_peoples_committee() -> None:
    walk = filed("trung-bay-tranh-anh").to_the_end()

    assert "van" in {event.actor.username for event in walk.events if event.actor}


@pytest.mark.parametrize("unit", LimitUnit)
def test_limits_of_every_unit_are_met(unit: LimitUnit) -> None:
    machines = [filed(slug).dossier.machine for slug in ("gp-ban-tin", "dk-tvro", "hop-bao-trong-nuoc")]

    assert unit in {machine.committed_limit.unit for machine in machines}


@pytest.mark.parametrize(
    ("slug", "told"),
    [("sua-doi-vbxn-buu-chinh", "27/07/2026"), ("gp-buu-chinh", "29/07/2026"), ("dk-tvro", None)],
)
def test_the_officer_is_told_by_when_a_refusal_must_come(slug: str, told: str | None) -> None:
    walk = filed(slug)
    walk.onward()

    page = Visitor("bob", language="vi").get(f"/mot-cua/{walk.dossier.code}/").content.decode()

    dues = re.findall(r"<dt>“[^”]+” trước</dt><dd>(.*?)</dd>", page, re.DOTALL)
    assert len(dues) == (1 if told else 0)
    assert all(str(told) in due for due in dues)


def test_a_procedure_with_the_longest_names_is_walked_to_its_end(tmp_path: Path) -> None:
    names = (
        ('name = "lam"', f'name = "{"l" * LONGEST_STEP}"'),
        ("outcomes = [", 'outcomes = [{ name = "cap", label = { vi = "Cấp", en = "Granted" } }, '),
        ('name = "granted", label', f'name = "{"t" * LONGEST_OUTCOME}", paper = "03", label'),
    )
    sector = (
        ('sector = "linh-vuc"', 'sector = "bao-chi"'),
        ('{ vi = "Lĩnh vực", en = "Sector" }', '{ vi = "Báo chí", en = "Press" }'),
    )
    publish_text(tmp_path, changed(*names, *sector, text=SHORT))
    walk = filed("ngan").onward().onward()

    walk.take(f"finish-{'l' * LONGEST_STEP}-{'t' * LONGEST_OUTCOME}", "tam").to_the_end()

    assert (walk.dossier.outcome, walk.dossier.status) == ("t" * LONGEST_OUTCOME, Status.RETURNED)


def test_a_year_is_not_written_as_an_amount() -> None:
    raw = story.raw_answers(filed("dk-co-so-in").dossier.machine, MORNING)
    years = {field: "2019" for field in raw if field.endswith("made_in_year")}
    assert years
    dossier = story.file("viet-an", at=MORNING, slug="dk-co-so-in", answers=raw | years)

    page = Visitor("bob", language="vi").get(f"/mot-cua/{dossier.code}/").content.decode()

    assert "2019" in page
    assert "2.019" not in page
