"""Which date the file of a list gives of what is due first: that of its row."""

from datetime import timedelta

import pytest
from django.utils import translation

from dossiers.models import Dossier
from procedures.time.calendar import local as local_time
from tests.dossiers.lifecycle import dossier_at
from tests.dossiers.reports.sheets import read_csv
from tests.dossiers.reports.test_export import NOW, asked, made

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_a_file_gives_the_date_that_the_row_shows_and_none_where_that_shows_none() -> None:
    translation.activate("en")
    ready, paused = dossier_at("result-ready").dossier, dossier_at("tham-dinh.payment-due").dossier
    Dossier.objects.filter(pk=paused.pk).update(late_at=NOW - timedelta(days=1), nearest_at=paused.deadline_at)

    rows = read_csv(made(asked([ready, paused], columns=("deadline_word", "deadline"), by="bob")))[1:]

    assert rows == [["Early", f"{local_time(ready.lawful_due_at):%d/%m/%Y %H:%M}"], ["Paused", ""]]
