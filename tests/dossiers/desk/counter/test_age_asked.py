"""A day of birth that makes somebody a minor is asked about at its field, before there is such a person."""

import pytest

from dossiers.models import CounterPerson
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.desk.counter.test_pages import DESK, MONDAY, bob, noted

__all__ = ["bob"]

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def test_a_birth_that_makes_somebody_a_child_is_asked_about_before_there_is_such_a_person(bob: Visitor) -> None:
    asked = noted(bob, born_on="20112026")
    form = next(one for one in read(asked).forms if "number" in one.values)

    assert asked.status_code == 422
    assert "Người này mới 0 tuổi (sinh 20/11/2026)" in read(asked).errors["id_born_on"]
    assert not CounterPerson.objects.exists()
    again = bob.post(DESK, {**form.values, "born_on": "21112026"})
    assert (again.status_code, CounterPerson.objects.exists()) == (422, False), "another day is asked about anew"
    assert bob.post(DESK, form.values).status_code == 302
    assert CounterPerson.objects.count() == 1
