"""What stands at the foot of every page: a sentence that sends somebody to the desk is of use only with a number."""

import pytest
from django.core.cache import caches

from accounts.models import Unit
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.lifecycle import local

pytestmark = [pytest.mark.django_db, pytest.mark.at(local("2026-01-06 09:00"))]


@pytest.mark.parametrize(("entered", "shown"), [("+842438123456", "Số điện thoại: 02438123456"), ("", "")])
def test_the_number_of_the_desk_stands_there_once_it_is_entered(entered: str, shown: str) -> None:
    Unit.objects.filter(slug="mot-cua").update(phone=entered)
    caches["process"].clear()

    words = read(Visitor("", language="vi").get("/")).words()
    caches["process"].clear()

    assert "Bộ phận Một cửa: " in words
    assert ("Số điện thoại" in words) == bool(shown)
    assert shown in words
