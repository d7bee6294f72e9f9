"""What was typed at the counter when the session had ended: each thing under its label, whether or not it could be kept."""

from datetime import datetime

import pytest

from dossiers.filing.counter import entries
from procedures.answers import part_field
from procedures.time.calendar import LOCAL
from tests.accounts.test_carrying import come, enter, leave
from tests.dossiers import counter
from tests.dossiers.browsing import Visitor, read

MONDAY = datetime(2026, 12, 7, 8, 30, tzinfo=LOCAL)
LINE = "Số 8, ngõ 25 phố Láng Hạ"
POINT = {"point_name": "Internet Ngọc Lan", part_field("point_address", "line"): LINE}

pytestmark = [pytest.mark.django_db, pytest.mark.at(MONDAY)]


def test_what_is_shown_once_more_says_a_part_of_an_address_once() -> None:
    bob = come("bob")
    draft = counter.begun("gcn-diem-tro-choi", at=MONDAY)
    leave(bob)
    bob.post(f"/mot-cua/quay/{draft.key}/", {**counter.pressed(draft, MONDAY), **POINT, "do": "accept"})

    page = enter(bob, "bob").content.decode()

    assert f"<dd>{LINE}" in page
    assert "<blockquote" not in page


def test_what_could_not_be_kept_stands_under_what_it_answers() -> None:
    draft = counter.begun("gcn-diem-tro-choi", at=MONDAY)
    typed = {**counter.pressed(draft, MONDAY), **POINT}
    entries.save(draft, {}, at=MONDAY)

    refused = Visitor("bob", language="vi", enforce_csrf_checks=True).post(
        f"/mot-cua/quay/{draft.key}/", {**typed, "do": "accept"}
    )

    page, words = refused.content.decode(), read(refused).words()
    assert refused.status_code == 403
    assert "Tên điểm" in words.split("Internet Ngọc Lan")[0][-60:]
    assert "<blockquote" not in page, "no bare value"
    for label in ("Tên điểm", "Địa chỉ của điểm", "Bản chính"):
        assert label in words


def test_what_was_typed_of_who_stands_there_is_labelled_too() -> None:
    typed = {"number": "001188004321", "name": "Trần Thị Mai", "address": LINE, "phone": "0912 345 678"}

    refused = Visitor("bob", language="vi", enforce_csrf_checks=True).post("/mot-cua/quay/", typed)

    words = read(refused).words()
    for text in ("Họ và tên Trần Thị Mai", "001188004321", f"Địa chỉ liên hệ {LINE}", "0912 345 678"):
        assert text in words, text
