"""Errands of another office, and beside them those that are ours: what this office does not do is not listed as if it did."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from procedures.catalogue import shelf
from procedures.catalogue.shelf import Found, Search
from tests.procedures.catalogue import test_queries as queries

HELD_OUT = tomllib.loads(Path(__file__).with_name("foreign.toml").read_text(encoding="utf-8"))["query"]
FOREIGN = [one["typed"] for one in HELD_OUT if not one["right"]]
OURS = [one for one in HELD_OUT if one["right"]]
FOREIGN_SHARE, OUR_SHARE = 6 / 8, 6 / 7
"""What has been reached, which is never to become less."""

pytestmark = pytest.mark.django_db


def found(typed: str) -> Found:
    return shelf.find(shelf.shelf_of(date(2026, 11, 27), "vi"), Search(typed))


def test_of_the_errands_of_another_office_that_were_held_out_so_many_list_nothing_as_ours() -> None:
    right = [not found(typed).total for typed in FOREIGN]

    assert len(FOREIGN) == 8
    assert sum(right) / len(right) >= FOREIGN_SHARE


@pytest.mark.parametrize(
    "typed",
    ["đăng ký kết hôn", "đăng ký xe máy", "làm hộ chiếu", "làm căn cước công dân", "lam can cuoc", "giấy phép lái xe"],
)
def test_what_another_office_does_is_said_and_lists_nothing(typed: str) -> None:
    assert found(typed).total == 0
    assert found(typed).elsewhere


@pytest.mark.parametrize(
    ("typed", "first", "most"),
    [
        ("bưu điện", "gp-buu-chinh", 4),
        ("làm lại giấy phép bưu điện", "cap-lai-gp-buu-chinh-het-han", 4),
        ("mở bưu cục", "gp-buu-chinh", 4),
        ("xưởng in đổi địa chỉ", "thay-doi-dk-co-so-in", 4),
        ("photo màu", "dk-may-photocopy-mau", 3),
        ("gia hạn", "gia-han-gcn-diem-tro-choi", 2),
        ("bản tin", "gp-ban-tin", 3),
        ("mat giay", "cap-lai-gp-buu-chinh-het-han", 4),
        ("toi muon lam to tin cua co quan", "gp-ban-tin", 3),
    ],
)
def test_what_somebody_once_searched_in_vain_comes_first_and_among_few(typed: str, first: str, most: int) -> None:
    seen = found(typed)

    assert seen.entries[0].slug == first
    assert seen.total <= most


def test_of_ours_beside_them_so_many_have_the_right_procedure_among_the_first_three() -> None:
    right = [bool(set(one["right"]) & set(queries.found(one["typed"]))) for one in OURS]

    assert len(OURS) == 7
    assert sum(right) / len(right) >= OUR_SHARE
