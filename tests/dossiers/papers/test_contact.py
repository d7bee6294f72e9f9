"""Whom to ask, at the end of the forms that say it: of what the agency has not entered nothing is said."""

import pytest
from django.template.loader import render_to_string

from accounts.models import Unit
from dossiers.papers.parties import Office
from tests.dossiers.lifecycle import MONDAY


def said(**desk: str) -> str:
    agency = Unit(name_vi="Sở", name_en="Department")
    office = Office("", agency, Unit(name_vi="Bộ phận Một cửa", name_en="Desk", **desk), MONDAY.date())
    return " ".join(render_to_string("papers/contact.html", {"office": office, "officer": ""}, using="django").split())


@pytest.mark.django_db
def test_a_telephone_is_named_where_one_is_known_and_no_place_is_left_open_where_none_is() -> None:
    assert "số điện thoại: 024 3736 1234" in said(phone="024 3736 1234")
    assert "điện thoại" not in said()
    assert "…" not in said()
