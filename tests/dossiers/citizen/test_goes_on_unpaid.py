"""What a leader lets go on unpaid in a pause: pages and mails say the same of it, and none that the office waits for the money."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from dossiers.notices.message import written
from dossiers.notices.occasions import news_of
from portal.demo.story import Walk
from tests.dossiers.browsing import Visitor, read
from tests.dossiers.commands.test_fee_guards import do
from tests.dossiers.desk.money.test_let_pass_in_pauses import demanded, passed

pytestmark = pytest.mark.django_db

WITHOUT = "Kết quả không phải chờ khoản này; bạn vẫn phải nộp và có thể nộp ngay."
MUST = "phải nộp ngay theo yêu cầu"


def page(walk: Walk, who: str = "alice", path: str = "") -> str:
    where = path or f"/{'ho-so' if who == 'alice' else 'mot-cua'}/{walk.dossier.code}/"
    with time_machine.travel(walk.at + timedelta(minutes=5), tick=False):
        return read(Visitor(who, language="vi").get(where)).words()


def test_the_applicant_reads_of_the_permission_and_not_that_the_office_waits(tmp_path: Path) -> None:
    waits, walk = demanded(tmp_path), passed(tmp_path)

    before, after, own = page(waits), page(walk), page(walk, path="/ho-so/")

    sentence = "Cơ quan đồng ý giải quyết tiếp hồ sơ khi bạn chưa nộp 400.000 đ."
    goes_on = "Cơ quan đồng ý giải quyết tiếp khi bạn chưa nộp tiền; bộ phận một cửa đang xác nhận"
    assert "Cơ quan đang chờ bạn nộp 400.000 đ" in before
    assert (sentence in before, goes_on in before) == (False, False)
    assert f"{sentence} {WITHOUT}" in after
    assert goes_on in after
    assert goes_on in own
    for asking in ("Cơ quan đang chờ bạn nộp", "Cơ quan đang yêu cầu", "xác nhận đã nhận tiền"):
        assert asking not in after


def test_the_permission_stands_in_what_happened_without_its_reason(tmp_path: Path) -> None:
    walk = demanded(tmp_path)
    do(walk, "let-pass", "lan", reason="Hồ sơ gấp của lãnh đạo.")

    words = page(walk)

    assert "Cho giải quyết khi chưa nộp" in words
    assert "gấp của lãnh đạo" not in words


def test_once_the_time_runs_all_say_that_it_can_be_paid_at_once_and_that_nothing_waits_for_it(tmp_path: Path) -> None:
    walk = passed(tmp_path)
    do(walk, "confirm-payment", "bob")

    mail = " ".join(written("resumed", news_of(walk.dossier.events.latest("sequence"))).whole.split())
    own, file, among = page(walk), page(walk, "bob"), page(walk, path="/ho-so/")

    assert WITHOUT in own
    assert "Cơ quan vẫn giải quyết tiếp khi bạn chưa nộp 400.000 đ; bạn có thể nộp ngay." in among
    assert "Lãnh đạo đã cho giải quyết tiếp khi chưa nộp 400.000 đ" in file
    assert "số tiền này vẫn phải nộp, kết quả không phải chờ khoản này và Ông/Bà có thể nộp ngay" in mail
    for words in (mail, own, file):
        assert MUST not in words
