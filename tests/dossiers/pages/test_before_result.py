"""What is to take place before its result can be there is said to whoever files it."""

import pytest

from dossiers.pages.answers import before_result
from procedures.answers import clean
from procedures.models import ProcedureVersion
from tests.dossiers.lifecycle import local

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "name", "value", "is_told"),
    [
        ("trien-lam-hoi-cho-xbp", "opens_on", "15/01/2026", True),
        ("trien-lam-hoi-cho-xbp", "opens_on", "16/01/2026", False),
        ("trien-lam-hoi-cho-xbp", "closes_on", "15/01/2026", False),
        ("hop-bao-trong-nuoc", "held_at", "15/01/2026 09:00", True),
        ("hop-bao-trong-nuoc", "held_at", "16/01/2026 09:00", False),
    ],
)
def test_what_takes_place_before_its_result_is_told_of(slug: str, name: str, value: str, is_told: bool) -> None:
    machine = ProcedureVersion.objects.filter(procedure__slug=slug).latest("version").machine
    values, errors = clean([question for question in machine.questions if question.name == name], {name: value})
    assert not errors

    told = before_result(machine, values, local("2026-01-16 17:00"))

    assert [doubt.name for doubt in told] == ([name] if is_told else [])
    assert all("16/01/2026" in doubt.sentence for doubt in told)
    assert before_result(machine, values, None) == []
