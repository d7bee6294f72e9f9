"""A leave that has not begun is cancelled; one that runs is ended from today on."""

from datetime import timedelta

import pytest

from accounts.models import Substitution
from tests.dossiers.browsing import Visitor
from tests.dossiers.bulk.choosing import NOW
from tests.dossiers.desk.test_absences import OWN, TODAY, typed, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.at(NOW)]


def test_what_has_not_begun_is_cancelled_and_not_ended() -> None:
    first = TODAY + timedelta(days=2)
    lan = Visitor("lan", language="vi")
    lan.post(OWN, typed("tam", since=first.isoformat()))
    row = Substitution.objects.get()
    assert "Huỷ" in words_of(lan.get(OWN))
    assert "Kết thúc từ hôm nay" not in words_of(lan.get(OWN))

    answer = words_of(lan.post(OWN, {"end": row.pk}, follow=True))

    assert "Đã huỷ: chưa bắt đầu" in answer
    assert "Vũ Ngọc Lan huỷ ngày 30/11/2026, khi chưa bắt đầu" in answer
    assert "Những việc đã làm thay" not in answer


def test_what_runs_is_ended() -> None:
    lan = Visitor("lan")
    lan.post(OWN, typed("tam"))

    assert "End from today on" in words_of(lan.get(OWN))
