"""Before results are handed over together each is read by its number, with how its applicant wanted to receive it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.background import relay
from dossiers.models import Dossier, Result
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.bulk.choosing import NOW, before, paid_until, some

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]
LATER = NOW + timedelta(hours=4)


def ready(count: int) -> list[Dossier]:
    found = [paid_until("result-ready") for _each in range(count)]
    relay.run(NOW + timedelta(hours=3))
    return found


def test_each_result_stands_there_with_its_number_and_the_way_that_was_asked_for() -> None:
    dossiers = ready(2)

    with time_machine.travel(LATER, tick=False):
        page = before(Visitor("bob", language="vi"), "return", dossiers)

    words = read(page).words()
    for dossier in dossiers:
        result = Result.objects.get(dossier=dossier)
        assert f"số {result.number} ngày 30/11/2026" in words
    assert "Cách nhận kết quả" in words
    assert "Dự thảo" not in words
    assert "đọc dự thảo trong hồ sơ" not in words


def test_more_of_them_ask_no_more_for_that() -> None:
    dossiers, bob = ready(3), Visitor("bob")
    asked = []

    with time_machine.travel(LATER, tick=False):
        before(bob, "return", dossiers[:1])
        for chosen in (dossiers[:2], dossiers):
            with CaptureQueriesContext(connection) as queries:
                before(bob, "return", chosen)
            own = ("dossiers_result", "dossiers_eventpayload")
            asked.append(sum(any(f'FROM "{name}"' in one["sql"] for name in own) for one in queries))

    assert asked[1] - asked[0] <= 1, "one of the judgement of each, none of what is read"


def test_who_reminds_reads_nothing_of_results() -> None:
    page = before(Visitor("bob", language="vi"), "remind", some(1, "ky-duyet"))

    assert "Kết quả đề xuất" not in read(page).words()
