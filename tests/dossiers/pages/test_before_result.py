"""What is to take place before its result can be there is said to whoever files it."""

from datetime import date

import pytest

from dossiers.pages.answers import before_result
from procedures.models import ProcedureVersion
from tests.dossiers.lifecycle import local

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("slug", "name", "value", "is_told"),
    [
        ("trien-lam-hoi-cho-xbp", "opens_on", date(2026, 1, 15), True),
        ("trien-lam-hoi-cho-xbp", "opens_on", date(2026, 1, 16), False),
        ("trien-lam-hoi-cho-xbp", "closes_on", date(2026, 1, 15), False),
        ("hop-bao-trong-nuoc", "held_at", local("2026-01-15 09:00"), True),
        ("hop-bao-trong-nuoc", "held_at", local("2026-01-16 09:00"), False),
    ],
)
def test_what_takes_place_before_its_result_is_told_of(slug: str, name: str, value: date, is_told: bool) -> None:
    machine = ProcedureVersion.objects.filter(procedure__slug=slug).latest("version").machine

    told = before_result(machine, {name: value}, local("2026-01-16 17:00"))

    assert [doubt.name for doubt in told] == ([name] if is_told else [])
    assert all("16/01/2026" in doubt.sentence for doubt in told)
    assert before_result(machine, {name: value}, None) == []
