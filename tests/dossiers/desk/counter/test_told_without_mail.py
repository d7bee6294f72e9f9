"""By which way somebody without an account and an address is told what has to be paid: no page promises a mail."""

from datetime import datetime, timedelta

import pytest

from portal.demo.story import Walk
from procedures.time.calendar import LOCAL
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 10, tzinfo=LOCAL)

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY + timedelta(days=1))]


def words(walk: Walk, who: str) -> str:
    return read(Visitor(who, language="vi").get(f"/mot-cua/{walk.dossier.code}/")).words()


@pytest.mark.parametrize(
    ("phone", "way"),
    [("+84912345678", "xin gọi 0912 345 678"), ("", f"xin gửi văn bản qua bưu chính đến {counter.SHOWN.address}")],
)
def test_whoever_goes_on_without_asking_reads_how_the_applicant_is_told(phone: str, way: str) -> None:
    entry = counter.entered(at=MONDAY, person=counter.mai(MONDAY, phone=phone))
    walk = Walk(entry.dossier, MONDAY).until("tham-dinh")

    proposing = words(walk, "dung")
    walk.until("xem-xet")
    reviewing = words(walk, "hoa")

    for said in (proposing, reviewing):
        assert f"Người nộp không có tài khoản và không nhận được thư điện tử: khi đó {way}" in said
        assert "được báo qua thư" not in said
    assert "Ở bước này chưa yêu cầu nộp được" in reviewing
