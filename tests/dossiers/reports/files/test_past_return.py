"""What a file says of open dossiers that are past their return date."""

from datetime import timedelta

import pytest

from accounts.seats import seats_of
from dossiers.reports.files.listed import fields_of, table
from portal.demo import story
from tests.dossiers.lifecycle import MONDAY, dossier_at

pytestmark = pytest.mark.django_db


def test_a_file_says_which_open_dossiers_are_past_their_return_date() -> None:
    dossier = dossier_at("phan-cong").dossier
    assert dossier.late_at is not None
    seats = seats_of(story.person("bob"), MONDAY.date())

    fields = fields_of(("verdict",))
    row = tuple(getattr(dossier, field) for field in fields)
    said = [
        table(("verdict",), [row], seats, at)[0][0] for at in (dossier.late_at - timedelta(seconds=1), dossier.late_at)
    ]

    assert said == ["", "Trễ hẹn trả"]
