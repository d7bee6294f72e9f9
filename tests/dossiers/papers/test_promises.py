"""Nothing that is promised is missing: each form that a picture, a page, an act or a mail names has its printer."""

from datetime import date

import pytest

from dossiers import outbox
from dossiers.background.reactions import REACTIONS
from dossiers.display.diagram.wording import SHEETS as IN_PICTURES
from dossiers.display.labels import PAPER_LABELS
from dossiers.notices.contents.enclosed import ATTACHED
from dossiers.notices.occasions import KINDS
from dossiers.papers.registry import PAPERS
from portal.postgres import BASE_DIR
from procedures.machine import Action, Deed, Machine, Outcome, Paper
from procedures.models import ProcedureVersion, VersionStatus
from procedures.time.regimes.book import Days
from tests.procedures.time.regimes.law import book

NOTICES = BASE_DIR / "templates" / "django" / "notices"


@pytest.fixture
def machines(db: None) -> list[Machine]:
    published = ProcedureVersion.objects.exclude(status=VersionStatus.DRAFT).order_by("pk")
    return [version.machine for version in published]


def printed(machine: Machine, action: Action, outcome: Outcome | None = None) -> set[Paper | None]:
    """Return the papers that an action has printed, which gives the outcome its number."""
    source, target = machine.states[action.source], machine.states[action.target]
    kinds = outbox.effects_of(action, source, target, outcome=outcome)
    return {paper for paper in Paper if outbox.issue_of(paper) in kinds}


def test_each_act_that_a_picture_shows_with_a_form_has_it_printed(machines: list[Machine]) -> None:
    assert len(machines) > 100
    for machine in machines:
        for action in machine.actions:
            assert printed(machine, action) == ({action.paper} if action.paper else set()), (machine.slug, action.name)


def test_each_outcome_that_a_picture_shows_with_a_form_has_it_printed(machines: list[Machine]) -> None:
    for machine in machines:
        for outcome in machine.outcomes:
            ends = [one for one in machine.actions if one.outcome == outcome.name or one.deed is Deed.NUMBER]
            assert ends
            expected = {outcome.paper} if outcome.paper else set()
            assert all(printed(machine, one, outcome) == expected for one in ends), (machine.slug, outcome.name)


def test_each_form_that_is_named_anywhere_has_a_row_a_reaction_and_a_label() -> None:
    assert set(Paper) == IN_PICTURES.keys() <= PAPERS.keys()
    assert PAPERS.keys() == PAPER_LABELS.keys()
    assert {outbox.issue_of(paper) for paper in PAPERS} <= REACTIONS.keys()


def test_each_form_of_today_has_its_number_and_title() -> None:
    for day in (date(2025, 9, 15), date(2026, 11, 30)):
        forms = [book().ruling(Days(act=day)).form(paper) for paper in Paper]
        assert all(form and form.number and form.title for form in forms), day


def test_a_mail_that_says_that_a_paper_goes_with_it_has_one() -> None:
    says = {path.stem for path in NOTICES.glob("*.txt") if "gửi kèm thư này" in path.read_text()}

    assert says == {"accepted", "base"}
    assert "accepted" in ATTACHED
    assert "{% if news.enclosed %}" in (NOTICES / "base.txt").read_text().split("gửi kèm thư này")[0]
    assert ATTACHED.keys() <= set(KINDS)
