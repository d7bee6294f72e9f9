"""Whose a result is: whom the form names, and so the licence; else for whom somebody applies, else who does."""

import pytest

from dossiers.filing.known.applicant import APPLICANT
from dossiers.filing.results.holders import NAMED_BY
from dossiers.models import Result
from dossiers.proof.audit import check_all
from portal.demo import story
from portal.demo.story import Walk
from procedures.language.compiler import compile_text
from tests.dossiers.lifecycle import local
from tests.procedures.shipped import newest

FILED = local("2027-01-05 08:30")
IN_FORM = story.ANSWERS["organisation_name"]


@pytest.mark.parametrize("path", newest(), ids=lambda path: path.parent.name)
def test_each_shipped_form_asks_for_one_holder(path: object) -> None:
    machine = compile_text(path.read_text(), path=path.name)  # type: ignore[attr-defined]

    named = {question.name for question in machine.questions} & set(NAMED_BY)

    assert len(named) == 1


def test_whom_the_form_names_comes_before_whoever_applies() -> None:
    applicant = {question.name for question in APPLICANT}

    assert [name for name in NAMED_BY if name in applicant] == [NAMED_BY[-1]]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "its"), [("alice", ""), ("viet-an", "Công ty TNHH Việt An")])
def test_a_result_is_of_whom_the_licence_names_whoever_files(who: str, its: str) -> None:
    answers = {**story.ANSWERS, "applicant_organisation": its}

    Walk(story.file(who, at=FILED, answers=answers), FILED).until("result-ready")

    assert Result.objects.get().holder == IN_FORM
    assert check_all().differences == []
